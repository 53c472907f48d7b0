"""Names that learning platforms give to what was handed in.

- `taken_apart(name)`: student, number and file of a name that a platform made.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_MADE = (
    # Brightspace, a folder or a file
    r"(?P<id>\d+)-\d+ - (?P<student>.+?) - \w+ \d+, \d{4} \d+ ?[AP]M(?: - (?P<file>.+))?",
    # Canvas, what was typed into a box, or a file
    r"(?P<student>[^_\s]+)(?:_LATE)?_(?P<id>\d+)_(?P<file>text\.html)",
    r"(?P<student>[^_\s]+)(?:_LATE)?_(?P<id>\d+)_\d+_(?P<file>.+)",
    # Moodle, a folder or a file
    r"(?P<student>(?:(?!_attempt_\d{4}-).)+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)",
    # Blackboard, a file, and a note about it
    r"(?:.+?_)??(?P<student>(?P<id>[^_]+))_attempt_\d{4}(?:-\d\d){5}(?:_(?P<file>.+)|\.txt)?",
)
"""The first that fits holds. How a student calls a file stands last in all of them, and may look
like any: so each begins at the beginning, and takes as little as it can."""
_PATTERNS = [re.compile(pattern, re.DOTALL) for pattern in _MADE]


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
    >>> taken_apart("HW 1_ab12_attempt_2026-03-01-23-59-00_reverse_sweep.py")
    Parts(student='ab12', id='ab12', file='reverse_sweep.py')
    >>> taken_apart("417-99 - Ada Byron - Mar 1, 2026 1159 PM")
    Parts(student='Ada Byron', id='417', file='')
    """
    found = next(filter(None, (pattern.fullmatch(name) for pattern in _PATTERNS)), None)
    return Parts(found["student"].strip(), found["id"], found["file"] or "") if found else None
