"""Why a mark is what it is, in a word or two: for a gradebook, and for who asks.

- `reason(report)`: such as "not begun", "too slow" or "wrong: overwrites"; "" if all is right.
- `unwritten(source, entry, answers)`: what a submission is that is there in name only.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from adlab.grading.exercises.report import CheckResult, Report

NOT_BEGUN, RETURNED_NOTHING = "not begun", "returned nothing"

KINDS = {
    "check": "returned something else",
    "crash": "crashed",
    "data": "returned no data",
    "error": "raised",
    "exit": "ended the program",
    "grader": "not graded",
    "import": "import not allowed",
    "memory": "too much memory",
    "missing": "not defined",
    "not handed in": "not handed in",
    "syntax": "not Python",
    "time": "too slow",
    "unreadable": "cannot be read",
    "wrong": "wrong",
}
"""Kind of a problem, or of a failed check → words."""

STATE = frozenset(
    [
        "keeps-old-values",
        "keeps-state",
        "no-zeroing",
        "remembers",
        "stale-seed",
        "state-kept",
        "zeroes-inputs-only",
        "zeroes-too-late",
    ]
)
"""Mistakes that leave something of one call to the next."""

_AGAIN = re.compile(r"^test_(.*second_(call|time|output)|again|same_\w+_twice|\w*call\w*_twice)")
"""Names of checks that ask the same thing twice."""


def reason(report: Report) -> str:
    """The reason for a mark.

    >>> from adlab.grading.exercises.exercise import find
    >>> from adlab.grading.exercises.runner import grade
    >>> reason(grade(find("reverse-sweep"), "def reverse_sweep(nodes):\\n    ..."))
    'not begun'
    """
    if report.solved:
        return ""
    if report.problem:
        return KINDS.get(report.problem.kind, report.problem.kind)
    if report.unwritten:
        return report.unwritten
    failed = [each for each in report.checks if not each.passed and each.kind != "not run"]
    if report.mistake in STATE or (failed and all(map(_asks_again, failed))):
        return "state left over"
    if report.mistake:
        return f"wrong: {report.mistake}"
    return KINDS.get(failed[0].kind, failed[0].kind) if failed else "not run"


def _asks_again(check: CheckResult) -> bool:
    return check.kind == "wrong" and _AGAIN.search(check.name) is not None


def unwritten(source: str, entry: str, answers: Sequence[object]) -> str:
    """What a failing submission is that is there in name only: not begun, or returns nothing.

    Parameters
    ----------
    entry : the function or class that is asked for
    answers : what its calls returned

    >>> unwritten("def f(x):\\n    '''Double it.'''\\n    raise NotImplementedError", "f", [])
    'not begun'
    >>> unwritten("def f(x):\\n    y = 2 * x", "f", [None, None])
    'returned nothing'
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    defined = [each for each in tree.body if getattr(each, "name", "") == entry]
    if defined and _is_empty(defined[-1]):
        return NOT_BEGUN
    return RETURNED_NOTHING if answers and all(each is None for each in answers) else ""


def _is_empty(definition: ast.stmt) -> bool:
    """Whether a function does nothing, or a class has only such methods."""
    if isinstance(definition, ast.ClassDef):
        inner = [each for each in definition.body if not _does_nothing(each)]
        functions = [each for each in inner if isinstance(each, ast.FunctionDef)]
        return len(functions) == len(inner) and all(
            _is_empty(each) for each in functions if each.name != "__init__"
        )
    body = getattr(definition, "body", [])
    return bool(body) and all(map(_does_nothing, body))


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)  # a docstring, or ...
    if isinstance(statement, ast.Raise):
        return "NotImplemented" in ast.unparse(statement)
    if isinstance(statement, ast.Return):
        value = statement.value
        return value is None or (isinstance(value, ast.Constant) and value.value in (None, ...))
    return isinstance(statement, ast.Pass)
