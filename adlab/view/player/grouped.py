"""The groups of a big graph, and their drawings, as a page holds them."""

from __future__ import annotations

from adlab.engine.recording.graph import Graph, Node
from adlab.view.drawn.group_diagram import Album, Shown
from adlab.view.replay.spec import Group, Groups
from adlab.view.said import numbers
from adlab.view.said.graph_texts import at_kink

ROLES = {"node": "n", "closed": "c", "in": "i", "out": "o", "more": "m"}


def groups_of(graph: Graph, album: Album) -> Groups:
    """The groups and their drawings."""
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
    )


def _is_at_kink(graph: Graph, node: Node) -> bool:
    if node.is_input:
        return False
    primitive = graph.primitive(node.index)
    return bool(primitive.kink) and at_kink(primitive, graph, node)


def _group(album: Album, index: int, boxes: list[Shown]) -> Group:
    group, bonds = album.groups[index], album.pictures[index].bonds
    return Group(
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
    )
