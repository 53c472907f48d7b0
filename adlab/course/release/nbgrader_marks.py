"""The marks of `adlab grade` in nbgrader's gradebook, where autograding does not overwrite them.

- `Course(folder, assignment)`: its `exercises`, the `works` that were handed in, and `write`.

They are manual scores, each with a manual comment: `nbgrader autograde` writes the automatic ones
beside them, and the manual ones count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adlab.course.gradebooks.marks import Mark, lines_of
from adlab.grading.collecting.files import below, shown
from adlab.grading.collecting.reading import SOLUTION_CELL
from adlab.grading.collecting.students import Pile, Policy, Student, works_of
from adlab.grading.collecting.work import Work
from adlab.grading.exercises.exercise import exercises
from adlab.grading.exercises.report import Report


class NoCourse(Exception):
    """There is no such course, or nbgrader is missing. The message says what to do."""


@dataclass(frozen=True)
class Course:
    """An assignment in nbgrader's course folder."""

    folder: Path
    assignment: str

    @property
    def feedback(self) -> Path:
        """Where pages go: not into nbgrader's own folder, which it would then take for done."""
        return self.folder / "adlab-feedback" / self.assignment

    def exercises(self) -> list[str]:
        """The exercises of the assignment: ids of its check cells that are exercises' ids."""
        with self._gradebook() as book:
            cells = [cell for _, cell in self._check_cells(book)]
        found = [id for id in exercises() if id in cells]
        if not found:
            raise NoCourse(
                f"Assignment {self.assignment!r} has no check cell whose id is an exercise's: "
                "make its notebooks with adlab release nbgrader."
            )
        return found

    def works(self, wanted: Collection[str], policy: Policy) -> list[Work]:
        """What was handed in, a row for each student and exercise."""
        submitted = self.folder / "submitted"
        if not submitted.is_dir():
            raise NoCourse(f"There is no {submitted}: collect the assignment with nbgrader first.")
        piles = {
            Student(each.name, each.name): Pile(
                shown(each), list(below(each / self.assignment)), True
            )
            for each in sorted(submitted.iterdir())
            if (each / self.assignment).is_dir()
        }
        return works_of(piles, wanted, policy)

    def write(self, marks: Sequence[Mark]) -> int:
        """Write the marks; return how many scores. A mark counts as a part of the cell's points."""
        count = 0
        with self._gradebook() as book:
            notebooks = {cell: notebook for notebook, cell in self._check_cells(book)}
            for mark in marks:
                self._enter(book, mark.student)
                for report in mark.reports:
                    place = (notebooks[report.exercise], self.assignment, mark.student)
                    grade = book.find_grade(report.exercise, *place)
                    points = mark.of(report)
                    grade.manual_score = points * grade.max_score_gradecell / report.out_of
                    grade.needs_manual_grade = False
                    comment = book.find_comment(f"{report.exercise}{SOLUTION_CELL}", *place)
                    comment.manual_comment = _comment(mark, report)
                    count += 1
            book.db.commit()
        return count

    def _enter(self, book: Any, student: str) -> None:
        """See that there is a submission of a student, which autograding need not have made."""
        book.update_or_create_student(student)
        book.update_or_create_submission(self.assignment, student)

    def _check_cells(self, book: Any) -> Iterator[tuple[str, str]]:
        """Each notebook of the assignment, with each of its check cells."""
        try:
            from nbgrader.api import MissingEntry
        except ImportError as error:
            raise NoCourse(_missing(error)) from error
        try:
            assignment = book.find_assignment(self.assignment)
        except MissingEntry as error:
            raise NoCourse(
                f"nbgrader knows no assignment {self.assignment!r}: run "
                f"nbgrader generate_assignment {self.assignment} in {self.folder}."
            ) from error
        for notebook in assignment.notebooks:
            for cell in notebook.grade_cells:
                yield notebook.name, cell.name

    @contextmanager
    def _gradebook(self) -> Iterator[Any]:
        try:
            from nbgrader.api import Gradebook
        except ImportError as error:
            raise NoCourse(_missing(error)) from error
        path = (self.folder / "gradebook.db").resolve()
        if not path.exists():
            raise NoCourse(
                f"There is no gradebook in {self.folder}: run "
                f"nbgrader generate_assignment {self.assignment} there first."
            )
        with Gradebook(f"sqlite:///{path}") as book:
            yield book


def _missing(error: ImportError) -> str:
    return f"nbgrader is missing ({error}). To install it:\n    pip install nbgrader"


def _comment(mark: Mark, report: Report) -> str:
    """What is said of one exercise."""
    by_hand = [str(each) for each in mark.adjustments if each.exercise == report.exercise]
    return "\n\n".join(lines_of(report) + by_hand)
