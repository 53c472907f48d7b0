"""What the functions of `numpy.linalg` do with recording values."""

from __future__ import annotations

import operator
from collections import namedtuple
from typing import Any

import numpy as np

from adlab.engine.recording.binding import bind
from adlab.engine.recording.guards import assume
from adlab.engine.recording.numpy_protocol import implements, let_numpy_refuse, refuse, taken
from adlab.engine.recording.refusals import unsupported, value_error
from adlab.engine.user.frames import user_position

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
    size = bind("linalg.logabsdet", a)
    sign = assume("sign of det", sign_of_det, a)
    return SlogdetResult(sign, size)


@implements(np.linalg.solve)
def solve(a: Any, b: Any) -> Any:
    return bind("linalg.solve", a, b)


@implements(np.linalg.cholesky)
def cholesky(a: Any, *, upper: bool = False) -> Any:
    if upper:  # NumPy then reads the upper triangle
        return np.swapaxes(bind("linalg.cholesky", np.swapaxes(a, -1, -2)), -1, -2)
    return bind("linalg.cholesky", a)


@implements(np.linalg.eigvalsh)
def eigvalsh(a: Any, UPLO: str = "L") -> Any:
    return bind("linalg.eigenvalues", a, **triangle(UPLO))


@implements(np.linalg.eigh)
def eigh(a: Any, UPLO: str = "L") -> Any:
    read = triangle(UPLO)
    return EighResult(bind("linalg.eigenvalues", a, **read), bind("linalg.eigenvectors", a, **read))


def triangle(UPLO: str) -> dict[str, str]:
    """Which half of the matrix is read, unless it is the usual lower one."""
    return {} if UPLO == "L" else {"UPLO": UPLO}


@implements(np.linalg.svd)
def svd(
    a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False
) -> Any:
    if compute_uv:
        raise unsupported("linalg.svd with vectors (compute_uv=True)")
    refuse("linalg.svd", hermitian=hermitian or None)
    return bind("linalg.singular_values", a)


@implements(np.linalg.pinv)
def pinv(a: Any, rcond: Any = None, hermitian: bool = False, *, rtol: Any = np._NoValue) -> Any:
    refuse("linalg.pinv", hermitian=hermitian or None)
    if rcond is not None and rtol is not np._NoValue:
        raise ValueError("`rtol` and `rcond` can't be both set.")
    if rtol is np._NoValue:
        if rcond is None:
            return bind("linalg.pinv", a)
        rtol = rcond
    if np.any(rank_of(a, rtol=rtol) < rank_of(a)):
        return truncated_pinv(a, rtol)
    return bind("linalg.pinv", a, rtol=rtol)


def rank_of(a: Any, **cutoff: Any) -> Any:
    """The rank, noted as a guard."""
    try:
        return assume("matrix_rank", np.linalg.matrix_rank, a, **cutoff)
    except np.linalg.LinAlgError as error:
        raise value_error("linalg.svd", (a,), error, *user_position()) from None


def truncated_pinv(a: Any, rtol: Any) -> Any:
    """The pseudo-inverse without the small singular values, some of which are not 0."""
    s = bind("linalg.singular_values", a)
    large = taken(s > np.asarray(rtol)[..., None] * np.max(s, axis=-1, keepdims=True))
    inverse = np.where(large, 1.0 / np.where(large, s, 1.0), 0.0)
    left, right = bind("linalg.left_vectors", a), bind("linalg.right_vectors", a)
    return (right * np.expand_dims(inverse, -2)) @ np.swapaxes(left, -1, -2)


@implements(np.linalg.lstsq)
def lstsq(a: Any, b: Any, rcond: Any = None) -> Any:
    """By the pseudo-inverse: the solution and the residuals are recorded, the rank is plain."""
    if np.ndim(a) != 2 or np.ndim(b) not in (1, 2) or np.shape(a)[0] != np.shape(b)[0]:
        let_numpy_refuse(np.linalg.lstsq, (a, b))
    m, n = np.shape(a)
    smallest = np.finfo(float).eps
    rtol = smallest * max(m, n) if rcond is None else smallest if rcond < 0 else rcond
    x = pinv(a, rtol=rtol) @ b
    rank = rank_of(a, rtol=rtol)
    residuals = np.sum((a @ x - b) ** 2, axis=0) if m > n and rank == n else np.empty(0)
    return x, np.atleast_1d(residuals), rank, svd(a, compute_uv=False)


@implements(np.linalg.matrix_power)
def matrix_power(a: Any, n: int) -> Any:
    n = operator.index(n)
    if n < 0:
        a, n = inv(a), -n
    if n == 0:
        return np.broadcast_to(np.eye(np.shape(a)[-1]), np.shape(a)) + 0.0 * a
    if n == 3:
        return (a @ a) @ a  # in the order that NumPy takes, for the same last digit
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
    wrong = ("fro", "f", "nuc") if len(axes) == 1 else (0,)
    if len(axes) not in (1, 2) or ord in wrong:
        let_numpy_refuse(np.linalg.norm, (x,), ord=ord, axis=axis)
    if len(axes) == 1:
        return vector_norm(x, ord, axes[0], keepdims)
    return matrix_norm(x, ord, axes, keepdims)


def vector_norm(x: Any, ord: Any, axis: int, keepdims: bool) -> Any:
    if np.shape(x)[axis] == 0 and (ord is None or ord == np.inf):
        return np.sum(x, axis=axis, keepdims=keepdims)  # of no entries: 0
    kept = {"keepdims": True} if keepdims else {}
    if ord is None or ord == 2:
        return bind("norm", x, axis=axis, **kept)
    if ord == 0:
        return np.sum((x != 0.0) * 1.0, axis=axis, keepdims=keepdims)
    if ord == 1:
        return np.sum(np.abs(x), axis=axis, keepdims=keepdims)
    if ord == np.inf:
        return np.max(np.abs(x), axis=axis, keepdims=keepdims)
    if ord == -np.inf:
        return np.min(np.abs(x), axis=axis, keepdims=keepdims)
    if isinstance(ord, (int, float, np.number)):
        return bind("norm", x, axis=axis, ord=float(ord), **kept)
    raise unsupported(f"linalg.norm(ord={ord!r})")


def matrix_norm(x: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    if ord in (None, "fro", "f"):
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
