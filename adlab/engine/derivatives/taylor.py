"""Taylor mode: all derivatives up to a degree by one sweep, in which whole series ride.

In place of a number, each node holds the first coefficients of a power series: of its value at
x + t, in powers of t. A rule says how an operation makes its series of those of its operands. This
is forward mode, with more than one coefficient.

- `taylor(f, x, degree)`: the coefficients of f(x + t).
- `series(graph, degree, direction)`: those of every node of a graph.

There are few rules of one's own: sums, products, quotients and powers. All others follow from the
local partials that every primitive declares. If z = φ(x) and ∂φ/∂x = p, then z′ = p · x′, so that

    k · z_k = Σ_{j=1..k} j · x_j · p_{k−j}

and the coefficients of p are those of an expression in x and z, of which only lower ones are asked
for: of exp it is z itself, of sin it is cos, whose partial is −sin again. So each sine keeps its
cosine, though nobody asked for it.

Sources: Griewank & Walther, *Evaluating Derivatives* (2008), chapter 13; Moore, *Interval Analysis*
(1966), chapter 11; Karczmarczuk, *Functional differentiation of computer programs* (2001), for
series whose coefficients are computed when they are asked for; Bettencourt, Johnson & Duvenaud,
*Taylor-mode automatic differentiation for higher-order derivatives in JAX* (2019).
"""

from __future__ import annotations

import functools
import operator
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.values import detach
from adlab.engine.errors import (
    InputError,
    KinkWarning,
    NonFiniteWarning,
    OutputError,
    UnsupportedFunctionError,
    explain,
)
from adlab.engine.primitives.elementary import divide
from adlab.engine.primitives.needs import NOTHING
from adlab.engine.primitives.primitive import PRIMITIVES, call
from adlab.engine.recording.binding import as_value
from adlab.engine.recording.graph import INPUT, Graph
from adlab.engine.recording.tracing import run
from adlab.engine.sweeps.finite import is_finite
from adlab.engine.user import source
from adlab.engine.user.frames import user_stack_level

Function = Callable[..., Any]


def taylor(f: Function, x: Any, degree: int, direction: Any = None) -> Any:
    """The coefficients c_0 … c_d of f(x + t) = c_0 + c_1·t + c_2·t² + …, by one sweep.

    The k-th derivative is k! · c_k.

    Parameters
    ----------
    f : callable
        Takes one number or array, and returns one number or array.
    x : float or array
        Where it is taken.
    degree : int
        How many coefficients beside the value.
    direction : float or array, optional
        What is multiplied by t: f(x + t · direction). Of a number it is 1; of an array it must be
        given, in its shape.

    Returns
    -------
    numpy.ndarray
        Of shape (degree + 1,), followed by the shape of what `f` returns.

    Raises
    ------
    InputError
        The degree is no whole number from 0 on, or the direction does not fit.
    OutputError
        `f` returns something other than one number or array.
    UnsupportedFunctionError
        `f` uses an operation that has no rule for series, such as a matrix inverse.

    A product of two series takes (d + 1)(d + 2)/2 products of numbers, and so each operation a
    small multiple of d². Nested derivatives of one order after the other take 3ᵈ for it.

    Sources: Griewank & Walther (2008), chapter 13; Bettencourt, Johnson & Duvenaud (2019).

    >>> import numpy as np
    >>> taylor(lambda x: x * x * x, 2.0, 3)
    array([ 8., 12.,  6.,  1.])
    >>> taylor(lambda x: np.exp(np.sin(x)), 0.0, 4)
    array([ 1.   ,  1.   ,  0.5  ,  0.   , -0.125])
    """
    if not isinstance(degree, (int, np.integer)) or isinstance(degree, bool) or degree < 0:
        raise InputError(
            explain(
                f"A series of degree {degree!r} cannot be made.",
                fix="give a whole number from 0 on, as in taylor(f, 2.0, 5)",
            )
        )
    graph = run(f, (x,))
    if len(graph.input_names) != 1:
        raise InputError(
            explain(
                f"taylor takes one number or one array, and not {x!r}.", fix="pass taylor(f, x, d)"
            )
        )
    if len(graph.outputs) != 1 or graph.output_tree is not None:
        raise OutputError(
            explain(
                f"{graph.name} returned {len(graph.outputs)} values, and a series is of one.",
                fix="return one number, or one array",
            )
        )
    found = series(graph, int(degree), _direction(graph, direction))
    output = graph.outputs[0]
    known = found[output] if type(output) is int else constant(output)
    _warn_of_infinite(graph, found, int(degree))
    shape = np.shape(known[0])
    return np.stack([_filled(known[k], shape) for k in range(int(degree) + 1)])


