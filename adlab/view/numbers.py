"""How numbers are written: the one place for pictures, tables and sentences.

- `number(value)`: a number in at most `NUMBER_WIDTH` characters.
- `text(value)`: whatever a node can hold; an array as its shape and its first entries.
- `partial_text(partial)`: whatever an edge can hold, shorter; a linear map by its label.
- `widest(shape)`: the widest text that a value of this shape can have, to reserve room for it.

Room is reserved by format and never by the values seen, so that other inputs fit the same picture.

>>> [number(value) for value in (2.0, 11.6521, -0.28366, 1e6, 1.6726e-27)]
['2', '11.65', '−0.2837', '1e6', '1.67e−27']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from adlab.engine.linear_maps import LinearMap

DIGITS = 4
NUMBER_WIDTH = 9  # a sign and eight characters
ARRAY_WIDTH = 20

MINUS = "−"  # U+2212, as wide as the plus sign; the hyphen is too short to be seen


def number(value: Any) -> str:
    """A number to 4 significant digits, in at most 9 characters.

    Whole numbers of up to 6 digits are written in full. Beyond 10⁶ and below 10⁻³ an exponent is
    used, and where it is long it takes the place of the last digits.

    >>> number(0.1 + 0.2), number(123456.7), number(-0.00098766), number(-1.2345e-300)
    ('0.3', '123457', '−9.877e−4', '−1.2e−300')
    >>> number(float("-inf")), number(float("nan")), number(True)
    ('−inf', 'nan', 'True')
    """
    if isinstance(value, (bool, np.bool_)):
        return str(value)
    value = float(value)
    if value == 0 or value != value:
        return "0" if value == 0 else "nan"
    size = abs(value)
    if size == float("inf"):
        text = "inf"
    elif 1000 <= size < 999_999.5:
        text = f"{size:.0f}"
    elif 0.001 <= size < 1000:
        text = f"{size:.{DIGITS}g}"
    else:
        text = next(t for t in _scientific(size) if len(t) < NUMBER_WIDTH)
    return (MINUS if value < 0 else "") + text


def _scientific(size: float) -> Iterator[str]:
    """`1.234e15` with fewer and fewer digits."""
    for digits in range(DIGITS - 1, -1, -1):
        mantissa, exponent = f"{size:.{digits}e}".split("e")
        if "." in mantissa:
            mantissa = mantissa.rstrip("0").rstrip(".")
        yield f"{mantissa}e{int(exponent)}".replace("-", MINUS)


def text(value: Any, width: int = ARRAY_WIDTH) -> str:
    """What a node holds, in a few characters; nothing for what is not there yet.

    >>> text(None), text(0.5), text(np.ones((4, 3))), text(np.array([1.0, -2.5]))
    ('', '0.5', '(4, 3) 1, 1, 1, 1, …', '(2,) 1, −2.5')
    """
    if value is None:
        return ""
    if isinstance(value, LinearMap):
        return value.label
    if np.ndim(value) == 0:
        return number(value)
    shape = str(np.shape(value))
    entries = _first_entries(np.asarray(value).flat, np.size(value), width - len(shape) - 1)
    return f"{shape} {entries}" if entries else shape


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
