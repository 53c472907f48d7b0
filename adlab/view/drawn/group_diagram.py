"""The pictures of a big graph: each shape is laid out once, and serves all groups of that shape.

- `Album(graph)`: the groups of a graph with their pictures, and the drawings of their shapes.

Hundreds of calls of one function look the same but for names and numbers. So a picture is drawn
for its *shape*, with room for the longest names among the groups of that shape, and the page
writes the names of a group into it, as it writes the values.

A closed group looks like a node: it shows the value of its result. A port looks like a node too:
it is the node outside that is used, or that uses something inside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from html import escape
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.engine.recording.graph import Edge, Graph, Node
from adlab.view.drawn.diagram import (
    FONTS,
    FOOT,
    GAP,
    HEADER,
    KINK,
    MARGIN,
    NAME_LENGTH,
    NAME_SIZE,
    PAD,
    ROW,
    SIGN,
    SIZE,
    STRIP,
    Face,
    edge_group,
    fill,
    label_room,
    preview_room,
    short_formula,
    text_element,
)
from adlab.view.drawn.geometry import Box, Curve, Link, Point
from adlab.view.drawn.groups import Group, Scene, groups, last_uses, pictures, result
from adlab.view.drawn.layered import layered
from adlab.view.drawn.layout import lay_out
from adlab.view.said import arrays, numbers
from adlab.view.said.letters import measure, shorten
from adlab.view.said.texts import back_text, edge_text
from adlab.view.said.wording import GROUPS

SHAPES_BY_GRAPHVIZ = 40  # of the first groups; it takes 5 to 30 ms for each
BYTES_LIMIT = 3_000_000  # of all drawings in a page
TITLE_LENGTH = 26

DIGITS = re.compile(r"[0-9₀-₉]+")


class Shown(NamedTuple):
    """One box of a picture."""

    role: str  # "node", "closed", "in", "out", or "more" for a port that many share
    node: int  # whose value it shows; -1 where it shows none
    group: Group | None = None  # that is closed
    sharing: int = 0  # how many nodes share a port


class Album:
    """All pictures of a graph.

    Attributes
    ----------
    groups : list of Group
    pictures : list of Scene, one for each group
    boxes : list of list of Shown, one list for each picture: its boxes, in order
    shapes : list of int, for each group the number of its drawing; -1 where there is no room for it
    drawings : list of str, SVG with empty slots, in which nodes and edges are numbered from 0
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.groups = groups(graph)
        self.pictures = pictures(graph, self.groups)
        used = last_uses(graph)
        self.results = [result(graph, group, used) for group in self.groups]
        self.boxes = [self._boxes(picture) for picture in self.pictures]
        self._edges = {edge.edge: edge for edge in graph.edges}
        self._order = graph.connections()
        alike: dict[Any, list[int]] = {}
        for group in self.groups:
            alike.setdefault(self._key(group.index), []).append(group.index)
        self.shapes = [-1] * len(self.groups)
        self.drawings: list[str] = []
        room = BYTES_LIMIT
        for members in alike.values():
            if room <= 0:
                break
            drawing = self._draw(members)
            room -= len(drawing)
            for index in members:
                self.shapes[index] = len(self.drawings)
            self.drawings.append(drawing)

    def _boxes(self, picture: Scene) -> list[Shown]:
        boxes = [Shown("in", node) for node in picture.entering]
        if picture.more_entering:
            boxes.append(Shown("more", -1, sharing=picture.more_entering))
        for item in picture.items:
            if isinstance(item, Group):
                boxes.append(Shown("closed", self.results[item.index], item))
            else:
                boxes.append(Shown("node", item))
        boxes += [Shown("out", node) for node in picture.leaving]
        if picture.more_leaving:
            boxes.append(Shown("more", -1, sharing=picture.more_leaving))
        return boxes

    # What makes two pictures the same but for names and numbers.

    def _key(self, index: int) -> Any:
        boxes = tuple([self._signature(box) for box in self.boxes[index]])
        bonds = tuple(
            [
                (bond.tail, bond.head, self._bond_signature(bond.edges))
                for bond in self.pictures[index].bonds
            ]
        )
        return boxes, bonds

    def _signature(self, box: Shown) -> Any:
        if box.role == "more":
            return "more"
        name = DIGITS.sub("#", box.group.title if box.group else self.graph.labels[box.node])
        shape = self.graph.shape(box.node)
        if box.role != "node":
            return box.role, name, shape
        return name, shape, self.graph.records[box.node][0], box.node in self.graph.output_nodes

    def _bond_signature(self, edges: tuple[int, ...]) -> Any:
        if len(edges) > 1:
            return "bundle"
        edge = self._edges.get(self._order[edges[0]])
        if edge is None:
            return "blocked"
        return (edge_text(edge), back_text(edge)) if edge.label else np.shape(edge.partial)

    # Drawing.

    def _draw(self, members: list[int]) -> str:
        """The drawing for these groups, which have one shape."""
        picture = self.pictures[members[0]]
        faces = [
            self._face([self.boxes[index][place] for index in members])
            for place in range(len(self.boxes[members[0]]))
        ]
        links = [self._link(bond.tail, bond.head, bond.edges) for bond in picture.bonds]
        rooms = [face.room for face in faces]
        by_graphviz = len(self.drawings) < SHAPES_BY_GRAPHVIZ
        layout = lay_out(rooms, links) if by_graphviz else layered(rooms, links)
        width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
        root = (
            '<svg xmlns="http://www.w3.org/2000/svg" class="adlab-diagram" role="img"'
            f' aria-label="{escape(GROUPS["picture"])}"'
            f' viewBox="{-MARGIN:g} {-MARGIN:g} {width:.0f} {height:.0f}"'
            f' width="{width:.0f}" height="{height:.0f}"'
            f' font-family="{FONTS}" font-size="{SIZE:g}" fill="currentColor">'
        )
        lines, single, bundle = [], 0, 0
        for bond, curve in zip(picture.bonds, layout.curves, strict=True):
            edge = self._order[bond.edges[0]]
            ends = Edge(bond.tail, bond.head, 0)
            if len(bond.edges) > 1:
                lines.append(_bundle(bundle, ends, curve))
                bundle += 1
            else:
                lines.append(edge_group("s", single, ends, curve, flows=edge in self._edges))
                single += 1
        drawn: list[str] = []
        number = 0
        for face, centre in zip(faces, layout.boxes, strict=True):
            drawn.append(face.drawn(number, centre))
            number += face.is_node
        return _slim("\n".join([root, *lines, *drawn, "</svg>"]))

    def _link(self, tail: int, head: int, edges: tuple[int, ...]) -> Link:
        edge = self._edges.get(self._order[edges[0]])
        return Link(tail, head, *label_room(edge if len(edges) == 1 else None))

    def _face(self, alike: list[Shown]) -> _NodeFace | _More:
        box = alike[0]
        if box.role == "more":
            longest = max((GROUPS["more"].format(n=each.sharing) for each in alike), key=len)
            return _More(longest)
        texts = [self.texts(each) for each in alike]
        longest = tuple(max((text[k] for text in texts), key=len) for k in range(3))
        return _NodeFace(self.graph, self.graph.nodes[box.node], box.role, *longest)

    def texts(self, box: Shown) -> tuple[str, str, str]:
        """Name, formula and note of a box."""
        label = self.labels[box.node]
        if box.group:
            return closed_texts(box.group, label)
        if box.role == "node":
            return label, self.formulas[box.node], ""
        return label, GROUPS[box.role], ""

    @cached_property
    def labels(self) -> list[str]:
        """The names of the nodes, as there is room for them."""
        return [shorten(label, NAME_LENGTH) for label in self.graph.labels]

    @cached_property
    def formulas(self) -> list[str]:
        """The formulas of the nodes, as there is room for them."""
        return [short_formula(self.graph, node) for node in self.graph.nodes]

    def overview(self, adjoints: Mapping[int, Any]) -> str:
        """The picture of the whole graph, with the final values, partials and these adjoints."""
        texts = {}
        for k, box in enumerate(self.boxes[0]):  # ports have no place here: nothing is outside
            texts[f"v{k}"] = numbers.text(self.graph.nodes[box.node].value)
            if box.node in adjoints:
                texts[f"d{k}"] = numbers.text(adjoints[box.node])
        singles = [bond.edges[0] for bond in self.pictures[0].bonds if len(bond.edges) == 1]
        for k, number in enumerate(singles):
            edge = self._edges.get(self._order[number])
            texts |= {f"p{k}": edge_text(edge)} if edge else {}
        svg = _with_slots(self.drawings[self.shapes[0]])
        if adjoints:
            svg = re.sub(r'(<text class="adlab-sign2"[^>]*>)', r"\1v̄", svg)
        return fill(svg, texts)


