"""Primitives that move entries about, and compute none.

All of them are linear, with zeros and ones for partials. The transpose of picking is putting back:
`index` and `put` are each other's transpose. A NumPy function that only moves entries (flip, roll,
tile, diag, …) needs nothing but its name, see `rearrangement`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.linear_maps import add_label, copy_label, sum_to_shape
from adlab.engine.primitives.declaring import constant, linear, register, variadic
from adlab.engine.primitives.primitive import REAL, Function, MapRule, Primitive, call


def reshape(x: Any, shape: Any) -> Any:
    return np.reshape(x, shape)


def transpose_back(g: Any, z: Any, x: Any, axes: Any = None) -> Any:
    return np.transpose(g, None if axes is None else tuple(np.argsort(axes)))


def broadcast_label(z: Any, x: Any, shape: Any) -> str:
    return copy_label(np.shape(x), np.shape(z))


def broadcast_back_label(z: Any, x: Any, shape: Any) -> str:
    return add_label(np.shape(x), np.shape(z))


linear(
    "reshape",
    reshape,
    "reshape {x}",
    lambda g, z, x, shape: np.reshape(g, np.shape(x)),
    back="reshape back",
    code=lambda count, shape: f"np.reshape({{0}}, {shape})",
    back_code=lambda z, x, shape: f"np.reshape({{g}}, {x})",
)
linear(
    "transpose",
    np.transpose,
    "{x}ᵀ",
    transpose_back,
    back="transpose back",
    code=lambda count, axes=None: None if axes else "{0}.T",
    back_code=lambda z, x, axes=None: None if axes else "{g}.T",
)
linear(
    "broadcast_to",
    np.broadcast_to,
    "copy {x}",
    lambda g, z, x, shape: sum_to_shape(g, np.shape(x)),
    broadcast_label,
    broadcast_back_label,
)

# -- Picking and putting back ----------------------------------------------------------------------


def pick(x: Any, index: Any) -> Any:
    return np.asarray(x)[index]


def put(x: Any, index: Any, shape: Any) -> Any:
    """An array of zeros with `x` added at `index`."""
    result = np.zeros(shape)
    if is_basic(index):  # no entry is picked twice
        result[index] += x
    else:
        np.add.at(result, index, x)
    return result


def is_basic(index: Any) -> bool:
    """Whether an index is of whole numbers, slices, None and an ellipsis alone."""
    parts = index if type(index) is tuple else (index,)
    return all(part is None or part is ... or type(part) in (int, slice) for part in parts)


def put_back(g: Any, z: Any, x: Any, index: Any) -> Any:
    return call("put", g, index=index, shape=np.shape(x))


linear("index", pick, "{x}[{index}]", put_back, "pick", "put back", picks=True)
linear(
    "put", put, "put {x} at [{index}]", lambda g, z, x, index, shape: call("index", g, index=index)
)


# -- Writing ---------------------------------------------------------------------------------------


def write(x: Any, y: Any, index: Any) -> Any:
    """A copy of `x` with `y` at `index`; where an entry is listed twice, the last one stays."""
    result = np.array(x)
    result[index] = y
    return result


def overwritten(g: Any, z: Any, x: Any, y: Any, index: Any) -> Any:
    """Nothing comes from the entries that were replaced."""
    return call("write", g, 0.0, index=index)


def written(tangent: Any, z: Any, x: Any, y: Any, index: Any) -> Any:
    """The tangent of what was written, in zeros."""
    return call("write", np.zeros(np.shape(x)), tangent, index=index)


def read_back(g: Any, z: Any, x: Any, y: Any, index: Any) -> Any:
    """What was written stands at `index`, unless something else was written over it."""
    share = call("index", g, index=index)
    if not is_basic(index):
        share = share * stayed(index, np.shape(x))
    return gathered(share, np.shape(y))


def gathered(share: Any, shape: Any) -> Any:
    """The sum over the copies that broadcasting made of an array of that shape."""
    extra = max(len(shape) - np.ndim(share), 0)  # NumPy lets (1, 3) be written into (3,)
    return np.reshape(sum_to_shape(share, shape[extra:]), shape)


def stayed(index: Any, shape: Any) -> Any:
    """1 for each entry written at `index` that stayed, 0 where another went to the same place."""
    turns = np.zeros(shape, dtype=int)
    order = np.arange(turns[index].size).reshape(turns[index].shape)
    turns[index] = order
    return (turns[index] == order).astype(float)


register(
    Primitive(
        "write",
        write,
        (
            MapRule(overwritten, overwritten, "keep the rest", "keep the rest"),
            MapRule(written, read_back, "put in", "take out"),
        ),
        "{x} with [{index}] ← {y}",
        "write",
        domain=(REAL, REAL),
    )
)


def add_at(x: Any, y: Any, index: Any) -> Any:
    """A copy of `x` with `y` added at `index`, once for each time that an entry is listed."""
    result = np.array(x)
    np.add.at(result, index, y)
    return result


register(
    Primitive(
        "add_at",
        add_at,
        (
            MapRule(lambda t, z, x, y, index: t, lambda g, z, x, y, index: g, "keep", "keep"),
            MapRule(
                lambda t, z, x, y, index: call("add_at", np.zeros(np.shape(x)), t, index=index),
                lambda g, z, x, y, index: gathered(call("index", g, index=index), np.shape(y)),
                "put in",
                "take out",
            ),
        ),
        "{x} with {y} added at [{index}]",
        "add at",
        domain=(REAL, REAL),
    )
)
constant("array", np.array, "{x}")


def rearrangement(name: str, function: Function, formula: str = "") -> Primitive:
    """Declare a function that only moves, repeats or drops entries, or pads with zeros.

    Where each entry of the result comes from is found by applying the function to the numbers
    1, 2, 3, … in the shape of the array (0 is then a padding); the transpose puts them back there.
    """

    def transpose(g: Any, z: Any, x: Any, **params: Any) -> Any:
        size = int(np.size(x))
        origin = function(np.arange(1, size + 1).reshape(np.shape(x)), **params).ravel()
        moved = np.flatnonzero(origin)
        entries = np.reshape(g, -1)[moved]
        flat = call("put", entries, index=origin[moved] - 1, shape=(size,))
        return np.reshape(flat, np.shape(x))

    return linear(name, function, formula or f"{name} {{x}}", transpose)


for _function in (np.flip, np.roll, np.rot90, np.tile, np.repeat, np.tril, np.triu, np.diag,
                  np.diagonal, np.diagflat, np.take, np.take_along_axis, np.pad):  # fmt: skip
    rearrangement(_function.__name__, _function)


def in_order(x: Any, indices: Any, axis: Any) -> Any:
    """What `np.sort` gives, where the order is known; it lies in memory as `x` does, as NumPy's."""
    result = np.empty_like(x)
    result[...] = np.take_along_axis(np.asarray(x), indices, axis)
    return result


