"""A player in a frame of its own, for hosts that run no script of an output.

- `Frame.of(page, title)`: an `<iframe>` that carries a page, as text; `.height` is how high it is.
- `Framed`: what a player and a pair of them have: `.iframe()`, and how marimo and Panel show them.
"""

from __future__ import annotations

from html import escape
from importlib import import_module
from typing import Any

HEIGHT = 562  # px: that of the player, and of its border
WIDE = "min-width: min(720px, 90vw); width: 100%"  # also where its parent asks how wide it is


class Frame(str):
    """An `<iframe>` as text, which knows how high it is.

    >>> frame = Frame.of("<p>Hello</p>", "A greeting")
    >>> frame.height, "&lt;p&gt;Hello" in frame, frame.startswith("<iframe")
    (562, True, True)
    """

    height = HEIGHT

    @classmethod
    def of(cls, page: str, title: str, height: int = HEIGHT) -> Frame:
        """A frame for a page."""
        style = f"border: 0; display: block; height: {height}px; {WIDE}"
        named = f'title="{escape(title)}" style="{style}"'
        made = cls(f'<iframe {named} srcdoc="{escape(page)}"></iframe>')
        made.height = height
        return made

    def _repr_html_(self) -> str:
        return str(self)

    __html__ = _repr_html_


class Framed:
    """Something that has a page, which stands in a frame where that is what a host shows."""

    @property
    def title(self) -> str:
        raise NotImplementedError

    def to_html(self) -> str:
        raise NotImplementedError

    def iframe(self, height: int = HEIGHT) -> Frame:
        """The page in a frame, as text: for Streamlit, Gradio, Panel, slides and sites.

        `st.components.v1.html(frame, height=frame.height)`, `gr.HTML(frame)`, …

        >>> import adlab
        >>> adlab.step(lambda x: x * x, 3.0).iframe().height
        562
        """
        return Frame.of(self.to_html(), self.title, height)

    def _display_(self) -> Any:
        """What marimo shows."""
        return import_module("marimo").Html(str(self.iframe()))

    def __panel__(self) -> Any:
        """What Panel shows."""
        return import_module("panel").pane.HTML(str(self.iframe()), sizing_mode="stretch_width")
