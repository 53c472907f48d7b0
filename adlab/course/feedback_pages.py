"""A page for each student: what the notebook would have told them, to be read without one.

- `make_folder(folder)`: a place for them, before there is anything to write.
- `write_pages(reports, folder)`: HTML files, which need nothing else and no network.

Pages are made of reports alone: no code of a student is run for them. A page holds what belongs to
its student, and nothing of others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from adlab.course.gradebooks.marks import Adjustment, Mark, as_number, marks_of
from adlab.course.pages import feedback_html
from adlab.grading.collecting.files import NOT_HANDED_IN
from adlab.grading.collecting.kept import replace_file
from adlab.grading.exercises.exercise import exercises
from adlab.grading.exercises.feedback import Feedback
from adlab.grading.exercises.report import Report

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto }}
body {{ padding: 0 1rem }}
td, th {{ padding: 2px 12px 2px 0; text-align: left }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def make_folder(folder: Path) -> None:
    """Make a folder for pages; raise OSError if nothing can be written there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NOT_HANDED_IN).touch()  # so that no later run takes the pages for students' work


def write_pages(
    reports: Iterable[Report], folder: Path, adjustments: Sequence[Adjustment] = ()
) -> list[Path]:
    """Write a page for each student into a folder, which is made if it is missing.

    Parameters
    ----------
    adjustments : what was given and taken by hand, which the pages say

    Raises OSError if that is not possible. A page is there as a whole, or as it was before.
    """
    make_folder(folder)
    written = []
    for mark in marks_of(reports, adjustments):
        written.append(folder / file_name(mark.student))
        replace_file(written[-1], page(mark))
    return written


def page(mark: Mark) -> str:
    """The page of one student."""
    reports = mark.reports
    parts = [f"<p><strong>{as_number(mark.points)} of {mark.out_of} points</strong></p>"]
    parts += [f"<p>{escape(each)}</p>" for each in mark.said_by_hand()]
    if len(reports) > 1:
        rows = "".join(
            f"<tr><td>{escape(each.title)}</td><td>{each.points} of {each.out_of}</td></tr>"
            for each in reports
        )
        parts.append(f"<table><tr><th>exercise</th><th>points</th></tr>{rows}</table>")
    parts += [f"<h2>{escape(each.title)}</h2>{_feedback(each)}" for each in reports]
    return _PAGE.format(title=escape(mark.student), body="\n".join(parts))


def _feedback(report: Report) -> str:
    exercise = exercises().get(report.exercise)
    if exercise is None:
        return f"<p>{escape(report.problem.message if report.problem else '')}</p>"
    told = Feedback.of(report, exercise, again=" ")
    return feedback_html(told, report.mistake)


def file_name(student: str) -> str:
    """A name that every system takes, and that no two students share."""
    plain = re.sub(r"[^\w.-]+", "_", student, flags=re.ASCII).strip("._")[:60]
    if plain == student and plain.islower():
        return f"{plain}.html"
    return f"{plain}-{hashlib.sha256(student.encode()).hexdigest()[:8]}.html"
