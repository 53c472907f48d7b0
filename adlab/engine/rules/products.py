"""Products of matrices: linear in each argument.

The share of one argument is the adjoint times the other argument, transposed (Giles 2008, 2.2.2).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from adlab.engine.linear_maps import sum_to_shape
from adlab.engine.primitives import bilinear


def swap(x: Any) -> Any:
    """The transpose of the last two axes."""
    axes = list(range(np.ndim(x)))
    axes[-2:] = reversed(axes[-2:])
    return np.transpose(x, tuple(axes))


def column(x: Any) -> Any:
    """A vector, or a stack of them, as columns."""
    return np.reshape(x, (*np.shape(x), 1))


def row(x: Any) -> Any:
    """A vector, or a stack of them, as rows."""
    return np.reshape(x, (*np.shape(x)[:-1], 1, np.shape(x)[-1]))


def matmul_left_back(g: Any, z: Any, x: Any, y: Any) -> Any:
    """g·yᵀ; a vector x is a row, a vector y is a column."""
    if np.ndim(y) == 1:
        share = column(g) * y
    elif np.ndim(x) == 1:
        share = np.matmul(y, column(g))[..., 0]
    else:
        share = np.matmul(g, swap(y))
    return sum_to_shape(share, np.shape(x))


def matmul_right_back(g: Any, z: Any, x: Any, y: Any) -> Any:
    """xᵀ·g; a vector x is a row, a vector y is a column."""
    if np.ndim(y) == 1:
        share = column(g) * x
    elif np.ndim(x) == 1:
        share = column(x) * row(g)
    else:
        share = np.matmul(swap(x), g)
    return sum_to_shape(share, np.shape(y))


bilinear(
    "matmul",
    np.matmul,
    "{x} @ {y}",
    left=(matmul_left_back, "· {y}"),
    right=(matmul_right_back, "{x} ·"),
)
