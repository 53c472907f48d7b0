"""The graph as a picture: laid out once, with a slot for each value to be written in place.

- `diagram(graph, prefix)`: the SVG, its slots empty: nothing has run yet.
- `fill(svg, texts)`: the same SVG with texts in some slots; `fill_previews` draws arrays.
- `picture(graph)`: a picture that stands alone, with all values, partials and adjoints.
- `standalone_css()`: its colours.
- `describe(graph)`: the graph in a sentence, for those who cannot see it.

Sizes and fonts are attributes of the SVG, since room was reserved for them. Colours are left to
CSS: each part has a class, and without any CSS it is drawn in the colour of the text around it.

>>> import adlab
>>> svg = fill(diagram(adlab.trace(lambda x: x * x, 3.0)), {"v0": "3", "v1": "9", "p0": "3"})
>>> svg.count('data-slot="v1"'), svg.count(">9</text>")
(1, 1)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import Context
from html import escape
from typing import Any

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.engine.recording.graph import Edge, Graph, GraphEdge, Node, formula
from adlab.engine.sweeps.loops import filled
from adlab.engine.sweeps.timeline import Timeline, timeline
from adlab.view.assets import sheet
from adlab.view.drawn import theme
from adlab.view.drawn.geometry import Box, Curve, Link, Point, bezier, height_at
from adlab.view.drawn.layout import lay_out
from adlab.view.said import arrays, numbers
from adlab.view.said.letters import measure, shorten
from adlab.view.said.texts import Texts, at_kink, back_text, edge_text
from adlab.view.said.wording import ARRAY_WORDS

FONTS = "'DejaVu Sans', Verdana, system-ui, sans-serif"
SIZE = 13.0  # of all text but the names
NAME_SIZE = 15.0

MARGIN = 10.0  # around the picture
PAD = 10.0  # inside a box, left and right
HEADER, ROW, FOOT = 28.0, 23.0, 5.0  # heights in a box
STRIP = 17.0  # height of the extra line of an output
SIGN = 20.0  # width of the column of signs
GAP = 14.0  # between name and formula
KINK = 16.0  # width of the mark of a kink
LABEL_HEIGHT = 17.0
GRID_WIDTH, GRID_HEIGHT = 61.0, 18.0  # of a number in a grid
HEAT_WIDTH, HEAT_HEIGHT = 126.0, 12.0  # of a heat map with many columns; of its cells
CELL_WIDTH = 20.0  # of a cell, at most
SCALE_WIDTH = 66.0  # of the scale beside it

NAME_LENGTH, OPERAND_LENGTH, FORMULA_LENGTH = 16, 10, 24  # in characters


# -- The picture ------------------------------------------------------------------------------


def diagram(graph: Graph, prefix: str = "g1", notes: Mapping[int, str] | None = None) -> str:
    """Draw a graph as SVG, with empty slots.

    Parameters
    ----------
    graph : Graph
    prefix : str
        Begins every id, so that several pictures can stand in one page.
    notes : mapping from int to str, optional
        A line of text in some nodes, which are marked.

    Returns
    -------
    str
        An `<svg>` element. Node i is a group `.adlab-node[data-node=i]` with the slots `vi` and
        `di`; of an array they have previews, groups `.adlab-preview[data-preview]`. Edge k of
        `graph.connections()` is a group `.adlab-edge[data-edge=k]` with the slot `pk`; one through
        which no derivative flows has the class `adlab-blocked` and no slot.
    """
    carried = {edge.edge: edge for edge in graph.edges}
    faces = [Face(graph, node, (notes or {}).get(node.index, "")) for node in graph.nodes]
    edges = graph.connections()
    links = [Link(edge.operand, edge.consumer, *label_room(carried.get(edge))) for edge in edges]
    layout = lay_out([face.room for face in faces], links, graph.inputs)
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    root = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="adlab-diagram" role="img"'
        f' aria-label="{escape(describe(graph))}"'
        f' viewBox="{-MARGIN:g} {-MARGIN:g} {width:.0f} {height:.0f}"'
        f' width="{width:.0f}" height="{height:.0f}"'
        f' font-family="{FONTS}" font-size="{SIZE:g}" fill="currentColor">'
    )
    drawn_edges = [
        edge_group(prefix, number, edge, curve, flows=edge in carried)
        for number, (edge, curve) in enumerate(zip(edges, layout.curves, strict=True))
    ]
    drawn_nodes = [
        face.draw(prefix, centre) for face, centre in zip(faces, layout.boxes, strict=True)
    ]
    return "\n".join([root, *drawn_edges, *drawn_nodes, "</svg>"])


def describe(graph: Graph, most: int = 12) -> str:
    """The graph in a sentence, for those who cannot see it.

    >>> import adlab
    >>> describe(adlab.trace(lambda x, y: x * y + x, 2.0, 5.0))
    'Computational graph of <lambda>(x, y), 4 nodes: v1 = x · y, v2 = v1 + x (output).'
    """
    made = [
        f"{node.label} = {node.formula}" + (" (output)" if node.is_output else "")
        for node in graph.nodes
        if not node.is_input
    ]
    if len(made) > most:
        made[most:] = [f"and {len(made) - most} more"]
    count = f"{len(graph)} node" + ("" if len(graph) == 1 else "s")
    title = f"Computational graph of {graph.name}({', '.join(graph.input_names)}), {count}"
    return f"{title}: {', '.join(made)}." if made else f"{title}."


class Face:
    """What a node looks like, wherever it will stand."""

    def __init__(self, graph: Graph, node: Node, note: str = "") -> None:
        primitive = PRIMITIVES[node.primitive]
        self.node = node
        self.name = shorten(node.label, NAME_LENGTH)
        self.name_width = measure(self.name, NAME_SIZE, bold=True)
        self.formula = short_formula(graph, node)
        self.may_kink = bool(primitive.kink)
        self.strip = STRIP if node.is_output else 0.0
        self.classes = ["adlab-node"]
        if node.is_input:
            self.classes.append("adlab-input")
        if node.is_output:
            self.classes.append("adlab-output")
        if not (node.is_input or any(primitive.rules)):
            self.classes.append("adlab-constant")  # as a comparison is: nothing flows through it
        if self.may_kink and at_kink(primitive, graph, node):
            self.classes.append("adlab-kink")
        if note:
            self.classes.append("adlab-noted")

        header = self.name_width + GAP + measure(self.formula, SIZE) + KINK * self.may_kink
        row = SIGN + measure(numbers.widest(node.shape), SIZE)
        self.frame = arrays.raster(node.shape)
        self.block, wide = preview_room(self.frame)
        reduced = self.frame.reduced if self.frame else False
        self.note = note or (_part_shown(self.frame) if self.frame and reduced else "")
        height = self.strip + HEADER + 2 * (ROW + self.block) + FOOT + STRIP * bool(self.note)
        inner = max(header, row, wide, measure(self.note, SIZE, bold=bool(note)))
        self.room = Box(round(inner + 2 * PAD), height)

    def draw(self, prefix: str, centre: Point) -> str:
        """The node as a group of SVG, with its centre there."""
        node, (width, height) = self.node, self.room
        index, top, right = node.index, self.strip, width - PAD
        full_name = "" if self.name == node.label else f' data-label="{escape(node.label)}"'
        first, second = top + HEADER + 17, top + HEADER + ROW + self.block + 16
        parts = [
            f'<g class="{" ".join(self.classes)}" id="{prefix}_node_{index}" data-node="{index}"'
            f"{full_name}"
            f' transform="translate({_point(centre[0] - width / 2, centre[1] - height / 2)})">',
            f'<rect class="adlab-box" width="{width:g}" height="{height:g}" rx="10"'
            ' fill="none" stroke="currentColor"/>',
            text_element("label", PAD, top + 19, self.name, BOLD),
            text_element("node-formula", right, top + 19, self.formula, END),
            f'<line class="adlab-rule" x1="{PAD / 2:g}" x2="{width - PAD / 2:g}"'
            f' y1="{top + HEADER:g}" y2="{top + HEADER:g}" stroke="currentColor"/>',
            text_element("sign", PAD, first, "v"),
            text_element("value", right, first, "", END, f' data-slot="v{index}"'),
            text_element("sign2", PAD, second, "", "", f' data-sign="{index}"'),
            text_element("derivative", right, second, "", END, f' data-slot="d{index}"'),
        ]
        if self.frame:
            for letter, y in (("v", first), ("d", second)):
                cells = _cells(self.frame, right, y + 7)
                parts.append(f'<g class="adlab-preview" data-preview="{letter}{index}">{cells}</g>')
        if self.note:
            parts.append(text_element("node-note", PAD, height - 8, self.note))
        if node.is_output:
            parts.append(text_element("output-mark", PAD, 16, "output"))
        if self.may_kink:  # hidden by an attribute, so that CSS can show it
            x, y = PAD + self.name_width + 6, top + 18
            hidden = "" if "adlab-kink" in self.classes else ' visibility="hidden"'
            parts.append(
                f'<path class="adlab-kink-mark" d="M{x:.1f} {y:g}l5 -8l5 8" fill="none"'
                f' stroke="currentColor" stroke-width="1.8"{hidden}/>'
            )
        return "".join([*parts, "</g>"])


BOLD = f' font-size="{NAME_SIZE:g}" font-weight="700"'
END = ' text-anchor="end"'
MIDDLE = ' text-anchor="middle"'
DOTTED = ' stroke-dasharray="2 4"'


def text_element(kind: str, x: float, y: float, text: str, look: str = "", data: str = "") -> str:
    return f'<text class="adlab-{kind}"{data} x="{x:g}" y="{y:g}"{look}>{escape(text)}</text>'


def preview_room(frame: arrays.Raster | None) -> tuple[float, float]:
    """Height and width of a preview."""
    if frame is None:
        return 0.0, 0.0
    if frame.kind == "grid":
        return frame.rows * GRID_HEIGHT + 3, frame.columns * GRID_WIDTH
    return max(frame.rows * HEAT_HEIGHT, 16) + 8, SCALE_WIDTH + frame.columns * _cell_width(frame)


def _cell_width(frame: arrays.Raster) -> float:
    return min(CELL_WIDTH, round(HEAT_WIDTH / frame.columns, 1))


def _part_shown(frame: arrays.Raster) -> str:
    return ARRAY_WORDS["part shown"].format(
        rows=frame.rows, columns=frame.columns, of=" × ".join(map(str, frame.whole))
    )


def _cells(frame: arrays.Raster, right: float, top: float) -> str:
    """The empty cells of a preview, from left to right and down."""
    places = [(row, column) for row in range(frame.rows) for column in range(frame.columns)]
    if frame.kind == "grid":
        return "".join(
            text_element(
                "cell",
                right - (frame.columns - 1 - column) * GRID_WIDTH,
                top + 11 + row * GRID_HEIGHT,
                "",
                END,
            )
            for row, column in places
        )
    each = _cell_width(frame)
    width, height = frame.columns * each, frame.rows * HEAT_HEIGHT
    left = right - width
    size = f'width="{each:g}" height="{HEAT_HEIGHT:g}" fill="none"'
    return (
        text_element("scale", PAD, top + 10, "")
        + "".join(
            f'<rect class="adlab-cell" x="{left + column * each:g}"'
            f' y="{top + row * HEAT_HEIGHT:g}" {size}/>'
            for row, column in places
        )
        + f'<rect class="adlab-frame" x="{left:g}" y="{top:g}" width="{width:g}"'
        f' height="{height:g}" fill="none" stroke="currentColor"/>'
    )


def edge_group(prefix: str, number: int, edge: Edge, curve: Curve, flows: bool) -> str:
    """An edge as a group of SVG: line, arrowhead, and the slot of its partial."""
    start, *points = [_point(*point) for point in curve.points]
    x, y = _middle(curve)
    parts = [
        f'<g class="adlab-edge{"" if flows else " adlab-blocked"}" id="{prefix}_edge_{number}"'
        f' data-edge="{number}" data-operand="{edge.operand}" data-consumer="{edge.consumer}"'
        f' data-mid="{x:.0f},{y:.0f}">',
        f'<path class="adlab-line" d="M{start}C{" ".join(points)}" fill="none"'
        f' stroke="currentColor"{"" if flows else DOTTED}/>',
        f'<path class="adlab-head" d="{_arrowhead(curve.points[-1], curve.tip)}"/>',
    ]
    if flows and curve.label:
        x, y = curve.label
        slot = f' data-slot="p{number}"'
        parts.append(text_element("partial", round(x, 1), round(y + 4.5, 1), "", MIDDLE, slot))
    return "".join([*parts, "</g>"])


def _arrowhead(base: Point, tip: Point) -> str:
    dx, dy = 0.38 * (tip[0] - base[0]), 0.38 * (tip[1] - base[1])
    corners = (tip, (base[0] - dy, base[1] + dx), (base[0] + dy, base[1] - dx))
    return "M" + "L".join([_point(*corner) for corner in corners]) + "Z"


def _point(x: float, y: float) -> str:
    """A point in a path, to a tenth of a pixel."""
    return f"{x:.1f} {y:.1f}".replace(".0", "")


def _middle(curve: Curve) -> Point:
    """The point of a curve at its label; without one, half way along, counted in pieces."""
    line = curve.label and height_at(curve, curve.label[0])
    if curve.label and line is not None:
        return curve.label[0], line
    half, odd = divmod((len(curve.points) - 1) // 3, 2)
    if not odd:
        return curve.points[3 * half]
    return bezier(curve.points[3 * half : 3 * half + 4], 0.5)


def short_formula(graph: Graph, node: Node) -> str:
    """The formula of a node; if it is long, with the names of its operands shortened."""
    if len(node.formula) <= FORMULA_LENGTH:
        return node.formula
    labels = {o: shorten(graph.labels[o], OPERAND_LENGTH) for o in graph.operands(node.index)}
    short = formula(PRIMITIVES[node.primitive], node.operands, node.params, labels)
    return shorten(short, FORMULA_LENGTH)


def label_room(edge: GraphEdge | None) -> tuple[Box | None, float]:
    """The room for a partial, by its format so that other values fit, and its usual width."""
    if edge is None:
        return None, 0.0
    is_number = not isinstance(edge.partial, LinearMap) and np.ndim(edge.partial) == 0
    text = numbers.widest() if is_number else max(edge_text(edge), back_text(edge), key=len)
    usual = measure("0.12" if is_number else text, SIZE)
    return Box(round(measure(text, SIZE) + 8), LABEL_HEIGHT), usual


def fill(svg: str, texts: Mapping[str, str]) -> str:
    """Write texts into the slots of a picture; the other slots stay as they are.

    >>> fill('<text data-slot="v0" x="1">2</text><text data-slot="d0"></text>', {"v0": "< 5"})
    '<text data-slot="v0" x="1">&lt; 5</text><text data-slot="d0"></text>'
    """

    def write(match: re.Match[str]) -> str:
        opening, slot, old = match.groups()
        return f"{opening}{escape(texts[slot]) if slot in texts else old}</text>"

    return re.sub(r'(<text [^>]*?data-slot="(\w+)"[^>]*>)([^<]*)</text>', write, svg)


def fill_previews(svg: str, drawn: Mapping[str, tuple[str, str]]) -> str:
    """Draw arrays into a picture: for slots such as "v3", what `arrays.preview` gives, and a scale.

    Cells of a heat map get the classes adlab-h0 to adlab-hf.
    """

    def draw(match: re.Match[str]) -> str:
        opening, slot, inside = match.groups()
        if slot not in drawn:
            return match[0]
        shown, scale = drawn[slot]
        if "<rect" in inside:
            digits = iter(shown)
            inside = re.sub(
                'class="adlab-cell"', lambda _: f'class="adlab-cell adlab-h{next(digits)}"', inside
            )
            inside = inside.replace("></text>", f">{escape(scale)}</text>", 1)
        else:
            texts = iter(shown.replace(";", " ").split(" "))
            inside = re.sub("></text>", lambda _: f">{escape(next(texts))}</text>", inside)
        return f"{opening}{inside}</g>"

    return re.sub(r'(<g class="adlab-preview" data-preview="(\w+)">)(.*?)</g>', draw, svg)


# -- On its own -------------------------------------------------------------------------------


def picture(
    graph: Graph,
    values: bool = True,
    notes: Mapping[int, str] | None = None,
    backward: Timeline | None = None,
) -> str:
    """Draw a graph as an SVG file that stands alone, for `<img>`, README and slides.

    Parameters
    ----------
    graph : Graph
    values : bool
        Write the values, the partials and the adjoints of the first output into it.
    notes : see `diagram`
    backward : Timeline, optional
        The reverse sweep of the first output, if it has been run.
    """
    svg = diagram(graph, notes=notes)
    if values:
        svg = fill_previews(
            fill(svg, finished(graph, backward)), _finished_previews(graph, backward)
        )
        if graph.output_nodes:
            svg = re.sub(r'(<text class="adlab-sign2"[^>]*>)', r"\1v̄", svg)
    return standing_alone(svg)


def standing_alone(svg: str) -> str:
    """A picture with its own colours, and without what only a player needs."""
    svg = re.sub(r' (?:id|data-\w+)="[^"]*"', "", svg)  # nobody can reach into an image
    coloured = r'(class="adlab-(?:box|rule|line)"[^>]*?)(?: fill="none")? stroke="currentColor"'
    svg = re.sub(coloured, r"\1", svg)  # its CSS says it, once for all of them
    paper = '<rect class="adlab-paper" x="-100%" y="-100%" width="300%" height="300%"/>'
    colours = standalone_css() + (heat_css() if 'class="adlab-preview"' in svg else "")
    return svg.replace(">\n", f">\n<style>{colours}</style>\n{paper}\n", 1)


def finished(graph: Graph, backward: Timeline | None = None) -> dict[str, str]:
    """The text of every slot when all has run: values, partials, adjoints of the first output.

    >>> import adlab
    >>> finished(adlab.trace(lambda x: x * x, 3.0))
    {'v0': '3', 'v1': '9', 'p0': '3', 'p1': '3', 'd0': '6', 'd1': '1'}
    """
    known, held = Texts(graph), _adjoints(graph, backward)
    texts = {f"v{node}": value for node, value in enumerate(known.values)}
    texts |= {f"p{known.numbers[edge]}": partial for edge, partial in known.partials.items()}
    adjoints = numbers.texts(held.values())
    return texts | {f"d{node}": text for node, text in zip(held, adjoints, strict=True)}


def _adjoints(graph: Graph, backward: Timeline | None) -> dict[int, Any]:
    """The adjoint of every node, for the first output; none where there is no output."""
    if not graph.output_nodes:
        return {}
    # In a context of its own, where no hook listens and no trace records.
    if backward is None:
        backward = Context().run(timeline, graph, "reverse")
    adjoints = backward.adjoints(len(backward))
    return {node.index: filled(adjoints.get(node.index), node.value) for node in graph.nodes}


def _finished_previews(graph: Graph, backward: Timeline | None) -> dict[str, tuple[str, str]]:
    if not any(arrays.raster(node.shape) for node in graph.nodes):
        return {}
    held = {f"v{node.index}": node.value for node in graph.nodes}
    held |= {f"d{node}": adjoint for node, adjoint in _adjoints(graph, backward).items()}
    return {
        slot: (arrays.preview(value, largest := arrays.reach([value])), arrays.scale_text(largest))
        for slot, value in held.items()
        if arrays.raster(np.shape(value))
    }


def standalone_css() -> str:
    """The style sheet of a picture that stands alone, for light and dark."""
    light, dark = (theme.ground_variables(ground) for ground in ("light", "dark"))
    return f"""
.adlab-diagram {{ {light} }}
@media (prefers-color-scheme: dark) {{ .adlab-diagram {{ {dark} }} }}
{sheet("alone")}
"""


def heat_css() -> str:
    """The colours of heat maps, by the digits of `arrays.preview`."""
    return sheet("heat")
