"""The pictures of a big graph: each shape is laid out once, and serves all groups of that shape.

- `Album(graph)`: the groups of a graph with their pictures, and the drawings of their shapes.

Hundreds of calls of one function look the same but for names and numbers. So a picture is drawn
for its *shape*, with room for the longest names among the groups of that shape, and the page
writes the names of a group into it, as it writes the values.

A closed group looks like a node: it shows the value of its result. A port looks like a node too:
it is the node outside that is used. Where something goes out there is a mark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import numpy as np

from adlab.engine.recording.graph import Graph
from adlab.view.drawn.diagram import by_shape, canvas, edge_group, fill
from adlab.view.drawn.faces import NAME_LENGTH, NOTE, SMALLEST, TAB, Face, brief, glyph
from adlab.view.drawn.fit import Fitting, Pane, Places, gate_length
from adlab.view.drawn.groups import CALLS, Bond, Group, Scene, groups, last_uses, pictures, result
from adlab.view.drawn.loops import AGAIN
from adlab.view.drawn.svg import as_text, box, shape
from adlab.view.said import arrays, numbers
from adlab.view.said.graph_texts import back_text, edge_text
from adlab.view.said.letters import measure, shorten
from adlab.view.said.templates import GROUPS

SHAPES_BY_GRAPHVIZ = 40  # of the first groups; it takes 5 to 30 ms for each
FITTED = 12  # shapes that are fitted into panes; others are scrolled
FEW_TURNS = 100  # in which a sweep over a graph is told
BYTES_LIMIT = 3_000_000  # of all drawings in a page
TITLE_LENGTH, CLOSED = 26, 112.0  # of a closed group: characters, and width
CALL = 14.0  # size of the type in the box of a call
LOG_BARS, NUMBER_BARS = 12.0, 30.0  # room below closed groups, and below the nodes of a call
SOME = 40  # groups of a shape that are looked at for the longest names and partials

# Widths of the pane of the graph, less its margins; and heights of what is shown in a part of it.
WIDTHS = (866.0, 618.0, 546.0, 484.0, 361.0)
BODY, CARD, OUTER = 222.0, 158.0, 184.0  # the turn of a loop, a call, and the picture around calls
BESIDE_CARD = 22.0  # what the card of a call is narrower

KNOWN = re.compile(r' data-(?!short=|waits=)[a-z-]+="[^"]*"')
DIGITS = re.compile(r"[0-9₀-₉]+")


class Shown(NamedTuple):
    """One box of a picture."""

    role: str  # "node", "closed", "in", "out", or "more" for what many share
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
    places : list of lists, for each drawing where it stands in panes that it fits
    """

    def __init__(self, graph: Graph, unfold: int = 0) -> None:
        self.graph = graph
        self.groups = groups(graph, unfold)
        self.calls = Counter(group.title for group in self.groups if group.kind == "call")
        self.pictures = pictures(graph, self.groups)
        used = last_uses(graph)
        self.results = [result(graph, group, used) for group in self.groups]
        self.boxes = [self._boxes(picture) for picture in self.pictures]
        self._edges = {edge.edge: edge for edge in graph.edges}
        self._order = graph.connections()
        self._waits = Counter(edge.operand for edge in self._edges)  # shares that a node gets
        alike: dict[Any, list[int]] = {}
        for group in self.groups:
            if group.kind != "loop":
                alike.setdefault(self._key(group.index), []).append(group.index)
        self.shapes = [-1] * len(self.groups)
        self.drawings: list[str] = []
        self._roots: list[Element] = []
        self.places: list[list[Places]] = []
        room = BYTES_LIMIT
        for members in alike.values():
            if room <= 0:
                break
            root = self._draw(members)
            drawing = _slim(as_text(root))
            room -= len(drawing)
            self._roots.append(root)
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
                if boxes[bond.head] != "out"
                else (bond.tail, bond.head)
                for bond in self.pictures[index].bonds
            ]
        )
        return boxes, bonds

    def _signature(self, box: Shown) -> Any:
        if box.role in ("more", "out"):
            return box.role
        label = AGAIN.sub("", self.graph.labels[box.node])
        name = DIGITS.sub("#", box.group.title) if box.group else (len(label) + 3) // 4
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

    @cached_property
    def bodies(self) -> list[int]:
        """For each group which body it has: a number for what it does, whatever is around it."""
        known: dict[Any, int] = {}
        records = self.graph.records
        return [
            known.setdefault(
                tuple(
                    item.title if isinstance(item, Group) else records[item][0]
                    for item in group.items
                    if item not in self.graph.inputs
                ),
                len(known),
            )
            if group.kind in ("turn", "call")
            else 0
            for group in self.groups
        ]

    # Drawing.

    def _draw(self, members: Sequence[int]) -> Element:
        """The drawing for the groups of one shape; the page writes the names of each into it."""
        index = members[len(members) // 2]  # one that is like most
        picture, boxes = self.pictures[index], self.boxes[index]
        kind = self._kind(index)
        faces = [self._face(each, kind) for each in boxes]
        bonds = picture.bonds
        carried = [self._edges.get(self._order[bond.edges[0]]) for bond in bonds]
        gates = [0] * len(bonds) if kind == "outer" else self._gates(members)
        engine = None if len(self.drawings) < SHAPES_BY_GRAPHVIZ else "built-in"
        ends = [(bond.tail, bond.head) for bond in bonds]
        first = [k for k, box in enumerate(boxes) if box.role == "in"]
        last = [k for k, box in enumerate(boxes) if box.role == "out"]
        fitting = Fitting(faces, ends, gates, first, engine, last=last)
        places = fitting.in_full
        self.places.append(self._fitted(fitting, kind))
        root = canvas(places.pane, GROUPS["picture"])
        single = 0
        for k, (bond, line) in enumerate(zip(bonds, places.lines, strict=True)):
            if len(bond.edges) > 1 or boxes[bond.head].role == "out":
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
        for each, face, centre in zip(boxes, faces, places.nodes, strict=True):
            waits = self._waits[each.node]
            made = face.draw(number, centre, waits if each.role == "node" else 0)
            if "closed" in face.looks:
                _dress_closed(made, face)
            root.append(made)
            number += face.is_node
        return root

    def _kind(self, index: int) -> str:
        """Where the picture of a group is shown: "turn", "call", "outer" around calls, or ""."""
        group = self.groups[index]
        closed = [box.group for box in self.boxes[index] if box.group]
        if group.up and group.up.kind == "loop":
            return "turn"
        if any(self.is_helper(each) for each in closed):
            return "outer"
        return "call" if self.is_helper(group) else ""

    def is_helper(self, group: Group) -> bool:
        """Whether a group is one of several calls of a function."""
        return group.kind == "call" and self.calls[group.title] >= CALLS

    def _gates(self, members: Sequence[int]) -> list[int]:
        """How long the partial of each bond is at most."""
        longest = [0] * len(self.pictures[members[0]].bonds)
        for index in members[:: max(len(members) // SOME, 1)]:
            for k, bond in enumerate(self.pictures[index].bonds):
                edge = self._edges.get(self._order[bond.edges[0]])
                if edge and len(bond.edges) == 1:
                    longest[k] = max(longest[k], gate_length(edge))
        return longest

    def _fitted(self, fitting: Fitting, kind: str) -> list[Places]:
        """Where a picture stands in the panes that it fits."""
        if not kind or len(self.drawings) >= FITTED:
            return []
        height = {"turn": BODY, "call": CARD, "outer": OUTER}[kind]
        less = BESIDE_CARD if kind == "call" else 0.0
        found = [fitting.fit_close(Pane(width - less, height)) for width in WIDTHS]
        return [places for places in found if places]

    def _face(self, each: Shown, kind: str) -> Face:
        if each.role == "more":
            text = GROUPS["more"].format(n=each.sharing)
            return Face(text, "", ("more",), wide=measure(text, 16.0) + 20, is_node=False)
        if each.role == "out":
            return Face("", "", ("exit",), is_node=False, bare=True)
        node = self.graph.nodes[each.node]
        room = NUMBER_BARS if kind == "call" else 0.0
        if each.role == "node":
            wide = measure(self.labels[each.node], SMALLEST, bold=True) + 10
            named = wide if node.is_input else 0.0
            return replace(Face.of(self.graph, node), extra=room, wide=named)
        name, above, note = self.texts(each)
        raster = arrays.raster(node.shape)
        if each.group:
            wide = CLOSED if note else measure(name, CALL, bold=True) + 10
            if raster:  # which has the name in the smallest type
                wide = measure(name, SMALLEST, bold=True) + 10
            looks = ("node", "closed")
            return Face(name, above, looks, raster, note=note, wide=wide, extra=LOG_BARS)
        return Face(name, above, ("node", "port"), raster, extra=room)

    def texts(self, each: Shown) -> tuple[str, str, str]:
        """What a box says: in it, above and below it."""
        label = self.labels[each.node]
        if each.group:
            return closed_texts(each.group, label, self.is_helper(each.group))
        if each.role == "node":
            return glyph(self.graph, self.graph.nodes[each.node]), label, ""
        return AGAIN.sub("", label), GROUPS["from turn"].format(n=99), ""

    @cached_property
    def labels(self) -> list[str]:
        """The names of the nodes, as there is room for them."""
        nodes = range(len(self.graph))
        return [shorten(brief(self.graph, node), NAME_LENGTH) for node in nodes]

    @cached_property
    def turns(self) -> list[int]:
        """The first nodes of the turns of loops: of the outer loops, unless these are few."""
        found: list[int] = []
        level = [self.groups[0]]
        while level and len(found) < FEW_TURNS:
            inner = [item for group in level for item in group.items if isinstance(item, Group)]
            found += [group.first for group in inner if group.up and group.up.kind == "loop"]
            level = inner
        return sorted(set(found))

    def singles(self, index: int) -> list[int]:
        """The edges that have lines of their own in a picture."""
        boxes = self.boxes[index]
        return [
            bond.edges[0]
            for bond in self.pictures[index].bonds
            if len(bond.edges) == 1 and boxes[bond.head].role != "out"
        ]

    def bundles(self, index: int) -> list[Bond]:
        """The other lines."""
        boxes = self.boxes[index]
        return [
            bond
            for bond in self.pictures[index].bonds
            if len(bond.edges) > 1 or boxes[bond.head].role == "out"
        ]

    def drawing(self, number: int) -> Element:
        """A copy of one of the drawings, to be filled."""
        return deepcopy(self._roots[number])

    @property
    def opens(self) -> Group:
        """The group that is shown first: a loop, if that is all there is."""
        items = self.groups[0].items
        closed = [item for item in items if isinstance(item, Group)]
        made = [item for item in items if type(item) is int and item not in self.graph.inputs]
        alone = len(closed) == 1 and not made and closed[0].kind == "loop"
        return closed[0] if alone else self.groups[0]

    def overview(self, adjoints: Mapping[int, Any]) -> Element:
        """The picture of the whole graph, with the final values, partials and these adjoints."""
        texts = {}
        for k, each in enumerate(self.boxes[0]):  # there are no ports here: nothing is outside
            texts[f"v{k}"] = numbers.text(self.graph.nodes[each.node].value)
            if each.node in adjoints:
                texts[f"d{k}"] = numbers.text(adjoints[each.node])
        singles = self.singles(0)
        for k, number in enumerate(singles):
            edge = self._edges.get(self._order[number])
            texts |= {f"p{k}": edge_text(edge)} if edge else {}
        root = self.drawing(0)
        fill(root, texts)
        return root


def closed_texts(group: Group, label: str, numbered: bool) -> tuple[str, str, str]:
    """Name, result and note of a closed group; a call of several has its number."""
    if numbered:
        return f"{shorten(group.title, TITLE_LENGTH)} {circled(group.number)}", label, ""
    one = len(group) == 1
    count = GROUPS["one node"] if one else GROUPS["size"].format(n=f"{len(group):,}")
    note = f"{group.note} · {count}" if group.kind == "loop" or group.is_layer else count
    return shorten(group.title, TITLE_LENGTH), f"→ {label}", note


def circled(number: int) -> str:
    """A number in a circle, as far as there are such.

    >>> circled(3), circled(21)
    ('③', '21')
    """
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


BEHIND = 4


def _dress_closed(group: Element, face: Face) -> None:
    """A closed group looks like a card with others behind it, and shows how far a sweep is."""
    body = next(part for part in group if part.get("class") == "adlab-box")
    left, top, width, height = (float(body.get(k, "0")) for k in ("x", "y", "width", "height"))
    group.insert(0, box("behind", left + BEHIND, top + BEHIND, width, height, 10))
    bar = {"x": left + 1, "y": top + height - 4, "width": 0, "height": 3, "rx": 1.5}
    group.append(shape("rect", "done-bar", bar))
    below = top + height + (0 if face.raster else TAB) + (NOTE if face.note else 0) + 4
    for k, name in enumerate(("value", "derivative")):
        place = {"x": 0, "y": below + 4 * k, "width": 0, "height": 3}
        group.append(shape("rect", f"log log-{name}", place))
    group.append(shape("path", "log-one", {"d": f"M0 {below - 1:g}v9"}))


def _slim(drawing: str) -> str:
    """Without what the page knows by itself.

    >>> _slim('<g data-node="0" data-waits="2" />')
    '<g data-waits="2" />'
    """
    return KNOWN.sub("", drawing)