rearrangement("sort", in_order)


def odd_back(g: Any, z: Any, x: Any, pad_width: Any, **options: Any) -> Any:
    """The transpose of a padding that computes, axis by axis: what it makes of the unit vectors."""
    for axis, (size, width) in enumerate(zip(np.shape(x), pad_width, strict=True)):
        matrix = np.pad(np.eye(size), (width, (0, 0)), **options)
        g = np.moveaxis(np.tensordot(g, matrix, ((axis,), (0,))), -1, axis)
    return g


linear("pad_odd", np.pad, "pad {x}", odd_back)

# -- Side by side ----------------------------------------------------------------------------------


def concatenate(*parts: Any, axis: Any = 0) -> Any:
    return np.concatenate(parts, axis=axis)


def stack(*parts: Any, axis: Any = 0) -> Any:
    return np.stack(parts, axis=axis)


def concatenate_places(z: Any, parts: Sequence[Any], axis: Any = 0) -> list[Any]:
    sizes = [int(np.size(part) if axis is None else np.shape(part)[axis]) for part in parts]
    before = () if axis is None else (slice(None),) * (axis % np.ndim(z))
    ends = itertools.accumulate(sizes)
    return [(*before, slice(end - size, end)) for end, size in zip(ends, sizes, strict=True)]


def stack_places(z: Any, parts: Sequence[Any], axis: Any = 0) -> list[Any]:
    before = (slice(None),) * (axis % np.ndim(z))
    return [(*before, position) for position in range(len(parts))]


variadic("concatenate", concatenate, "concatenate({args})", concatenate_places)
variadic("stack", stack, "stack({args})", stack_places)
