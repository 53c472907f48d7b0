"""How a number is written, in messages, pictures, tables and sentences.

>>> [number(value) for value in (2.0, 11.6521, -0.28366, 1e6, 1.6726e-27)]
['2', '11.65', '−0.2837', '1e6', '1.67e−27']
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from adlab.engine.arrays.values import Fixed

DIGITS = 4
NUMBER_WIDTH = 9  # a sign and eight characters

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
    if type(value) is not float:
        if isinstance(value, (bool, np.bool_, Fixed)):
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