def _warn_of_infinite(graph: Graph, found: Sequence[Series], degree: int) -> None:
    """Name the first node whose series is not finite, though its value is."""
    for node, each in enumerate(found):
        lost = [k for k in range(1, degree + 1) if not is_finite(each[k])]
        if lost and is_finite(each[0]):
            text = explain(
                f"The series of {graph.labels[node]} has no finite coefficient of order {lost[0]}.",
                where=source.where(*graph.records[node][2:4]),
                why="the function is no power series in t there",
                fix="take it at another point",
            )
            warnings.warn(text, NonFiniteWarning, user_stack_level())
            return


def _direction(graph: Graph, direction: Any) -> Any:
    shape = graph.shape(0)
    if direction is None and not shape:
        return 1.0
    if direction is None or np.shape(direction) != shape:
        got = "none was given" if direction is None else f"the direction has {np.shape(direction)}"
        raise InputError(
            explain(
                f"The argument has the shape {shape}, and {got}.",
                why="a series is in one variable t, of f(x + t · direction)",
                fix="give a direction in the shape of the argument",
            )
        )
    return as_value(direction)


class Series:
    """A power series whose coefficients are computed when they are asked for, and kept."""

    def __init__(self, first: Any, rule: Callable[[int], Any]) -> None:
        self.known = [first]
        self.rule = rule  # the k-th coefficient, of lower ones of its own and any of others

    def __getitem__(self, k: int) -> Any:
        while len(self.known) <= k:
            self.known.append(self.rule(len(self.known)))
        return self.known[k]


def constant(value: Any) -> Series:
    """What does not move."""
    return Series(value, lambda k: 0.0)


def series(graph: Graph, degree: int, direction: Any = 1.0) -> list[Series]:
    """The series of every node, up to a degree, when the first input moves along a direction.

    >>> import adlab
    >>> [node.known for node in series(adlab.trace(lambda x: x * x * x, 2.0), 3)]
    [[2.0, 1.0, 0.0, 0.0], [4.0, 4.0, 1.0, 0.0], [8.0, 12.0, 6.0, 1.0]]
    """
    moving = Series(graph.values[0], lambda k: direction if k == 1 else 0.0 * direction)
    with np.errstate(all="ignore"):
        found = _Sweep(graph).through(graph, [moving])
        for k in range(degree + 1):  # by degree, so that no coefficient waits for a long chain
            for each in found:
                each[k]
    return found


