"""What the map on an edge does entry by entry: what of one array goes where in the other.

- `Wires`, `wires(edge)`: of a map between arrays that a page has whole.
- `stretched(graph, node)`: the sizes of the arrays of an operation that enlarged all of them.

>>> import adlab
>>> graph = adlab.trace(lambda b: np.sum(b + np.zeros((2, 3))), np.ones(3))
>>> wires(graph.edges[0])
Wires(sources=[0, 1, 2, 0, 1, 2], targets=[], times='', weights='', product='')
>>> wires(graph.edges[1])
Wires(sources=[], targets=[0, 0, 0, 0, 0, 0], times='', weights='', product='')
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.arrays.values import detach
from adlab.engine.recording.graph import Graph, GraphEdge
from adlab.view.said import arrays, numbers

Array = np.ndarray[Any, Any]


class Wires(NamedTuple):
    """Entries are counted row after row. With nothing said of them, each goes to its own place."""

    sources: list[int]  # for each entry of the result the one of the operand, −1 for none
    targets: list[int]  # or for each entry of the operand the one of the result
    times: str  # what all are multiplied by; "" for 1
    weights: str  # what each is multiplied by, as `arrays.entries` writes it
    product: str  # "left" or "right": the operand is that matrix of a product


def wires(edge: GraphEdge, product: str = "") -> Wires | None:
    """What goes where on an edge; None if that is not so simple, or too much for a page.

    `product` says on which side of a matrix product the operand stands.
    """
    partial, result = edge.partial, edge.shape
    operand = partial.operand_shape if isinstance(partial, LinearMap) else np.shape(partial)
    if max(np.prod(operand), np.prod(result)) > arrays.ENTRIES or 0 in (*operand, *result):
        return None
    if product:
        return Wires([], [], "", "", product) if len(operand) == len(result) == 2 else None
    if not isinstance(partial, LinearMap):
        return Wires([], [], *_factor(partial, result), "")
    factor = partial.data[0] if "operand_shape" in partial.params else 1.0
    if np.ndim(factor):
        copied = np.broadcast_to(_counted(operand), result)
        return Wires(_listed(copied), [], *_factor(factor, result), "")
    with np.errstate(all="ignore"):
        return _picked(partial) or _summed(partial)


def _factor(factor: Any, result: arrays.Shape) -> tuple[str, str]:
    """The same for all, or one for each."""
    each = np.broadcast_to(np.asarray(factor, dtype=float), result)
    if each.size and np.all(each == each.flat[0]):
        return _times(float(each.flat[0])), ""
    return "", arrays.entries(each)


def _times(factor: float) -> str:
    return "" if factor == 1.0 else numbers.text(factor)


def _counted(shape: arrays.Shape) -> Array:
    return np.arange(int(np.prod(shape))).reshape(shape)


def _listed(places: Array) -> list[int]:
    return [int(place) for place in places.ravel()]


def _picked(partial: LinearMap) -> Wires | None:
    """Of a map each entry of whose result is one of the operand, or 0."""
    found = _coded(lambda vector: partial * vector, partial.operand_shape)
    return Wires(found[0], [], _times(found[1]), "", "") if found else None


def _summed(partial: LinearMap) -> Wires | None:
    """Of one that adds: each entry of its operand goes into one of the result."""
    found = _coded(lambda vector: vector * partial, partial.result_shape)
    return Wires([], found[0], _times(found[1]), "", "") if found else None


def _coded(apply: Any, shape: arrays.Shape) -> tuple[list[int], float] | None:
    """From where each entry comes that a map gives, asked of vectors in which it can be seen."""
    whole = np.asarray(apply(np.ones(shape)), dtype=float)
    factors = np.unique(whole[whole != 0])
    if factors.size != 1:
        return None
    factor = float(factors[0])
    codes = np.asarray(apply(_counted(shape) + 1.0), dtype=float) / factor
    places = np.rint(codes).astype(int) - 1
    probe = np.sin(np.arange(1.0, np.prod(shape) + 1.0))  # no two sums of its entries are the same
    if places.max(initial=0) >= probe.size or places.min(initial=0) < -1:
        return None
    wanted = np.where(places >= 0, probe[places] * factor, 0.0)
    given = np.asarray(apply(probe.reshape(shape)), dtype=float)
    return (_listed(places), factor) if np.allclose(given, wanted) else None


def stretched(graph: Graph, node: int) -> list[int]:
    """The sizes of the arrays that broadcasting enlarged: two at least, and all there are.

    Each entry of one is then paired with each of the other, which is seldom what was meant.

    >>> import adlab
    >>> graph = adlab.trace(lambda y, t: y - t, np.ones((8, 1)), np.ones(8))
    >>> [stretched(graph, k) for k in range(3)]
    [[], [], [8, 8]]
    """
    _, _, _, _, *operands = graph.records[node]
    if len(operands) < 2 or not graph.shape(node) or not graph.primitive(node).elementwise:
        return []
    values = [graph.values[o] if type(o) is int else detach(o) for o in operands]
    sizes = [size for size in map(np.size, values) if size > 1]
    grew = len(sizes) > 1 and max(sizes) < np.size(graph.values[node])
    return [int(size) for size in sizes] if grew else []
