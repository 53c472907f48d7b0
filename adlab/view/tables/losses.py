"""The cancellation meter: where a run subtracts what is nearly equal, in values and in adjoints.

- `digits_lost(f, *args)`: how many digits each sum of the run loses, as a table.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.bridges.choosing import trace
from adlab.engine.arrays.digits import number
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.cancellation import Loss, losses
from adlab.view.tables import columns


class Losses:
    """What `digits_lost` found; a notebook shows it as a table.

    Attributes
    ----------
    nodes : list of Loss
        In the order of the run.
    """

    def __init__(self, graph: Graph) -> None:
        self.nodes = losses(graph)

    def __getitem__(self, label: str) -> Loss:
        """A node by its name."""
        for node in self.nodes:
            if node.label == label:
                return node
        raise KeyError(f"there is no {label!r}; there are {', '.join(n.label for n in self.nodes)}")

    @property
    def worst(self) -> Loss:
        """The node that loses most."""
        return max(self.nodes, key=lambda node: max(node.value_lost, node.adjoint_lost))

    def _rows(self) -> list[list[str]]:
        rows = [["node", "is", "lost in its value", "shares of its adjoint", "lost in their sum"]]
        for node in self.nodes:
            parts = ", ".join(_shown(share) for share in node.shares)
            lost = [_said(node.value_lost), _said(node.adjoint_lost)]
            rows.append([node.label, node.formula, lost[0], parts, lost[1]])
        return rows

    def __repr__(self) -> str:
        return columns.as_text(self._rows())

    def _repr_html_(self) -> str:
        return columns.as_html(self._rows())


def digits_lost(f: Callable[..., Any], *args: Any, **options: Any) -> Losses:
    """Say how many digits each sum of a run loses by cancellation, forwards and backwards.

    Parameters
    ----------
    f : callable
        Of several outputs, the adjoints are those of the first.
    *args, **options
        The point.

    Returns
    -------
    Losses
        For each node the digits that are lost in its value, if it is a sum, and in the sum of the
        shares of its adjoint. Of arrays it is the entry that loses most. A float holds almost 16.
        This is what can be lost; `adlab.accuracy` says what is, where SymPy knows the operations.

    Source: Goldberg (1991), section 1.4.

    >>> import numpy as np
    >>> found = digits_lost(lambda x: (np.exp(x) - 1.0) / x, 1e-8)
    >>> found
    node  is      lost in its value  shares of its adjoint  lost in their sum
    x     input                      −1e8, 1e8              7.8
    v1    exp x                      1e8
    v2    v1 − 1  8.0                1e8
    v3    v2 / x
    >>> found.worst.label
    'v2'
    """
    return Losses(trace(f, *args, **options))


def _said(lost: float) -> str:
    if lost == math.inf:
        return "all"
    return f"{lost:.1f}" if lost >= 0.05 else ""


def _shown(share: Any) -> str:
    return number(float(share)) if np.ndim(share) == 0 else f"array {np.shape(share)}"
