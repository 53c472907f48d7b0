"""A schedule of storing and computing again, to be watched and edited.

- `schedule(steps, states)`: the picture of a reversal, with pins that can be moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

from adlab.engine.errors import InputError, explain
from adlab.engine.extending.checkpointing import Action, Count, advances, replay, reversal, split
from adlab.view.assets import STATIC, in_script
from adlab.view.drawn.theme import BLUE, GREEN, VERMILION

WORDS = {
    "time": "how far the schedule has been followed",
    "picture": "rows are time, columns are states of the chain",
    "pin": "pin",
    "begin": "State 0 is given.",
    "store": "State {to} is stored.",
    "advance": "From state {from} forward to state {to}, without recording.",
    "restore": "Back to state {to}, which is stored.",
    "free": "State {to} is no longer needed, and its place is free.",
    "back": "Step {to} is run, recorded, and gone back through.",
    "count": "{advanced} of {all} steps run without recording; the least is {least}. "
    "{held} of {states} states held.",
}
LEFT, TOP, WIDTH, ROW = 44, 34, 700, 13


class Schedule:
    """What `schedule` made; a notebook shows it.

    Attributes
    ----------
    actions : list of Action
    count : Count
    """

    def __init__(self, steps: int, states: int, pins: Sequence[int]) -> None:
        self.steps, self.states, self.pins = steps, states, sorted(pins)
        self.actions = pinned(steps, states, self.pins)
        self.count: Count = replay(self.actions, steps)

    def __repr__(self) -> str:
        return (
            f"{self.steps} steps, {self.states} states, pins at {self.pins}: "
            f"{self.count.advanced} steps run without recording, and the least is "
            f"{advances(self.steps, self.states)}"
        )

    def to_svg(self) -> str:
        """The picture alone: rows are time, and columns the states."""
        rows = sum(op in ("advance", "back") for op, _ in self.actions)
        size = f"0 0 {LEFT + WIDTH + 30} {TOP + ROW * (rows + 1)}"
        said = {"role": "img", "aria-label": repr(self), "fill": "currentColor"}
        root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": size, **said})

        def x(state: int) -> str:
            return f"{LEFT + state * WIDTH / self.steps:.1f}"

        row, at = 0, 0
        for op, place in self.actions:
            y = str(TOP + ROW * row)
            if op in ("advance", "back"):
                ends = (at, place) if op == "advance" else (place + 1, place)
                colour = VERMILION if op == "back" else BLUE
                line = {"x1": x(ends[0]), "x2": x(ends[1]), "y1": y, "y2": y, "stroke": colour}
                SubElement(root, "line", line | {"stroke-width": "4"})
                row += 1
            elif op == "store":
                height = str(TOP + ROW * max(row - 1, 0))
                SubElement(root, "circle", {"cx": x(place), "cy": height, "r": "5", "fill": GREEN})
            at = place
        return tostring(root, "unicode")

    def _repr_html_(self) -> str:
        data = {
            "steps": self.steps,
            "states": self.states,
            "pins": self.pins,
            "words": WORDS,
            "colours": {"value": BLUE, "adjoint": VERMILION, "store": GREEN},
        }
        script = (STATIC / "schedule.js").read_text(encoding="utf-8")
        return (
            '<div class="adlab-schedule" data-adlab-schedule="pending"'
            ' data-lm-suppress-shortcuts="true" style="max-width: 820px">\n'
            f"<p>{escape(repr(self))}</p>{self.to_svg()}\n"
            f'<script type="application/json">{in_script(data)}</script>\n'
            f"<script>{script}</script>\n</div>"
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}


def schedule(steps: int, states: int, pins: Sequence[int] | None = None) -> Schedule:
    """How a chain is reversed with room for a few of its states: to be watched, and edited.

    Parameters
    ----------
    steps, states : int
        How long the chain is, and how many states can be held; the first is one of them.
    pins : sequence of int, optional
        The states that the first run stores; by default those of a schedule that costs least. A
        notebook has a field for each, and the counter answers at once. Between the pins the parts
        are reversed with the least cost.

    Raises
    ------
    InputError
        There is no room for so many pins, or no such state.

    >>> schedule(10, 3)
    10 steps, 3 states, pins at [4, 7]: 15 steps run without recording, and the least is 15
    >>> schedule(10, 3, pins=[1, 2]).count.advanced
    30
    """
    best = _first_pins(steps, states) if pins is None else list(pins)
    if len(best) >= states or not all(0 < pin < steps for pin in best) or len({*best}) < len(best):
        raise InputError(
            explain(
                f"{best} cannot be the pins of {steps} steps with {states} states.",
                why="the first state takes one place, and pins lie between the ends",
                fix=f"give at most {states - 1} different numbers from 1 to {steps - 1}",
            )
        )
    return Schedule(steps, states, best)


def _first_pins(steps: int, states: int) -> list[int]:
    """What the first run of a schedule stores that costs least."""
    pins, start = [], 0
    while states > 1 and steps - start > 1:
        start += split(steps - start, states)
        states -= 1
        pins.append(start)
    return pins


def pinned(steps: int, states: int, pins: Sequence[int]) -> list[Action]:
    """The pins first; then the parts between them, the last one first."""
    actions = [Action("store", 0)]
    for pin in pins:
        actions += [Action("advance", pin), Action("store", pin)]
    ends = [0, *pins, steps]
    for k in reversed(range(len(pins) + 1)):
        for op, at in reversal(ends[k + 1] - ends[k], states - k)[1:]:
            actions.append(Action(op, ends[k] + at))
        if k:
            actions += [Action("free", ends[k]), Action("restore", ends[k - 1])]
    return actions
