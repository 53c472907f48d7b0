"""Unit seeds: a sweep with 1 at one number among the inputs, or the outputs, and 0 at all others.

- `Units`: the numbers that can be seeded, by label. An array has many, and hardly any is asked for,
  so that labels and seeds are made one at a time.
- `directions(graph)`, `weightings(graph)`: those of the inputs, and those of the outputs.

>>> import numpy as np, adlab
>>> units = directions(adlab.trace(lambda W, x: W @ x, np.zeros((2, 3)), np.ones(3)))
>>> len(units), units[:4]
(9, ['W[0, 0]', 'W[0, 1]', 'W[0, 2]', 'W[1, 0]'])
>>> units.seeds("x[1]")
{1: array([0., 1., 0.])}
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np

from adlab.engine.arrays.linear_maps import Shape, unit_seed
from adlab.engine.recording.graph import Graph

LISTED = 20  # labels in a message


class Units(Sequence[str]):
    """The labels of the numbers in the values of some nodes, such as "x" or "W[0, 1]"."""

    def __init__(self, graph: Graph, nodes: Iterable[int]) -> None:
        self.graph = graph
        self.shapes = {node: graph.shape(node) for node in nodes}

    def __len__(self) -> int:
        return sum(map(math.prod, self.shapes.values()))

    def __iter__(self) -> Iterator[str]:
        return (
            self._label(node, entry)
            for node, shape in self.shapes.items()
            for entry in np.ndindex(shape)
        )

    @overload
    def __getitem__(self, key: int) -> str: ...
    @overload
    def __getitem__(self, key: slice) -> list[str]: ...
    def __getitem__(self, key: int | slice) -> str | list[str]:
        if isinstance(key, slice):
            return [self[k] for k in range(len(self))[key]]
        return self._label(*self._place(key))

    def __contains__(self, label: object) -> bool:
        return self._find(label) is not None

    def seeds(self, key: int | str) -> dict[int, Any]:
        """By node, the seed that is 1 at the number with that position or label."""
        node, entry = self._place(key)
        return {node: unit_seed(self.shapes[node], entry)}

    def choose(self, key: int | str, what: str) -> tuple[str, dict[int, Any]]:
        """One number by position or label: its label and seeds. `what` it is, for the error."""
        if key not in (range(-len(self), len(self)) if isinstance(key, int) else self):
            raise ValueError(f"there is no {what} {key!r}; there are: {self.listed()}")
        return (self[key] if isinstance(key, int) else key), self.seeds(key)

    def listed(self) -> str:
        """The labels as a text, the first ones of many."""
        count = len(self)
        known = ", ".join(itertools.islice(self, LISTED)) or "none"
        return f"{known}, … ({count:,} in all)" if count > LISTED else known

    def _label(self, node: int, entry: Shape) -> str:
        label = self.graph.labels[node]
        return f"{label}[{', '.join(map(str, entry))}]" if self.shapes[node] else label

    def _place(self, key: int | str) -> tuple[int, Shape]:
        """The node, and the place in its value, of the number with that position or label."""
        if isinstance(key, str):
            found = self._find(key)
            if found is None:
                raise KeyError(key)
            return found
        left = range(len(self))[key]
        for node, shape in self.shapes.items():
            size = math.prod(shape)
            if left < size:
                return node, tuple(int(k) for k in np.unravel_index(left, shape)) if shape else ()
            left -= size
        raise IndexError(key)

    def _find(self, label: object) -> tuple[int, Shape] | None:
        """Where the number with that label is: the label of a node, and its place in brackets."""
        name, _, written = str(label).removesuffix("]").rpartition("[")
        parts = written.split(", ")
        entry = tuple([int(part) for part in parts if part.isdecimal()])
        for node, shape in self.shapes.items():
            known = self.graph.labels[node]
            if label == known and not shape:
                return node, ()
            if name == known and len(entry) == len(shape) > 0:
                within = all(k < n for k, n in zip(entry, shape, strict=True))
                if within and label == self._label(node, entry):
                    return node, entry
        return None


def directions(graph: Graph) -> Units:
    """The numbers among the inputs."""
    return Units(graph, graph.inputs)


def weightings(graph: Graph) -> Units:
    """The numbers among the outputs."""
    return Units(graph, graph.output_nodes)
