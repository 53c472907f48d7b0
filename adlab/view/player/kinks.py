"""How far a run is from the next kink: where another branch, or another slope, begins.

- `kinks(f, *args)`: each node that has a kink and each branch, with its distance.

AD is right almost everywhere for such functions, and at no chosen point can one be sure. The list
says how near one stands. Source: Griewank & Walther (2008), chapter 14.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

from adlab.bridges.choosing import trace
from adlab.engine.arrays.digits import number
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.kinks import apart, distance
from adlab.view.player.player import Player
from adlab.view.tables import columns


class Kink(NamedTuple):
    """A node with a kink, or a branch that was taken."""

    where: str  # the name of a node, or the question
    what: str  # its formula, or the answer
    distance: float
    convention: str  # at the kink
    node: int | None


class Kinks:
    """What `kinks` found; a notebook shows it as a table.

    Attributes
    ----------
    graph : Graph
    found : list of Kink
        In the order of the run.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.found = [*_nodes(graph), *_branches(graph)]

    @property
    def nearest(self) -> Kink | None:
        """The one with the least distance."""
        return min(self.found, key=lambda kink: kink.distance, default=None)

    @property
    def player(self) -> Player:
        """The player, with the distance below each node that has a kink."""
        return Player(self.graph, notes=self.notes)

    @property
    def notes(self) -> dict[int, str]:
        """What stands below each node that has a kink, by its index."""
        return {
            kink.node: f"kink {number(kink.distance)} away" if kink.distance else "at its kink"
            for kink in self.found
            if kink.node is not None
        }

    def _rows(self) -> list[tuple[str, str, str, str]]:
        head = ("where", "is", "distance", "at the kink")
        return [head] + [(k.where, k.what, number(k.distance), k.convention) for k in self.found]

    def __repr__(self) -> str:
        if not self.found:
            return f"{self.graph.name} has no kink and took no branch"
        return columns.as_text(self._rows())

    def _repr_html_(self) -> str:
        if not self.found:
            return f"<p>{escape(repr(self))}</p>"
        return columns.as_html(self._rows())


def kinks(f: Callable[..., Any], *args: Any, **options: Any) -> Kinks:
    """List the kinks and branches that a run of `f(*args)` passed, and how near it came to each.

    Parameters
    ----------
    f : callable
        An ordinary function that uses NumPy and Python's operators.
    *args, **options
        The point.

    Returns
    -------
    Kinks
        Its distances are those of the operands: at `np.maximum(x, y)` it is `abs(x - y)`, and at a
        branch on `x > 2` it is `abs(x - 2)`. Of arrays, the nearest entry counts.

    >>> import numpy as np
    >>> kinks(lambda x: np.maximum(x, 0.5) + abs(x - 2.0), 1.25)
    where  is           distance  at the kink
    v1     max(x, 0.5)  0.75      at a tie: 1/2 each
    v3     |v2|         0.75      at 0: slope 0
    """
    return Kinks(trace(f, *args, **options))


def _nodes(graph: Graph) -> list[Kink]:
    found = []
    for node in graph.nodes:
        away = None if node.is_input else distance(graph, node.index)
        if away is not None and graph.primitive(node.index).kink:
            says = graph.primitive(node.index).kink
            found.append(Kink(node.label, node.formula, away, says, node.index))
    return found


def _branches(graph: Graph) -> list[Kink]:
    found = []
    for guard in graph.guards:
        away = apart(guard.primitive, graph, guard.operands)
        if away is not None and guard.span is not None:
            asked = " ".join(guard.span.text.split())
            answer = f"was {str(bool(guard.outcome)).lower()}"
            found.append(Kink(asked, answer, away, "AD follows the branch taken", None))
    return found
