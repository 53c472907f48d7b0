"""Linear algebra: inverses, determinants, factorisations.

Sources: Giles (2008), section 2 (inverse, determinant, solve, eigenvalues, singular values);
Murray, *Differentiation of the Cholesky decomposition* (2016); Golub & Pereyra, *The
differentiation of pseudo-inverses* (1973), equation 4.12; Townsend, *Differentiating the singular
value decomposition* (2016), equations 13 and 15; Walter & Lehmann, *Algorithmic differentiation of
linear algebra functions* (2010), section 4 (QR).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from adlab.engine.arrays.linear_maps import sum_to_shape
from adlab.engine.arrays.values import Recorded, detach
from adlab.engine.errors import MatrixError, explain
from adlab.engine.primitives.declaring import register
from adlab.engine.primitives.primitive import MapRule, Primitive, call
from adlab.engine.primitives.products import column, row, swap


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
declare("det", np.linalg.det, "det {x}", weights_rule(lambda z, x: call("linalg.cofactor", x)))


def cofactor(x: Any) -> Any:
    """The cofactor matrix, the gradient of the determinant; it is there for singular x too.

    For x = u diag(s) vᵀ it is det u · det v · u diag(products of the other s) vᵀ.
    """
    u, s, v = decomposed(x)
    return orientation(u, v) * (u * row(products_of_others(s))) @ swap(v)


def cofactor_map(t: Any, z: Any, x: Any) -> Any:
    """The derivative of the cofactor matrix along t; it is its own transpose."""
    if isinstance(x, Recorded):  # a third derivative of the determinant
        back = swap(regular_inverse(x))
        inner = np.sum(z * t, axis=(-2, -1), keepdims=True)
        return inner * back - back @ swap(t) @ z
    u, s, v = decomposed(x)
    n = np.shape(s)[-1]
    same = np.eye(n, dtype=bool)
    others = np.where(same, 0.0, products_of_others(np.where(same, 1.0, row(s))))
    turned = swap(u) @ t @ v
    diagonal = np.sum(others * row(np.diagonal(turned, axis1=-2, axis2=-1)), axis=-1)
    core = np.eye(n) * row(diagonal) - swap(others * turned)
    return orientation(u, v) * (u @ core @ swap(v))


def regular_inverse(x: Any) -> Any:
    """The inverse, with an error too where it would be mostly rounding."""
    if np.max(np.linalg.cond(detach(x)), initial=0.0) > 1e8:
        raise MatrixError(
            explain(
                "A third derivative of np.linalg.det was asked for at a singular matrix.",
                why="adlab finds it from the inverse, which is not there, or mostly rounding",
                fix="write the determinant of a small matrix as its sum of products",
            )
        )
    return inv(x)


def decomposed(x: Any) -> tuple[Any, Any, Any]:
    """The singular value decomposition u, s, v of plain matrices; nan where one is not finite."""
    finite = np.all(np.isfinite(x), axis=(-2, -1), keepdims=True)
    u, s, v = np.linalg.svd(np.where(finite, x, 0.0), full_matrices=False)
    return u, np.where(finite[..., 0], s, np.nan), swap(v)


def orientation(u: Any, v: Any) -> Any:
    """det u · det v, which is 1 or −1."""
    sign = np.linalg.slogdet(u)[0] * np.linalg.slogdet(v)[0]
    return np.reshape(sign, (*np.shape(sign), 1, 1))


def products_of_others(s: Any) -> Any:
    """For each entry of a row, the product of the others, without dividing."""
    ones = np.ones((*np.shape(s)[:-1], 1))
    before = np.cumprod(np.concatenate([ones, s[..., :-1]], axis=-1), axis=-1)
    after = np.cumprod(np.concatenate([ones, np.flip(s[..., 1:], -1)], axis=-1), axis=-1)
    return before * np.flip(after, -1)


declare("cofactor", cofactor, "cofactors {x}", MapRule(cofactor_map, cofactor_map, "second minors"))


def inverse_or_nan(logabsdet: Any, x: Any) -> Any:
    """The inverse, with nan for those matrices of a stack that have none."""
    singular = np.reshape(logabsdet == -np.inf, (*np.shape(logabsdet), 1, 1))
    if not np.any(singular):
        return inv(x)
    regular = np.where(singular, np.eye(np.shape(x)[-1]), x)
    return np.where(singular, np.nan, inv(regular))


declare(
    "logabsdet",
    lambda x: np.linalg.slogdet(x)[1],
    "ln |det {x}|",
    weights_rule(lambda z, x: swap(inverse_or_nan(z, x))),
    kink="where it is singular: nan",
    kink_at=lambda z, x: np.isneginf(z),
)


def as_columns(v: Any, b: Any) -> Any:
    """A right-hand side or a solution as matrices: where b has one axis, vectors become columns."""
    return column(v) if np.ndim(b) == 1 else v


def as_given(v: Any, b: Any) -> Any:
    """The other way round."""
    return v[..., 0] if np.ndim(b) == 1 else v


def solved(a: Any, v: Any, b: Any) -> Any:
    """The solution for other right-hand sides `v`, or stacks of them, in the form of b."""
    return as_given(call("linalg.solve", a, as_columns(v, b)), b)


def solve_left_apply(t: Any, z: Any, a: Any, b: Any) -> Any:
    return -solved(a, as_given(t @ as_columns(z, b), b), b)


def solve_left_back(g: Any, z: Any, a: Any, b: Any) -> Any:
    share = as_columns(solved(swap(a), g, b), b)
    return sum_to_shape(-(share @ swap(as_columns(z, b))), np.shape(a))


declare(
    "solve",
    np.linalg.solve,
    "{x}⁻¹ {y}",
    MapRule(solve_left_apply, solve_left_back, "−{x}⁻¹ ·", "−{x}⁻ᵀ · {z}ᵀ"),
    MapRule(
        lambda t, z, a, b: solved(a, t, b),
        lambda g, z, a, b: sum_to_shape(solved(swap(a), g, b), np.shape(b)),
        "{x}⁻¹ ·",
        "{x}⁻ᵀ ·",
    ),
)

# -- Factorisations --------------------------------------------------------------------------------


def lower_half(x: Any) -> Any:
    """The lower triangle, with half the diagonal."""
    n = np.shape(x)[-1]
    return x * (np.tril(np.ones((n, n)), -1) + 0.5 * np.eye(n))


def mirrored(x: Any, UPLO: str = "L") -> Any:
    """The symmetric matrix whose lower (or upper) triangle is that of x: all that NumPy reads."""
    half = np.tril if UPLO.upper() == "L" else np.triu
    strict = half(np.ones(np.shape(x)[-2:]), -1 if half is np.tril else 1)
    return half(x) + swap(x * strict)


def folded(g: Any, UPLO: str = "L") -> Any:
    """The transpose of `mirrored`, for symmetric g: what is not read has no share."""
    half = np.tril if UPLO.upper() == "L" else np.triu
    n = np.shape(g)[-1]
    return g * half(2.0 - np.eye(n))


def symmetric(x: Any) -> Any:
    return (x + swap(x)) / 2.0


def cholesky_apply(t: Any, z: Any, x: Any) -> Any:
    back = inv(z)
    return z @ lower_half(back @ mirrored(t) @ swap(back))


def cholesky_back(g: Any, z: Any, x: Any) -> Any:
    back = inv(z)
    return folded(symmetric(swap(back) @ lower_half(swap(z) @ np.tril(g)) @ back))


declare(
    "cholesky",
    np.linalg.cholesky,
    "cholesky {x}",
    MapRule(cholesky_apply, cholesky_back, "Φ of Murray"),
)


def eigenvalues_apply(t: Any, z: Any, x: Any, UPLO: str = "L") -> Any:
    v = call("linalg.eigenvectors", x, UPLO=UPLO)
    return np.sum(v * (mirrored(t, UPLO) @ v), axis=-2)


def eigenvalues_back(g: Any, z: Any, x: Any, UPLO: str = "L") -> Any:
    v = call("linalg.eigenvectors", x, UPLO=UPLO)
    return folded((v * row(g)) @ swap(v), UPLO)


def gaps(values: Any) -> Any:
    """1 / (λⱼ − λᵢ), with zeros on the diagonal."""
    same = np.eye(np.shape(values)[-1])
    return np.where(same == 1.0, 0.0, 1.0 / (row(values) - column(values) + same))


def eigenvectors_apply(t: Any, z: Any, x: Any, UPLO: str = "L") -> Any:
    values = call("linalg.eigenvalues", x, UPLO=UPLO)
    return z @ (gaps(values) * (swap(z) @ mirrored(t, UPLO) @ z))


def eigenvectors_back(g: Any, z: Any, x: Any, UPLO: str = "L") -> Any:
    values = call("linalg.eigenvalues", x, UPLO=UPLO)
    return folded(symmetric(z @ (gaps(values) * (swap(z) @ g)) @ swap(z)), UPLO)


declare(
    "eigenvalues",
    np.linalg.eigvalsh,
    "eigenvalues {x}",
    MapRule(eigenvalues_apply, eigenvalues_back, "diag vᵀ · v"),
    kink="where two eigenvalues meet",
    kink_at=lambda z, x, UPLO="L": np.diff(z) == 0.0,
)
declare(
    "eigenvectors",
    lambda x, UPLO="L": np.linalg.eigh(x, UPLO)[1],
    "eigenvectors {x}",
    MapRule(eigenvectors_apply, eigenvectors_back, "v (F ∘ vᵀ · v)"),
    kink="where two eigenvalues meet",
    kink_at=lambda z, x, UPLO="L": np.diff(np.linalg.eigvalsh(x, UPLO)) == 0.0,
)

# -- Singular values -------------------------------------------------------------------------------
# A singular value that is 0, up to rounding, is at a kink, as |x| is at 0: its slope is 0. So its
# vectors are left out: they are columns of zeros below.


def kept(s: Any, x: Any) -> Any:
    """Which singular values are more than rounding, as NumPy's `matrix_rank` has it."""
    largest = np.max(s, axis=-1, keepdims=True, initial=0.0)
    return s > largest * max(np.shape(x)[-2:]) * np.finfo(float).eps


