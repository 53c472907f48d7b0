"""What NumPy's functions do with recording values (NEP 18), beyond the ufuncs.

`implements(np.sum)` marks the handler of a NumPy function. A handler brings the arguments into the
primitive's form and calls `bind`; what is built of other primitives needs nothing else. Options
that have no meaning for a derivative (`out=`, `dtype=`) are refused.

Linear algebra is in `numpy_linalg`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.values import Recorded, detach
from adlab.engine.primitives.primitive import FUNCTIONS
from adlab.engine.primitives.reductions import size_along
from adlab.engine.recording.binding import bind
from adlab.engine.recording.guards import assume
from adlab.engine.recording.refusals import unsupported, value_error
from adlab.engine.recording.var import Var
from adlab.engine.user.frames import user_position

Handler = Callable[..., Any]


def implements(*functions: Callable[..., Any]) -> Callable[[Handler], Handler]:
    """Register the handler of one or more NumPy functions."""

    def register(handler: Handler) -> Handler:
        for function in functions:
            FUNCTIONS[function] = handler
        return handler

    return register


def refuse(name: str, **options: Any) -> None:
    """Refuse those of NumPy's optional arguments that were given."""
    given = [key for key, value in options.items() if value is not None]
    if given:
        raise unsupported(f"{name}({', '.join(given)}=...)")


def let_numpy_refuse(
    function: Callable[..., Any], arrays: Sequence[Any], *before: Any, **options: Any
) -> None:
    """Call a function of NumPy that will say what is wrong with its arguments, and explain it."""
    try:
        function(*before, *[detach(array) for array in arrays], **options)
    except ValueError as error:
        name = function.__name__
        raise value_error(name, arrays, error, *user_position()) from None


# -- Reductions ------------------------------------------------------------------------------------

NEUTRAL = {"sum": 0.0, "prod": 1.0, "max": None, "min": None}  # what a masked entry counts as


def reduction(name: str, *extra: str) -> Handler:
    """The handler of a reduction with `axis`, `keepdims`, `where` and `initial`."""

    def handler(
        x: Any,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        keepdims: Any = False,
        initial: Any = None,
        where: Any = True,
        **options: Any,
    ) -> Any:
        if (
            dtype is None and out is None and keepdims is False and initial is None
            and where is True and not options and type(axis) is not list
        ):  # fmt: skip
            return bind(name, x) if axis is None else bind(name, x, axis=axis)
        keepdims = bool(keepdims) if keepdims is not np._NoValue else False
        initial = None if initial is np._NoValue else initial
        where = True if where is np._NoValue else where
        params = {key: options.pop(key) for key in extra if key in options}
        refuse(name, dtype=None if dtype in (None, float, np.float64) else dtype, out=out)
        if "correction" in extra:
            params, about = deviation_options(params, options)
            if about is not None:
                return spread_about(name, x, about, axis, keepdims, where, params)
        refuse(name, **options)
        axis = tuple(axis) if isinstance(axis, list) else axis
        if where is not True:
            return masked(name, x, axis, keepdims, initial, where, params)
        if axis is not None:
            params["axis"] = axis
        if keepdims:
            params["keepdims"] = True
        result = bind(name, x, **params)
        return result if initial is None else with_initial(name, result, initial)

    return handler


def deviation_options(
    params: dict[str, Any], options: dict[str, Any]
) -> tuple[dict[str, Any], Any]:
    """`ddof`, for which NumPy also takes `correction`, and the mean, where it is given."""
    correction = params.pop("correction", np._NoValue)
    about = options.pop("mean", np._NoValue)
    if correction is not np._NoValue:
        if params.get("ddof", 0) != 0:
            raise ValueError("ddof and correction can't be provided simultaneously.")
        params["ddof"] = correction
    return params, None if about is np._NoValue else about


def with_initial(name: str, result: Any, initial: Any) -> Any:
    """A reduction that started from `initial`."""
    combine = {"sum": np.add, "prod": np.multiply, "max": np.maximum, "min": np.minimum}
    return combine[name](result, initial)


def taken(value: Any) -> Any:
    """A mask, or positions, as they are; the graph remembers what it took."""
    return assume("mask", np.asarray, value) if isinstance(value, Recorded) else value


