"""The edges into a node, with their local partials: made of a primitive's declaration.

- `edges_of(primitive, namespace)`: the function `edges(record, values, result)` of a primitive.
- `push_of(primitive, namespace)`: the function `push(record, values, result, tangents)`, which
  gives the node's tangent, the sum of partial × tangent: the tangent sweep at one node.
- `pull_of(primitive, namespace)`: the function `pull(record, values, result, adjoint, adjoints)`,
  which adds adjoint × partial to the adjoint of each operand: the reverse sweep at one node.

`edges` takes the node's record, the values of all nodes, and the node's own value, and gives one
`(operand, position, partial)` for each edge. An operand that is an `int` is the index of a node;
any other is a constant, and has no edge. The partial is a number, an array of the result's shape,
or a `LinearMap`.

>>> from adlab.engine.primitives.primitive import PRIMITIVES, PULL, PUSH
>>> record, values = ("multiply", None, None, -1, 0, 1), [3.0, 5.0, 15.0]
>>> PRIMITIVES["multiply"].edges(record, values, 15.0)
((0, 0, 5.0), (1, 1, 3.0))
>>> PUSH["multiply"](record, values, 15.0, [1.0, 2.0, None])
11.0
>>> adjoints = [None, 100.0, None]
>>> PULL["multiply"](record, values, 15.0, 2.0, adjoints)
>>> adjoints
[10.0, 106.0, None]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap, scaled_broadcast, shape_of
from adlab.engine.primitives.needs import Gone
from adlab.engine.primitives.primitive import Edges, Function, Primitive


def edges_of(primitive: Primitive, namespace: dict[str, Any]) -> Callable[..., Edges]:
    """The function that gives the local partials of a node, one for each of its edges."""
    if primitive.variadic:
        return _variadic(primitive.rules[0])
    if not primitive.elementwise:
        return _maps(primitive.rules)
    general = _elementwise(primitive.rules)
    if not _is_quick(primitive):
        return general
    return _made(QUICK, primitive, namespace, general, primitive.rules, spread, np.ndarray, Gone)


def push_of(primitive: Primitive, namespace: dict[str, Any]) -> Function:
    """The function that gives a node's tangent, from those of its operands; None stands for 0."""
    edges = primitive.edges

    def push(record: tuple[Any, ...], values: list[Any], result: Any, tangents: list[Any]) -> Any:
        total = None
        for operand, _, partial in edges(record, values, result):
            if tangents[operand] is not None:
                term = partial * tangents[operand]
                total = term if total is None else total + term
        return total

    if not _is_quick(primitive):
        return push
    return _made(QUICK_PUSH, primitive, namespace, push, primitive.rules)


def pull_of(primitive: Primitive, namespace: dict[str, Any]) -> Callable[..., None]:
    """The function that hands a node's adjoint on to its operands."""
    edges = primitive.edges

    def pull(
        record: tuple[Any, ...], values: list[Any], result: Any, adjoint: Any, adjoints: list[Any]
    ) -> None:
        for operand, _, partial in edges(record, values, result):
            before = adjoints[operand]
            share = adjoint * partial
            adjoints[operand] = share if before is None else before + share

    if not _is_quick(primitive):
        return pull
    return _made(QUICK_PULL, primitive, namespace, pull, primitive.rules)


def _is_quick(primitive: Primitive) -> bool:
    """Whether it works entry by entry on one or two arguments, and has slopes for all of them."""
    count = len(primitive.rules)
    return primitive.elementwise and count in QUICK and None not in primitive.rules


def _variadic(rule: Function) -> Callable[..., Edges]:
    def edges(record: tuple[Any, ...], values: list[Any], result: Any) -> Edges:
        operands = record[4:]
        arguments = [values[o] if type(o) is int else o for o in operands]
        maps = rule(result, arguments, record[1] or {})
        return [(o, k, maps[k]) for k, o in enumerate(operands) if type(o) is int]

    return edges


def _maps(rules: tuple[Any, ...]) -> Callable[..., Edges]:
    last = len(rules) - 1

    def edges(record: tuple[Any, ...], values: list[Any], result: Any) -> Edges:
        operands = record[4:]
        data = (result, *[values[o] if type(o) is int else o for o in operands])
        params, shape = record[1] or {}, shape_of(result)
        found = []
        for position, operand in enumerate(operands):
            rule = rules[position if position < last else last]
            if type(operand) is int and rule is not None:
                own = shape_of(data[1 + position])
                partial = LinearMap(
                    rule.apply, rule.transpose, own, shape, rule.label, data, params, rule.back
                )
                found.append((operand, position, partial))
        return found

    return edges


def _elementwise(rules: tuple[Any, ...]) -> Callable[..., Edges]:
    def partial(rule: Function, result: Any, arguments: Sequence[Any], argument: Any) -> Any:
        try:
            slope = rule(result, *arguments)
        except ArithmeticError:  # Python's floats raise where NumPy's give inf or nan
            data = [np.float64(a) if type(a) is float else a for a in (result, *arguments)]
            slope = rule(*data)
        except TypeError:  # masks have no minus; nothing flows on from them
            slope = rule(*[a * 1.0 for a in (result, *arguments)])
        return spread(slope, argument, result)

    def edges(record: tuple[Any, ...], values: list[Any], result: Any) -> Edges:
        operands = record[4:]
        arguments = [values[o] if type(o) is int else o for o in operands]
        return [
            (operand, k, partial(rule, result, arguments, argument))
            for k, (operand, argument, rule) in enumerate(
                zip(operands, arguments, rules, strict=False)
            )
            if type(operand) is int and rule is not None
        ]

    return edges


