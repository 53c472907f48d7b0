"""What NumPy's functions do with recording values (NEP 18), beyond the ufuncs.

`implements(np.sum)` marks the handler of a NumPy function. A handler brings the arguments into the
primitive's form and calls `bind`; what is built of other primitives needs nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.engine.steps import detach
from adlab.engine.tracing import FUNCTIONS, assume, bind, unsupported


def implements(function: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the handler of a NumPy function."""

    def register(handler: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTIONS[function] = handler
        return handler

    return register


def refuse_options(name: str, options: dict[str, Any]) -> None:
    """NumPy's optional arguments that adlab does not support, unless left at None."""
    given = [key for key, value in options.items() if value is not None]
    if given:
        raise unsupported(f"{name}({', '.join(given)}=...)")


def _reduction(name: str) -> Callable[..., Any]:
    def handler(
        x: Any, axis: Any = None, dtype: Any = None, out: Any = None, **options: Any
    ) -> Any:
        keepdims = options.pop("keepdims", False)
        refuse_options(name, {"dtype": None if dtype is float else dtype, "out": out, **options})
        axis = tuple(axis) if isinstance(axis, list) else axis
        params = {"axis": axis} if axis is not None else {}
        return bind(name, x, **params, **({"keepdims": True} if keepdims else {}))

    return handler


FUNCTIONS[np.sum] = _reduction("sum")
FUNCTIONS[np.mean] = _reduction("mean")


@implements(np.dot)
def dot(x: Any, y: Any, out: Any = None) -> Any:
    refuse_options("dot", {"out": out})
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        return bind("multiply", x, y)
    if np.ndim(y) <= 2:
        return bind("matmul", x, y)
    inner = np.shape(y)[-2]  # NumPy: the last axis of x meets the second-to-last of y
    order = (np.ndim(y) - 2, *range(np.ndim(y) - 2), np.ndim(y) - 1)
    columns = np.reshape(np.transpose(y, order), (inner, -1))
    shape = (*np.shape(x)[:-1], *np.shape(y)[:-2], np.shape(y)[-1])
    return np.reshape(bind("matmul", x, columns), shape)


@implements(np.reshape)
def reshape(x: Any, shape: Any = None, order: Any = "C", **options: Any) -> Any:
    refuse_options("reshape", {"order": None if order == "C" else order, **options})
    return bind("reshape", x, shape=shape)


@implements(np.transpose)
def transpose(x: Any, axes: Any = None) -> Any:
    return bind("transpose", x) if axes is None else bind("transpose", x, axes=tuple(axes))


@implements(np.broadcast_to)
def broadcast_to(x: Any, shape: Any, subok: bool = False) -> Any:
    return bind("broadcast_to", x, shape=shape)


@implements(np.stack)
def stack(arrays: Any, axis: int = 0, out: Any = None, **options: Any) -> Any:
    refuse_options("stack", {"out": out, **options})
    return bind("stack", *arrays, axis=axis)


@implements(np.concatenate)
def concatenate(arrays: Any, axis: Any = 0, out: Any = None, **options: Any) -> Any:
    refuse_options("concatenate", {"out": out, **options})
    return bind("concatenate", *arrays, axis=axis)


@implements(np.where)
def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    if x is None or y is None:
        raise unsupported("where(mask)")
    return bind("where", condition, x, y)


@implements(np.clip)
def clip(x: Any, a_min: Any = None, a_max: Any = None, **options: Any) -> Any:
    low = options.pop("min", a_min)
    high = options.pop("max", a_max)
    refuse_options("clip", options)
    return bind("clip", x, -np.inf if low is None else low, np.inf if high is None else high)


@implements(np.sort)
def sort(x: Any, axis: Any = -1, **options: Any) -> Any:
    refuse_options("sort", options)
    if np.ndim(x) != 1:
        raise unsupported("sort of an array with several axes")
    return x[assume("argsort", np.argsort, x, kind="stable")]


def ask(function: Callable[..., Any]) -> None:
    """A question about values: answered plainly, and noted as a guard."""

    @implements(function)
    def handler(*arguments: Any, **options: Any) -> Any:
        return assume(function.__name__, function, *arguments, **options)


for _question in (np.argmax, np.argmin, np.argsort, np.any, np.all, np.allclose, np.isclose,
                  np.array_equal, np.count_nonzero, np.nonzero, np.flatnonzero):  # fmt: skip
    ask(_question)


def plain(function: Callable[..., Any]) -> None:
    """A question about shapes, or an array of a given shape: nothing to record."""

    @implements(function)
    def handler(*arguments: Any, **options: Any) -> Any:
        return function(*[detach(a) for a in arguments], **options)


for _shape in (np.shape, np.ndim, np.size, np.zeros_like, np.ones_like, np.full_like,
               np.empty_like, np.result_type, np.iscomplexobj, np.isrealobj):  # fmt: skip
    plain(_shape)


@implements(np.copy)
def copy(x: Any, **options: Any) -> Any:
    return x


@implements(np.ravel)
def ravel(x: Any, order: Any = "C") -> Any:
    return reshape(x, -1, order)
