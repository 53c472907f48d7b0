"""To which exercise a text belongs, as it says itself.

- `mark(text)`: the first mark in it.
- `by_name(stem)`: the exercise that a file is named for.

A mark is a comment, `# exercise: reverse-sweep`. How it is written does not matter:
`## Exercise: Reverse_Sweep (Bob)` says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from adlab.grading.collecting.lms import taken_apart
from adlab.grading.exercises.exercise import exercises

_MARK = re.compile(r"^#[# \t]*exercise[ \t]*:([^\n]*)$", re.MULTILINE | re.IGNORECASE)
_AGAIN = re.compile(r"(?:[ _-]*\(\d+\)|-\d+|[ _-]+copy)$", re.IGNORECASE)


class Mark(NamedTuple):
    """What a text says of itself.

    Attributes
    ----------
    id : of the exercise, as far as it can be read
    known : whether there is such an exercise
    """

    id: str
    known: bool


def marks(text: str) -> Iterator[Mark]:
    """The marks of a text. A comment that only begins like one is none: `# Exercise: add them`.

    >>> list(marks("# Exercise: Reverse_Sweep (Bob)"))
    [Mark(id='reverse-sweep', known=True)]
    >>> list(marks("# exercise: revers-sweep"))
    [Mark(id='revers-sweep', known=False)]
    >>> list(marks("# Exercise: compute the adjoints of all nodes"))
    []
    """
    for found in _MARK.finditer(text):
        words = found[1].partition("(")[0].strip().strip("`\"'.")[:200]
        first, joined = (_as_id(part) for part in (words.partition(" ")[0], words))
        for id in (first, joined):
            if id in exercises():
                yield Mark(id, True)
                break
        else:
            if joined and (" " not in words or get_close_matches(joined, exercises(), 1, 0.8)):
                yield Mark(joined, False)


def mark(text: str) -> Mark | None:
    """The first mark of a text, known ones before others."""
    found = list(marks(text))
    return next((each for each in found if each.known), found[0] if found else None)


def by_name(stem: str) -> str:
    """The exercise that a file is named for, or "": `reverse_sweep`, `Reverse-Sweep (2)`.

    What a learning platform put before it does not matter.

    >>> by_name("REVERSE_SWEEP-1"), by_name("mine")
    ('reverse-sweep', '')
    """
    parts = taken_apart(stem)
    stem = parts.file if parts else stem
    plain = _as_id(_AGAIN.sub("", stem))
    return next((id for id in (_as_id(stem), plain) if id in exercises()), "")


def _as_id(words: str) -> str:
    return re.sub(r"[_\s]+", "-", words.strip().lower())
