"""Symbolic differentiation: the graph of a run as a formula, and the formula's derivative by SymPy.

- `expression(graph)`: the output as one formula in the inputs.
- `known_form(graph, node)`: what its primitive is for SymPy.
- `closed_form(f, *args)`: the formula of `f`, its derivative, and how many operations each has.
- `sizes(f, x, ns)`: how formula, derivative and graph of `f(x, n)` grow with n.

A formula is a tree: whatever is used twice is written out twice. A graph computes it once. So the
derivative of a program swells as a formula, and does not as a graph:

>>> def logistic(x, n):
...     for _ in range(n - 1):
...         x = 4.0 * x * (1.0 - x)
...     return x
>>> for size in sizes(logistic, 0.3, range(1, 7)):
...     print(size.n, size.derivative, size.gradient)
1 0 0
2 2 8
3 21 16
4 82 24
5 264 32
6 768 40

SymPy is imported when it is first needed. Sources: Corliss, *Applications of differentiation
arithmetic* (1988), for the name of the swell; Baydin et al. (2018), table 1, for the example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from adlab.engine.derivatives.transforms import grad
from adlab.engine.errors import MissingPackageError, UnsupportedFunctionError, explain
from adlab.engine.primitives.primitive import ARGUMENTS
from adlab.engine.recording.graph import INPUT, Graph
from adlab.engine.recording.tracing import describe, trace
from adlab.engine.sweeps.seeds import directions


def sympy() -> Any:
    """The package SymPy, or an error that says how to get it."""
    try:
        import sympy
    except ImportError:
        raise MissingPackageError(
            explain(
                "Differentiating by symbols needs the package SymPy, which is not installed.",
                fix='python -m pip install sympy    (it is part of "adlab[lab]")',
            )
        ) from None
    return sympy


def expression(graph: Graph, output: int = 0, exact: bool = False) -> Any:
    """One output of a graph as a SymPy expression in the inputs.

    Parameters
    ----------
    graph : Graph
        Of numbers. A branch is followed as it was taken: the formula holds on that branch.
    output : int
        Which of the outputs.
    exact : bool
        Write a constant such as 0.1 as the fraction that the floating-point number is.

    Raises
    ------
    UnsupportedFunctionError
        The graph has arrays, or a primitive that SymPy has no formula for.
    MissingPackageError
        SymPy is not installed.

    >>> import numpy as np
    >>> expression(trace(lambda x, y: np.sin(x * y) + 0.5 * x, 2.0, 5.0))
    x/2 + sin(x*y)
    """
    formulas: list[Any] = []
    for node, (name, _, _, _, *operands) in enumerate(graph.records):
        known = known_form(graph, node)
        if name == INPUT:
            formulas.append(sympy().Symbol(graph.labels[node], real=True))
            continue
        arguments = [formulas[o] if type(o) is int else constant(o, exact) for o in operands]
        given = dict(zip(ARGUMENTS, arguments, strict=False))
        formulas.append(eval(known, vars(sympy()), given))
    chosen = graph.outputs[output]
    return formulas[chosen] if type(chosen) is int else constant(chosen, exact)


def known_form(graph: Graph, node: int) -> str:
    """What a node's primitive is in SymPy's words, "" for an input; an error if it has none."""
    if graph.shape(node):
        raise UnsupportedFunctionError(
            explain(
                f"{graph.labels[node]} is an array of shape {graph.shape(node)}.",
                why="a formula here is one of numbers",
                fix="write the function with numbers as its arguments",
            )
        )
    known = graph.primitive(node).symbolic
    if not known and graph.records[node][0] != INPUT:
        raise UnsupportedFunctionError(
            explain(
                f"There is no symbolic form of {describe(graph, node)}.",
                why="symbols need a formula, and this primitive has none in SymPy",
                fix="AD needs none: adlab.grad differentiates it",
            )
        )
    return known


def constant(value: Any, exact: bool = False) -> Any:
    """A constant in a formula: whole numbers and simple fractions as such.

    >>> constant(3.0), constant(0.25), constant(0.1) * sympy().Symbol("x")
    (3, 1/4, 0.1*x)
    """
    fraction = Fraction(value)
    if exact or fraction.denominator <= 64:
        return sympy().Rational(fraction.numerator, fraction.denominator)
    return sympy().Float(value)


class ClosedForm(NamedTuple):
    """The formula of a function, and the formula of its derivative."""

    expression: Any
    derivative: Any
    operations: int  # of the expression, written out
    derivative_operations: int
    value: float  # of the derivative at the point, from 50 digits, rounded once
    evaluated: float  # the same formula, evaluated in floating point as it stands
    branch: bool  # whether the function took a branch: then the formula is that of the branch

    def __repr__(self) -> str:
        return (
            f"formula    {self.operations:4} operations: {_cut(self.expression)}\n"
            f"derivative {self.derivative_operations:4} operations: {_cut(self.derivative)}"
        )


def closed_form(
    f: Callable[..., Any], *args: Any, input: int | str = 0, **options: Any
) -> ClosedForm:
    """The formula of `f`, and its derivative with respect to one input, as in school.

    Parameters
    ----------
    f : callable
        Of numbers, made of functions that SymPy knows.
    *args : numbers
        A point: `f` is run there once, and its branches are followed.
    input : int or str
        With respect to which input.
    **options
        Keyword arguments go to `f` as they are, as constants.

    Raises
    ------
    UnsupportedFunctionError, MissingPackageError
        See `expression`.

    >>> import numpy as np
    >>> closed_form(lambda x: np.exp(x) * np.sin(x), 1.0)
    formula       3 operations: exp(x)*sin(x)
    derivative    7 operations: exp(x)*sin(x) + exp(x)*cos(x)
    """
    graph = trace(f, *args, **options)
    label, _ = directions(graph).choose(input, "input")
    symbol = sympy().Symbol(label, real=True)
    formula = expression(graph)
    derivative = sympy().diff(formula, symbol)
    point = {
        sympy().Symbol(graph.labels[node], real=True): constant(graph.values[node], exact=True)
        for node in graph.inputs
    }
    slope = sympy().diff(expression(graph, exact=True), symbol)
    names = [sympy().Symbol(graph.labels[node], real=True) for node in graph.inputs]
    evaluated = sympy().lambdify(names, derivative, "math")(
        *[graph.values[n] for n in graph.inputs]
    )
    return ClosedForm(
        formula,
        derivative,
        count(formula),
        count(derivative),
        float(slope.evalf(50, subs=point)),
        float(evaluated),
        bool(graph.guards),
    )


def count(formula: Any) -> int:
    """How many operations a formula has, written out.

    >>> count(4 * sympy().Symbol("x") + 1)
    2
    """
    return int(sympy().count_ops(formula))


def _cut(formula: Any, width: int = 70) -> str:
    written = str(formula)
    return written if len(written) <= width else written[: width - 1] + "…"


class Size(NamedTuple):
    """How many operations it takes, for one n."""

    n: int
    formula: int  # written out
    derivative: int  # the formula's derivative, written out
    graph: int  # nodes that compute the value
    gradient: int  # nodes that compute value and derivative, by reverse mode


def sizes(f: Callable[[Any, int], Any], x: float, ns: Iterable[int]) -> list[Size]:
    """How formula, derivative and graph of `f(x, n)` grow with n.

    The derivative is what SymPy gives, which tidies up a little, and is not simplified beyond that;
    the gradient is the graph of one reverse sweep.
    """
    found = []
    for n in ns:
        graph = trace(lambda x, n=n: f(x, n), x)
        formula = expression(graph)
        symbol = sympy().Symbol(graph.labels[0], real=True)
        gradient = trace(grad(lambda x, n=n: f(x, n)), x)
        found.append(
            Size(
                n,
                count(formula),
                count(sympy().diff(formula, symbol)),
                len(graph) - len(graph.inputs),
                len(gradient) - len(gradient.inputs),
            )
        )
    return found
