"""Products of matrices and tensors: linear in each argument.

The share of one argument is the adjoint times the others, transposed (Giles 2008, 2.2.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap, sum_to_shape
from adlab.engine.primitives.declaring import bilinear, register
from adlab.engine.primitives.needs import OTHERS
from adlab.engine.primitives.primitive import Primitive, call


def swap(x: Any) -> Any:
    """The transpose of the last two axes."""
    axes = list(range(np.ndim(x)))
    axes[-2:] = reversed(axes[-2:])
    return np.transpose(x, tuple(axes))


def column(x: Any) -> Any:
    """A vector, or a stack of them, as columns."""
    return np.reshape(x, (*np.shape(x), 1))


def row(x: Any) -> Any:
    """A vector, or a stack of them, as rows."""
    return np.reshape(x, (*np.shape(x)[:-1], 1, np.shape(x)[-1]))


def matmul_left_back(g: Any, z: Any, x: Any, y: Any) -> Any:
    """g·yᵀ; a vector x is a row, a vector y is a column."""
    if type(g) is np.ndarray and x.ndim == y.ndim == 2:  # the usual case
        return g @ y.T
    if np.ndim(y) == 1:
        share = column(g) * y
    elif np.ndim(x) == 1:
        share = np.matmul(y, column(g))[..., 0]
    else:
        share = np.matmul(g, swap(y))
    return sum_to_shape(share, np.shape(x))


def matmul_right_back(g: Any, z: Any, x: Any, y: Any) -> Any:
    """xᵀ·g; a vector x is a row, a vector y is a column."""
    if type(g) is np.ndarray and x.ndim == y.ndim == 2:  # the usual case
        return x.T @ g
    if np.ndim(y) == 1:
        share = column(g) * x
    elif np.ndim(x) == 1:
        share = column(x) * row(g)
    else:
        share = np.matmul(swap(x), g)
    return sum_to_shape(share, np.shape(y))


def matmul_left_code(z: Any, x: Any, y: Any) -> str | None:
    """The share of the left argument in Python, for matrices and vectors."""
    return {
        (2, 2): "{g} @ {y}.T",
        (2, 1): "{g}[:, None] * {y}",
        (1, 2): "{y} @ {g}",
        (1, 1): "{g} * {y}",
    }.get((len(x), len(y)))


def matmul_right_code(z: Any, x: Any, y: Any) -> str | None:
    """The share of the right argument in Python, for matrices and vectors."""
    return {
        (2, 2): "{x}.T @ {g}",
        (2, 1): "{x}.T @ {g}",
        (1, 2): "{x}[:, None] * {g}",
        (1, 1): "{g} * {x}",
    }.get((len(x), len(y)))


bilinear(
    "matmul",
    np.matmul,
    "{x} @ {y}",
    left=(matmul_left_back, "· {y}", "· {y}ᵀ", matmul_left_code),
    right=(matmul_right_back, "{x} ·", "{x}ᵀ ·", matmul_right_code),
    sign="@",
)

# -- Products of entries, added up -----------------------------------------------------------------

# Not `matmul` of the flattened ones: NumPy adds up a reversed array in another order.


def vdot_left_back(g: Any, z: Any, x: Any, y: Any) -> Any:
    return g * np.reshape(y, np.shape(x))


def vdot_right_back(g: Any, z: Any, x: Any, y: Any) -> Any:
    return vdot_left_back(g, z, y, x)


bilinear(
    "vdot",
    np.vdot,
    "{x} · {y}",
    left=(vdot_left_back, "· {y}", "· {y}", lambda z, x, y: "{g} * {y}" if x == y else None),
    right=(vdot_right_back, "{x} ·", "{x} ·", lambda z, x, y: "{g} * {x}" if x == y else None),
)

# -- Convolution -----------------------------------------------------------------------------------


def convolve_left_back(g: Any, z: Any, x: Any, y: Any) -> Any:
    """The adjoint convolved with y turned round, where x lay."""
    n = np.shape(y)[0]
    return call("convolve", g, np.flip(y))[n - 1 : n - 1 + np.shape(x)[0]]


def convolve_right_back(g: Any, z: Any, x: Any, y: Any) -> Any:
    return convolve_left_back(g, z, y, x)


bilinear(
    "convolve",
    np.convolve,
    "{x} ∗ {y}",
    left=(convolve_left_back, "∗ {y}", "∗ {y}, turned round", None),
    right=(convolve_right_back, "{x} ∗", "{x}, turned round, ∗", None),
)

# -- Einstein's summation --------------------------------------------------------------------------


def einsum(*arrays: Any, subscripts: str) -> Any:
    return np.einsum(subscripts, *arrays)


def einsum_apply(t: Any, z: Any, *arrays: Any, subscripts: str, position: int) -> Any:
    replaced = [t if k == position else array for k, array in enumerate(arrays)]
    return call("einsum", *replaced, subscripts=subscripts)


def einsum_back(g: Any, z: Any, *arrays: Any, subscripts: str, position: int) -> Any:
    """The same sum with the adjoint in the place of the argument.

    Where a letter has another length in the argument than in the rest, one of the two is 1 and was
    broadcast: the share is copied along it, or summed. A letter that only the argument has was
    summed over alone: its entries share alike. No letter stands twice in one argument: the handler
    of `np.einsum` has taken diagonals before.
    """
    inputs, output = subscripts.split("->")
    letters = inputs.split(",")
    own = letters.pop(position)
    others = [array for k, array in enumerate(arrays) if k != position]
    found = "".join(c for c in own if c in output or any(c in term for term in letters))
    share = call("einsum", g, *others, subscripts=f"{','.join([output, *letters])}->{found}")
    shape = np.shape(arrays[position])
    sizes = dict(zip(found, np.shape(share), strict=True))
    given = [sizes.get(c, 1) for c in own]
    wide = tuple([max(a, b) for a, b in zip(given, shape, strict=True)])
    return sum_to_shape(np.broadcast_to(np.reshape(share, given), wide), shape)


def einsum_maps(z: Any, arrays: Sequence[Any], params: dict[str, Any]) -> list[LinearMap]:
    data = (z, *arrays)
    return [
        LinearMap(
            einsum_apply,
            einsum_back,
            np.shape(array),
            np.shape(z),
            "summed product",
            data,
            {**params, "position": position},
        )
        for position, array in enumerate(arrays)
    ]


register(
    Primitive(
        "einsum",
        einsum,
        (einsum_maps,),
        "einsum({args})",
        "Σ",
        variadic=True,
        every_needs=OTHERS,
    )
)
