"""The reverse sweep of an engine of one's own, told as Steps on adlab's graph.

- `held(adjoint, what)`: what an engine holds, as a float or an array of floats; `close(a, b)`.
- `OwnRun`: what an engine holds at each node of adlab's graph, what differs from what is right, and
  its `timeline`, write by write, as `sweeps.reverse` tells its own. `run.run_beside` makes one.

A write to an adjoint is explained where it can be: as a share, the adjoint of a consumer times the
partial on an edge, that was added to what was there or put in its place. A write that nothing
explains is told as what it is, with the op "own".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.values import detach
from adlab.engine.errors import EngineError, explain
from adlab.engine.recording.graph import Edge, Graph
from adlab.engine.sweeps.readable import filled, plus
from adlab.engine.sweeps.steps import Slot, Step, Sweep
from adlab.engine.sweeps.timeline import Timeline, timeline
from adlab.own.foreign import Protocol, is_all, is_number
from adlab.own.watching import Event

MARK = "your engine"

Reads = Sequence[tuple[str, int | Edge]]  # kinds and places of slots


class Oddity(NamedTuple):
    """Something odd about the graph that the engine has built."""

    kind: str  # "cut", "once", "same object" or "equal"
    node: int
    other: int  # the operand, or the other node


class OwnRun:
    """One run of a function on an engine of one's own, beside adlab's.

    Attributes
    ----------
    graph : Graph
        Of adlab.
    call : int
        Which call of `backward` this is about: the first that went wrong, else the first.
    values, adjoints : list
        What the engine holds at each node; None where it holds nothing.
    right : list of float and of arrays
        The right adjoints.
    partials : dict from Edge to float
        Those that the engine keeps and adlab could read.
    findings : list of Oddity
    """

    def __init__(
        self,
        graph: Graph,
        output: int,
        spoken: Protocol,
        objects: list[Any],
        made: dict[int, int],
    ) -> None:
        self.graph = graph
        self.output = output
        self.spoken = spoken
        self.objects = objects
        self.call = 0
        self.events: list[Event] = []
        self.values = [held(spoken.value(each), "value") for each in objects]
        self.adjoints: list[Any] = []
        self.earlier: list[Any] = []  # what stood at the adjoints before the call
        sweep = timeline(graph, "reverse", output=graph.labels[output])
        adjoints = sweep.adjoints(len(sweep))
        values = enumerate(graph.values)
        self.right = [filled(adjoints.get(node), detach(value)) for node, value in values]
        self.nodes: dict[int, list[int]] = {}  # id of an object → the nodes it stands for
        for node, each in enumerate(objects):
            self.nodes.setdefault(id(each), []).append(node)
        first = len(graph.inputs)
        self.owner = {key: first + count for key, count in made.items() if key not in self.nodes}
        self.findings: list[Oddity] = []
        self.partials: dict[Edge, float] = {}
        self._read_graph()

    # -- The graph that the engine has built ------------------------------------------------------

    def _read_graph(self) -> None:
        """Compare the operands that the nodes keep with those of the graph; take their partials."""
        kept = [self._kept(node) for node in range(len(self.graph))]
        reads = any(operands for operands, _ in kept)
        if any("__eq__" in vars(kind) for kind in type(self.objects[-1]).__mro__[:-1]):
            by_value: dict[str, int] = {}
            for node, value in enumerate(self.values):
                if by_value.setdefault(repr(value), node) != node:
                    self.findings.append(Oddity("equal", node, by_value[repr(value)]))
                    break
        for node, (operands, can_repeat) in enumerate(kept):
            for other in self.nodes[id(self.objects[node])]:
                if other < node:
                    self.findings.append(Oddity("same object", node, other))
            wanted = Counter(self.graph.operands(node))
            held = Counter(operand for operand, _ in operands)
            if not reads or len(self.nodes[id(self.objects[node])]) > 1:
                continue
            for operand in wanted:
                if operand not in held and not set(self._aliases(operand)) & set(held):
                    self.findings.append(Oddity("cut", node, operand))
                elif held[operand] < wanted[operand] and not can_repeat:
                    self.findings.append(Oddity("once", node, operand))
            if held == wanted and all(slope is not None for _, slope in operands):
                for operand, position, _ in self.graph.partials(node):
                    place = next(k for k, (each, _) in enumerate(operands) if each == operand)
                    slope = operands.pop(place)[1]
                    assert slope is not None
                    self.partials[Edge(operand, node, position)] = slope

    def _kept(self, node: int) -> tuple[list[tuple[int, float | None]], bool]:
        """The nodes of the graph that an object leads to, past the engine's own in between."""
        found: list[tuple[int, float | None]] = []
        links, can_repeat = self.spoken.links(self.objects[node])
        waiting = [(each, True) for each in links]
        seen: set[int] = set()
        while waiting:
            link, direct = waiting.pop(0)
            known = self.nodes.get(id(link.operand))
            if known:
                found.append((known[0], link.partial if direct else None))
            elif id(link.operand) not in seen:
                seen.add(id(link.operand))
                further, repeats = self.spoken.links(link.operand)
                can_repeat = can_repeat and repeats
                waiting += [(each, False) for each in further]
        return found, can_repeat

    def _aliases(self, node: int) -> list[int]:
        return self.nodes[id(self.objects[node])]

    # -- What went wrong --------------------------------------------------------------------------

    @cached_property
    def wrong_value(self) -> int | None:
        """The first node whose value is wrong."""
        pairs = enumerate(zip(self.values, self.graph.values, strict=True))
        return next((n for n, (own, right) in pairs if not close(own, detach(right))), None)

    @cached_property
    def wrong_partial(self) -> Edge | None:
        """The first edge whose partial is wrong, of those that the engine keeps."""
        for edge in self.graph.edges:
            own = self.partials.get(edge.edge)
            if own is not None and not close(own, edge.partial):
                return edge.edge
        return None

    @cached_property
    def wrong_adjoints(self) -> list[int]:
        """The nodes whose adjoint is wrong, in the order of the backward pass."""
        nodes = reversed(range(len(self.graph)))
        return [n for n in nodes if not close(or_zero(self.adjoints[n]), self.right[n])]

    @property
    def sources(self) -> list[int]:
        """Those of them where it began: the adjoints of all of their consumers are right."""
        wrong = set(self.wrong_adjoints)
        spoilt = {edge.operand for edge in self.graph.edges if edge.consumer in wrong}
        return [node for node in self.wrong_adjoints if node not in spoilt]

    @property
    def is_right(self) -> bool:
        """Whether all values and adjoints are."""
        return self.wrong_value is None and not self.wrong_adjoints

    @cached_property
    def shares(self) -> Counter[Edge]:
        """How many shares came back along each edge, as far as the writes could be explained."""
        return Counter(
            slot.at
            for step in self.timeline
            if step.op in ("add", "set") and step.slot.kind == "adjoint"
            for slot in step.reads
            if isinstance(slot.at, Edge)
        )

    @cached_property
    def writes(self) -> Counter[int]:
        """How often each adjoint was written in the backward pass, but for its seed."""
        return Counter(
            step.slot.at
            for step in self.timeline
            if step.slot.kind == "adjoint" and step.op != "seed" and isinstance(step.slot.at, int)
        )

    @cached_property
    def revisited(self) -> int | None:
        """The first node of the backward pass that is written more often than it has edges."""
        edges = Counter(edge.operand for edge in self.graph.edges)
        nodes = reversed(range(len(self.graph)))
        return next((n for n in nodes if self.writes[n] > max(edges[n], 1)), None)

    # -- The sweep, step by step ------------------------------------------------------------------

    @cached_property
    def timeline(self) -> Timeline:
        """What the engine did, write by write."""
        label = self.graph.labels[self.output]
        again = f", call {self.call}" if self.call > 1 else ""
        note = "Your engine, write by write, as it came."
        mark = f"({MARK}{again})"
        steps = _Steps(Sweep("reverse", self.graph, self.graph.level, label, mark, note))
        _Backward(self, self._tell_forward(steps), steps).run()
        return Timeline(self.graph, steps.sweep, steps.told)

    def _tell_forward(self, tell: _Steps) -> dict[Edge, Any]:
        """Values and partials; a partial that the engine does not keep is adlab's."""
        partials: dict[Edge, Any] = {}
        for node, right in enumerate(self.graph.values):
            reads: Reads = [("value", operand) for operand in self.graph.operands(node)]
            op = "set" if close(self.values[node], detach(right)) else "own"
            tell("forward pass", op, "value", node, None, self.values[node], reads)
            for operand, position, partial in self.graph.partials(node):
                edge = Edge(operand, node, position)
                partials[edge] = self.partials.get(edge, detach(partial))
                is_right = edge not in self.partials or close(partials[edge], detach(partial))
                op = "set" if is_right else "own"
                tell("forward pass", op, "partial", edge, None, partials[edge], reads)
        return partials


