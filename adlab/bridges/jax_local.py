"""The local derivatives at one equation of JAX's: its own `vjp` and `jvp`.

- `JaxLocal(f, values, ...)`: of an equation, or of a function with a derivative of its own.
- `Folded(...)`: of several equations in a row, which one call of a library function made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from adlab.bridges.foreign import Entry
from adlab.bridges.jax_trace import plainly
from adlab.bridges.local import Local, Words
from adlab.engine.arrays.linear_maps import Shape

MOST_ROWS = 2_048
Pull = Callable[..., Any]


class JaxLocal(Local):
    """The local derivatives of a function at values of its own.

    Parameters
    ----------
    f : the function, of the operands at `places`
    values : what they are
    places : where they stand among the operands of the node
    number : which of its results the node is; None if it has one
    pulled : the function that gives the shares, where it is known
    """

    def __init__(
        self,
        f: Callable[..., Any],
        values: Sequence[Any],
        places: Sequence[int],
        number: int | None,
        result: Shape,
        by_entry: bool,
        words: Words,
        pulled: Pull | None = None,
    ) -> None:
        shapes = {k: tuple(np.shape(v)) for k, v in zip(places, values, strict=True)}
        super().__init__(shapes, result, by_entry, words)
        self.f, self.values, self.places, self.number = f, values, places, number
        self.pulled = pulled

    def pull(self, adjoint: Any) -> dict[int, Any]:
        """The shares of all operands."""
        with plainly():
            if self.pulled is None:
                _, self.pulled = jax.vjp(self.f, *self.values)
            shares = self.pulled(self._cotangent(adjoint))
        return {k: as_numpy(share) for k, share in zip(self.places, shares, strict=True)}

    def _cotangent(self, adjoint: Any) -> Any:
        shapes = jax.eval_shape(self.f, *self.values) if self._rows is None else self._rows
        if self.number is None:
            return jnp.asarray(adjoint, shapes.dtype).reshape(shapes.shape)
        return [
            jnp.asarray(adjoint, each.dtype).reshape(each.shape)
            if k == self.number
            else zero_of(each)
            for k, each in enumerate(shapes)
        ]

    _rows: Any = None

    def of(self, results: Any) -> JaxLocal:
        """The same, where the results are known, so that the function is not called for them."""
        self._rows = results
        return self

    def push(self, position: int, tangent: Any) -> Any:
        """JAX's own tangent; where it has none, as of a `custom_vjp`, by rows of the other map."""
        k = list(self.places).index(position)
        given = [
            jnp.asarray(tangent if i == k else 0.0, v.dtype) * jnp.ones_like(v)
            for i, v in enumerate(self.values)
        ]
        try:
            with plainly():
                if self._rows is not None:
                    raise TypeError("its function has been called")
                _, made = jax.jvp(self.f, tuple(self.values), tuple(given))
        except TypeError:
            return by_rows(self, position, tangent)
        return as_numpy(made if self.number is None else made[self.number])


def by_rows(local: Local, position: int, tangent: Any) -> Any:
    """What a tangent becomes, by the transpose of the map that pulls back, row by row."""
    size = int(np.prod(local.result))
    if size > MOST_ROWS:
        return np.full(local.result, np.nan)
    units = np.eye(size).reshape(size, *local.result)
    rows = [np.vdot(local.share(position, unit), tangent) for unit in units]
    made = np.reshape(rows, local.result)
    return made if made.ndim else float(made)


def zero_of(shaped: Any) -> Any:
    """The cotangent of what nothing comes back from."""
    if jnp.issubdtype(shaped.dtype, jnp.floating):
        return jnp.zeros(shaped.shape, shaped.dtype)
    return np.zeros(shaped.shape, jax.dtypes.float0)


class Folded(Local):
    """Several entries as one: their sweep, from the last of them to what came from outside."""

    def __init__(self, inner: Sequence[Entry], operands: Sequence[Entry], words: Words) -> None:
        self.inner, self.operands = list(inner), list(operands)
        self.order = {id(each): k for k, each in enumerate([*operands, *inner])}
        shapes = {k: tuple(np.shape(each.value)) for k, each in enumerate(operands)}
        last = inner[-1]
        super().__init__(shapes, tuple(np.shape(last.value)), _all_by_entry(inner), words)

    def pull(self, adjoint: Any) -> dict[int, Any]:
        """Reverse, through the entries inside."""
        adjoints: dict[int, Any] = {len(self.order) - 1: adjoint}
        for entry in reversed(self.inner):
            held = adjoints.get(self.order[id(entry)])
            if held is None or entry.local is None:
                continue
            for place, partial in entry.local.partials.items():
                k = self.order.get(id(entry.operands[place]))
                if k is not None:
                    share = held * partial
                    adjoints[k] = adjoints[k] + share if k in adjoints else share
        return {k: adjoints[k] for k in self.shapes if k in adjoints}

    def push(self, position: int, tangent: Any) -> Any:
        """Forward, through the entries inside."""
        tangents: dict[int, Any] = {position: tangent}
        for entry in self.inner:
            if entry.local is None:
                continue
            for place, partial in entry.local.partials.items():
                k = self.order.get(id(entry.operands[place]))
                if k is not None and k in tangents:
                    here, term = self.order[id(entry)], partial * tangents[k]
                    tangents[here] = tangents[here] + term if here in tangents else term
        made = tangents.get(len(self.order) - 1)
        return np.zeros(self.result) if made is None else made


def _all_by_entry(inner: Sequence[Entry]) -> bool:
    shape = np.shape(inner[-1].value)
    return all(
        entry.local is not None and entry.local.by_entry and np.shape(entry.value) == shape
        for entry in inner
        if entry.local is not None
    )


def as_numpy(value: Any) -> Any:
    """A JAX array as adlab keeps values: a float, or an array that is nobody else's."""
    array = np.asarray(value)
    if array.dtype == jax.dtypes.float0:
        return np.zeros(array.shape) if array.ndim else 0.0
    if array.dtype.kind not in "fb":  # counts, and bfloat16, which NumPy has not
        array = array.astype(np.float32 if array.dtype.kind == "V" else np.float64)
    elif array.dtype.itemsize == 2:
        array = array.astype(np.float32)
    return float(array) if array.ndim == 0 else np.array(array)