def spread(slope: Any, argument: Any, result: Any) -> Any:
    """The partial, or where the argument was broadcast to the result, the map that does both."""
    own, shape = shape_of(argument), shape_of(result)
    return slope if own == shape else scaled_broadcast(slope, own, shape)


# What `edges` is for a primitive of one or two numbers, which is the hot path of a sweep, and of
# arrays: the same as `_elementwise`, with the partials of the declaration put where they are
# needed. {0} and {1} are for numbers, where there may be a quicker way, {2} and {3} for arrays.
QUICK = {
    1: """
def make(general, rules, spread, ndarray, Gone):
    def edges(record, values, z):
        a = record[4]
        x = values[a]
        try:
            if type(z) is float:
                return ((a, 0, {0}),)
            kind = type(z)
            if (kind is ndarray or kind is Gone) and x.shape == z.shape:
                return ((a, 0, {2}),)
        except (ArithmeticError, TypeError):
            pass
        return general(record, values, z)
    return edges
""",
    2: """
def make(general, rules, spread, ndarray, Gone):
    def edges(record, values, z):
        _, _, _, _, a, b = record
        try:
            if type(z) is float:
                if type(a) is int:
                    x = values[a]
                    if type(b) is int:
                        y = values[b]
                        return (a, 0, {0}), (b, 1, {1})
                    y = b
                    return ((a, 0, {0}),)
                x, y = a, values[b]
                return ((b, 1, {1}),)
            kind = type(z)
            if kind is ndarray or kind is Gone:
                x = values[a] if type(a) is int else a
                y = values[b] if type(b) is int else b
                if type(b) is not int:
                    return ((a, 0, spread({2}, x, z)),)
                if type(a) is not int:
                    return ((b, 1, spread({3}, y, z)),)
                return (a, 0, spread({2}, x, z)), (b, 1, spread({3}, y, z))
        except (ArithmeticError, TypeError):
            pass
        return general(record, values, z)
    return edges
""",
}


# What `push` and `pull` are for one or two numbers: the loop without the partials kept in between.
# Shares are written down only when all are known, since Python may raise an error for any of them.
QUICK_PUSH = {
    1: """
def make(general, rules):
    def push(record, values, z, tangents):
        a = record[4]
        tangent = tangents[a]
        if tangent is None:
            return None
        if type(z) is not float:
            return general(record, values, z, tangents)
        x = values[a]
        try:
            return ({0}) * tangent
        except ArithmeticError:
            return general(record, values, z, tangents)
    return push
""",
    2: """
def make(general, rules):
    def push(record, values, z, tangents):
        _, _, _, _, a, b = record
        if type(z) is not float or type(a) is not int or type(b) is not int:
            return general(record, values, z, tangents)
        left, right = tangents[a], tangents[b]
        x, y = values[a], values[b]
        try:
            if right is None:
                return None if left is None else ({0}) * left
            return ({1}) * right if left is None else ({0}) * left + ({1}) * right
        except ArithmeticError:
            return general(record, values, z, tangents)
    return push
""",
}
QUICK_PULL = {
    1: """
def make(general, rules):
    def pull(record, values, z, adjoint, adjoints):
        if type(z) is not float:
            return general(record, values, z, adjoint, adjoints)
        a = record[4]
        x = values[a]
        try:
            share = adjoint * ({0})
        except ArithmeticError:
            return general(record, values, z, adjoint, adjoints)
        before = adjoints[a]
        adjoints[a] = share if before is None else before + share
    return pull
""",
    2: """
def make(general, rules):
    def pull(record, values, z, adjoint, adjoints):
        _, _, _, _, a, b = record
        if type(z) is not float or type(a) is not int or type(b) is not int:
            return general(record, values, z, adjoint, adjoints)
        x, y = values[a], values[b]
        try:
            left, right = adjoint * ({0}), adjoint * ({1})
        except ArithmeticError:
            return general(record, values, z, adjoint, adjoints)
        before = adjoints[a]
        adjoints[a] = left if before is None else before + left
        before = adjoints[b]
        adjoints[b] = right if before is None else before + right
    return pull
""",
}


def _made(
    templates: dict[int, str], primitive: Primitive, namespace: dict[str, Any], *tools: Any
) -> Function:
    """The function of a template, with the partials of the declaration in its gaps."""
    names = ("x", "y")[: len(primitive.rules)]
    arrays = [
        text or f"rules[{k}](z, {', '.join(names)})" for k, text in enumerate(primitive.partials)
    ]
    numbers = list(primitive.numbers[1:]) or arrays
    gaps = [*numbers, *[""] * (2 - len(names)), *arrays]
    made: dict[str, Any] = {}
    text = templates[len(names)].format(*gaps)
    exec(compile(text, "<adlab rule>", "exec"), namespace, made)
    function: Function = made["make"](*tools)
    return function
