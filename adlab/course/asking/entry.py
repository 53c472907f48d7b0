"""A field below a question in a notebook: what is typed there is answered at once.

- `Entry(answer)`: the widget, for a function that answers a text with something to show.

The question itself is kept as HTML above it, so that a notebook without Python shows it still.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets
from IPython.display import HTML, display

from adlab.course.pages import Shown, preformatted
from adlab.engine.errors import InputError
from adlab.view.player.widget import WIDGET_VIEW


class Entry(ipywidgets.VBox):  # type: ignore[misc]
    """A field and a button, below what was said to the last answer.

    Attributes
    ----------
    field : where one types; Enter answers
    said : what was said last
    """

    def __init__(self, answer: Callable[[str], Shown]) -> None:
        self._answer = answer
        self.said = ipywidgets.Output()
        self.field = ipywidgets.Text(
            placeholder='a number such as 11/2, a name, or "?"',
            description="Answer:",
            continuous_update=False,
        )
        self.field.observe(self._submit, "value")
        button = ipywidgets.Button(description="Answer")  # a click leaves the field, which submits
        super().__init__([self.said, ipywidgets.HBox([self.field, button])])

    def _submit(self, change: Any) -> None:
        typed = change["new"].strip()
        if not typed:
            return
        try:
            shown = self._answer(typed)
        except InputError as error:
            shown = Shown(str(error), preformatted(str(error)))
        self.said.outputs = ()
        self.said.append_display_data(HTML(shown._repr_html_()))  # type: ignore[no-untyped-call]
        self.field.value = ""

    def publish(self, question: Shown) -> None:
        """Show the question, and the entry below it as long as Python answers."""
        display(question._repr_mimebundle_(), raw=True)  # type: ignore[no-untyped-call]
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        display({WIDGET_VIEW: view, "text/plain": ""}, raw=True)  # type: ignore[no-untyped-call]
