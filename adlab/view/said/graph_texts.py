"""What stands in the places of a graph, whatever the sweep: names, values, partials.

- `Texts(graph)`: all of them, each written once for all sweeps of a player.
- `edge_numbers(graph)`, `slot_key(slot, numbers)`: how places are called: "v3", "d3", "p7".
- `edge_text(edge)`, `back_text(edge)`: what is written on an edge, forwards and backwards.
- `at_kink(primitive, graph, node)`: whether a node has no derivative where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from adlab.engine.arrays.values import detach
from adlab.engine.primitives.primitive import Primitive
from adlab.engine.recording.graph import Edge, Graph, GraphEdge, Node
from adlab.engine.sweeps.steps import Slot
from adlab.view.said import numbers
from adlab.view.said.letters import shorten
from adlab.view.said.maps import stretched

EDGE_LENGTH = 24  # characters on an edge
LETTERS = {  # of slots; tangent, adjoint and in-degree share a place: no sweep has two of them
    "value": "v",
    "partial": "p",
    "tangent": "d",
    "adjoint": "d",
    "in-degree": "d",
    "queue": "q",
    "order": "o",
}


def edge_numbers(graph: Graph) -> dict[Edge, int]:
    """The number of each edge: its place in `graph.connections()`."""
    return {edge: number for number, edge in enumerate(graph.connections())}


def slot_key(slot: Slot, numbers: Mapping[Edge, int]) -> str | None:
    """The name of a slot in the picture: "v3" and "d3" in node 3, "p7" on edge 7.

    `numbers` are those of `edge_numbers`. The queue and the order have no place there, hence None.

    >>> import adlab
    >>> timeline = adlab.timeline(adlab.trace(lambda x: x * x, 3.0), "reverse")
    >>> [slot_key(step.slot, edge_numbers(timeline.graph)) for step in timeline]
    ['v0', 'v1', 'p0', 'p1', 'd1', 'd0', 'd0']
    """
    if slot.kind in ("queue", "order"):
        return None
    number = numbers[slot.at] if isinstance(slot.at, Edge) else slot.at
    return f"{LETTERS[slot.kind]}{number}"


def edge_text(edge: GraphEdge) -> str:
    """What is written on an edge: its partial, or what it does if that is a linear map.

    >>> import adlab, numpy as np
    >>> graph = adlab.trace(lambda x, b: np.sin(x + b), np.ones((4, 3)), np.ones(3))
    >>> [edge_text(edge) for edge in graph.edges]
    ['1', 'copy to 4 rows', '(4, 3)']
    """
    if edge.label:
        return shorten(edge.label, EDGE_LENGTH)
    return numbers.partial_text(edge.partial)


def back_text(edge: GraphEdge) -> str:
    """What is written on an edge while derivatives travel back: what the transpose does.

    >>> import adlab, numpy as np
    >>> graph = adlab.trace(lambda x, w: np.sum(x @ w), np.ones((4, 3)), np.ones((3, 2)))
    >>> [back_text(edge) for edge in graph.edges]
    ['· wᵀ', 'xᵀ ·', 'copy']
    """
    return shorten(edge.back, EDGE_LENGTH) if edge.back else ""


class Texts:
    """What stands at the nodes and on the edges of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.labels = graph.labels
        self.numbers = edge_numbers(graph)

    @cached_property
    def values(self) -> list[str]:
        """The value of each node."""
        return numbers.texts([node.value for node in self.graph.nodes])

    @cached_property
    def is_array(self) -> list[bool]:
        """Whether a node holds an array."""
        return [np.ndim(node.value) > 0 for node in self.graph.nodes]

    @cached_property
    def arguments(self) -> list[str]:
        """How each node stands in a formula with numbers: an array by its shape."""
        return [
            str(node.shape) if array else value
            for node, array, value in zip(self.graph.nodes, self.is_array, self.values, strict=True)
        ]

    @cached_property
    def operands(self) -> list[list[int | str]]:
        """The operands of each node; a constant as it stands in a formula."""
        return [
            [o if type(o) is int else _constant(o) for o in node.operands]
            for node in self.graph.nodes
        ]

    @cached_property
    def arrays_in(self) -> list[bool]:
        """Whether a node is an array, or is made of one."""
        return [
            self.is_array[node.index]
            or any(
                self.is_array[o] if type(o) is int else np.ndim(detach(o)) for o in node.operands
            )
            for node in self.graph.nodes
        ]

    @cached_property
    def into(self) -> list[list[int]]:
        """The numbers of the edges into each node."""
        into: list[list[int]] = [[] for _ in self.labels]
        for edge, number in self.numbers.items():
            into[edge.consumer].append(number)
        return into

    @cached_property
    def edges(self) -> dict[Edge, GraphEdge]:
        """The edges that carry a partial."""
        return {edge.edge: edge for edge in self.graph.edges}

    @cached_property
    def partials(self) -> dict[Edge, str]:
        """What is written on each of them."""
        edges = self.graph.edges
        written = numbers.texts([edge.partial for edge in edges], width=0)
        return {
            edge.edge: edge_text(edge) if edge.label else partial
            for edge, partial in zip(edges, written, strict=True)
        }

    @cached_property
    def on_edges(self) -> list[str]:
        """The same by the number of the edge; "" where none is carried."""
        return [self.partials.get(edge, "") for edge in self.numbers]

    @cached_property
    def grew(self) -> list[list[int]]:
        """For each node the sizes of its arrays, if broadcasting enlarged all of them."""
        return [stretched(self.graph, node) for node in range(len(self.labels))]

    @cached_property
    def notes(self) -> list[tuple[str, ...]]:
        """For each node: "kink" or "jump" if it stands at one."""
        primitives = [
            None if node.is_input else self.graph.primitive(node.index) for node in self.graph.nodes
        ]
        return [
            (("jump",) if primitive.kink.startswith("jump") else ("kink",))
            if primitive and primitive.kink and at_kink(primitive, self.graph, node)
            else ()
            for node, primitive in zip(self.graph.nodes, primitives, strict=True)
        ]


def _constant(operand: object) -> str:
    value = detach(operand)
    return str(np.shape(value)) if np.ndim(value) else numbers.text(value)


def at_kink(primitive: Primitive, graph: Graph, node: Node) -> bool:
    """Whether a node stands where its primitive has no derivative: left and right slope differ.

    >>> import adlab
    >>> from adlab.engine.primitives.primitive import PRIMITIVES
    >>> graph = adlab.trace(lambda x, y: adlab.relu(x) + adlab.relu(y), 0.0, 1.0)
    >>> [at_kink(PRIMITIVES["relu"], graph, graph.nodes[index]) for index in (2, 3)]
    [True, False]
    """
    if not primitive.kink:
        return False
    arguments = [detach(graph.values[o]) if type(o) is int else detach(o) for o in node.operands]
    for position, operand in enumerate(node.operands):
        if type(operand) is not int or primitive.rules[position] is None:
            continue
        here = np.asarray(arguments[position], dtype=float)
        step = 1e-7 * np.maximum(1.0, np.abs(here))
        values = []
        for moved in (here - step, here, here + step):
            arguments[position] = moved
            with np.errstate(all="ignore"):
                values.append(np.asarray(primitive.function(*arguments, **node.params), float))
        arguments[position] = here
        left, middle, right = values
        size = step if step.shape == middle.shape else np.max(step, initial=0.0)
        bend = np.abs(right - 2 * middle + left) / (size * np.maximum(1.0, np.abs(middle)))
        if np.any(bend > 1e-3):
            return True
    return False
