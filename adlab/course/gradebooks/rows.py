"""Which row of a worksheet is whose.

- `assigned(marks, rows)`: the number of the row of each mark, where there is just one.

The platform's number decides. Where a submission has none, the name does, in any of the ways in
which platforms write it, or the login, or the address; but only if it means one row and no other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adlab.course.gradebooks.marks import Mark


@dataclass(frozen=True)
class Person:
    """Who a row of a worksheet is about.

    Attributes
    ----------
    id : the platform's number
    names : what else tells who it is: full name, login, address
    """

    id: str
    names: tuple[str, ...]


def assigned(marks: Sequence[Mark], people: Sequence[Person]) -> dict[int, int]:
    """Index of a mark → index of its row. A mark without a row of its own is left out."""
    by_id = {person.id: k for k, person in enumerate(people) if person.id}
    found = {k: by_id[mark.student_id] for k, mark in enumerate(marks) if mark.student_id in by_id}
    taken = set(found.values())
    wanted = {k: _rows_of(mark, people, taken) for k, mark in enumerate(marks) if k not in found}
    for k, rows in wanted.items():
        others = [row for other, own in wanted.items() if other != k for row in own]
        if len(rows) == 1 and not rows & set(others):
            found[k] = next(iter(rows))
    return found


def _rows_of(mark: Mark, people: Sequence[Person], taken: set[int]) -> set[int]:
    """The rows that may be of a mark, by name."""
    own = {mark.student, mark.student.removesuffix(f"({mark.student_id})"), mark.student_id}
    keys = {key for name in own for key in _ways(name)}
    return {
        k
        for k, person in enumerate(people)
        if k not in taken and keys & {key for name in person.names for key in _ways(name)}
    }


def _ways(name: str) -> Iterator[str]:
    """The ways in which a name is written, each as letters alone.

    >>> list(_ways("Byron, Ada")) == list(_ways("Ada Byron"))
    True
    >>> set(_ways("byronada")) & set(_ways("Byron, Ada"))
    {'byronada'}
    """
    if not name.strip():
        return
    last, comma, first = name.partition(",")
    if not comma:
        *before, last = name.split()
        first = " ".join(before)
    yield _letters(first + last)
    yield _letters(last + first)
    if "@" in name:
        yield _letters(name.partition("@")[0])


def _letters(text: str) -> str:
    """Letters and digits, small, without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if each.isalnum())
