"""Linear algebra: inverses, determinants, factorisations.

Sources: Giles (2008), section 2 (inverse, determinant, solve, eigenvalues, singular values);
Murray, *Differentiation of the Cholesky decomposition* (2016); Golub & Pereyra, *The
differentiation of pseudo-inverses* (1973), equation 4.12.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from adlab.engine.linear_maps import sum_to_shape
from adlab.engine.primitives import MapRule, Primitive, call, register
from adlab.engine.rules.products import column, row, swap


def declare(name: str, function: Any, formula: str, *rules: MapRule, **more: Any) -> None:
    """Register a primitive by the maps of its arguments."""
    register(Primitive(f"linalg.{name}", function, rules, formula, name, **more))


def weights_rule(weights: Any) -> MapRule:
    """The map of a function from matrices to numbers: tangent = Σ weights · ẋ."""

    def apply(t: Any, z: Any, x: Any) -> Any:
        return np.sum(weights(z, x) * t, axis=(-2, -1))

    def transpose(g: Any, z: Any, x: Any) -> Any:
        return weights(z, x) * np.reshape(g, (*np.shape(g), 1, 1))

    return MapRule(apply, transpose, "share")


def inv(x: Any) -> Any:
    return call("linalg.inv", x)


# -- Inverse, determinant, solve -------------------------------------------------------------------

declare(
    "inv",
    np.linalg.inv,
    "{x}⁻¹",
    MapRule(
        lambda t, z, x: -(z @ t @ z),
        lambda g, z, x: -(swap(z) @ g @ swap(z)),
        "−{x}⁻¹ · {x}⁻¹",
        "−{x}⁻ᵀ · {x}⁻ᵀ",
    ),
)
declare(
    "det",
    np.linalg.det,
    "det {x}",
    weights_rule(lambda z, x: np.reshape(z, (*np.shape(z), 1, 1)) * swap(inv(x))),
)
declare(
    "logabsdet",
    lambda x: np.linalg.slogdet(x)[1],
    "ln |det {x}|",
    weights_rule(lambda z, x: swap(inv(x))),
)


def solve_left_apply(t: Any, z: Any, a: Any, b: Any) -> Any:
    return -call("linalg.solve", a, t @ z)


def solve_left_back(g: Any, z: Any, a: Any, b: Any) -> Any:
    share = call("linalg.solve", swap(a), g)
    if np.ndim(b) == 1:
        share = -column(share) * z
        return sum_to_shape(share, np.shape(a))
    return sum_to_shape(-(share @ swap(z)), np.shape(a))


declare(
    "solve",
    np.linalg.solve,
    "{x}⁻¹ {y}",
    MapRule(solve_left_apply, solve_left_back, "−{x}⁻¹ ·", "−{x}⁻ᵀ · {z}ᵀ"),
    MapRule(
        lambda t, z, a, b: call("linalg.solve", a, t),
        lambda g, z, a, b: sum_to_shape(call("linalg.solve", swap(a), g), np.shape(b)),
        "{x}⁻¹ ·",
        "{x}⁻ᵀ ·",
    ),
)

# -- Factorisations --------------------------------------------------------------------------------


def lower_half(x: Any) -> Any:
    """The lower triangle, with half the diagonal."""
    n = np.shape(x)[-1]
    return x * (np.tril(np.ones((n, n)), -1) + 0.5 * np.eye(n))


def symmetric(x: Any) -> Any:
    return (x + swap(x)) / 2.0


def cholesky_apply(t: Any, z: Any, x: Any) -> Any:
    back = inv(z)
    return z @ lower_half(back @ symmetric(t) @ swap(back))


def cholesky_back(g: Any, z: Any, x: Any) -> Any:
    back = inv(z)
    return symmetric(swap(back) @ lower_half(swap(z) @ np.tril(g)) @ back)


declare(
    "cholesky",
    lambda x: np.linalg.cholesky(symmetric(x)),
    "cholesky {x}",
    MapRule(cholesky_apply, cholesky_back, "Φ of Murray"),
)


def vectors_of(x: Any) -> Any:
    return call("linalg.eigenvectors", x)


def eigenvalues_apply(t: Any, z: Any, x: Any) -> Any:
    v = vectors_of(x)
    return np.sum(v * (symmetric(t) @ v), axis=-2)


def eigenvalues_back(g: Any, z: Any, x: Any) -> Any:
    v = vectors_of(x)
    return (v * row(g)) @ swap(v)


def gaps(x: Any) -> Any:
    """1 / (λⱼ − λᵢ), with zeros on the diagonal."""
    values = call("linalg.eigenvalues", x)
    n = np.shape(values)[-1]
    return np.where(np.eye(n, dtype=bool), 0.0, 1.0 / (row(values) - column(values) + np.eye(n)))


def eigenvectors_apply(t: Any, z: Any, x: Any) -> Any:
    return z @ (gaps(x) * (swap(z) @ symmetric(t) @ z))


def eigenvectors_back(g: Any, z: Any, x: Any) -> Any:
    return symmetric(z @ (gaps(x) * (swap(z) @ g)) @ swap(z))


declare(
    "eigenvalues",
    lambda x: np.linalg.eigvalsh(symmetric(x)),
    "eigenvalues {x}",
    MapRule(eigenvalues_apply, eigenvalues_back, "diag vᵀ · v"),
    kink="where two eigenvalues meet",
    kink_at=lambda z, x: np.diff(z) == 0.0,
)
declare(
    "eigenvectors",
    lambda x: np.linalg.eigh(symmetric(x))[1],
    "eigenvectors {x}",
    MapRule(eigenvectors_apply, eigenvectors_back, "v (F ∘ vᵀ · v)"),
    kink="where two eigenvalues meet",
    kink_at=lambda z, x: np.diff(np.linalg.eigvalsh(symmetric(x))) == 0.0,
)


def singular_frame(z: Any, x: Any) -> tuple[Any, Any]:
    """Left and right singular vectors, by the eigenvectors of the smaller Gram matrix."""
    tall = np.shape(x)[-2] >= np.shape(x)[-1]
    gram = swap(x) @ x if tall else x @ swap(x)
    vectors = np.flip(vectors_of(gram), -1)  # largest first
    others = (x @ vectors if tall else swap(x) @ vectors) / row(z)
    return (others, vectors) if tall else (vectors, others)


def singular_apply(t: Any, z: Any, x: Any) -> Any:
    u, v = singular_frame(z, x)
    return np.sum(u * (t @ v), axis=-2)


def singular_back(g: Any, z: Any, x: Any) -> Any:
    u, v = singular_frame(z, x)
    return (u * row(g)) @ swap(v)


declare(
    "singular_values",
    lambda x: np.linalg.svd(x, compute_uv=False),
    "singular values {x}",
    MapRule(singular_apply, singular_back, "diag uᵀ · v"),
    kink="where two singular values meet, and at 0",
    kink_at=lambda z, x: np.any(np.diff(z) == 0.0) | np.any(z == 0.0),
)


def pinv_apply(t: Any, z: Any, x: Any) -> Any:
    m, n = np.shape(x)[-2:]
    return (
        -(z @ t @ z)
        + z @ swap(z) @ swap(t) @ (np.eye(m) - x @ z)
        + (np.eye(n) - z @ x) @ swap(t) @ swap(z) @ z
    )


def pinv_back(g: Any, z: Any, x: Any) -> Any:
    m, n = np.shape(x)[-2:]
    return (
        -(swap(z) @ g @ swap(z))
        + (np.eye(m) - x @ z) @ swap(g) @ z @ swap(z)
        + swap(z) @ z @ swap(g) @ (np.eye(n) - z @ x)
    )


declare(
    "pinv",
    np.linalg.pinv,
    "{x}⁺",
    MapRule(pinv_apply, pinv_back, "Golub and Pereyra's map"),
    kink="where the rank changes",
    kink_at=lambda z, x: np.linalg.matrix_rank(x) < min(np.shape(x)[-2:]),
)
