"""The values that a traced function computes with: numbers and arrays that note what is done.

- `Var`: behaves like the number or array inside it. Its attributes, methods and conversions, and
  NumPy's protocols, stand here; Python's operators are in `operators`.
- `MADE_LIKE`: NumPy's functions with `like=`; `UFUNC_METHODS`: those of ufuncs, such as `reduce`.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any, ClassVar

import numpy as np
from numpy.exceptions import AxisError

from adlab.engine.arrays.values import Recorded, detach
from adlab.engine.primitives import declared as _declared  # noqa: F401  (declares the primitives)
from adlab.engine.primitives.primitive import FUNCTIONS, PRIMITIVES, call
from adlab.engine.recording import array_writes
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.guards import assume, is_flat, is_whole, plain_index
from adlab.engine.recording.refusals import (
    array_wanted,
    number_wanted,
    refuse,
    unsupported,
    unsupported_method,
    value_error,
    without_out,
)
from adlab.engine.user import source
from adlab.engine.user.frames import user_position
from adlab.engine.user.whose import is_internal


class Var(Recorded):
    """A number or an array that notes what is done with it.

    You do not make one: `adlab.trace`, `adlab.grad` and the others hand them to your function. Use
    them as the NumPy values they stand for.
    """

    __slots__ = ("__weakref__", "_view", "_views")  # see `array_writes`

    _bind_at: ClassVar[Callable[..., Any]]  # `binding.bind_at`, which stands above this class

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
        return call("index", self, index=plain_index(index))

    def __setitem__(self, index: Any, value: Any) -> None:
        array_writes.write(self, plain_index(index), array_writes.together(value))

    def reshape(self, *shape: Any, order: Any = "C") -> Any:
        return np.reshape(self, shape[0] if len(shape) == 1 else shape, order=order)

    def transpose(self, *axes: Any) -> Any:
        return np.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def flatten(self, order: str = "C") -> Any:
        return np.ravel(self, order).copy()  # type: ignore[call-overload]

    def tolist(self) -> Any:
        """A nested list of its entries, still recorded."""
        return [part.tolist() for part in self] if self.ndim else self

    def compress(self, condition: Any, axis: Any = None) -> Any:
        return np.compress(condition, self, axis)

    def conj(self) -> Any:
        return self

    conjugate = conj

    def copy(self, order: str = "C") -> Any:
        return array_writes.version(self, order) if self.ndim else self

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

    def partition(self, kth: Any, axis: int = -1, kind: Any = "introselect") -> None:
        self[...] = np.partition(self, kth, axis, kind)

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
            return call("not_equal", self, 0.0)
        if own != "f" and kind.kind == "f":
            return call("as_float", self)
        if own != "f" and kind in (np.int32, np.int64):
            return call("as_whole", self)
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
        if is_whole(self) and not np.ndim(detach(self)):  # it may name something: f"layer{count}"
            assume("int", int, self)
        return format(detach(self), spec)

    # What would lose the derivative. Whole numbers have none to lose: what they are is a guard.
    def __float__(self) -> float:
        if is_flat(self):
            return float(assume("float", float, self))
        raise number_wanted("float")

    def __int__(self) -> int:
        if is_whole(self):
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
        return array_writes.into(self, self ^ other)

    def __index__(self) -> int:
        if is_whole(self) and not np.ndim(detach(self)):
            return int(assume("int", int, self))
        raise refuse(
            "A recorded value was used where Python needs a whole number",
            "counts and indices have no derivative",
            "pass the count as a plain int that is not differentiated, for instance "
            "`adlab.step(lambda x: f(x, 3), 2.0)`, or grad's `argnums`",
        )

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if is_whole(self):
            return np.array(assume("mask", np.asarray, self), dtype)
        raise array_wanted()

    def __getattr__(self, name: str) -> Any:
        if name in array_writes.STATE and array_writes.is_forgotten(self):
            array_writes.take_anew(self)
            return getattr(self, name)
        if name.startswith("_") or not (hasattr(np.ndarray, name) or hasattr(float, name)):
            raise AttributeError(f"'Var' object has no attribute {name!r}")
        if name == "resize":
            raise refuse(
                "The array method .resize would change the shape of a recorded array in place",
                "other names of the array would not see it",
                "make a new array, with `np.resize(x, shape)`",
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
        if options or method != "__call__":
            return self._with_options(ufunc, method, inputs, options)
        if ufunc in FUNCTIONS:
            return FUNCTIONS[ufunc](*inputs)
        name = UFUNCS.get(ufunc) or UFUNC_NAMES.get(ufunc.__name__, ufunc.__name__)
        if name not in PRIMITIVES:
            raise unsupported(ufunc.__name__)
        if name in COMPARISONS and not any(np.ndim(detach(value)) for value in inputs):
            return assume(name, getattr(np, name), *inputs)
        return self._bind_at(name, inputs, None, *user_position(2))

    def _with_options(self, ufunc: np.ufunc, method: str, inputs: Any, options: Any) -> Any:
        """A method of a ufunc, or a call with the options that make sense for a derivative."""
        if method == "at":
            target, index, *value = inputs
            return array_writes.add_at(ufunc, target, plain_index(index), *value)
        if options.get("out") is not None:
            return self._with_target(ufunc, method, inputs, **options)
        if method in UFUNC_METHODS:
            return UFUNC_METHODS[method](ufunc, *inputs, **options)
        left = {key: value for key, value in options.items() if not _says_nothing(key, value)}
        if ufunc in FUNCTIONS:
            return FUNCTIONS[ufunc](*inputs, **left)
        if "where" in left:
            raise without_out(ufunc.__name__)
        if left:
            raise unsupported(f"{ufunc.__name__}({', '.join(left)}=...)")
        return self.__array_ufunc__(ufunc, method, *inputs)

    def _with_target(
        self, ufunc: np.ufunc, method: str, inputs: Any, out: Any, where: Any = True, **options: Any
    ) -> Any:
        """A ufunc that writes its result into an array."""
        name, arguments = f"np.{ufunc.__name__}", "x" if ufunc.nin == 1 else "arr, v"
        how = " (`out=`, or an in-place operator such as `arr *= v`)"
        instead = f"write `arr = {name}({arguments})`, which makes a new array; or "
        for target in out:
            array_writes.check_recorded(target, name, how, instead)
        (target,) = out
        if where is not True and method == "__call__":
            UFUNC_METHODS["where"](ufunc, target, where, *inputs)
            return target
        if where is not True:
            options["where"] = where
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
        try:
            result = handler(*args, **options)
        except AxisError as error:
            raise value_error(function.__name__, args[:1], error, *user_position(2)) from None
        if target is not None:
            target[...] = result
            result = target
        if len(nodes) > first + 1:
            _belong(self._graph, first, *user_position(2))
        return result


def _class_inside(value: Any) -> type:
    """What NumPy would have made of it: answers are np.bool_."""
    return np.bool_ if type(value) is bool else type(value)


def _says_nothing(key: str, value: Any) -> bool:
    """Whether an option of a ufunc asks for what is done anyway: `order` is about memory only."""
    return (
        (key == "dtype" and value in (float, np.float64))
        or (key == "where" and value is True)
        or key in ("order", "subok")
    )


UFUNC_METHODS: dict[str, Callable[..., Any]] = {}  # `numpy_ufuncs`, which stands above this module
MADE_LIKE: dict[Any, Callable[..., Any]] = {}  # NumPy's functions with `like=` (NEP 35)
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
