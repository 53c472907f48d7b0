"""Names that learning platforms give to what was handed in.

- `taken_apart(name)`: student, number and file of a name that Moodle or Canvas made.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_MADE = (
    re.compile(r"(?P<student>.+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)", re.DOTALL),
    re.compile(r"(?P<student>[^_]+)(?:_LATE)?_(?P<id>\d+)_\d+_(?P<file>.+)", re.DOTALL),
)
"""Moodle's, of a folder or a file; Canvas's, of a file."""


class Parts(NamedTuple):
    """A name, taken apart.

    Attributes
    ----------
    student : as people know them
    id : the platform's number of them
    file : as the student named it; "" of a folder
    """

    student: str
    id: str
    file: str


def taken_apart(name: str) -> Parts | None:
    """The parts of a name, or None if no platform made it.

    >>> taken_apart("Ada Byron_417_assignsubmission_file_")
    Parts(student='Ada Byron', id='417', file='')
    >>> taken_apart("byronada_LATE_417_2260_reverse_sweep.py")
    Parts(student='byronada', id='417', file='reverse_sweep.py')
    """
    found = next(filter(None, (pattern.fullmatch(name) for pattern in _MADE)), None)
    return Parts(found["student"].strip(), found["id"], found["file"]) if found else None
