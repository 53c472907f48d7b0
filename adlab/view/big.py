"""What the page gets of a big graph: its groups and drawings, and its sweeps with jumps in them.

- `album_data(album)`: the groups and their drawings as data.
- `passes(timeline)`: where each pass of a sweep begins and ends.
- `jumps(timeline)`: which steps of a sweep are taken at once; `position`, `taken` count with them.
- `finals(timeline)`: what every slot holds after a jump.

A page cannot carry 40,000 steps. It carries the first ones of each pass, and after them one jump
that takes all the others: what every node holds then is there, in every picture.

Layout of the dict
------------------
`drawings`
    SVG, one for each shape of picture
`tree`
    for each group `[title, note, up, first, stop, shape, roles, nodes, closed, edges, bundles,
    more]`: `roles` is a letter for each box (n node, c closed group, i and o ports, m a port that
    many share);
    `nodes` the node that each box but m shows; `closed` the groups of the closed boxes;
    `edges` the edges with lines of their own; `bundles` the ends of the others, as
    `[tail, head]`, boxes counted in the picture; `more` how many share a port
`values`, `partials`
    the text of every node and edge
`short`, `kinks`
    names and formulas that had to be shortened; nodes that stand at a kink
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.timeline import Timeline
from adlab.view import numbers
from adlab.view.diagram import at_kink, edge_text
from adlab.view.group_diagram import Album, Shown

CARRIED = 500  # steps of one sweep that a page has one by one, divided among its passes

ROLES = {"node": "n", "closed": "c", "in": "i", "out": "o", "more": "m"}


def album_data(graph: Graph, album: Album) -> dict[str, Any]:
    """The groups and their drawings as data; see the head of this module."""
    labels, formulas = album.labels, album.formulas
    partials = {edge.edge: edge_text(edge) for edge in graph.edges}
    return {
        "drawings": album.drawings,
        "tree": [_group_data(album, index, boxes) for index, boxes in enumerate(album.boxes)],
        "values": [numbers.text(node.value) for node in graph.nodes],
        "partials": [partials.get(edge, "") for edge in graph.connections()],
        "short": {
            node.index: [labels[node.index], formulas[node.index]]
            for node in graph.nodes
            if labels[node.index] != node.label or formulas[node.index] != node.formula
        },
        "kinks": [
            node.index
            for node in graph.nodes
            if PRIMITIVES[node.primitive].kink and at_kink(PRIMITIVES[node.primitive], graph, node)
        ],
    }


def _group_data(album: Album, index: int, boxes: list[Shown]) -> list[Any]:
    group, bonds = album.groups[index], album.pictures[index].bonds
    return [
        group.title,
        group.note,
        group.up.index if group.up else -1,
        group.first,
        group.stop,
        album.shapes[index],
        "".join([ROLES[box.role] for box in boxes]),
        [box.node for box in boxes if box.role != "more"],
        [box.group.index for box in boxes if box.group],
        [bond.edges[0] for bond in bonds if len(bond.edges) == 1],
        [[bond.tail, bond.head] for bond in bonds if len(bond.edges) > 1],
        [box.sharing for box in boxes if box.role == "more"],
    ]


# -- Sweeps ---------------------------------------------------------------------------------------


def passes(timeline: Timeline) -> list[tuple[str, int, int]]:
    """The passes of a sweep: the name, the steps before its first, and the number of its last."""
    found, last = [], 0
    for name, steps in groupby(timeline.steps, attrgetter("phase")):
        first, last = last, last + len(list(steps))
        found.append((name, first, last))
    return found


Jumps = Sequence[tuple[int, int]]


def jumps(timeline: Timeline) -> Jumps:
    """The ranges of steps that are taken at once, one at the end of each long pass."""
    found = passes(timeline)
    each = CARRIED // max(len(found), 1)
    return [(first + each, last) for _, first, last in found if last - first > each + 1]


def position(k: int, jumped: Jumps) -> int:
    """Where one is after `k` steps, when a jump counts as one."""
    return k - sum(min(k, stop) - first - 1 for first, stop in jumped if k > first)


def taken(timeline: Timeline, jumped: Jumps) -> list[int]:
    """The numbers of the steps that are taken one by one; -1 for a jump."""
    numbers_: list[int] = []
    last = 0
    for first, stop in jumped:
        numbers_ += [*range(last, first), -1]
        last = stop
    return numbers_ + list(range(last, len(timeline)))


FILLED = {"forward": ("v",), "tangent": ("vpd",), "reverse": ("vp", "vpd"), "order": ("d", "oz")}


def finals(timeline: Timeline, jumped: Jumps) -> dict[str, Any]:
    """What the slots hold after each jump.

    `jumps`: by position, the letters of the slots that are full then (z: no node waits any more);
    `held`: the text of every tangent, adjoint or in-degree; `places`: the order; `values`: where
    the sweep is wrong on purpose.
    """
    kind = timeline.sweep.kind
    letters = FILLED[kind]
    ends = [last for _, _, last in passes(timeline)]
    data: dict[str, Any] = {
        "jumps": {
            position(stop, jumped) - 1: letters[min(ends.index(stop), len(letters) - 1)]
            for _, stop in jumped
        }
    }
    wanted = {"tangent": "tangent", "reverse": "adjoint", "order": "in-degree"}.get(kind)
    held: dict[Any, Any] = {}
    places: dict[Any, Any] = {}
    for step in timeline:
        if step.slot.kind == wanted and (kind != "order" or step.op == "set"):
            held[step.slot.at] = step.after
        elif step.slot.kind == "order":
            places[step.slot.at] = step.after
    nodes = range(len(timeline.graph))
    if timeline.sweep.note:  # wrong on purpose: its values may be others than those of the graph
        values = timeline.values(len(timeline))
        data["values"] = [numbers.text(values[node]) if node in values else "" for node in nodes]
    if held:
        data["held"] = [numbers.text(held[node]) if node in held else "" for node in nodes]
    if places:
        data["places"] = [numbers.text(places[node]) if node in places else "" for node in nodes]
    return data
