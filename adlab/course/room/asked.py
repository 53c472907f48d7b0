"""A question for the room, as a server and a page need it: numbers and texts, and no function.

- `Asked`: the question; `Bar`: a wrong number that the room may give.
- `same(one, other)`: whether people would take two numbers for one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

from adlab.course.asking.forms import close
from adlab.engine.arrays.digits import number

SAME = 0.005  # relative: numbers that people would not tell apart
WORDS = {"right": "right"}


class Bar(NamedTuple):
    """A wrong number that the room may give, and the mistakes that give it."""

    number: float
    ids: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Asked:
    """A question for the room.

    Attributes
    ----------
    text : the question
    expected : the right number
    bars : wrong numbers that mistakes give, each told apart from the right one and the others
    cannot_see : mistakes that give the right number here: the room's answers say nothing of them
    together : groups of mistakes that give one number here
    target : id of the mistake that it is meant to find, or ""
    source, point : the function's text, and where it was run
    picture : the diagram as SVG
    steps : pages in which a wrong sweep stands beside the right one, by the id of the mistake
    """

    text: str
    expected: float
    bars: tuple[Bar, ...]
    cannot_see: tuple[str, ...]
    together: tuple[tuple[str, ...], ...]
    target: str = ""
    source: str = ""
    point: str = ""
    picture: str = ""
    steps: dict[str, str] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        lines = [f"{self.text}  ({self.point})", f"  {number(self.expected):>10}  {WORDS['right']}"]
        lines += [f"  {number(bar.number):>10}  {bar.words}" for bar in self.bars]
        if self.cannot_see:
            lines.append(f"cannot see: {', '.join(self.cannot_see)}")
        lines += [f"cannot tell apart: {', '.join(group)}" for group in self.together]
        return "\n".join(lines)

    def bar_of(self, given: float) -> int | None:
        """Which bar an answer belongs to; −1 for the right number, None for another one."""
        if close(given, self.expected) or same(given, self.expected):
            return -1
        return next((k for k, bar in enumerate(self.bars) if same(given, bar.number)), None)

    def to_data(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "text": self.text,
            "expected": self.expected,
            "bars": [list(bar) for bar in self.bars],
            "cannot_see": self.cannot_see,
            "together": self.together,
            "target": self.target,
            "source": self.source,
            "point": self.point,
            "picture": self.picture,
            "steps": self.steps,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Asked:
        """The same from JSON. Raises ValueError, KeyError or TypeError if it is none."""
        bars = tuple(
            Bar(float(n), tuple(map(str, ids)), str(words)) for n, ids, words in data["bars"]
        )
        return cls(
            str(data["text"]),
            float(data["expected"]),
            bars,
            tuple(map(str, data["cannot_see"])),
            tuple(tuple(map(str, group)) for group in data["together"]),
            str(data["target"]),
            str(data["source"]),
            str(data["point"]),
            str(data["picture"]),
            {str(id): str(page) for id, page in data["steps"].items()},
        )

    def send(self, url: str, code: str, key: str) -> None:
        """Hand it to a room that `adlab class` holds; there it waits to be asked.

        Parameters
        ----------
        url : the address of the class, as `adlab class` prints it
        code : of the room
        key : the instructor's

        Raises
        ------
        OSError
            The class does not answer, or refuses.
        """
        body = json.dumps({"key": key, "question": self.to_data()}).encode()
        address = f"{url.rstrip('/')}/r/{code}/questions"
        request = Request(address, body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=10):
            pass


def same(one: float, other: float) -> bool:
    """Whether people would take two numbers for one."""
    return abs(one - other) <= SAME * max(abs(one), abs(other)) + 1e-12
