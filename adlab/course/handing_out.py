"""What becomes of marks: pages for students, and the gradebooks of platforms.

- `HandOut.prepared(…)`: see to it, before anything is graded, that all of it can be written.
- `hand_out.deliver(reports)`: write it.

Commands take its parts as options, whose types stand here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from adlab.course.feedback_pages import make_folder, write_pages
from adlab.course.gradebooks.adjusting import read_adjustments
from adlab.course.gradebooks.marks import Adjustment, Mark, as_number, marks_of
from adlab.course.gradebooks.worksheet import Filled, Worksheet
from adlab.course.release.nbgrader_marks import Course, NoCourse
from adlab.course.saying import err, fail, misused
from adlab.grading.collecting.batch import not_graded
from adlab.grading.collecting.work import Work
from adlab.grading.exercises.report import Report

T = TypeVar("T")

FeedbackOption = Annotated[
    Path | None, typer.Option("--feedback", help="Write a page for each student to a folder.")
]
WorksheetOption = Annotated[
    Path | None,
    typer.Option(
        "--worksheet", metavar="FILE", help="Fill the CSV that Moodle or Canvas gave for grades."
    ),
]
AdjustOption = Annotated[
    Path | None,
    typer.Option(
        "--adjust",
        metavar="FILE",
        help="A CSV of manual points and penalties: student, exercise, points, percent, comment.",
    ),
]
ScaleOption = Annotated[
    bool, typer.Option("--scale", help="In the worksheet, turn points into parts of its maximum.")
]
GradeColumnOption = Annotated[
    str, typer.Option("--grade-column", help="The worksheet's column for grades, if not clear.")
]
FeedbackColumnOption = Annotated[
    str, typer.Option("--feedback-column", help="The worksheet's column for comments.")
]
MOST_NAMED = 10
"""People who are named in a message."""


@dataclass(frozen=True)
class HandOut:
    """What is written of marks.

    Attributes
    ----------
    pages : the folder for feedback pages, or None
    worksheet : to be filled, or None
    adjustments : what was given and taken by hand
    scale : whether points are turned into parts of the worksheet's maximum
    course : of nbgrader, whose gradebook gets the scores; or None
    """

    pages: Path | None = None
    worksheet: Worksheet | None = None
    adjustments: tuple[Adjustment, ...] = ()
    scale: bool = False
    course: Course | None = None

    @classmethod
    def prepared(
        cls,
        feedback: Path | None,
        worksheet: Path | None,
        adjust: Path | None,
        scale: bool,
        grade_column: str,
        feedback_column: str,
    ) -> HandOut:
        """Read what is given, and make the folder; ends the command if that is not possible."""
        if worksheet is None and (scale or grade_column or feedback_column):
            misused("--scale and the columns are of a worksheet: say --worksheet.")
        if adjust and worksheet is None and feedback is None:
            misused("--adjust changes what is handed out: say --worksheet or --feedback.")
        if feedback:
            _write_or_fail(feedback, make_folder)
        as_worksheet = partial(Worksheet.read, grade=grade_column, feedback=feedback_column)
        sheet = _read(worksheet, as_worksheet) if worksheet else None
        lines = _read(adjust, read_adjustments) if adjust else []
        return cls(feedback, sheet, tuple(lines), scale)

    def check(self, works: Sequence[Work]) -> None:
        """See whether everybody who is adjusted is there; ends the command if not."""
        self._marks([not_graded(work, "", "", 0) for work in works])

    def deliver(self, reports: Sequence[Report]) -> None:
        """Write all of it, and say what has no place; ends the command if that is somebody."""
        marks = self._marks(reports)
        if self.pages:
            write = partial(write_pages, reports, adjustments=self.adjustments)
            pages = _write_or_fail(self.pages, write)
            err.print(f"{len(pages)} pages in {self.pages}")
        whole = [mark for mark in marks if mark.is_whole]
        if len(whole) < len(marks) and (self.worksheet or self.course):
            names = _named([mark.student for mark in marks if not mark.is_whole])
            err.print(f"No grade is entered for {names}: grading failed. Use --resume.")
        if self.worksheet:
            self._fill(self.worksheet, marks)
        if self.course:
            self._enter(self.course, whole)

    def _enter(self, course: Course, marks: Sequence[Mark]) -> None:
        try:
            err.print(f"{course.write(marks)} scores in nbgrader's gradebook")
        except NoCourse as error:
            fail(str(error))

    def _marks(self, reports: Sequence[Report]) -> list[Mark]:
        try:
            return marks_of(reports, self.adjustments)
        except ValueError as error:
            misused(f"--adjust, {error}")

    def _fill(self, sheet: Worksheet, marks: Sequence[Mark]) -> None:
        if (other := sheet.other_maximum(marks)) and not self.scale:
            points = ", ".join(sorted({as_number(mark.out_of) for mark in marks}))
            err.print(
                f"{sheet.path} is out of {as_number(other)}, these marks out of {points}: "
                "points are written as they are. With --scale they become parts of that maximum."
            )
        try:
            filled = sheet.fill(marks, self.scale)
        except ValueError as error:
            fail(str(error))
        except OSError as error:
            fail(f"Cannot write {sheet.path}: {error.strerror}")
        _say_filled(sheet.path, filled)


def _say_filled(path: Path, filled: Filled) -> None:
    err.print(f"{filled.rows} grades in {path}")
    if filled.without_mark:
        err.print(
            f"Nothing was handed in by {_named(filled.without_mark)}: the rows stay as they are."
        )
    if filled.locked:
        err.print(f"The platform lets no grade change of {_named(filled.locked)}.")
    if filled.without_row:
        fail(f"No row of the worksheet is of {_named(filled.without_row)}. Enter these by hand.")


def _named(people: Sequence[str]) -> str:
    more = len(people) - MOST_NAMED
    return ", ".join(people[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _read(path: Path, read: Callable[[Path], T]) -> T:
    """Read a file; ends the command if it is not what it should be."""
    try:
        return read(path)
    except OSError as error:
        misused(f"Cannot read {path}: {error.strerror}")
    except ValueError as error:
        misused(str(error))


def _write_or_fail(folder: Path, write: Callable[[Path], T]) -> T:
    """Write to a folder; ends the command if that is not possible."""
    try:
        return write(folder)
    except OSError as error:
        fail(f"Cannot write the pages to {folder}: {error.strerror}")
