"""What the functions of `numpy.linalg` do with recording values."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np

from adlab.engine.numpy_functions import implements, refuse
from adlab.engine.recording import assume, bind
from adlab.engine.refusals import unsupported

SlogdetResult = namedtuple("SlogdetResult", ["sign", "logabsdet"])
EighResult = namedtuple("EighResult", ["eigenvalues", "eigenvectors"])


@implements(np.linalg.inv)
def inv(a: Any) -> Any:
    return bind("linalg.inv", a)


@implements(np.linalg.det)
def det(a: Any) -> Any:
    return bind("linalg.det", a)


def sign_of_det(a: Any) -> Any:
    return np.linalg.slogdet(a)[0]


@implements(np.linalg.slogdet)
def slogdet(a: Any) -> Any:
    sign = assume("sign of det", sign_of_det, a)
    return SlogdetResult(sign, bind("linalg.logabsdet", a))


@implements(np.linalg.solve)
def solve(a: Any, b: Any) -> Any:
    return bind("linalg.solve", a, b)


@implements(np.linalg.cholesky)
def cholesky(a: Any, *, upper: bool = False) -> Any:
    lower = bind("linalg.cholesky", a)
    return np.swapaxes(lower, -1, -2) if upper else lower


@implements(np.linalg.eigvalsh)
def eigvalsh(a: Any, UPLO: str = "L") -> Any:
    return bind("linalg.eigenvalues", a)


@implements(np.linalg.eigh)
def eigh(a: Any, UPLO: str = "L") -> Any:
    return EighResult(bind("linalg.eigenvalues", a), bind("linalg.eigenvectors", a))


@implements(np.linalg.svd)
def svd(
    a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False
) -> Any:
    if compute_uv:
        raise unsupported("linalg.svd with vectors (compute_uv=True)")
    return bind("linalg.singular_values", a)


@implements(np.linalg.pinv)
def pinv(a: Any, rcond: Any = None, hermitian: bool = False, **options: Any) -> Any:
    refuse("linalg.pinv", rcond=rcond, **{k: v for k, v in options.items() if v is not np._NoValue})
    return bind("linalg.pinv", a)


@implements(np.linalg.lstsq)
def lstsq(a: Any, b: Any, rcond: Any = None) -> Any:
    """By the pseudo-inverse: the solution and the residuals are recorded, the rank is plain."""
    x = pinv(a) @ b
    rank = assume("matrix_rank", np.linalg.matrix_rank, a)
    m, n = np.shape(a)
    residuals = np.sum((a @ x - b) ** 2, axis=0) if m > n and rank == n else np.empty(0)
    return x, np.atleast_1d(residuals), rank, svd(a, compute_uv=False)


@implements(np.linalg.matrix_power)
def matrix_power(a: Any, n: int) -> Any:
    if n < 0:
        a, n = inv(a), -n
    if n == 0:
        return np.broadcast_to(np.eye(np.shape(a)[-1]), np.shape(a)) + 0.0 * a
    result = None
    while n:  # by squaring
        if n % 2:
            result = a if result is None else result @ a
        n //= 2
        if n:
            a = a @ a
    return result


@implements(np.linalg.multi_dot)
def multi_dot(arrays: Any, *, out: Any = None) -> Any:
    refuse("linalg.multi_dot", out=out)
    result = arrays[0]
    for array in arrays[1:]:
        result = result @ array
    return result


@implements(np.linalg.norm)
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    if axis is None and ord is None:
        flat = bind("norm", x)
        return np.reshape(flat, (1,) * np.ndim(x)) if keepdims else flat
    if axis is None:
        axis = tuple(range(np.ndim(x)))
    axes = tuple(axis) if isinstance(axis, (tuple, list)) else (axis,)
    if len(axes) == 1:
        return vector_norm(x, ord, axes[0], keepdims)
    return matrix_norm(x, ord, axes, keepdims)


def vector_norm(x: Any, ord: Any, axis: int, keepdims: bool) -> Any:
    if np.shape(x)[axis] == 0:
        return np.sum(x, axis=axis, keepdims=keepdims)  # of no entries: 0
    if ord is None or ord == 2:
        return bind("norm", x, axis=axis, **({"keepdims": True} if keepdims else {}))
    if ord == 1:
        return np.sum(np.abs(x), axis=axis, keepdims=keepdims)
    if ord == np.inf:
        return np.max(np.abs(x), axis=axis, keepdims=keepdims)
    if ord == -np.inf:
        return np.min(np.abs(x), axis=axis, keepdims=keepdims)
    if isinstance(ord, (int, float)) and ord != 0:
        return np.sum(np.abs(x) ** ord, axis=axis, keepdims=keepdims) ** (1.0 / ord)
    raise unsupported(f"linalg.norm(ord={ord!r})")


def matrix_norm(x: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    if ord in (None, "fro"):
        return bind("norm", x, axis=axes, **({"keepdims": True} if keepdims else {}))
    rows, columns = (a % np.ndim(x) for a in axes)
    if ord in (1, -1, np.inf, -np.inf):
        inner, outer = (rows, columns) if abs(ord) == 1 else (columns, rows)
        extreme = np.max if ord > 0 else np.min
        sums = np.sum(np.abs(x), axis=inner, keepdims=True)
        return _drop(extreme(sums, axis=outer, keepdims=True), (rows, columns), keepdims)
    if ord in (2, -2, "nuc"):
        values = bind("linalg.singular_values", np.moveaxis(x, (rows, columns), (-2, -1)))
        pick: dict[Any, Any] = {2: np.max, -2: np.min, "nuc": np.sum}
        chosen = pick[ord](values, axis=-1)
        return np.expand_dims(chosen, tuple(sorted((rows, columns)))) if keepdims else chosen
    raise unsupported(f"linalg.norm(ord={ord!r})")


def _drop(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    return x if keepdims else np.squeeze(x, axis=axes)
