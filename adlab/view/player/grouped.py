"""The groups of a big graph, and their drawings, as a page holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import compress
from typing import Any

import numpy as np

from adlab.engine.recording.graph import Graph, Node
from adlab.view.drawn.fit import Places
from adlab.view.drawn.group_diagram import Album, Shown
from adlab.view.drawn.groups import Group as GroupOfNodes
from adlab.view.drawn.loops import by_adjoint, carried
from adlab.view.player.placed import place
from adlab.view.replay.spec import Group, Groups, Lane, Place
from adlab.view.said import numbers
from adlab.view.said.graph_texts import at_kink

ROLES = {"node": "n", "closed": "c", "in": "i", "out": "o", "more": "m"}
KINDS = {"loop": "l", "turn": "t", "call": "c"}
SHOWN = ("node", "closed", "in")  # what shows a value


def groups_of(graph: Graph, album: Album, adjoints: Mapping[int, Any]) -> Groups:
    """The groups and their drawings; `adjoints` say which of many carried names are shown."""
    labels = album.labels
    return Groups(
        album.drawings,
        [_group(album, index, boxes) for index, boxes in enumerate(album.boxes)],
        [numbers.text(node.value) for node in graph.nodes],
        {
            node.index: labels[node.index]
            for node in graph.nodes
            if labels[node.index] != node.label
        },
        [node.index for node in graph.nodes if _is_at_kink(graph, node)],
        album.opens.index,
        {k: _fits(album, k, places) for k, places in enumerate(album.places) if places},
        {
            group.index: _loop(graph, group, adjoints)
            for group in album.groups
            if group.kind == "loop"
        },
        {node.index: magnitude(node.value) for node in graph.nodes if np.ndim(node.value)},
    )


def magnitude(value: Any) -> float:
    """The norm of an array, to four digits."""
    return float(f"{np.linalg.norm(np.asarray(value, dtype=float)):.4g}")


def _loop(graph: Graph, loop: GroupOfNodes, adjoints: Mapping[int, Any]) -> list[Lane]:
    """What a loop carries."""
    names = by_adjoint(carried(graph, loop), adjoints)
    return [Lane(name.name, name.entering, name.leaving) for name in names]


def _fits(album: Album, shape: int, places: Sequence[Places]) -> list[Place]:
    """Where a drawing stands in panes: what shows values, and apart from that the rest."""
    index = album.shapes.index(shape)
    nodes = [box.role in SHOWN for box in album.boxes[index]]
    bonds, boxes = album.pictures[index].bonds, album.boxes[index]
    lines = [len(bond.edges) == 1 and boxes[bond.head].role != "out" for bond in bonds]
    return [_fit(each, nodes, lines) for each in places]


def _fit(places: Places, nodes: Sequence[bool], lines: Sequence[bool]) -> Place:
    whole = place(places, places.pane)
    others = [not each for each in nodes], [not each for each in lines]
    return replace(
        whole,
        nodes=list(compress(whole.nodes, nodes)),
        lines=list(compress(whole.lines, lines)),
        gates=list(compress(whole.gates, lines)),
        ledgers={},
        legend=(),
        others=list(compress(whole.nodes, others[0])),
        bundles=list(compress(whole.lines, others[1])),
    )


def _is_at_kink(graph: Graph, node: Node) -> bool:
    if node.is_input:
        return False
    primitive = graph.primitive(node.index)
    return bool(primitive.kink) and at_kink(primitive, graph, node)


def _group(album: Album, index: int, boxes: list[Shown]) -> Group:
    group = album.groups[index]
    inner = [item.index for item in group.items if isinstance(item, GroupOfNodes)]
    return Group(
        group.title,
        group.note,
        group.up.index if group.up else -1,
        group.first,
        group.stop,
        album.shapes[index],
        "".join([ROLES[box.role] for box in boxes]),
        [box.node for box in boxes if box.role in SHOWN],
        inner,
        album.singles(index),
        [[bond.tail, bond.head] for bond in album.bundles(index)],
        [box.sharing for box in boxes if box.role == "more"],
        KINDS.get(group.kind, "") if group.kind != "call" or album.is_helper(group) else "",
        group.number,
        len(group),
        album.bodies[index],
    )
