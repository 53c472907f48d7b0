"""The local derivatives at one node of a graph that was recorded elsewhere.

- `Local`: what a bridge says of a node: to pull an adjoint back, to push a tangent on.
- `edges(record, values, result)`: the same as `Primitive.edges`, for every such node.

A partial is a number or an array where the operation works entry by entry on equal shapes, else a
`LinearMap` that asks the framework.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap, Shape, add_label, copy_label
from adlab.engine.primitives.primitive import Edges

KEY = "local"  # under which a record's params hold it


class Words(NamedTuple):
    """What an operation's map does, and what its transpose does."""

    label: str
    back: str


NO_WORDS = Words("", "")


class Local:
    """The local derivatives at one node. A bridge says how to `pull` and to `push`.

    Parameters
    ----------
    shapes : the shape of each operand through which something flows, by position
    result : the shape of the node
    by_entry : whether the operation works entry by entry
    words : what its map does
    """

    def __init__(
        self, shapes: dict[int, Shape], result: Shape, by_entry: bool, words: Words
    ) -> None:
        self.shapes, self.result, self.by_entry, self.words = shapes, result, by_entry, words
        self._pulled: tuple[Any, dict[int, Any]] = (None, {})

    said: Mapping[int, Words] = MappingProxyType({})  # what it does to one operand

    def __repr__(self) -> str:
        return f"<{self.words.back or self.words.label}>"

    def pull(self, adjoint: Any) -> dict[int, Any]:
        """The shares of all operands, by position; one that gets none is left out."""
        raise NotImplementedError

    def push(self, position: int, tangent: Any) -> Any:
        """What a tangent of one operand makes of the node's."""
        raise NotImplementedError

    def share(self, position: int, adjoint: Any) -> Any:
        """The share of one operand: all are pulled at once, and the others asked for later."""
        if self._pulled[0] is not adjoint:
            self._pulled = adjoint, self.pull(adjoint)
        found = self._pulled[1].get(position)
        return np.zeros(self.shapes[position]) if found is None else found

    @cached_property
    def partials(self) -> dict[int, Any]:
        """The partial with respect to each operand."""
        alike = [k for k, shape in self.shapes.items() if self.by_entry and shape == self.result]
        ones = np.ones(self.result) if self.result else 1.0
        slopes = self.pull(ones) if alike else {}
        return {k: slopes[k] if k in slopes and k in alike else self.as_map(k) for k in self.shapes}

    def as_map(self, position: int) -> LinearMap:
        """The partial with respect to one operand, as a linear map."""
        own = self.shapes[position]
        label, back = self.said.get(position, self.words)
        if self.by_entry:
            label, back = copy_label(own, self.result), add_label(own, self.result)
        return LinearMap(
            partial(_push, self, position),
            partial(_pull, self, position),
            own,
            self.result,
            label,
            back=back,
        )


def _push(local: Local, position: int, tangent: Any) -> Any:
    return local.push(position, tangent)


def _pull(local: Local, position: int, adjoint: Any) -> Any:
    return local.share(position, adjoint)


class Stored(Local):
    """Local derivatives that were kept: of a graph that was read from a file.

    `kept` has, by position, a slope for those in `slopes`, and a matrix for the others.
    """

    def __init__(
        self,
        kept: dict[int, Any],
        shapes: dict[int, Shape],
        result: Shape,
        words: dict[int, Words],
        slopes: Collection[int] = (),
    ) -> None:
        super().__init__(shapes, result, False, NO_WORDS)
        self.kept, self.slopes, self.said = kept, slopes, words

    def pull(self, adjoint: Any) -> dict[int, Any]:
        """A product with a slope, and a row times a matrix."""
        return {k: self._pulled_back(k, adjoint) for k in self.kept}

    def _pulled_back(self, position: int, adjoint: Any) -> Any:
        kept = self.kept[position]
        if position in self.slopes:
            return adjoint * kept
        return plain(np.reshape(np.ravel(adjoint) @ kept, self.shapes[position]))

    def push(self, position: int, tangent: Any) -> Any:
        """A matrix times a column."""
        return plain(np.reshape(self.kept[position] @ np.ravel(tangent), self.result))

    @cached_property
    def partials(self) -> dict[int, Any]:
        """The partial with respect to each operand."""
        return {k: self.kept[k] if k in self.slopes else self.as_map(k) for k in self.shapes}


def plain(value: Any) -> Any:
    """A Python number in place of an array of shape ()."""
    return value.item() if np.ndim(value) == 0 and hasattr(value, "item") else value


def edges(record: tuple[Any, ...], values: Sequence[Any], result: Any) -> Edges:
    """The local partials on the edges into a node, as (operand, position, partial)."""
    local: Local | None = (record[1] or {}).get(KEY)
    if local is None:
        return ()
    operands = record[4:]
    return [
        (operands[k], k, each) for k, each in local.partials.items() if type(operands[k]) is int
    ]
