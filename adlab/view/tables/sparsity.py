"""The pattern of a Jacobian in colours, and the narrow matrix from which it is read.

- `picture(found)`: what a notebook shows of a `Sparsity`.
"""

from __future__ import annotations

from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np

from adlab.engine.derivatives.sparse import Sparsity
from adlab.view.drawn.theme import GRID, HUES

Cells = list[tuple[int, int, int]]  # row, column, colour

MOST = 60  # rows or columns that are drawn; of more, the first
ROOM, CELL = 300.0, 22.0  # pixels: of the whole, and of a cell at most
WORDS = {
    "pattern": "the Jacobian: entries of one colour come from one sweep",
    "compressed": "what the {n} sweeps give: a {line} each",
    "first": "The first {n} of each.",
}


def picture(found: Sparsity) -> str:
    """The pattern, and beside it what the sweeps give, as HTML without a script."""
    by_columns = found.by == "columns"
    colour = found.columns if by_columns else found.rows
    pattern = found.pattern[:MOST, :MOST]
    cell = min(CELL, ROOM / max(*pattern.shape, 1))
    line = "column" if by_columns else "row"
    names = [WORDS["pattern"], WORDS["compressed"].format(n=found.sweeps, line=line)]
    entries = [(i, j, int(colour[j if by_columns else i])) for i, j in np.argwhere(pattern)]
    narrow = [(i, k, k) if by_columns else (k, j, k) for i, j, k in entries]
    rows, columns = pattern.shape
    sizes = [(rows, columns), (rows, found.sweeps) if by_columns else (found.sweeps, columns)]
    parts = [
        f"<figure style='margin: 0'>{_matrix(cells, size, cell, name)}"
        f"<figcaption>{escape(name)}</figcaption></figure>"
        for cells, size, name in zip((entries, narrow), sizes, names, strict=True)
    ]
    cut = WORDS["first"].format(n=MOST) if max(found.pattern.shape) > MOST else ""
    return (
        f"<p>{escape(repr(found)[1:-1])}. {cut}</p>\n"
        f"<div style='display: flex; flex-wrap: wrap; gap: 32px'>{''.join(parts)}</div>"
    )


def _matrix(
    cells: list[tuple[int, int, int]], size: tuple[int, int], cell: float, name: str
) -> str:
    height, width = (count * cell for count in size)
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"-1 -1 {width + 2:.1f} {height + 2:.1f}",
            "width": f"{width + 2:.0f}",
            "height": f"{height + 2:.0f}",
            "role": "img",
            "aria-label": name,
            "font-family": "system-ui, sans-serif",
        },
    )
    frame = {"width": f"{width:.1f}", "height": f"{height:.1f}", "fill": "none"}
    SubElement(root, "rect", {**frame, "stroke": GRID})
    for i, j, k in cells:
        at = {"x": f"{j * cell:.1f}", "y": f"{i * cell:.1f}"}
        side = f"{cell:.1f}"
        square = {**at, "width": side, "height": side, "fill": HUES[k % len(HUES)]}
        SubElement(root, "rect", square)
        if cell >= 12:  # the number says it to those who do not tell the hues apart
            middle = {"x": f"{(j + 0.5) * cell:.1f}", "y": f"{(i + 0.5) * cell + 4:.1f}"}
            text = {**middle, "text-anchor": "middle", "font-size": "12", "fill": "black"}
            SubElement(root, "text", text).text = str(k + 1)
    return tostring(root, "unicode")
