"""What the sweeps need: a value is kept only if some partial is made of it.

The partial of `x * 1.01` is 1.01, those of a sum are 1, and a sum of entries needs no more than a
shape: such arrays need not be kept until the reverse sweep. `sin(x)` has the partial `cos(x)` and
keeps its operand, `tanh(x)` has `1 - z*z` and keeps its result. A declaration says which, see
`Primitive.needs`; this is what lets the gradient of a long computation fit in memory.

- `Gone(shape)`: stands in a graph for the value of an array that was let go.
- `places(needs, position, count)`: of which arguments, and whether of the result, a partial is.
- `letters(partials, position)`: the needs of a partial that is an expression in x, y, w and z.

Source: Griewank & Walther (2008), section 4.3; autograd calls it `argnums` of its VJPs.
"""

from __future__ import annotations

import math
import re
from typing import Any

OTHERS = "others"  # linear in this argument: its partial is made of the other arguments
NOTHING = ""  # linear, and alone: the partial is the same everywhere
RESULT = -1
LETTERS = {"x": 0, "y": 1, "w": 2, "z": RESULT}  # the arguments, and the result


class Gone:
    """The value of an array that was let go: only its shape is known."""

    __slots__ = ("shape",)

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape

    @property
    def ndim(self) -> int:
        """How many axes it had."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many entries it had."""
        return math.prod(self.shape)

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError("this value was let go: the declaration of a primitive lacks a need")

    def __repr__(self) -> str:
        return f"<an array of shape {self.shape}, let go>"


def letters(partials: tuple[str, ...], position: int) -> str | None:
    """What occurs in one of the partials; None where it is a function, which may use anything.

    >>> letters(("1.0 / y", "-z / y"), 1), letters(("1.0",), 0), letters(("",), 0)
    ('zy', '', None)
    """
    if position >= len(partials):  # an option, such as the digits of a rounding
        return NOTHING
    text = partials[position]
    return "".join(dict.fromkeys(re.findall(r"\b[xywz]\b", text))) if text else None


def places(needs: str | None, position: int, count: int) -> set[int]:
    """Of which arguments, by position, and whether of the result, the partial at a position is.

    >>> places("zy", 0, 2) == {RESULT, 1}, places(OTHERS, 0, 3), places("", 0, 2)
    (True, {1, 2}, set())
    """
    if needs is None:
        return {RESULT, *range(count)}
    if needs == OTHERS:
        return set(range(count)) - {position}
    return {LETTERS[letter] for letter in needs}
