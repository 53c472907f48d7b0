"""NumPy's functions that move entries: shapes, arrays side by side, and apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from adlab.engine.arrays.values import detach
from adlab.engine.recording.binding import bind
from adlab.engine.recording.guards import assume
from adlab.engine.recording.numpy_protocol import (
    implements,
    refuse,
    taken,
)
from adlab.engine.recording.refusals import unsupported
from adlab.engine.recording.var import Var

# -- Shapes ----------------------------------------------------------------------------------------


@implements(np.reshape)
def reshape(x: Any, shape: Any = None, order: Any = "C", **options: Any) -> Any:
    refuse("reshape", **{k: v for k, v in options.items() if k != "copy" or v is False})
    if order == "A":
        order = "F" if np.isfortran(detach(x)) else "C"
    if order != "F":
        return bind("reshape", x, shape=shape)
    room = np.reshape(np.empty(np.shape(x)), shape).shape  # the first index changes quickest
    return np.transpose(bind("reshape", np.transpose(x), shape=room[::-1]))


@implements(np.ravel)
def ravel(x: Any, order: Any = "C") -> Any:
    if order == "K":
        by_stride = np.argsort([-abs(s) for s in np.asarray(detach(x)).strides], kind="stable")
        return np.ravel(np.transpose(x, by_stride.tolist()))
    flat = reshape(x, -1, order)
    return flat if detach(flat).flags.c_contiguous else flat.copy()  # as NumPy promises


@implements(np.transpose)
def transpose(x: Any, axes: Any = None) -> Any:
    return bind("transpose", x) if axes is None else bind("transpose", x, axes=tuple(axes))


@implements(np.matrix_transpose)
def matrix_transpose(x: Any) -> Any:
    return np.swapaxes(x, -1, -2)


@implements(np.swapaxes)
def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    axes = list(range(np.ndim(x)))
    axes[axis1], axes[axis2] = axes[axis2], axes[axis1]
    return transpose(x, axes)


@implements(np.moveaxis)
def moveaxis(x: Any, source: Any, destination: Any) -> Any:
    order = np.moveaxis(np.empty(range(1, np.ndim(x) + 1)), source, destination).shape
    return transpose(x, [n - 1 for n in order])


@implements(np.rollaxis)
def rollaxis(x: Any, axis: int, start: int = 0) -> Any:
    order = np.rollaxis(np.empty(range(1, np.ndim(x) + 1)), axis, start).shape
    return transpose(x, [n - 1 for n in order])


@implements(np.squeeze)
def squeeze(x: Any, axis: Any = None) -> Any:
    return bind("reshape", x, shape=np.squeeze(np.empty(np.shape(x)), axis).shape)


@implements(np.expand_dims)
def expand_dims(x: Any, axis: Any) -> Any:
    return bind("reshape", x, shape=np.expand_dims(np.empty(np.shape(x)), axis).shape)


def atleast(function: Callable[..., Any]) -> None:
    @implements(function)
    def handler(*arrays: Any) -> Any:
        results = [np.reshape(x, function(np.empty(np.shape(x))).shape) for x in arrays]
        return results[0] if len(results) == 1 else tuple(results)


atleast(np.atleast_1d)
atleast(np.atleast_2d)
atleast(np.atleast_3d)


@implements(np.broadcast_to)
def broadcast_to(x: Any, shape: Any, subok: bool = False) -> Any:
    return bind("broadcast_to", x, shape=shape)


@implements(np.broadcast_arrays)
def broadcast_arrays(*arrays: Any, subok: bool = False) -> Any:
    shape = np.broadcast_shapes(*[np.shape(x) for x in arrays])
    return tuple(np.broadcast_to(x, shape) for x in arrays)


# -- Side by side, and apart -----------------------------------------------------------------------


@implements(np.stack)
def stack(arrays: Any, axis: int = 0, out: Any = None, **options: Any) -> Any:
    refuse("stack", out=out, **options)
    return bind("stack", *arrays, axis=axis)


@implements(np.concatenate)
def concatenate(arrays: Any, axis: Any = 0, out: Any = None, **options: Any) -> Any:
    refuse("concatenate", out=out, **options)
    return bind("concatenate", *arrays, axis=axis)


@implements(np.append)
def append(x: Any, values: Any, axis: Any = None) -> Any:
    return concatenate((x, values), axis=axis)


def stacking(function: Callable[..., Any], prepare: Callable[[Any], Any], axis: int) -> None:
    """hstack and its kin: bring each array to enough axes, then concatenate."""

    @implements(function)
    def handler(arrays: Any, **options: Any) -> Any:
        refuse(function.__name__, **options)
        prepared = [prepare(x) for x in arrays]
        along = 0 if function is np.hstack and np.ndim(prepared[0]) == 1 else axis
        return bind("concatenate", *prepared, axis=along)


stacking(np.hstack, np.atleast_1d, 1)
stacking(np.vstack, np.atleast_2d, 0)
stacking(np.dstack, np.atleast_3d, 2)
stacking(np.column_stack, lambda x: x if np.ndim(x) > 1 else np.reshape(x, (-1, 1)), 1)


def splitting(function: Callable[..., Any]) -> None:
    """split and its kin: slices, where the function itself cuts the numbers 0, 1, 2, …"""

    @implements(function)
    def handler(x: Any, parts: Any, axis: int = 0) -> Any:
        along = axis if function is not np.hsplit or np.ndim(x) == 1 else 1
        cut = np.array_split if function is np.array_split else np.split
        before = (slice(None),) * normalize_axis_index(along, np.ndim(x))
        pieces = cut(np.arange(np.shape(x)[along]), parts)
        ends = np.cumsum([len(piece) for piece in pieces]).tolist()
        return [
            x[(*before, slice(end - len(piece), end))]
            for end, piece in zip(ends, pieces, strict=True)
        ]


splitting(np.split)
splitting(np.array_split)
splitting(np.hsplit)
splitting(np.vsplit)


# -- Moving entries --------------------------------------------------------------------------------


def rearranging(function: Callable[..., Any], *names: str) -> None:
    """A function that only moves entries; `names` are those of its arguments after the array."""

    @implements(function)
    def handler(x: Any, *arguments: Any, **options: Any) -> Any:
        params = {**dict(zip(names, arguments, strict=False)), **options}
        refuse(function.__name__, out=params.pop("out", None))
        return bind(function.__name__, x, **{key: taken(value) for key, value in params.items()})


rearranging(np.flip, "axis")
rearranging(np.roll, "shift", "axis")
rearranging(np.rot90, "k", "axes")
rearranging(np.tile, "reps")
rearranging(np.repeat, "repeats", "axis")
rearranging(np.tril, "k")
rearranging(np.triu, "k")
rearranging(np.diag, "k")
rearranging(np.diagflat, "k")
rearranging(np.diagonal, "offset", "axis1", "axis2")
rearranging(np.take, "indices", "axis", "out", "mode")
rearranging(np.take_along_axis, "indices", "axis")


@implements(np.fliplr)
def fliplr(x: Any) -> Any:
    return np.flip(x, 1)


@implements(np.flipud)
def flipud(x: Any) -> Any:
    return np.flip(x, 0)


@implements(np.pad)
def pad(x: Any, pad_width: Any, mode: Any = "constant", **options: Any) -> Any:
    fill = options.pop("constant_values", 0) if mode == "constant" else 0
    if isinstance(fill, (list, tuple, np.ndarray, Var)) or fill != 0:
        return framed(x, pad_width, fill)
    if mode not in ("constant", "edge", "reflect", "symmetric", "wrap"):
        raise unsupported(f"pad(mode={mode!r})")
    if options.get("reflect_type") == "odd":
        return bind("pad_odd", x, pad_width=widths(pad_width, np.ndim(x)), mode=mode, **options)
    return bind("pad", x, pad_width=pad_width, mode=mode, **options)


def widths(pad_width: Any, ndim: int) -> Any:
    """The two widths of each axis, for any of the forms that NumPy takes."""
    if isinstance(pad_width, dict):
        named = {normalize_axis_index(axis, ndim): width for axis, width in pad_width.items()}
        return tuple(tuple(np.broadcast_to(named.get(a, 0), 2).tolist()) for a in range(ndim))
    return tuple(map(tuple, np.broadcast_to(pad_width, (ndim, 2)).tolist()))


def framed(x: Any, pad_width: Any, constant_values: Any) -> Any:
    """`x` in a frame of constants, which may be recorded too."""
    numbered = np.arange(1, 2 * np.ndim(x) + 1).reshape(-1, 2)
    side = np.pad(np.zeros(np.shape(x), dtype=int), pad_width, constant_values=numbered)
    fill = np.reshape(np.broadcast_to(stacked(constant_values), (np.ndim(x), 2)), -1)
    inner = bind("pad", x, pad_width=pad_width)
    return np.where(side == 0, inner, fill[np.maximum(side, 1) - 1])


def stacked(values: Any) -> Any:
    """An array of nested lists of numbers, some of which may be recorded."""
    nested = isinstance(values, (list, tuple))
    return np.stack([stacked(part) for part in values]) if nested else values


@implements(np.trace)
def trace(
    x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None
) -> Any:
    refuse("trace", dtype=dtype, out=out)
    return np.sum(np.diagonal(x, offset, axis1, axis2), axis=-1)


@implements(np.sort)
def sort(x: Any, axis: Any = -1, kind: Any = None, order: Any = None, **options: Any) -> Any:
    refuse("sort", order=order, **{k: v for k, v in options.items() if k != "stable"})
    if axis is None:
        x, axis = np.reshape(x, -1), 0
    order = assume("argsort", np.argsort, x, axis=axis, kind="stable")
    return bind("sort", x, indices=order, axis=axis)


@implements(np.unique)
def unique(
    x: Any,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: Any = None,
    *,
    equal_nan: bool = True,
    sorted: bool = True,
) -> Any:
    """The sorted values, each taken from where it stands first; the rest is plain."""
    refuse("unique", axis=axis, sorted=None if sorted else sorted)
    assume("isnan", np.isnan, x)
    ordered = np.sort(x, axis=None)
    taken(ordered[1:] != ordered[:-1])  # while no two values meet or part, the rest stays
    _, first, inverse, counts = np.unique(detach(x), True, True, True, equal_nan=equal_nan)
    chosen = ordered[np.cumsum(counts) - counts]
    asked = (return_index, first), (return_inverse, inverse), (return_counts, counts)
    extra = [answer for wanted, answer in asked if wanted]
    return (chosen, *extra) if extra else chosen


@implements(np.compress)
def compress(condition: Any, x: Any, axis: Any = None, out: Any = None) -> Any:
    refuse("compress", out=out)
    return np.take(x, np.flatnonzero(taken(condition)), axis=axis)


@implements(np.extract)
def extract(condition: Any, x: Any) -> Any:
    return compress(np.ravel(taken(condition)), np.ravel(x))
