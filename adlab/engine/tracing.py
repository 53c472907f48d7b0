"""Tracing: run a NumPy function on recording values, and keep what it computes as a graph.

- `trace(f, *args)`: the graph of one run, with calls and loop iterations, for display.
- `run(f, args, ...)`: the same without them, for derivatives.
- `Var`: a recording value. It behaves like the number or array inside it, and notes each
  operation in the Wengert list of its graph.
- `bind(name, *arguments, **params)`: apply one primitive to values of any nesting.

**Nesting.** The value inside a Var may itself be a Var of an enclosing trace. An operation belongs
to the innermost trace among its operands; its value is computed by the same operation one level
further out. So the two derivatives of `d/dx (x · d/dy (x + y))` cannot be confused:

>>> import adlab
>>> adlab.grad(lambda x: x * adlab.grad(lambda y: x + y)(1.0))(1.0)
1.0

Source for the levels: Siskind & Pearlmutter, *Perturbation confusion and referential transparency*
(2005); Radul et al. in *autodidact*'s `TraceStack` show the same idea on a stack of boxes.
"""

from __future__ import annotations

import difflib
import dis
import functools
import inspect
import operator
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from contextvars import ContextVar
from types import CodeType, FrameType
from typing import Any

import numpy as np

from adlab.engine import containers, source
from adlab.engine import rules as _rules  # noqa: F401  (declares the primitives)
from adlab.engine.calls import Watch, is_internal
from adlab.engine.errors import (
    AdlabError,
    InputError,
    NonFiniteWarning,
    OutputError,
    ShapeError,
    TracingError,
    UnsupportedFunctionError,
    explain,
)
from adlab.engine.graph import INPUT, Graph, Guard, short
from adlab.engine.primitives import PRIMITIVES, Primitive
from adlab.engine.steps import detach

_getframe = sys._getframe
_active: ContextVar[tuple[Graph, ...]] = ContextVar("adlab_active_traces", default=())


def active_traces() -> tuple[Graph, ...]:
    """The traces that are running, outermost first."""
    return _active.get()


def trace(f: Callable[..., Any], *args: Any) -> Graph:
    """Run `f(*args)` once and return the graph of what it computed.

    Parameters
    ----------
    f : callable
        An ordinary function that uses NumPy and Python's operators.
    *args : numbers, arrays, or nested tuples, lists and dicts of them
        Each number and each array becomes an input of the graph. Strings, booleans, None and
        functions are handed to `f` as they are.

    Raises
    ------
    InputError
        An argument cannot be differentiated (complex numbers, arrays of objects).
    TracingError
        `f` does something that would lose or falsify the derivative; the message names the line.

    Warns
    -----
    NonFiniteWarning
        A value is inf or nan; the message names the first such node and its line.

    >>> import numpy as np
    >>> graph = trace(lambda x: np.sin(x * x), 2.0)
    >>> [node.formula for node in graph.nodes]
    ['input', 'x · x', 'sin v1']
    """
    return run(f, args, watch=True)


def run(
    f: Callable[..., Any],
    args: Sequence[Any],
    argnums: Sequence[int] | None = None,
    watch: bool = False,
) -> Graph:
    """Trace `f(*args)` with respect to the arguments in `argnums` (all of them by default)."""
    outer = _active.get()
    graph = Graph(name=getattr(f, "__name__", type(f).__name__), level=len(outer))
    graph.code = getattr(inspect.unwrap(f), "__code__", None)
    chosen = range(len(args)) if argnums is None else argnums
    names = parameter_names(f, len(args))
    arguments = list(args)
    graph.input_tree = tuple(args[k] for k in chosen)
    for k in chosen:
        leaves = containers.flatten(args[k], names[k])
        arguments[k] = containers.rebuild(args[k], [_input(graph, *leaf) for leaf in leaves])
    token = _active.set((*outer, graph))
    try:
        with np.errstate(all="ignore"), Watch(graph) if watch else nullcontext():
            output = f(*arguments)
    except ValueError as error:
        if isinstance(error.__cause__, TracingError):  # NumPy hides ours behind one of its own
            raise error.__cause__ from None
        raise
    finally:
        _active.reset(token)
    if output is None:
        raise OutputError(
            explain(f"{graph.name} returned nothing.", fix="end the function with `return ...`")
        )
    leaves = containers.flatten(output)
    graph.output_tree = containers.rebuild(output, [None] * len(leaves))  # the nesting only
    graph.outputs = [_output(graph, leaf) for _, leaf in leaves]
    graph.records = tuple(graph.records)  # closed: a Var that leaked can record no more
    if not outer:
        _check_values(graph)
    return graph


