"""Nodes to be eliminated by clicking, with a counter that runs.

- `elimination(edges)`: the picture of a graph of partials, in which a click joins edges.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

from adlab.engine.errors import InputError, explain
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.elimination import MOST, Ends, between, eliminate, least
from adlab.view.assets import STATIC, in_script
from adlab.view.drawn.geometry import Box, Link
from adlab.view.drawn.layered import layered
from adlab.view.drawn.theme import COLOURS, GREEN

END, INNER = COLOURS["value"].light, COLOURS["adjoint"].light  # white text is read on both
WORDS = {
    "picture": "a graph of partials; a node in between can be eliminated",
    "begin": "Click a node in between, or press Enter on it, to eliminate it.",
    "node": "node {node}, {into} edges in, {out} out: {cost} products",
    "gone": "Node {node}: {into} edges in, {out} out, {cost} products.",
    "count": "{products} products",
    "done": "All eliminated, in the order {order}: {products} products. The least is {least}.",
    "unknown": "All eliminated, in the order {order}: {products} products.",
    "back": "One back",
    "again": "Begin again",
}
SIZE, MARGIN = 34.0, 30.0


class Elimination:
    """What `elimination` made; a notebook shows it.

    Attributes
    ----------
    edges : list of (operand, consumer)
    least : int or None
        The fewest products; None where there are too many orders to try.
    best : tuple of int
        An order that needs no more.
    """

    def __init__(self, edges: Sequence[Ends], labels: Sequence[str]) -> None:
        self.edges, self.labels = list(edges), list(labels)
        self.least: int | None = None
        self.best: tuple[int, ...] = ()
        if len(between(self.edges)) <= MOST:
            self.least, self.best = least(self.edges)

    def cost(self, order: Sequence[int]) -> int:
        """How many products an order takes."""
        return eliminate(dict.fromkeys(self.edges, 1.0), order)[1]

    def __repr__(self) -> str:
        nodes = between(self.edges)
        ways = [("in the run's order", nodes), ("in the opposite", nodes[::-1])]
        said = ", ".join(f"{self.cost(order)} {name}" for name, order in ways)
        known = "" if self.least is None else f"; at least {self.least}"
        return f"{len(nodes)} nodes to eliminate; products: {said}{known}"

    def _places(self) -> list[tuple[float, float]]:
        """The centre of each node."""
        boxes = [Box(SIZE + 40, SIZE + 14)] * len(self.labels)
        links = [Link(tail, head) for tail, head in self.edges]
        return [(x + MARGIN, y + MARGIN) for x, y in layered(boxes, links).boxes]

    def to_svg(self) -> str:
        """The picture alone, with nothing eliminated."""
        places = self._places()
        width, height = (max(place[k] for place in places) + MARGIN + SIZE for k in (0, 1))
        root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {width:.0f} {height:.0f}",
                "width": f"{width:.0f}",
                "role": "img",
                "aria-label": repr(self),
                "fill": "currentColor",
                "font-family": "system-ui, sans-serif",
            },
        )
        for tail, head in self.edges:
            ends = dict(zip(("x1", "y1", "x2", "y2"), [*places[tail], *places[head]], strict=True))
            line = {name: f"{at:.1f}" for name, at in ends.items()}
            SubElement(root, "line", {**line, "stroke": "currentColor", "stroke-opacity": "0.5"})
        inner = between(self.edges)
        for node, ((x, y), label) in enumerate(zip(places, self.labels, strict=True)):
            colour = INNER if node in inner else END
            at = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{SIZE / 2:.0f}"}
            SubElement(root, "circle", {**at, "fill": colour})
            text = {"x": f"{x:.1f}", "y": f"{y + 5:.1f}", "text-anchor": "middle", "fill": "white"}
            SubElement(root, "text", {**text, "font-size": "14"}).text = label
        return tostring(root, "unicode")

    def _repr_html_(self) -> str:
        data = {
            "edges": self.edges,
            "labels": self.labels,
            "places": [[round(x, 1), round(y, 1)] for x, y in self._places()],
            "inner": between(self.edges),
            "least": self.least,
            "size": SIZE,
            "margin": MARGIN,
            "words": WORDS,
            "colours": {"end": END, "inner": INNER, "new": GREEN},
        }
        script = (STATIC / "elimination.js").read_text(encoding="utf-8")
        return (
            '<div class="adlab-elimination" data-adlab-elimination="pending"'
            ' data-lm-suppress-shortcuts="true" style="max-width: 900px">\n'
            f"<p>{escape(repr(self))}</p>{self.to_svg()}\n"
            f'<script type="application/json">{in_script(data)}</script>\n'
            f"<script>{script}</script>\n</div>"
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}


def elimination(edges: Graph | Sequence[Ends]) -> Elimination:
    """Eliminate the nodes of a graph of partials, one after the other, and count the products.

    Parameters
    ----------
    edges : Graph, or sequence of (operand, consumer)
        The edges, as pairs of whole numbers from 0 on; or a graph that was traced.

    Returns
    -------
    Elimination
        `.cost(order)` counts; a notebook shows the picture, in which one clicks.

    Raises
    ------
    InputError
        An edge does not lead from a lower number to a higher one, or there is none.

    Source: Griewank & Walther, *Evaluating Derivatives* (2008), chapter 9.

    >>> elimination([(0, 2), (1, 2), (2, 3), (3, 4), (3, 5)])
    2 nodes to eliminate; products: 6 in the run's order, 6 in the opposite; at least 6
    """
    if isinstance(edges, Graph):
        labels = list(edges.labels)
        pairs = list(dict.fromkeys((e.operand, e.consumer) for e in edges.edges))
    else:
        pairs = list(dict.fromkeys((int(tail), int(head)) for tail, head in edges))
        labels = [str(node) for node in range(1 + max((head for _, head in pairs), default=0))]
    if not pairs or any(not 0 <= tail < head for tail, head in pairs):
        raise InputError(
            explain(
                f"{pairs} are not the edges of a graph in the order of its run.",
                fix="give pairs (operand, consumer), each from a lower number to a higher one",
            )
        )
    return Elimination(pairs, labels)