def left_vectors(x: Any) -> Any:
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    return u * row(kept(s, x))


def right_vectors(x: Any) -> Any:
    _, s, v = np.linalg.svd(x, full_matrices=False)
    return swap(v) * row(kept(s, x))


def frame(x: Any) -> tuple[Any, Any]:
    """Left and right singular vectors."""
    return call("linalg.left_vectors", x), call("linalg.right_vectors", x)


def singular_apply(t: Any, z: Any, x: Any) -> Any:
    u, v = frame(x)
    return np.sum(u * (t @ v), axis=-2)


def singular_back(g: Any, z: Any, x: Any) -> Any:
    u, v = frame(x)
    return (u * row(g)) @ swap(v)


declare(
    "singular_values",
    lambda x: np.linalg.svd(x, compute_uv=False),
    "singular values {x}",
    MapRule(singular_apply, singular_back, "diag uᵀ · v"),
    kink="at 0: slope 0; where two singular values meet",
    kink_at=lambda z, x: np.any(np.diff(z) == 0.0) | np.any(z == 0.0),
)


def singular_gaps(x: Any) -> tuple[Any, Any, Any]:
    """The singular values s, the matrix 1 / (sⱼ² − sᵢ²), and 1 / s; 0 for what is left out."""
    s = call("linalg.singular_values", x)
    some = kept(s, x)
    s = np.where(some, s, 0.0)
    pairs = row(some) & column(some) & ~np.eye(np.shape(s)[-1], dtype=bool)
    squares = np.where(pairs, (row(s) - column(s)) * (row(s) + column(s)), 1.0)
    return s, np.where(pairs, 1.0 / squares, 0.0), some / np.where(some, s, 1.0)


