"""NumPy's other functions of recorded values: entry by entry, and questions about them.

Ufuncs need no handler, see `Var.__array_ufunc__`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from adlab.engine.arrays.values import detach
from adlab.engine.recording.array_writes import of_no_dimension
from adlab.engine.recording.binding import bind
from adlab.engine.recording.guards import assume
from adlab.engine.recording.numpy_protocol import (
    as_array,
    implements,
    refuse,
    taken,
)

# -- Entry by entry --------------------------------------------------------------------------------


@implements(np.where)
def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    if x is None or y is None:
        return assume("nonzero", np.nonzero, condition)
    return of_no_dimension(bind("where", condition, x, y))


@implements(np.clip)
def clip(x: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **options: Any) -> Any:
    low, high = (None if a is np._NoValue else a for a in (a_min, a_max))
    if not (low is None and high is None) and options.keys() & {"min", "max"}:
        raise ValueError("clip takes min and max, or a_min and a_max, and not both")
    low, high = options.pop("min", low), options.pop("max", high)
    refuse("clip", out=out, **options)
    return bind("clip", x, -np.inf if low is None else low, np.inf if high is None else high)


@implements(np.round, np.around)
def round_(x: Any, decimals: int = 0, out: Any = None) -> Any:
    refuse("round", out=out)
    return bind("round", x) if decimals == 0 else bind("round", x * 10.0**decimals) / 10.0**decimals


@implements(np.divmod)
def divmod_(x: Any, y: Any) -> Any:
    return np.floor_divide(x, y), np.remainder(x, y)


@implements(np.sinc)
def sinc(x: Any) -> Any:
    return bind("sinc", x)


@implements(np.diff)
def diff(
    x: Any, n: int = 1, axis: int = -1, prepend: Any = np._NoValue, append: Any = np._NoValue
) -> Any:
    x = as_array(x)
    axis = normalize_axis_index(axis, np.ndim(x))

    def border(part: Any) -> list[Any]:
        if part is np._NoValue:
            return []
        shape = [1 if a == axis else m for a, m in enumerate(np.shape(x))]
        return [np.broadcast_to(part, tuple(shape)) if np.ndim(part) == 0 else part]

    x = np.concatenate([*border(prepend), x, *border(append)], axis=axis)
    before = (slice(None),) * axis
    for _ in range(n):
        x = x[(*before, slice(1, None))] - x[(*before, slice(None, -1))]
    return x


@implements(np.nan_to_num)
def nan_to_num(
    x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None
) -> Any:
    refuse("nan_to_num", copy=None if copy else copy)
    largest = np.finfo(float).max
    x = np.where(np.isnan(x), nan, x)
    x = np.where(np.equal(x, np.inf), largest if posinf is None else posinf, x)
    return bind("where", np.equal(x, -np.inf), -largest if neginf is None else neginf, x)


# -- Questions about values: answered plainly, and noted as guards ---------------------------------


def ask(function: Callable[..., Any]) -> None:
    @implements(function)
    def handler(*arguments: Any, **options: Any) -> Any:
        options = {key: taken(value) for key, value in options.items()}
        return assume(function.__name__, function, *arguments, **options)


for _question in (np.argmax, np.argmin, np.argsort, np.any, np.all, np.allclose, np.isclose,
                  np.array_equal, np.count_nonzero, np.nonzero, np.flatnonzero, np.argwhere,
                  np.searchsorted, np.digitize, np.isin, np.nanargmax,
                  np.nanargmin, np.array_equiv, np.argpartition,
                  np.linalg.matrix_rank):  # fmt: skip
    ask(_question)

# -- Questions about shapes, and arrays of a given shape: nothing to record ------------------------


def plain(function: Callable[..., Any]) -> None:
    @implements(function)
    def handler(*arguments: Any, **options: Any) -> Any:
        plainly = {key: detach(value) for key, value in options.items()}
        return function(*[detach(a) for a in arguments], **plainly)


for _shape in (np.shape, np.ndim, np.size,
                  np.result_type, np.iscomplexobj, np.isrealobj, np.iscomplex,
                  np.isreal, np.may_share_memory, np.shares_memory, np.array_repr,
                  np.array_str, np.array2string, np.can_cast, np.common_type):  # fmt: skip
    plain(_shape)


@implements(np.real, np.real_if_close)
def real(x: Any, tol: float = 100) -> Any:
    return x
