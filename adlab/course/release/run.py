"""What other tools start: grade one submission, and write the results as they read them.

    python -P -m adlab.course.release.run gradescope SUBMISSION results.json
    python -P -m adlab.course.release.run prairielearn SUBMISSION results.json
    python -P -m adlab.course.release.run classroom SUBMISSION $GITHUB_OUTPUT
    python -P -m adlab.course.release.run check SUBMISSION EXERCISE CHECK

The working directory has `release.json`, and beside it the course's own exercises.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from adlab.course.release import classroom, gradescope, prairielearn
from adlab.course.release.submitted import Settings, graded, told
from adlab.grading.collecting.kept import replace_file
from adlab.grading.exercises.report import Report, as_junit

SETTINGS = Path("release.json")


def main(words: Sequence[str]) -> int:
    """Do what the words say; return the exit code."""
    what, submission, *rest = words
    settings = Settings.read(SETTINGS)
    if what == "check":
        return _check(Path(submission), settings, *rest)
    _WRITERS[what](graded(Path(submission), settings), Path(*rest))
    return 0


def _gradescope(reports: list[Report], path: Path) -> None:
    replace_file(path, json.dumps(gradescope.results(reports), indent=1) + "\n")


def _prairielearn(reports: list[Report], path: Path) -> None:
    replace_file(path, json.dumps(prairielearn.results(reports[0]), indent=1) + "\n")


def _classroom(reports: list[Report], path: Path) -> None:
    """The results go to a step's outputs, the JUnit file beside the settings."""
    replace_file(SETTINGS.with_name("junit.xml"), as_junit(reports))
    result = base64.b64encode(json.dumps(classroom.results(reports)).encode()).decode()
    with path.open("a", encoding="utf-8") as file:
        file.write(f"result={result}\n")
    print("\n\n".join(map(told, reports)))


_WRITERS: dict[str, Callable[[list[Report], Path], None]] = {
    "gradescope": _gradescope,
    "prairielearn": _prairielearn,
    "classroom": _classroom,
}


def _check(submission: Path, settings: Settings, exercise: str, check: str) -> int:
    """Whether one check of one exercise passes; prints why it does not."""
    (report,) = graded(submission, replace(settings, exercises=(exercise,)))
    found = next((each for each in report.checks if each.name == check), None)
    passed = found is not None and found.passed
    print("passed" if passed else report.problem.message if report.problem else told(report))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
