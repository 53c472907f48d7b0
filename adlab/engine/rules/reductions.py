"""Primitives that reduce an array over axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from adlab.engine.primitives import linear


def restore_axes(reduced: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Put back, with length 1, the axes that a reduction of `x` removed."""
    if keepdims or axis is None or np.ndim(x) == 0:
        return reduced
    removed = {a % np.ndim(x) for a in (axis if isinstance(axis, tuple) else (axis,))}
    return np.reshape(reduced, [1 if a in removed else n for a, n in enumerate(np.shape(x))])


def sum_back(g: Any, z: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return np.broadcast_to(restore_axes(g, x, axis, keepdims), np.shape(x))


def mean_back(g: Any, z: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return sum_back(g * (np.size(z) / max(np.size(x), 1)), z, x, axis, keepdims)


linear("sum", np.sum, "sum {x}", sum_back)
linear("mean", np.mean, "mean {x}", mean_back)
