"""A class as a table: for the eye, and for a spreadsheet.

- `as_table`: a line for each report.
- `as_csv`: a row for each.
- `FORMATS`: all that a class can be written as.
- `told_apart(names, width)`: short names, no two of which look alike.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from adlab.grading.exercises.reasons import reason
from adlab.grading.exercises.report import Report, as_json, as_junit

WIDEST = 32
"""Characters of a name in a table."""


def as_table(reports: Sequence[Report]) -> str:
    """One line for each report, for a teacher: who, exercise, points, and why not more."""
    who = "student" if any(report.student for report in reports) else "submission"
    rows = [(who, "exercise", "points", "reason")]
    names = told_apart([report.student or report.submission for report in reports], WIDEST)
    for name, report in zip(names, reports, strict=True):
        points = f"{report.points} of {report.out_of}"
        notes = f"  [{'; '.join(report.notes)}]" if report.notes else ""
        rows.append((name, report.exercise, points, _first_words(report) + notes))
    widths = [max(_width(row[k]) for row in rows) for k in range(3)]
    lines = [
        "  ".join([*(_padded(cell, size) for cell, size in zip(row, widths, strict=False)), row[3]])
        for row in rows
    ]
    layers = {" + ".join(report.layers) for report in reports if report.layers}
    seeds = sorted({report.seed for report in reports})
    behind = ", ".join(sorted(layers)) or "nothing"
    lines += ["", f"Run behind {behind}; seed {', '.join(map(str, seeds))}."]
    return "".join(line.rstrip() + "\n" for line in lines)


def _first_words(report: Report) -> str:
    """The reason, and the first line of what stands behind it."""
    why, failed = reason(report), report.first_failed
    if report.problem:
        return (report.problem.message.splitlines() or [""])[0]
    if report.unwritten or failed is None:
        return why
    if failed.kind in ("wrong", "not run"):
        return failed.title if why == "wrong" else f"{why}: {failed.title}"
    return f"{why}: {failed.message.strip().rpartition(chr(10))[2]}"


COLUMNS = (
    "submission",
    "exercise",
    "points",
    "out_of",
    "student",
    "reason",
    "notes",
    "failed",
    "problem",
    "diagnosis",
    "layers",
    "seed",
    "hash",
)


def as_csv(reports: Iterable[Report]) -> str:
    """One row for each report; `failed` names the checks that failed, with spaces between."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    for report in reports:
        table.writerow(
            [
                unformulated(report.submission),
                report.exercise,
                report.points,
                report.out_of,
                unformulated(report.student),
                reason(report),
                unformulated("; ".join(report.notes)),
                " ".join(check.name for check in report.checks if not check.passed),
                _problem(report),
                report.mistake,
                "+".join(report.layers),
                report.seed,
                report.hash,
            ]
        )
    return file.getvalue()


def _problem(report: Report) -> str:
    """The kind of what kept a submission from an answer, or ""."""
    if report.problem:
        return report.problem.kind
    failed = report.first_failed
    if failed and failed.kind not in ("wrong", "not run"):
        return failed.kind
    return report.unwritten


def unformulated(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in tuple("=+-@\t\r") else text


FORMATS: dict[str, Callable[[Sequence[Report]], str]] = {
    "text": as_table,
    "json": as_json,
    "junit": as_junit,
    "csv": as_csv,
    "jsonl": lambda reports: "".join(json.dumps(each.as_dict()) + "\n" for each in reports),
}


# ------------------------------------------------------------------------------ names


def told_apart(names: Sequence[str], widest: int) -> list[str]:
    """Names that fit, for a column: a long one loses its middle, and no two that differ look alike.

    >>> told_apart(["anna", "a-very-long-name-of-ada-1", "a-very-long-name-of-ada-2"], 12)
    ['anna', 'a-very…ada-1', 'a-very…ada-2']
    >>> told_apart(["caf\\u00e9", "cafe\\u0301"], 12)
    ['café', 'café~2']
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        if name in found:
            continue
        short = _shortened(unicodedata.normalize("NFKC", name).strip(), widest)
        count, own = 1, short
        while own.casefold() in taken:
            count += 1
            own = f"{_shortened(short, widest - 1 - len(str(count)))}~{count}"
        taken.add(own.casefold())
        found[name] = own
    return [found[name] for name in names]


def _shortened(name: str, widest: int) -> str:
    if _width(name) <= widest:
        return name
    half = (widest - 1) // 2
    head, tail = name[: widest - 1 - half], name[-half:]
    while _width(head) + _width(tail) > widest - 1:  # wide letters
        head, tail = head[:-1], tail[1:]
    return f"{head}…{tail}"


def _width(text: str) -> int:
    """Columns in a terminal."""
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return len(text) + wide - sum(unicodedata.combining(each) > 0 for each in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
