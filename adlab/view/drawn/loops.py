"""What a loop carries from turn to turn: for each name, the node that comes in and that goes on.

- `carried(graph, loop)`: the names, each with its nodes in all turns.
- `by_adjoint(names, adjoints)`: the same, where they are many those with large adjoints first.

A name is found by what the turns use: an operand that an earlier turn made. Of several with one
name the latest is told from those before it, so that `a, b = b, a + b` carries two. Where a turn
does not use a name, it hands on what it got. So bodies may differ from turn to turn.

>>> import adlab, numpy as np
>>> from adlab.view.drawn.groups import groups
>>> def f(x):
...     s = x
...     for _ in range(4):
...         s = s + np.sin(x)
...         x = x * 0.5
...     return s
>>> graph = adlab.trace(f, 2.0)
>>> for each in carried(graph, groups(graph)[1]):
...     print(each.name, each.entering, each.leaving)
x (0, 3, 6, 9) (3, 6, 9, 12)
s (0, 2, 5, 8) (2, 5, 8, 11)
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.recording.graph import Graph
from adlab.view.drawn.groups import Group

SHOWN = 3  # names that have lines
NOTHING = -1  # no node: a number comes in that the function has written down
AGAIN = re.compile(r"₍.*₎$")  # at the end of a name that is given once more

Name = tuple[str, int]  # what it is called, and how many later ones there are with this name
Use = tuple[tuple[str, ...], int, int]  # what the turn does; place in it; which operand


class Carried(NamedTuple):
    """One name, with its nodes in all turns; -1 where there is none."""

    name: str
    entering: tuple[int, ...]
    leaving: tuple[int, ...]


class Turn(NamedTuple):
    """What a turn uses of what was there before it."""

    first: int
    stop: int
    uses: dict[Use, int]


def carried(graph: Graph, loop: Group) -> list[Carried]:
    """The names that a loop carries, in the order in which they are first used."""
    turns = [_turn(graph, item) for item in loop.items if isinstance(item, Group)]
    names = _Names(graph, turns)
    found: dict[Name, dict[int, int]] = {}
    known: dict[Use, Name] = {}
    for k, turn in enumerate(turns):
        inside = {node for node in turn.uses.values() if node >= loop.first}
        called = names.of(inside)
        for use, node in turn.uses.items():
            if node in called:
                known.setdefault(use, called[node])
        for node, name in called.items():
            found.setdefault(name, {})[k] = node
    for k, turn in enumerate(turns):  # what comes in from before the loop
        for use, node in turn.uses.items():
            own = (AGAIN.sub("", graph.labels[node]), 0)
            name = known.get(use, own)
            if node < loop.first and name in found:
                found[name].setdefault(k, node)
    made: dict[Name, Carried] = {}
    for name in sorted(found, key=lambda name: name[1]):
        made[name] = names.carried(name, found[name], made.get((name[0], name[1] - 1)))
    return [made[name] for name in dict.fromkeys(known.values())]


def by_adjoint(names: Sequence[Carried], adjoints: Mapping[int, Any]) -> list[Carried]:
    """The names in the order in which they are shown: of very many some have no line."""
    if len(names) <= SHOWN:
        return list(names)
    return sorted(names, key=lambda name: -_largest(name.entering, adjoints))


def _largest(nodes: Sequence[int], adjoints: Mapping[int, Any]) -> float:
    sizes = [float(np.linalg.norm(adjoints[node])) for node in nodes if node in adjoints]
    return max([size for size in sizes if size < np.inf], default=0.0)


def _turn(graph: Graph, group: Group) -> Turn:
    first, records = group.first, graph.records
    body = tuple([record[0] for record in records[first : group.stop]])
    uses = {
        (body, consumer - first, position): operand
        for consumer in range(first, group.stop)
        for position, operand in enumerate(records[consumer][4:])
        if type(operand) is int and operand < first
    }
    return Turn(first, group.stop, uses)


class _Names:
    """What nodes are called, and which of them a name means at a turn."""

    def __init__(self, graph: Graph, turns: list[Turn]) -> None:
        self.graph, self.turns = graph, turns
        self.starts = [turn.first for turn in turns]
        self.made: dict[str, dict[int, int]] = {}  # the last node of each name in each turn
        for k, turn in enumerate(turns):
            for node in range(turn.first, turn.stop):
                self.made.setdefault(self.called(node), {})[k] = node

    def of(self, nodes: set[int]) -> dict[int, Name]:
        """The names of what a turn uses."""
        count: Counter[str] = Counter()
        found = {}
        for node in sorted(nodes, reverse=True):
            name = self.called(node)
            found[node] = (name, count[name])
            count[name] += 1
        return found

    def called(self, node: int) -> str:
        """The user's name; a node without one has its place in its turn."""
        label = self.graph.labels[node]
        if label != self.graph.ids[node]:
            return AGAIN.sub("", label)
        turn = self.turns[bisect_left(self.starts, node + 1) - 1]
        return f"#{node - turn.first}"

    def carried(self, name: Name, used: dict[int, int], later: Carried | None) -> Carried:
        """The nodes of a name in all turns, from those in the turns that use it."""
        made = self.made.get(name[0], {})
        if name[0][:1] == "#":  # in another body something else may have its place
            made = {k: node for k, node in made.items() if k == len(self.turns) - 1}
        versions = sorted({*used.values(), *made.values()} if not name[1] else used.values())
        entering = []
        for k, start in enumerate(self.starts):
            before = bisect_left(versions, start)
            usual = versions[before - 1] if before and not name[1] else NOTHING
            entering.append(used.get(k, usual))
        last = later.entering[-1] if later else made.get(len(self.turns) - 1, entering[-1])
        first = min(used.values())
        said = self.graph.labels[first] if name[0][:1] == "#" else name[0]
        return Carried(said + "′" * name[1], tuple(entering), (*entering[1:], last))