def vectors_apply(t: Any, own: Any, other: Any, x: Any) -> Any:
    """u̇ = u (F ∘ (p s + s pᵀ)) + (1 − u uᵀ) ẋ v / s, with p = uᵀ ẋ v; the same for v and ẋᵀ."""
    s, gap, inverse = singular_gaps(x)
    moved = t @ other
    scaled = (swap(own) @ moved) * row(s)
    outside = moved * row(inverse)
    return own @ (gap * (scaled + swap(scaled))) + outside - own @ (swap(own) @ outside)


def two_meet(z: Any, x: Any) -> Any:
    """Whether two singular values are equal, so that their vectors may be any in a plane."""
    return np.any(np.diff(np.linalg.svd(x, compute_uv=False)) == 0.0)


def vectors_back(g: Any, own: Any, other: Any, x: Any) -> Any:
    s, gap, inverse = singular_gaps(x)
    inner = gap * (swap(own) @ g)
    outside = g * row(inverse)
    share = own @ ((inner + swap(inner)) * row(s)) + outside - own @ (swap(own) @ outside)
    return share @ swap(other)


declare(
    "left_vectors",
    left_vectors,
    "left singular vectors {x}",
    MapRule(
        lambda t, z, x: vectors_apply(t, z, call("linalg.right_vectors", x), x),
        lambda g, z, x: vectors_back(g, z, call("linalg.right_vectors", x), x),
        "u (F ∘ uᵀ · v)",
    ),
    kink="where two singular values meet",
    kink_at=two_meet,
)
declare(
    "right_vectors",
    right_vectors,
    "right singular vectors {x}",
    MapRule(
        lambda t, z, x: vectors_apply(swap(t), z, call("linalg.left_vectors", x), x),
        lambda g, z, x: swap(vectors_back(g, z, call("linalg.left_vectors", x), x)),
        "v (F ∘ uᵀ · v)",
    ),
    kink="where two singular values meet",
    kink_at=two_meet,
)


