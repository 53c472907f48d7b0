"""NumPy's statistics: quantiles, covariances, weighted counts, reductions that pass over nan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from adlab.engine.arrays.values import Recorded, detach
from adlab.engine.recording.binding import bind
from adlab.engine.recording.guards import assume
from adlab.engine.recording.numpy_protocol import (
    as_array,
    implements,
    let_numpy_refuse,
    refuse,
    taken,
)
from adlab.engine.recording.refusals import unsupported

# -- Order -----------------------------------------------------------------------------------------


def in_rows(x: Any, axis: Any) -> tuple[Any, tuple[int, ...]]:
    """The array with the axes of a reduction as one last axis, sorted; and those axes.

    Rows with nan come out as nan, as in NumPy.
    """
    ndim = np.ndim(x)
    axes = normalize_axis_tuple(range(ndim) if axis is None else axis, ndim)
    kept = [a for a in range(ndim) if a not in axes]
    flat = np.reshape(np.transpose(x, (*kept, *axes)), [*(np.shape(x)[a] for a in kept), -1])
    ordered = np.sort(flat, axis=-1)
    lost = np.any(assume("isnan", np.isnan, flat), axis=-1, keepdims=True)
    return (ordered * np.where(lost, np.nan, 1.0) if np.any(lost) else ordered), axes


@implements(np.median)
def median(
    x: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False, keepdims: Any = False
) -> Any:
    refuse("median", out=out, overwrite_input=overwrite_input or None)
    ordered, axes = in_rows(x, axis)
    n = np.shape(ordered)[-1]
    if n % 2:  # of a row it is a number, where `...` would make an array of no dimension
        middle = ordered[n // 2] if np.ndim(ordered) == 1 else ordered[..., n // 2]
    else:
        middle = np.mean(ordered[..., n // 2 - 1 : n // 2 + 1], -1)
    return np.expand_dims(middle, axes) if keepdims is True else middle


@implements(np.quantile)
def quantile(a: Any, q: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False,
             method: str = "linear", keepdims: Any = False, **options: Any) -> Any:  # fmt: skip
    """Between two neighbours in order; `np.quantile` of 0, 1, 2, … tells where."""
    refuse("quantile", out=out, overwrite_input=overwrite_input or None)
    refuse("quantile", **options)
    ordered, axes = in_rows(as_array(a), axis)
    n = np.shape(ordered)[-1]
    place = position(n, q, method)
    below = np.minimum(assume("floor", np.floor, place), max(n - 2, 0)).astype(int)
    above = np.minimum(below + 1, n - 1)
    share = place - below
    low, high = (np.take(ordered, k, axis=-1) for k in (below, above))
    found = low + (high - low) * share
    count = np.ndim(detach(q))
    found = np.moveaxis(found, range(-count, 0), range(count)) if count else found
    return np.expand_dims(found, [k + count for k in axes]) if keepdims is True else found


def position(n: int, q: Any, method: Any) -> Any:
    """Where a quantile stands among n numbers in order, counted from 0."""
    numbered: Any = np.arange(float(n))
    if not isinstance(q, Recorded):
        return np.quantile(numbered, q, method=method)
    if method != "linear":
        raise unsupported(f"quantile(method={method!r}) at a recorded q")
    np.quantile(0.0, detach(q))  # NumPy says what is wrong with it
    share: Any = q
    return share * (n - 1.0)


@implements(np.percentile)
def percentile(a: Any, q: Any, *arguments: Any, **options: Any) -> Any:
    return quantile(a, np.asarray(q) / 100.0 if type(q) is list else q / 100.0,
                    *arguments, **options)  # fmt: skip


# -- Deviations ------------------------------------------------------------------------------------


@implements(np.cov)
def cov(m: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: Any = None,
        fweights: Any = None, aweights: Any = None, *, dtype: Any = None) -> Any:  # fmt: skip
    refuse("cov", dtype=dtype)
    m, aweights = as_array(m), None if aweights is None else as_array(aweights)
    rows = as_rows(m, rowvar)
    if y is not None:
        rows = np.concatenate([rows, as_rows(as_array(y), rowvar)], axis=0)
    ddof = (0 if bias else 1) if ddof is None else ddof
    counts = None if fweights is None else np.asarray(taken(fweights))
    if np.ndim(detach(m)) > 2 or ddof != int(ddof) or is_bad(counts, np.shape(rows)[1]):
        let_numpy_refuse(np.cov, (m,), ddof=ddof, fweights=counts)
    weights = aweights if counts is None else counts if aweights is None else counts * aweights
    if weights is None:
        total = freedom = float(np.shape(rows)[1])
        away, weighted = rows - np.mean(rows, axis=1, keepdims=True), None
        freedom -= ddof
    else:
        total = np.sum(weights)
        away = rows - np.sum(rows * weights, axis=1, keepdims=True) / total
        weighted = away * weights
        lost = 1.0 if aweights is None else np.sum(weights * aweights) / total
        freedom = total - ddof * lost
    found = away @ np.transpose(away if weighted is None else weighted) / freedom
    return np.squeeze(found)


def as_rows(m: Any, rowvar: bool) -> Any:
    """Observations as the columns of a matrix."""
    m = np.atleast_2d(m)
    return m if rowvar or np.shape(m)[0] == 1 else np.transpose(m)


def is_bad(counts: Any, n: int) -> bool:
    """Whether frequencies are none that NumPy takes."""
    return counts is not None and bool(
        np.shape(counts) != (n,) or np.any(counts < 0) or np.any(counts != np.round(counts))
    )


@implements(np.corrcoef)
def corrcoef(x: Any, y: Any = None, rowvar: bool = True, *, dtype: Any = None) -> Any:
    c = cov(x, y, rowvar, dtype=dtype)
    if np.ndim(c) == 0:
        return c / c
    deviation = np.sqrt(np.diagonal(c))
    found = c / deviation[:, None] / deviation[None, :]
    return bind("where", np.abs(found) > 1.0, np.sign(found), found)  # what rounding put beyond


@implements(np.bincount)
def bincount(x: Any, /, weights: Any = None, minlength: int = 0) -> Any:
    x, weights = np.asarray(taken(x)), None if weights is None else as_array(weights)
    if weights is None:
        return np.bincount(x, minlength=minlength)
    if np.ndim(x) != 1 or np.shape(x) != np.shape(weights):
        let_numpy_refuse(np.bincount, (x, weights))
    size = len(np.bincount(x, minlength=minlength))
    return bind("put", weights, index=x, shape=(size,))


# -- Passing over nan ------------------------------------------------------------------------------


def filled(function: Callable[..., Any], sibling: Callable[..., Any], neutral: float) -> None:
    """A function in which nan counts as something that changes nothing."""

    @implements(function)
    def handler(a: Any, *arguments: Any, **options: Any) -> Any:
        return sibling(np.where(np.isnan(a), neutral, a), *arguments, **options)


filled(np.nansum, np.sum, 0.0)
filled(np.nanprod, np.prod, 1.0)
filled(np.nancumsum, np.cumsum, 0.0)
filled(np.nancumprod, np.cumprod, 1.0)


def beyond(a: Any) -> float:
    """A number that no entry is above; it is finite, where the entries are."""
    return np.inf if np.any(taken(np.isinf(a))) else float(np.finfo(float).max)


def extreme(function: Callable[..., Any], sibling: Callable[..., Any], sign: float) -> None:
    """`nanmax` or `nanmin`; of nothing it is nan, where no `initial` is given."""

    @implements(function)
    def handler(
        a: Any, axis: Any = None, out: Any = None, keepdims: Any = False,
        initial: Any = np._NoValue, where: Any = True,
    ) -> Any:  # fmt: skip
        refuse(function.__name__, out=out)
        missing = taken(np.isnan(a))
        if where is not True and where is not np._NoValue:
            missing = missing | ~np.asarray(taken(where))
            if initial is np._NoValue:
                let_numpy_refuse(sibling, (a,), where=taken(where))
        known = np.where(missing, sign * beyond(a), a)
        if initial is not np._NoValue:
            return sibling(known, axis=axis, keepdims=keepdims is True, initial=initial)
        found = sibling(known, axis=axis, keepdims=keepdims is True)
        nothing = np.all(missing, axis=axis, keepdims=keepdims is True)
        return bind("where", nothing, np.nan, found) if np.any(nothing) else found


extreme(np.nanmax, np.max, -1.0)
extreme(np.nanmin, np.min, 1.0)


def known(function: Callable[..., Any], sibling: Callable[..., Any]) -> None:
    """A mean or a spread of the entries that are not nan."""

    @implements(function)
    def handler(
        a: Any, axis: Any = None, *arguments: Any, where: Any = True, **options: Any
    ) -> Any:
        some = ~np.asarray(taken(np.isnan(a)))
        if where is not np._NoValue:
            some = some & np.asarray(taken(where))
        return sibling(a, axis, *arguments, where=some, **options)


known(np.nanmean, np.mean)
known(np.nanvar, np.var)
known(np.nanstd, np.std)


@implements(np.nanmedian)
def nanmedian(
    a: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False, keepdims: Any = False
) -> Any:
    refuse("nanmedian", out=out, overwrite_input=overwrite_input or None)
    missing = np.asarray(taken(np.isnan(a)))
    ordered, axes = in_rows(np.where(missing, beyond(a), a), axis)  # nan stands last
    lost = in_rows(missing.astype(float), axis)[0].sum(axis=-1, dtype=int)
    n = np.maximum(np.shape(ordered)[-1] - lost, 1)
    pair = np.stack([(n - 1) // 2, n // 2], axis=-1)
    middle = np.mean(np.take_along_axis(ordered, pair, axis=-1), axis=-1)
    middle = bind("where", lost == np.shape(ordered)[-1], np.nan, middle)
    return np.expand_dims(middle, axes) if keepdims is True else middle
