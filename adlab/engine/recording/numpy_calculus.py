"""NumPy's functions of sampled functions: interpolation, slopes, areas, products, polynomials.

Sources: Fornberg (1988), *Generation of finite difference formulas on arbitrarily spaced grids*,
whose formulas `np.gradient` uses.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from adlab.engine.arrays.values import detach
from adlab.engine.recording.binding import bind
from adlab.engine.recording.guards import assume
from adlab.engine.recording.numpy_linalg import inv, lstsq
from adlab.engine.recording.numpy_protocol import as_array, implements, let_numpy_refuse

# -- Interpolation ---------------------------------------------------------------------------------


@implements(np.interp)
def interp(
    x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None
) -> Any:
    """Straight lines between the points; at a point, the slope is that of the line at its right."""
    x, xp, fp = as_array(x), as_array(xp), as_array(fp)
    if period is not None:
        period = abs(period)
        x, xp, fp = wrapped(x % period, xp % period, fp, period)
        left = right = None
    xp, fp = np.reshape(xp, -1), np.reshape(fp, -1)
    if np.shape(xp) != np.shape(fp) or not np.size(xp):
        let_numpy_refuse(np.interp, (x, xp, fp))
    if np.size(xp) == 1:
        inside = fp[0] + 0.0 * x
    else:
        k = assume("interval", interval, xp, x)
        slope = (fp[k + 1] - fp[k]) / (xp[k + 1] - xp[k])
        inside = slope * (x - xp[k]) + fp[k]
    low = np.where(x < xp[0], fp[0] if left is None else left, inside)
    return bind("where", x > xp[-1], fp[-1] if right is None else right, low)


def interval(xp: Any, x: Any) -> Any:
    """Between which points `x` lies: the number of the one at the left."""
    return np.clip(np.searchsorted(xp, x, "right") - 1, 0, np.size(xp) - 2)


def wrapped(x: Any, xp: Any, fp: Any, period: Any) -> tuple[Any, Any, Any]:
    """The points of one period in order, with one more of the period before and after."""
    order = np.argsort(xp)
    xp, fp = xp[order], fp[order]
    xp = np.concatenate([xp[-1:] - period, xp, xp[:1] + period])
    return x, xp, np.concatenate([fp[-1:], fp, fp[:1]])


# -- Slopes and areas ------------------------------------------------------------------------------


@implements(np.trapezoid)
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    y, width = as_array(y), dx
    if x is not None:
        x = as_array(x)
        width = np.diff(x) if np.ndim(x) == 1 else np.diff(x, axis=axis)
        if np.ndim(x) == 1:
            width = along(width, axis, np.ndim(y))
    return np.sum(width * (cut(y, axis, 1, None) + cut(y, axis, None, -1)) / 2.0, axis=axis)


def along(vector: Any, axis: int, ndim: int) -> Any:
    """A vector that lies along one of `ndim` axes."""
    shape = [1] * ndim
    shape[axis] = -1
    return np.reshape(vector, shape)


def cut(x: Any, axis: int, start: int | None, stop: int | None) -> Any:
    """A slice along one axis."""
    return x[(*(slice(None),) * normalize_axis_index(axis, np.ndim(x)), slice(start, stop))]


@implements(np.gradient)
def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    f, varargs = as_array(f), tuple(map(as_array, varargs))
    axes = normalize_axis_tuple(range(np.ndim(f)) if axis is None else axis, np.ndim(f))
    spacing = list(varargs) if len(varargs) > 1 else list(varargs or [1.0]) * len(axes)
    sizes = [np.shape(f)[a] for a in axes]
    shapes = [np.shape(detach(h)) in ((), (n,)) for h, n in zip(spacing, sizes, strict=False)]
    fits = len(spacing) == len(axes) and all(shapes)
    if not fits or edge_order not in (1, 2) or min(sizes) <= edge_order:
        let_numpy_refuse(np.gradient, (f, *varargs), axis=axis, edge_order=edge_order)
    slopes = [slope_along(f, h, a, edge_order) for h, a in zip(spacing, axes, strict=True)]
    if len(axes) == 1:
        return slopes[0]
    return tuple(slopes)


def slope_along(f: Any, h: Any, axis: int, edge_order: int) -> Any:
    """The slope of the parabola through three neighbours; at the ends of a line, or a parabola."""
    n = np.shape(f)[axis]
    before, middle, after = (cut(f, axis, k, k + n - 2) for k in range(3))
    if np.ndim(h) == 0:
        inside = (after - before) / (2.0 * h)
        left = right = h
        first = second = (h, h)
    else:
        widths = np.diff(h)
        left, right = widths[0], widths[-1]
        first, second = (widths[0], widths[1 % (n - 1)]), (widths[-1], widths[-2 % (n - 1)])
        dx1, dx2 = (along(w, axis, np.ndim(f)) for w in (widths[:-1], widths[1:]))
        inside = (
            -dx2 / (dx1 * (dx1 + dx2)) * before
            + (dx2 - dx1) / (dx1 * dx2) * middle
            + dx1 / (dx2 * (dx1 + dx2)) * after
        )
    ends = [cut(f, axis, k, k + 1 or None) for k in (0, 1, -2, -1)]
    if edge_order == 1:
        lower, upper = (ends[1] - ends[0]) / left, (ends[3] - ends[2]) / right
    else:
        lower = edge_slope([cut(f, axis, k, k + 1) for k in (0, 1, 2)], *first)
        upper = -edge_slope([cut(f, axis, k, k + 1 or None) for k in (-1, -2, -3)], *second)
    return np.concatenate([lower, inside, upper], axis=axis)


def edge_slope(values: Any, dx1: Any, dx2: Any) -> Any:
    """The slope at the first of three points of the parabola through them."""
    first, second, third = values
    return (
        -(2.0 * dx1 + dx2) / (dx1 * (dx1 + dx2)) * first
        + (dx1 + dx2) / (dx1 * dx2) * second
        - dx1 / (dx2 * (dx1 + dx2)) * third
    )


# -- Products --------------------------------------------------------------------------------------


@implements(np.convolve)
def convolve(a: Any, v: Any, mode: str = "full") -> Any:
    a, v = np.atleast_1d(a), np.atleast_1d(v)
    m, n = np.size(a), np.size(v)
    if np.ndim(a) > 1 or np.ndim(v) > 1 or not (m and n) or mode not in ("full", "same", "valid"):
        let_numpy_refuse(np.convolve, (a, v), mode=mode)
    full = bind("convolve", a, v)
    short, long = sorted((m, n))
    if mode == "same":
        return full[(short - 1) // 2 : (short - 1) // 2 + long]
    return full[short - 1 : long] if mode == "valid" else full


@implements(np.correlate)
def correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    a, v = np.atleast_1d(a), np.atleast_1d(v)
    if np.size(v) > np.size(a):  # NumPy changes places, and turns the result round
        return np.flip(correlate(v, a, mode))
    return convolve(a, np.flip(v), mode)


# -- Polynomials -----------------------------------------------------------------------------------


@implements(np.polyval)
def polyval(p: Any, x: Any) -> Any:
    """By Horner's rule."""
    p, x = as_array(p), as_array(x)
    total = np.zeros(np.shape(x)) if np.ndim(x) else 0.0
    for k in range(len(p)):
        total = total * x + p[k]
    return total


