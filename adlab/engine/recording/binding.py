"""Recording: each operation on a `Var` becomes one node of the Wengert list of its graph.

- `bind(name, *arguments, **params)`: apply one primitive to values of any nesting.
- `append(graph, ...)`: add the node; `as_value(value)`: what a user may pass, as it is recorded.
- `as_recording(primitive)`: the function that applies a primitive.

**Nesting.** The value inside a Var may itself be a Var of an enclosing trace. An operation belongs
to the innermost trace among its operands; its value is computed by the same operation one level
further out. So the two derivatives of `d/dx (x · d/dy (x + y))` cannot be confused:

>>> import adlab
>>> adlab.grad(lambda x: x * adlab.grad(lambda y: x + y)(1.0))(1.0)
1.0

Source for the levels: Siskind & Pearlmutter, *Perturbation confusion and referential transparency*
(2005); Maclaurin, Duvenaud and Johnson's *Autograd* keeps them as a stack of boxes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from types import CodeType
from typing import Any

import numpy as np

from adlab.engine.arrays.copies import private
from adlab.engine.arrays.linear_maps import shape_of
from adlab.engine.arrays.values import Fixed
from adlab.engine.errors import AdlabError, InputError, explain
from adlab.engine.primitives.needs import Gone
from adlab.engine.primitives.primitive import WANTED, Primitive, compute
from adlab.engine.recording import array_writes
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.guards import is_whole, kept, without_recorded
from adlab.engine.recording.refusals import leaked, value_error
from adlab.engine.recording.var import Var
from adlab.engine.user.frames import user_position

MUCH = 2**20  # bytes: arrays that take less in all are kept, which is quicker


def bind(name: str, *arguments: Any, **params: Any) -> Any:
    """Apply a primitive: record it in the innermost trace among its arguments, if there is one.

    Numbers and arrays alone are computed and not recorded.
    """
    if params:
        params = {key: without_recorded(value) for key, value in params.items()}
    made = bind_at(name, arguments, params or None, *user_position(2))
    if name in array_writes.MAY_SHARE and type(made) is Var and type(arguments[0]) is Var:
        array_writes.note_view(made, arguments[0], name, params)
    return made


def bind_at(
    name: str,
    arguments: Sequence[Any],
    params: dict[str, Any] | None,
    code: CodeType,
    instruction: int,
) -> Any:
    """The same, for a place in the user's code that is known."""
    graph = _innermost(arguments)
    if graph is None:
        return compute(name, arguments, params)
    operands: list[Any] = []  # as they stand in the record
    inner: list[Any] = []  # what the operation sees one level further out
    for argument in arguments:
        if type(argument) is Var and argument._graph is graph:
            operands.append(argument._index)
            inner.append(argument._value)
        else:
            plain = argument if type(argument) is float else as_constant(argument)
            operands.append(plain)
            inner.append(plain)
    if int in map(type, arguments) and all(map(is_whole, arguments)):  # a count less 1 is a count
        inner = [a._value if type(a) is Var and a._graph is graph else a for a in arguments]
    try:
        if graph.level:
            value = bind_at(name, inner, params, code, instruction)
        else:
            value = compute(name, inner, params)
    except ValueError as error:
        if isinstance(error, AdlabError) or graph.primitives[name].whole:
            raise
        raise value_error(name, inner, error, code, instruction) from None
    return append(graph, name, params, tuple(operands), value, code, instruction, inner)


# How those come here who know no recording: `call`, and NumPy's ufuncs.
Var._bind = bind
Var._bind_at = staticmethod(bind_at)


def _innermost(arguments: Sequence[Any]) -> Graph | None:
    graph: Graph | None = None
    for argument in arguments:
        if isinstance(argument, Var):
            other = argument._graph
            if graph is None or other.level > graph.level:
                graph = other
            elif other is not graph and other.level == graph.level:
                raise leaked(argument if type(other.records) is tuple else graph)
    return graph


def as_constant(value: Any) -> Any:
    """A constant operand: a float, a copy of an array (the user may change theirs), or a Var."""
    if type(value) is bool or type(value) is np.bool_:
        return bool(value)
    if type(value) is np.ndarray and value.dtype.kind == "b":
        return value.copy()
    if type(value) is Fixed:
        return value
    return as_value(value, "a constant")


