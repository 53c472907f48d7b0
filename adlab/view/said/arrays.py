"""Arrays in little and in full: the preview in a node, and the tables of the details panel.

- `raster(shape)`: the cells in which an array of this shape is drawn in a node.
- `preview(value, largest)`: what is drawn there: a digit of colour for each cell.
- `reach(values)`: the largest size among them, on which the colours of a slot are locked.
- `blocks(value)`: the numbers of these cells.
- `entries(value)`, `headings(shape)`: the table of all entries, or of the corners of a big array.
- `matrix(edge)`: the matrix of a small linear map.

A colour is one of 15 levels around 0, a hexadecimal digit: 0 is the most negative, 7 is zero, e the
most positive; f is what is not finite. Only zero is 7.

The whole array is drawn: one that is larger is cut into equal blocks, each in the colour of its
entry of the largest magnitude. Of a stack of matrices up to four are drawn, each by itself.

>>> preview(np.array([[2.0, -2.0], [0.0, 0.01]]), 2.0)
'e078'
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.digits import number
from adlab.engine.recording.graph import GraphEdge

Shape = tuple[int, ...]

COLUMNS, ROWS = 12, 8  # of the cells in a node, at most
FACETS, FACET = 4, (4, 6)  # matrices of a stack that are drawn; rows and columns of each, at most
CELL_LENGTH = 7  # characters of a number beside the colours
CURVE = 0.7  # of colours by size, so that small entries show
LEVELS, ZERO = 7, 7  # levels on each side of zero; the digit of zero
ENTRIES, CORNER = 200, 3  # entries of a table; rows and columns of a corner, beyond
MATRIX = 12  # rows and columns of a matrix that is shown


class Raster(NamedTuple):
    """The cells in which arrays of one shape are drawn in a node."""

    rows: int
    columns: int
    block: tuple[int, int]  # rows and columns of the array that each cell stands for
    whole: tuple[int, int]  # rows and columns of the array
    facets: int = 1  # matrices of a stack that are drawn, each with these rows and columns
    more: int = 0  # that are not

    @property
    def cells(self) -> list[tuple[int, int]]:
        """Column and row of each cell, with the facets in two columns, one cell apart."""
        return [
            (facet % 2 * (self.columns + 1) + c, facet // 2 * (self.rows + 1) + r)
            for facet in range(self.facets)
            for r in range(self.rows)
            for c in range(self.columns)
        ]

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of all, in cells."""
        beside, below = min(self.facets, 2), (self.facets + 1) // 2
        return beside * (self.columns + 1) - 1, below * (self.rows + 1) - 1


@lru_cache(maxsize=1024)
def raster(shape: Shape) -> Raster | None:
    """How an array of this shape is drawn in a node; None for a number, and where nothing is.

    >>> raster((2, 3))
    Raster(rows=2, columns=3, block=(1, 1), whole=(2, 3), facets=1, more=0)
    >>> raster((100, 100))
    Raster(rows=8, columns=12, block=(13, 9), whole=(100, 100), facets=1, more=0)
    """
    if not shape or 0 in shape:
        return None
    stacked = int(np.prod(shape[:-2], dtype=int))
    whole = flat(shape[-2:] if stacked > 1 else shape)
    most = (ROWS, COLUMNS) if stacked == 1 else FACET
    down, across = (math.ceil(n / each) for n, each in zip(whole, most, strict=True))
    rows, columns = math.ceil(whole[0] / down), math.ceil(whole[1] / across)
    facets = min(stacked, FACETS)
    return Raster(rows, columns, (down, across), whole, facets, stacked - facets)


def flat(shape: Shape) -> tuple[int, int]:
    """Rows and columns: a vector is a row, and of a stack of matrices all rows are listed."""
    return int(np.prod(shape[:-1], dtype=int)), shape[-1]


def preview(value: Any, largest: float) -> str:
    """What a node shows of an array: a digit of colour for each cell."""
    value = np.asarray(value)
    drawn = raster(value.shape)
    if drawn is None:
        return ""
    return "".join([level(entry, largest) for entry in _cells(value, drawn)])


def blocks(value: Any) -> str:
    """The numbers of the cells in a node, of an array of which the page has only corners.

    >>> blocks(np.arange(-300.0, 0.0).reshape(300, 1))
    '−300 −262 −224 −186 −148 −110 −72 −34'
    """
    value = np.asarray(value)
    drawn = raster(value.shape)
    if drawn is None or not has_corners_only(value.shape):
        return ""
    return " ".join([cell(entry) for entry in _cells(value, drawn)])


def _cells(value: np.ndarray, drawn: Raster) -> list[float]:
    """The entry that each cell shows."""
    facets = np.asarray(value, dtype=float).reshape(-1, *drawn.whole)[: drawn.facets]
    return [float(entry) for facet in facets for entry in _strongest(facet, drawn).flat]


