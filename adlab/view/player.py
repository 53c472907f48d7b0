"""The player: step through the derivative of a function, in a notebook or in any browser.

- `step(f, *args)`: trace `f` and show the player.
- `Player(graph)`: the same for a graph. It writes files: `.to_html()` a page of its own,
  `.to_svg()` and `.to_png()` the picture at one step, `.to_animated_svg()` a sweep that moves in an
  `<img>`, `.to_text()` the evaluation trace, `.to_dot()` the graph.

What it shows is HTML that works by steps of grace. A safe part comes first: a picture with a
description, and the evaluation trace as a table. Where scripts may run, the script after it turns
that into the live player; where they may not, picture and table stay. Nothing is fetched, and no
kernel is needed once it is there.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import re
from collections.abc import Callable
from functools import cache, cached_property
from html import escape
from pathlib import Path
from typing import Any, TypeVar

from adlab.engine.graph import Graph
from adlab.engine.steps import Timeline, timeline
from adlab.engine.tracing import trace
from adlab.view import exports, traces
from adlab.view.asked import KINDS, check_range, check_start, choose_sweep, find_timeline, units_of
from adlab.view.diagram import describe, picture, too_big
from adlab.view.dot import to_dot
from adlab.view.numbers import text
from adlab.view.pixels import png
from adlab.view.spec import spec
from adlab.view.table import html_table
from adlab.view.wording import WORDS

SWEEP_LIMIT = 8  # tangent sweeps, and reverse sweeps, that a page carries
TITLE_LIMIT = 6  # inputs in the title

# A first look opens on the forward pass, before its first step: everybody can follow the values of
# their own function by hand, and the tabs to the right then add one idea each.
FIRST = "forward"

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ background: Canvas; color: CanvasText; margin: 0; padding: clamp(4px, 2vw, 24px) }}
h1 {{ font: 600 18px system-ui, sans-serif; margin: 4px 2px 12px }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{player}
</main>
</body>
</html>
"""

Destination = str | os.PathLike[str] | None
Content = TypeVar("Content", str, bytes)
SweepName = str | tuple[str, str] | None

_count = itertools.count(1)


def step(
    f: Callable[..., Any],
    *args: Any,
    sweep: str | tuple[str, str] = FIRST,
    start: int | str = 0,
    only: tuple[int, int] | None = None,
) -> Player:
    """Run `f(*args)` and step through what it computed, forwards and backwards.

    Parameters
    ----------
    f : callable
        An ordinary function that uses NumPy and Python's operators.
    *args : numbers, arrays, or nested tuples, lists and dicts of them
    sweep : str or (str, str)
        The sweep that opens: "order", "forward", "tangent" or "reverse". With several inputs or
        outputs `("tangent", "x2")`, or "tangent x2", says which.
    start : int or "backward pass"
        How many steps have been taken when it opens.
    only : (int, int), optional
        Keep to these steps of the sweep that opens: from the first number to the second.

    Returns
    -------
    Player
        A notebook shows it; `.to_html(path)` writes it to a file.

    Raises
    ------
    ValueError
        There is no such sweep, step or range; the message lists those there are.

    >>> step(lambda x, y: x * y, 2.0, 5.0, sweep="reverse", start="backward pass")
    <Player of <lambda>(x, y): 3 nodes, 5 sweeps>
    """
    return Player(trace(f, *args), sweep=sweep, start=start, only=only)


