"""Counts in a table above a plot: what the measurements of a lesson are shown with.

- `Counts`: headings, rows and a picture, for subclasses to fill.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adlab.view.drawn.plot import Picture
from adlab.view.tables import columns


class Counts:
    """A table with a plot below it, as text without the plot."""

    HEADINGS: tuple[str, ...]

    def cells(self) -> Sequence[Sequence[Any]]:
        """The rows of the table."""
        raise NotImplementedError

    def picture(self) -> Picture:
        """The plot."""
        raise NotImplementedError

    def __repr__(self) -> str:
        widths = [len(heading) for heading in self.HEADINGS]
        return "\n".join(
            "  ".join(str(cell).rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in [self.HEADINGS, *self.cells()]
        )

    def _repr_html_(self) -> str:
        style = 'style="text-align: right; padding: 3px 14px; font-size: 15px"'
        named = f'scope="col" {style}'
        head = columns.row(columns.cells(self.HEADINGS, "th", named))
        body = [columns.row(columns.cells(row, "td", style)) for row in self.cells()]
        table = columns.table(head, body)
        return f"<div>{table}{self.picture()._repr_html_()}</div>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}
