"""A wrong answer beside the right one: what went wrong on the smallest graph that shows it.

- `verdict(graph, right, yours, node, held, wanted)`: both as one picture that stands alone.

It shows what, never why: only the first wrong node is marked, with the two numbers, and the shares
that were lost on the way to it are dashed.
"""

from __future__ import annotations

from html import escape
from typing import Any
from xml.etree.ElementTree import Element

from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.assets import sheet
from adlab.view.drawn.diagram import canvas, fill, standing_alone
from adlab.view.drawn.drawing import Drawing, draw
from adlab.view.drawn.fit import Fitting, Pane
from adlab.view.drawn.svg import add_look, box, moved, shape, written
from adlab.view.replay.flows import sent
from adlab.view.replay.frames import frames
from adlab.view.said.numbers import text

YOURS, RIGHT = "your sweep", "the right one"
PAD, HEAD, BETWEEN = 14.0, 34.0, 16.0


def verdict(
    graph: Graph,
    right: Timeline,
    yours: Timeline | None,
    node: int,
    held: Any,
    wanted: Any,
) -> str:
    """Draw a wrong answer on the left, and the right one on the right.

    Parameters
    ----------
    graph : Graph
    right : Timeline
        The right sweep.
    yours : Timeline, optional
        A sweep that comes to the same wrong number, if one is known; else only that number differs.
        A forward sweep compares values, the others tangents or adjoints.
    node : int
        The first node that is wrong.
    held, wanted
        What it got, and what it should have got.

    >>> import adlab
    >>> graph = adlab.trace(lambda x: x * x, -3.0)
    >>> svg = verdict(graph, adlab.timeline(graph, "reverse"), None, 0, -3.0, -6.0)
    >>> drawn = svg.split("</style>")[1]
    >>> drawn.count("adlab-wrong"), drawn.count("adlab-right")
    (1, 1)
    """
    fitting = Fitting.of(graph)  # the same places on both sides
    sides = [
        _side(fitting, yours or right, node, held, "wrong"),
        _side(fitting, right, node, wanted, "right"),
    ]
    for edge in lost(yours, node) if yours else []:
        _dash(sides[0].root, edge)
    width, height = sides[0].area[2] + 2 * PAD, sides[0].area[3] + HEAD + PAD
    said = f"{YOURS}: {text(held)}, {RIGHT}: {text(wanted)}"
    root = canvas(Pane(2 * width + BETWEEN, height), escape(said))
    for k, (side, title) in enumerate(zip(sides, (YOURS, RIGHT), strict=True)):
        root.append(_card(side, title, k * (width + BETWEEN), width, height))
    svg = standing_alone(root)
    return svg.replace("</style>", f"{sheet('frames')}{sheet('verdict')}</style>", 1)


def lost(yours: Timeline, node: int) -> list[int]:
    """The edges whose shares came to a node, and were written over by a later one."""
    numbers = {edge: k for k, edge in enumerate(yours.graph.connections())}
    come = [(step, edge) for step, edge, _ in sent(yours) if edge.operand == node]
    kept = [k for k, (step, _) in enumerate(come) if step.op == "set"]
    return [numbers[edge] for _, edge in come[: kept[-1] if kept else 0]]


def _side(fitting: Fitting, sweep: Timeline, node: int, held: Any, look: str) -> Drawing:
    last = frames(sweep)[-1]
    nothing: frozenset[int] = frozenset()  # is being written any more
    shown = [last._replace(written="", node=-1, reads=nothing, edges=nothing)]
    drawing = draw(sweep.graph, shown, fitting)
    group = next(part for part in drawing.root if part.get("data-node") == str(node))
    add_look(group, look)
    letter = "v" if sweep.sweep.kind == "forward" else "d"
    fill(drawing.root, {f"{letter}{node}": text(held)})
    return drawing


def _dash(root: Element, edge: int) -> None:
    for part in root:
        if part.get("data-edge") == str(edge):
            add_look(part, "lost")


def _card(side: Drawing, title: str, left: float, width: float, height: float) -> Element:
    card = shape("g", "card", {"transform": moved(left, 0)})
    card.append(box("card-box", 0.5, 0.5, width - 1, height - 1, 12))
    card.append(written(title, "card-title", PAD, 23, font_size=15))
    inner = shape("g", "", {"transform": moved(PAD, HEAD)}, *side.root)
    card.append(inner)
    return card
