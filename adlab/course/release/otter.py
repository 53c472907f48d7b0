"""otter-grader: test files whose cases ask adlab, one for each check, with its points.

- `assignment(chosen)`: notebooks to hand out, and `tests/`.
- `ask(id, check, yours)`: what a test file calls.

otter runs tests in the process of the student's own code, which can change their outcome: for
marks, run `adlab grade` on what was handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from adlab.course.release.files import Files
from adlab.course.release.notebook import code, markdown, notebook
from adlab.course.tutor import check as check_live
from adlab.grading.exercises.exercise import Exercise
from adlab.grading.exercises.report import Report

HEAD = '''"""What otter asks of {id}: each check of adlab is a case of its own."""

from otter.test_files import test_case

from adlab.course.release.otter import ask

OK_FORMAT = False

name = "{id}"
points = None

'''

CASE = """
@test_case(points={points}, hidden=False, name={title!r})
def {check}({entry}):
    ask("{id}", "{check}", {entry})

"""


def assignment(chosen: Sequence[Exercise]) -> Files:
    """A notebook to hand out for each exercise, and the tests."""
    files = {f"tests/{each.id}.py": tests(each).encode() for each in chosen}
    for each in chosen:
        own = f'grader.check("{each.id}")'
        begin = f'import otter\ngrader = otter.Notebook("{each.id}.ipynb")'
        cells = [
            markdown("prompt", each.prompt),
            code("otter", begin),
            code("yours", each.starter),
            code("check", own),
        ]
        files[f"{each.id}.ipynb"] = notebook(cells)
    return files


def tests(exercise: Exercise) -> str:
    """A test file in otter's exception-based format."""
    titles = {name: (check.__doc__ or name) for name, check in exercise.checks().items()}
    cases = [
        CASE.format(
            id=exercise.id,
            check=name,
            entry=exercise.entry,
            points=points,
            title=titles[name].strip().splitlines()[0],
        )
        for name, points in exercise.points.items()
    ]
    return HEAD.format(id=exercise.id) + "\n".join(cases)


def ask(id: str, check: str, yours: Any) -> None:
    """Raise AssertionError, with the message for the student, if a check does not pass."""
    report = _report(id, yours)
    found = next((each for each in report.checks if each.name == check), None)
    if report.problem:
        raise AssertionError(report.problem.message)
    if found is None or not found.passed:
        raise AssertionError(found.message if found else f"There is no check {check!r}.")


@lru_cache(16)
def _report(id: str, yours: Any) -> Report:
    """One report for all the cases of an exercise."""
    return check_live(id, yours).report
