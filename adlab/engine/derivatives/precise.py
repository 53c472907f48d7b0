"""The numbers of a graph in 50 digits: values and adjoints as they would be without rounding.

- `precise(graph)`: both, for every node.

The same operations are done on the same inputs, with numbers of 50 digits and more (mpmath, which
comes with SymPy), and the rules are the derivatives that SymPy finds. What then differs from the
numbers of a run is what its rounding did.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from adlab.engine.derivatives.symbolic import known_form, sympy
from adlab.engine.primitives.primitive import ARGUMENTS
from adlab.engine.recording.graph import INPUT, Graph

DIGITS = 50


class Precise(NamedTuple):
    """The value of each node, and the adjoint of each node for the first output."""

    values: list[Any]
    adjoints: list[Any]


def precise(graph: Graph, digits: int = DIGITS) -> Precise:
    """Compute the values and the adjoints of a graph of numbers anew, in many digits.

    Raises
    ------
    UnsupportedFunctionError
        The graph has arrays, or a primitive that SymPy has no formula for.
    MissingPackageError
        SymPy is not installed.

    >>> import adlab, numpy as np
    >>> found = precise(adlab.trace(lambda x: (np.exp(x) - 1.0) / x, 1e-8))
    >>> print(f"{float(found.adjoints[0]):.12f}")
    0.500000003333
    """
    from mpmath import mp  # comes with SymPy

    with mp.workdps(digits):
        values: list[Any] = []
        rules: list[list[Any]] = []
        for node, (name, _, _, _, *operands) in enumerate(graph.records):
            form = known_form(graph, node)
            if name == INPUT:
                values.append(mp.mpf(graph.values[node]))
                rules.append([])
                continue
            value, slopes = functions(form, len(operands))
            given = [values[o] if type(o) is int else mp.mpf(o) for o in operands]
            values.append(value(*given))
            rules.append([slope(*given) for slope in slopes])
        adjoints = [mp.mpf(0)] * len(values)
        if graph.output_nodes:
            adjoints[graph.output_nodes[0]] = mp.mpf(1)
        for node in reversed(range(len(values))):
            operands = graph.records[node][4:]
            for operand, rule in zip(operands, rules[node], strict=False):
                if type(operand) is int:
                    adjoints[operand] += adjoints[node] * rule
    return Precise(values, adjoints)


@cache
def functions(form: str, count: int) -> tuple[Callable[..., Any], list[Callable[..., Any]]]:
    """A primitive and its partial derivatives, as functions of mpmath's numbers."""
    symbols = sympy().symbols(ARGUMENTS[:count], real=True)
    expression = eval(form, vars(sympy()), dict(zip(ARGUMENTS, symbols, strict=False)))
    lambdify = sympy().lambdify
    slopes = [lambdify(symbols, sympy().diff(expression, x), "mpmath") for x in symbols]
    return lambdify(symbols, expression, "mpmath"), slopes
