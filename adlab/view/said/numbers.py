"""How numbers are written: the one place for pictures, tables and sentences.

- `number(value)`: a number in at most `NUMBER_WIDTH` characters (the engine's, for its messages).
- `text(value)`: whatever a node can hold; an array as its shape and its first entries.
- `texts(values)`: the same of many.
- `partial_text(partial)`: whatever an edge can hold, shorter; a linear map by its label.
- `widest(shape)`: the widest text that a value of this shape can have, to reserve room for it.

Room is reserved by format and never by the values seen, so that other inputs fit the same picture.

>>> [number(value) for value in (2.0, 11.6521, -0.28366, 1e6, 1.6726e-27)]
['2', '11.65', '−0.2837', '1e6', '1.67e−27']
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np

from adlab.engine.arrays.digits import number
from adlab.engine.arrays.linear_maps import LinearMap

ARRAY_WIDTH = 20


def text(value: Any, width: int = ARRAY_WIDTH) -> str:
    """What a node holds, in a few characters; nothing for what is not there yet.

    >>> text(None), text(0.5), text(np.ones((4, 3))), text(np.array([1.0, -2.5]))
    ('', '0.5', '(4, 3) 1, 1, 1, 1, …', '(2,) 1, −2.5')
    """
    if value is None:
        return ""
    if type(value) is float or type(value) is int:  # the usual case
        return number(value)
    if isinstance(value, LinearMap):
        return value.label
    if np.ndim(value) == 0:
        return number(value)
    shape = str(np.shape(value))
    entries = _first_entries(np.asarray(value).flat, np.size(value), width - len(shape) - 1)
    return f"{shape} {entries}" if entries else shape


def texts(values: Iterable[Any], width: int = ARRAY_WIDTH) -> list[str]:
    """The text of each; what most hold are plain numbers."""
    return [number(v) if type(v) in (float, int) else text(v, width) for v in values]


def _first_entries(values: Iterable[Any], size: int, width: int) -> str:
    """As many entries as fit into `width` characters; "" if not even one does."""
    shown, used = [], 0
    for count, value in enumerate(values, start=1):
        entry = number(value)
        used += len(entry)
        if used + (3 if count < size else 0) > width:  # there must still be room for ", …"
            break
        shown.append(entry)
        used += 2
    if not shown or len(shown) == size:
        return ", ".join(shown)
    return ", ".join([*shown, "…"])


def partial_text(partial: Any) -> str:
    """What an edge holds: a number, the shape of an array of slopes, or what a linear map does.

    >>> partial_text(-0.28366), partial_text(np.ones((4, 3)))
    ('−0.2837', '(4, 3)')
    """
    return text(partial, width=0)


@lru_cache(maxsize=1024)
def widest(shape: tuple[int, ...] = ()) -> str:
    """A text as wide as any that `text` makes of a value of this shape.

    >>> widest(), widest((4, 3))
    ('−8.88e−88', '(4, 3) −88−88−88−88−')
    """
    if shape == ():
        return "−8.88e−88"
    name = str(shape)
    room = max(0, ARRAY_WIDTH - len(name) - 1)
    return f"{name} {('−88' * ARRAY_WIDTH)[:room]}"
