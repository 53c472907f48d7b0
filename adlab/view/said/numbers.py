"""How numbers are written: the one place for pictures, tables and sentences.

- `number(value)`: a number in at most `NUMBER_WIDTH` characters (the engine's, for its messages).
- `text(value)`: whatever a node can hold; an array as its shape, and its entries or the largest.
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

    Of an array whose entries do not fit it is the largest magnitude.

    >>> text(None), text(0.5), text(np.full((4, 3), -2.5)), text(np.array([1.0, -2.5]))
    ('', '0.5', '(4, 3) max 2.5', '(2,) 1, −2.5')
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
    if not width or not np.size(value):
        return shape
    return f"{shape} {_entries(value, width - len(shape) - 1) or largest(value)}"


def texts(values: Iterable[Any], width: int = ARRAY_WIDTH) -> list[str]:
    """The text of each; what most hold are plain numbers."""
    return [number(v) if type(v) in (float, int) else text(v, width) for v in values]


def _entries(value: Any, width: int) -> str:
    """All entries, if they fit into `width` characters."""
    if 3 * np.size(value) - 2 > width:
        return ""
    shown = ", ".join([number(entry) for entry in np.asarray(value).flat])
    return shown if len(shown) <= width else ""


def largest(value: Any) -> str:
    """The largest magnitude among the entries of an array; nan if one of them is.

    >>> largest(np.array([1.0, -2.5])), largest(np.array([1.0, np.nan]))
    ('max 2.5', 'max nan')
    """
    ends = np.min(value), np.max(value)  # no copy of a large array is made
    return f"max {number(np.max(np.abs(ends)))}"


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
    room = max(len("max 8.88e−88"), ARRAY_WIDTH - len(name) - 1)
    return f"{name} {('−88' * ARRAY_WIDTH)[:room]}"