def parameter_names(f: Callable[..., Any], count: int) -> list[str]:
    """The names of the first `count` positional parameters; `*xs` gives xs[0], xs[1], …"""
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return [f"x{k + 1}" for k in range(count)]
    names: list[str] = []
    for parameter in parameters:
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}[{k}]" for k in range(count - len(names))]
        elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            names.append(parameter.name)
    return names + [f"x{k + 1}" for k in range(len(names), count)]


def as_value(value: Any, name: str = "the input") -> Any:
    """A float or a read-only float64 array, from what a user may pass. Recording values stay."""
    if type(value) is float or isinstance(value, Var):
        return value
    array = np.asarray(value)
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
    array = np.array(array, dtype=np.float64)  # a copy: what the user does to theirs is theirs
    array.flags.writeable = False
    return array


def _input(graph: Graph, name: str, value: Any) -> Any:
    if isinstance(value, (str, bool, np.bool_, type(None))) or (
        callable(value) and not isinstance(value, Var)
    ):
        return value  # not a number: handed over as it is
    graph.input_names.append(name)
    return _append(graph, INPUT, None, (), as_value(value, f"input {name}"), None, -1)


def _output(graph: Graph, value: Any) -> Any:
    """What is kept of one output: the index of its node, or the constant that it is."""
    if isinstance(value, Var):
        if value._graph is graph:
            return value._index
        if value._graph.level >= graph.level:
            raise _leaked(value)
        return value
    if isinstance(value, (int, float, np.number, np.ndarray)) and not isinstance(value, bool):
        return as_value(value, "an output")
    return value


def _append(
    graph: Graph,
    name: str,
    params: dict[str, Any] | None,
    operands: tuple[Any, ...],
    value: Any,
    code: Any,
    instruction: int,
) -> Var:
    """Add one node to the Wengert list."""
    if type(value) is np.ndarray:
        value.flags.writeable = False  # what the derivative needs must not change
    values = graph.values
    index = len(values)
    try:
        graph.records.append((name, params, code, instruction, *operands))
    except AttributeError:
        raise _leaked(graph) from None
    values.append(value)
    return Var(value, graph, index)


def bind(name: str, *arguments: Any, **params: Any) -> Any:
    """Apply a primitive: record it in the innermost trace among its arguments, if there is one.

    Numbers and arrays alone are computed and not recorded.
    """
    return _bind(name, arguments, params or None, *user_position(_getframe(1)))


def user_position(frame: FrameType) -> tuple[CodeType, int]:
    """Code and instruction of the nearest frame that is the user's own."""
    nearest: FrameType | None = frame
    while nearest is not None and is_internal(nearest.f_code):
        nearest = nearest.f_back
    nearest = nearest or frame
    return nearest.f_code, nearest.f_lasti


def _bind(
    name: str,
    arguments: Sequence[Any],
    params: dict[str, Any] | None,
    code: CodeType,
    instruction: int,
) -> Any:
    graph = _innermost(arguments)
    if graph is None:
        value = PRIMITIVES[name].function(*arguments, **(params or {}))
        if isinstance(value, np.ndarray) and value.ndim == 0:
            return value.item()
        return float(value) if isinstance(value, np.floating) else value
    operands: list[Any] = []  # as they stand in the record
    inner: list[Any] = []  # what the operation sees one level further out
    for argument in arguments:
        if isinstance(argument, Var) and argument._graph is graph:
            operands.append(argument._index)
            inner.append(argument._value)
        else:
            plain = _constant(argument)
            operands.append(plain)
            inner.append(plain)
    try:
        value = _bind(name, inner, params, code, instruction)
    except ValueError as error:
        if isinstance(error, AdlabError):
            raise
        raise _shape_error(name, inner, error, code, instruction) from None
    return _append(graph, name, params, tuple(operands), value, code, instruction)


