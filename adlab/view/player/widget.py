"""The player as an instrument: connected to Python and to sliders.

- `PlayerWidget(player)`, or `player.widget()`: the same player as a Jupyter widget.
- `Explorer`: sliders on the inputs; values change in place. `exploring` makes one.

A notebook keeps two outputs of each: first HTML, which works without Python, and then the widget,
which stands in for it as long as Python answers. One bundle with both would not do: a host that
knows widgets takes the widget, and without its state shows an error in place of the HTML.

What is shown is shared: `widget.step = 3` moves the page, and a click in the page moves
`widget.step`. Anything of ipywidgets composes with it: `observe`, `jslink`, boxes.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import warnings
from collections.abc import Callable
from typing import Any

import anywidget
import ipywidgets
import numpy as np
import traitlets
from IPython import get_ipython
from IPython.display import display

from adlab.bridges.choosing import trace
from adlab.engine.recording.graph import Graph
from adlab.view.assets import loader, module
from adlab.view.drawn.diagram import picture
from adlab.view.drawn.groups import is_big
from adlab.view.player.player import Destination, Player
from adlab.view.replay.asked import is_number, slider_of
from adlab.view.said.graph_texts import at_kink
from adlab.view.said.numbers import text
from adlab.view.said.templates import WORDS

SLIDER_STEPS = 200
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def kept(shown: Any, player: Player) -> dict[str, str]:
    """What is kept of a widget, for where it does not come to life: it works without Python."""
    return {**player._repr_mimebundle_(), "text/plain": repr(shown)}


def publish(shown: Any, widget: PlayerWidget) -> None:
    """Both outputs of a widget: its HTML, which it stands in for, and then the widget itself."""
    widget.twin, html = widget.player.twin()
    view = {"version_major": 2, "version_minor": 0, "model_id": shown.model_id}
    first = {**kept(shown, widget.player), "text/html": html}
    for bundle in (first, {WIDGET_VIEW: view, "text/plain": ""}):
        display(bundle, raw=True)  # type: ignore[no-untyped-call]


_shown_by: dict[str, Explorer] = {}  # the cell that shows one


def take_over(shown: Explorer) -> None:
    """What a cell showed when it ran before is gone from the page: let go of it."""
    shell = get_ipython()
    asked = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = asked.get("metadata", {}).get("cellId")
    if cell:
        before = _shown_by.get(cell)
        _shown_by[cell] = shown
        if before is not None and before is not shown:
            before.close()


class PlayerWidget(anywidget.AnyWidget):
    """A player whose state Python and the page share.

    Attributes
    ----------
    step : int
        How many steps of the sweep have been taken.
    sweep : str
        The name of the sweep: "forward", "tangent x1", "reverse y", ….
    playing : bool
    selected : str
        The label of the node that the step writes; setting it goes to the step that writes it.
    answers : list of dict
        What was answered in predict mode: sweep, step, node, tries, expected, right.
    player : Player
        What is shown; setting it shows another, in place where the graph is of the same form.

    >>> import adlab
    >>> widget = adlab.step(lambda x, y: x * y, 2.0, 5.0).widget()
    >>> widget.sweep, widget.step, widget.score
    ('forward', 0, (0, 0))
    """

    _esm = loader()
    code = traitlets.Unicode(module()).tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    step = traitlets.Int().tag(sync=True)
    sweep = traitlets.Unicode().tag(sync=True)
    playing = traitlets.Bool().tag(sync=True)
    selected = traitlets.Unicode().tag(sync=True)
    answers: Any = traitlets.List().tag(sync=True)
    request = traitlets.Dict().tag(sync=True)  # a sweep that the page asks for
    twin = traitlets.Unicode().tag(sync=True)  # the identity of the HTML that it stands in for
    name = traitlets.Unicode().tag(sync=True)  # of its model

    def __init__(self, player: Player, **traits: Any) -> None:
        data = widget_spec(player)
        opened = player.spec["open"]["step"]
        super().__init__(spec=data, sweep=player.opened.sweep.name, step=opened, **traits)
        self._player = player
        self.name = self.model_id

    def _repr_html_(self) -> str:
        return self.player._repr_html_()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:  # type: ignore[override]
        return kept(self, self.player)

    def _ipython_display_(self) -> None:
        publish(self, self)

    def __repr__(self) -> str:
        """Without an address, so that a stored output does not change from run to run."""
        return f"<Widget of {self._player!r}>"

    @property
    def player(self) -> Player:
        """What is shown."""
        return self._player

    @player.setter
    def player(self, player: Player) -> None:
        self.show(player)

    @property
    def score(self) -> tuple[int, int]:
        """How many predictions were right, and how many there were."""
        return sum(answer["right"] for answer in self.answers), len(self.answers)

    def show(self, player: Player, notice: str = "", opens: bool = False) -> None:
        """Show another player; with a notice above it; with `opens`, at the sweep it opens."""
        self._player = player
        old = self.spec
        data = widget_spec(player, old)
        if notice:
            data["notice"] = notice
        if opens:
            data["opens"] = True
        self.spec = data

    def close(self) -> None:
        """Let go of it; first of what it shows, since hosts keep the models of closed widgets."""
        if self.comm is not None:
            with self.hold_sync():
                self.spec, self.code = {}, ""
        super().close()

    @traitlets.observe("request")
    def _run_request(self, change: Any) -> None:
        """Run the sweep with the numbers that were typed, and open it."""
        asked = change["new"]
        if not asked:
            return
        graph = self._player.graph
        seeds, parts = {}, []
        for label, numbers in asked["seeds"].items():
            node = graph.find(label)
            shape = graph.shape(node)
            full = np.broadcast_to(numbers, (int(np.prod(shape)),)).reshape(shape)
            seeds[node] = full.copy() if shape else float(full)
            parts.append(weighed(label, numbers))
        name = " + ".join(part for part in parts if part).replace("+ −", "− ") or "0"
        self.show(self._player.with_sweep(asked["kind"], seeds, name), opens=True)


def weighed(label: str, numbers: list[float]) -> str:
    """A label with its weight, as in a sum; "" for none.

    >>> weighed("x", [1.0]), weighed("x", [-0.5]), weighed("x", [0.0]), weighed("w", [1.0, 2.0])
    ('x', '−0.5·x', '', '(1, 2)·w')
    """
    if len(numbers) > 1:
        return f"({', '.join(map(text, numbers))})·{label}" if any(numbers) else ""
    [number] = numbers
    return "" if number == 0 else label if number == 1 else f"{text(number)}·{label}"


def widget_spec(player: Player, old: dict[str, Any] | None = None) -> dict[str, Any]:
    """The player's spec with its picture, and a mark of its form.

    A picture is laid out by form and not by values, so one of the same form is kept from `old`.
    """
    graph, data = player.graph, dict(player.spec)
    if "tape" in data:  # for local slopes; where inputs move, Python computes
        needed = {key: data["tape"][key] for key in ("inputs", "nodes", "rules")}
        data["tape"] = needed | {"still": True}
    form = structure(graph, data)
    known = old and old.get("structure") == form
    data["structure"] = form
    if known and old:
        data["diagram"] = old["diagram"]
    else:
        data["diagram"] = "" if is_big(graph) else picture(graph)
    data["seeds"] = {
        kind: [
            {"label": graph.labels[node], "size": int(np.prod(graph.shape(node)))}
            for node in nodes
            if graph.labels[node]
        ]
        for kind, nodes in (("tangent", graph.inputs), ("reverse", graph.output_nodes))
    }
    return data


def structure(graph: Graph, data: dict[str, Any]) -> str:
    """A mark that is equal for two specs with one picture, one source and sweeps of one length."""
    nodes = [
        [node["label"], node["formula"], node.get("at"), node.get("where")]
        for node in data["nodes"]
    ]
    shapes = [graph.shape(index) for index in range(len(graph))]
    computed = graph.nodes[len(graph.inputs) :]
    kinks = [n.index for n in computed if at_kink(graph.primitive(n.index), graph, n)]
    sweeps = [[sweep["name"], len(sweep["steps"])] for sweep in data["sweeps"]]
    form = [nodes, shapes, kinks, data["edges"], data["functions"], data["branches"], sweeps]
    return hashlib.sha1(json.dumps(form).encode()).hexdigest()


# -- Sliders --------------------------------------------------------------------------------------


KEYWORDS = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)


class Explorer(ipywidgets.VBox):  # type: ignore[misc]
    """Sliders over a player; see `adlab.explore`."""

    def __init__(
        self, f: Callable[..., Any], bound: inspect.BoundArguments, sweep: str | tuple[str, str]
    ) -> None:
        self.f = f
        self._bound = bound
        self.sliders: dict[str, ipywidgets.FloatSlider] = {}
        self._entries: dict[str, ipywidgets.Dropdown] = {}
        self._values: dict[str, Any] = {}
        self._moving = False
        self._ranges: dict[str, tuple[float, float]] = {}
        rows = [row for name, given in bound.arguments.items() for row in self._row(name, given)]
        player = Player(self._trace(), sweep=sweep, ranges=self._ranges)
        self.widget = PlayerWidget(player)
        super().__init__([ipywidgets.HBox(rows, layout={"flex_flow": "row wrap"}), self.widget])

    def _repr_html_(self) -> str:
        return self.widget.player._repr_html_()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        return kept(self, self.widget.player)

    def _ipython_display_(self) -> None:
        take_over(self)
        publish(self, self.widget)

    def close(self) -> None:
        """Let go of all of it, in Python and in the page."""
        for controls in self.children[:1]:
            for each in (*controls.children, controls, self.widget):
                each.close()
        super().close()

    def to_html(self, path: Destination = None) -> str:
        """A page of its own, whose sliders work without Python if `f` computes with numbers only.

        >>> import adlab
        >>> '"tape"' in adlab.explore(lambda x: x * x, x=(0, 2)).to_html()
        True
        """
        return self.widget.player.to_html(path)

    def __repr__(self) -> str:
        return f"<Explorer of {self.widget.player.title}>"

    def _row(self, name: str, given: Any) -> list[Any]:
        """The controls of one input; its value goes to `_values`."""
        slider = slider_of(name, given)
        if slider:
            self._values[name] = slider.start
            self._ranges[name] = slider.low, slider.high
            return [self._slider(name, slider.low, slider.high, slider.start)]
        if is_number(given):
            self._values[name] = float(given)
            return []
        if self._bound.signature.parameters[name].kind in KEYWORDS:  # a constant of any kind
            self._values[name] = given
            return []
        array = np.array(given, dtype=float) if isinstance(given, (np.ndarray, list)) else None
        if array is None or array.ndim == 0 or array.size == 0:
            raise TypeError(
                f"{name}={given!r}: write a range such as {name}=(-2, 2), a number, or an array"
            )
        self._values[name] = array
        reach = max(1.0, 2 * float(np.abs(array).max()))
        indices = list(np.ndindex(array.shape))
        options = [(f"{name}[{', '.join(map(str, index))}]", index) for index in indices]
        chooser = ipywidgets.Dropdown(options=options, layout={"width": "110px"})
        slider = self._slider(name, -reach, reach, float(array[indices[0]]))
        slider.description = ""

        def choose(change: Any) -> None:
            self._moving = True  # another entry, but no other value
            slider.value = float(self._values[name][change["new"]])
            self._moving = False

        chooser.observe(choose, "value")
        self._entries[name] = chooser
        return [chooser, slider]

    def _slider(self, name: str, low: float, high: float, value: float) -> Any:
        slider = ipywidgets.FloatSlider(
            value, min=low, max=high, step=(high - low) / SLIDER_STEPS, description=name
        )
        slider.readout_format = ".3g"
        slider.observe(lambda change: self._move(name, change["new"]), "value")
        self.sliders[name] = slider
        return slider

    def _trace(self) -> Graph:
        arguments = dict(self._values)
        bound = self._bound
        bound.arguments.update(arguments)
        return trace(self.f, *bound.args, **bound.kwargs)

    def _move(self, name: str, value: float) -> None:
        """Run `f` on the new inputs; where it cannot, say why and keep what is shown."""
        if self._moving:
            return
        if name in self._entries:
            moved = self._values[name].copy()
            moved[self._entries[name].value] = value
            self._values[name] = moved
        else:
            self._values[name] = value
        before = self.widget.player.graph
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                graph = self._trace()
                player = self.widget.player.on(graph)
            except Exception as error:
                self.widget.spec = {
                    **self.widget.spec,
                    "notice": f"{name} = {text(value)}: {error}",
                }
                return
        said = [turned(before, graph), *(str(each.message) for each in warned)]
        self.widget.show(player, " ".join(part for part in said if part))


def turned(before: Graph, after: Graph) -> str:
    """Which comparison went another way, so that the graph is another one; "" if none did."""
    for old, new in zip(before.guards, after.guards, strict=False):
        same = np.array_equal(old.outcome, new.outcome)
        if not same and (old.code, old.instruction) == (
            new.code,
            new.instruction,
        ):
            if new.span is None:
                break
            return WORDS["turned"].format(
                question=" ".join(new.span.text.split()),
                line=new.span.line,
                now=str(new.outcome).lower(),
                was=str(old.outcome).lower(),
            )
    return "" if len(before) == len(after) else WORDS["another graph"]
