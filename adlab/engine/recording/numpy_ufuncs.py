"""What NumPy's ufuncs do besides being called: `np.multiply.reduce(x)`, `np.add.outer(x, y)`, …

- `METHODS`: `reduce`, `accumulate`, `reduceat` and `outer`, of any ufunc that adlab knows.
- `call_where(...)`: a call with `where=` and `out=`.

What has a name of its own (`np.multiply.reduce` is `np.prod`) is recorded under it; of the others
each step is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from adlab.engine.recording.guards import assume
from adlab.engine.recording.numpy_protocol import let_numpy_refuse, refuse, taken
from adlab.engine.recording.refusals import unsupported
from adlab.engine.recording.var import UFUNC_METHODS

REDUCTIONS: dict[np.ufunc, Callable[..., Any]] = {
    np.add: np.sum,
    np.multiply: np.prod,
    np.maximum: np.max,
    np.minimum: np.min,
    np.logical_and: np.all,
    np.logical_or: np.any,
}
RUNNING: dict[np.ufunc, Callable[..., Any]] = {np.add: np.cumsum, np.multiply: np.cumprod}


def reduce(ufunc: np.ufunc, x: Any, axis: Any = 0, dtype: Any = None, out: Any = None,
           keepdims: bool = False, initial: Any = None, where: Any = True) -> Any:  # fmt: skip
    name = f"{ufunc.__name__}.reduce"
    refuse(name, dtype=None if dtype in (None, float) else dtype, out=out)
    given = {} if initial is None or initial is np._NoValue else {"initial": initial}
    given |= {} if where is True else {"where": where}
    if ufunc in REDUCTIONS:
        return REDUCTIONS[ufunc](x, axis=axis, keepdims=keepdims, **given)
    axes = tuple(np.atleast_1d(range(np.ndim(x)) if axis is None else axis).tolist())
    if "where" in given or len(axes) != 1:
        raise unsupported(f"{name}({'where' if 'where' in given else 'axis'}=...)")
    parts = [*given.values(), *slices(x, axes[0])]
    if not parts:
        raise ValueError(f"zero-size array to {name} which has no identity")
    total = parts[0]
    for part in parts[1:]:
        total = ufunc(total, part)
    return np.expand_dims(total, axes[0]) if keepdims else total


def slices(x: Any, axis: int) -> list[Any]:
    """What stands at each position along an axis; a number has one, as it has for NumPy."""
    if np.ndim(x) == 0 and axis in (0, -1):
        return [x]
    before = (slice(None),) * normalize_axis_index(axis, np.ndim(x))
    return [x[(*before, k)] for k in range(np.shape(x)[axis])]


def accumulate(ufunc: np.ufunc, x: Any, axis: int = 0, dtype: Any = None, out: Any = None) -> Any:
    refuse(f"{ufunc.__name__}.accumulate", dtype=dtype, out=out)
    if np.ndim(x) == 0:
        let_numpy_refuse(ufunc.accumulate, (x,), axis=axis)
    if ufunc in RUNNING:
        return RUNNING[ufunc](x, axis=axis)
    made: list[Any] = []
    for part in slices(x, axis):
        made.append(ufunc(made[-1], part) if made else part)
    return np.stack(made, axis=axis) if made else x


def reduceat(
    ufunc: np.ufunc, x: Any, indices: Any, axis: int = 0, dtype: Any = None, out: Any = None
) -> Any:
    refuse(f"{ufunc.__name__}.reduceat", dtype=dtype, out=out)
    if np.ndim(x) == 0:
        let_numpy_refuse(ufunc.reduceat, (x, taken(indices)), axis=axis)
    starts = np.asarray(taken(indices)).tolist()
    axis = normalize_axis_index(axis, np.ndim(x))
    before = (slice(None),) * axis
    made = []
    for start, stop in zip(starts, [*starts[1:], np.shape(x)[axis]], strict=True):
        part = slice(start, max(stop, start + 1))  # one entry alone where the next start is before
        made.append(reduce(ufunc, x[(*before, part)], axis))
    return np.stack(made, axis=axis)


def outer(ufunc: np.ufunc, x: Any, y: Any, **options: Any) -> Any:
    return ufunc(np.reshape(x, (*np.shape(x), *(1,) * np.ndim(y))), y, **options)


def call_where(ufunc: np.ufunc, target: Any, where: Any, *inputs: Any) -> None:
    """`ufunc(*inputs, out=target, where=mask)`: only where the mask holds is anything computed."""
    mask = np.broadcast_to(assume("mask", np.asarray, where), np.shape(target))
    chosen = [np.broadcast_to(x, np.shape(target))[mask] for x in inputs]
    target[mask] = ufunc(*chosen)


UFUNC_METHODS |= {
    "reduce": reduce,
    "accumulate": accumulate,
    "reduceat": reduceat,
    "outer": outer,
    "where": call_where,
}