def masked(
    name: str, x: Any, axis: Any, keepdims: bool, initial: Any, where: Any, params: dict[str, Any]
) -> Any:
    """A reduction over the entries where a mask holds."""
    function = getattr(np, name)
    if name in NEUTRAL:
        neutral = initial if NEUTRAL[name] is None else NEUTRAL[name]
        if neutral is None:
            raise unsupported(f"{name}(where=...) without initial")
        kept = np.where(where, x, neutral)
        result = function(kept, axis=axis, keepdims=keepdims)
        return result if initial is None else with_initial(name, result, initial)
    mask = np.broadcast_to(taken(where), np.shape(x))
    count = np.sum(mask, axis=axis, keepdims=True)
    mean = np.sum(np.where(mask, x, 0.0), axis=axis, keepdims=True) / count
    if name == "mean":
        return mean if keepdims else np.squeeze(mean, axis=axis)
    return spread_about(name, x, mean, axis, keepdims, mask, params)


def spread_about(
    name: str, x: Any, mean: Any, axis: Any, keepdims: bool, where: Any, params: dict[str, Any]
) -> Any:
    """`var` or `std` about a mean that is given, of the entries where a mask holds."""
    mask = np.broadcast_to(taken(where), np.shape(x))
    count = np.sum(mask, axis=axis, keepdims=keepdims) - params.get("ddof", 0)
    away = np.where(mask, x - mean, 0.0)
    if name == "var":
        return np.sum(away * away, axis=axis, keepdims=keepdims) / count
    return bind("norm", away, axis=axis, keepdims=keepdims) / np.sqrt(count)


implements(np.sum)(reduction("sum"))
implements(np.mean)(reduction("mean"))
implements(np.prod)(reduction("prod"))
implements(np.max, np.amax)(reduction("max"))
implements(np.min, np.amin)(reduction("min"))
implements(np.var)(reduction("var", "ddof", "correction"))
implements(np.std)(reduction("std", "ddof", "correction"))


@implements(np.ptp)
def ptp(x: Any, axis: Any = None, out: Any = None, keepdims: Any = False) -> Any:
    refuse("ptp", out=out)
    keepdims = keepdims is True
    return np.max(x, axis=axis, keepdims=keepdims) - np.min(x, axis=axis, keepdims=keepdims)


@implements(np.average)
def average(
    x: Any, axis: Any = None, weights: Any = None, returned: bool = False, *, keepdims: Any = False
) -> Any:
    keepdims = keepdims is True
    if weights is None:
        result = np.mean(x, axis=axis, keepdims=keepdims)
        total: Any = size_along(x, axis)
    else:
        if np.shape(weights) != np.shape(x):
            shape = [1] * np.ndim(x)
            shape[axis] = -1
            weights = np.reshape(weights, shape)
        weights = np.broadcast_to(weights, np.shape(x))
        total = np.sum(weights, axis=axis, keepdims=keepdims)
        result = np.sum(x * weights, axis=axis, keepdims=keepdims) / total
    if returned:
        return result, np.broadcast_to(total, np.shape(result))
    return result


