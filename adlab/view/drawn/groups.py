"""A big graph as a tree of groups: what is in each picture, and what comes in and goes out.

- `groups(graph)`: all groups, the whole graph first; each stands before those inside it.
- `pictures(graph, groups)`: for each group the boxes and links of its picture.
- `folds(graph, unfold)`: whether a graph has something that is drawn once for all its turns or
  calls.

A call of one of the user's functions is a group, and so is a loop, whose turns are groups again:
one of them at a time is shown. What has no structure is cut into ranges of nodes, again and again,
until each picture holds few boxes. A group is a range of nodes without gaps, and beside it the
inputs that only its nodes use. So closing groups never makes a cycle, and boxes in the order of
their nodes are in a topological order.

>>> import adlab
>>> def f(x):
...     for _ in range(100):
...         x = x * 1.01 + 0.1
...     return x
>>> tree = groups(adlab.trace(f, 2.0))
>>> tree[0].items, tree[1].kind, len(tree[1].items), tree[2].items
((0, <for _ in range(100)>), 'loop', 100, (1, 2))
"""

from __future__ import annotations

import linecache
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.engine.recording.graph import Edge, Graph
from adlab.view.said.templates import GROUPS

MOST_OF_ALL = 0.8  # of a picture's nodes: a layer that has more is opened
GROUPING_LIMIT = 150  # nodes; a bigger graph is shown by groups
LAYERS_LIMIT = 16  # the same, of a network that is made of layers
BOXES = 24  # nodes that one picture should hold
BESIDE = 12  # ranges that one picture should hold
CAP = 40  # boxes that one picture may hold at most, without its ports
PORTS = 8  # places where values come in, and where they go out
STEP = 10  # smaller ranges in a bigger one
INLINE = 2  # nodes of a call that needs no picture of its own
TURNS = 4  # of a loop whose body is drawn once; also blocks in a row that are
CALLS = 2  # of a helper whose body is drawn once


@dataclass(eq=False, slots=True)
class Group:
    """A range of nodes that can be closed, into one box, and opened, into a picture."""

    index: int
    kind: str  # "graph", "call", "loop", "turn" (of a loop) or "nodes"
    title: str  # "layer", "for k in range(3)", "turn 11"
    note: str  # "call 3 of 40", "100 turns"
    first: int  # the nodes `range(first, stop)`
    stop: int
    up: Group | None
    items: tuple[int | Group, ...] = ()  # what its picture shows: nodes, and closed groups
    owned: tuple[int, ...] = ()  # inputs that only its nodes use
    number: int = 0  # of a turn in its loop, and of a call among those of its function
    line: int = 0  # of a loop, in its file
    is_layer: bool = False  # a module of a network, whose class is the note

    def holds(self, node: int) -> bool:
        """Whether a node is inside."""
        return self.first <= node < self.stop or node in self.owned

    def __len__(self) -> int:
        return self.stop - self.first + len(self.owned)

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
    leaving: tuple[int, ...]  # nodes inside that are used outside
    more_leaving: int
    bonds: tuple[Bond, ...]


def is_big(graph: Graph) -> bool:
    """Whether a picture of the whole graph would be too big to be read."""
    layers = graph.is_layered and len(graph.calls) > 1
    return len(graph) > (LAYERS_LIMIT if layers else GROUPING_LIMIT)


def folds(graph: Graph, unfold: int = 0) -> bool:
    """Whether there is something to be drawn once, with so many levels of it opened.

    >>> import adlab
    >>> def f(x):
    ...     for _ in range(4):
    ...         x = x * 1.01 + 0.1
    ...     return x
    >>> graph = adlab.trace(f, 2.0)
    >>> folds(graph), folds(graph, unfold=1)
    (True, False)
    """
    return _Grouper(graph, unfold).folds()


# -- The tree -----------------------------------------------------------------------------------


