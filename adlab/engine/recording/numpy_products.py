"""Products of arrays, as NumPy's functions of recorded values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from adlab.engine.recording.array_writes import of_no_dimension
from adlab.engine.recording.binding import bind
from adlab.engine.recording.numpy_protocol import (
    implements,
    let_numpy_refuse,
    refuse,
)
from adlab.engine.recording.refusals import unsupported


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
        subscripts, arrays = spelled((subscripts, *arrays))
    subscripts, arrays = explicit(subscripts.replace(" ", ""), arrays)
    return bind("einsum", *arrays, subscripts=subscripts)


def spelled(arguments: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """Subscripts as a string, for arrays that have lists of numbers after them.

    >>> spelled((1.5, [0, 2], 2.5, [2, ...], [0, ...]))
    ('AC,C...->A...', (1.5, 2.5))
    """
    arrays, lists = arguments[: len(arguments) // 2 * 2 : 2], arguments[1::2]
    letters = LETTERS.upper() + LETTERS  # in the order of their codes, as NumPy has them
    terms = ["".join("..." if k is ... else letters[k] for k in part) for part in lists]
    subscripts = ",".join(terms)
    if len(arguments) % 2:
        last = arguments[-1]
        subscripts += "->" + "".join("..." if k is ... else letters[k] for k in last)
    return subscripts, tuple(arrays)


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
    if np.size(x) != np.size(y):
        let_numpy_refuse(np.vdot, (x, y))
    return bind("vdot", x, y)


@implements(np.linalg.outer)
def outer_of_vectors(x1: Any, x2: Any, /) -> Any:
    if np.ndim(x1) != 1 or np.ndim(x2) != 1:
        let_numpy_refuse(np.linalg.outer, (x1, x2))
    return outer(x1, x2)


@implements(np.vecdot, np.linalg.vecdot)
def vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    if np.shape(x1)[axis] != np.shape(x2)[axis]:
        let_numpy_refuse(np.vecdot, (x1, x2), axis=axis)
    return einsum("...a,...a->...", np.moveaxis(x1, axis, -1), np.moveaxis(x2, axis, -1))


@implements(np.linalg.matmul)
def matrix_product(x1: Any, x2: Any, /) -> Any:
    return bind("matmul", x1, x2)


def matvec(x1: Any, x2: Any, /) -> Any:
    return einsum("...ab,...b->...a", x1, x2)


def vecmat(x1: Any, x2: Any, /) -> Any:
    return einsum("...a,...ab->...b", x1, x2)


for _newer in (matvec, vecmat):  # of NumPy 2.2
    if hasattr(np, _newer.__name__):
        implements(getattr(np, _newer.__name__))(_newer)


@implements(np.tensordot, np.linalg.tensordot)
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
    subscripts = f"{''.join(first)},{''.join(second)}->{output}"
    return of_no_dimension(bind("einsum", x, y, subscripts=subscripts))


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


@implements(np.linalg.cross)
def cross_of_stacks(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    return cross(x1, x2, axis=axis)


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