# -- Singular vectors for the user -----------------------------------------------------------------
# All that NumPy gives, also those of singular values that are 0. Such may be any in a plane: they
# have no derivative, and nan comes out.


def u_vectors(x: Any, full: bool = False) -> Any:
    return np.linalg.svd(x, full_matrices=full)[0]


def v_vectors(x: Any, full: bool = False) -> Any:
    return swap(np.linalg.svd(x, full_matrices=full)[2])


def pair_of(z: Any, x: Any) -> tuple[Any, Any, Any]:
    """The vectors z of x for singular values above 0, their partners, and which of z these are."""
    s = call("linalg.singular_values", x)
    some = kept(s, x)
    own = z[..., : np.shape(s)[-1]] * row(some)
    partner = (swap(x) @ own) / row(np.where(some, s, 1.0))
    missing = np.zeros((*np.shape(s)[:-1], np.shape(z)[-1] - np.shape(s)[-1]), dtype=bool)
    return own, partner, np.concatenate([some, missing], axis=-1)


def own_vectors_apply(t: Any, z: Any, x: Any) -> Any:
    own, partner, some = pair_of(z, x)
    moved = vectors_apply(t, own, partner, x)
    lacking = np.shape(z)[-1] - np.shape(moved)[-1]
    if lacking:
        moved = np.concatenate([moved, np.zeros((*np.shape(moved)[:-1], lacking))], axis=-1)
    return np.where(row(some), moved, np.nan)


def own_vectors_back(g: Any, z: Any, x: Any) -> Any:
    own, partner, some = pair_of(z, x)
    lost = np.any(~row(some) & (g != 0.0), axis=(-2, -1), keepdims=True)
    share = vectors_back(g[..., : np.shape(own)[-1]], own, partner, x)
    return np.where(lost, np.nan, share)


def no_vectors(z: Any, x: Any, full: bool = False) -> Any:
    """Whether two singular values are equal, or one is 0."""
    s = np.linalg.svd(x, compute_uv=False)
    return two_meet(z, x) | np.any(~kept(s, x))


declare(
    "u_vectors",
    u_vectors,
    "left singular vectors {x}",
    MapRule(
        lambda t, z, x, full=False: own_vectors_apply(t, z, x),
        lambda g, z, x, full=False: own_vectors_back(g, z, x),
        "u (F ∘ uᵀ · v)",
    ),
    kink="where two singular values meet, or one is 0",
    kink_at=no_vectors,
)
declare(
    "v_vectors",
    v_vectors,
    "right singular vectors {x}",
    MapRule(
        lambda t, z, x, full=False: own_vectors_apply(swap(t), z, swap(x)),
        lambda g, z, x, full=False: swap(own_vectors_back(g, z, swap(x))),
        "v (F ∘ vᵀ · u)",
    ),
    kink="where two singular values meet, or one is 0",
    kink_at=no_vectors,
)

# -- QR --------------------------------------------------------------------------------------------


def by_triangle(a: Any, q: Any, x: Any) -> Any:
    """a · r⁻¹, where x = q r."""
    return swap(call("linalg.solve", swap(np.triu(swap(q) @ x)), swap(a)))


def q_apply(t: Any, z: Any, x: Any) -> Any:
    """q̇ = q (L − Lᵀ) + (1 − q qᵀ) w, with w = ẋ r⁻¹ and L the strict lower half of qᵀ w."""
    w = by_triangle(t, z, x)
    inner = swap(z) @ w
    lower = np.tril(inner, -1)
    return z @ (lower - swap(lower) - inner) + w


def q_back(g: Any, z: Any, x: Any) -> Any:
    inner = swap(z) @ g
    share = z @ (np.tril(inner - swap(inner), -1) - inner) + g
    return swap(call("linalg.solve", np.triu(swap(z) @ x), swap(share)))


declare(
    "q",
    lambda x: np.linalg.qr(x)[0],
    "q of {x}",
    MapRule(q_apply, q_back, "Walter and Lehmann's map"),
)


def pinv_apply(t: Any, z: Any, x: Any, **cutoff: Any) -> Any:
    m, n = np.shape(x)[-2:]
    return (
        -(z @ t @ z)
        + z @ swap(z) @ swap(t) @ (np.eye(m) - x @ z)
        + (np.eye(n) - z @ x) @ swap(t) @ swap(z) @ z
    )


def pinv_back(g: Any, z: Any, x: Any, **cutoff: Any) -> Any:
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
    kink_at=lambda z, x, **_: np.linalg.matrix_rank(x) < min(np.shape(x)[-2:]),
)
