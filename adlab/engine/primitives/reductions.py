"""Primitives that reduce an array over axes, and running sums and products.

The derivative of a reduction is a weighted sum: tangent = Σ weights · ẋ over the reduced axes, and
its transpose hands each entry its weight's worth of the adjoint. So a reduction is declared by its
weights: 1 for a sum, 1/n for a mean, the product of the others for a product.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from adlab.engine.arrays.linear_maps import shape_of
from adlab.engine.primitives.declaring import linear, register
from adlab.engine.primitives.elementary import part_of_length
from adlab.engine.primitives.primitive import Function, MapRule, Primitive


def axes_of(x: Any, axis: Any) -> tuple[int, ...]:
    """The reduced axes, counted from 0."""
    if axis is None:
        return tuple(range(np.ndim(x)))
    return normalize_axis_tuple(axis, np.ndim(x))


def restore_axes(reduced: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Put back, with length 1, the axes that a reduction of `x` removed."""
    if keepdims or np.ndim(x) == 0:
        return reduced
    removed = axes_of(x, axis)
    return np.reshape(reduced, [1 if a in removed else n for a, n in enumerate(np.shape(x))])


def size_along(x: Any, axis: Any) -> int:
    """How many entries go into one result."""
    shape = shape_of(x)
    return math.prod(shape if axis is None else [shape[a] for a in axes_of(x, axis)])


def reduction(
    name: str,
    function: Function,
    formula: str,
    weights: Function,
    kink: str = "",
    kink_at: Function | None = None,
) -> Primitive:
    """Declare a reduction by `weights(result, x, axis, **params)`, and `kink_at` of the same.

    The result comes with its axes restored, so that it broadcasts against `x`.
    """

    def weigh(z: Any, x: Any, axis: Any, keepdims: bool, params: dict[str, Any]) -> Any:
        return weights(restore_axes(z, x, axis, keepdims), x, axis, **params)

    def apply(
        t: Any, z: Any, x: Any, axis: Any = None, keepdims: bool = False, **params: Any
    ) -> Any:
        return np.sum(t * weigh(z, x, axis, keepdims, params), axis=axis, keepdims=keepdims)

    def transpose(
        g: Any, z: Any, x: Any, axis: Any = None, keepdims: bool = False, **params: Any
    ) -> Any:
        share = restore_axes(g, x, axis, keepdims) * weigh(z, x, axis, keepdims, params)
        return np.broadcast_to(share, np.shape(x))

    def stands(z: Any, x: Any, axis: Any = None, keepdims: bool = False, **params: Any) -> Any:
        return kink_at and kink_at(restore_axes(z, x, axis, keepdims), x, axis, **params)

    rule = MapRule(apply, transpose, f"share of {name}")
    at = stands if kink_at else None
    return register(Primitive(name, function, (rule,), formula, name, kink=kink, kink_at=at))


# -- Sums -----------------------------------------------------------------------------------------


