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
from copy import deepcopy
from functools import cached_property
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import numpy as np

from adlab.engine.recording.graph import Graph
from adlab.view.drawn.diagram import by_shape, canvas, edge_group, fill
from adlab.view.drawn.faces import NAME_LENGTH, Face, glyph
from adlab.view.drawn.fit import Fitting, gate_length
from adlab.view.drawn.groups import Group, Scene, groups, last_uses, pictures, result
from adlab.view.drawn.svg import as_text, box, shape
from adlab.view.said import arrays, numbers
from adlab.view.said.graph_texts import back_text, edge_text
from adlab.view.said.letters import measure, shorten
from adlab.view.said.wording import GROUPS

SHAPES_BY_GRAPHVIZ = 40  # of the first groups; it takes 5 to 30 ms for each
BYTES_LIMIT = 3_000_000  # of all drawings in a page
TITLE_LENGTH, CLOSED = 26, 112.0  # of a closed group: characters, and width

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
        self.overall: Element | None = None  # the picture of the whole graph
        room = BYTES_LIMIT
        for members in alike.values():
            if room <= 0:
                break
            root = self._draw(members[0])
            if self.overall is None:
                self.overall = deepcopy(root)
            drawing = as_text(_slim(root))
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

    def _draw(self, index: int) -> Element:
        """The drawing for the groups of one shape; the page writes the names of each into it."""
        picture, boxes = self.pictures[index], self.boxes[index]
        faces = [self._face(each) for each in boxes]
        bonds = picture.bonds
        carried = [self._edges.get(self._order[bond.edges[0]]) for bond in bonds]
        gates = [
            gate_length(edge) if edge and len(bond.edges) == 1 else 0
            for bond, edge in zip(bonds, carried, strict=True)
        ]
        engine = None if len(self.drawings) < SHAPES_BY_GRAPHVIZ else "built-in"
        ends = [(bond.tail, bond.head) for bond in bonds]
        places = Fitting(faces, ends, gates, engine=engine).in_full
        root = canvas(places.pane, GROUPS["picture"])
        single = 0
        for k, (bond, line) in enumerate(zip(bonds, places.lines, strict=True)):
            if len(bond.edges) > 1:
                made = edge_group(0, ends[k], line, None, True, "")
                made.set("class", "adlab-bundle")
            else:
                of_shape = by_shape(self.graph.shape(self._order[bond.edges[0]].operand))
                made = edge_group(
                    single, ends[k], line, places.gates[k], carried[k] is not None, of_shape
                )
                single += 1
            root.append(made)
        number = 0
        for face, centre in zip(faces, places.nodes, strict=True):
            made = face.draw(number, centre)
            if "closed" in face.looks:
                _dress_closed(made, face)
            root.append(made)
            number += face.is_node
        return root

    def _face(self, each: Shown) -> Face:
        if each.role == "more":
            text = GROUPS["more"].format(n=each.sharing)
            return Face(text, "", ("more",), wide=measure(text, 16.0) + 20, is_node=False)
        node = self.graph.nodes[each.node]
        if each.role == "node":
            return Face.of(self.graph, node)
        name, above, note = self.texts(each)
        raster = arrays.raster(node.shape)
        if each.group:
            return Face(name, above, ("node", "closed"), raster, note=note, wide=CLOSED)
        return Face(name, above, ("node", "port"), raster)

    def texts(self, each: Shown) -> tuple[str, str, str]:
        """What a box says: in it, above and below it."""
        label = self.labels[each.node]
        if each.group:
            return closed_texts(each.group, label)
        if each.role == "node":
            return glyph(self.graph, self.graph.nodes[each.node]), label, ""
        return label, GROUPS[each.role], ""

    @cached_property
    def labels(self) -> list[str]:
        """The names of the nodes, as there is room for them."""
        return [shorten(label, NAME_LENGTH) for label in self.graph.labels]

    def overview(self, adjoints: Mapping[int, Any]) -> Element:
        """The picture of the whole graph, with the final values, partials and these adjoints."""
        texts = {}
        for k, each in enumerate(self.boxes[0]):  # ports have no place here: nothing is outside
            texts[f"v{k}"] = numbers.text(self.graph.nodes[each.node].value)
            if each.node in adjoints:
                texts[f"d{k}"] = numbers.text(adjoints[each.node])
        singles = [bond.edges[0] for bond in self.pictures[0].bonds if len(bond.edges) == 1]
        for k, number in enumerate(singles):
            edge = self._edges.get(self._order[number])
            texts |= {f"p{k}": edge_text(edge)} if edge else {}
        root = deepcopy(self.overall)
        assert root is not None
        fill(root, texts)
        return root


def closed_texts(group: Group, label: str) -> tuple[str, str, str]:
    """Name, result and note of a closed group."""
    count = GROUPS["size"].format(n=f"{len(group):,}")
    note = f"{group.note} · {count}" if group.kind == "call" else count
    return shorten(group.title, TITLE_LENGTH), f"→ {label}", note


BEHIND = 4


def _dress_closed(group: Element, face: Face) -> None:
    """A closed group looks like a card with others behind it, and shows how far a sweep is."""
    body = next(part for part in group if part.get("class") == "adlab-box")
    left, top, width, height = (float(body.get(k, "0")) for k in ("x", "y", "width", "height"))
    group.insert(0, box("behind", left + BEHIND, top + BEHIND, width, height, 10))
    bar = {"x": left + 1, "y": top + height - 4, "width": 0, "height": 3, "rx": 1.5}
    group.append(shape("rect", "done-bar", bar))


def _slim(root: Element) -> Element:
    """Without what the page knows by itself."""
    for part in root.iter():
        for name in [name for name in part.attrib if name.startswith("data-")]:
            if name not in ("data-short", "data-waits"):
                del part.attrib[name]
    return root