def as_value(value: Any, name: str = "the input") -> Any:
    """A float or a read-only float64 array, from what a user may pass. Recording values stay."""
    if type(value) is float:
        return value
    if type(value) is Var:  # as it is now: what the user writes into it later is not meant
        return Var(value._value, value._graph, value._index)
    if type(value) is np.ndarray and value.ndim and value.dtype == np.float64:  # the usual case
        return private(value)
    array = np.asarray(value)
    if isinstance(value, np.ma.MaskedArray):
        raise InputError(
            explain(
                f"{name} is a masked array, whose mask a derivative would lose.",
                fix="pass the numbers and the mask, and use np.where(mask, a, b)",
            )
        )
    if array.dtype.kind not in "fiub":
        kind = "complex" if array.dtype.kind == "c" else f"of type {type(value).__name__}"
        raise InputError(
            explain(
                f"{name} is {kind}: derivatives are taken with respect to real numbers.",
                fix="pass a float, or a NumPy array of floats",
            )
        )
    if array.ndim == 0:
        return float(array)
    return private(np.asarray(array, dtype=np.float64))


def append(
    graph: Graph,
    name: str,
    params: dict[str, Any] | None,
    operands: tuple[Any, ...],
    value: Any,
    code: Any,
    instruction: int,
    arguments: Sequence[Any] = (),
) -> Var:
    """Add one node to the Wengert list; `arguments` are the values of its operands.

    They may be left out where all are plain numbers.
    """
    if params:
        params = {key: kept(param) for key, param in params.items()}
    if type(value) is not float:
        graph.arrays = True
        if type(value) is np.ndarray:
            value.setflags(write=False)  # not writeable: what the derivative needs must not change
            if graph.frugal and not graph.sparing:
                graph.held += value.nbytes
                if graph.held > MUCH:
                    graph.spare()
        elif type(value) is Var and value._graph.sparing and not graph.sparing:
            graph.spare()
    values = graph.values
    index = len(values)
    try:
        graph.records.append((name, params, code, instruction, *operands))
    except AttributeError:  # a closed trace has a tuple; to ask each time would cost more
        raise leaked(graph) from None
    if graph.sparing and arguments:
        values.append(_spared(graph, name, operands, value, arguments))
    else:
        values.append(value)
    return Var(value, graph, index)


def _spared(
    graph: Graph, name: str, operands: tuple[Any, ...], value: Any, arguments: Sequence[Any]
) -> Any:
    """What a sparing graph keeps of a value: itself only if the partials into its node need it.

    What they need of the operands is kept from now on.
    """
    count = len(operands)
    kinds = (type(operands[0]), type(operands[-1])) if count < 3 else tuple(map(type, operands))
    # Of one or two operands this is the first and the last: a tuple of all takes longer to make.
    itself, others = WANTED[name, count, kinds]
    for place in others:
        if type(graph.values[operands[place]]) is Gone:
            graph.values[operands[place]] = arguments[place]
    if type(value) is np.ndarray:
        graph.squares += np.vdot(value, value)
        return value if itself else Gone(value.shape)
    shape = shape_of(value)
    return Gone(shape) if shape and not itself else value


def is_numeric(value: Any) -> bool:
    return isinstance(value, (int, float, np.ndarray, np.generic, Var, list, tuple, complex))


PLAIN = (float, np.ndarray)  # the values of the outermost trace


def plainly(
    name: str,
    compute: Callable[..., Any],
    graph: Graph,
    operands: tuple[Any, ...],
    values: tuple[Any, ...],
    arguments: tuple[Any, ...],
) -> Any:
    """An operation on plain values of one trace, called by what the user called."""
    for value in values:
        if type(value) not in PLAIN:
            return bind(name, *arguments)
    try:
        value = compute(*values)
    except ValueError:  # the shapes do not fit, which `bind` explains
        return bind(name, *arguments)
    if type(value) is not np.ndarray or not value.ndim:
        value = float(value)
    return append(graph, name, None, operands, value, *user_position(3), values)


def as_recording(declared: Primitive) -> Callable[..., Any]:
    """A function that applies a primitive to numbers, arrays or recording values.

    Of any other object it calls the method of that name, as NumPy's functions do.
    """

    @functools.wraps(declared.function)
    def recording(*arguments: Any, **params: Any) -> Any:
        if len(arguments) == 1 and type(x := arguments[0]) is Var and not params:
            operands = (x._index,)
            return plainly(declared.name, declared.function, x._graph, operands, (x._value,), (x,))
        if arguments and not is_numeric(arguments[0]) and hasattr(arguments[0], declared.name):
            return getattr(arguments[0], declared.name)(*arguments[1:], **params)
        return bind(declared.name, *arguments, **params)

    recording.__name__ = declared.name
    return recording