class _Sweep:
    """One sweep. What is needed beside, such as the cosine of a sine, is made once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph  # of the user's function; others are those of partials
        self.made: dict[Any, tuple[Series, Any]] = {}

    def through(self, graph: Graph, inputs: Sequence[Series]) -> list[Series]:
        """The series of all nodes of a graph, in order."""
        found = list(inputs)
        for node in range(len(found), len(graph)):
            name, params, _, _, *operands = graph.records[node]
            moving = [found[o] if type(o) is int else o for o in operands]
            key = (name, str(params), *[id(each) for each in moving])
            if key not in self.made:  # with its operands, whose ids are then nobody else's
                self.made[key] = self.node(graph, node, moving), moving
            found.append(self.made[key][0])
        return found

    def node(self, graph: Graph, node: int, operands: list[Any]) -> Series:
        """The series of one node, of those of its operands; others of them are constants."""
        name, params, *_ = graph.records[node]
        value, primitive = graph.values[node], graph.primitive(node)
        if name == INPUT or not any(isinstance(each, Series) for each in operands):
            return constant(value)
        if name == "power":
            return self.power(value, *operands)
        if name in RULES:
            return Series(value, RULES[name](*operands))
        self.warn_of_kink(graph, node, operands)
        if primitive.elementwise:
            return self.by_partials(value, primitive.rules, operands)
        if len(primitive.rules) == 2 and all(rule and rule.itself for rule in primitive.rules):
            return Series(value, self.bilinear(name, params or {}, operands))
        if not any(primitive.rules) or primitive.name == "stop_gradient":
            return constant(value)
        if all(primitive.needs(k) == NOTHING for k in range(len(operands))):
            return self.linear(graph, node, value, operands)
        raise UnsupportedFunctionError(
            explain(
                f"There is no rule for the series of {primitive.symbol}.",
                where=source.where(*graph.records[node][2:4]),
                why="Taylor mode knows sums, products, all functions that work entry by entry, and "
                "what only moves entries or adds them up",
                fix="write it with these, or nest adlab.jvp",
            )
        )

    def by_partials(self, value: Any, rules: Sequence[Any], operands: list[Any]) -> Series:
        """k · z_k = Σ j · x_j · p_{k−j}, for each operand x and its partial p."""
        made = Series(value, lambda k: _shares(pairs(), k))
        firsts = [each[0] if isinstance(each, Series) else each for each in operands]

        @functools.cache
        def pairs() -> list[tuple[Series, Series]]:
            """Each operand with its partial, made when the first coefficient is asked for."""
            return [
                (each, self.partial(rule, value, firsts, made, operands))
                for each, rule in zip(operands, rules, strict=False)
                if isinstance(each, Series) and rule is not None
            ]

        return made

    def partial(
        self, rule: Function, value: Any, firsts: list[Any], made: Series, operands: list[Any]
    ) -> Series:
        """The series of a partial: its expression is recorded, and swept through as well."""
        moving = [k for k, each in enumerate(operands) if isinstance(each, Series)]
        with warnings.catch_warnings():  # what is not finite is told of the user's own node
            warnings.simplefilter("ignore", NonFiniteWarning)
            expression = run(rule, (value, *firsts), argnums=[0, *[k + 1 for k in moving]])
        output = expression.outputs[0]
        if type(output) is not int:
            return constant(output)
        return self.through(expression, [made, *[operands[k] for k in moving]])[output]

    def linear(self, graph: Graph, node: int, value: Any, operands: list[Any]) -> Series:
        """What only moves entries, or adds them up, does the same with each coefficient."""
        edges = [(operands[position], part) for _, position, part in graph.partials(node)]

        def coefficient(k: int) -> Any:
            parts = [(each[k], each[0], part) for each, part in edges]
            return _total([part * _filled(each, np.shape(first)) for each, first, part in parts])

        return Series(value, coefficient)

    def bilinear(self, name: str, params: dict[str, Any], operands: list[Any]) -> Function:
        """What is linear in each of two arrays, as a product of matrices, is a convolution."""
        shapes = [np.shape(each[0] if isinstance(each, Series) else each) for each in operands]

        def multiply(x: Any, y: Any) -> Any:
            return call(name, _filled(x, shapes[0]), _filled(y, shapes[1]), **params)

        return _product(operands[0], operands[1], multiply)

    def power(self, value: Any, base: Any, exponent: Any) -> Series:
        """x^a: products, where a is a whole number; else by the recurrence, or by exp and log."""
        if isinstance(exponent, Series) or np.ndim(exponent):  # exp(a · ln x)
            first = base[0] if isinstance(base, Series) else base
            log = self.by_partials(np.log(first), PRIMITIVES["log"].rules, [base])
            both = _times(log, exponent)
            return self.by_partials(value, PRIMITIVES["exp"].rules, [both])
        whole = float(exponent).is_integer()
        if whole and abs(exponent) <= MOST_PRODUCTS:
            product = self.whole_power(base, int(abs(exponent)))
            return product if exponent >= 0 else Series(value, _quotient(1.0, product))

        def coefficient(k: int) -> Any:
            terms = [(exponent * j - (k - j)) * base[j] * made[k - j] for j in range(1, k + 1)]
            return divide(_total(terms), k * base[0])

        made = Series(value, coefficient)
        return made

    def whole_power(self, base: Series, exponent: int) -> Series:
        """By squaring: few products, and no division by a base that may be 0."""
        result: Series | None = None
        while exponent:
            if exponent % 2:
                result = base if result is None else _times(result, base)
            exponent //= 2
            base = _times(base, base) if exponent else base
        return result or constant(base[0] ** 0.0)

    def warn_of_kink(self, graph: Graph, node: int, operands: list[Any]) -> None:
        """Say that beyond a kink the function is not that of the series."""
        primitive, params = graph.primitive(node), graph.records[node][1] or {}
        if primitive.kink_at is None or graph is not self.graph:
            return
        firsts = [each[0] if isinstance(each, Series) else each for each in operands]
        if np.any(primitive.kink_at(*map(detach, (graph.values[node], *firsts)), **params)):
            where = source.where(*graph.records[node][2:4])
            text = f"A series is made at the kink of {primitive.symbol} ({primitive.kink})."
            why = "there the function is no power series; the convention for its slope was taken"
            fix = "take it at another point"
            warnings.warn(explain(text, where, why, fix), KinkWarning, user_stack_level())


MOST_PRODUCTS = 64  # of whole exponents; larger ones go by the recurrence


def _plain(x: Any, k: int) -> Any:
    """The k-th coefficient of a series, or of a constant."""
    if isinstance(x, Series):
        return x[k]
    return x if k == 0 else 0.0


def _linear(combine: Function) -> Function:
    """The rule of a sum or a difference: coefficient by coefficient."""
    return lambda *operands: lambda k: combine(*[_plain(each, k) for each in operands])


def _product(x: Any, y: Any, multiply: Function = operator.mul) -> Function:
    """z_k = Σ x_j · y_{k−j}: convolution. A constant has one coefficient only."""
    if not isinstance(y, Series):
        return lambda k: multiply(x[k], y)
    if not isinstance(x, Series):
        return lambda k: multiply(x, y[k])
    return lambda k: _total([multiply(x[j], y[k - j]) for j in range(k + 1)])


def _times(x: Any, y: Any) -> Series:
    """The product as a series."""
    return Series(_plain(x, 0) * _plain(y, 0), _product(x, y))


def _quotient(x: Any, y: Any) -> Function:
    """From x = z · y: z_k = (x_k − Σ_{j=1..k} y_j · z_{k−j}) / y_0."""
    if not isinstance(y, Series):
        return lambda k: divide(x[k], y)
    made = Series(divide(_plain(x, 0), y[0]), lambda k: coefficient(k))

    def coefficient(k: int) -> Any:
        known = _total([y[j] * made[k - j] for j in range(1, k + 1)])
        return divide(_plain(x, k) - known, y[0])

    return coefficient


def _shares(pairs: Sequence[tuple[Series, Series]], k: int) -> Any:
    """(1/k) · Σ j · x_j · p_{k−j}, over all operands x with their partials p."""
    return _total([j * x[j] * p[k - j] for x, p in pairs for j in range(1, k + 1)]) / k


def _total(terms: Sequence[Any]) -> Any:
    return functools.reduce(operator.add, terms) if terms else 0.0


def _filled(coefficient: Any, shape: tuple[int, ...]) -> Any:
    """A coefficient in the shape of what it belongs to; a constant's are the number 0."""
    return coefficient if np.shape(coefficient) == shape else np.broadcast_to(coefficient, shape)


RULES: dict[str, Function] = {
    "add": _linear(operator.add),
    "subtract": _linear(operator.sub),
    "negative": _linear(operator.neg),
    "positive": _linear(operator.pos),
    "multiply": _product,
    "divide": _quotient,
    "square": lambda x: _product(x, x),
    "reciprocal": lambda x: _quotient(1.0, x),
}
