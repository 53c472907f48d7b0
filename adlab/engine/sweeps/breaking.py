"""Where a derivative breaks: the first number of a reverse sweep that is inf or nan.

- `first_nonfinite(graph)`: a value, a partial, or a share, which may be 0 · inf.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.recording.graph import Edge, Graph
from adlab.engine.sweeps.finite import is_finite
from adlab.engine.sweeps.timeline import timeline


class NonFinite(NamedTuple):
    """The first number of a reverse sweep that is inf or nan.

    Attributes
    ----------
    what : "value", "partial" or "share"
    node : label of the node that it is the value of, or on an edge into which it stands
    operand : of a partial and of a share, label of the node at the other end of the edge
    number : what it is
    adjoint, partial : the factors of a share
    step : after how many steps of the sweep it is there
    """

    what: str
    node: str
    operand: str
    number: Any
    adjoint: Any
    partial: Any
    step: int

    def __str__(self) -> str:
        if self.what == "value":
            return f"the value of {self.node} is {self.number}"
        if self.what == "partial":
            return f"the partial of {self.node} with respect to {self.operand} is {self.number}"
        factors = f"{self.adjoint} · {self.partial}"
        return f"the share of {self.operand} from {self.node} is {factors} = {self.number}"


def first_nonfinite(graph: Graph, *, shares: bool = False) -> NonFinite | None:
    """Find the first value, partial or share of a reverse sweep that is inf or nan.

    Parameters
    ----------
    graph : Graph
        Of the first output.
    shares : bool
        Look at shares only. An infinite partial does no harm by itself; with an adjoint of 0 it
        makes the share 0 · inf = nan.

    Returns
    -------
    NonFinite, or None where all is finite. `str()` of it says it in words; its `step` opens the
    player there: `adlab.step(f, ..., sweep="reverse", start=found.step)`.

    >>> import adlab, warnings, numpy as np
    >>> warnings.simplefilter("ignore", adlab.NonFiniteWarning)
    >>> graph = adlab.trace(lambda x: np.where(x > 0.0, np.sqrt(x), 0.0), 0.0)
    >>> print(first_nonfinite(graph))
    the partial of v1 with respect to x is inf
    >>> print(first_nonfinite(graph, shares=True))
    the share of x from v1 is 0.0 · inf = nan
    """
    if not graph.output_nodes:
        return None
    labels = graph.labels
    sweep = timeline(graph, "reverse")
    for k, step in enumerate(sweep, start=1):
        at = step.slot.at
        if step.op == "add" and step.slot.kind == "adjoint":
            edge = next(slot.at for slot in step.reads if slot.kind == "partial")
            share = sweep.term(step)
            if isinstance(edge, Edge) and not is_finite(share):
                held = sweep.state(k - 1)
                adjoint, partial = (held[slot] for slot in step.reads[:2])
                ends = labels[edge.consumer], labels[edge.operand]
                return NonFinite("share", *ends, share, adjoint, partial, k)
        elif not shares and not isinstance(step.after, LinearMap) and not is_finite(step.after):
            if isinstance(at, Edge):
                ends = labels[at.consumer], labels[at.operand]
                return NonFinite("partial", *ends, step.after, None, None, k)
            return NonFinite("value", labels[at], "", step.after, None, None, k)
    return None