@dataclass(eq=False, slots=True)
class _Part:
    """A call, a loop or one of its iterations, as it ran."""

    key: tuple[str, int]  # ("call", index), ("loop", line), ("iteration", number)
    first: int
    depth: int = 0  # calls and loops around it
    stop: int = 0
    items: list[Any] = field(default_factory=list)  # nodes and parts
    weight: int = 0  # boxes it needs in a picture, opened as far as it may be

    def __len__(self) -> int:
        return self.stop - self.first


def groups(graph: Graph, unfold: int = 0) -> list[Group]:
    """The groups of a graph, the whole graph first, and each before those inside it.

    With `unfold`, so many levels of calls and loops are opened where there is room for that.
    """
    return _Grouper(graph, unfold).groups()


class _Grouper:
    def __init__(self, graph: Graph, unfold: int) -> None:
        self.graph, self.unfold = graph, unfold
        self.room = CAP if unfold else BOXES
        self.made: list[Group] = []
        self.waiting: deque[tuple[Group, list[Any]]] = deque()
        self.totals = Counter(call.name for call in graph.calls)
        self.numbers: list[int] = []
        self.users: dict[int, list[int]] = {}  # of each parameter, where a graph has layers
        if graph.is_layered:
            for edge in graph.connections():
                if edge.operand in graph.inputs:
                    self.users.setdefault(edge.operand, []).append(edge.consumer)
        count: Counter[str] = Counter()
        for call in graph.calls:
            count[call.name] += 1
            self.numbers.append(count[call.name])

    def folds(self) -> bool:
        waiting = [self._parts()]
        while waiting:
            part = waiting.pop()
            tiny = part.key[0] == "call" and part.stop - part.first <= INLINE
            if self._is_drawn_once(part) and not tiny:
                return True
            waiting += [item for item in part.items if isinstance(item, _Part)]
        return False

    def groups(self) -> list[Group]:
        whole = self._parts()
        root = self._group("graph", self.graph.name, "", whole.items, None)
        root.stop = len(self.graph)
        root.first = min(len(self.graph.inputs), root.stop)
        self._make()
        self._give_inputs(root)
        self._make()
        return self.made

    def _make(self) -> None:
        """The items of the groups that wait. No recursion: calls may be nested deeply."""
        while self.waiting:
            group, items = self.waiting.popleft()
            if group.kind == "loop":
                group.items = tuple([self._closed(item, group) for item in items])
            else:
                group.items = tuple(self._arrange(items, group))

    def _parts(self) -> _Part:
        """The run of the function as a tree of calls, loops and iterations, without its inputs."""
        whole = _Part(("call", 0), 0, -1)
        stack = [whole]
        before: tuple[tuple[str, int], ...] = ()
        paths: dict[Any, tuple[tuple[str, int], ...]] = {None: ()}
        for node, place in enumerate(self.graph.node_places):
            if node in self.graph.inputs:
                continue
            if place not in paths:
                paths[place] = self._path(place)
            path = paths[place]
            if path is not before:
                same = 0
                while same < min(len(path), len(before)) and path[same] == before[same]:
                    same += 1
                while len(stack) > same + 1:
                    self._close(stack.pop(), node)
                for key in path[same:]:
                    part = _Part(key, node, stack[-1].depth + (key[0] != "iteration"))
                    stack[-1].items.append(part)
                    stack.append(part)
                before = path
            stack[-1].items.append(node)
        while stack:
            self._close(stack.pop(), len(self.graph))
        return whole

    def _close(self, part: _Part, stop: int) -> None:
        """The end of a part is known, and so is how many boxes it needs."""
        part.stop = stop
        part.weight = 2 if self._is_drawn_once(part) else _weight(part.items)

    def _is_drawn_once(self, part: _Part) -> bool:
        """Whether a part is one box, however small its picture is."""
        kind, number = part.key
        if part.depth < self.unfold:
            return False
        if kind == "loop":
            return len(part.items) >= TURNS
        is_call = kind == "call" and part.depth >= 0  # the whole graph is no call
        return is_call and self.totals[self.graph.calls[number].name] >= CALLS

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
        items = list(self._without_shells(items))
        while len(items) == 1 and _is(items[0], "call"):  # the picture would hold one box
            items = list(self._without_shells(items[0].items))
        if self.graph.is_layered:
            shown = self._layers(items)
        else:
            shown = list(self._opened(items))
            if _weight(shown) > self.room:
                shown = items
        shown = list(self._blocks(shown))
        if len(shown) > self.room:
            shown = self._runs(shown)
        return [self._closed(item, up) for item in shown]

    def _opened(self, items: Iterable[Any]) -> Iterator[Any]:
        """The same with what may be opened opened."""
        for item in items:
            if isinstance(item, _Part) and not self._is_drawn_once(item):
                yield from self._opened(self._without_shells(item.items))
            else:
                yield item

    def _without_shells(self, items: Sequence[Any]) -> Iterator[Any]:
        """The same without what is not worth a box: tiny calls, loops of one iteration."""
        waiting = list(reversed(items))
        while waiting:
            item = waiting.pop()
            tiny = _is(item, "call") and len(item) <= INLINE and not self._has_parameters(item)
            alone = _is(item, "loop") and len(item.items) == 1
            if alone:
                item = item.items[0]
            if tiny or alone or (_is(item, "iteration") and len(items) == 1):
                waiting += reversed(item.items)
            else:
                yield item

    def _has_parameters(self, part: _Part) -> bool:
        """Whether some inputs of a network belong to this part of it alone."""
        nodes = range(part.first, part.stop)
        return any(all(k in nodes for k in users) for users in self.users.values())

    def _layers(self, items: list[Any]) -> list[Any]:
        """The layers of a network: one box each, with its parameters, unless it is most of all."""
        shown: list[Any] = []
        whole = sum(len(item) if isinstance(item, _Part) else 1 for item in items)
        for item in items:
            if not _is(item, "call") or self._is_layer(item, whole):
                shown.append(item)
            else:
                shown += self._layers(list(self._without_shells(item.items)))
        return shown

    def _is_layer(self, part: _Part, whole: int) -> bool:
        """Whether a call is one box: it is more than a node or two, and not nearly all there is."""
        is_much = len(part) > INLINE or self._has_parameters(part)
        return is_much and len(part) <= MOST_OF_ALL * whole

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
            path, _, layer = call.name.partition(" · ")
            group = self._group("call", path, layer or note, item.items, up)
            group.number, group.is_layer = self.numbers[number], bool(layer)
        elif kind == "iteration":
            made = self.graph.records[_first(item.items)][0]  # of several turns at once their name
            several = made not in PRIMITIVES and "–" in made
            title = made if several else GROUPS["turn"].format(n=number)
            group = self._group("turn", title, "", item.items, up)
            group.number = number
        else:
            note = GROUPS["count"].format(n=item.items[-1].key[1])
            group = self._group("loop", self._heading(item), note, item.items, up)
            group.line = number
        return group

    def _heading(self, loop: _Part) -> str:
        """The line of a loop as it is written."""
        line, item = loop.key[1], loop.items[0]
        while isinstance(item, _Part) and not _is(item, "call"):
            item = item.items[0]
        is_call = isinstance(item, _Part)
        code = self.graph.calls[item.key[1]].code if is_call else self.graph.records[item][2]
        text = linecache.getline(code.co_filename, line) if code else ""
        return text.strip().removesuffix(":") or GROUPS["loop"].format(line=line)

    def _blocks(self, items: list[Any]) -> Iterator[Any]:
        """Calls of one function, each of which takes up what the one before gives, as one."""
        run: list[Any] = []
        for item in [*items, None]:
            if run and not (_is(item, "call") and self._continues(run[-1], item)):
                yield from self._as_block(run)
                run = []
            if _is(item, "call"):
                run.append(item)
            elif item is not None:
                yield item

    def _continues(self, before: _Part, part: _Part) -> bool:
        name, size = self._likeness(part)
        if (name, size) != self._likeness(before):
            return False
        taken = {o for node in range(part.first, part.stop) for o in self.graph.operands(node)}
        return any(before.first <= o < before.stop for o in taken)

    def _likeness(self, part: _Part) -> tuple[str, int]:
        return self.graph.calls[part.key[1]].name, part.stop - part.first

    def _as_block(self, run: list[Any]) -> list[Any]:
        if len(run) < TURNS:
            return run
        name = self.graph.calls[run[0].key[1]].name
        note = GROUPS["blocks"].format(n=len(run))
        return [_Range("loop", GROUPS["block"].format(name=name, n=len(run)), note, run)]

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

    def _give_inputs(self, root: Group) -> None:
        """Each input goes to the innermost group that has all that uses it."""
        owner = {item: group for group in self.made for item in group.items if type(item) is int}
        outputs = set(self.graph.output_nodes)
        found: dict[int, Group] = {}
        for edge in self.graph.connections():
            if edge.operand in self.graph.inputs:
                user = self._taker(edge, owner[edge.consumer])
                found[edge.operand] = _common(found.get(edge.operand, user), user)
        owned: dict[int, list[int]] = {}
        for node in self.graph.inputs:
            group = root if node in outputs else found.get(node, root)
            while group.kind == "loop" and group.up:  # which shows one turn at a time
                group = group.up
            owned.setdefault(group.index, []).append(node)
        for index, nodes in owned.items():
            group = self.made[index]
            group.owned = tuple(nodes)
            several = len(nodes) > self.room and nodes[-1] - nodes[0] == len(nodes) - 1
            shown = self._runs(nodes) if several else nodes
            group.items = (*[self._closed(item, group) for item in shown], *group.items)

    def _taker(self, edge: Edge, user: Group) -> Group:
        """Where an input is used; what a loop begins with is handed into it from outside."""
        at: Group | None = user
        while at and at.up:
            if at.up.kind == "loop" and at.up.items[0] is at and self._is_carried(edge, at.up):
                user = at.up
            at = at.up
        return user

    def _is_carried(self, edge: Edge, loop: Group) -> bool:
        """Whether the second turn has there what the first turn made."""
        first, second = loop.items[:2]
        assert isinstance(first, Group) and isinstance(second, Group)
        twin = edge.consumer - first.first + second.first
        operands = self.graph.records[twin][4:] if twin < second.stop else ()
        operand = operands[edge.position] if edge.position < len(operands) else None
        return operand is None or operand not in self.graph.inputs


