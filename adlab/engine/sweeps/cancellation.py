"""Cancellation: how many digits the sums of a run lose, of values and of adjoints.

- `losses(graph)`: for each node, what its sums lose.
- `lost_in_sum(parts, total)`: of one sum.

A sum loses as many digits as its largest part is larger than itself: log₁₀(|part| / |sum|). The
parts were rounded before, and what was rounded off them is as large as it was, beside a sum that is
small. No exact numbers are needed for this; it shows what can be lost.

Sources: Goldberg, *What every computer scientist should know about floating-point arithmetic*
(1991), section 1.4; Hückelheim et al., *Understanding automatic differentiation pitfalls* (2023).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.values import detach
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.timeline import timeline


class Loss(NamedTuple):
    """One node, and how many digits its sums lose: of its value, and of its adjoint."""

    index: int  # type: ignore[assignment]
    label: str
    formula: str
    value: Any
    value_lost: float  # inf: of parts that are not 0, nothing was left
    shares: tuple[Any, ...]  # that were added up to its adjoint
    adjoint: Any
    adjoint_lost: float


def losses(graph: Graph) -> list[Loss]:
    """What the sums of a run and of its reverse sweep lose; of several outputs, from the first.

    >>> import adlab, numpy as np
    >>> graph = adlab.trace(lambda x: (np.exp(x) - 1.0) / x, 1e-8)
    >>> [round(each.value_lost, 1) for each in losses(graph)]
    [0.0, 0.0, 8.0, 0.0]
    """
    backward = timeline(graph, "reverse", output=0) if graph.output_nodes else None
    terms = backward.terms(len(backward)) if backward else {}
    held = backward.adjoints(len(backward)) if backward else {}
    found = []
    for node in graph.nodes:
        shares = tuple(share for _, share in terms.get(node.index, []))
        adjoint = held.get(node.index, 0.0)
        lost = lost_in_sum(shares, adjoint)
        said = node.index, node.label, node.formula, node.value
        found.append(Loss(*said, _lost_in_value(graph, node.index), shares, adjoint, lost))
    return found


def lost_in_sum(parts: Iterable[Any], total: Any) -> float:
    """The digits that are lost where parts are added up to a total: of arrays, at most.

    >>> lost_in_sum([1.0, -0.999], 0.001)
    3.0
    >>> lost_in_sum([1.0, 2.0], 3.0), lost_in_sum([2.0, -2.0], 0.0)
    (0.0, inf)
    """
    arrays = [np.broadcast_to(np.abs(np.asarray(part, float)), np.shape(total)) for part in parts]
    if len(arrays) < 2:
        return 0.0
    pairs = np.broadcast(np.max(arrays, axis=0), np.abs(np.asarray(total, float)))
    return max((_digits(float(part), float(whole)) for part, whole in pairs), default=0.0)


def _lost_in_value(graph: Graph, node: int) -> float:
    name, _, _, _, *operands = graph.records[node]
    value = detach(graph.values[node])
    parts = [detach(graph.values[o] if type(o) is int else o) for o in operands]
    if name in ("add", "subtract"):
        return lost_in_sum(parts, value)
    if name not in ("sum", "mean"):
        return 0.0
    count = np.size(parts[0]) / max(np.size(value), 1) if name == "mean" else 1.0
    least = float(np.min(np.abs(value), initial=np.inf)) * count
    return _digits(float(np.max(np.abs(parts[0]), initial=0.0)), least)


def _digits(part: float, whole: float) -> float:
    if not part or not math.isfinite(part) or not math.isfinite(whole):
        return 0.0
    return max(0.0, math.log10(part / whole)) if whole else math.inf
