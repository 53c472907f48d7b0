"""What there is to say about a Step: the one source of narration, formulas and the page's deltas.

- `Moment`: what kind of step it is, the slot it writes, the text it writes there, and the facts.
- `moments(timeline)`: the Moments of a sweep, from one fold over its Steps.

A fact is the index of a node, where a name is meant, or a text, where a number or an array is. The
templates of `narration` and `formula` name facts and nothing else, so that one sentence and one
formula serve every step of a kind, and so that the page can hide a fact (to let a student predict
it) or exchange all of them (for other inputs).

>>> import adlab
>>> graph = adlab.trace(lambda x, y: x * y, 2.0, 5.0)
>>> last = moments(adlab.timeline(graph, "reverse"))[-1]
>>> last.kind, last.slot, last.after
('share', 'd1', '2')
>>> [last.facts[fact] for fact in ("from", "adjoint", "partial", "share")]
[2, '1', '2', '2']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap, scaled_broadcast
from adlab.engine.arrays.values import detach
from adlab.engine.primitives.primitive import ARGUMENTS
from adlab.engine.recording.graph import Edge, Graph, GraphEdge, written_index
from adlab.engine.sweeps.steps import Slot, Step
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.diagram import at_kink, back_text, edge_numbers, edge_text
from adlab.view.mathml import marked
from adlab.view.numbers import partial_text, text
from adlab.view.wording import FIRST_ENTRY, TURNED

Facts = dict[str, "int | str"]
Notes = tuple[str, ...]
Told = tuple[str, Facts, Notes]  # kind, facts, notes

MOST = 4  # arguments of a stack, terms of a tangent that are said, names in a list
ADD_UP = "add up "  # how the label of such a sum begins, see `linear_maps.add_label`
SUMMANDS = 6  # of a sum that is written out
FULL_LIMIT = 400  # characters of an array's full text

LETTERS = {
    "value": "v",
    "tangent": "d",
    "adjoint": "d",
    "partial": "p",
    "in-degree": "d",
    "queue": "q",
    "order": "o",
}


class Moment(NamedTuple):
    """One step, ready to be told."""

    kind: str  # which sentence and which formula, see `narration.SENTENCES`
    slot: str  # "v3": value of node 3; "d3": its tangent, adjoint or in-degree; "p7": edge 7
    after: str  # the text that the slot shows from now on
    facts: Facts
    notes: Notes = ()  # further sentences: "kink", "infinite"
    full: str = ""  # every entry, where `after` shows only the first entries of an array


def moments(
    timeline: Timeline, limit: int | None = None, jumps: Sequence[tuple[int, int]] = ()
) -> list[Moment]:
    """What there is to say about each Step of a timeline, or about the first `limit` of them.

    The steps of a jump, `range(first, stop)`, are told in one Moment of the kind "rest".
    """
    teller = _Teller(timeline)
    told, last = [], 0
    for first, stop in jumps:
        told += [teller.tell(step) for step in timeline.steps[last:first]]
        told.append(teller.skip(first, stop))
        last = stop
    return told + [teller.tell(step) for step in timeline.steps[last:limit]]


def full_text(value: Any) -> str:
    """All entries of an array, if that is more than `text` shows and not too long.

    >>> full_text(np.array([[1.0, -2.0], [3.5, 4.0]]))
    '[[ 1. , −2. ], [ 3.5,  4. ]]'
    """
    if not isinstance(value, np.ndarray) or value.ndim == 0 or value.size > FULL_LIMIT // 3:
        return ""
    full = np.array2string(value, precision=4, suppress_small=True, separator=", ")
    full = " ".join(line.strip() for line in full.replace("-", "−").splitlines())
    return full if len(full) <= FULL_LIMIT else ""


def joined(names: list[str]) -> str:
    """Names in a sentence.

    >>> joined(["v1"]), joined(["v1", "v2", "v3"])
    ('v1', 'v1, v2 and v3')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _added_up(copy: LinearMap, adjoint: Any) -> Facts:
    """The sum that is the transpose of a copy, for its first entry; nothing for other maps."""
    copies = copy.back.removeprefix(ADD_UP)
    if copies == copy.back or not copies[:1].isdigit():
        return {}
    factor = copy.data[0] if copy.transpose is scaled_broadcast(1.0, (), ()).transpose else 1.0
    weighed = np.asarray(adjoint * factor)
    if not weighed.size:
        return {}
    one_of_many = int(np.prod(copy.operand_shape)) > 1
    if copies.endswith("rows"):
        terms = weighed.reshape(-1, weighed.shape[-1])[:, 0]
    elif copies.endswith("columns"):
        terms = weighed.reshape(-1, weighed.shape[-1])[0]
    else:
        terms = weighed.ravel()
    written = [text(term) for term in terms[:SUMMANDS]] + ["…"] * (len(terms) > SUMMANDS)
    total = " + ".join([written[0], *[_factor(term) for term in written[1:]]])
    entry = text(terms.sum())
    return {
        "copies": copies,
        "weighed": int(np.ndim(factor) != 0 or factor != 1),
        "first": FIRST_ENTRY if one_of_many else ":",
        "sum": total,
        "entry": entry,
        "summed": f"{total} = {entry}" if one_of_many else total,
    }