def _common(one: Group, other: Group) -> Group:
    """The innermost group around both."""
    around = set()
    at: Group | None = one
    while at:
        around.add(at.index)
        at = at.up
    while other.index not in around and other.up:
        other = other.up
    return other


class _Range(NamedTuple):
    """Things that stand together, to be made a group."""

    kind: str
    title: str
    note: str
    items: list[Any]


def _is(item: Any, kind: str) -> bool:
    return isinstance(item, _Part) and item.key[0] == kind


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


# -- The pictures -------------------------------------------------------------------------------


def pictures(graph: Graph, tree: Sequence[Group]) -> list[Scene]:
    """The picture of each group: its boxes, and the lines between them with their edges.

    An edge between nodes of two groups shows in the picture where both are inside, as a line
    between closed boxes, and as a line from a port or to an exit in each picture below that. A
    loop has no picture of its own: it shows that of one turn.
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
                exit_ = ("out", edge.operand)
                bonds[tail.index].setdefault((start, exit_), []).append(number)
                start, tail = tail, tail.up or tail
        bonds[head.index].setdefault((start, end), []).append(number)
    return [
        _picture(group, found) if group.kind != "loop" else Scene((), 0, (), (), 0, ())
        for group, found in zip(tree, bonds, strict=True)
    ]


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
