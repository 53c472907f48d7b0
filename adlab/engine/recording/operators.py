"""Python's operators on recorded values: `x + y`, `-x`, `x > y`, `x *= 2`, and the array methods.

Importing this module gives them to `Var`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.engine.arrays.values import detach
from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.engine.recording import array_writes
from adlab.engine.recording.binding import append, as_constant, bind, is_numeric, plainly
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.guards import assume, is_whole
from adlab.engine.recording.refusals import leaked
from adlab.engine.recording.var import COMPARISONS, Var

_getframe = sys._getframe
new = object.__new__  # skips a call of Var.__init__, a tenth of what recording a node costs
METHODS = ["all", "any", "argmax", "argmin", "argpartition", "argsort", "choose", "clip",
           "cumprod", "cumsum", "diagonal",
           "dot", "max", "mean", "min", "nonzero", "prod", "ravel", "repeat", "round",
           "searchsorted", "squeeze", "std", "sum", "swapaxes", "take", "trace", "var"]  # fmt: skip


def _plainly_into(
    name: str,
    compute: Callable[..., Any],
    graph: Graph,
    operands: tuple[Any, ...],
    values: tuple[Any, ...],
    arguments: tuple[Any, ...],
) -> Any:
    """`plainly` for an in-place operator: an array takes what comes out as its new entries."""
    return array_writes.into(
        arguments[0], plainly(name, compute, graph, operands, values, arguments)
    )


def _bind_into(name: str, target: Var, other: Any) -> Any:
    """`bind` for an in-place operator."""
    return array_writes.into(target, bind(name, target, other))


def _operator(
    name: str, compute: Callable[..., Any], plainly: Any = plainly, binding: Any = bind
) -> Any:
    """The operator: `__sub__`, or with functions that write into the left operand, `__isub__`.

    This is the hot path of tracing, so the common case (operands of one trace, values that are
    plain) stands here in full, and everything else goes through `bind`.
    """

    def direct(self: Var, other: Any) -> Any:
        graph, left = self._graph, self._value
        kind = type(other)  # compared exactly, which is quicker; a subclass takes the slow way
        if kind is Var and other._graph is graph:
            operand, right = other._index, other._value
        elif kind is float or kind is int:
            operand = right = float(other)
        elif kind is np.ndarray:
            operand = right = as_constant(other)
        elif is_numeric(other):
            return binding(name, self, other)
        else:
            return NotImplemented
        if type(left) is not float or type(right) is not float:
            if kind is int and is_whole(left):
                return binding(name, self, other)
            operands = (self._index, operand)
            return plainly(name, compute, graph, operands, (left, right), (self, other))
        value = compute(left, right)
        if type(value) is not float:
            value = float(value)
        frame = _getframe(1)  # the user's: nothing of ours may stand between
        values = graph.values
        made = new(Var)  # from here on this is `append`, written out to save two calls
        made._value = value
        made._graph = graph
        made._index = len(values)
        try:
            graph.records.append((name, None, frame.f_code, frame.f_lasti, self._index, operand))
        except AttributeError:
            raise leaked(self) from None
        values.append(value)
        return made

    return direct


def _reflected(name: str, compute: Callable[..., Any]) -> Any:
    """The operator with a plain value at its left, e.g. `__rsub__`."""

    def reflected(self: Var, other: Any) -> Any:
        kind = type(other)
        if kind is not float and kind is not int:
            return bind(name, other, self) if is_numeric(other) else NotImplemented
        left, right = float(other), self._value
        operands = (left, self._index)
        if type(right) is not float:
            if kind is int and is_whole(right):
                return bind(name, other, self)
            return plainly(name, compute, self._graph, operands, (left, right), (other, self))
        value = float(compute(left, right))
        frame = _getframe(1)
        return append(self._graph, name, None, operands, value, frame.f_code, frame.f_lasti)

    return reflected


def _comparison(name: str, compute: Callable[..., Any]) -> Any:
    def compare(self: Var, other: Any) -> Any:
        if not is_numeric(other):
            return NotImplemented
        if np.ndim(detach(self)) or np.ndim(detach(other)):
            return bind(name, self, other)
        return assume(name, compute, self, other)

    return compare


def _method(name: str) -> Any:
    """The array method that does what NumPy's function of that name does."""
    function = getattr(np, name)

    def method(self: Var, *args: Any, **options: Any) -> Any:
        return function(self, *args, **options)

    method.__name__ = name
    return method


def _unary(name: str) -> Any:
    compute = PRIMITIVES[name].function

    def unary(self: Var) -> Any:
        graph, operands = self._graph, (self._index,)
        return plainly(name, compute, graph, operands, (self._value,), (self,))

    return unary


for _name, _primitive in [("add", "add"), ("sub", "subtract"), ("mul", "multiply"),
                          ("truediv", "divide"), ("pow", "power"), ("matmul", "matmul"),
                          ("mod", "remainder"), ("floordiv", "floor_divide"),
                          ("and", "bitwise_and"), ("or", "bitwise_or")]:  # fmt: skip
    _compute_it = PRIMITIVES[_primitive].function
    setattr(Var, f"__{_name}__", _operator(_primitive, _compute_it))
    setattr(Var, f"__r{_name}__", _reflected(_primitive, _compute_it))
    setattr(Var, f"__i{_name}__", _operator(_primitive, _compute_it, _plainly_into, _bind_into))
for _name in METHODS:
    setattr(Var, _name, _method(_name))
for _name, _primitive in [("neg", "negative"), ("pos", "positive"), ("abs", "absolute"),
                          ("invert", "invert")]:  # fmt: skip
    setattr(Var, f"__{_name}__", _unary(_primitive))
for _name, _primitive in [("gt", "greater"), ("ge", "greater_equal"), ("lt", "less"),
                          ("le", "less_equal"), ("eq", "equal"), ("ne", "not_equal")]:  # fmt: skip
    setattr(Var, f"__{_name}__", _comparison(_primitive, COMPARISONS[_primitive]))
