"""NumPy's functions that choose among values, put some in, and leave some out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.values import detach
from adlab.engine.recording.array_writes import together
from adlab.engine.recording.binding import bind
from adlab.engine.recording.guards import assume, without_recorded
from adlab.engine.recording.numpy_protocol import (
    as_array,
    implements,
    let_numpy_refuse,
    refuse,
    taken,
)
from adlab.engine.recording.var import Var

# -- Choices ---------------------------------------------------------------------------------------


@implements(np.select)
def select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    """The first choice whose condition holds: `np.where`, one in another."""
    whole = all(np.asarray(taken(c)).dtype == bool for c in condlist)
    if len(condlist) != len(choicelist) or not len(condlist) or not whole:
        let_numpy_refuse(
            np.select, (), *[[detach(v) for v in part] for part in (condlist, choicelist)]
        )
    result = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist), strict=True):
        result = np.where(condition, choice, result)
    return result


@implements(np.piecewise)
def piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kw: Any) -> Any:
    """Each function is called on the entries where its condition holds, as in NumPy."""
    if np.ndim(x) == 0:
        alone = [[taken(c)] for c in np.ravel(taken(together(condlist)))]
        whole = np.reshape(x, (1,))
        return np.reshape(piecewise(whole, alone, funclist, *args, **kw), ())
    single = np.isscalar(condlist) or not isinstance(condlist[0], (list, np.ndarray, Var))
    conditions: list[Any] = [
        np.asarray(taken(c), bool) for c in ([condlist] if single else condlist)
    ]
    if len(funclist) == len(conditions) + 1:
        conditions.append(~np.any(conditions, axis=0))
    elif len(funclist) != len(conditions):
        let_numpy_refuse(np.piecewise, (x,), condlist=conditions, funclist=funclist)
    result = np.zeros_like(x)
    for condition, function in zip(conditions, funclist, strict=True):
        if not callable(function):
            result[condition] = function
        elif np.any(condition):
            result[condition] = function(x[condition], *args, **kw)
    return result


@implements(np.choose)
def choose(a: Any, choices: Any, out: Any = None, mode: Any = "raise") -> Any:
    refuse("choose", out=out)
    places, arrays = without_recorded(a), map(as_array, choices)
    return picked(lambda *numbered: np.choose(places, numbered, mode=mode), *arrays)


# -- Arrays made of the entries of others ----------------------------------------------------------


def picked(function: Callable[..., Any], *arrays: Any) -> Any:
    """What a function that only moves entries makes of arrays: it is asked where each one goes.

    It is given arrays of the same shapes that hold the numbers 0, 1, 2, … of the entries.
    """
    ends = np.cumsum([0, *[np.size(array) for array in arrays]])
    numbered = [
        np.arange(end - np.size(array), end).reshape(np.shape(array))
        for array, end in zip(arrays, ends[1:], strict=True)
    ]
    places = function(*numbered)
    every = np.concatenate([np.reshape(array, -1) for array in arrays])
    return every[places]


@implements(np.insert)
def insert(arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    obj = taken(obj)
    return picked(lambda x, v: np.insert(x, obj, v, axis), as_array(arr), as_array(values))


@implements(np.delete)
def delete(arr: Any, obj: Any, axis: Any = None) -> Any:
    obj = taken(obj)
    return picked(lambda x: np.delete(x, obj, axis), arr)


@implements(np.resize)
def resize(a: Any, new_shape: Any) -> Any:
    return picked(lambda x: np.resize(x, new_shape), a)


@implements(np.block)
def block(arrays: Any) -> Any:
    leaves: list[Any] = []

    def number(leaf: Any) -> int:
        leaves.append(as_array(leaf))
        return len(leaves) - 1

    nested = each(arrays, number)
    return picked(lambda *numbered: np.block(each(nested, numbered.__getitem__)), *leaves)


def each(nested: Any, function: Callable[[Any], Any]) -> Any:
    """Nested lists with a function applied to what is in them."""
    return (
        [each(part, function) for part in nested] if isinstance(nested, list) else function(nested)
    )


# -- Order -----------------------------------------------------------------------------------------


@implements(np.partition)
def partition(
    a: Any, kth: Any, axis: Any = -1, kind: str = "introselect", order: Any = None
) -> Any:
    refuse("partition", order=order)
    if axis is None:
        a, axis = np.reshape(a, -1), 0
    order = assume("partition", places_in_partition, a, kth=taken(kth), axis=axis, kind=kind)
    return bind("take_along_axis", a, indices=order, axis=axis)


def places_in_partition(a: Any, kth: Any, axis: int, kind: Any) -> Any:
    """Where each entry of `np.partition` comes from: `np.argpartition` may have another order."""
    parted = np.partition(a, kth, axis, kind)
    order = np.empty(np.shape(a), dtype=int)
    sources, targets = (np.argsort(x, axis, stable=True) for x in (a, parted))
    np.put_along_axis(order, targets, sources, axis)
    return order


@implements(np.ediff1d)
def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    flat = np.reshape(as_array(ary), -1)
    return ends(flat[1:] - flat[:-1], before=to_begin, after=to_end)


def ends(x: Any, before: Any, after: Any) -> Any:
    """An array with others before and after it."""
    parts: Sequence[Any] = [part for part in (before, x, after) if part is not None]
    return np.concatenate([np.reshape(as_array(part), -1) for part in parts])