def sum_back(g: Any, z: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    if type(g) is float:
        return np.full(shape_of(x), g)
    return np.broadcast_to(restore_axes(g, x, axis, keepdims), np.shape(x))


def mean_back(g: Any, z: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return sum_back(g / max(size_along(x, axis), 1), z, x, axis, keepdims)


def total(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """`np.sum`, without its outer layer of Python."""
    reduce: Function = np.add.reduce
    return reduce(x, axis=axis, keepdims=keepdims)


def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """`np.mean` of floats, without what it does for other types."""
    if type(x) is not np.ndarray or x.size == 0:
        return np.mean(x, axis=axis, keepdims=keepdims)
    return total(x, axis, keepdims) / size_along(x, axis)


def cumsum_back(g: Any, z: Any, x: Any, axis: Any = None) -> Any:
    if axis is None:
        return np.reshape(np.flip(np.cumsum(np.flip(g))), np.shape(x))
    return np.flip(np.cumsum(np.flip(g, axis), axis), axis)


def mean_back_label(z: Any, x: Any, axis: Any = None, keepdims: bool = False) -> str:
    return f"copy, divide by {max(size_along(x, axis), 1)}"


def sum_code(count: int, axis: str = "None", keepdims: str = "") -> str:
    return f"np.sum({{0}}, axis={axis}{', keepdims=True' if keepdims else ''})"


linear("sum", total, "sum {x}", sum_back, back="copy", code=sum_code, divisor=lambda count: 1)
linear("mean", mean, "mean {x}", mean_back, back=mean_back_label, divisor=lambda count: count)
linear("cumsum", np.cumsum, "cumsum {x}", cumsum_back, back="cumsum from the end")

# -- Extremes: the entries that attain them share alike --------------------------------------------


def ties(z: Any, x: Any, axis: Any) -> Any:
    """1/k at the k entries that equal the result, and 0 elsewhere."""
    same = x == z  # recorded where x is: another entry may be the largest where it is used again
    return same / np.sum(same, axis=axis, keepdims=True)


def tied(z: Any, x: Any, axis: Any) -> Any:
    return np.sum(x == z, axis=axis) > 1


reduction("max", np.max, "max {x}", ties, kink="at a tie: shared alike", kink_at=tied)
reduction("min", np.min, "min {x}", ties, kink="at a tie: shared alike", kink_at=tied)

# -- Products -------------------------------------------------------------------------------------


def all_but_one(x: Any, axis: Any) -> Any:
    """For each entry, the product of the others: exact also where some are 0."""
    axes = axes_of(x, axis)
    kept = [a for a in range(np.ndim(x)) if a not in axes]
    order = (*kept, *axes)
    rows = np.reshape(np.transpose(x, order), (*[np.shape(x)[a] for a in kept], -1))
    n = np.shape(rows)[-1]
    others = np.where(np.eye(n, dtype=bool), 1.0, np.expand_dims(rows, -2))
    products = np.reshape(np.prod(others, axis=-1), [np.shape(x)[a] for a in order])
    return np.transpose(products, tuple(np.argsort(order)))


def prod_weights(z: Any, x: Any, axis: Any) -> Any:
    return z / x if np.all(x != 0.0) else all_but_one(x, axis)


reduction("prod", np.prod, "prod {x}", prod_weights)


def cumprod_apply(t: Any, z: Any, x: Any, axis: Any) -> Any:
    return np.sum(cumprod_partials(x, axis) * np.expand_dims(t, axis), axis=axis + 1)


def cumprod_back(g: Any, z: Any, x: Any, axis: Any) -> Any:
    return np.sum(cumprod_partials(x, axis) * np.expand_dims(g, axis + 1), axis=axis)


def cumprod_partials(x: Any, axis: int) -> Any:
    """∂zₖ/∂xᵢ (k along `axis`, i along the next): the product of the first k but the i-th."""
    n = np.shape(x)[axis]
    last = np.moveaxis(x, axis, -1)
    earlier = np.tril(np.ones((n, n), dtype=bool))
    factors = earlier[:, None, :] & ~np.eye(n, dtype=bool)[None, :, :]  # k, i, j
    rows = np.where(factors, np.expand_dims(last, (-3, -2)), 1.0)
    partials = np.where(earlier, np.prod(rows, axis=-1), 0.0)
    return np.moveaxis(partials, (-2, -1), (axis, axis + 1))


register(
    Primitive(
        "cumprod",
        np.cumprod,
        (MapRule(cumprod_apply, cumprod_back, "running products"),),
        "cumprod {x}",
        "cumprod",
    )
)

# -- Spread ---------------------------------------------------------------------------------------


def var_weights(z: Any, x: Any, axis: Any, ddof: float = 0) -> Any:
    n = size_along(x, axis)
    return 2.0 * (x - np.mean(x, axis=axis, keepdims=True)) / (n - ddof)


def all_equal(z: Any, x: Any, axis: Any) -> Any:
    """Whether a standard deviation is 0, up to rounding."""
    largest = np.max(np.abs(x), axis=axis, keepdims=True, initial=0.0)
    return z <= 4.0 * np.finfo(float).eps * largest


def some_equal(z: Any, x: Any, axis: Any, ddof: float = 0) -> Any:
    return all_equal(z, x, axis) & (size_along(x, axis) > 1)  # of a single number it is always 0


def std_weights(z: Any, x: Any, axis: Any, ddof: float = 0) -> Any:
    equal = all_equal(z, x, axis)
    return np.where(equal, 0.0, var_weights(z, x, axis, ddof) / (2.0 * np.where(equal, 1.0, z)))


reduction("var", np.var, "var {x}", var_weights)
reduction("std", np.std, "std {x}", std_weights, kink="where all are equal: 0",
          kink_at=some_equal)  # fmt: skip


def length(x: Any, axis: Any = None, keepdims: bool = False, ord: float = 2) -> Any:
    """The length (Σ|x|ᵖ)^(1/p), of all entries where no axis is named."""
    norm: Function = np.linalg.norm
    if axis is None:  # only the Euclidean one is taken of all entries
        return norm(x, keepdims=keepdims)
    return norm(x, None if ord == 2 else ord, axis, keepdims)


def length_weights(z: Any, x: Any, axis: Any, ord: float = 2) -> Any:
    """x / z, or with signs (|x| / z)^(p − 1); 0 at the zero vector, and so are its derivatives.

    For p < 1 each entry has a kink of its own at 0, with the slope 0 too.
    """
    part = part_of_length(x, z)
    if ord == 2:
        return part
    kink = (z == 0.0) | ((x == 0.0) & (ord < 1))
    size = np.where(kink, 1.0, np.abs(part))
    return np.where(kink, 0.0, np.sign(x) * size ** (ord - 1.0))


def at_zero_vector(z: Any, x: Any, axis: Any, ord: float = 2) -> Any:
    """Where a length has a kink: at the zero vector; for p = 1 and below at each zero entry."""
    return ((z == 0.0) & (np.size(x) > 0)) | np.any((x == 0.0) & (ord <= 1))


reduction("norm", length, "‖{x}‖", length_weights, kink="at the zero vector: 0",
          kink_at=at_zero_vector)  # fmt: skip

# -- Soft extremes --------------------------------------------------------------------------------


def logsumexp_value(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    largest = np.max(x, axis=axis, keepdims=True)
    largest = np.where(np.isfinite(largest), largest, 0.0)
    total = np.log(np.sum(np.exp(x - largest), axis=axis, keepdims=True)) + largest
    return total if keepdims else np.squeeze(total, axis=axis)


reduction("logsumexp", logsumexp_value, "ln Σ exp {x}", lambda z, x, axis: np.exp(x - z))


def softmax_value(x: Any, axis: Any = -1) -> Any:
    powers = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def softmax_map(v: Any, z: Any, x: Any, axis: Any = -1) -> Any:
    """diag(z) − z zᵀ, which is its own transpose."""
    weighted = z * v
    return weighted - z * np.sum(weighted, axis=axis, keepdims=True)


register(
    Primitive(
        "softmax",
        softmax_value,
        (MapRule(softmax_map, softmax_map, "softmax", needs="z"),),
        "softmax {x}",
        "softmax",
    )
)


def log_softmax_value(x: Any, axis: Any = -1) -> Any:
    away = x - np.max(x, axis=axis, keepdims=True)
    return away - np.log(np.sum(np.exp(away), axis=axis, keepdims=True))


def log_softmax_apply(t: Any, z: Any, x: Any, axis: Any = -1) -> Any:
    return t - np.sum(np.exp(z) * t, axis=axis, keepdims=True)


def log_softmax_back(g: Any, z: Any, x: Any, axis: Any = -1) -> Any:
    return g - np.exp(z) * np.sum(g, axis=axis, keepdims=True)


register(
    Primitive(
        "log_softmax",
        log_softmax_value,
        (MapRule(log_softmax_apply, log_softmax_back, "log_softmax", needs="z"),),
        "ln softmax {x}",
        "log_softmax",
    )
)
