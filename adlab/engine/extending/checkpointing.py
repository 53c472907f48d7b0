"""Store, or compute again: reverse mode with less memory, for more time.

- `checkpoint(f)`: `f` as one node, whose inside is computed again when the sweep comes back.
- `advances(steps, states)`: how many steps must be computed again, at least.
- `reversal(steps, states)`: a schedule that needs no more; `replay(actions, ...)` counts one.

A chain of `steps` steps is to be reversed, and `states` of its states can be held at a time, the
first one among them. Sources: Griewank (1992); Griewank & Walther (2000), Algorithm 799, *revolve*;
Griewank & Walther (2008), chapter 12.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from math import comb
from typing import Any, NamedTuple

from adlab.engine.derivatives.transforms import jvp, vjp
from adlab.engine.errors import InputError, explain
from adlab.engine.extending.decorator import primitive


def checkpoint(f: Callable[..., Any]) -> Callable[..., Any]:
    """Let a part of a program be computed again in the reverse sweep, and not be stored.

    Parameters
    ----------
    f : callable
        A function of numbers and arrays that returns one number or array. What stands behind `*` in
        its definition is a constant.

    Returns
    -------
    callable
        The same function. In a graph, a call of it is one node. Nothing of its inside is kept: when
        a sweep comes to the node, `f` is run once more, on the arguments that the node has, and
        swept through. It must give the same again, so it must not draw new random numbers or read
        what changes.

    Of a chain of n calls, each of m operations, n + m results are held at a time, and not n · m.
    The derivatives are the same: to the last bit where each argument gets one share, else up to the
    order in which shares are added.

    >>> import numpy as np, adlab
    >>> @adlab.checkpoint
    ... def part(x):
    ...     for _ in range(100):
    ...         x = np.sin(x) * 1.01
    ...     return x
    >>> graph = adlab.trace(lambda x: part(part(x)), 0.5)
    >>> len(graph), graph.nodes[1].formula
    (3, 'part(x)')
    """
    name = getattr(f, "__name__", type(f).__name__)

    def forward(tangents: Any, result: Any, *args: Any, **params: Any) -> Any:
        moved = (tangents,) if len(args) == 1 else tuple(tangents)
        return jvp(functools.partial(f, **params), args, moved)[1]

    def back(adjoint: Any, result: Any, *args: Any, **params: Any) -> Any:
        _, pull = vjp(functools.partial(f, **params), *args)
        shares = pull(adjoint)
        return shares[0] if len(args) == 1 else shares

    declared = primitive(
        jvp=forward, vjp=back, symbol=name, label=f"through {name}", back=f"{name} again, and back"
    )
    return declared(f)


class Action(NamedTuple):
    """One thing that a schedule does.

    `op` is "store" (the state that is reached), "advance" (to the state `at`, storing nothing),
    "restore" (the stored state `at`; it stays stored), "free" (the stored state `at`), or "back":
    run the step from the state that is reached, record it, and go back through it. `at` is the
    state or the step that it is about.
    """

    op: str
    at: int = -1


class Count(NamedTuple):
    """What a schedule costs."""

    advanced: int  # steps that were run without recording them
    most_states: int  # held at a time
    reversed: tuple[int, ...]  # the steps, in the order in which they were gone back through


def advances(steps: int, states: int) -> int:
    """The least number of steps that are run without recording, to reverse a chain.

    Parameters
    ----------
    steps, states : how long the chain is, and how many states can be held

    >>> [advances(10, states) for states in (1, 2, 3)]
    [45, 20, 15]
    >>> advances(1_000_000, 20)
    6815960
    """
    _check(steps, states)
    repeats = 0
    while comb(states + repeats, states) < steps:
        repeats += 1
    return repeats * steps - comb(states + repeats, states + 1)


def reversal(steps: int, states: int) -> list[Action]:
    """A schedule with the least cost.

    >>> replay(reversal(10, 3), 10).advanced
    15
    """
    _check(steps, states)
    actions = [Action("store", 0)]
    _reverse(0, steps, states, actions)
    return actions


def _reverse(start: int, end: int, states: int, actions: list[Action]) -> None:
    """Go back from `end` to `start`, whose state is reached; it is one of `states`."""
    while end - start > 1:
        if states == 1:
            actions += [Action("advance", end - 1), Action("back", end - 1)]
            actions.append(Action("restore", start))
            end -= 1
            continue
        middle = start + split(end - start, states)
        actions += [Action("advance", middle), Action("store", middle)]
        _reverse(middle, end, states - 1, actions)
        actions += [Action("free", middle), Action("restore", start)]
        end = middle
    actions.append(Action("back", start))


@functools.cache
def split(steps: int, states: int) -> int:
    """After how many steps the next state is to be stored."""
    return min(
        range(1, steps),
        key=lambda k: k + advances(steps - k, states - 1) + advances(k, states),
    )


def replay(actions: Iterable[Action | Sequence[Any]], steps: int) -> Count:
    """Follow a schedule, and count.

    Raises
    ------
    InputError
        It does what is not possible, such as restoring what is not stored, or leaves a step out.
    """
    stored: set[int] = set()
    at, advanced, most = 0, 0, 0
    gone: list[int] = []
    for number, action in enumerate(actions, start=1):
        op, place = Action(*action)
        wrong = _problem(op, place, at, stored, steps - 1 - len(gone))
        if wrong:
            raise InputError(explain(f"action {number}, {op!r}: {wrong}."))
        if op == "store":
            stored.add(at)
            most = max(most, len(stored))
        elif op == "advance":
            advanced += place - at
            at = place
        elif op == "restore":
            at = place
        elif op == "free":
            stored.discard(place)
        else:
            gone.append(at)
    if len(gone) < steps:
        raise InputError(explain(f"step {steps - 1 - len(gone)} has not been gone back through."))
    return Count(advanced, most, tuple(gone))


def _problem(op: str, place: int, at: int, stored: set[int], wanted: int) -> str:
    """What is wrong with an action, in words; "" if it can be done."""
    if op == "advance" and not at < place <= wanted:
        return f"from state {at} it cannot go to {place}; step {wanted} is to be reversed"
    if op in ("restore", "free") and place not in stored:
        return f"state {place} is not stored"
    if op == "back" and at != wanted:
        return f"step {wanted} is to be reversed, and state {at} is reached"
    if op not in ("store", "advance", "restore", "free", "back"):
        return "there is no such action"
    return ""


def _check(steps: int, states: int) -> None:
    if steps < 1 or states < 1:
        raise InputError(
            explain(
                f"{steps} steps with {states} states cannot be reversed.",
                fix="hold at least 1 state, the first, and have at least 1 step",
            )
        )
