"""Guards: what a run took for granted, so that the derivative is that of the branch taken.

- `assume(name, function, *arguments)`: ask something plainly, and keep the answer as a guard.
- `without_recorded(value)`: an index or another parameter, in which recorded values become guards.
- `is_whole(value)`: whether it is made of whole numbers or truth values, which have no derivative
  to lose; `is_flat(value)`: whether it was computed of such only.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.values import Recorded, detach
from adlab.engine.recording.graph import Guard
from adlab.engine.recording.refusals import refuse
from adlab.engine.user.frames import user_position


def assume(name: str, function: Callable[..., Any], *arguments: Any, **params: Any) -> Any:
    """Ask something of the plain values, answer plainly, and note the answer as a guard.

    The derivative is that of the branch taken; the guard says what would have to be asked again
    if the same graph were used for other inputs.
    """
    plain = [detach(argument) for argument in arguments]
    outcome = function(*plain, **params)
    if isinstance(outcome, np.integer):
        outcome = outcome.item()
    elif isinstance(outcome, bool):
        outcome = np.bool_(outcome)  # as NumPy's numbers answer: `~` then means "not"
    answer = outcome
    if isinstance(outcome, (np.ndarray, tuple)):
        answer = copy.deepcopy(outcome)  # the user may change theirs
    code, instruction = user_position()
    for graph, inner in _level_by_level(arguments):
        operands = tuple(
            a._index if isinstance(a, Recorded) and a._graph is graph else _plain_operand(p)
            for a, p in zip(inner, plain, strict=True)
        )
        graph.guards.append(
            Guard(len(graph), name, operands, params or None, answer, code, instruction, function)
        )
    return outcome


def _level_by_level(arguments: Sequence[Any]) -> Iterator[tuple[Any, Sequence[Any]]]:
    """Each trace that knows some argument, innermost first, and the arguments as it sees them.

    To a trace, what belongs to those inside it is what it stands for one level further out.
    """
    while recorded := [a for a in arguments if isinstance(a, Recorded)]:
        graph = max((a._graph for a in recorded), key=lambda graph: graph.level)
        yield graph, arguments
        arguments = [
            a._value if isinstance(a, Recorded) and a._graph.level == graph.level else a
            for a in arguments
        ]


def kept(value: Any) -> Any:
    """What a record may hold of it: copies of what the user could change later."""
    kind = type(value)
    if kind is tuple or kind is list:
        return kind([kept(part) for part in value])
    if kind is dict:
        return {key: kept(part) for key, part in value.items()}
    return value.copy() if kind is np.ndarray else value


def _plain_operand(value: Any) -> Any:
    """A constant beside the indices of nodes, which alone are ints."""
    return float(value) if type(value) is int else kept(value)


def plain_index(index: Any) -> Any:
    """An index without recording values in it: masks and positions are taken as they are."""
    index = without_recorded(index)
    return index.copy() if isinstance(index, (np.ndarray, list)) else index


def without_recorded(value: Any) -> Any:
    """A parameter without recording values in it: whole numbers and masks become guards."""
    kind = type(value)
    if kind is tuple or kind is list:
        return kind([without_recorded(part) for part in value])
    if kind is slice:
        return slice(*map(without_recorded, (value.start, value.stop, value.step)))
    if not issubclass(kind, Recorded):
        return value
    if not is_whole(value):
        raise refuse(
            "A recorded float was used as an index, or where a whole number is needed",
            "positions and sizes have no derivative",
            "use whole numbers, or a mask such as `x > 0`",
        )
    plain = detach(value)
    if np.ndim(plain):
        return assume("mask", np.asarray, value)
    return assume("bool", bool, value) if isinstance(plain, (bool, np.bool_)) else int(value)


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number or a truth value, or an array of them, as NumPy says."""
    value = detach(value)
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.kind in "biu"
    return isinstance(value, int)


def is_flat(value: Any) -> bool:
    """Whether a number is made of whole numbers only, such as counts: its derivative is 0."""
    left = [(value._graph, value._index)]
    seen = set()
    while left:
        graph, index = left.pop()
        if (id(graph), index) in seen or is_whole(graph.values[index]):
            continue
        seen.add((id(graph), index))
        operands = graph.records[index][4:]
        if not operands:
            return False  # an input
        left += [(graph, operand) for operand in operands if type(operand) is int]
        left += [(o._graph, o._index) for o in operands if isinstance(o, Recorded)]
    return True
