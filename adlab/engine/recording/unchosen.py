"""The trap of `np.where`: both branches are computed, and the one not chosen can spoil the result.

- `unchosen(graph, node, value)`: the `np.where` that did not choose what is inf or nan at a node.
- `WHY`, `FIX`: what to say of it.

At x = −1, `np.where(x > 0, np.sqrt(x), 0.0)` is 0, but the chain rule still multiplies the slope
of √x, which is nan, with the 0 that comes back through the branch not chosen; and 0 · nan is nan.

Source: JAX's FAQ, *Gradients contain NaN where using where*.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from adlab.engine.arrays.values import detach
from adlab.engine.recording.graph import Graph

WHY = (
    "np.where computes both branches, and this one is not chosen here; the chain rule still "
    "multiplies its slope, and 0 · inf and 0 · nan are nan"
)
FIX = (
    "keep the branch that is not chosen finite, by a second np.where inside: "
    "`safe = np.where(mask, x, 1.0)`, then `np.where(mask, g(safe), other)`"
)


def unchosen(graph: Graph, node: int, value: Any) -> int | None:
    """The first `np.where` that chose other entries than those of a node that are inf or nan.

    The node's value, or a partial into it, is given. It is followed from operand to consumer, as
    long as it stays inf or nan, or as long as entry goes to entry.
    """
    spoilt = {node: ~np.isfinite(detach(value))}
    for consumer in range(node + 1, len(graph)):
        name, _, _, _, *operands = graph.records[consumer]
        for position, operand in enumerate(operands):
            if type(operand) is not int or operand not in spoilt:
                continue
            if name == "where":
                mask = graph.values[operands[0]] if type(operands[0]) is int else operands[0]
                if position and not _chosen(mask, position, spoilt[operand]):
                    return consumer
            spoilt[consumer] = _spoilt(graph, consumer, spoilt[operand])
    return None


def _chosen(mask: Any, position: int, spoilt: np.ndarray) -> bool:
    """Whether one of the entries in question is among those taken from this branch."""
    taken = np.asarray(detach(mask), dtype=bool)
    return bool(np.any((taken if position == 1 else ~taken) & spoilt))


def _spoilt(graph: Graph, consumer: int, before: np.ndarray) -> np.ndarray:
    """Which entries of a consumer have to do with those of its operand that are inf or nan."""
    value = np.asarray(detach(graph.values[consumer]))
    now = ~np.isfinite(value)
    primitive = graph.primitive(consumer)
    if not primitive.elementwise or primitive.name == "where":
        return now
    return np.broadcast_to(before, value.shape) | now
