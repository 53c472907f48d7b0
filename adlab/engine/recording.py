"""Recording values: what a traced function computes with.

- `Var`: behaves like the number or array inside it, and notes each operation in the Wengert list
  of its graph.
- `bind(name, *arguments, **params)`: apply one primitive to values of any nesting.
- `assume(name, function, *arguments)`: ask something plainly, and keep the answer as a guard.
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

import copy
import functools
import operator
import sys
from collections.abc import Callable, Iterator, Sequence
from types import CodeType
from typing import Any

import numpy as np

from adlab.engine import memory, source
from adlab.engine import rules as _rules  # noqa: F401  (declares the primitives)
from adlab.engine.calls import is_internal
from adlab.engine.copies import private
from adlab.engine.errors import AdlabError, InputError, explain
from adlab.engine.graph import Graph, Guard
from adlab.engine.linear_maps import shape_of
from adlab.engine.needs import Gone
from adlab.engine.primitives import FUNCTIONS, PRIMITIVES, WANTED, Fixed, Primitive
from adlab.engine.refusals import (
    array_wanted,
    leaked,
    number_wanted,
    refuse,
    unsupported,
    unsupported_method,
    user_position,
    value_error,
)
from adlab.engine.steps import detach

_getframe = sys._getframe
MUCH = 2**20  # bytes: arrays that take less in all are kept, which is quicker
new = object.__new__  # skips a call of Var.__init__, a tenth of what recording a node costs


class Var:
    """A number or an array that notes what is done with it.

    You do not make one: `adlab.trace`, `adlab.grad` and the others hand them to your function. Use
    them as the NumPy values they stand for.
    """

    __slots__ = ("__weakref__", "_graph", "_index", "_value", "_view", "_views")  # see `memory`

    def __init__(self, value: Any, graph: Graph, index: int) -> None:
        self._value = value
        self._graph = graph
        self._index = index

    # What NumPy values have. Who asks `isinstance(x, float)` asks about the value inside, and goes
    # the way that plain numbers go; inside adlab, `type(x)` tells the two apart.
    __class__ = property(lambda self: _class_inside(detach(self)))
    shape = property(lambda self: np.shape(detach(self)))
    ndim = property(lambda self: np.ndim(detach(self)))
    size = property(lambda self: np.size(detach(self)))
    dtype = property(lambda self: np.asarray(detach(self)).dtype)
    T = property(lambda self: np.transpose(self))
    mT = property(lambda self: np.matrix_transpose(self))
    real = property(lambda self: self)

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

    def __setitem__(self, index: Any, value: Any) -> None:
        memory.write(self, _plain_index(index), memory.together(value))

    def reshape(self, *shape: Any) -> Any:
        return np.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: Any) -> Any:
        return np.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def flatten(self) -> Any:
        return np.reshape(self, -1).copy()

    def compress(self, condition: Any, axis: Any = None) -> Any:
        return np.compress(condition, self, axis)

    def conj(self) -> Any:
        return self

    conjugate = conj

    def copy(self, order: str = "C") -> Any:
        return memory.version(self, order) if self.ndim else self

    def __copy__(self) -> Any:
        return self.copy()

    def __deepcopy__(self, _: Any) -> Any:
        return self.copy()

    def __reduce_ex__(self, _: Any) -> Any:
        raise refuse(
            "A recorded value was pickled, to be kept or sent to another process",
            "it lives only while its function runs, in the process that runs it",
            "return it, and pickle the result after the run",
        )

    def fill(self, value: Any) -> None:
        self[...] = value

    def sort(self, axis: int = -1, kind: Any = None, order: Any = None) -> None:
        self[...] = np.sort(self, axis, kind, order)

    def put(self, *arguments: Any, **options: Any) -> None:
        np.put(self, *arguments, **options)  # type: ignore[arg-type]

    def astype(
        self,
        dtype: Any,
        order: str = "K",
        casting: str = "unsafe",
        subok: bool = True,
        copy: bool = True,
    ) -> Any:
        """Numbers of another type; masks and counts become numbers that add and subtract."""
        kind, own = np.dtype(dtype), self.dtype.kind
        if (kind.kind == "b" and own == "b") or (own == "f" and kind == np.float64):
            return self.copy(order) if copy else self
        if kind.kind == "b":
            return bind("not_equal", self, 0.0)
        if own != "f" and kind.kind == "f":
            return bind("as_float", self)
        if own != "f" and kind in (np.int32, np.int64):
            return bind("as_whole", self)
        raise refuse(
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
        if _is_whole(self) and not np.ndim(detach(self)):  # it may name something: f"layer{count}"
            assume("int", int, self)
        return format(detach(self), spec)

    # What would lose the derivative. Whole numbers have none to lose: what they are is a guard.
    def __float__(self) -> float:
        if _is_flat(self):
            return float(assume("float", float, self))
        raise number_wanted("float")

    def __int__(self) -> int:
        if _is_whole(self):
            return int(assume("int", int, self))
        raise number_wanted("int")

    def __complex__(self) -> complex:
        raise number_wanted("complex")

    def __hash__(self) -> int:
        raise refuse(
            "A recorded value was put into a set, or used as a key of a dict",
            "sets and dicts compare values, and the derivative would depend on chance",
            "keep values in a list or a tuple; a function with functools.cache is called without "
            "it, as f.__wrapped__(x)",
        )

    def __xor__(self, other: Any) -> Any:
        if self.dtype == bool:
            return np.logical_xor(self, other)
        raise refuse("`^` is not a power in Python", "it combines bits", "write `x**2`")

    __rxor__ = __xor__

    def __ixor__(self, other: Any) -> Any:
        return _into(self, self ^ other)

    def __index__(self) -> int:
        if _is_whole(self) and not np.ndim(detach(self)):
            return int(assume("int", int, self))
        raise refuse(
            "A recorded value was used where Python needs a whole number",
            "counts and indices have no derivative",
            "pass the count as a plain int that is not differentiated, for instance "
            "`adlab.step(lambda x: f(x, 3), 2.0)`, or grad's `argnums`",
        )

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if _is_whole(self):
            return np.array(assume("mask", np.asarray, self), dtype)
        raise array_wanted()

    def __getattr__(self, name: str) -> Any:
        if name in memory.STATE and memory.is_forgotten(self):
            memory.take_anew(self)
            return getattr(self, name)
        if name.startswith("_") or not (hasattr(np.ndarray, name) or hasattr(float, name)):
            raise AttributeError(f"'Var' object has no attribute {name!r}")
        if name in ("partition", "resize"):
            raise refuse(
                f"The array method .{name} would change a recorded array in place",
                "adlab has no derivative for that",
                "build a new array, with `np.sort`, `np.where`, `np.stack` or `np.concatenate`",
            )
        raise unsupported_method(name)

    # Rounding, as `round(x)` and `math.floor(x)` ask for it.
    def __round__(self, digits: int = 0) -> Any:
        return np.round(self, digits)

    def __floor__(self) -> Any:
        return np.floor(self)

    def __ceil__(self) -> Any:
        return np.ceil(self)

    def __trunc__(self) -> Any:
        return np.trunc(self)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    # Truth: a scalar follows the branch taken, and the graph remembers the question.
    def __bool__(self) -> bool:
        value = detach(self)
        if np.size(value) != 1:
            raise refuse(
                f"A recorded array of shape {np.shape(value)} was used as a condition",
                "an array has many truth values",
                "use `np.where(mask, a, b)`, or `.any()` or `.all()`",
            )
        return bool(assume("bool", bool, self))

    # NumPy's protocols: NEP 13 for ufuncs, NEP 18 for the other functions.
    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if options or method == "at":
            return self._with_options(ufunc, method, inputs, options)
        name = UFUNCS.get(ufunc) or UFUNC_NAMES.get(ufunc.__name__, ufunc.__name__)
        if method == "reduce" and ufunc is np.add:
            return np.sum(inputs[0], axis=0)
        if method == "__call__" and ufunc in FUNCTIONS:
            return FUNCTIONS[ufunc](*inputs)
        if method != "__call__" or name not in PRIMITIVES:
            suffix = "" if method == "__call__" else f".{method}"
            raise unsupported(ufunc.__name__ + suffix)
        if name in COMPARISONS and not any(np.ndim(detach(value)) for value in inputs):
            return assume(name, getattr(np, name), *inputs)
        return _bind(name, inputs, None, *user_position(2))

    def _with_options(self, ufunc: np.ufunc, method: str, inputs: Any, options: Any) -> Any:
        """A ufunc with the only options that make sense for a derivative, or a refusal."""
        if method == "at":
            target, index, *value = inputs
            return memory.add_at(ufunc, target, _plain_index(index), *value)
        if options.get("out") is not None:
            return self._with_target(ufunc, method, inputs, **options)
        if method == "reduce" and ufunc is np.add:
            return np.sum(*inputs, **{"axis": 0, **options})
        left = {k: v for k, v in options.items() if not (k == "dtype" and v is float)}
        if left and method == "__call__":
            raise unsupported(f"{ufunc.__name__}({', '.join(left)}=...)")
        return self.__array_ufunc__(ufunc, method, *inputs)

    def _with_target(
        self, ufunc: np.ufunc, method: str, inputs: Any, out: Any, **options: Any
    ) -> Any:
        """A ufunc that writes its result into an array."""
        name, arguments = f"np.{ufunc.__name__}", "x" if ufunc.nin == 1 else "arr, v"
        how = " (`out=`, or an in-place operator such as `arr *= v`)"
        instead = f"write `arr = {name}({arguments})`, which makes a new array; or "
        for target in out:
            memory.check_recorded(target, name, how, instead)
        (target,) = out
        target[...] = self.__array_ufunc__(ufunc, method, *inputs, **options)
        return target

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        handler = FUNCTIONS.get(function)
        if function in MADE_LIKE:
            handler = functools.partial(MADE_LIKE[function], self._graph)
        if handler is None:
            module = function.__module__.removeprefix("numpy").removeprefix(".")
            raise unsupported(f"{module}.{function.__name__}" if module else function.__name__)
        nodes = self._graph.values
        first = len(nodes)
        target = options.pop("out") if type(options.get("out")) is Var else None
        result = handler(*args, **options)
        if target is not None:
            target[...] = result
            result = target
        if len(nodes) > first + 1:
            _belong(self._graph, first, *user_position(2))
        return result


def _class_inside(value: Any) -> type:
    """What NumPy would have made of it: answers are np.bool_."""
    return np.bool_ if type(value) is bool else type(value)


MADE_LIKE: dict[Any, Callable[..., Any]] = {}  # NumPy's functions with `like=` (NEP 35)
METHODS = ["all", "any", "argmax", "argmin", "argsort", "clip", "cumprod", "cumsum", "diagonal",
           "dot", "max", "mean", "min", "nonzero", "prod", "ravel", "repeat", "round",
           "searchsorted", "squeeze", "std", "sum", "swapaxes", "take", "trace", "var"]  # fmt: skip
UFUNC_NAMES = {"fabs": "absolute", "float_power": "power", "conjugate": "positive"}
UFUNCS = {
    ufunc: name
    for name in PRIMITIVES
    if isinstance(ufunc := getattr(np, name, None), np.ufunc) and name not in UFUNC_NAMES
}
COMPARISONS = {
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "less": operator.lt,
    "less_equal": operator.le,
    "equal": operator.eq,
    "not_equal": operator.ne,
}


def bind(name: str, *arguments: Any, **params: Any) -> Any:
    """Apply a primitive: record it in the innermost trace among its arguments, if there is one.

    Numbers and arrays alone are computed and not recorded.
    """
    if params:
        params = {key: _without_recorded(value) for key, value in params.items()}
    made = _bind(name, arguments, params or None, *user_position(2))
    if name in memory.MAY_SHARE and type(made) is Var and type(arguments[0]) is Var:
        memory.note_view(made, arguments[0], name, params)
    return made


def _bind(
    name: str,
    arguments: Sequence[Any],
    params: dict[str, Any] | None,
    code: CodeType,
    instruction: int,
) -> Any:
    graph = _innermost(arguments)
    if graph is None:
        return _compute(name, arguments, params)
    operands: list[Any] = []  # as they stand in the record
    inner: list[Any] = []  # what the operation sees one level further out
    for argument in arguments:
        if type(argument) is Var and argument._graph is graph:
            operands.append(argument._index)
            inner.append(argument._value)
        else:
            plain = argument if type(argument) is float else _constant(argument)
            operands.append(plain)
            inner.append(plain)
    if int in map(type, arguments) and all(map(_is_whole, arguments)):  # a count less 1 is a count
        inner = [a._value if type(a) is Var and a._graph is graph else a for a in arguments]
    try:
        if graph.level:
            value = _bind(name, inner, params, code, instruction)
        else:
            value = _compute(name, inner, params)
    except ValueError as error:
        if isinstance(error, AdlabError) or PRIMITIVES[name].whole:
            raise
        raise value_error(name, inner, error, code, instruction) from None
    return append(graph, name, params, tuple(operands), value, code, instruction, inner)


def _compute(name: str, arguments: Sequence[Any], params: dict[str, Any] | None) -> Any:
    """The value of a primitive at plain numbers and arrays."""
    function = PRIMITIVES[name].function
    value = function(*arguments, **params) if params else function(*arguments)
    if type(value) is np.ndarray:
        return value if value.ndim else value.item()
    return float(value) if isinstance(value, (float, np.floating)) else value


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


def _constant(value: Any) -> Any:
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
        params = {key: _kept(param) for key, param in params.items()}
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
    except AttributeError:
        raise leaked(graph) from None
    if graph.sparing and arguments:
        values.append(_spared(graph, name, operands, value, arguments))
    else:
        values.append(value)
    return Var(value, graph, index)


def _kept(value: Any) -> Any:
    """What a record may hold of it: copies of what the user could change later."""
    kind = type(value)
    if kind is tuple or kind is list:
        return kind([_kept(part) for part in value])
    if kind is dict:
        return {key: _kept(part) for key, part in value.items()}
    return value.copy() if kind is np.ndarray else value


def _spared(
    graph: Graph, name: str, operands: tuple[Any, ...], value: Any, arguments: Sequence[Any]
) -> Any:
    """What a sparing graph keeps of a value: itself only if the partials into its node need it.

    What they need of the operands is kept from now on.
    """
    count = len(operands)
    kinds = (type(operands[0]), type(operands[-1])) if count < 3 else tuple(map(type, operands))
    itself, others = WANTED[name, count, kinds]
    for place in others:
        if type(graph.values[operands[place]]) is Gone:
            graph.values[operands[place]] = arguments[place]
    if type(value) is np.ndarray:
        graph.squares += np.vdot(value, value)
        return value if itself else Gone(value.shape)
    shape = shape_of(value)
    return Gone(shape) if shape and not itself else value


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
    kept = outcome
    if isinstance(outcome, (np.ndarray, tuple)):
        kept = copy.deepcopy(outcome)  # the user may change theirs
    code, instruction = user_position()
    graphs = {id(a._graph): a._graph for a in arguments if isinstance(a, Var)}
    for graph in graphs.values():
        operands = tuple(
            a._index if isinstance(a, Var) and a._graph is graph else _plain_operand(p)
            for a, p in zip(arguments, plain, strict=True)
        )
        graph.guards.append(
            Guard(len(graph), name, operands, params or None, kept, code, instruction, function)
        )
    inner = [a._value if isinstance(a, Var) else a for a in arguments]
    if any(isinstance(a, Var) for a in inner):
        assume(name, function, *inner, **params)
    return outcome


def _belong(graph: Graph, first: int, code: CodeType, instruction: int) -> None:
    """Give the user's call what one function recorded in several nodes; the last is its value.

    What a function of the user's recorded in the meantime, as for `np.piecewise`, stays there.
    """
    last = len(graph) - 1
    for index in range(first, last + 1):
        name, params, where, at, *operands = graph.records[index]
        if is_internal(where) or (where is code and source.own(at) == instruction):
            mark = instruction if index == last else source.inherited(instruction)
            graph.records[index] = (name, params, code, mark, *operands)


def _plain_operand(value: Any) -> Any:
    """A constant beside the indices of nodes, which alone are ints."""
    return float(value) if type(value) is int else _kept(value)


def _plain_index(index: Any) -> Any:
    """An index without recording values in it: masks and positions are taken as they are."""
    index = _without_recorded(index)
    return index.copy() if isinstance(index, (np.ndarray, list)) else index


def _without_recorded(value: Any) -> Any:
    """A parameter without recording values in it: whole numbers and masks become guards."""
    kind = type(value)
    if kind is tuple or kind is list:
        return kind([_without_recorded(part) for part in value])
    if kind is slice:
        return slice(*map(_without_recorded, (value.start, value.stop, value.step)))
    if kind is not Var:
        return value
    if not _is_whole(value):
        raise refuse(
            "A recorded float was used as an index, or where a whole number is needed",
            "positions and sizes have no derivative",
            "use whole numbers, or a mask such as `x > 0`",
        )
    plain = detach(value)
    if np.ndim(plain):
        return assume("mask", np.asarray, value)
    return assume("bool", bool, value) if isinstance(plain, (bool, np.bool_)) else int(value)


def _is_whole(value: Any) -> bool:
    """Whether a value is a whole number or a truth value, or an array of them, as NumPy says."""
    value = detach(value)
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.kind in "biu"
    return isinstance(value, int)


def _is_flat(value: Var) -> bool:
    """Whether a number is made of whole numbers only, such as counts: its derivative is 0."""
    left: list[Any] = [value]
    seen = set()
    while left:
        value = left.pop()
        graph, index = value._graph, value._index
        if (id(graph), index) in seen or _is_whole(value):
            continue
        seen.add((id(graph), index))
        operands = graph.records[index][4:]
        if not operands:
            return False  # an input
        left += [Var(graph.values[o], graph, o) for o in operands if type(o) is int]
        left += [operand for operand in operands if type(operand) is Var]
    return True


def _numeric(value: Any) -> bool:
    return isinstance(value, (int, float, np.ndarray, np.generic, Var, list, tuple, complex))


PLAIN = (float, np.ndarray)  # the values of the outermost trace


def _plainly(
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


def _plainly_into(
    name: str,
    compute: Callable[..., Any],
    graph: Graph,
    operands: tuple[Any, ...],
    values: tuple[Any, ...],
    arguments: tuple[Any, ...],
) -> Any:
    """`_plainly` for an in-place operator: an array takes what comes out as its new entries."""
    return _into(arguments[0], _plainly(name, compute, graph, operands, values, arguments))


def _bind_into(name: str, target: Var, other: Any) -> Any:
    """`bind` for an in-place operator."""
    return _into(target, bind(name, target, other))


def _into(target: Var, made: Var) -> Var:
    if not target.ndim and memory.view_of(target) is None:
        return made  # a number never changes: `x *= 2` gives the name another one, as in Python
    memory.check_writable(target, made)
    memory.move_on(target, made)
    return target


def _operator(
    name: str, compute: Callable[..., Any], plainly: Any = _plainly, binding: Any = bind
) -> Any:
    """The operator: `__sub__`, or with functions that write into the left operand, `__isub__`.

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
        elif kind is np.ndarray:
            operand = right = _constant(other)
        elif _numeric(other):
            return binding(name, self, other)
        else:
            return NotImplemented
        if type(left) is not float or type(right) is not float:
            if kind is int and _is_whole(left):
                return binding(name, self, other)
            operands = (self._index, operand)
            return plainly(name, compute, graph, operands, (left, right), (self, other))
        value = compute(left, right)
        if type(value) is not float:
            value = float(value)
        frame = _getframe(1)
        values = graph.values
        made = new(Var)
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
            return bind(name, other, self) if _numeric(other) else NotImplemented
        left, right = float(other), self._value
        operands = (left, self._index)
        if type(right) is not float:
            if kind is int and _is_whole(right):
                return bind(name, other, self)
            return _plainly(name, compute, self._graph, operands, (left, right), (other, self))
        value = float(compute(left, right))
        frame = _getframe(1)
        return append(self._graph, name, None, operands, value, frame.f_code, frame.f_lasti)

    return reflected


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
    compute = PRIMITIVES[name].function

    def unary(self: Var) -> Any:
        graph, operands = self._graph, (self._index,)
        return _plainly(name, compute, graph, operands, (self._value,), (self,))

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


def as_recording(declared: Primitive) -> Callable[..., Any]:
    """A function that applies a primitive to numbers, arrays or recording values.

    Of any other object it calls the method of that name, as NumPy's functions do.
    """

    @functools.wraps(declared.function)
    def recording(*arguments: Any, **params: Any) -> Any:
        if len(arguments) == 1 and type(x := arguments[0]) is Var and not params:
            operands = (x._index,)
            return _plainly(declared.name, declared.function, x._graph, operands, (x._value,), (x,))
        if arguments and not _numeric(arguments[0]) and hasattr(arguments[0], declared.name):
            return getattr(arguments[0], declared.name)(*arguments[1:], **params)
        return bind(declared.name, *arguments, **params)

    recording.__name__ = declared.name
    return recording
