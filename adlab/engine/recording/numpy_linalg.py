"""What the functions of `numpy.linalg` do with recording values."""

from __future__ import annotations

import operator
from collections import namedtuple
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from adlab.engine.recording.binding import bind
from adlab.engine.recording.guards import assume
from adlab.engine.recording.numpy_protocol import implements, let_numpy_refuse, refuse, taken
from adlab.engine.recording.refusals import unsupported, value_error
from adlab.engine.user.frames import user_position

SlogdetResult = namedtuple("SlogdetResult", ["sign", "logabsdet"])
SVDResult = namedtuple("SVDResult", ["U", "S", "Vh"])
QRResult = namedtuple("QRResult", ["Q", "R"])
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
    if hermitian:
        return svd_of_symmetric(a, compute_uv)
    values = bind("linalg.singular_values", a)
    if not compute_uv:
        return values
    full = {"full": True} if full_matrices and len({*np.shape(a)[-2:]}) == 2 else {}
    u, v = bind("linalg.u_vectors", a, **full), bind("linalg.v_vectors", a, **full)
    return SVDResult(u, values, np.swapaxes(v, -1, -2))


def svd_of_symmetric(a: Any, compute_uv: bool) -> Any:
    """By the eigenvalues, which are singular values up to their sign."""
    values, vectors = eigh(a)
    order = np.flip(np.argsort(np.abs(values), axis=-1), -1)
    signed = np.take_along_axis(values, order, axis=-1)
    if not compute_uv:
        return np.abs(signed)
    u = np.take_along_axis(vectors, np.expand_dims(order, -2), axis=-1)
    v = u * np.expand_dims(np.sign(signed), -2)
    return SVDResult(u, np.abs(signed), np.swapaxes(v, -1, -2))


@implements(np.linalg.svdvals)
def svdvals(x: Any, /) -> Any:
    return bind("linalg.singular_values", x)


@implements(np.linalg.qr)
def qr(a: Any, mode: str = "reduced") -> Any:
    """q of the leading square block, or of a tall matrix, and r = qᵀ a."""
    m, n = np.shape(a)[-2:]
    if mode not in ("reduced", "r", "complete") or (mode == "complete" and m > n):
        if mode in ("raw", "complete"):
            raise unsupported(f"linalg.qr(mode={mode!r})")
        let_numpy_refuse(np.linalg.qr, (a,), mode=mode)
    q = bind("linalg.q", a if m >= n else a[..., :m])
    r = np.triu(np.swapaxes(q, -1, -2) @ a)
    return r if mode == "r" else QRResult(q, r)


@implements(np.linalg.cond)
def cond(x: Any, p: Any = None) -> Any:
    if p not in (None, 2, -2):
        return np.linalg.norm(x, p, axis=(-2, -1)) * np.linalg.norm(inv(x), p, axis=(-2, -1))
    values = bind("linalg.singular_values", x)
    largest, smallest = values[..., 0], values[..., -1]
    return smallest / largest if p == -2 else largest / smallest


@implements(np.linalg.trace)
def trace(x: Any, /, *, offset: int = 0, dtype: Any = None) -> Any:
    return np.trace(x, offset, axis1=-2, axis2=-1, dtype=dtype)


@implements(np.linalg.diagonal)
def diagonal(x: Any, /, *, offset: int = 0) -> Any:
    return np.diagonal(x, offset, axis1=-2, axis2=-1)


@implements(np.linalg.matrix_transpose)
def matrix_transpose(x: Any, /) -> Any:
    return np.swapaxes(x, -1, -2)


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
    sizes = [*[np.shape(array)[0] for array in arrays], np.shape(arrays[-1])[-1]]
    if np.ndim(arrays[0]) == 1:  # a row
        sizes[0] = 1
    if np.ndim(arrays[-1]) == 1:  # a column
        sizes[-1] = 1
    return in_cheapest_order(arrays, sizes)


def in_cheapest_order(arrays: Any, sizes: Sequence[int]) -> Any:
    """The product in the order that takes the fewest multiplications; array k is of sizes k, k+1.

    Source: Cormen et al., *Introduction to Algorithms*, chapter 14.2.
    """
    n = len(arrays)
    cost = {(k, k + 1): 0 for k in range(n)}
    split = {}
    for length in range(2, n + 1):
        for first in range(n - length + 1):
            last = first + length
            ways = {
                middle: cost[first, middle] + cost[middle, last]
                + sizes[first] * sizes[middle] * sizes[last]
                for middle in range(first + 1, last)
            }  # fmt: skip
            split[first, last] = min(ways, key=lambda middle: ways[middle])
            cost[first, last] = ways[split[first, last]]

    def product(first: int, last: int) -> Any:
        if last - first == 1:
            return arrays[first]
        middle = split[first, last]
        return product(first, middle) @ product(middle, last)

    return product(0, n)


@implements(np.linalg.norm)
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    whole = ord is None or (type(ord) is str and ord in ("f", "fro") and np.ndim(x) == 2)
    if axis is None and (whole or (np.ndim(x) == 1 and type(ord) is not str and ord == 2)):
        flat = bind("norm", x)
        return np.reshape(flat, (1,) * np.ndim(x)) if keepdims else flat
    if axis is None:
        axis = tuple(range(np.ndim(x)))
    axes = normalize_axis_tuple(axis, np.ndim(x))
    wrong = ("fro", "f", "nuc") if len(axes) == 1 else (0,)
    if len(axes) not in (1, 2) or ord in wrong:
        let_numpy_refuse(np.linalg.norm, (x,), ord=ord, axis=axis)
    if len(axes) == 1:
        return length_along(x, ord, axes[0], keepdims)
    return size_of_matrix(x, ord, axes, keepdims)


@implements(np.linalg.vector_norm)
def vector_norm(x: Any, /, *, axis: Any = None, keepdims: bool = False, ord: Any = 2) -> Any:
    """Of several axes, the norm of all their entries as one vector."""
    ndim = np.ndim(x)
    axes = normalize_axis_tuple(range(ndim) if axis is None else axis, ndim)
    others = [a for a in range(ndim) if a not in axes]
    kept = [np.shape(x)[a] for a in others]
    rows = np.reshape(np.transpose(x, (*others, *axes)), (*kept, -1))
    found = length_along(rows, ord, -1, False)
    return np.expand_dims(found, axes) if keepdims else found


@implements(np.linalg.matrix_norm)
def matrix_norm(x: Any, /, *, keepdims: bool = False, ord: Any = "fro") -> Any:
    if np.ndim(x) < 2:
        let_numpy_refuse(np.linalg.matrix_norm, (x,))
    return size_of_matrix(x, ord, (-2, -1), keepdims)


def length_along(x: Any, ord: Any, axis: int, keepdims: bool) -> Any:
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


def size_of_matrix(x: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    if ord in (None, "fro", "f"):
        return bind("norm", x, axis=axes, **({"keepdims": True} if keepdims else {}))
    rows, columns = normalize_axis_tuple(axes, np.ndim(x))
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
