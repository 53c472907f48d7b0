"""Manual points and late penalties: a table with a line for each, made in any spreadsheet.

    student,exercise,points,percent,comment
    Ada Byron,,,10,a day late
    417,reverse-sweep,+1,,a nice proof

- `read_adjustments(path)`: its lines.
"""

from __future__ import annotations

from pathlib import Path

from adlab.course.gradebooks.marks import Adjustment
from adlab.course.gradebooks.table_file import TableFile

COLUMNS = ("student", "exercise", "points", "percent", "comment")


def read_adjustments(path: Path) -> list[Adjustment]:
    """The adjustments in a file.

    Raises ValueError, with the line, if the table is not as it should be, and OSError.
    """
    table = TableFile.read(path)
    header = [name.strip().lower() for name in table.rows[0]]
    odd = [name for name in header if name not in COLUMNS]
    if odd or "student" not in header:
        raise ValueError(
            f"{path}: the columns are {', '.join(COLUMNS)}, of which only student must be there; "
            f"this file has: {', '.join(table.rows[0])}"
        )
    return [
        _adjustment(path, number, dict(zip(header, map(str.strip, row), strict=False)))
        for number, row in enumerate(table.rows[1:], 2)
        if any(map(str.strip, row))
    ]


def _adjustment(path: Path, line: int, said: dict[str, str]) -> Adjustment:
    if not said["student"]:
        raise ValueError(f"{path}, line {line}: it does not say whose it is")
    percent = _number(path, line, said.get("percent", "").removesuffix("%").strip())
    if not 0 <= percent <= 100:
        raise ValueError(f"{path}, line {line}: {percent:g} % cannot be taken off; 0 to 100 can")
    return Adjustment(
        said["student"],
        said.get("exercise", ""),
        _number(path, line, said.get("points", "")),
        percent,
        said.get("comment", ""),
        line,
    )


def _number(path: Path, line: int, text: str) -> float:
    try:
        return float(text.replace(",", ".") or 0)
    except ValueError:
        raise ValueError(f"{path}, line {line}: {text!r} is no number") from None
