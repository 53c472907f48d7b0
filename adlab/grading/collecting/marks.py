"""To which exercise a text belongs, as it says itself.

- `marks(text)`: the marks in it.
- `by_name(stem)`: the exercise that a file is named for.

A mark is a comment, `# exercise: reverse-sweep`. How it is written does not matter:
`## Exercise: Reverse_Sweep (Bob)` says the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from adlab.grading.collecting.lms import taken_apart
from adlab.grading.exercises.exercise import exercises

_MARK = re.compile(r"^[^\S\n]*#[^\w\n]*exercise\b([^\n]*)$", re.MULTILINE | re.IGNORECASE)
_SAID = re.compile(r"\s*\d*\s*:(.*)")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
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
    >>> list(marks("# --- Exercise 10: reverse sweep, my second try ---"))
    [Mark(id='reverse-sweep', known=True)]
    >>> list(marks("# exercise: revers-sweep"))
    [Mark(id='revers-sweep', known=False)]
    >>> list(marks("# Exercise: compute the adjoints of all nodes"))
    []
    """
    for found in _MARK.finditer(text):
        rest = unicodedata.normalize("NFKC", found[1][:200]).translate(_DASHES)
        said = _SAID.fullmatch(rest)
        words = re.split(r"[(,;]", said[1] if said else rest)[0].strip(" \t`\"'.*=_-")
        id = _as_id(words)
        if known := _begins_with(id) if said else id * (id in exercises()):
            yield Mark(known, True)
        elif said and id and (" " not in words or get_close_matches(id, exercises(), 1, 0.8)):
            yield Mark(id, False)


def _begins_with(words: str) -> str:
    """The longest id that words begin with, or ""."""
    found = [id for id in exercises() if words == id or words.startswith(f"{id}-")]
    return max(found, key=len, default="")


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
