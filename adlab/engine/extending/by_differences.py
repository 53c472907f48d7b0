"""Primitives whose derivative is taken by differences, for functions that adlab cannot look into.

- `by_differences(...)`: what `@adlab.primitive(numerical=True)` does.
- `jacobian(function, arguments, position)`: all partials with respect to one argument.

The edges say "≈": such a derivative is inexact, by about 1e-10 of its size at best. There is none
of higher order: differences of differences would be mostly rounding, and are refused.

Source: Griewank & Walther (2008), chapter 1, for the step h.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.values import Recorded
from adlab.engine.primitives.declaring import register
from adlab.engine.primitives.primitive import MapRule, Primitive
from adlab.engine.recording.binding import as_recording
from adlab.engine.recording.refusals import refuse

Function = Callable[..., Any]

STEP = float(np.finfo(float).eps) ** (1 / 3)  # relative to x: truncation and rounding are balanced


def by_differences(function: Function, symbol: str = "", formula: str = "") -> Function:
    """A function as a primitive whose partials are central differences.

    It may take and return numbers and arrays of any shapes. A sweep calls it twice for each number
    among its arguments.
    """
    name = symbol or function.__name__
    count = len(inspect.signature(function).parameters)
    rules = tuple([_rule(function, position) for position in range(count)])
    text = formula or name + "({args})"
    return as_recording(register(Primitive(function.__name__, function, rules, text, name)))


def jacobian(function: Function, arguments: Sequence[Any], position: int) -> np.ndarray:
    """The partials by central differences: a row per entry of the result, a column per entry of x.

    >>> jacobian(lambda x: x * x, (np.array([1.0, 2.0]),), 0).round(6)
    array([[2., 0.],
           [0., 4.]])
    """
    columns = []
    for index in np.ndindex(np.shape(arguments[position])):
        ends = [_moved(function, arguments, position, index, sign) for sign in (1.0, -1.0)]
        (there, right), (here, left) = ends
        columns.append(np.ravel(np.asarray(there) - np.asarray(here)) / (right - left))
    return np.stack(columns, axis=-1)


def _moved(
    function: Function, arguments: Sequence[Any], position: int, index: Any, sign: float
) -> tuple[Any, float]:
    """The function with one entry of one argument moved a little, and where that entry is then."""
    moved = np.array(arguments[position], dtype=float)
    moved[index] += sign * STEP * max(1.0, abs(float(moved[index])))
    changed = list(arguments)
    changed[position] = moved if moved.ndim else float(moved)
    with np.errstate(all="ignore"):
        return function(*changed), float(moved[index])


def _rule(function: Function, position: int) -> MapRule:
    def partials(arguments: tuple[Any, ...], params: dict[str, Any]) -> np.ndarray:
        if any(isinstance(argument, Recorded) for argument in arguments):
            raise _no_second(function.__name__)
        return jacobian(lambda *a: function(*a, **params), arguments, position)

    def apply(tangent: Any, z: Any, *arguments: Any, **params: Any) -> Any:
        moved = partials(arguments, params) @ np.reshape(tangent, -1)
        return np.reshape(moved, np.shape(z))

    def transpose(adjoint: Any, z: Any, *arguments: Any, **params: Any) -> Any:
        share = np.reshape(adjoint, -1) @ partials(arguments, params)
        return np.reshape(share, np.shape(arguments[position]))

    def label(z: Any, *arguments: Any, **params: Any) -> str:
        if np.ndim(z) or np.ndim(arguments[position]):
            return "≈ by differences"
        return f"≈ {partials(arguments, params).item():.4g}"

    return MapRule(apply, transpose, label, "≈ by differences")


def _no_second(name: str) -> Exception:
    return refuse(
        f"A second derivative of {name} was asked for, whose first is taken by differences",
        "differences of differences are mostly rounding",
        'declare the first derivative as an expression: `@adlab.primitive("...")`',
    )