class _Steps:
    """The Steps of a sweep, told one by one."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self.told: list[Step] = []

    def __call__(
        self,
        phase: str,
        op: str,
        kind: str,
        at: int | Edge,
        before: Any,
        after: Any,
        reads: Reads = (),
    ) -> None:
        slot, *read = (Slot(*each, self.sweep.name) for each in [(kind, at), *reads])
        self.told.append(Step(self.sweep, phase, op, slot, before, after, tuple(read)))


class _Backward:
    """Tells the writes of a backward pass, each explained as a share where it can be."""

    def __init__(self, own: OwnRun, partials: dict[Edge, Any], tell: _Steps) -> None:
        self.own = own
        self.partials = partials
        self.tell = tell
        self.held = {  # what stands at each node; what is left from an earlier call counts
            node: before
            for node, before in enumerate(own.earlier)
            if not is_all(or_zero(before), 0.0)
        }
        self.touched: set[int] = set()  # nodes that were written in this call
        self.sent: set[Edge] = set()
        self.read: list[int] = []  # nodes whose adjoint was read, the last one last
        self.since: list[int] = []  # those read since the last write
        self.edges: dict[int, list[Edge]] = {}  # operand → its edges
        for edge in partials:
            self.edges.setdefault(edge.operand, []).append(edge)

    def run(self) -> None:
        own = self.own
        if own.spoken.adjoint_name is None:  # nothing could be watched: only how it ended
            for node in reversed(range(len(own.graph))):
                if own.adjoints[node] is not None:
                    self.write(node, own.adjoints[node])
        for event in own.events:
            nodes = own.nodes.get(id(event.node), [])
            if event.is_write:
                for node in nodes:
                    self.write(node, held(event.after, "adjoint"))
                if nodes:
                    self.since = []
            else:
                owner = own.owner.get(id(event.node))
                self.since += nodes or ([owner] if owner is not None else [])
                self.read += self.since[-1:]

    def write(self, node: int, after: Any) -> None:
        before = self.held.get(node)
        shown = before if node in self.touched or node in self.held else None
        found = self.share(node, before, after) if after is not None else None
        if found is not None:
            op, edge = found
            if op == "set" and node not in self.touched:
                shown = None  # what is left from an earlier call may be replaced
            reads: Reads = [("adjoint", edge.consumer), ("partial", edge)]
            self.sent.add(edge)
            self.tell("backward pass", op, "adjoint", node, shown, after, reads)
        elif is_all(or_zero(after), 0.0) and node not in self.touched:
            self.held.pop(node, None)  # cleared before the sweep came here: nothing to be told
            return
        elif node == self.own.output and node not in self.touched and is_all(after, 1.0):
            self.tell("backward pass", "seed", "adjoint", node, None, after)
        else:
            reads = [("adjoint", each) for each in dict.fromkeys(self.since) if each != node]
            self.tell("backward pass", "own", "adjoint", node, shown, after, reads)
        self.touched.add(node)
        if after is None:
            self.held.pop(node, None)
        else:
            self.held[node] = after

    def fits(self, node: int) -> bool:
        """Whether a node holds an adjoint that has its shape."""
        return node in self.held and np.shape(self.held[node]) == self.own.graph.shape(node)

    def share(self, node: int, before: Any, after: Any) -> tuple[str, Edge] | None:
        """The edge along which a share came, and whether it was added; None if it is no share."""
        if not self.read or (is_all(after, 0.0) and not self.since):
            return None
        edges = sorted(self.edges.get(node, ()), key=lambda edge: edge in self.sent)
        ways = ("add", "set") if node in self.since or not self.since else ("set", "add")
        for consumer in dict.fromkeys([*reversed(self.since), *reversed(self.read)]):
            for edge in edges:
                if edge.consumer != consumer or not self.fits(consumer):
                    continue
                share = self.held[consumer] * self.partials[edge]
                adds = is_all(or_zero(before), 0.0) or np.shape(before) == np.shape(share)
                made = {"set": share, "add": plus(before, share) if adds else None}
                for way in ways:
                    if close(after, made[way]):
                        return way, edge
        return None


def held(kept: Any, what: str) -> Any:
    """What an engine keeps at a node: None, a float, or an array of floats of its own."""
    if kept is None or is_number(kept):
        return None if kept is None else float(kept)
    try:
        array = np.array(kept, dtype=float)
    except Exception:
        raise EngineError(
            explain(
                f"Your engine keeps a {type(kept).__name__} as the {what} of a node: {kept!r}.",
                why="the player compares it with a number or an array",
                fix=f"keep a number there, or pass {what}= a function that gets a node",
            )
        ) from None
    return array if array.ndim else float(array)


def or_zero(adjoint: Any) -> Any:
    """An adjoint, or 0 where there is none yet."""
    return 0.0 if adjoint is None else adjoint


def close(a: Any, b: Any) -> bool:
    """Whether two numbers or arrays are the same but for rounding; zeros have every shape.

    >>> close(0.1 + 0.2, 0.3), close(np.ones(3), np.ones((4, 3))), close(0.0, np.zeros(3))
    (True, False, True)
    """
    if a is None or b is None:
        return a is b
    if type(a) is float and type(b) is float:
        return a == b or (a != a and b != b) or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
    if np.shape(a) != np.shape(b):
        return is_all(a, 0.0) and is_all(b, 0.0)
    return bool(np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True))