def closed_texts(group: Group, label: str) -> tuple[str, str, str]:
    """Name, result and note of a closed group."""
    count = GROUPS["size"].format(n=f"{len(group):,}")
    note = f"{group.note} · {count}" if group.kind == "call" else count
    return shorten(group.title, TITLE_LENGTH), f"→ {label}", note


class _NodeFace(Face):
    """What a node, a closed group or a port looks like."""

    is_node = True

    def __init__(
        self, graph: Graph, node: Node, role: str, name: str, formula: str, note: str
    ) -> None:
        primitive = PRIMITIVES[node.primitive]
        plain = role == "node"
        self.node = node if plain else node._replace(is_output=False)  # it has its own mark inside
        self.name, self.formula, self.role = name, formula, role
        self.name_width = measure(name, NAME_SIZE, bold=True)
        self.may_kink = plain and bool(primitive.kink)
        self.strip = STRIP if plain and node.is_output else 0.0
        self.classes = ["adlab-node"]
        if plain:
            self.classes += ["adlab-input"] * node.is_input + ["adlab-output"] * node.is_output
            if not (node.is_input or any(primitive.rules)):
                self.classes.append("adlab-constant")
        else:
            self.classes.append("adlab-closed" if role == "closed" else "adlab-port")
        header = self.name_width + GAP + measure(formula, SIZE) + KINK * self.may_kink
        row = SIGN + measure(numbers.widest(node.shape), SIZE)
        self.frame = arrays.raster(node.shape)
        self.block, wide = preview_room(self.frame)
        self.note = note
        height = self.strip + HEADER + 2 * (ROW + self.block) + FOOT + STRIP * bool(note)
        inner = max(header, row, wide, measure(note, SIZE))
        self.room = Box(round(inner + 2 * PAD) + BEHIND * (role == "closed"), height)

    def drawn(self, number: int, centre: Point) -> str:
        """The group of SVG, under a number of its own in the picture."""
        svg = self.draw("s", centre)
        if self.role == "closed":  # as a card with others behind it
            width, height = self.room
            plate = (
                f'<rect class="adlab-behind" x="{BEHIND}" y="{BEHIND}" width="{width - BEHIND:g}"'
                f' height="{height:g}" rx="10" fill="none" stroke="currentColor"/>'
            )
            bar = (
                f'<rect class="adlab-done-bar" x="1" y="{height - 4:g}" width="0" height="3"'
                ' rx="1.5" fill="none"/>'
            )
            svg = svg.replace("<rect", f"{plate}<rect", 1).replace("</g>", f"{bar}</g>", 1)
        return svg


