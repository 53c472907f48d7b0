"""The mark of a student: the points of all exercises, and what was given and taken by hand.

- `marks_of(reports, adjustments)`: a Mark for each student.
- `Adjustment`: a line of the file that `adjusting` reads.
- `as_number(points)`: such as 7, 7.5 or 7.25.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adlab.grading.exercises.reasons import reason
from adlab.grading.exercises.report import Report


@dataclass(frozen=True)
class Adjustment:
    """What a person gives or takes.

    Attributes
    ----------
    student : a name, or the platform's number
    exercise : id; "" is the whole assignment
    points : that are added; fewer than nothing are taken off
    percent : that is taken off what then stands
    comment : for the student
    line : of the file, for messages
    """

    student: str
    exercise: str = ""
    points: float = 0.0
    percent: float = 0.0
    comment: str = ""
    line: int = 0

    def applied(self, points: float) -> float:
        """What becomes of points; never less than nothing.

        >>> Adjustment("ada", points=1, percent=10).applied(9)
        9.0
        """
        return max(0.0, (points + self.points) * (100 - self.percent) / 100)

    def __str__(self) -> str:
        said = []
        if self.points:
            said.append(f"{self.points:+g} point{'s' * (abs(self.points) != 1)}")
        if self.percent:
            said.append(f"{self.percent:g} % off")
        return ", ".join(said) + (f": {self.comment}" if self.comment else "")


@dataclass(frozen=True)
class Mark:
    """What one student gets.

    Attributes
    ----------
    student, student_id : who, and the platform's number or ""
    reports : one for each exercise
    adjustments : what was given and taken by hand
    """

    student: str
    student_id: str
    reports: tuple[Report, ...]
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def points(self) -> float:
        """Of all exercises, each adjusted, and then of the whole."""
        total = sum(self.of(each) for each in self.reports)
        for each in self.adjustments:
            if not each.exercise:
                total = each.applied(total)
        return round(total, 2)

    @property
    def out_of(self) -> int:
        """What a right solution of everything gets."""
        return sum(each.out_of for each in self.reports)

    @property
    def is_whole(self) -> bool:
        """Whether all was graded: where grading itself failed, nothing says that it is worth 0."""
        return not any(each.problem and each.problem.kind == "grader" for each in self.reports)

    def lines(self) -> list[str]:
        """What is said of it: a line for each exercise, and for each adjustment."""
        said = [line for report in self.reports for line in lines_of(report)]
        return said + self.said_by_hand()

    def said_by_hand(self) -> list[str]:
        """A line for each adjustment."""
        titles = {each.exercise: each.title for each in self.reports}
        return [
            f"{titles[each.exercise]}: {each}" if each.exercise else str(each)
            for each in self.adjustments
        ]

    def of(self, report: Report) -> float:
        """The points of one exercise, with what was given and taken for it."""
        points = float(report.points)
        for each in self.adjustments:
            if each.exercise == report.exercise:
                points = each.applied(points)
        return points


def lines_of(report: Report) -> list[str]:
    """What is said of one exercise: the points, why not more, and what to think about."""
    why = reason(report)
    line = f"{report.title}: {report.points} of {report.out_of}" + (f" ({why})" if why else "")
    return [line, report.diagnosis.message] if report.mistake and report.diagnosis else [line]


def marks_of(reports: Iterable[Report], adjustments: Sequence[Adjustment] = ()) -> list[Mark]:
    """A mark for each student, in the order of the reports.

    Raises ValueError if an adjustment is of nobody here, or of an exercise that was not graded.
    """
    of: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        of[report.student or report.submission].append(report)
    by_hand = _by_student(of, adjustments)
    return [
        Mark(student, own[0].student_id, tuple(own), tuple(by_hand[student]))
        for student, own in of.items()
    ]


def _by_student(
    of: dict[str, list[Report]], adjustments: Sequence[Adjustment]
) -> dict[str, list[Adjustment]]:
    found: dict[str, list[Adjustment]] = defaultdict(list)
    for each in adjustments:
        named = [name for name in of if _plain(name) == _plain(each.student)]
        numbered = [name for name, own in of.items() if own[0].student_id == each.student]
        if len(students := numbered or named) != 1:
            same = f" There are: {', '.join(students)}." if students else ""
            raise ValueError(f"line {each.line}: no student here is {each.student!r}.{same}")
        graded = [report.exercise for report in of[students[0]]]
        if each.exercise and each.exercise not in graded:
            raise ValueError(
                f"line {each.line}: {each.student} has no mark of {each.exercise!r}; "
                f"there are: {', '.join(graded)}"
            )
        found[students[0]].append(each)
    return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def as_number(points: float) -> str:
    """Points without zeros behind them.

    >>> as_number(7.0), as_number(7.25), as_number(10.0), as_number(0.1 + 0.2)
    ('7', '7.25', '10', '0.3')
    """
    return f"{points:.2f}".rstrip("0").rstrip(".")
