"""Declaring primitives: one call says value, derivatives and words of an elementary function.

- `elementwise(name, function, formula, *partials)`: works entry by entry; each partial is a NumPy
  expression in the arguments `x`, `y`, `w` and the result `z`.
- `linear(...)`, `bilinear(...)`, `variadic(...)`: sums, reshapes, products of matrices, stacks. The
  tangent rule is the function itself, so that only the transpose has to be given.
- `constant(...)`: recorded, but nothing flows through it.
- `register(primitive)`: anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.primitives.edges import edges_of, pull_of, push_of
from adlab.engine.primitives.needs import NOTHING, OTHERS
from adlab.engine.primitives.primitive import (
    ARGUMENTS,
    NAMESPACE,
    PRIMITIVES,
    PULL,
    PUSH,
    REAL,
    Function,
    Interval,
    MapRule,
    Primitive,
    call,
)


def register(new: Primitive) -> Primitive:
    """Add a primitive. A name used before gets a new key, so that old graphs keep their rules."""
    key = unused(new.name)
    new = new._replace(name=key)
    PRIMITIVES[key] = new = new._replace(edges=edges_of(new, NAMESPACE))
    PUSH[key] = push_of(new, NAMESPACE)
    PULL[key] = pull_of(new, NAMESPACE)
    return new


def unused(name: str) -> str:
    """The name, or where it is taken, the name with the next number."""
    key, count = name, 1
    while key in PRIMITIVES:
        count += 1
        key = f"{name}#{count}"
    return key


def elementwise(
    name: str,
    function: Function,
    formula: str,
    *partials: str | Function | None,
    symbol: str = "",
    domain: Sequence[Interval] = (),
    kink: str = "",
    kink_at: str | Function | None = None,
    numbers: tuple[str, ...] = (),
    own: bool = False,
    **more: Any,
) -> Primitive:
    """Declare a primitive that works entry by entry.

    The expressions of the partials run on numbers, on arrays and on recording values alike; that
    is what makes derivatives of derivatives work. `numbers` says value and partials once more, for
    plain numbers only, where Python has a quicker way than NumPy. `kink_at` is true at the kink.
    """
    count = len(partials)

    return register(
        Primitive(
            name,
            function,
            tuple([compiled(partial, count) for partial in partials]),
            formula,
            symbol or name,
            elementwise=True,
            partials=tuple([p if isinstance(p, str) else "" for p in partials]),
            domain=tuple(domain) or (REAL,) * len(partials),
            kink=kink,
            kink_at=compiled(kink_at, count),
            numbers=numbers,
            own=own,
            **more,
        )
    )


def compiled(expression: str | Function | None, count: int) -> Function | None:
    """An expression in the result `z` and the first `count` of `x`, `y`, `w`, as a function."""
    if not isinstance(expression, str):
        return expression
    text = f"lambda z, {', '.join(ARGUMENTS[:count])}: {expression}"
    rule: Function = eval(compile(text, "<adlab rule>", "eval"), NAMESPACE)
    return rule


def linear(
    name: str,
    function: Function,
    formula: str,
    transpose: Function,
    label: str | Function = "",
    back: str | Function = "",
    back_code: Function | None = None,
    **more: Any,
) -> Primitive:
    """Declare a primitive that is linear in its one array argument."""

    def apply(tangent: Any, z: Any, x: Any, **params: Any) -> Any:
        return call(name, tangent, **params)

    rule = MapRule(apply, transpose, label or name, back, back_code, True, NOTHING)
    return register(Primitive(name, function, (rule,), formula, name, **more))


def bilinear(
    name: str,
    function: Function,
    formula: str,
    left: tuple[Function, str, str, Function | None],
    right: tuple[Function, str, str, Function | None],
    **more: Any,
) -> Primitive:
    """Declare a primitive linear in each of two arguments.

    For each argument: `(transpose, label, back, code of the transpose)`.
    """
    rules = (
        MapRule(lambda tangent, z, x, y: call(name, tangent, y), *left, itself=True, needs=OTHERS),
        MapRule(lambda tangent, z, x, y: call(name, x, tangent), *right, itself=True, needs=OTHERS),
    )
    return register(Primitive(name, function, rules, formula, name, domain=(REAL, REAL), **more))


def variadic(name: str, function: Function, formula: str, places: Function) -> Primitive:
    """Declare a primitive that puts any number of arguments side by side, such as a stack.

    `places(result, arguments, **params)` lists the index at which each argument stands.
    """

    def maps(result: Any, arguments: Sequence[Any], params: dict[str, Any]) -> list[LinearMap]:
        shape = np.shape(result)
        return [
            LinearMap(
                _place,
                _take_out,
                np.shape(argument),
                shape,
                "place",
                params={"index": index, "part": np.shape(argument), "whole": shape},
                back="take out",
            )
            for argument, index in zip(arguments, places(result, arguments, **params), strict=True)
        ]

    rules = (maps,)
    return register(
        Primitive(name, function, rules, formula, name, variadic=True, every_needs=NOTHING)
    )


def _place(tangent: Any, index: Any, part: Any, whole: Any) -> Any:
    room = np.shape(np.broadcast_to(0.0, whole)[index])
    return call("put", np.reshape(tangent, room), index=index, shape=whole)


def _take_out(adjoint: Any, index: Any, part: Any, whole: Any) -> Any:
    return np.reshape(adjoint[index], part)


def constant(
    name: str, function: Function, formula: str, symbol: str = "", **more: Any
) -> Primitive:
    """Declare a primitive through which no derivative flows, such as a comparison."""
    return register(Primitive(name, function, (None,), formula, symbol or name, **more))
