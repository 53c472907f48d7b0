"""NumPy's functions that make arrays to write into, and those that write.

- Arrays made *like* a recorded one, by NumPy's own protocol (NEP 35): `np.zeros(3, like=x)`,
  `np.array([[a, b], [c, d]], like=x)`; also `np.zeros_like(x)`. They are recorded, so that recorded
  values can be written into them. Arrays of whole numbers or masks are plain, as they hold nothing
  that has a derivative.
- `np.copyto`, `np.put`, `np.place` and their kin: NumPy itself says which entry goes where.

What a write does is in `array_writes`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.values import detach
from adlab.engine.recording.array_writes import (
    check_apart,
    check_recorded,
    holds_recorded,
    of_no_dimension,
    together,
    version,
)
from adlab.engine.recording.binding import append, bind
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.numpy_protocol import implements, taken
from adlab.engine.recording.refusals import unsupported
from adlab.engine.recording.var import MADE_LIKE, Var
from adlab.engine.user.frames import user_position

# -- Arrays to write into --------------------------------------------------------------------------


def recorded(graph: Graph, array: np.ndarray) -> Any:
    """An array of floats as a node of the graph; any other array, and a number, as it is."""
    if array.ndim == 0 or array.dtype.kind != "f":
        return array
    values = np.array(array, dtype=np.float64)
    values.setflags(write=False)
    return append(graph, "array", None, (values,), values, *user_position())


def made_like(function: Callable[..., Any]) -> None:
    """A function of NumPy that makes an array of plain numbers."""

    def make(graph: Graph, *arguments: Any, **options: Any) -> Any:
        return recorded(graph, function(*arguments, **options))

    MADE_LIKE[function] = make


for _function in (np.zeros, np.ones, np.eye, np.identity, np.tri, np.arange, np.fromfunction,
                  np.frombuffer, np.fromstring, np.fromfile, np.loadtxt,
                  np.genfromtxt):  # fmt: skip
    made_like(_function)


def empty(graph: Graph, *arguments: Any, **options: Any) -> Any:
    """Zeros: what would be in the memory by chance is no value for a graph."""
    return recorded(graph, np.zeros(*arguments, **options))


def full(
    graph: Graph, shape: Any, fill_value: Any, dtype: Any = None, order: Any = "C", **options: Any
) -> Any:
    if not isinstance(fill_value, Var):
        return recorded(graph, np.full(shape, fill_value, dtype, order))
    check_float(dtype, "full")
    shape = tuple(np.empty(shape).shape)
    return version(bind("broadcast_to", fill_value, shape=shape), order)


def array(
    graph: Graph,
    values: Any,
    dtype: Any = None,
    *,
    copy: bool | None = True,
    ndmin: int = 0,
    order: Any = "K",
    **options: Any,
) -> Any:
    if not holds_recorded(values):
        return recorded(graph, np.array(values, dtype, ndmin=ndmin, order=order, **options))
    check_float(dtype, "array")
    made = together(values)
    if made is values and copy:
        made = made.copy(order) if np.ndim(made) else made
    missing = ndmin - np.ndim(made)
    return np.reshape(made, (1,) * missing + np.shape(made)) if missing > 0 else made


def as_array(
    graph: Graph, values: Any, dtype: Any = None, order: Any = None, **options: Any
) -> Any:
    return array(graph, values, dtype, copy=False, order=order or "K")


def from_iterable(graph: Graph, values: Any, dtype: Any, count: int = -1) -> Any:
    return array(graph, list(values if count < 0 else itertools.islice(values, count)), dtype)


def check_float(dtype: Any, name: str) -> None:
    """Refuse to round recorded values."""
    if dtype is not None and np.dtype(dtype).kind != "f":
        raise unsupported(f"{name}(dtype={np.dtype(dtype).name}) of recorded values")


MADE_LIKE |= {
    np.empty: empty,
    np.full: full,
    np.array: array,
    np.asarray: as_array,
    np.asanyarray: as_array,
    np.ascontiguousarray: as_array,
    np.fromiter: from_iterable,
}


def like_another(function: Callable[..., Any], of: Callable[..., Any], name: str = "a") -> None:
    """`zeros_like` and its kin: an array of the shape of another."""

    @implements(function)
    def handler(*arguments: Any, **options: Any) -> Any:
        a, *others = arguments or (options.pop(name),)
        plain = of(detach(a), *others, **options)
        return recorded(a._graph, plain) if isinstance(a, Var) else plain


like_another(np.zeros_like, np.zeros_like)
like_another(np.empty_like, np.zeros_like, "prototype")
like_another(np.ones_like, np.ones_like)


@implements(np.full_like)
def full_like(a: Any, fill_value: Any, dtype: Any = None, order: Any = "K", subok: Any = True,
              shape: Any = None) -> Any:  # fmt: skip
    if isinstance(fill_value, Var):
        return full(fill_value._graph, np.shape(a) if shape is None else shape, fill_value, dtype)
    return recorded(a._graph, np.full_like(detach(a), fill_value, dtype, order, subok, shape))


@implements(np.copy)
def copy(x: Any, order: Any = "K", subok: bool = False) -> Any:
    return of_no_dimension(x.copy(order))


# -- Writing ---------------------------------------------------------------------------------------


def writing(function: Callable[..., Any], parameters: Sequence[str]) -> None:
    """A function `f(array, ..., values, ...)` that puts values into an array."""
    name = function.__name__

    @implements(function)
    def handler(*arguments: Any, **options: Any) -> Any:
        given = {**dict(zip(parameters, arguments, strict=False)), **options}
        more = arguments[len(parameters) :]
        target, *others = [given.pop(key) for key in parameters]
        check_recorded(target, f"np.{name}")
        values = together(others[-1])
        if function is np.fill_diagonal:
            check_apart(target, values)
        numbers = 1 + np.arange(np.size(values)).reshape(np.shape(values))
        places = np.zeros(np.shape(target), dtype=int)  # which value comes where; 0: none
        before = [taken(each) for each in others[:-1]]
        left = {key: taken(each) for key, each in given.items()}
        function(places, *before, numbers, *map(taken, more), **left)
        index = np.nonzero(places)
        if np.size(numbers):
            target[index] = np.reshape(values, -1)[places[index] - 1]


# The names of what they take, from the array that is written into to the values: not all of NumPy's
# functions tell theirs.
WRITING: list[tuple[Any, str]] = [
    (np.copyto, "dst src"), (np.put, "a ind v"), (np.place, "arr mask vals"),
    (np.putmask, "a mask values"), (np.fill_diagonal, "a val"),
    (np.put_along_axis, "arr indices values"),
]  # fmt: skip
for _writing, _parameters in WRITING:
    writing(_writing, _parameters.split())
