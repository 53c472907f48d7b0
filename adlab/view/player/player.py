"""The player: step through the derivative of a function, in a notebook or in any browser.

- `step(f, *args)`: trace `f` and show the player.
- `Player(graph)`: the same for a graph. It writes files: `.to_html()` a page of its own,
  `.to_svg()` and `.to_png()` the picture at one step, `.to_animated_svg()` a sweep that moves in an
  `<img>`, `.to_slopes_svg()` the curves of a node, `.to_text()` the evaluation trace, `.to_dot()`
  the graph. `.iframe()` is that page in a frame.

What it shows is HTML that works by steps of grace. A safe part comes first: a picture with a
description, and the evaluation trace as a table. Where scripts may run, the script after it turns
that into the live player; where they may not, picture and table stay. Nothing is fetched, and no
kernel is needed once it is there.
"""

from __future__ import annotations

import base64
import itertools
import os
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import cached_property
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np

from adlab.bridges.choosing import trace
from adlab.engine.collector import collector_paused
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps import wrong_sweeps
from adlab.engine.sweeps.timeline import Timeline, timeline
from adlab.view.assets import TWIN, pack_of, page, player_html
from adlab.view.drawn.diagram import describe, picture, standing_alone
from adlab.view.drawn.faces import Bars
from adlab.view.drawn.fit import Fitting
from adlab.view.drawn.group_diagram import Album
from adlab.view.drawn.groups import folds, is_big
from adlab.view.drawn.slopes import slopes
from adlab.view.drawn.theme import BAD
from adlab.view.files import exports
from adlab.view.files.dot import to_dot
from adlab.view.files.latex import latex
from adlab.view.files.pixels import png
from adlab.view.files.slides import frame_svgs, gif, pdf, write_frames
from adlab.view.player.contents import contents, final_adjoints, jumps_of
from adlab.view.player.frame import Framed
from adlab.view.player.sharing import carries
from adlab.view.replay.abridged import abridged
from adlab.view.replay.asked import (
    BACKWARD,
    KINDS,
    check_predict,
    check_range,
    check_start,
    choose_sweep,
    find_timeline,
    units_of,
)
from adlab.view.replay.spec import STEP_LIMIT
from adlab.view.replay.tape import Ranges
from adlab.view.said.numbers import text
from adlab.view.said.templates import WORDS
from adlab.view.tables import traces
from adlab.view.tables.table import html_table

SWEEP_LIMIT = 8  # tangent sweeps, and reverse sweeps, that a page carries
SWEPT = 15_000  # nodes that all of these visit, in each of the two kinds
COSTLY = 64  # numbers among the inputs, of a graph whose sweeps take long, that have all sweeps
TITLE_LIMIT = 6  # inputs in the title

# A first look opens on the forward pass, before its first step: everybody can follow the values of
# their own function by hand, and the tabs to the right then add one idea each.
FIRST = "forward"

Destination = str | os.PathLike[str] | None
Content = TypeVar("Content", str, bytes)
SweepName = str | tuple[str, str] | None

_count = itertools.count(1)


