"""The worksheet of a learning platform, filled: its rows and columns stay as they were.

- `Worksheet.read(path, …)`: what Moodle or Canvas gave, told by its columns.
- `Worksheet.fill(marks)`: write the grades into it; says what has no place.

Of Moodle's grading worksheet, *Grade* and *Feedback comments* are written; of Canvas's gradebook
the column of one assignment. Rows of students who have no mark stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Self

from adlab.course.gradebooks.marks import Mark, as_number
from adlab.course.gradebooks.rows import Person, assigned
from adlab.course.gradebooks.table_file import TableFile

MOODLE_GRADE, MOODLE_FEEDBACK = "Grade", "Feedback comments"
_MAXIMUM, _LOCKED = "Maximum grade", "Grade can be changed"
_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Root Account", "Section")


@dataclass
class Filled:
    """What became of the marks.

    Attributes
    ----------
    rows : how many were filled
    without_mark : people in the worksheet who have no mark
    without_row : students who have a mark, and no row of their own
    locked : those whose grade the platform says may not be changed
    """

    rows: int = 0
    without_mark: list[str] = field(default_factory=list)
    without_row: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)


@dataclass
class Worksheet:
    """A worksheet, and where in it things are.

    Attributes
    ----------
    path, table : the file
    first : index of the first row that is a student's
    grade, feedback : the columns that are written; no feedback is None
    people : who the rows are about, from `first` on
    maximum : what the platform takes for full marks, for each row; None if it does not say
    """

    path: Path
    table: TableFile
    first: int
    grade: int
    feedback: int | None
    people: list[Person]
    maximum: list[float | None]

    @classmethod
    def read(cls, path: Path, grade: str = "", feedback: str = "") -> Self:
        """Read a worksheet.

        Parameters
        ----------
        grade : the column for the grades, where it cannot be told
        feedback : the column for comments, of a Moodle that speaks another language

        Raises ValueError, with what to do, if it is none that is known, and OSError.
        """
        table = TableFile.read(path)
        header = table.rows[0]
        if {"Student", "ID", "Section"} <= set(header):
            return cls._canvas(path, table, grade)
        if _numbers_in_first_column(table):
            return cls._moodle(path, table, grade, feedback)
        raise ValueError(
            f"{path} is no worksheet of Moodle (Identifier, …, Grade, …) or Canvas (Student, ID, "
            f"…, Section, …). Its columns: {', '.join(header)}"
        )

    @classmethod
    def _moodle(cls, path: Path, table: TableFile, grade: str, feedback: str) -> Self:
        header, rows = table.rows[0], table.rows[1:]
        column = _column(path, header, grade or MOODLE_GRADE, "--grade-column")
        comments = feedback or (MOODLE_FEEDBACK if MOODLE_FEEDBACK in header else "")
        place = _column(path, header, comments, "--feedback-column") if comments else None
        written = {column, place, 0}
        people = [
            Person(
                _digits(row[0]),
                tuple(cell for k, cell in enumerate(row) if k not in written and _is_name(cell)),
            )
            for row in rows
        ]
        most = header.index(_MAXIMUM) if _MAXIMUM in header else None
        maximum = [_as_float(row[most]) if most is not None else None for row in rows]
        return cls(path, table, 1, column, place, people, maximum)

    @classmethod
    def _canvas(cls, path: Path, table: TableFile, grade: str) -> Self:
        header = table.rows[0]
        open_columns = [
            name for name in header if name not in _CANVAS and re.search(r"\(\d+\)$", name)
        ]
        if not grade and len(open_columns) != 1:
            raise ValueError(
                f"{path} has {len(open_columns)} assignments; say which with --grade-column: "
                + ", ".join(map(repr, open_columns))
            )
        column = _column(path, header, grade or open_columns[0], "--grade-column")
        points = next(
            (k for k, row in enumerate(table.rows) if row[0].strip() == "Points Possible"), 0
        )
        first = points + 1
        maximum = _as_float(table.rows[points][column]) if points else None
        rows = table.rows[first:]
        names = [header.index(name) for name in _CANVAS[:4] if name in header and name != "ID"]
        people = [
            Person(row[header.index("ID")].strip(), tuple(row[k] for k in names)) for row in rows
        ]
        return cls(path, table, first, column, None, people, [maximum] * len(rows))

    def fill(self, marks: Sequence[Mark], scale: bool = False) -> Filled:
        """Write the grades into the file; the one that was downloaded stays beside it.

        Parameters
        ----------
        scale : whether points are turned into parts of the platform's maximum

        Raises ValueError if there are more points than the platform takes, and OSError.
        """
        rows = assigned(marks, self.people)
        filled = Filled(without_row=[m.student for k, m in enumerate(marks) if k not in rows])
        for k, row in sorted(rows.items()):
            if self._is_locked(row):
                filled.locked.append(marks[k].student)
            elif marks[k].is_whole:
                self._put(marks[k], row, scale)
                filled.rows += 1
        unmarked = set(range(len(self.people))) - set(rows.values())
        filled.without_mark = [
            self._name(row) for row in sorted(unmarked) if self._name(row) != "Student, Test"
        ]
        self._keep_download()
        self.table.write(self.path)
        return filled

    def other_maximum(self, marks: Sequence[Mark]) -> float | None:
        """What the platform takes for full marks, where these marks are out of something else."""
        possible = {mark.out_of for mark in marks}
        return next((m for m in self.maximum if m is not None and possible - {m}), None)

    def _put(self, mark: Mark, row: int, scale: bool) -> None:
        points, maximum = mark.points, self.maximum[row]
        if scale and maximum is not None:
            points = points * maximum / max(mark.out_of, 1)
        if maximum is not None and points > maximum + 0.005:
            raise ValueError(
                f"{mark.student} has {as_number(points)} points, and {self.path} takes at most "
                f"{as_number(maximum)}. Change the maximum there, or say --scale."
            )
        cells = self.table.rows[self.first + row]
        text = as_number(points)
        cells[self.grade] = text.replace(".", ",") if self._has_decimal_commas() else text
        if self.feedback is not None:
            cells[self.feedback] = "<br>".join(map(escape, mark.lines()))

    def _has_decimal_commas(self) -> bool:
        """Whether the platform writes 10,00."""
        if _MAXIMUM not in self.table.rows[0]:
            return False
        column = self.table.rows[0].index(_MAXIMUM)
        return any("," in row[column] for row in self.table.rows[1:])

    def _is_locked(self, row: int) -> bool:
        header = self.table.rows[0]
        if _LOCKED not in header:
            return False
        return self.table.rows[self.first + row][header.index(_LOCKED)].strip().lower() == "no"

    def _name(self, row: int) -> str:
        person = self.people[row]
        return next(filter(None, person.names), person.id)

    def _keep_download(self) -> None:
        """Put the file as it was downloaded beside it, once."""
        kept = self.path.with_name(f"{self.path.stem}.downloaded{self.path.suffix}")
        if not kept.exists():
            kept.write_bytes(self.path.read_bytes())


def _column(path: Path, header: Sequence[str], name: str, option: str) -> int:
    if header.count(name) != 1:
        raise ValueError(
            f"{path} has no column {name!r}; say with {option} which it is: "
            + ", ".join(map(repr, header))
        )
    return header.index(name)


def _numbers_in_first_column(table: TableFile) -> bool:
    """Whether each row begins with a word and a number, as those of Moodle do: Participant 417."""
    own = [row[0] for row in table.rows[1:]]
    return bool(own) and all(re.fullmatch(r"\D*\d+", cell.strip()) for cell in own)


def _digits(cell: str) -> str:
    return re.sub(r"\D", "", cell)


def _is_name(cell: str) -> bool:
    """Whether a cell may say who somebody is: no date, no state, no number with a point."""
    return bool(re.fullmatch(r"[^\d:]+|\S+@\S+|\w+", cell.strip()))


def _as_float(cell: str) -> float | None:
    try:
        return float(cell.strip().replace(",", "."))
    except ValueError:
        return None
