"""Derivatives that are inf or nan: a warning that names the first partial to blame.

- `check_finite(graph, derivatives, kind)`: warn of them.
- `is_finite(value)`: the question.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.arrays.values import detach
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.tracing import active_traces, describe, squares, warn_not_finite


def check_finite(graph: Graph, derivatives: list[Any], kind: str) -> None:
    """Warn if a derivative is inf or nan, and name the first partial to blame."""
    if active_traces() or not graph.finite:
        return  # the enclosing trace looks at the same numbers; or the values have been named
    some = range(len(graph)) if kind == "tangent" else graph.inputs  # other adjoints were let go
    lost = [node for node in some if not is_finite(derivatives[node])]
    if lost and kind == "tangent":
        lost = sorted(used(graph).intersection(lost))
    if not lost:
        return
    node = lost[0]
    edges = graph.edges if kind == "tangent" else reversed(graph.edges)
    for edge in edges:
        if not isinstance(edge.partial, LinearMap) and not np.all(np.isfinite(edge.partial)):
            slope = (
                f"The derivative of {describe(graph, edge.consumer)} "
                f"with respect to {graph.labels[edge.operand]}"
            )
            warn_not_finite(graph, edge.consumer, slope, edge.partial)
            return
    warn_not_finite(graph, node, f"The {kind} of {describe(graph, node)}", derivatives[node])


def used(graph: Graph) -> set[int]:
    """The nodes that an output is made of."""
    found = set(graph.output_nodes)
    for node in range(len(graph) - 1, -1, -1):
        if node in found:
            found.update(graph.operands(node))
    return found


def is_finite(value: Any) -> bool:
    """Whether a number or array has neither inf nor nan; the quick way first."""
    if value is None:
        return True
    if type(value) is float or type(value) is np.float64:
        return math.isfinite(value)
    total = float(squares(value))
    return total - total == 0.0 or bool(np.all(np.isfinite(detach(value))))