def step(
    f: Callable[..., Any],
    *args: Any,
    sweep: str | tuple[str, str] | None = None,
    start: int | str | None = None,
    only: tuple[int, int] | None = None,
    wrong: str | Sequence[str] = (),
    order: Sequence[int | str] | None = None,
    predict: str | None = None,
    unfold: int | None = None,
    framework: str | None = None,
    wrt: str | Sequence[str] | None = None,
    detail: str = "calls",
    **options: Any,
) -> Player:
    """Run `f(*args, **options)` and step through what it computed, forwards and backwards.

    Parameters
    ----------
    f : callable
        An ordinary function that uses NumPy and Python's operators; or a function or a module of
        PyTorch's, or a function of JAX's.
    *args : numbers, arrays, tensors, or nested tuples, lists and dicts of them
    sweep : str or (str, str)
        The sweep that opens: "order", "forward", "tangent" or "reverse"; of PyTorch and JAX also
        "backward", which is the framework's own. With several inputs or
        outputs `("tangent", "x2")`, or "tangent x2", says which. "forward" unless you say.
    start : int or "backward pass"
        How many steps have been taken when it opens.
    only : (int, int), optional
        Keep to these steps of the sweep that opens: from the first number to the second.
    wrong : str or sequence of str
        Beside the right sweep, one that is wrong on purpose, and says so: "depth-first",
        "breadth-first" or "recursion", for the forward and the reverse sweep; for the reverse
        sweep also "overwriting" and "not zeroed"; for the tangent sweep "stale seed", which is that
        of the input before the one in `sweep=`. It opens first; the list beside the tabs has the
        right one.
    order : sequence of labels, optional
        Beside the right sweep, the same in an order of your own, right or wrong.
    predict : str, optional
        Ask before each step what it will write: "values", "tangents", "adjoints", "sums" (only
        where a node has all of its shares) or "next node" (of the order). The key `p` turns it on
        and off.
    unfold : int, optional
        Draw once what runs several times: a loop of four turns and more, a helper that is called
        twice. With 0 all of them, with 1 those inside of others only, and so on: the outer levels
        are drawn node by node, as far as there is room. By default this is done for big graphs
        only, of more than 150 nodes.
    framework : "numpy", "torch" or "jax", optional
        Where it cannot be seen whose function it is.
    wrt : "arguments", "parameters", or names of either, optional
        Of PyTorch and JAX: what is drawn as an input. The rest is held constant.
    detail : "calls" or "primitives"
        Of JAX: one node for each call of a library function, or for each operation in it.
    **options
        Keyword arguments go to `f` as they are, as constants. One that is called like a parameter
        of `step` itself needs `functools.partial(f, order=...)`.

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
    graph = trace(f, *args, framework=framework, wrt=wrt, detail=detail, **options)
    return Player(
        graph,
        sweep=sweep,
        start=start,
        only=only,
        wrong=wrong,
        order=order,
        predict=predict,
        unfold=unfold,
    )


class _Options(NamedTuple):
    """What a player keeps to when the function is run again."""

    only: tuple[int, int] | None
    wrong: str | Sequence[str]
    order: Sequence[int | str] | None
    predict: str | None
    unfold: int | None


class _Asked(NamedTuple):
    """A sweep along a direction, or for weighted outputs."""

    kind: str
    seeds: dict[str, Any]  # by the label of a node
    label: str


class Segment(NamedTuple):
    """A sweep that a caller adds to the bar of a player, with what is said at its steps.

    A sweep of your own is a list of Steps: which slot of which node is written, what was there and
    what is there now, and what was read. How many paths lead to each node:

    >>> import adlab
    >>> from adlab import Segment, Slot, Step, Sweep, Timeline
    >>> graph = adlab.trace(lambda x, y: x * y + x * x, 2.0, 5.0)
    >>> sweep, paths, steps, words = Sweep("forward", graph, 0), {}, [], ["Count the paths."]
    >>> for node in graph.nodes:
    ...     reads = tuple(Slot("value", k, sweep.name) for k in graph.operands(node.index))
    ...     paths[node.index] = sum(paths[slot.at] for slot in reads) or 1.0
    ...     slot, after = Slot("value", node.index, sweep.name), paths[node.index]
    ...     steps.append(Step(sweep, "forward", "set", slot, None, after, reads))
    ...     words.append(f"{node.label} is reached on {after:.0f} paths.")
    >>> counted = Segment(Timeline(graph, sweep, steps), words, bare=True)
    >>> adlab.Player(graph, timelines={"paths": counted}, sweep="paths")
    <Player of <lambda>(x, y): 5 nodes, 6 sweeps>
    >>> counted.words[-1]
    'v3 is reached on 4 paths.'
    """

    timeline: Timeline
    words: Sequence[str] = ()  # what is said after 0, 1, 2, … steps; none: what its Steps say
    bare: bool = False  # whether what it computes is no chain rule: then no formula is shown


class Player(Framed):
    """A graph and its sweeps, to be stepped through.

    Attributes
    ----------
    graph : Graph
        Of more than 20,000 nodes in a loop of very many turns: an abridged one, with the same
        values and derivatives, see `adlab.view.replay.abridged`.
    timelines : dict from str to Timeline
        The sweeps by name: "order", "forward", "tangent x1", …, "reverse y", …

    `notes` puts a line of text below some nodes, by index, and marks them, or `Bars` of numbers.
    `timelines` adds sweeps of this graph to the bar, each as a segment with its name, which `sweep`
    may open. `ranges` puts
    sliders on inputs, by label, each with its lowest and highest number: of a function of numbers
    the page then computes by itself.

    >>> import adlab
    >>> graph = adlab.trace(lambda x: x * x, 3.0)
    >>> again = adlab.timeline(graph, "reverse")
    >>> Player(graph, timelines={"once more": again}, sweep="once more").opened is again
    True
    """

    @collector_paused()
    def __init__(
        self,
        graph: Graph,
        *,
        sweep: str | tuple[str, str] | None = None,
        start: int | str | None = None,
        only: tuple[int, int] | None = None,
        wrong: str | Sequence[str] = (),
        order: Sequence[int | str] | None = None,
        predict: str | None = None,
        notes: Mapping[int, str | Bars] | None = None,
        timelines: Mapping[str, Timeline | Segment] | None = None,
        ranges: Ranges | None = None,
        unfold: int | None = None,
    ) -> None:
        self.graph = graph = abridged(graph)
        self._ranges = ranges
        self._segments = _segments(graph, timelines or {})
        if isinstance(sweep, str) and sweep in graph.sweeps and sweep not in self._segments:
            run = timeline(graph, sweep)
            self._segments[sweep] = Segment(run, graph.sweeps[sweep].words)
        self._node_notes = dict(notes or {})
        self._options = _Options(only, wrong, order, predict, _checked(unfold))
        self._asked: tuple[_Asked, ...] = ()
        if predict is not None:
            sweep = check_predict(predict, sweep)
        sweep = FIRST if sweep is None else sweep
        units = units_of(graph)
        added = self._segments.get(sweep) if isinstance(sweep, str) else None
        kind, label = choose_sweep(added.timeline.sweep.kind if added else sweep, units)
        self.timelines: dict[str, Timeline] = {}
        self._limits: dict[str, tuple[int, int]] = {}
        for each in KINDS:
            if each not in units:
                self.timelines[each] = timeline(graph, each)
                continue
            wanted = units[each][: sweep_limit(graph)]
            if each == kind and label not in wanted:
                wanted.append(label)
            if len(wanted) < len(units[each]):
                self._limits[each] = (len(wanted), len(units[each]))
            for unit in wanted:
                choice = {"input": unit} if each == "tangent" else {"output": unit}
                self.timelines[f"{each} {unit}"] = timeline(graph, each, **choice)
        self._sweep = f"{kind} {label}".strip()
        noted = [
            wrong_sweeps.wrong(graph, kind, name, label or None)
            for name in ([wrong] if isinstance(wrong, str) else wrong)
        ]
        if order is not None:
            noted.append(wrong_sweeps.in_order(graph, kind, order, label or None))
        self.timelines |= {each.sweep.name: each for each in noted}
        self._notes = [each.sweep.note for each in noted]
        self.timelines |= {name: each.timeline for name, each in self._segments.items()}
        if noted:
            self._sweep = noted[0].sweep.name
        elif added:
            self._sweep = str(sweep)
        jumped = None
        if is_big(graph):
            jumped = jumps_of(self.timelines, self._album, [self._sweep])[self._sweep]
        self._only = check_range(only, self.opened, jumped)
        if start is None:
            start = BACKWARD if predict in ("adjoints", "sums") and not only else 0
            if start == BACKWARD:  # the seed is asked as well
                start = check_start(start, self.opened, jumped=jumped) - 1
        self._start = check_start(start, self.opened, self._only, jumped)

    @property
    def opened(self) -> Timeline:
        """The sweep that is shown first."""
        return self.timelines[self._sweep]

    def on(self, graph: Graph) -> Player:
        """The same player for another run of the function, as far as that has the same nodes."""
        kind, seed, opens = self.opened.sweep.kind, self.opened.sweep.seed, self._sweep
        known = seed in units_of(graph).get(kind, [""])
        sweep = (kind, seed) if known else kind
        other = Player(graph, sweep=sweep, ranges=self._ranges, **self._options._asdict())
        for asked in self._asked:
            if all(label in graph.labels for label in asked.seeds):
                other = other._with(asked)
        other._open(opens if opens in other.timelines else other._sweep)
        return other

    def with_sweep(self, kind: str, seeds: Mapping[int, Any], label: str) -> Player:
        """The same player with one more sweep, along a direction or for weighted outputs.

        Parameters
        ----------
        kind : "tangent" or "reverse"
        seeds : mapping from a node's index to its tangent or adjoint
        label : what to call it

        >>> shown = step(lambda x, y: x * y, 2.0, 5.0)
        >>> shown.with_sweep("tangent", {0: 1.0, 1: 0.5}, "x + 0.5·y").opened
        <Timeline of the tangent x + 0.5·y sweep, 6 steps>
        """
        return self._with(_Asked(kind, {self.graph.labels[n]: s for n, s in seeds.items()}, label))

    def _with(self, asked: _Asked) -> Player:
        other = copy(self)
        other.__dict__.pop("spec", None)  # what was made of the sweeps so far
        other.__dict__.pop("_still", None)
        seeds = {self.graph.find(label): seed for label, seed in asked.seeds.items()}
        added = timeline(self.graph, asked.kind, seeds=seeds, label=asked.label)
        other.timelines = {**self.timelines, added.sweep.name: added}
        other._asked = (*self._asked, asked)
        other._open(added.sweep.name)
        return other

    def _open(self, sweep: str) -> None:
        """Open another of the sweeps, before its first step."""
        if sweep != self._sweep:
            self._sweep, self._start, self._only = sweep, 0, None

    def widget(self) -> Any:
        """The same player as a Jupyter widget, whose step and sweep Python can read and set."""
        return import_module("adlab.view.player.widget").PlayerWidget(self)

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
        return run_title(self.graph)

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The whole player as data; see `adlab.view.replay.spec`."""
        with collector_paused():
            steps = {"steps": (STEP_LIMIT, len(self.graph))} if is_big(self.graph) else {}
            return contents(
                self.graph,
                self.timelines,
                title=self.title,
                sweep=self._sweep,
                start=self._start,
                only=self._only,
                limits=steps | self._limits,
                predict=self._options.predict,
                album=self._album,
                fitting=None if self._album else self._fitting,
                added={name: (each.words, each.bare) for name, each in self._segments.items()},
                ranges=self._ranges or {},
            )

    @cached_property
    def _fitting(self) -> Fitting:
        """The graph fitted, once for the still picture and for all panes."""
        return Fitting.of(self.graph, self._node_notes, roomy=bool(self._ranges))

    @cached_property
    def _album(self) -> Album | None:
        """The pictures of a graph that is shown in groups."""
        return Album(self.graph, self._options.unfold or 0) if self._is_grouped else None

    @property
    def _scenes(self) -> exports.Scenes | None:
        """What pictures of a graph in groups are made of."""
        if not self._album:
            return None
        return exports.Scenes(self._album, final_adjoints(self.timelines))

    @cached_property
    def _is_grouped(self) -> bool:
        """Whether the graph is too big for one picture, or its author wants what repeats once."""
        unfold = self._options.unfold
        return is_big(self.graph) or (unfold is not None and folds(self.graph, unfold))

    def _repr_html_(self) -> str:
        return self._html(f"adlab-{next(_count)}")

    def twin(self) -> tuple[str, str]:
        """An identity, and HTML that is shown as long as no widget stands in for it."""
        identity = f"adlab-{next(_count)}"
        html = self._html(identity, carries(pack_of(self.spec).name))
        return identity, f'<div data-adlab-twin="{identity}">\n{html}\n</div><style>{TWIN}</style>'

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """HTML, text, and LaTeX for paper: hosts that see an image or a widget prefer it."""
        html = self._html(f"adlab-{next(_count)}", carries(pack_of(self.spec).name))
        picture = exports.on_paper(self._scenes, self.timelines) if self._scenes else None
        paper = latex(self.graph, self.timelines, picture)
        return {"text/html": html, "text/plain": repr(self), "text/latex": paper}

    def to_html(self, path: Destination = None) -> str:
        """A complete page that works from disk, with no network; written to `path` if given."""
        return write(page(self.title, self._html("adlab-page")), path)

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
            There is no such sweep or step, or the graph has more pictures than are kept.
        """
        chosen = self._timeline(sweep)
        k = check_start(step, chosen, jumped=() if self._album else None, name="step")
        return write(
            exports.still_svg(chosen, k, title=self.title, caption=caption, scenes=self._scenes),
            path,
        )

    def to_animated_svg(
        self, path: Destination = None, sweep: SweepName = None, *, pace: float = 1.0
    ) -> str:
        """A sweep as one SVG that moves inside an `<img>`, with no script; see `exports`.

        Each step stays for as long as its sentence takes to read, `pace` times as fast as usual.
        `only=` of this player keeps it to a range of steps.
        """
        only = self._only if sweep is None else None
        return write(
            exports.moving_svg(
                self._timeline(sweep),
                title=self.title,
                only=only,
                pace=pace,
                scenes=self._scenes,
            ),
            path,
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
        return write(png(svg, theme=theme, scale=scale), path)

    def to_frames(
        self,
        folder: str | os.PathLike[str],
        sweep: SweepName = None,
        *,
        caption: bool = True,
        format: str = "svg",
        theme: str = "light",
        scale: float = 2.0,
    ) -> list[Path]:
        """A picture for each step of a sweep, all of one size, in a folder that is made if missing.

        They are named for the steps that have been taken: `step-00.svg`, `step-01.svg`, …

        Parameters
        ----------
        folder : path
        sweep : str or (str, str), optional
            As in `step`; by default the sweep that opens, from and to the steps of its `only=`.
        caption : bool
            Put a title above and what the player says below.
        format : "svg" or "png"
            Pixels have `scale` for each unit, and the colours of `theme`; they need `adlab[png]`.

        Raises
        ------
        OSError
            The folder cannot be written.
        ValueError
            There is no such sweep or format, or the graph is too big for a picture.
        """
        if format not in ("svg", "png"):
            raise ValueError(f"format={format!r} is neither 'svg' nor 'png'")
        svgs, first = self._slides(sweep, caption)
        if format == "png":
            pictures = [png(svg, theme=theme, scale=scale) for svg in svgs]
        else:
            pictures = [svg.encode() for svg in svgs]
        return write_frames(pictures, folder, first, format)

    def to_gif(
        self,
        path: Destination = None,
        sweep: SweepName = None,
        *,
        caption: bool = True,
        pace: float = 1.0,
        theme: str = "light",
        scale: float = 1.5,
    ) -> bytes:
        """A sweep as a GIF that moves, for programs that show no SVG. It needs `adlab[png]`.

        Each step stays for as long as its sentence takes to read, `pace` times as fast as usual.
        """
        svgs, _ = self._slides(sweep, caption)
        only = self._only if sweep is None else None
        shown = exports.chosen_frames(self._timeline(sweep), only)
        seconds = exports.durations(shown, exports.checked_pace(pace))
        return write(gif(svgs, seconds, theme=theme, scale=scale), path)

    def to_pdf(
        self,
        path: Destination = None,
        sweep: SweepName = None,
        *,
        caption: bool = True,
        theme: str = "light",
    ) -> bytes:
        """A sweep as a PDF of vectors, a page for each step. It needs `adlab[pdf]`.

        Page 1 is before the first step, so step 7 is page 8. In Beamer, a slide that steps:

            \\foreach \\n in {1,...,25}{\\includegraphics<\\n>[page=\\n,width=\\textwidth]{f.pdf}}
        """
        svgs, _ = self._slides(sweep, caption)
        return write(pdf(svgs, title=self.title, theme=theme), path)

    def to_tikz(self, path: Destination = None) -> str:
        """The picture when all has run, and the evaluation trace as a table, in LaTeX.

        The picture is of PGF, the table a longtable: a document that takes it with `\\input` needs
        the packages tikz, xcolor, adjustbox and longtable.
        """
        return write(latex(self.graph, self.timelines), path)

    def _slides(self, sweep: SweepName, caption: bool) -> tuple[list[str], int]:
        """The pictures of a sweep, and how many steps have been taken at the first."""
        only = self._only if sweep is None else None
        svgs = frame_svgs(self._timeline(sweep), title=self.title, caption=caption, only=only)
        return svgs, only[0] if only else 0

    def to_slopes_svg(self, node: str, path: Destination = None) -> str:
        """The curves of a node against its operands, with their slopes, as one SVG.

        Parameters
        ----------
        node : str
            Its label.
        path : path, optional
            Where to write it.

        Raises
        ------
        ValueError
            There is no such node, or it has no curves, as an array has none.

        >>> player = step(lambda x, y: x * y, 2.0, 5.0)
        >>> ">slope 5<" in player.to_slopes_svg("v1")
        True
        """
        return write(slopes(self.graph, self.graph.find(node)), path)

    def to_text(self, path: Destination = None, sweep: SweepName = None) -> str:
        """The evaluation trace in plain text, values beside derivatives; see `traces`."""
        return write(traces.text_traces(self._timeline(sweep)), path)

    def to_dot(self, path: Destination = None) -> str:
        """The graph in the DOT language, for Graphviz."""
        return write(to_dot(self.graph), path)

    def _timeline(self, sweep: SweepName) -> Timeline:
        """The sweep with that name; one that the page has no room for is run now."""
        name = self._sweep if sweep is None else sweep
        label = " ".join(name) if isinstance(name, tuple) else name
        if isinstance(label, str) and label in self.timelines:
            return self.timelines[label]
        return find_timeline(self.graph, name)

    @collector_paused()
    def _html(self, identity: str, whole: bool = True) -> str:
        still = self._banner + self._still
        return player_html(identity, still, self.spec, carries=whole)

    @property
    def _banner(self) -> str:
        """What is said above a player: whose numbers it shows, and that a sweep may be wrong."""
        if self.graph.about and not self._notes:
            return f"<p>{escape(self.graph.about)}</p>\n"
        if not self._notes:
            return ""
        notes = "<br>".join(f"<strong>{escape(note)}</strong>" for note in self._notes)
        return (
            f'<p style="border-left: 6px solid {BAD}; padding-left: 8px; margin: 6px 0">'
            f"{notes} {escape(WORDS['beside'])}</p>\n"
        )

    @cached_property
    def _still(self) -> str:
        reverse = (each for each in self.timelines.values() if each.sweep.kind == "reverse")
        backward = next(reverse, None)  # those that are wrong come after the right ones
        fitting = None if self._album else self._fitting
        shown = still(self.graph, self.timelines, self._album, fitting, backward)
        return f'<div class="adlab-still">\n{shown}\n</div>'


def sweep_limit(graph: Graph) -> int:
    """How many sweeps of a kind a page has: one where they take long and there are many inputs.

    >>> import adlab
    >>> sweep_limit(adlab.trace(lambda x: x * x, 3.0))
    8
    """
    numbers = sum([np.size(graph.values[node]) for node in graph.inputs])
    if graph.is_costly and numbers > COSTLY:
        return 1
    return max(1, min(SWEEP_LIMIT, SWEPT // max(len(graph), 1)))


def _checked(unfold: int | None) -> int | None:
    if unfold is None or (type(unfold) is int and unfold >= 0):
        return unfold
    raise ValueError(
        f"unfold={unfold!r} must be 0, to draw once all that runs several times, or the number of "
        "outer levels of loops and calls that are drawn node by node"
    )


def _segments(graph: Graph, given: Mapping[str, Timeline | Segment]) -> dict[str, Segment]:
    """The sweeps that a caller adds, checked: each is of this graph and has a name of its own."""
    segments: dict[str, Segment] = {}
    for name, each in given.items():
        added = Segment(each) if isinstance(each, Timeline) else Segment(*each)
        if added.timeline.graph is not graph:
            raise ValueError(
                f"timelines[{name!r}] is a sweep over another graph. Make it from the one that "
                "the player shows, for instance adlab.timeline(player.graph, 'reverse')."
            )
        if name.split(" ")[0] in KINDS:
            raise ValueError(
                f"timelines[{name!r}]: a name that begins so is that of a sweep the player has "
                f"anyway. Call it something else than {', '.join(KINDS)}."
            )
        wanted = len(added.timeline) + 1
        if added.words and len(added.words) != wanted:
            raise ValueError(
                f"timelines[{name!r}] has {len(added.words)} sentences, and needs {wanted}: one "
                "before its first step, and one after each."
            )
        segments[name] = added
    return segments


def still(
    graph: Graph,
    timelines: Mapping[str, Timeline],
    album: Album | None = None,
    fitting: Fitting | None = None,
    backward: Timeline | None = None,
) -> str:
    """The part that needs no script. The live player takes its picture from here."""
    if album:
        adjoints = backward.adjoints(len(backward)) if backward else {}
        svg = standing_alone(album.overview(adjoints))
    else:
        svg = picture(graph, fitting=fitting, backward=backward)
    data = base64.b64encode(svg.encode()).decode()
    image = (
        f'<img class="adlab-picture" alt="{escape(describe(graph))}"'
        f' style="max-width: 100%" src="data:image/svg+xml;base64,{data}">'
    )
    return (
        f"{image}\n<p>{escape(WORDS['note'])}</p>\n"
        f"<details><summary>{escape(WORDS['tables'])}</summary>\n"
        f"{html_table(graph, timelines)}\n</details>"
    )


def write(content: Content, path: Destination) -> Content:
    """Return the content of a file; write it to `path` if given."""
    if path is not None:
        data = content if isinstance(content, bytes) else content.encode()
        Path(path).write_bytes(data)
    return content


def run_title(graph: Graph) -> str:
    """A function with the values it was called with: "f(x1 = 2, x2 = 5)"."""
    shown = [
        f"{node.label}: {node.shape}" if node.shape else f"{node.label} = {text(node.value)}"
        for node in graph.nodes[: len(graph.inputs)]
        if node.index not in graph.roles
    ]
    more = ["…"] if len(shown) > TITLE_LIMIT or (graph.roles and not shown) else []
    shown = shown[:TITLE_LIMIT]
    return f"{_readable(graph.name)}({', '.join(shown + more)})"


def _readable(name: str) -> str:
    return "f" if name == "<lambda>" else name