@implements(np.median)
def median(
    x: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False, keepdims: Any = False
) -> Any:
    refuse("median", out=out, overwrite_input=overwrite_input or None)
    axes = tuple(a % np.ndim(x) for a in np.atleast_1d(range(np.ndim(x)) if axis is None else axis))
    kept = [a for a in range(np.ndim(x)) if a not in axes]
    shape = np.shape(x)
    flat = np.reshape(np.transpose(x, (*kept, *axes)), [*(shape[a] for a in kept), -1])
    ordered = np.sort(flat, axis=-1)
    n = np.shape(ordered)[-1]
    middle = ordered[..., n // 2] if n % 2 else np.mean(ordered[..., n // 2 - 1 : n // 2 + 1], -1)
    lost = np.any(assume("isnan", np.isnan, flat), axis=-1)
    if np.any(lost):
        middle = middle * np.where(lost, np.nan, 1.0)
    return np.expand_dims(middle, axes) if keepdims is True else middle


@implements(np.cumsum)
def cumsum(x: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    refuse("cumsum", dtype=dtype, out=out)
    if axis is None or np.ndim(x) == 0:
        return bind("cumsum", x)
    return bind("cumsum", x, axis=axis % np.ndim(x))


@implements(np.cumprod)
def cumprod(x: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    refuse("cumprod", dtype=dtype, out=out)
    if axis is None or np.ndim(x) == 0:
        return bind("cumprod", np.reshape(x, -1), axis=0)
    return bind("cumprod", x, axis=axis % np.ndim(x))


# -- Shapes ----------------------------------------------------------------------------------------


@implements(np.reshape)
def reshape(x: Any, shape: Any = None, order: Any = "C", **options: Any) -> Any:
    refuse("reshape", order=None if order == "C" else order, **options)
    return bind("reshape", x, shape=shape)


@implements(np.ravel)
def ravel(x: Any, order: Any = "C") -> Any:
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
        before = (slice(None),) * (along % np.ndim(x))
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
        named = {axis % ndim: width for axis, width in pad_width.items()}
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
    return bind("take_along_axis", x, indices=order, axis=axis)


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


# -- Entry by entry --------------------------------------------------------------------------------


@implements(np.where)
def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    if x is None or y is None:
        return assume("nonzero", np.nonzero, condition)
    return bind("where", condition, x, y)


@implements(np.clip)
def clip(x: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **options: Any) -> Any:
    low, high = (None if a is np._NoValue else a for a in (a_min, a_max))
    if not (low is None and high is None) and options.keys() & {"min", "max"}:
        raise ValueError("clip takes min and max, or a_min and a_max, and not both")
    low, high = options.pop("min", low), options.pop("max", high)
    refuse("clip", out=out, **options)
    return bind("clip", x, -np.inf if low is None else low, np.inf if high is None else high)


@implements(np.round, np.around)
def round_(x: Any, decimals: int = 0, out: Any = None) -> Any:
    refuse("round", out=out)
    return bind("round", x) if decimals == 0 else bind("round", x * 10.0**decimals) / 10.0**decimals


@implements(np.divmod)
def divmod_(x: Any, y: Any) -> Any:
    return np.floor_divide(x, y), np.remainder(x, y)


@implements(np.sinc)
def sinc(x: Any) -> Any:
    return bind("sinc", x)


@implements(np.diff)
def diff(
    x: Any, n: int = 1, axis: int = -1, prepend: Any = np._NoValue, append: Any = np._NoValue
) -> Any:
    def border(part: Any) -> list[Any]:
        if part is np._NoValue:
            return []
        shape = [1 if a == axis % np.ndim(x) else m for a, m in enumerate(np.shape(x))]
        return [np.broadcast_to(part, tuple(shape)) if np.ndim(part) == 0 else part]

    x = np.concatenate([*border(prepend), x, *border(append)], axis=axis)
    before = (slice(None),) * (axis % np.ndim(x))
    for _ in range(n):
        x = x[(*before, slice(1, None))] - x[(*before, slice(None, -1))]
    return x


@implements(np.nan_to_num)
def nan_to_num(
    x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None
) -> Any:
    refuse("nan_to_num", copy=None if copy else copy)
    largest = np.finfo(float).max
    x = np.where(np.isnan(x), nan, x)
    x = np.where(np.equal(x, np.inf), largest if posinf is None else posinf, x)
    return np.where(np.equal(x, -np.inf), -largest if neginf is None else neginf, x)


# -- Products --------------------------------------------------------------------------------------


@implements(np.dot)
def dot(x: Any, y: Any, out: Any = None) -> Any:
    refuse("dot", out=out)
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        return bind("multiply", x, y)
    if np.ndim(y) <= 2:
        return bind("matmul", x, y)
    return tensordot(x, y, ((-1,), (-2,)))  # NumPy: the last axis of x meets y's last but one


LETTERS = "abcdefghijklmnopqrstuvwxyz"


@implements(np.einsum)
def einsum(subscripts: Any, *arrays: Any, **options: Any) -> Any:
    options.pop("optimize", None)
    refuse("einsum", **options)
    if not isinstance(subscripts, str):
        raise unsupported("einsum without a string of subscripts")
    subscripts, arrays = explicit(subscripts.replace(" ", ""), arrays)
    return bind("einsum", *arrays, subscripts=subscripts)


def explicit(subscripts: str, arrays: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """Subscripts with an output, no dots, and no letter twice in one argument."""
    inputs, arrow, output = subscripts.partition("->")
    terms = inputs.split(",")
    if len(terms) != len(arrays) or (arrow and "..." in inputs and "..." not in output):
        let_numpy_refuse(np.einsum, arrays, subscripts)
    counts = [
        np.ndim(array) - len(term.replace("...", "")) if "..." in term else 0
        for term, array in zip(terms, arrays, strict=True)
    ]
    free = [c for c in LETTERS + LETTERS.upper() if c not in subscripts]
    wide = "".join(free[: max(counts)])  # the letters for the dots, aligned at the right
    terms = [
        term.replace("...", wide[len(wide) - count :])
        for term, count in zip(terms, counts, strict=True)
    ]
    if arrow:
        output = output.replace("...", wide)
    else:
        every = "".join(terms)
        output = wide + "".join(sorted(c for c in set(every) - set(wide) if every.count(c) == 1))
    plain = []
    for k, (term, array) in enumerate(zip(terms, arrays, strict=True)):
        terms[k] = "".join(dict.fromkeys(term))
        plain.append(array if terms[k] == term else diagonal_of(term, terms[k], array))
    return f"{','.join(terms)}->{output}", tuple(plain)


def diagonal_of(term: str, kept: str, x: Any) -> Any:
    """The entries of `x` at which equal letters have equal positions."""
    positions = np.arange(np.size(x)).reshape(np.shape(x))
    return np.reshape(x, -1)[np.einsum(f"{term}->{kept}", positions)]


@implements(np.outer)
def outer(x: Any, y: Any, out: Any = None) -> Any:
    refuse("outer", out=out)
    return bind("einsum", np.ravel(x), np.ravel(y), subscripts="a,b->ab")


@implements(np.inner)
def inner(x: Any, y: Any) -> Any:
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        return bind("multiply", x, y)
    if np.ndim(x) < 3 and np.ndim(y) < 3 and np.shape(x)[-1] == np.shape(y)[-1]:
        return bind("matmul", x, np.transpose(y))  # in which NumPy adds up in the same order
    return tensordot(x, y, ((-1,), (-1,)))


@implements(np.vdot)
def vdot(x: Any, y: Any) -> Any:
    return bind("matmul", np.ravel(x), np.ravel(y))


@implements(np.tensordot)
def tensordot(x: Any, y: Any, axes: Any = 2) -> Any:
    if isinstance(axes, (int, np.integer)):
        axes = (range(np.ndim(x) - axes, np.ndim(x)), range(axes))
    left, right = (np.atleast_1d(a).tolist() for a in axes)
    if [np.shape(x)[a] for a in left] != [np.shape(y)[b] for b in right]:
        let_numpy_refuse(np.tensordot, (x, y), axes=axes)
    first = list(LETTERS[: np.ndim(x)])
    second = list(LETTERS[np.ndim(x) : np.ndim(x) + np.ndim(y)])
    for a, b in zip(left, right, strict=True):
        second[b] = first[a]
    shared = {first[a] for a in left}
    output = "".join(c for c in first + second if c not in shared)
    return bind("einsum", x, y, subscripts=f"{''.join(first)},{''.join(second)}->{output}")


@implements(np.kron)
def kron(x: Any, y: Any) -> Any:
    n = max(np.ndim(x), np.ndim(y))
    a = np.reshape(x, (1,) * (n - np.ndim(x)) + np.shape(x))
    b = np.reshape(y, (1,) * (n - np.ndim(y)) + np.shape(y))
    first, second = LETTERS[:n], LETTERS[n : 2 * n]
    both = "".join(c for pair in zip(first, second, strict=True) for c in pair)
    product = bind("einsum", a, b, subscripts=f"{first},{second}->{both}")
    return np.reshape(product, [m * k for m, k in zip(np.shape(a), np.shape(b), strict=True)])


LEVI_CIVITA = np.zeros((3, 3, 3))
for _a, _b, _c in [(0, 1, 2), (1, 2, 0), (2, 0, 1)]:
    LEVI_CIVITA[_a, _b, _c], LEVI_CIVITA[_a, _c, _b] = 1.0, -1.0


@implements(np.cross)
def cross(
    x: Any, y: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Any = None
) -> Any:
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = np.moveaxis(x, axisa, -1), np.moveaxis(y, axisb, -1)
    if np.shape(a)[-1] != 3 or np.shape(b)[-1] != 3:
        raise unsupported("cross of vectors that do not have 3 entries")
    return np.moveaxis(einsum("...i,...j,ijk->...k", a, b, LEVI_CIVITA), -1, axisc)


# -- Questions about values: answered plainly, and noted as guards ---------------------------------


def ask(function: Callable[..., Any]) -> None:
    @implements(function)
    def handler(*arguments: Any, **options: Any) -> Any:
        options = {key: taken(value) for key, value in options.items()}
        return assume(function.__name__, function, *arguments, **options)


for _question in (np.argmax, np.argmin, np.argsort, np.any, np.all, np.allclose, np.isclose,
                  np.array_equal, np.count_nonzero, np.nonzero, np.flatnonzero, np.argwhere,
                  np.searchsorted, np.digitize, np.isin, np.nanargmax,
                  np.nanargmin, np.array_equiv):  # fmt: skip
    ask(_question)

# -- Questions about shapes, and arrays of a given shape: nothing to record ------------------------


def plain(function: Callable[..., Any]) -> None:
    @implements(function)
    def handler(*arguments: Any, **options: Any) -> Any:
        plainly = {key: detach(value) for key, value in options.items()}
        return function(*[detach(a) for a in arguments], **plainly)


for _shape in (np.shape, np.ndim, np.size,
                  np.result_type, np.iscomplexobj, np.isrealobj, np.iscomplex,
                  np.isreal, np.may_share_memory, np.shares_memory, np.array_repr,
                  np.array_str, np.array2string, np.can_cast, np.common_type):  # fmt: skip
    plain(_shape)


@implements(np.real, np.real_if_close)
def real(x: Any, tol: float = 100) -> Any:
    return x
