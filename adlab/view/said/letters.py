"""How much room a text takes, where no font is at hand to measure it.

- `measure(text, size, bold)`: its width in pixels, on the generous side.
- `shorten(text, length)`: the text with its middle left out.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

WIDTHS = {  # of characters in units of the font size: the wider of DejaVu Sans and Verdana
    **dict.fromkeys("ijlI', .·₍₎", 0.36),
    **dict.fromkeys('ftrJ()[]{}/\\|!:;-"*²₀₁₂₃₄₅₆₇₈₉ᵀ⌊⌋', 0.46),
    **dict.fromkeys("ABCDGHKNOQRUVXYZ&", 0.79),
    **dict.fromkeys("w+<>=−#~≥≤≠×^", 0.85),
    **dict.fromkeys("mMW@%…", 1.0),
}


@lru_cache(maxsize=4096)
def measure(text: str, size: float, bold: bool = False) -> float:
    """The width of a text in pixels, on the generous side."""
    width = 0.0
    for character in text:
        if unicodedata.combining(character):
            continue
        wide = unicodedata.east_asian_width(character) in "WF"
        width += 1.0 if wide else WIDTHS.get(character, 0.64)
    return width * size * (1.12 if bold else 1.0)


@lru_cache(maxsize=4096)
def shorten(text: str, length: int) -> str:
    """A text with its middle left out where it is longer than `length` characters.

    >>> shorten("regularised_loss_total", 16)
    'regularis…_total'
    """
    if len(text) <= length:
        return text
    end = length * 2 // 5
    return f"{text[: length - 1 - end]}…{text[len(text) - end :]}"
