"""What is said to an answer: whether it is right, what is, and which mistake a wrong one is.

- `judge(given, right, …)`: a Verdict on an answer, of one part or of several.

>>> print(
...     judge(8.0, 15.0, near=EXACTLY, notes=lambda part, given: Note("the last share alone")).text
... )
✗ You said 8; it is 15. 8 is the last share alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple

from adlab.course.asking.forms import (
    EXACTLY,
    TOLERANCE,
    Answer,
    Near,
    as_number,
    is_unknown,
    same,
    shown,
)
from adlab.view.drawn.theme import BAD, FRAME, GOOD


class Note(NamedTuple):
    """What a wrong answer is, in words, and the id of the mistake."""

    words: str
    mistake: str = ""


class Verdict(NamedTuple):
    """What is said to an answer.

    Attributes
    ----------
    right : whether all of it is right; None if it was said not to be known
    lines : a sentence for each part
    mistake : the id of the first mistake that was recognised, or ""
    """

    right: bool | None
    lines: tuple[str, ...]
    mistake: str = ""

    @property
    def text(self) -> str:
        """The sentences, one on each line."""
        return "\n".join(self.lines)

    @property
    def html(self) -> str:
        """The same for a notebook: in the colour of right and wrong, and with a sign for it."""
        colour = {True: GOOD, False: BAD, None: FRAME}[self.right]
        style = f"border-left: 6px solid {colour}; padding: 2px 0 2px 12px; margin: 8px 0"
        said = "".join(f"<p>{escape(line)}</p>" for line in self.lines)
        return f'<div class="adlab-answer" style="{style}">{said}</div>'


Notes = Callable[[str, Answer], Note | None]


def judge(given: Answer, right: Answer, *, near: Near = EXACTLY, notes: Notes) -> Verdict:
    """Compare an answer with the right one, part by part.

    Parameters
    ----------
    given : in its one form, with nothing left blank
    right : of the same form: a dict of parts, or a single answer
    near : how near a number must come
    notes : part ("" if there is only one), wrong answer → what it is; None if that is not known
    """
    if isinstance(right, Mapping):
        parts = given if isinstance(given, Mapping) else dict.fromkeys(right, given)
        verdicts = [
            _one(name, parts.get(name, "?"), expected, near, notes)
            for name, expected in right.items()
        ]
    else:
        verdicts = [_one("", given, right, near, notes)]
    told = [each.right for each in verdicts]
    known = all(told) if None not in told else (False if False in told else None)
    mistake = next((each.mistake for each in verdicts if each.mistake), "")
    return Verdict(known, tuple(line for each in verdicts for line in each.lines), mistake)


def _one(name: str, given: Answer, right: Answer, near: Near, notes: Notes) -> Verdict:
    about = f"{name}: " if name else ""
    expected = shown(right)
    if is_unknown(given):
        return Verdict(None, (f"· {about}It is {expected}.",))
    if same(given, right, near):
        rounded = as_number(given) is not None and expected not in shown(given).split()
        more = f": {expected}" if rounded else ""
        return Verdict(True, (f"✓ {about}You said {shown(given)}, and so it is{more}.",))
    note = notes(name, given)
    said = f" {shown(given)} is {note.words}." if note else _nearly(given, right)
    line = f"✗ {about}You said {shown(given)}; it is {expected}.{said}"
    return Verdict(False, (line,), note.mistake if note else "")


def _nearly(given: Answer, right: Answer) -> str:
    """A word of comfort for a number that is off by its last digits."""
    number, expected = as_number(given), as_number(right)
    if number is None or expected is None or isinstance(right, int):
        return ""
    off = abs(number - expected)
    return " That is near." if TOLERANCE * abs(expected) < off <= 0.05 * abs(expected) else ""