@implements(np.polyfit)
def polyfit(x: Any, y: Any, deg: int, rcond: Any = None, full: bool = False, w: Any = None,
            cov: Any = False) -> Any:  # fmt: skip
    """Least squares, with the columns scaled as NumPy does."""
    x, y = as_array(x), as_array(y)
    if np.ndim(x) != 1 or np.ndim(y) not in (1, 2) or np.shape(x)[0] != np.shape(y)[0] or deg < 0:
        let_numpy_refuse(np.polyfit, (x, y), deg=deg)
    rcond = np.size(x) * np.finfo(float).eps if rcond is None else rcond
    powers = np.vander(x, deg + 1)
    w = None if w is None else as_array(w)
    weights = 1.0 if w is None else np.reshape(w, (-1, 1))
    left = powers * weights
    right = y if w is None else y * (w if np.ndim(y) == 1 else weights)
    scale = np.sqrt(np.sum(left * left, axis=0))
    solution, residuals, rank, s = lstsq(left / scale, right, rcond)
    found = np.transpose(np.transpose(solution) / scale)
    if full:
        return found, residuals, rank, s, rcond
    if not cov:
        return found
    if cov != "unscaled" and np.size(x) <= deg + 1:
        let_numpy_refuse(np.polyfit, (x, y), deg=deg, cov=cov)
    base = inv(np.transpose(left / scale) @ (left / scale)) / np.outer(scale, scale)
    factor = 1.0 if cov == "unscaled" else residuals / (np.size(x) - deg - 1)
    return found, (base if np.ndim(y) == 1 else base[..., None]) * factor
