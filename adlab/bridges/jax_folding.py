"""One node for each call of a library function of JAX's: `jax.nn.softmax(x)` is five equations.

- `fold(making, outputs, events)`: the entries of one such call become one, if only one of them is
  used by others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from adlab.bridges.foreign import Entry, Making
from adlab.bridges.jax_local import Folded
from adlab.bridges.local import Words


def fold(making: Making, outputs: Sequence[Entry], events: Mapping[int, tuple[int, str]]) -> None:
    """Put one entry in the place of those that one call of a library function made."""
    made = making.made
    numbers = {id(entry): k for k, entry in enumerate(made)}
    used: dict[int, list[int]] = {}
    for k, entry in enumerate(made):
        for operand in entry.operands:
            if isinstance(operand, Entry):
                used.setdefault(id(operand), []).append(k)
    leaving = {id(entry) for entry in outputs}
    kept: list[Entry] = []
    starts = {0: 0}
    for _, some in groupby(made, key=lambda entry: _key(entry, events)):
        run = list(some)
        first, last = numbers[id(run[0])], numbers[id(run[-1])]
        inner = run[:-1]
        closed = all(
            id(each) not in leaving and all(k <= last for k in used.get(id(each), []))
            for each in inner
        )
        one = _folded(run, events[id(run[-1])][1]) if inner and closed else None
        kept += [one] if one else run
        starts[first] = len(kept) - (1 if one else len(run))
        starts[last + 1] = len(kept)
    making.made[:] = kept
    graph = making.graph
    ends = sorted(starts)
    graph.places = _merged([(starts[_nearest(ends, k)], place) for k, place in graph.places])
    graph.guards = [g._replace(node=starts[_nearest(ends, g.node)]) for g in graph.guards]
    graph.values = [None] * len(kept)


def _key(entry: Entry, events: Mapping[int, tuple[int, str]]) -> Any:
    return (*events[id(entry)], id(entry.code), entry.instruction)


def _folded(run: Sequence[Entry], name: str) -> Entry | None:
    """The last entry, in the place of all; None where that would say less than they do."""
    last = run[-1]
    inner = {id(each): each for each in run}
    if name:
        operands = _outer(run, inner)
        said = f"jax {name}", f"{name}({{args}})", name
    else:  # an operator, before which something was copied or converted
        sources = [_source(each, inner) for each in last.operands]
        if None in sources:
            return None
        operands, said = sources, (last.name, last.formula, last.symbol)
    copy = Entry(last.name, last.value, operands=last.operands, local=last.local)
    own = [each for each in operands if isinstance(each, Entry)]
    if len(own) == len(operands):
        words = Words(name or last.symbol, f"{name or last.symbol}, transposed")
        last.local = Folded([*run[:-1], copy], own, words)
        last.operands = operands
        last.name, last.formula, last.symbol = said
        last.params = {}
        return last
    return None


def _outer(run: Sequence[Entry], inner: Mapping[int, Entry]) -> list[Any]:
    """The entries from outside that a run uses."""
    found: dict[int, Entry] = {}
    for entry in run:
        for each in entry.operands:
            if isinstance(each, Entry) and id(each) not in inner:
                found.setdefault(id(each), each)
    return list(found.values())


def _source(operand: Any, inner: Mapping[int, Entry]) -> Any:
    """What an operand was made of, where that is one thing."""
    while id(operand) in inner:
        used = [each for each in operand.operands if isinstance(each, Entry)]
        if len(used) != 1:
            return None
        [operand] = used
    return operand


def _nearest(ends: Sequence[int], k: int) -> int:
    """The start of the run that a number lies in."""
    return max(end for end in ends if end <= k)


def _merged(places: Sequence[tuple[int, Any]]) -> list[tuple[int, Any]]:
    """Of several changes at one node, the last."""
    found: dict[int, Any] = {}
    for start, place in places:
        found.pop(start, None)
        found[start] = place
    return list(found.items())
