"""Plots by Matplotlib: large type, and marks and line styles besides the colours.

- `Picture`: a figure that a notebook shows as an image with a description.

Matplotlib is imported when it is first needed. A plot is the same to the byte each time it is made
with the same version. Its colours are those of `theme`.
"""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Callable
from html import escape
from typing import Any

from adlab.engine.errors import MissingPackageError, explain
from adlab.view.drawn.theme import GRID

STYLE = {
    "font.size": 15,
    "axes.titlesize": 16,
    "axes.labelsize": 16,
    "lines.linewidth": 2.5,
    "lines.markersize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": GRID,
    "legend.framealpha": 1.0,
    "svg.hashsalt": "adlab",
}


def matplotlib() -> Any:
    """The package Matplotlib, or an error that says how to get it."""
    try:
        import matplotlib
        import matplotlib.figure
    except ImportError:
        raise MissingPackageError(
            explain(
                "Plots need the package Matplotlib, which is not installed.",
                fix='python -m pip install matplotlib    (it is part of "adlab[lab]")',
            )
        ) from None
    return matplotlib


class Picture:
    """A figure: a notebook shows it, `.save(path)` writes it, `.figure` is Matplotlib's.

    Parameters
    ----------
    draw : callable taking a Matplotlib Axes
    alt : str
        What is to be seen, for those who cannot see it.
    """

    def __init__(
        self, draw: Callable[[Any], None], alt: str, size: tuple[float, float] = (9.0, 5.2)
    ) -> None:
        self.alt = alt
        with matplotlib().rc_context(STYLE):
            self.figure = matplotlib().figure.Figure(figsize=size, facecolor="white")
            self.axes = self.figure.add_axes((0.12, 0.15, 0.85, 0.74))
            draw(self.axes)

    def svg(self) -> str:
        """The figure as SVG text."""
        text = io.StringIO()
        with matplotlib().rc_context(STYLE):
            self.figure.savefig(text, format="svg", metadata={"Creator": None, "Date": None})
        return text.getvalue()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the figure to a file; the suffix says how, for instance .svg or .png."""
        with matplotlib().rc_context(STYLE):
            self.figure.savefig(path)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the plot stands in the image: percent from the left, from the top."""
        right, up = self.axes.transData.transform((x, y)) / self.figure.bbox.size
        return round(100 * float(right), 2), round(100 * (1 - float(up)), 2)

    def edges(self) -> tuple[float, float]:
        """Where the axes begin and end in the image: percent from the left."""
        box = self.axes.get_position()
        return round(100 * float(box.x0), 2), round(100 * float(box.x1), 2)

    def __repr__(self) -> str:
        return f"<Picture: {self.alt}>"

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.svg().encode()).decode()
        return (
            f'<img alt="{escape(self.alt)}" style="width: 100%; max-width: 820px"'
            f' src="data:image/svg+xml;base64,{data}">'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}
