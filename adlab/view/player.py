"""The player: step through the derivative of a function, in a notebook or in any browser.

- `step(f, *args)`: trace `f` and show the player.
- `Player(graph)`: the same for a graph; `.to_html("page.html")` writes a page of its own.

What it shows is HTML that works by steps of grace. A safe part comes first: a picture with a
description, and the evaluation trace as a table. Where scripts may run, the script after it turns
that into the live player; where they may not, picture and table stay. Nothing is fetched, and no
kernel is needed once it is there.
"""

from __future__ import annotations

import base64
import itertools
import os
from collections.abc import Callable, Mapping
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from adlab.engine import sweeps
from adlab.engine.graph import Graph
from adlab.engine.steps import Timeline, timeline
from adlab.engine.tracing import trace
from adlab.view import big
from adlab.view.assets import in_script, script, style
from adlab.view.diagram import describe, picture, standing_alone
from adlab.view.group_diagram import Album
from adlab.view.groups import is_big
from adlab.view.numbers import text
from adlab.view.spec import STEP_LIMIT, spec
from adlab.view.table import html_table
from adlab.view.wording import WORDS

KINDS = ("order", "forward", "tangent", "reverse")
SWEEP_LIMIT = 8  # tangent sweeps, and reverse sweeps, that a page carries
TITLE_LIMIT = 6  # inputs in the title
BACKWARD = "backward pass"

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
        with big.collector_paused():
            self._run(sweep, start, only)

    def _run(self, sweep: Any, start: Any, only: Any) -> None:
        graph = self.graph
        units = {
            "tangent": [label for label, _ in sweeps.directions(graph)],
            "reverse": [label for label, _ in sweeps.weightings(graph)],
        }
        kind, label = _choose_sweep(sweep, units)
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
        jumped = big.jumps(opened) if is_big(graph) else []
        self._only = _check_range(only, opened, jumped)
        self._start = _check_start(start, opened, self._only, jumped)

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
        steps = {"steps": (big.CARRIED, len(self.graph))} if self._album else {}
        return spec(
            self.graph,
            self.timelines,
            title=self.title,
            sweep=self._sweep,
            start=self._start,
            only=self._only,
            limits=steps | self._limits,
            album=self._album,
        )

    @cached_property
    def _album(self) -> Album | None:
        """The pictures of a graph that is too big for one."""
        return Album(self.graph) if is_big(self.graph) else None

    def _repr_html_(self) -> str:
        with big.collector_paused():
            return self._html(f"adlab-{next(_count)}")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """HTML and text, and nothing else: hosts that see an image or a widget prefer it."""
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}

    def to_html(self, path: str | os.PathLike[str] | None = None) -> str:
        """A complete page that works from disk, with no network; written to `path` if given."""
        with big.collector_paused():
            page = PAGE.format(title=escape(self.title), player=self._html("adlab-page"))
        if path is not None:
            Path(path).write_text(page, encoding="utf-8")
        return page

    def _html(self, identity: str) -> str:
        arrays = "pool" in self.spec
        return (
            f'<div class="adlab-player" id="{identity}" data-adlab="pending"'
            f' data-lm-suppress-shortcuts="true">\n{self._still}\n'
            f"<style>{style(arrays)}</style>\n"
            f'<script type="application/json" class="adlab-spec">{in_script(self.spec)}</script>\n'
            f"<script>{script(arrays)}</script>\n</div>"
        )

    def _adjoints(self) -> Mapping[int, Any]:
        """The adjoints of the first output, when its sweep is done."""
        swept = (each for each in self.timelines.values() if each.sweep.kind == "reverse")
        done = next(swept, None)
        return done.adjoints(len(done)) if done else {}

    @cached_property
    def _still(self) -> str:
        """The part that needs no script. The live player takes its picture from here."""
        album = self._album
        svg = standing_alone(album.overview(self._adjoints())) if album else picture(self.graph)
        data = base64.b64encode(svg.encode()).decode()
        image = (
            f'<img class="adlab-picture" alt="{escape(describe(self.graph))}"'
            f' style="max-width: 100%" src="data:image/svg+xml;base64,{data}">'
        )
        return (
            f'<div class="adlab-still">\n{image}\n<p>{escape(WORDS["note"])}</p>\n'
            f"<details><summary>{escape(WORDS['tables'])}</summary>\n"
            f"{html_table(self.graph, self.timelines)}\n</details>\n</div>"
        )


# -- What was asked for ---------------------------------------------------------------------------


def _choose_sweep(sweep: Any, units: dict[str, list[str]]) -> tuple[str, str]:
    """The kind of the sweep that opens, and for a tangent or reverse sweep which one."""
    name = " ".join(sweep) if isinstance(sweep, tuple) else sweep
    kind, _, label = name.partition(" ") if isinstance(name, str) else ("", "", "")
    if kind not in KINDS:
        raise ValueError(
            f"there is no sweep {sweep!r}. Write sweep= one of {', '.join(map(repr, KINDS))}; for "
            "one of several inputs or outputs, for instance sweep=('tangent', 'x2')."
        )
    if kind not in units:
        if label:
            raise ValueError(f"the {kind} sweep has no parts, so sweep={kind!r} is all there is")
        return kind, ""
    what = "input" if kind == "tangent" else "output"
    known = units[kind]
    if not known:
        raise ValueError(f"there is no {kind} sweep: the function has no {what} to seed")
    if label and label not in known:
        raise ValueError(f"there is no {what} {label!r} to seed; there are: {', '.join(known)}")
    return kind, label or known[0]


def _check_range(only: Any, opened: Timeline, jumped: big.Jumps) -> tuple[int, int] | None:
    if only is None:
        return None
    last = _last_step(opened, jumped)
    try:
        first, stop = (int(k) for k in only)
    except (TypeError, ValueError):
        raise ValueError(
            f"only= takes two numbers, such as only=(3, 8), and got {only!r}"
        ) from None
    if not 0 <= first < stop <= last:
        raise ValueError(
            f"only={only!r} is not a range of steps: the {opened.sweep.name} sweep has steps 0 to "
            f"{last}, and the first number must be the smaller one"
        )
    return first, stop


def _last_step(opened: Timeline, jumped: big.Jumps) -> int:
    """The last step to which the player can be opened: in a big graph, the last before a jump."""
    return jumped[0][0] if jumped else min(len(opened), STEP_LIMIT)


def _check_start(
    start: Any, opened: Timeline, only: tuple[int, int] | None, jumped: big.Jumps
) -> int:
    first, last = only or (0, _last_step(opened, jumped))
    if start == BACKWARD:
        steps = [k for k, each in enumerate(opened) if each.phase == BACKWARD]
        if not steps:
            raise ValueError(f"start={start!r} needs sweep='reverse': it alone has that pass")
        start = steps[0] + 1  # its first step, the seed, is taken
        if jumped and not only:
            return big.position(start, jumped)
    if not isinstance(start, int) or isinstance(start, bool):
        raise ValueError(f"start= takes a number of steps or {BACKWARD!r}, and got {start!r}")
    if only and start == 0:
        return first
    if not first <= start <= last:
        raise ValueError(
            f"start={start} is outside the {opened.sweep.name} sweep, which goes from step {first} "
            f"to step {last}"
        )
    return start


def _readable(name: str) -> str:
    return "f" if name == "<lambda>" else name