def _innermost(arguments: Sequence[Any]) -> Graph | None:
    graph: Graph | None = None
    for argument in arguments:
        if isinstance(argument, Var):
            other = argument._graph
            if graph is None or other.level > graph.level:
                graph = other
            elif other is not graph and other.level == graph.level:
                raise _leaked(argument if type(other.records) is tuple else graph)
    return graph


def _constant(value: Any) -> Any:
    """A constant operand: a float, a copy of an array (the user may change theirs), or a Var."""
    if type(value) is bool or type(value) is np.bool_:
        return bool(value)
    if isinstance(value, np.ndarray) and value.dtype.kind == "b":
        return value.copy()
    return as_value(value, "a constant")


def _shape_error(
    name: str, arguments: Sequence[Any], error: Exception, code: CodeType, instruction: int
) -> ShapeError:
    shapes = " and ".join(str(np.shape(argument)) for argument in arguments)
    return ShapeError(
        explain(
            f"{name} does not fit shape{'s' if len(arguments) > 1 else ''} {shapes}.",
            where=source.where(code, instruction),
            why=str(error),
            fix="make the shapes agree, for instance with reshape or .T",
        )
    )


def _leaked(value: Any) -> TracingError:
    return TracingError(
        explain(
            f"A value recorded in another run is used here: {value!r}.",
            where=source.where(*user_position(_getframe(1))),
            why="recording values live only while their function runs",
            fix="return what you need from the function instead of keeping it outside",
        )
    )


def _check_values(graph: Graph) -> None:
    """Warn about the first node whose value is inf or nan."""
    total = 0.0
    for value in graph.values:  # one quick pass: a sum is finite only if all its terms are
        total += value if type(value) is float else float(np.sum(detach(value)))
    if np.isfinite(total):
        return
    for node, value in enumerate(graph.values):
        if not np.all(np.isfinite(detach(value))):
            graph.finite = False
            warn_not_finite(graph, node, f"The value of {describe(graph, node)}", value)
            return


def describe(graph: Graph, node: int) -> str:
    """`v2 = √v1`, or just the name of an input."""
    entry = graph.nodes[node]
    return entry.label if entry.is_input else f"{entry.label} = {entry.formula}"


def warn_not_finite(graph: Graph, node: int, what: str, value: Any) -> None:
    """Warn that something at a node is inf or nan: what, with which operands, on which line."""
    kind = "nan" if np.any(np.isnan(detach(value))) else "infinite"
    operands = ", ".join(
        f"{graph.labels[o]} = {short(graph.values[o])}" for o in dict.fromkeys(graph.operands(node))
    )
    warnings.warn(
        explain(
            f"{what} is {kind}" + (f", at {operands}." if operands else "."),
            where=source.where(*graph.records[node][2:4]),
        ),
        NonFiniteWarning,
        stacklevel=user_stack_level(),
    )


def user_stack_level() -> int:
    """The `stacklevel` with which a warning of the caller points at the user's line."""
    frame: FrameType | None = _getframe(1)
    levels = 1
    while frame is not None and is_internal(frame.f_code):
        frame = frame.f_back
        levels += 1
    return levels


# -- Recording values ---------------------------------------------------------------------------


