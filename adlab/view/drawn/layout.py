"""Where boxes and edges go: left to right, operands before their consumers.

- `lay_out(boxes, links, first)`: a place for boxes of given sizes, and a curve for every link.
- `engine_name()`: who does it: "pygraphviz", "dot" or "built-in".

The first engine that works is used: pygraphviz (its wheels carry Graphviz itself), the program
`dot`, or `layered`, which needs nothing and serves very big graphs too. All give the same `Layout`,
so that one code draws the picture.

Only sizes go in, never text: what is written in a box does not move it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec

from adlab.view.drawn.geometry import Box, Curve, Layout, Link, Point
from adlab.view.drawn.layered import columns_of, crossed, layered

# Columns that all links cross, taken together. What Graphviz takes grows with the square of it and
# more: 0.1 s here, 1 s at 1,200, 5 s at 1,800, however few boxes there are.
GRAPHVIZ_LIMIT = 500


def lay_out(
    boxes: Sequence[Box],
    links: Sequence[Link],
    first: Collection[int] = (),
    engine: str | None = None,
    *,
    last: Collection[int] = (),
    ranks: float = 18.0,
    nodes: float = 21.6,
) -> Layout:
    """Place boxes and links, left to right.

    Parameters
    ----------
    boxes : sequence of Box
        In a topological order: every link leads from an earlier box to a later one.
    links : sequence of Link
    first : collection of int
        Boxes without incoming links that stand in the first column: the inputs.
    engine : "pygraphviz", "dot" or "built-in"
        By default what `engine_name()` says.
    last : collection of int
        Boxes without outgoing links that stand in the last column.
    ranks, nodes : float
        The least distance between ranks, and between the boxes of one rank.

    Notes
    -----
    Where links are many or long, and where Graphviz fails, the built-in layout is used.

    >>> layout = lay_out([Box(80, 40), Box(80, 40)], [Link(0, 1)])
    >>> (a, _), (b, _) = layout.boxes
    >>> b - a >= 80 + 18
    True
    """
    render = RENDERERS.get(engine or engine_name())
    if render and boxes and crossed(columns_of(len(boxes), links), links) <= GRAPHVIZ_LIMIT:
        try:
            return _parse(render(_dot(boxes, links, (first, last), ranks, nodes)))
        except (OSError, ValueError, subprocess.SubprocessError):
            pass  # it is installed and does not work
    return layered(boxes, links)


@cache
def engine_name() -> str:
    """The layout engine of this installation: "pygraphviz", "dot" or "built-in"."""
    if find_spec("pygraphviz"):
        try:
            import pygraphviz  # noqa: F401
        except (ImportError, OSError):  # a shared library is missing
            pass
        else:
            return "pygraphviz"
    return "dot" if shutil.which("dot") else "built-in"


# -- Graphviz ---------------------------------------------------------------------------------

INCH = 72  # Graphviz measures boxes in inches and gives positions in points; a point is our pixel


def _dot(
    boxes: Sequence[Box],
    links: Sequence[Link],
    ends: tuple[Collection[int], Collection[int]],
    ranks: float,
    nodes: float,
) -> str:
    """The question to Graphviz, in the DOT language: empty boxes of fixed sizes."""
    import graphviz

    gaps = {"ranksep": ranks, "nodesep": nodes}
    dot = graphviz.Digraph(
        graph_attr={"rankdir": "LR", **{name: f"{gap / INCH:.3f}" for name, gap in gaps.items()}},
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"arrowsize": "0.8"},
    )
    for rank, indices in zip(("min", "max"), ends, strict=True):
        if indices:
            with dot.subgraph() as column:
                column.attr(rank=rank)
                for index in indices:
                    column.node(str(index))
    for index, box in enumerate(boxes):
        dot.node(str(index), width=f"{box.width / INCH:.4f}", height=f"{box.height / INCH:.4f}")
    for index, link in enumerate(links):
        dot.edge(str(link.tail), str(link.head), id=str(index))
    return str(dot.source)


def _pygraphviz(dot: str) -> bytes:
    import pygraphviz

    with _muted(), pygraphviz.AGraph(string=dot) as graph:
        return graph.draw(format="json0", prog="dot")


def _program(dot: str) -> bytes:
    command = ["dot", "-Tjson0"]
    return subprocess.run(command, input=dot.encode(), capture_output=True, check=True).stdout


RENDERERS: dict[str, Callable[[str], bytes]] = {"pygraphviz": _pygraphviz, "dot": _program}


@contextmanager
def _muted() -> Iterator[None]:
    """Mute file descriptor 2, where Graphviz and its fontconfig complain of harmless things."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _parse(answer: bytes) -> Layout:
    """Read the answer of Graphviz, whose y points up."""
    data = json.loads(answer)
    _, _, width, height = map(float, data["bb"].split(","))

    def point(text: str) -> Point:
        x, y = text.split(",")
        return float(x), height - float(y)

    boxes = {o["name"]: point(o["pos"]) for o in data["objects"] if "pos" in o}
    curves: dict[int, Curve] = {}
    for edge in data.get("edges", ()):
        tip, *points = edge["pos"].removeprefix("e,").split()
        curves[int(edge["id"])] = Curve(tuple(map(point, points)), point(tip))
    return Layout(
        width,
        height,
        tuple([boxes[str(index)] for index in range(len(boxes))]),
        tuple([curves[index] for index in range(len(curves))]),
    )