def _factor(written: str) -> str:
    return f"({written})" if written.startswith("−") else written


def is_combined(timeline: Timeline) -> bool:
    """Whether several inputs or outputs are seeded, or one with another number than 1."""
    seeds = [step.after for step in timeline if step.op == "seed" and np.any(step.after)]
    return bool(seeds) and (len(seeds) > 1 or not is_unit(seeds[0]))


def is_unit(seed: Any) -> bool:
    """Whether a seed asks for one number: 1 there, and 0 elsewhere.

    >>> is_unit(1.0), is_unit(np.array([0.0, 1.0])), is_unit(np.array([0.5, 0.5]))
    (True, True, False)
    """
    return bool(np.count_nonzero(seed) == 1 and np.max(seed) == 1)


class _Teller:
    """Follows one sweep: it knows what every slot holds when a step comes."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.graph: Graph = timeline.graph
        self.numbers = edge_numbers(self.graph)
        self.state: dict[Slot, Any] = {}
        self.kinks: dict[int, bool] = {}
        self.givers: dict[int, list[int]] = {}  # node → the consumers that have handed back
        self.expected = Counter(  # node → how many shares it gets in all
            step.slot.at
            for step in timeline
            if step.slot.kind == "adjoint" and step.op in ("add", "set")
        )
        self.seeded = {step.slot.at for step in timeline if step.op == "seed"}
        self.rested: set[int] = set()  # the nodes that held something before the sweep
        self.sent: set[Edge] = set()  # the edges along which a share has gone back
        self.combined = is_combined(timeline)
        self.kept: set[int] = set()  # the nodes with an adjoint that an earlier call left
        self.missed: set[int] = set()  # the nodes that were used before they were computed

    def tell(self, step: Step) -> Moment:
        at = step.slot.at
        place, node = (self.numbers[at], at.consumer) if isinstance(at, Edge) else (at, at)
        after = self._slope(at, step.after) if isinstance(at, Edge) else text(step.after)
        kind, facts, notes = getattr(self, "_" + step.slot.kind.replace("-", "_"))(step, at)
        self.state[step.slot] = step.after
        return Moment(
            kind,
            LETTERS[step.slot.kind] + str(place),
            after,
            {"node": node, "after": after, **facts},
            notes,
            full_text(step.after),
        )

    def skip(self, first: int, stop: int) -> Moment:
        """Take these steps without a word about each."""
        for step in self.timeline.steps[first:stop]:
            self.state[step.slot] = step.after
        return Moment("rest", "", "", {"node": 0, "after": "", "n": f"{stop - first:,}"})

    # One method for each kind of slot.

    def _value(self, step: Step, node: int) -> Told:
        name, params, _, _, *operands = self.graph.records[node]
        if step.op == "assume":
            self.missed.add(node)
            return "missing", {}, ()
        late = (
            ("too late",) if node in self.missed else ("again",) if step.before is not None else ()
        )
        if name == "input":
            return "input", {}, late
        facts = self._arguments(operands)
        if step.op == "own":
            return "own value", facts, ()
        if params and "index" in params:
            facts["index"] = written_index(params["index"])
        if params and params.get("axis") is not None:
            facts["axis"] = str(params["axis"])
        plain = not any(np.ndim(self._plain(each)) for each in (node, *operands))
        return "value" if plain else "value array", facts, (*self._notes(node), *late)

    def _partial(self, step: Step, edge: Edge) -> Told:
        facts: Facts = {
            "edge": self.numbers[edge],
            "from": edge.operand,
            "position": edge.position,
        }
        if isinstance(step.after, LinearMap):
            facts["shapes"] = f"{step.after.operand_shape} → {step.after.result_shape}"
            return "partial map", facts, ()
        if step.op == "own":
            return "own partial", facts, ()
        facts |= self._arguments(self.graph.records[edge.consumer][4:])
        facts |= {"z": edge.consumer, "z value": text(self._plain(edge.consumer))}
        if np.any(np.isnan(step.after)):
            notes: Notes = ("undefined",)
        elif np.any(np.isinf(step.after)):
            notes = ("infinite",)
        else:
            notes = self._notes(edge.consumer)
        return "partial array" if np.ndim(step.after) else "partial", facts, notes

    def _tangent(self, step: Step, node: int) -> Told:
        if step.op == "keep":
            return "kept seed", {}, ()
        if step.op == "seed":
            if not np.any(step.after):
                return "held", {}, ()
            return ("seed weighted" if self.combined else "seed"), {}, ()
        facts: Facts = {}
        pairs = list(zip(step.reads[::2], step.reads[1::2], strict=True))
        plain = np.ndim(step.after) == 0
        for k, (partial, tangent) in enumerate(pairs):
            edge: Any = partial.at
            slope = self._edges[edge].partial
            plain = plain and not isinstance(slope, LinearMap) and np.ndim(slope) == 0
            facts[f"edge{k}"] = self.numbers[edge]
            facts[f"from{k}"] = edge.operand
            facts[f"partial{k}"] = edge_text(self._edges[edge])
            facts[f"tangent{k}"] = text(self.state[tangent])
        facts["terms"] = len(pairs)
        return "tangent" if plain else "tangent array", facts, ()

    def _adjoint(self, step: Step, node: int) -> Told:
        if step.op == "own":
            return self._own_adjoint(step)
        if step.op == "seed":
            if self.combined:
                return "start weighted", {}, ()
            seed = step.sweep.seed or self.graph.labels[node]
            return ("start array" if np.ndim(step.after) else "start"), {"seed": seed}, ()
        if step.op == "assume":
            return "no share", {}, ()
        if step.op == "keep":
            self.kept.add(node)
            return "kept adjoint", {}, ()
        adjoint, partial = step.reads[:2]
        edge: Any = partial.at
        slope = self.state[partial]
        earlier = self.givers.setdefault(node, [])
        facts: Facts = {
            "edge": self.numbers[edge],
            "from": edge.consumer,
            "adjoint": text(self.state[adjoint]),
            "partial": self._slope(edge, slope),
            "share": text(self.timeline.term(step) if step.op == "add" else step.after),
            "total": self.expected[node],
            **self._haste(edge),
        }
        notes: Notes = (
            ("sent again",) if edge in self.sent else ("early",) if "due" in facts else ()
        )
        self.sent.add(edge)
        if step.op == "set":  # a wrong sweep, which overwrites
            earlier.append(edge.consumer)
            if step.before is None:
                return "share", facts, notes
            return "overwriting share", {**facts, "held": text(step.before)}, notes
        kind = "share" if self.expected[node] == 1 else "first share"
        if step.before is not None:
            on = "share on seed" if node in self.seeded else "share on rest"
            kind = "next share" if earlier else on
            facts["before"] = text(step.before)
            facts["holders"] = self._names(list(dict.fromkeys(earlier)))
            facts["count"] = len(earlier) + 1
            if node in self.kept:
                kind = "share on kept"
        earlier.append(edge.consumer)
        self.rested |= {node} if kind == "share on rest" else set()
        facts["total"] = self.expected[node] + (node in self.rested)  # what was left counts as one
        if isinstance(slope, LinearMap):
            added = _added_up(slope, self.state[adjoint])
            kind += " sum" if added else " map"
            back = back_text(self._edges[edge])
            facts["turned"] = TURNED.format(back=back) if back else ""
            if added:
                giver, taker = self.graph.labels[edge.consumer], self.graph.labels[node]
                times = f" · ∂{giver}/∂{taker}" if added["weighed"] else ""
                facts |= {**added, "summand": marked(giver, "bar") + times}
        elif np.ndim(step.after):
            kind += " array"
        return kind, facts, notes

    def _own_adjoint(self, step: Step) -> Told:
        """A write of an engine of one's own that is no share."""
        givers = [slot.at for slot in step.reads if isinstance(slot.at, int)]
        facts: Facts = {"before": text(step.before), "givers": self._names(givers)}
        notes: Notes = ("had read",) if givers else ()
        if step.before is None:
            return "own first", facts, notes
        return ("own next" if step.after else "own clear"), facts, notes

    def _slope(self, edge: Edge, slope: Any) -> str:
        """What stands on an edge; an engine of one's own may keep another number there."""
        known = self._edges[edge]
        if isinstance(slope, float) and np.ndim(known.partial) == 0 and slope != known.partial:
            return partial_text(slope)
        return edge_text(known)

    def _haste(self, edge: Edge) -> Facts:
        """How many shares a consumer has, where it sends before it has all of them."""
        got, due = len(self.givers.get(edge.consumer, ())), self.expected[edge.consumer]
        return {"got": got, "due": str(due)} if got < due else {}

    def _in_degree(self, step: Step, node: int) -> Told:
        if step.op == "set":
            return ("count" if step.after else "count none"), {}, ()
        visited: Any = step.reads[0].at
        return "release", {"from": visited, "before": str(step.before)}, ()

    def _queue(self, step: Step, node: int) -> Told:
        return "ready", {}, ()

    def _order(self, step: Step, node: int) -> Told:
        return "visit", {}, ()

    # What the methods above ask.

    def _arguments(self, operands: Any) -> Facts:
        """The operands by name and by value: `x` is node 0, and `x value` is 2."""
        values = [self._plain(operand) for operand in operands]
        written = [str(np.shape(value)) if np.ndim(value) else text(value) for value in values]
        names = [o if type(o) is int else said for o, said in zip(operands, written, strict=True)]
        facts: Facts = {}
        for letter, name, value in zip(ARGUMENTS, names, written, strict=False):
            facts |= {letter: name, f"{letter} value": value}
        labels = [self.graph.labels[name] if type(name) is int else str(name) for name in names]
        more = ["…"] if len(names) > MOST else []
        facts["args"] = ", ".join(labels[:MOST] + more)
        facts["args value"] = ", ".join(written[:MOST] + more)
        return facts

    def _plain(self, operand: Any) -> Any:
        """A constant, or what stands at a node: its value, unless a wrong sweep put another."""
        if type(operand) is not int:
            return detach(operand)
        slot = Slot("value", operand, self.timeline.sweep.name)
        return detach(self.state.get(slot, self.graph.values[operand]))

    @property
    def _edges(self) -> dict[Edge, GraphEdge]:
        if not hasattr(self, "_by_edge"):
            self._by_edge = {edge.edge: edge for edge in self.graph.edges}
        return self._by_edge

    def _names(self, nodes: list[int]) -> str:
        labels = [self.graph.labels[node] for node in nodes]
        if len(labels) > MOST:
            labels = [*labels[: MOST - 1], f"{len(labels) - MOST + 1} more"]
        return joined(labels)

    def _notes(self, node: int) -> Notes:
        if node not in self.kinks:
            primitive = self.graph.primitive(node)
            self.kinks[node] = bool(primitive.kink) and at_kink(
                primitive, self.graph, self.graph.nodes[node]
            )
        if not self.kinks[node]:
            return ()
        return ("jump",) if self.graph.primitive(node).kink.startswith("jump") else ("kink",)
