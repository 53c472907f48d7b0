"""NumPy's functions that make grids: evenly spaced numbers, meshes, powers."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from adlab.engine.arrays.values import detach
from adlab.engine.recording.numpy_protocol import implements, refuse


def float_only(name: str, dtype: Any) -> None:
    """Refuse to make numbers of another type than float64 of recorded ones."""
    refuse(name, dtype=None if dtype in (None, float, np.float64) else dtype)


@implements(np.linspace)
def linspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False,
             dtype: Any = None, axis: int = 0, *, device: Any = None) -> Any:  # fmt: skip
    float_only("linspace", dtype)
    num = operator.index(num)
    if num < 0:
        raise ValueError(f"Number of samples, {num}, must be non-negative.")
    steps = num - 1 if endpoint else num
    away = stop - start
    numbers = np.reshape(np.arange(float(num)), (-1,) + (1,) * np.ndim(detach(away)))
    step = away / steps if steps > 0 else np.nan
    made = numbers * (step if steps > 0 else away) + start
    if endpoint and num > 1:
        made = np.where(numbers == num - 1, stop, made)  # exactly
    made = np.moveaxis(made, 0, axis) if axis != 0 else made
    return (made, step) if retstep else made


@implements(np.logspace)
def logspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10.0,
             dtype: Any = None, axis: int = 0) -> Any:  # fmt: skip
    float_only("logspace", dtype)
    if np.ndim(base):
        shape = np.broadcast_shapes(np.shape(start), np.shape(stop), np.shape(base))
        start, base = np.broadcast_to(start, shape), np.broadcast_to(base, shape)
        base = np.expand_dims(base, axis)
    return base ** np.linspace(start, stop, num, endpoint, axis=axis)


@implements(np.geomspace)
def geomspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None,
              axis: int = 0) -> Any:  # fmt: skip
    float_only("geomspace", dtype)
    ratio = stop / start
    last = np.shape(linspace(np.zeros(np.shape(ratio)), 1.0, num))
    numbers = np.reshape(np.arange(last[0]), (-1,) + (1,) * (len(last) - 1))
    made = start * ratio ** (numbers / max(last[0] - bool(endpoint), 1))
    if endpoint and last[0] > 1:
        made = np.where(numbers == last[0] - 1, stop, made)  # exactly
    return np.moveaxis(made, 0, axis) if axis != 0 else made


@implements(np.meshgrid)
def meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> Any:
    if indexing not in ("xy", "ij"):
        raise ValueError("Valid values for `indexing` are 'xy' and 'ij'.")
    axes = list(range(len(xi)))
    if indexing == "xy" and len(xi) > 1:
        axes[:2] = 1, 0
    open_grid = []
    for x, axis in zip(xi, axes, strict=True):
        shape = [1] * len(xi)
        shape[axis] = -1
        open_grid.append(np.reshape(x, shape))
    grid = open_grid if sparse else np.broadcast_arrays(*open_grid)
    if copy:
        grid = [np.copy(x, order="C") for x in grid]  # which later sums go along
    return tuple(grid)


@implements(np.vander)
def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    if np.ndim(x) != 1:
        raise ValueError("x must be a one-dimensional array or sequence.")
    powers = np.arange(np.shape(x)[0] if N is None else N)
    return np.reshape(x, (-1, 1)) ** (powers if increasing else powers[::-1])