def _strongest(entries: np.ndarray, drawn: Raster) -> np.ndarray:
    """The entry of the largest magnitude in each block; what is not finite is larger than all."""
    down, across = drawn.block
    if drawn.block == (1, 1):
        return entries
    padded = np.zeros((drawn.rows * down, drawn.columns * across))
    padded[: drawn.whole[0], : drawn.whole[1]] = entries
    parted = padded.reshape(drawn.rows, down, drawn.columns, across).swapaxes(1, 2)
    blocks = parted.reshape(drawn.rows, drawn.columns, down * across)
    sizes = np.where(np.isnan(blocks), np.inf, np.abs(blocks))
    return np.take_along_axis(blocks, sizes.argmax(axis=2)[..., None], axis=2)[..., 0]


def level(entry: float, largest: float) -> str:
    """The digit of colour of one entry.

    >>> [level(entry, 1.0) for entry in (-1.0, -0.5, -1e-9, 0.0, 1e-9, 1.0, float("nan"))]
    ['0', '2', '6', '7', '8', 'e', 'f']
    """
    if not math.isfinite(entry):
        return "f"
    share = (abs(entry) / largest) ** CURVE if largest else 0.0
    steps = min(LEVELS, math.ceil(LEVELS * share - 1e-9))
    size = max(steps, int(entry != 0))
    return f"{ZERO + (size if entry > 0 else -size):x}"


def cell(entry: Any) -> str:
    """A number in at most 7 characters, beside the colours.

    >>> [cell(entry) for entry in (0.25, -0.028366, 123456.0, -1.2345e-30, True)]
    ['0.25', '−0.0284', '123456', '−1e−30', 'True']
    """
    short = number(entry)
    if len(short) <= CELL_LENGTH or isinstance(entry, (bool, np.bool_)):
        return short
    for digits in (3, 2, 1):
        short = number(float(f"{float(entry):.{digits - 1}e}"))
        if len(short) <= CELL_LENGTH:
            break
    return short


def reach(values: Iterable[Any]) -> float:
    """The largest size of a finite entry."""
    sizes = [np.abs(np.asarray(value, dtype=float)).ravel() for value in values]
    every = np.concatenate(sizes) if sizes else np.zeros(0)
    finite = every[np.isfinite(every)]
    return float(finite.max()) if finite.size else 0.0


def scale_text(largest: float) -> str:
    """What the strongest colours of a slot mean."""
    return f"±{cell(largest)}"


def entries(value: Any) -> str:
    """All entries of an array, or those of its corners: rows parted by `;`, entries by spaces.

    >>> entries(np.array([[1.0, -2.0], [3.5, 4.0]]))
    '1 −2;3.5 4'
    """
    value = np.asarray(value)
    if not value.size:
        return ""
    whole = flat(value.shape)
    rows, columns = _kept(value.shape)
    cells = value.reshape(whole)
    return _table([["…" if None in (r, c) else number(cells[r, c]) for c in columns] for r in rows])


def headings(shape: Shape) -> tuple[list[str], list[str]]:
    """What stands before each row and above each column of that table: indices.

    >>> headings((2, 2, 2))
    (['0, 0', '0, 1', '1, 0', '1, 1'], ['0', '1'])
    """
    rows, columns = _kept(shape)
    before = shape[:-1]
    return (
        [
            "…" if r is None else ", ".join(map(str, map(int, np.unravel_index(r, before))))
            for r in rows
        ]
        if before
        else [""],
        ["…" if c is None else str(c) for c in columns],
    )


def has_corners_only(shape: Shape) -> bool:
    """Whether an array is too big for a table of all its entries."""
    return int(np.prod(shape)) > ENTRIES


def _kept(shape: Shape) -> tuple[list[int | None], list[int | None]]:
    """The rows and columns of the table; None where some are left out."""
    whole = flat(shape)
    if not has_corners_only(shape):
        return list(range(whole[0])), list(range(whole[1]))
    rows, columns = (_ends(size) for size in whole)
    return rows, columns


def _ends(size: int) -> list[int | None]:
    if size <= 2 * CORNER + 1:
        return list(range(size))
    return [*range(CORNER), None, *range(size - CORNER, size)]


def matrix(edge: GraphEdge) -> str:
    """The matrix of a linear map of up to 12 rows and columns; "" for a bigger one.

    >>> import adlab
    >>> graph = adlab.trace(lambda b: b + np.zeros((2, 2)), np.ones(2))
    >>> matrix(graph.edges[0])
    '1 0;0 1;1 0;0 1'
    """
    made = edge.matrix
    if made.size == 0 or max(made.shape) > MATRIX:
        return ""
    return _table([[cell(entry) for entry in row] for row in made])


def may_have_matrix(operand: Shape, result: Shape) -> bool:
    """Whether the matrix of a map between these shapes is small enough to be made."""
    sizes = int(np.prod(operand)), int(np.prod(result))
    return min(sizes) > 0 and max(sizes) <= MATRIX


def _table(rows: list[list[str]]) -> str:
    return ";".join([" ".join(row) for row in rows])
