"""Primitives that move entries about, and compute none.

All of them are linear, with zeros and ones for partials. The transpose of picking is putting back:
`index` and `put` are each other's transpose.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from adlab.engine.linear_maps import copy_label, sum_to_shape
from adlab.engine.primitives import call, linear, variadic


def reshape(x: Any, shape: Any) -> Any:
    return np.reshape(x, shape)


def transpose_back(g: Any, z: Any, x: Any, axes: Any = None) -> Any:
    return np.transpose(g, None if axes is None else tuple(np.argsort(axes)))


def broadcast_label(z: Any, x: Any, shape: Any) -> str:
    return copy_label(np.shape(x), np.shape(z))


linear("reshape", reshape, "reshape {x}", lambda g, z, x, shape: np.reshape(g, np.shape(x)))
linear("transpose", np.transpose, "{x}ᵀ", transpose_back)
linear(
    "broadcast_to",
    np.broadcast_to,
    "copy {x}",
    lambda g, z, x, shape: sum_to_shape(g, np.shape(x)),
    broadcast_label,
)


def pick(x: Any, index: Any) -> Any:
    return np.asarray(x)[index]


def put(x: Any, index: Any, shape: Any) -> Any:
    """An array of zeros with `x` added at `index`."""
    result = np.zeros(shape)
    np.add.at(result, index, x)
    return result


def put_back(g: Any, z: Any, x: Any, index: Any) -> Any:
    return call("put", g, index=index, shape=np.shape(x))


linear("index", pick, "{x}[{index}]", put_back, "pick")
linear("put", put, "put {x} at [{index}]", lambda g, z, x, index, shape: g[index])


def concatenate(*parts: Any, axis: Any = 0) -> Any:
    return np.concatenate(parts, axis=axis)


def stack(*parts: Any, axis: Any = 0) -> Any:
    return np.stack(parts, axis=axis)


def concatenate_place(position: int, z: Any, *parts: Any, axis: Any = 0) -> Any:
    def size(part: Any) -> int:
        return int(np.size(part) if axis is None else np.shape(part)[axis])

    start = sum(size(part) for part in parts[:position])
    place = slice(start, start + size(parts[position]))
    return place if axis is None else (slice(None),) * (axis % np.ndim(z)) + (place,)


def stack_place(position: int, z: Any, *parts: Any, axis: Any = 0) -> Any:
    return (slice(None),) * (axis % np.ndim(z)) + (position,)


variadic("concatenate", concatenate, "concatenate({args})", concatenate_place)
variadic("stack", stack, "stack({args})", stack_place)
