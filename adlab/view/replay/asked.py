"""What was asked for, checked: a sweep by its name, a step, a range of steps.

- `find_timeline(graph, sweep)`: the Steps of the sweep with that name.
- `choose_sweep`, `check_predict`, `check_range`, `check_start`: for the player; what they cannot
  find they name, and say what there is.
- `slider_of(name, given)`: what is asked of a slider; `is_number(value)`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.seeds import Units, directions, weightings
from adlab.engine.sweeps.timeline import Timeline, timeline
from adlab.view.replay.jumps import Jumps, position
from adlab.view.replay.spec import STEP_LIMIT

KINDS = ("order", "forward", "tangent", "reverse")
BACKWARD = "backward pass"
PREDICTED = {  # what can be asked, and in which sweeps; the first of them opens
    "values": ("forward", "tangent", "reverse"),
    "tangents": ("tangent",),
    "adjoints": ("reverse",),
    "sums": ("reverse",),
    "next node": ("order",),
}


def units_of(graph: Graph) -> dict[str, Units]:
    """What can be seeded: the numbers among the inputs, and among the outputs."""
    return {"tangent": directions(graph), "reverse": weightings(graph)}


def find_timeline(graph: Graph, sweep: str | tuple[str, str]) -> Timeline:
    """Run the sweep with that name, such as "reverse" or ("tangent", "x2").

    >>> import adlab
    >>> find_timeline(adlab.trace(lambda x, y: x * y, 2.0, 5.0), "tangent y")
    <Timeline of the tangent y sweep, 6 steps>

    Raises
    ------
    ValueError
        There is no such sweep.
    """
    if isinstance(sweep, str) and sweep in graph.sweeps:
        return timeline(graph, sweep)
    kind, label = choose_sweep(sweep, units_of(graph))
    if kind == "tangent":
        return timeline(graph, kind, input=label)
    return timeline(graph, kind, output=label) if label else timeline(graph, kind)


def choose_sweep(sweep: Any, units: dict[str, Units]) -> tuple[str, str]:
    """The kind of the sweep that opens, and for a tangent or reverse sweep which one."""
    name = " ".join(sweep) if isinstance(sweep, tuple) else sweep
    kind, _, label = name.partition(" ") if isinstance(name, str) else ("", "", "")
    if kind not in KINDS:
        raise ValueError(
            f"there is no sweep {sweep!r}. Write sweep= one of {', '.join(map(repr, KINDS))}; for "
            "one of several inputs or outputs, for instance sweep=('tangent', 'x2')."
        )
    if kind not in units:
        if label:
            raise ValueError(f"the {kind} sweep has no parts, so sweep={kind!r} is all there is")
        return kind, ""
    what = "input" if kind == "tangent" else "output"
    known = units[kind]
    if not known:
        why = f"the function has no {what} to seed"
        if kind == "reverse":
            why = "no output of the function depends on an input, so all derivatives are 0"
        raise ValueError(f"there is no {kind} sweep: {why}. sweep='forward' shows its values.")
    if label and label not in known:
        raise ValueError(f"there is no {what} {label!r} to seed; there are: {known.listed()}")
    return kind, label or known[0]


def check_predict(predict: Any, sweep: Any) -> Any:
    """The sweep to open: the one that was asked for, if there is something to predict in it."""
    if predict not in PREDICTED:
        known = ", ".join(map(repr, PREDICTED))
        raise ValueError(f"there is no predict={predict!r}. Write one of {known}.")
    if sweep is None:
        return PREDICTED[predict][0]
    kind = sweep[0] if isinstance(sweep, tuple) else str(sweep).partition(" ")[0]
    if kind in KINDS and kind not in PREDICTED[predict]:
        possible = " or ".join(map(repr, PREDICTED[predict]))
        raise ValueError(f"predict={predict!r} asks in sweep={possible}, not in {sweep!r}")
    return sweep


def check_range(only: Any, opened: Timeline, jumped: Jumps | None = None) -> tuple[int, int] | None:
    """A range of the steps of a sweep."""
    if only is None:
        return None
    last = _last_step(opened, jumped)
    try:
        first, stop = (int(k) for k in only)
    except (TypeError, ValueError):
        raise ValueError(
            f"only= takes two numbers, such as only=(3, 8), and got {only!r}"
        ) from None
    if not 0 <= first < stop <= last:
        raise ValueError(
            f"only={only!r} is not a range of steps: the {opened.sweep.name} sweep has steps 0 to "
            f"{last}, and the first number must be the smaller one"
        )
    return first, stop


def _last_step(opened: Timeline, jumped: Jumps | None) -> int:
    """The last step to which the player can be opened, where steps of a jump count as one."""
    return position(len(opened), jumped) if jumped is not None else min(len(opened), STEP_LIMIT)


def check_start(
    start: Any,
    opened: Timeline,
    only: tuple[int, int] | None = None,
    jumped: Jumps | None = None,
    *,
    name: str = "start",
) -> int:
    """How many steps have been taken at the start, or at whatever has that name."""
    first, last = only or (0, _last_step(opened, jumped))
    if start == BACKWARD:
        steps = [k for k, each in enumerate(opened) if each.phase == BACKWARD]
        if not steps:
            raise ValueError(f"{name}={start!r} needs sweep='reverse': it alone has that pass")
        start = steps[0] + 1  # its first step, the seed, is taken
        if jumped and not only:
            return position(start, jumped)
    if not isinstance(start, int) or isinstance(start, bool):
        raise ValueError(f"{name}= takes a number of steps or {BACKWARD!r}, and got {start!r}")
    if only and start == 0:
        return first
    if not first <= start <= last:
        raise ValueError(
            f"{name}={start} is outside the {opened.sweep.name} sweep, which goes from step "
            f"{first} to step {last}"
        )
    return start


class Slider(NamedTuple):
    """A slider on an input: its ends, and where it begins."""

    low: float
    high: float
    start: float


def slider_of(name: str, given: Any) -> Slider | None:
    """The slider that is asked for by a range such as `(-2, 2)`; None if it is no range.

    >>> slider_of("x", (-2, 2))
    Slider(low=-2.0, high=2.0, start=1.0)

    Raises TypeError if the first number is not the smaller one.
    """
    if not (isinstance(given, tuple) and len(given) == 2 and all(map(is_number, given))):
        return None
    low, high = map(float, given)
    if not low < high:
        raise TypeError(f"{name}={given!r}: the first number must be the smaller one")
    # Neither in the middle, where kinks and zeros are, nor at an end.
    return Slider(low, high, low + 0.75 * (high - low))


def is_number(value: Any) -> bool:
    """Whether it is a number, and not a truth value."""
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
