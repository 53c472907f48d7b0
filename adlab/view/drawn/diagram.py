"""The graph as a picture: laid out once, with a slot for each value to be written in place.

- `diagram(graph)`: the picture in full, its slots empty: nothing has run yet.
- `draw(fitting, places, said)`: the same of any nodes and edges.
- `fill(root, texts)`: texts go into the slots; `fill_previews` colours arrays.
- `picture(graph)`: a file that stands alone, with all values, partials and adjoints.
- `describe(graph)`: the graph in a sentence, for those who cannot see it.

Sizes and fonts are attributes of the SVG, since room was reserved for them. Colours are left to
CSS: each part has a class, and without any CSS it is drawn in the colour of the text around it.

>>> import adlab
>>> root = diagram(adlab.trace(lambda x: x * x, 3.0))
>>> fill(root, {"v0": "3", "v1": "9", "p0": "3"})
>>> as_text(root).count(">9</text>")
1
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import Context
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

from adlab.engine.recording.graph import Edge, Graph
from adlab.engine.sweeps.readable import filled
from adlab.engine.sweeps.timeline import Timeline, timeline
from adlab.view.assets import sheet
from adlab.view.drawn import theme
from adlab.view.drawn.fit import GATE_HEIGHT, Fitting, Pane, Places, gate_width
from adlab.view.drawn.geometry import Point
from adlab.view.drawn.svg import add_look, as_text, box, moved, plain, shape, written
from adlab.view.said import arrays, numbers
from adlab.view.said.dependence import constants
from adlab.view.said.graph_texts import Texts
from adlab.view.said.maps import stretched

FONTS = "system-ui, 'Noto Sans', 'DejaVu Sans', Verdana, sans-serif"
SIZE = 12.5  # of all text that says no other
LONG_NUMBER = 7  # characters, beyond which a number is written smaller


# -- The picture ------------------------------------------------------------------------------


def diagram(graph: Graph, fitting: Fitting | None = None) -> Element:
    """Draw a graph as SVG, with empty slots.

    Parameters
    ----------
    graph : Graph
    fitting : Fitting, optional
        The graph fitted, if it is already; with notes in its nodes, say.

    Returns
    -------
    Element
        An `<svg>`. Node i is a group `.adlab-node[data-node=i]` with the slots `vi` and `di`; of an
        array it has previews, groups `.adlab-preview[data-preview]`. Edge k of
        `graph.connections()` is a group `.adlab-edge[data-edge=k]` with the slot `pk`; one through
        which no derivative flows has the class `adlab-blocked` and no slot.
    """
    fitting = fitting or Fitting.of(graph)
    carried = {edge.edge for edge in graph.edges}
    edges = graph.connections()
    return draw(
        fitting,
        fitting.in_full,
        describe(graph),
        [edge in carried for edge in edges],
        [carried_shape(graph, edge) for edge in edges],
    )


def draw(
    fitting: Fitting,
    places: Places,
    said: str,
    flows: Sequence[bool],
    shapes: Sequence[str],
) -> Element:
    """Draw nodes and edges at their places.

    Parameters
    ----------
    fitting, places
        What is drawn, and where.
    said : str
        The picture in a sentence.
    flows : sequence of bool
        Whether a derivative flows along each edge.
    shapes : sequence of str
        What stands on edges without a gate: the shape of an array.
    """
    root = canvas(places.pane, said)
    for k, line in enumerate(places.lines):
        gate = places.gates[k] if flows[k] else None
        root.append(edge_group(k, fitting.ends[k], line, gate, flows[k], shapes[k]))
    for i, (face, centre) in enumerate(zip(fitting.faces, places.nodes, strict=True)):
        waits = sum(flows[k] for k in fitting.out[i])
        root.append(face.draw(i, centre, waits))
    return root


def canvas(pane: Pane, said: str) -> Element:
    """An empty picture of that size."""
    width, height = pane[:2]
    root = shape("svg", "diagram", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
    root.attrib |= {
        "aria-label": said,
        "viewBox": f"0 0 {width:.0f} {height:.0f}",
        "width": f"{width:.0f}",
        "height": f"{height:.0f}",
        "font-family": FONTS,
        "font-size": plain(SIZE),
        "fill": "currentColor",
    }
    return root


def edge_group(
    number: int,
    ends: tuple[int, int],
    line: Sequence[Point],
    gate: Point | None,
    flows: bool,
    of_shape: str,
) -> Element:
    """An edge: its line, and its partial on it."""
    group = shape("g", "edge" if flows else "edge blocked", None, data_edge=number)
    group.attrib |= {"data-operand": str(ends[0]), "data-consumer": str(ends[1])}
    group.append(shape("path", "line", {"d": path(line)}))
    if gate:
        text = written("", "partial", 0, 4.2)
        text.set("data-slot", f"p{number}")
        pill = box("gate-box", -9, -GATE_HEIGHT / 2, 18, GATE_HEIGHT, GATE_HEIGHT / 2)
        group.append(shape("g", "gate", {"transform": moved(*gate)}, pill, text))
    elif of_shape:
        (x, y), after = line[0], line[3]
        below = 15 if after[1] < y else -6
        text = written(of_shape, "shape", x + 5, y + below, font_size=11)
        group.append(text)
    return group


def by_shape(shape: tuple[int, ...]) -> str:
    """The shape of an array in a picture.

    >>> by_shape((8, 3)), by_shape((5,)), by_shape(())
    ('8×3', '5', '')
    """
    return "×".join(map(str, shape))


def carried_shape(graph: Graph, edge: Edge) -> str:
    """What an edge carries; into an operation that enlarged both of its arrays, what became of it.

    >>> import adlab
    >>> graph = adlab.trace(lambda y, t: y - t, np.ones((8, 1)), np.ones(8))
    >>> [carried_shape(graph, edge) for edge in graph.connections()]
    ['(8, 1) → (8, 8)', '(8,) → (8, 8)']
    """
    shape = graph.shape(edge.operand)
    if shape and stretched(graph, edge.consumer):
        return f"{shape} → {graph.shape(edge.consumer)}"
    return by_shape(shape)


def path(line: Sequence[Point]) -> str:
    """A line of Bézier curves as it stands in a file."""
    start, *points = [f"{x:.0f} {y:.0f}" for x, y in line]
    return f"M{start}C{' '.join(points)}"


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
    fixed = constants(graph)
    said = f"{title}: {', '.join(made)}." if made else f"{title}."
    return f"{said} {fixed[:1].upper()}{fixed[1:]}." if fixed else said


def fill(root: Element, texts: Mapping[str, str]) -> None:
    """Write texts into the slots of a picture; the other slots stay as they are."""
    for group in root.iter("g"):
        for part in group:
            slot = part.get("data-slot", "")
            if slot in texts:
                part.text = texts[slot]
                if len(texts[slot]) > LONG_NUMBER and slot[0] != "p":
                    add_look(part, "long-number")
                if slot[0] == "p":
                    widen(group[0], texts[slot])


def widen(pill: Element, text: str) -> None:
    """The pill of a gate gets the width of its text."""
    width = max(gate_width(len(text)), GATE_HEIGHT)
    pill.set("x", plain(-width / 2))
    pill.set("width", plain(width))


def fill_previews(root: Element, drawn: Mapping[str, str]) -> None:
    """Colour the thumbnails of arrays: for slots such as "v3", what `arrays.preview` gives."""
    for group in root.iter("g"):
        digits = drawn.get(group.get("data-preview", ""))
        if digits:
            for cell, digit in zip(group, digits, strict=False):
                cell.set("class", f"adlab-cell adlab-h{digit}")


# -- On its own -------------------------------------------------------------------------------


def picture(
    graph: Graph,
    values: bool = True,
    fitting: Fitting | None = None,
    backward: Timeline | None = None,
) -> str:
    """Draw a graph as an SVG file that stands alone, for `<img>`, README and slides.

    Parameters
    ----------
    graph : Graph
    values : bool
        Write the values, the partials and the adjoints of the first output into it.
    fitting : see `diagram`
    backward : Timeline, optional
        The reverse sweep of the first output, if it has been run.
    """
    root = diagram(graph, fitting)
    if values:
        fill(root, finished(graph, backward))
        fill_previews(root, _finished_previews(graph, backward))
    return standing_alone(root)


def standing_alone(root: Element) -> str:
    """A picture as a file with its own colours, and without what only a player needs."""
    arrays_in = any(part.get("data-preview") for part in root.iter("g"))
    for part in root.iter():
        for name in [name for name in part.attrib if name.startswith("data-")]:
            if name not in ("data-short", "data-waits"):  # the live player reads these
                del part.attrib[name]
    style = shape("style")
    style.text = standalone_css() + (heat_css() if arrays_in else "")
    paper = shape("rect", "paper", {"width": "100%", "height": "100%"})
    root[:0] = [style, paper]
    return as_text(root)


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


def _finished_previews(graph: Graph, backward: Timeline | None) -> dict[str, str]:
    if not any(arrays.raster(node.shape) for node in graph.nodes):
        return {}
    held = {f"v{node.index}": node.value for node in graph.nodes}
    held |= {f"d{node}": adjoint for node, adjoint in _adjoints(graph, backward).items()}
    return {
        slot: arrays.preview(value, arrays.reach([value]))
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
