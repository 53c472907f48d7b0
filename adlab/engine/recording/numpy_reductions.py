"""Sums, means, extremes and their kin, as NumPy's functions of recorded values."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from adlab.engine.primitives.reductions import size_along
from adlab.engine.recording.binding import bind
from adlab.engine.recording.numpy_protocol import (
    Handler,
    implements,
    refuse,
    taken,
)
from adlab.engine.recording.refusals import unsupported

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
    some = np.where(mask, x, 0.0)
    if name == "mean":
        count = np.sum(mask, axis=axis, keepdims=keepdims)
        return np.sum(some, axis=axis, keepdims=keepdims) / count
    mean = np.sum(some, axis=axis, keepdims=True) / np.sum(mask, axis=axis, keepdims=True)
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


@implements(np.cumsum)
def cumsum(x: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    refuse("cumsum", dtype=dtype, out=out)
    if axis is None or (np.ndim(x) == 0 and axis in (0, -1)):
        return bind("cumsum", x)
    return bind("cumsum", x, axis=normalize_axis_index(axis, np.ndim(x)))


@implements(np.cumprod)
def cumprod(x: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    refuse("cumprod", dtype=dtype, out=out)
    if axis is None or (np.ndim(x) == 0 and axis in (0, -1)):
        return bind("cumprod", np.reshape(x, -1), axis=0)
    return bind("cumprod", x, axis=normalize_axis_index(axis, np.ndim(x)))