class Player:
    """A graph and its sweeps, to be stepped through.

    Attributes
    ----------
    graph : Graph
    timelines : dict from str to Timeline
        The sweeps by name: "order", "forward", "tangent x1", …, "reverse y", …
    """

    def __init__(
        self,
        graph: Graph,
        *,
        sweep: str | tuple[str, str] = FIRST,
        start: int | str = 0,
        only: tuple[int, int] | None = None,
    ) -> None:
        self.graph = graph
        units = units_of(graph)
        kind, label = choose_sweep(sweep, units)
        self.timelines: dict[str, Timeline] = {}
        self._limits: dict[str, tuple[int, int]] = {}
        for each in KINDS:
            if each not in units:
                self.timelines[each] = timeline(graph, each)
                continue
            wanted = units[each][:SWEEP_LIMIT]
            if each == kind and label not in wanted:
                wanted.append(label)
            if len(wanted) < len(units[each]):
                self._limits[each] = (len(wanted), len(units[each]))
            for unit in wanted:
                choice = {"input": unit} if each == "tangent" else {"output": unit}
                self.timelines[f"{each} {unit}"] = timeline(graph, each, **choice)
        self._sweep = f"{kind} {label}".strip()
        opened = self.timelines[self._sweep]
        self._only = check_range(only, opened)
        self._start = check_start(start, opened, self._only)

    def __repr__(self) -> str:
        names = ", ".join(self.graph.input_names)
        nodes, count = len(self.graph), len(self.timelines)
        return (
            f"<Player of {self.graph.name}({names}): {nodes} node{'s' * (nodes != 1)}, "
            f"{count} sweeps>"
        )

    @property
    def title(self) -> str:
        """What is stepped through, with the values it was called with: "f(x1 = 2, x2 = 5)"."""
        shown = [
            f"{node.label}: {node.shape}" if node.shape else f"{node.label} = {text(node.value)}"
            for node in self.graph.nodes[: len(self.graph.inputs)][:TITLE_LIMIT]
        ]
        more = ["…"] if len(self.graph.inputs) > TITLE_LIMIT else []
        return f"{_readable(self.graph.name)}({', '.join(shown + more)})"

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The whole player as data; see `adlab.view.spec`."""
        return spec(
            self.graph,
            self.timelines,
            title=self.title,
            sweep=self._sweep,
            start=self._start,
            only=self._only,
            limits=self._limits,
        )

    def _repr_html_(self) -> str:
        return self._html(f"adlab-{next(_count)}")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """HTML and text, and nothing else: hosts that see an image or a widget prefer it."""
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}

    def to_html(self, path: Destination = None) -> str:
        """A complete page that works from disk, with no network; written to `path` if given."""
        return _write(PAGE.format(title=escape(self.title), player=self._html("adlab-page")), path)

    def to_svg(
        self,
        step: int | str,
        path: Destination = None,
        sweep: SweepName = None,
        *,
        caption: bool = False,
    ) -> str:
        """The picture after `step` steps, as one SVG for pages and slides; see `exports`.

        Parameters
        ----------
        step : int or "backward pass"
            How many steps have been taken.
        path : path, optional
            Where to write it.
        sweep : str or (str, str), optional
            As in `step`; by default the sweep that opens.
        caption : bool
            Put a title above and what the player says below.

        Raises
        ------
        ValueError
            There is no such sweep or step, or the graph is too big for a picture.
        """
        chosen = self._timeline(sweep)
        k = check_start(step, chosen, name="step")
        return _write(exports.still_svg(chosen, k, title=self.title, caption=caption), path)

    def to_animated_svg(
        self, path: Destination = None, sweep: SweepName = None, *, pace: float = 1.0
    ) -> str:
        """A sweep as one SVG that moves inside an `<img>`, with no script; see `exports`.

        Each step stays for as long as its sentence takes to read, `pace` times as fast as usual.
        `only=` of this player keeps it to a range of steps.
        """
        only = self._only if sweep is None else None
        return _write(
            exports.moving_svg(self._timeline(sweep), title=self.title, only=only, pace=pace), path
        )

    def to_png(
        self,
        step: int | str,
        path: Destination = None,
        sweep: SweepName = None,
        *,
        caption: bool = False,
        theme: str = "light",
        scale: float = 2.0,
    ) -> bytes:
        """The same as `to_svg`, as pixels: `scale` for each unit. It needs `adlab[png]`."""
        svg = self.to_svg(step, sweep=sweep, caption=caption)
        return _write(png(svg, theme=theme, scale=scale), path)

    def to_text(self, path: Destination = None, sweep: SweepName = None) -> str:
        """The evaluation trace in plain text, values beside derivatives; see `traces`."""
        return _write(traces.text_traces(self._timeline(sweep)), path)

    def to_dot(self, path: Destination = None) -> str:
        """The graph in the DOT language, for Graphviz."""
        return _write(to_dot(self.graph), path)

    def _timeline(self, sweep: SweepName) -> Timeline:
        """The sweep with that name; one that the page has no room for is run now."""
        name = self._sweep if sweep is None else sweep
        label = " ".join(name) if isinstance(name, tuple) else name
        if isinstance(label, str) and label in self.timelines:
            return self.timelines[label]
        return find_timeline(self.graph, name)

    def _html(self, identity: str) -> str:
        arrays = "pool" in self.spec
        return (
            f'<div class="adlab-player" id="{identity}" data-adlab="pending"'
            f' data-lm-suppress-shortcuts="true">\n{self._still}\n'
            f"<style>{style(arrays)}</style>\n"
            f'<script type="application/json" class="adlab-spec">{in_script(self.spec)}</script>\n'
            f"<script>{script(arrays)}</script>\n</div>"
        )

    @cached_property
    def _still(self) -> str:
        """The part that needs no script. The live player takes its picture from here."""
        if too_big(self.graph):
            image = f"<p>{escape(WORDS['too big'].format(n=len(self.graph)))}</p>"
        else:
            data = base64.b64encode(picture(self.graph).encode()).decode()
            image = (
                f'<img class="adlab-picture" alt="{escape(describe(self.graph))}"'
                f' style="max-width: 100%" src="data:image/svg+xml;base64,{data}">'
            )
        return (
            f'<div class="adlab-still">\n{image}\n<p>{escape(WORDS["note"])}</p>\n'
            f"<details><summary>{escape(WORDS['tables'])}</summary>\n"
            f"{html_table(self.graph, self.timelines)}\n</details>\n</div>"
        )


def _write(content: Content, path: Destination) -> Content:
    """Return the content of a file; write it to `path` if given."""
    if path is not None:
        data = content if isinstance(content, bytes) else content.encode()
        Path(path).write_bytes(data)
    return content


def _readable(name: str) -> str:
    return "f" if name == "<lambda>" else name


# -- Style and script, as they go into the page ---------------------------------------------------

STATIC = Path(__file__).parent / "static"


@cache
def style(arrays: bool = True) -> str:
    """The style sheet, without its comments."""
    return compact(_static("player.css", arrays))


@cache
def script(arrays: bool = True) -> str:
    """The module `player.js` as a plain script that turns every waiting player into a live one."""
    module = _static("player.js", arrays)
    return f'(() => {{\n"use strict";\n{compact(module.partition("export ")[0])}\nboot();\n}})();'


def _static(name: str, arrays: bool) -> str:
    """A file of the player, for a page with arrays or for one that has none."""
    source = (STATIC / name).read_text(encoding="utf-8")
    if arrays:
        return source
    marked = r"/\* arrays: from here.*?/\* arrays: to here \*/"
    return re.sub(marked, "", source, flags=re.DOTALL)


def compact(source: str) -> str:
    """Leave out comments and indentation; comments stand in lines of their own, as /* … */."""
    source = re.sub(r"^\s*/\*.*?\*/\s*?$", "", source, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(line.strip() for line in source.splitlines() if line.strip())


def in_script(data: Any) -> str:
    """JSON that can stand inside a `<script>`: nothing in it can end the element."""
    dumped = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return dumped.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
