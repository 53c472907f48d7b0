"""Private copies of the arrays that a user passes: what the user does to theirs is theirs.

- `private(array)`: a read-only copy.
- `own_values(function)`: a function of the user's, whose results are handed over in that way.

Fresh memory is slow: the operating system hands it out page by page, which for a large array takes
several times as long as copying. A derivative that is computed again and again, as in training,
copies arrays of the same shapes each time and lets them go. So a few large copies are kept, and one
that nobody holds any more, neither itself nor a view of it, is written over. On a gradient of a
network of 128×784 → 128 → 10 this saved up to half of the time.

>>> first = private(np.ones(LARGE // 8))
>>> second = private(np.zeros(LARGE // 8))
>>> float(first[0]), first.flags.writeable
(1.0, False)
"""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.engine.errors import AdlabError, OutputError, ShapeError, explain

LARGE = 2**16  # bytes: smaller arrays come from memory that Python has at hand
KEPT = 32, 2**26  # how many, and bytes in all

_kept: list[np.ndarray] = []  # the one made last at the end
_taking = threading.Lock()


def private(array: np.ndarray) -> np.ndarray:
    """A read-only copy of an array of float64, laid out as it is: `ravel` and sums depend on it."""
    if array.nbytes < LARGE or not array.flags.c_contiguous:
        copy = array.copy(order="K")
    else:
        with _taking:
            copy = _free(array.shape)
            copy.setflags(write=True)
        np.copyto(copy, array)
    copy.setflags(write=False)
    return copy


def own_values(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with results that are its own: a float, or an array that nobody holds.

    What it returns may be an array that the user keeps and changes, a list, a float32, or an array
    of no dimension. Masks and whole numbers stay what they are where they are arrays.
    """

    @functools.wraps(function)
    def compute(*arguments: Any, **params: Any) -> Any:
        value = function(*arguments, **params)
        if type(value) is float and len(arguments) == 1 and type(arguments[0]) is float:
            return value  # the quick, usual way
        array = np.array(value)
        if array.dtype.kind not in "fiub":
            what = f"{function.__name__} returned {value!r}."
            raise _unfit(OutputError, what, "return a float, or a NumPy array of floats")
        shape = np.broadcast_shapes(*[np.shape(argument) for argument in arguments])
        if array.shape != shape:
            what = (
                f"{function.__name__} works entry by entry, and returned shape {array.shape} for "
                f"arguments of shape {shape}."
            )
            fix = "return a value for each entry, for instance `np.full_like(x, 1.0)`"
            raise _unfit(ShapeError, what, fix)
        if array.ndim == 0:
            return float(array)
        return array.astype(float) if array.dtype.kind == "f" else array

    return compute


def _unfit(kind: type[AdlabError], what: str, fix: str) -> AdlabError:
    from adlab.engine import refusals, source

    return kind(explain(what, where=source.where(*refusals.user_position()), fix=fix))


def _free(shape: tuple[int, ...]) -> np.ndarray:
    """An array of that shape that nobody holds: one that was let go, or a new one."""
    for k in range(len(_kept)):
        if _kept[k].shape == shape and sys.getrefcount(_kept[k]) == ALONE:
            return _kept[k]
    made = np.empty(shape)
    _kept.append(made)
    while len(_kept) > KEPT[0] or sum([array.nbytes for array in _kept]) > KEPT[1]:
        del _kept[0]
    return made


ALONE = 2  # references to what only the list holds: the list's, and that of the question itself
