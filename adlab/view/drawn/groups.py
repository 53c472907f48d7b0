"""A big graph as a tree of groups: what is in each picture, and what comes in and goes out.

- `groups(graph)`: all groups, the whole graph first; each stands before those inside it.
- `pictures(graph, groups)`: for each group the boxes and links of its picture.

A call of one of the user's functions is a group. A loop that is too long is cut into ranges of its
iterations, and what has no structure at all into ranges of nodes; again and again, until each
picture holds few boxes. A group is always a range of nodes without gaps. So closing groups never
makes a cycle, and boxes in the order of their nodes are in a topological order.

>>> import adlab
>>> def f(x):
...     for _ in range(100):
...         x = x * 1.01 + 0.1
...     return x
>>> tree = groups(adlab.trace(f, 2.0))
>>> tree[0].items, tree[1].kind, tree[1].title
((0, <iterations 1–10>, <iterations 11–20>, <iterations 21–30>, <iterations 31–40>, \
<iterations 41–50>, <iterations 51–60>, <iterations 61–70>, <iterations 71–80>, \
<iterations 81–90>, <iterations 91–100>), 'iterations', 'iterations 1–10')
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from adlab.engine.recording.graph import Graph
from adlab.view.said.wording import GROUPS

GROUPING_LIMIT = 150  # nodes; a bigger graph is shown by groups
BOXES = 24  # nodes that one picture should hold
BESIDE = 12  # ranges that one picture should hold
CAP = 40  # boxes that one picture may hold at most, without its ports
PORTS = 8  # places where values come in, and where they go out
SIZES = (20, 10, 5, 2, 1)  # iterations in the smallest ranges
STEP = 10  # smaller ranges in a bigger one
CLOSED = 2  # boxes that a closed group counts for
INLINE = 2  # nodes of a call that needs no picture of its own


@dataclass(eq=False, slots=True)
class Group:
    """A range of nodes that can be closed, into one box, and opened, into a picture."""

    index: int
    kind: str  # "graph", "call", "loop", "iterations" or "nodes"
    title: str  # "layer", "iterations 11–20"
    note: str  # "call 3 of 40", "loop in line 7"
    first: int  # the nodes `range(first, stop)`
    stop: int
    up: Group | None
    items: tuple[int | Group, ...] = ()  # what its picture shows: nodes, and closed groups

    def __len__(self) -> int:
        return self.stop - self.first

    def __repr__(self) -> str:
        return f"<{self.title}>"


class Bond(NamedTuple):
    """A line of a picture, and the edges of the graph that it stands for."""

    tail: int  # boxes, in the order of the picture
    head: int
    edges: tuple[int, ...]  # numbers in `graph.connections()`


class Scene(NamedTuple):
    """What stands in the picture of a group, in this order: ports, items, ports."""

    entering: tuple[int, ...]  # nodes outside that are used inside
    more_entering: int  # further ones, which share a port
    items: tuple[int | Group, ...]
    leaving: tuple[int, ...]  # nodes outside that use something inside
    more_leaving: int
    bonds: tuple[Bond, ...]


def is_big(graph: Graph) -> bool:
    """Whether a picture of the whole graph would be too big to be read."""
    return len(graph) > GROUPING_LIMIT


# -- The tree -----------------------------------------------------------------------------------


@dataclass(eq=False, slots=True)
class _Part:
    """A call, a loop or one of its iterations, as it ran."""

    key: tuple[str, int]  # ("call", index), ("loop", line), ("iteration", number)
    first: int
    stop: int = 0
    items: list[Any] = field(default_factory=list)  # nodes and parts
    weight: int = 0  # boxes it needs in a picture, its loops open and its calls closed


def groups(graph: Graph) -> list[Group]:
    """The groups of a graph, the whole graph first, and each before those inside it."""
    return _Grouper(graph).groups()


class _Grouper:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.made: list[Group] = []
        self.waiting: deque[tuple[Group, list[Any]]] = deque()
        self.totals = Counter(call.name for call in graph.calls)
        self.numbers: list[int] = []
        count: Counter[str] = Counter()
        for call in graph.calls:
            count[call.name] += 1
            self.numbers.append(count[call.name])

    def groups(self) -> list[Group]:
        whole = self._parts()
        root = self._group("graph", self.graph.name, "", whole.items, None)
        root.stop = len(self.graph)
        while self.waiting:  # no recursion: calls may be nested deeply
            group, items = self.waiting.popleft()
            group.items = tuple(self._arrange(items, group))
        return self.made

    def _parts(self) -> _Part:
        """The run of the function as a tree of calls, loops and iterations."""
        whole = _Part(("call", 0), 0)
        stack = [whole]
        before: tuple[tuple[str, int], ...] = ()
        paths: dict[Any, tuple[tuple[str, int], ...]] = {None: ()}
        for node, place in enumerate(self.graph.node_places):
            if place not in paths:
                paths[place] = self._path(place)
            path = paths[place]
            if path is not before:
                same = 0
                while same < min(len(path), len(before)) and path[same] == before[same]:
                    same += 1
                while len(stack) > same + 1:
                    _close(stack.pop(), node)
                for key in path[same:]:
                    part = _Part(key, node)
                    stack[-1].items.append(part)
                    stack.append(part)
                before = path
            stack[-1].items.append(node)
        while stack:
            _close(stack.pop(), len(self.graph))
        return whole

    def _path(self, place: Any) -> tuple[tuple[str, int], ...]:
        """The calls, loops and iterations around a place, outer first, without the first call."""
        steps: list[tuple[str, int]] = []
        call, loops = place.call, place.loops
        while True:
            for line, number in reversed(loops):
                steps += [("iteration", number), ("loop", line)]
            if not call:
                return tuple(reversed(steps))
            steps.append(("call", call))
            call, loops = self.graph.calls[call].caller or 0, self.graph.calls[call].loops

    def _group(self, kind: str, title: str, note: str, items: list[Any], up: Group | None) -> Group:
        group = Group(len(self.made), kind, title, note, _first(items), _stop(items), up)
        self.made.append(group)
        self.waiting.append((group, items))
        return group

    def _arrange(self, items: list[Any], up: Group) -> list[int | Group]:
        """What the picture of a group shows: its nodes, and groups for the rest."""
        items = list(_without_shells(items))
        opened = list(_opened(items))
        if up.kind == "graph" and _weight(opened) > BOXES:
            items = self._by_argument(items)
            opened = list(_opened(items))
        if _weight(opened) <= BOXES:
            shown = opened
        else:
            loops = [part for part in items if _is(part, "loop")]
            cut = {id(loop): self._ranges(loop.items, self._loop_name(loop)) for loop in loops}
            if up.kind == "iterations" and _is(items[0], "iteration"):
                shown = self._ranges(items, up.note)
            elif len(items) - len(loops) + sum(map(len, cut.values())) <= BOXES:
                shown = [each for item in items for each in cut.get(id(item), (item,))]
            else:
                shown = items
        if len(shown) > BOXES:
            shown = self._runs(shown)
        return [self._closed(item, up) for item in shown]

    def _by_argument(self, items: list[Any]) -> list[Any]:
        """The inputs of one argument, such as a list of weights, in the place of single ones."""
        graph, found = self.graph, list[Any]()
        count = len(graph.inputs)
        for name, run in groupby(items[:count], lambda node: graph.labels[node].split("[")[0]):
            nodes = list(run)
            note = GROUPS["inputs"].format(n=len(nodes))
            found += [_Range("nodes", name, note, nodes)] if len(nodes) > INLINE else nodes
        return [*found, *items[count:]]

    def _closed(self, item: Any, up: Group) -> int | Group:
        if not isinstance(item, (_Part, _Range)):
            return int(item)
        if isinstance(item, _Range):
            return self._group(item.kind, item.title, item.note, item.items, up)
        kind, number = item.key
        if kind == "call":
            call = self.graph.calls[number]
            said = {"n": self.numbers[number], "of": self.totals[call.name]}
            note = GROUPS["call"].format(**said) if said["of"] > 1 else GROUPS["only call"]
            return self._group("call", call.name, note, item.items, up)
        if kind == "iteration":
            return self._group(
                "iterations", GROUPS["iteration"].format(n=number), "", item.items, up
            )
        note = GROUPS["count"].format(n=item.items[-1].key[1])
        return self._group("loop", self._loop_name(item), note, item.items, up)

    def _loop_name(self, loop: _Part) -> str:
        return GROUPS["loop"].format(line=loop.key[1])

    def _ranges(self, iterations: list[Any], note: str) -> list[Any]:
        """The iterations of a loop in ranges of round numbers, which are few."""
        heaviest = max(part.weight for part in iterations)
        least = next((n for n in SIZES if n * heaviest <= BOXES), 1)
        if len(iterations) <= least:
            return iterations
        size = least
        while size * BESIDE < len(iterations):
            size *= STEP
        return [_Range.of(iterations[k : k + size], note) for k in range(0, len(iterations), size)]

    def _runs(self, items: list[Any]) -> list[Any]:
        """Many things one after the other, in ranges that are few."""
        size = 20 if not any(isinstance(item, (_Part, _Range)) for item in items) else 10
        while size * BESIDE < len(items):
            size *= STEP
        labels = self.graph.labels
        runs = []
        for k in range(0, len(items), size):
            run = items[k : k + size]
            ends = (labels[_first(run)], labels[_stop(run) - 1])
            title = GROUPS["nodes"].format(first=ends[0], last=ends[1])
            runs.append(_Range("nodes", title, "", run) if len(run) > 1 else run[0])
        return runs


class _Range(NamedTuple):
    """Things that stand together, to be made a group."""

    kind: str
    title: str
    note: str
    items: list[Any]

    @property
    def weight(self) -> int:
        """Boxes that it needs in a picture: as many as a call."""
        return CLOSED

    @staticmethod
    def of(iterations: list[_Part], note: str) -> Any:
        if len(iterations) == 1:
            return iterations[0]
        first, last = iterations[0].key[1], iterations[-1].key[1]
        title = GROUPS["iterations"].format(first=first, last=last)
        return _Range("iterations", title, note, list(iterations))


def _is(item: Any, kind: str) -> bool:
    return isinstance(item, _Part) and item.key[0] == kind


def _close(part: _Part, stop: int) -> None:
    """The end of a part is known. A call with hardly a node in it is no part of its own."""
    part.stop = stop
    if part.key[0] == "call":
        part.weight = CLOSED
    else:
        part.weight = _weight(part.items)


def _weight(items: Iterable[Any]) -> int:
    return sum(1 if type(item) is int else item.weight for item in items)


def _first(items: Sequence[Any]) -> int:
    if not items:
        return 0
    first = items[0]
    while isinstance(first, _Range):
        first = first.items[0]
    return first.first if isinstance(first, _Part) else first


def _stop(items: Sequence[Any]) -> int:
    if not items:
        return 0
    last = items[-1]
    while isinstance(last, _Range):
        last = last.items[-1]
    return last.stop if isinstance(last, _Part) else last + 1


def _opened(items: Iterable[Any]) -> Iterator[Any]:
    """Nodes and calls, with the loops around them opened."""
    for item in items:
        if _is(item, "loop") or _is(item, "iteration"):
            yield from _opened(_without_shells(item.items))
        else:
            yield item


def _without_shells(items: Sequence[Any]) -> Iterator[Any]:
    """The same without what is not worth a box: tiny calls, loops of one iteration."""
    waiting = list(reversed(items))
    while waiting:
        item = waiting.pop()
        tiny = _is(item, "call") and item.stop - item.first <= INLINE
        alone = _is(item, "loop") and len(item.items) == 1
        if alone:
            item = item.items[0]
        if tiny or alone or (_is(item, "iteration") and len(items) == 1):
            waiting += reversed(item.items)
        else:
            yield item


# -- The pictures -------------------------------------------------------------------------------


def pictures(graph: Graph, tree: Sequence[Group]) -> list[Scene]:
    """The picture of each group: its boxes, and the lines between them with their edges.

    An edge between nodes of two groups shows in the picture where both are inside, as a line
    between closed boxes, and as a line from or to a port in each picture below that.
    """
    owner: list[Group] = [tree[0]] * len(graph)
    depth = [0] * len(tree)
    for group in tree:
        if group.up:
            depth[group.index] = depth[group.up.index] + 1
        for item in group.items:
            if type(item) is int:
                owner[item] = group
    bonds: list[dict[tuple[Any, Any], list[int]]] = [{} for _ in tree]
    for number, edge in enumerate(graph.connections()):
        tail, head = owner[edge.operand], owner[edge.consumer]
        start: Any = edge.operand
        end: Any = edge.consumer
        while tail is not head:
            if depth[head.index] >= depth[tail.index]:
                bonds[head.index].setdefault((("in", edge.operand), end), []).append(number)
                end, head = head, head.up or head
            else:
                bonds[tail.index].setdefault((start, ("out", edge.consumer)), []).append(number)
                start, tail = tail, tail.up or tail
        bonds[head.index].setdefault((start, end), []).append(number)
    return [_picture(group, found) for group, found in zip(tree, bonds, strict=True)]


def _picture(group: Group, found: dict[tuple[Any, Any], list[int]]) -> Scene:
    uses: dict[str, Counter[int]] = {"in": Counter(), "out": Counter()}
    for ends, edges in found.items():
        for end in ends:
            if type(end) is tuple:
                uses[end[0]][end[1]] += len(edges)
    ports = {way: _most_used(count) for way, count in uses.items()}
    entering, leaving = ports["in"], ports["out"]
    more = [len(uses[way]) - len(ports[way]) for way in ("in", "out")]
    boxes: list[Any] = [("in", node) for node in entering]
    boxes += [("in", None)] * bool(more[0]) + list(group.items)
    boxes += [("out", node) for node in leaving] + [("out", None)] * bool(more[1])
    place = {box: k for k, box in enumerate(boxes)}
    joined: dict[tuple[int, int], list[int]] = {}
    for (start, end), edges in found.items():
        tail = place.get(start, place.get(("in", None), -1))
        head = place.get(end, place.get(("out", None), -1))
        joined.setdefault((tail, head), []).extend(edges)
    bonds: list[Bond] = []
    for (tail, head), edges in joined.items():
        both = isinstance(boxes[tail], Group) or isinstance(boxes[head], Group)
        if both or type(boxes[tail]) is tuple or type(boxes[head]) is tuple:
            bonds.append(Bond(tail, head, tuple(edges)))
        else:  # between two nodes each edge has its own line
            bonds += [Bond(tail, head, (edge,)) for edge in edges]
    bonds.sort(key=lambda bond: (bond.head, bond.tail, bond.edges))
    return Scene(entering, more[0], group.items, leaving, more[1], tuple(bonds))


def _most_used(count: Counter[int]) -> tuple[int, ...]:
    """The nodes that get ports of their own, in order."""
    if len(count) <= PORTS:
        return tuple(sorted(count))
    most = sorted(count, key=lambda node: (-count[node], node))
    return tuple(sorted(most[: PORTS - 1]))


def result(graph: Graph, group: Group, used: dict[int, int]) -> int:
    """The node whose value a closed group shows: the last one that is needed outside.

    `used` gives for each node the last one that uses it.
    """
    outputs = set(graph.output_nodes)
    for node in reversed(range(group.first, group.stop)):
        if node in outputs or used.get(node, -1) >= group.stop:
            return node
    return group.stop - 1


def last_uses(graph: Graph) -> dict[int, int]:
    """For each node that is used, the last node that uses it."""
    return {edge.operand: edge.consumer for edge in graph.connections()}