class Var:
    """A number or an array that notes what is done with it.

    You do not make one: `adlab.trace`, `adlab.grad` and the others hand them to your function. Use
    them as the NumPy values they stand for.
    """

    __slots__ = ("_graph", "_index", "_value")

    def __init__(self, value: Any, graph: Graph, index: int) -> None:
        self._value = value
        self._graph = graph
        self._index = index

    # What NumPy values have.
    shape = property(lambda self: np.shape(detach(self)))
    ndim = property(lambda self: np.ndim(detach(self)))
    size = property(lambda self: np.size(detach(self)))
    dtype = property(lambda self: np.asarray(detach(self)).dtype)
    T = property(lambda self: np.transpose(self))

    def __len__(self) -> int:
        if self.ndim == 0:
            raise TypeError("len() of a number: this value has shape ()")
        return int(self.shape[0])

    def __iter__(self) -> Iterator[Any]:
        if self.ndim == 0:
            raise TypeError("a number cannot be iterated over: this value has shape ()")
        return (self[k] for k in range(len(self)))

    def __getitem__(self, index: Any) -> Any:
        return bind("index", self, index=_plain_index(index))

    def reshape(self, *shape: Any) -> Any:
        return np.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: Any) -> Any:
        return np.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def flatten(self) -> Any:
        return np.reshape(self, -1)

    def copy(self) -> Any:
        return self

    def astype(self, dtype: Any) -> Any:
        if np.dtype(dtype).kind == "f":
            return self
        raise _refuse(
            f"astype({np.dtype(dtype).name}) was called on a recorded value",
            "only floats have derivatives, and adlab computes in float64",
            "leave the conversion out",
        )

    def item(self) -> Any:
        """The only entry, still recorded."""
        return np.reshape(self, ()) if self.ndim else self

    def __repr__(self) -> str:
        return f"Var({detach(self)!r})"

    def __format__(self, spec: str) -> str:
        return format(detach(self), spec)

    __hash__ = object.__hash__

    # What would lose the derivative.
    def __float__(self) -> float:
        raise _cut("float")

    def __int__(self) -> int:
        raise _cut("int")

    def __complex__(self) -> complex:
        raise _cut("complex")

    def __index__(self) -> int:
        value = detach(self)
        if isinstance(value, (bool, int, np.integer)):
            return int(value)
        raise _refuse(
            "A recorded value was used where Python needs a whole number",
            "counts and indices have no derivative",
            "pass the count as a plain int that is not differentiated, for instance "
            "`adlab.step(lambda x: f(x, 3), 2.0)`, or grad's `argnums`",
        )

    def __array__(self, *_: Any, **__: Any) -> Any:
        expression = source.expression(_user_frame())
        if re.search(r"\barray\(", expression):
            fix = "use `np.stack([...])` (or `np.concatenate`), which is recorded"
        else:
            fix = "use the value as it is: NumPy's functions accept it"
        raise _refuse(
            "A recorded value was put into a plain NumPy array",
            "the array would hold numbers only, and the derivative would be lost",
            fix,
        )

    def __setitem__(self, index: Any, value: Any) -> None:
        raise _refuse(
            "An entry of a recorded array was assigned to",
            "the trace keeps every value that the derivative needs, so none may change",
            "build a new array, with `np.where(mask, new, old)`, `np.stack` or `np.concatenate`",
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or not hasattr(np.ndarray, name):
            raise AttributeError(f"'Var' object has no attribute {name!r}")
        near = difflib.get_close_matches(name, METHODS, n=3) or METHODS
        raise UnsupportedFunctionError(
            explain(
                f"The array method .{name} has no derivative in adlab.",
                where=source.where(*user_position(_getframe(1))),
                fix=f"the nearest are {', '.join('.' + m for m in near)}",
            )
        )

    # Truth: a scalar follows the branch taken, and the graph remembers the question.
    def __bool__(self) -> bool:
        value = detach(self)
        if np.ndim(value):
            raise _refuse(
                f"A recorded array of shape {np.shape(value)} was used as a condition",
                "an array has many truth values",
                "use `np.where(mask, a, b)`, or `.any()` or `.all()`",
            )
        return bool(assume("bool", bool, self))

    # NumPy's protocols: NEP 13 for ufuncs, NEP 18 for the other functions.
    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        name = UFUNC_NAMES.get(ufunc.__name__, ufunc.__name__)
        if options.get("out") is not None:
            raise _refuse(
                f"np.{ufunc.__name__} was asked to write a recorded value into an existing array "
                "(`out=`, or an in-place operator such as `arr *= v`)",
                "a plain array cannot hold a recorded value, and a recorded one may not change",
                f"write `arr = np.{ufunc.__name__}(arr, v)`, which makes a new array",
            )
        if method == "reduce" and ufunc is np.add:
            return np.sum(*inputs, **{"axis": 0, **options})
        if method != "__call__" or name not in PRIMITIVES:
            suffix = "" if method == "__call__" else f".{method}"
            raise unsupported(ufunc.__name__ + suffix)
        options = {k: v for k, v in options.items() if not (k == "dtype" and v is float)}
        if options:
            raise unsupported(f"{ufunc.__name__}({', '.join(options)}=...)")
        if name in COMPARISONS and not any(np.ndim(detach(value)) for value in inputs):
            return assume(name, getattr(np, name), *inputs)
        return bind(name, *inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        handler = FUNCTIONS.get(function)
        if handler is None:
            module = function.__module__.removeprefix("numpy").removeprefix(".")
            raise unsupported(f"{module}.{function.__name__}" if module else function.__name__)
        return handler(*args, **options)


METHODS = ["all", "any", "argmax", "argmin", "argsort", "clip", "cumprod", "cumsum", "diagonal",
           "dot", "max", "mean", "min", "nonzero", "prod", "ravel", "repeat", "round", "squeeze",
           "std", "sum", "swapaxes", "take", "trace", "var"]  # fmt: skip
FUNCTIONS: dict[Callable[..., Any], Callable[..., Any]] = {}  # filled by `numpy_functions`
UFUNC_NAMES = {"fabs": "absolute", "float_power": "power", "conjugate": "positive"}
COMPARISONS = {
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "less": operator.lt,
    "less_equal": operator.le,
    "equal": operator.eq,
    "not_equal": operator.ne,
}


def _user_frame() -> FrameType:
    frame: FrameType | None = _getframe(1)
    while frame is not None and is_internal(frame.f_code):
        frame = frame.f_back
    return frame or _getframe(1)


def _refuse(what: str, why: str, fix: str) -> TracingError:
    frame = _user_frame()
    return TracingError(
        explain(
            f"{what}.",
            where=source.where(frame.f_code, frame.f_lasti),
            why=why,
            fix=fix,
        )
    )


def _cut(kind: str) -> TracingError:
    """The error for `float(x)` and its kin, which also `math.sin(x)` comes to."""
    frame = _user_frame()
    if dis.opname[frame.f_code.co_code[frame.f_lasti]] == "STORE_SUBSCR":
        return _refuse(
            "A recorded value was assigned to an entry of a plain NumPy array",
            "the array can hold numbers only, and the derivative would be lost",
            "build the array in one go, with `np.stack([...])` or `np.concatenate`",
        )
    expression = source.expression(frame)
    match = re.match(r"math\.(\w+)\(", expression)
    if match:
        function = MATH_NAMES.get(match[1], match[1])
        what = f"math.{match[1]} was called on a recorded value"
        fix = f"use `np.{function}`"
    else:
        what, fix = f"{kind}() was called on a recorded value", "use the value as it is"
    return _refuse(
        what, "only a plain number would come out, and the derivative would be lost", fix
    )


MATH_NAMES = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "atan2": "arctan2",
    "pow": "power",
}


def unsupported(name: str) -> UnsupportedFunctionError:
    """The error for a NumPy function without a derivative: the nearest ones, and how to add one."""
    known = sorted({f.__name__ for f in FUNCTIONS} | {n for n in PRIMITIVES if hasattr(np, n)})
    near = difflib.get_close_matches(name.split(".")[-1], known, n=3, cutoff=0.5)
    own = "define your own with @adlab.primitive"
    frame = _user_frame()
    return UnsupportedFunctionError(
        explain(
            f"np.{name} has no derivative in adlab.",
            where=source.where(frame.f_code, frame.f_lasti),
            fix=f"the nearest are {', '.join('np.' + n for n in near)}; or {own}" if near else own,
        )
    )


def assume(name: str, function: Callable[..., Any], *arguments: Any, **params: Any) -> Any:
    """Ask something of the plain values, answer plainly, and note the answer as a guard.

    The derivative is that of the branch taken; the guard says what would have to be asked again
    if the same graph were used for other inputs.
    """
    plain = [detach(argument) for argument in arguments]
    outcome = function(*plain, **params)
    if isinstance(outcome, np.integer):
        outcome = outcome.item()
    elif isinstance(outcome, bool):
        outcome = np.bool_(outcome)  # as NumPy's numbers answer: `~` then means "not"
    code, instruction = user_position(_getframe(1))
    graphs = {id(a._graph): a._graph for a in arguments if isinstance(a, Var)}
    for graph in graphs.values():
        operands = tuple(
            a._index if isinstance(a, Var) and a._graph is graph else p
            for a, p in zip(arguments, plain, strict=True)
        )
        graph.guards.append(
            Guard(len(graph), name, operands, params or None, outcome, code, instruction)
        )
    inner = [a._value if isinstance(a, Var) else a for a in arguments]
    if any(isinstance(a, Var) for a in inner):
        assume(name, function, *inner, **params)
    return outcome


def _plain_index(index: Any) -> Any:
    """An index without recording values in it: masks and positions are taken as they are."""
    if isinstance(index, tuple):
        return tuple(_plain_index(part) for part in index)
    if isinstance(index, Var):
        value = detach(index)
        if isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
            raise _refuse(
                "A recorded float was used as an index",
                "positions have no derivative",
                "use whole numbers, or a mask such as `x > 0`",
            )
        return assume("mask", np.asarray, index)
    return index.copy() if isinstance(index, (np.ndarray, list)) else index


def _numeric(value: Any) -> bool:
    return isinstance(value, (int, float, np.ndarray, np.generic, Var, list, tuple, complex))


def _operators(name: str, compute: Callable[..., Any]) -> tuple[Any, Any]:
    """The operator and its reflection, e.g. `__sub__` and `__rsub__`.

    This is the hot path of tracing, so the common case (operands of one trace, values that are
    plain) stands here in full, and everything else goes through `bind`.
    """

    def direct(self: Var, other: Any) -> Any:
        graph, left = self._graph, self._value
        kind = type(other)
        if kind is Var and other._graph is graph:
            operand, right = other._index, other._value
        elif kind is float or kind is int:
            operand = right = float(other)
        elif _numeric(other):
            return bind(name, self, other)
        else:
            return NotImplemented
        if type(left) is not float or type(right) is not float:
            return bind(name, self, other)
        value = float(compute(left, right))
        frame = _getframe(1)
        values = graph.values
        index = len(values)
        try:
            graph.records.append((name, None, frame.f_code, frame.f_lasti, self._index, operand))
        except AttributeError:
            raise _leaked(self) from None
        values.append(value)
        return Var(value, graph, index)

    def reflected(self: Var, other: Any) -> Any:
        return bind(name, other, self) if _numeric(other) else NotImplemented

    return direct, reflected


def _comparison(name: str, compute: Callable[..., Any]) -> Any:
    def compare(self: Var, other: Any) -> Any:
        if not _numeric(other):
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
    return lambda self: bind(name, self)


for _name, _primitive in [("add", "add"), ("sub", "subtract"), ("mul", "multiply"),
                          ("truediv", "divide"), ("pow", "power"), ("matmul", "matmul"),
                          ("mod", "remainder"), ("floordiv", "floor_divide"),
                          ("and", "bitwise_and"), ("or", "bitwise_or")]:  # fmt: skip
    _direct, _reflected = _operators(_primitive, PRIMITIVES[_primitive].function)
    setattr(Var, f"__{_name}__", _direct)
    setattr(Var, f"__r{_name}__", _reflected)
for _name in METHODS:
    setattr(Var, _name, _method(_name))
for _name, _primitive in [("neg", "negative"), ("pos", "positive"), ("abs", "absolute"),
                          ("invert", "invert")]:  # fmt: skip
    setattr(Var, f"__{_name}__", _unary(_primitive))
for _name, _primitive in [("gt", "greater"), ("ge", "greater_equal"), ("lt", "less"),
                          ("le", "less_equal"), ("eq", "equal"), ("ne", "not_equal")]:  # fmt: skip
    setattr(Var, f"__{_name}__", _comparison(_primitive, COMPARISONS[_primitive]))


def as_recording(declared: Primitive) -> Callable[..., Any]:
    """A function that applies a primitive to numbers, arrays or recording values."""

    @functools.wraps(declared.function)
    def recording(*arguments: Any, **params: Any) -> Any:
        return bind(declared.name, *arguments, **params)

    recording.__name__ = declared.name
    return recording
