"""What checks of exercises with arrays are written with.

- `drawn(rng, shape)`: an array of generic numbers.
- `listed(**arrays)`: arrays as text, as one would type them.
- `shape_words(shape)`: `a number`, `shape (3,)`.
- `compare_array(what, yours, expected, listed)`: the shape, then the entries; Wrong names the first
  that is not right, and shows all that are not.

An array travels as its shape and its numbers. What comes back may be an array or nested lists: they
have a shape too. A check takes small shapes first, so that the first failure is on the smallest.
"""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np

from adlab.grading.exercises.checks import Wrong, is_close, pair, shown
from adlab.grading.walls.wire import Data, WireError, array, from_array

MARK = "◀"
LARGEST = 40
"""Entries of arrays that are shown side by side."""

Shape = tuple[int, ...]


def drawn(rng: Random, shape: Shape) -> np.ndarray:
    """An array of numbers of one or two digits, none of which is 0 or another one's double.

    >>> drawn(Random(1), (2, 2)).shape
    (2, 2)
    """
    count = int(np.prod(shape))
    sizes = rng.sample(range(11, 11 + 4 * max(count, 10)), count)
    return np.array([rng.choice((1, -1)) * size / 10 for size in sizes]).reshape(shape)


def sent(numbers: np.ndarray) -> Data:
    """An array as it travels."""
    return from_array(numbers)


def listed(**arrays: Any) -> str:
    """Arrays, numbers and shapes as text.

    >>> print(listed(adjoint=np.array([[1.0, 2.5], [3.0, 4.0]]), shape=(2,)))
        adjoint = [[1. , 2.5],
                   [3. , 4. ]]
        shape = (2,)
    """
    lines = []
    for name, value in arrays.items():
        text = repr(value)
        if isinstance(value, np.ndarray):
            text = np.array2string(value, precision=4, separator=", ", threshold=LARGEST)
        lines += f"{name} = {text}".replace("\n", "\n" + " " * (len(name) + 3)).split("\n")
    return "\n".join("    " + line for line in lines)


def shape_words(shape: Shape) -> str:
    """A shape in words.

    >>> shape_words((4, 3)), shape_words(())
    ('shape (4, 3)', 'no axes: a number')
    """
    return f"shape {shape}" if shape else "no axes: a number"


def as_array(what: str, yours: Data, given: str) -> np.ndarray:
    """What came back as an array of floats; Wrong if it is none."""
    if yours is None:
        raise Wrong(f"{given}\n\nThe {what} is None. Is a `return` missing?", what="nothing")
    try:
        return array(yours)
    except WireError:
        raise Wrong(
            f"{given}\n\nThe {what} should be an array of numbers; yours is {shown(yours)}.",
            what="no array",
        ) from None


def compare_array(what: str, yours: Data, expected: np.ndarray, given: str) -> None:
    """Compare an array with the right one; raise Wrong for its shape, or its first wrong entry.

    Parameters
    ----------
    what : such as "adjoint of b"
    given : the arguments, as text
    """
    found = as_array(what, yours, given)
    if found.shape != expected.shape:
        raise Wrong(
            f"{given}\n\nThe {what} has {shape_words(found.shape)}, "
            f"expected {shape_words(expected.shape)}.",
            what="shape",
            shape=list(found.shape),
            wanted=list(expected.shape),
        )
    wrong = [
        k for k in np.ndindex(expected.shape) if not is_close(found[k].item(), float(expected[k]))
    ]
    if wrong:
        left, right = pair(found[wrong[0]].item(), float(expected[wrong[0]]))
        where = f", entry [{', '.join(map(str, wrong[0]))}]" if wrong[0] else ""
        raise Wrong(
            f"{given}\n\nThe {what}{where}: yours {left}, expected {right}.\n\n"
            + marked(found, expected),
            what="entry",
            index=list(wrong[0]),
            yours=found[wrong[0]].item(),
            expected=float(expected[wrong[0]]),
        )


def marked(yours: np.ndarray, expected: np.ndarray) -> str:
    """Two arrays side by side, with each wrong entry of the first marked.

    >>> print(marked(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [3.0, 5.0]])))
        yours         expected
        1      2      1      2
        3      4 ◀    3      5
    """
    if not 0 < expected.ndim < 3 or expected.size > LARGEST:
        return (
            f"    {np.count_nonzero(yours != expected)} of {expected.size} entries are not right."
        )
    left, right = (np.atleast_2d(each) for each in (yours, expected))
    entries = [*left.flat, *right.flat]
    width = max(len(f"{entry:.4g}") for entry in entries)
    rows = [
        [
            f"{mine:>{width}.4g} " + (" " if is_close(float(mine), float(other)) else MARK)
            for mine, other in zip(*pair_of_rows, strict=True)
        ]
        for pair_of_rows in zip(left, right, strict=True)
    ]
    texts = ["    ".join(row) for row in rows]
    across = max(len("yours"), *map(len, texts)) + 4
    lines = [f"{'yours':<{across}}expected"]
    for text, row in zip(texts, right, strict=True):
        numbers = "      ".join(f"{entry:>{width}.4g}" for entry in row)
        lines.append(f"{text:<{across}}{numbers}")
    return "\n".join("    " + line.rstrip() for line in lines)
