"""How many digits of a run are right, node by node: beside the same operations in 50 digits.

- `accuracy(f, *args)`: values and adjoints, and how many digits of each are right.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from adlab.bridges.choosing import trace
from adlab.engine.derivatives.precise import precise
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.timeline import timeline
from adlab.view.drawn.diagram import finished
from adlab.view.tables import columns

FLOAT_DIGITS = -math.log10(2.0**-53)  # of one rounding: 15.95


class Digits(NamedTuple):
    """One node of a run."""

    label: str
    formula: str
    value: float
    value_digits: float  # that are right
    adjoint: float
    adjoint_digits: float


class Accuracy:
    """What `accuracy` found; a notebook shows it as a table.

    Attributes
    ----------
    nodes : list of Digits
    """

    def __init__(self, graph: Graph) -> None:
        exact = precise(graph)
        backward = timeline(graph, "reverse")
        held = backward.adjoints(len(backward))
        adjoints = [float(held.get(node.index, 0.0)) for node in graph.nodes]
        texts = finished(graph, backward)
        self.name = graph.name
        self._texts = [(texts[f"v{k}"], texts.get(f"d{k}", "0")) for k in range(len(graph))]
        self.nodes = [
            Digits(
                node.label,
                node.formula,
                float(node.value),
                right_digits(float(node.value), exact.values[node.index]),
                adjoints[node.index],
                right_digits(adjoints[node.index], exact.adjoints[node.index]),
            )
            for node in graph.nodes
        ]

    def __getitem__(self, label: str) -> Digits:
        """A node by its name."""
        for node in self.nodes:
            if node.label == label:
                return node
        raise KeyError(f"there is no {label!r}; there are {', '.join(n.label for n in self.nodes)}")

    def _rows(self) -> list[list[str]]:
        rows = [["node", "is", "value", "digits", "adjoint", "digits"]]
        for node, (value, adjoint) in zip(self.nodes, self._texts, strict=True):
            digits = f"{node.value_digits:.0f}", f"{node.adjoint_digits:.0f}"
            rows.append([node.label, node.formula, value, digits[0], adjoint, digits[1]])
        return rows

    def __repr__(self) -> str:
        return columns.as_text(self._rows())

    def _repr_html_(self) -> str:
        return columns.as_html(self._rows())


def accuracy(f: Callable[..., Any], *args: Any, **options: Any) -> Accuracy:
    """Say how many digits of each value and each adjoint of a run are right.

    The same operations are done again on the same inputs in 50 digits. A float holds almost 16; an
    operation loses digits where it subtracts what is nearly equal, and a number that is inf or nan
    where it should not be has none.

    Parameters
    ----------
    f : callable
        A function of numbers, of whose operations SymPy knows the formulas.
    *args, **options
        The point.

    Raises
    ------
    UnsupportedFunctionError
        It has arrays, or an operation that SymPy does not know.
    MissingPackageError
        SymPy is not installed.

    >>> import numpy as np
    >>> found = accuracy(lambda x: (np.exp(x) - 1.0) / x, 1e-8)
    >>> [round(found[label].value_digits) for label in ("v1", "v2", "v3")]
    [16, 8, 8]
    >>> round(found["x"].adjoint_digits)
    0
    """
    return Accuracy(trace(f, *args, **options))


def right_digits(number: float, exact: Any) -> float:
    """How many digits of a number are right, at most those that a float has.

    >>> right_digits(0.333, 1 / 3) > 2.9, right_digits(0.0, 0.0) == FLOAT_DIGITS
    (True, True)
    >>> right_digits(float("nan"), 1.0)
    0.0
    """
    if not math.isfinite(number):
        return 0.0
    error = abs(exact - number)
    if not error:
        return FLOAT_DIGITS
    if not exact:
        return 0.0
    return min(FLOAT_DIGITS, max(0.0, -math.log10(float(error / abs(exact)))))
