"""What a check asked before, and where each answer led: so that it need not think again.

A check is a function of its seed and of what is answered. Of a class, most submissions give the
same answers to the last bit. So what is asked, and the result that the answers lead to, is kept as
a tree: a submission that answers as another did is asked the same, as bytes, and gets the same
result. As soon as it answers something that nobody did, the check itself takes over.

- `Turn`: a question, and what followed on each answer.
- `Transcripts`: those of one check with one seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

MOST = 64
"""Different ways through one check that are kept."""


class Line(NamedTuple):
    """A line to the submission, and the one that came back.

    Attributes
    ----------
    begins : whether it begins a call; it may also answer what the submission asked during one
    """

    sent: bytes
    begins: bool
    heard: bytes


class Turn:
    """A question, and what followed on each answer: the next one, or the result of the check."""

    __slots__ = ("after", "begins", "sent")

    def __init__(self, sent: bytes, begins: bool) -> None:
        self.sent, self.begins = sent, begins
        self.after: dict[bytes, Any] = {}

    def on(self, heard: bytes) -> Any:
        """What followed on an answer; None if nobody gave it."""
        return self.after.get(_short(heard))


class Transcripts:
    """All ways through one check, with one seed."""

    def __init__(self) -> None:
        self.start: Turn | None = None
        self._ways = 0

    def keep(self, lines: Sequence[Line], result: Any) -> None:
        """Remember a way, and the result that it led to."""
        if not lines or self._ways >= MOST:
            return
        if self.start is None:
            self.start = Turn(lines[0].sent, lines[0].begins)
        turn: Any = self.start
        for line, following in pairwise(lines):
            if not isinstance(turn, Turn) or turn.sent != line.sent:
                return  # a check that asks by the clock, say: not to be kept
            new = Turn(following.sent, following.begins)
            turn = turn.after.setdefault(_short(line.heard), new)
        if isinstance(turn, Turn) and turn.sent == lines[-1].sent:
            self._ways += turn.after.setdefault(_short(lines[-1].heard), result) is result


def _short(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=16).digest()