BEHIND = 4


class _More:
    """A port that many nodes share."""

    is_node = False

    def __init__(self, text: str) -> None:
        self.text = text
        self.room = Box(round(measure(text, SIZE) + 2 * PAD), HEADER)

    def drawn(self, number: int, centre: Point) -> str:
        width, height = self.room
        return (
            f'<g class="adlab-more" transform="translate({centre[0] - width / 2:.1f}'
            f' {centre[1] - height / 2:.1f})"><rect class="adlab-box" width="{width:g}"'
            f' height="{height:g}" rx="14" fill="none" stroke="currentColor"/>'
            + text_element("node-note", PAD, 19, self.text)
            + "</g>"
        )


def _bundle(number: int, ends: Edge, curve: Curve) -> str:
    """A line that stands for several edges."""
    svg = edge_group("b", number, ends, curve, flows=True)
    return re.sub(r'class="adlab-edge[^"]*"', 'class="adlab-bundle"', svg)


def _slim(svg: str) -> str:
    """Without what the page knows by itself."""
    return re.sub(
        r' (?:id|data-(?:node|edge|operand|consumer|mid|slot|sign|label|preview))="[^"]*"', "", svg
    )


def _with_slots(svg: str) -> str:
    """The slots of a drawing, numbered again."""
    parts = re.split(r'(?=<g class="adlab-(?:node|edge|bundle|more))', svg)
    nodes = edges = 0
    for k, part in enumerate(parts):
        if part.startswith('<g class="adlab-node'):
            part = part.replace('class="adlab-value"', f'class="adlab-value" data-slot="v{nodes}"')
            parts[k] = part.replace(
                'class="adlab-derivative"', f'class="adlab-derivative" data-slot="d{nodes}"'
            )
            nodes += 1
        elif part.startswith('<g class="adlab-edge'):
            parts[k] = part.replace(
                'class="adlab-partial"', f'class="adlab-partial" data-slot="p{edges}"'
            )
            edges += 1
    return "".join(parts)
