"""What there is to say about a Step: the one source of narration, formulas and the page's deltas.

- `Moment`: what kind of step it is, the slot it writes, the text it writes there, and the facts.
- `moments(timeline)`: the Moments of a sweep, from one fold over its Steps.

A fact is the index of a node, where a name is meant, or a text, where a number or an array is; the
terms of a tangent are a list of small records of such. The
templates of `narration` and `formula` name facts and nothing else, so that one sentence and one
formula serve every step of a kind, and so that the page can hide a fact (to let a student predict
it) or exchange all of them (for other inputs).

>>> import adlab
>>> graph = adlab.trace(lambda x, y: x * y, 2.0, 5.0)
>>> last = moments(adlab.timeline(graph, "reverse"))[-1]
>>> last.kind.event, last.slot, last.after
('share', 'd1', '2')
>>> [last.facts[fact] for fact in ("from", "adjoint", "partial", "share")]
[2, '1', '2', '2']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap, scaled_broadcast
from adlab.engine.primitives.primitive import ARGUMENTS
from adlab.engine.recording.graph import Edge, written_index
from adlab.engine.sweeps.steps import Slot, Step
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.said.graph_texts import LETTERS, Texts, back_text
from adlab.view.said.kinds import Form, Kind, Order
from adlab.view.said.mathml import marked
from adlab.view.said.numbers import text, texts
from adlab.view.said.templates import FIRST_ENTRY, TURNED

Facts = dict[str, Any]

MOST = 4  # arguments of a stack, terms of a tangent that are said, names in a list
ADD_UP = "add up "  # how the label of such a sum begins, see `linear_maps.add_label`
SUMMANDS = 6  # of a sum that is written out
FULL_LIMIT = 400  # characters of an array's full text


class Term(NamedTuple):
    """One term of a tangent: the partial on an edge times the tangent of its operand."""

    operand: int
    partial: str
    tangent: str


class Moment(NamedTuple):
    """One step, ready to be told."""

    kind: Kind  # which sentence and which formula, see `templates.SENTENCES`
    slot: str  # "v3": value of node 3; "d3": its tangent, adjoint or in-degree; "p7": edge 7
    after: str  # the text that the slot shows from now on
    facts: Facts
    notes: tuple[str, ...] = ()  # further sentences: "kink", "infinite"
    full: str = ""  # every entry, where `after` shows only the first entries of an array
    edges: tuple[int, ...] = ()  # along which it reads, or sends


class _Told(NamedTuple):
    """What a step says beside what it writes."""

    kind: Kind
    facts: Facts = {}  # noqa: RUF012 (nobody writes into it)
    notes: tuple[str, ...] = ()
    edges: tuple[int, ...] = ()


def moments(
    timeline: Timeline,
    limit: int | None = None,
    jumps: Sequence[tuple[int, int]] = (),
    known: Texts | None = None,
) -> list[Moment]:
    """What there is to say about each Step of a timeline, or about the first `limit` of them.

    The steps of a jump, `range(first, stop)`, are told in one Moment, of the event "rest".
    `known` are the texts of the graph, if they are there already.
    """
    teller = _Teller(timeline, known or Texts(timeline.graph))
    told, last = [], 0
    for first, stop in jumps:
        told += teller.tell_all(last, first)
        told.append(teller.skip(first, stop))
        last = stop
    return told + teller.tell_all(last, limit)


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


def full_texts(values: Iterable[Any]) -> list[str]:
    """The same of many, most of which are plain numbers."""
    return ["" if type(value) is float else full_text(value) for value in values]


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
    seeds = [step.after for step in timeline.steps if step.op == "seed" and np.any(step.after)]
    return bool(seeds) and (len(seeds) > 1 or not is_unit(seeds[0]))


def is_unit(seed: Any) -> bool:
    """Whether a seed asks for one number: 1 there, and 0 elsewhere.

    >>> is_unit(1.0), is_unit(np.array([0.0, 1.0])), is_unit(np.array([0.5, 0.5]))
    (True, True, False)
    """
    return bool(np.count_nonzero(seed) == 1 and np.max(seed) == 1)


class _Teller:
    """Follows one sweep: it knows what every slot holds when a step comes."""

    def __init__(self, timeline: Timeline, known: Texts) -> None:
        self.timeline = timeline
        self.graph, self.known = timeline.graph, known
        self.inputs = timeline.graph.inputs
        self.state: dict[Slot, Any] = {}
        self.written: dict[Slot, str] = {}  # the same as text
        self.arguments = [*known.arguments]  # how nodes stand in a formula; wrong sweeps change it
        self.givers: dict[int, list[int]] = {}  # node → the consumers that have handed back
        self.expected = Counter(  # node → how many shares it gets in all
            step.slot.at
            for step in timeline.steps
            if step.slot.kind == "adjoint" and step.op in ("add", "set")
        )
        self.seeded = {step.slot.at for step in timeline.steps if step.op == "seed"}
        self.rested: set[int] = set()  # the nodes that held something before the sweep
        self.sent: set[Edge] = set()  # the edges along which a share has gone back
        self.combined = is_combined(timeline)
        self.kept: set[int] = set()  # the nodes with an adjoint that an earlier call left
        self.missed: set[int] = set()  # the nodes that were used before they were computed
        self.shares: dict[int, str] = {}  # by the identity of a step that adds
        self.tellers: dict[str, Callable[[Step, Any, str], _Told]] = {
            "value": self._value,
            "partial": self._partial,
            "tangent": self._tangent,
            "adjoint": self._adjoint,
            "in-degree": self._in_degree,
            "queue": self._queue,
            "order": self._order,
        }

    def tell_all(self, first: int, stop: int | None) -> list[Moment]:
        """One Moment for each of these steps."""
        steps = self.timeline.steps[first:stop]
        adding = [step for step in steps if step.op == "add" and step.slot.kind == "adjoint"]
        terms = texts([self.timeline.term(step) for step in adding])
        self.shares = {id(step): share for step, share in zip(adding, terms, strict=True)}
        afters = texts([step.after for step in steps])
        full = full_texts([step.after for step in steps])
        return [self._tell(*each) for each in zip(steps, afters, full, strict=True)]

    def _tell(self, step: Step, after: str, full: str) -> Moment:
        at: Any = step.slot.at
        place, node = at, at
        if isinstance(at, Edge):
            place, node = self.known.numbers[at], at.consumer
            after = self._slope(at, step.after, after)
        elif step.slot.kind == "queue":
            after = ""  # that a node is in it is all that is shown
        told = self.tellers[step.slot.kind](step, at, after)
        self.state[step.slot] = step.after
        self.written[step.slot] = after
        if step.slot.kind == "value" and not self.known.is_array[node]:
            self.arguments[node] = after
        facts = {"node": node, "after": after, **told.facts}
        slot = f"{LETTERS[step.slot.kind]}{place}"
        return Moment(told.kind, slot, after, facts, told.notes, full, *told[3:])

    def skip(self, first: int, stop: int) -> Moment:
        """Take these steps without a word about each."""
        come: Counter[Any] = Counter()  # shares of each node
        for step in self.timeline.steps[first:stop]:
            if step.op == "add" and step.slot.kind == "adjoint":
                edge: Any = step.reads[1].at
                come[step.slot.at] += 1
                self.givers.setdefault(edge.operand, []).append(edge.consumer)
                self.sent.add(edge)
            self.state[step.slot] = step.after
            self.written.pop(step.slot, None)
            if step.slot.kind == "value" and self.timeline.sweep.note:
                at: Any = step.slot.at
                self.arguments[at] = text(step.after)
        return Moment(
            Kind("rest"), "", "", {"node": 0, "after": "", "n": f"{stop - first:,}", "come": come}
        )

    # One method for each kind of slot.

    def _value(self, step: Step, node: int, after: str) -> _Told:
        if step.op == "assume":
            self.missed.add(node)
            return _Told(Kind("missing"))
        late = (
            ("too late",) if node in self.missed else ("again",) if step.before is not None else ()
        )
        if node in self.inputs:
            return _Told(Kind("input"), notes=late)
        facts = self._arguments(node)
        if step.op == "own":
            return _Told(Kind("own value"), facts)
        params = self.graph.records[node][1]
        if params and "index" in params:
            facts["index"] = written_index(params["index"])
        if params and params.get("axis") is not None:
            facts["axis"] = str(params["axis"])
        form: Form = "array" if self.known.arrays_in[node] else "number"
        notes = (*self.known.notes[node], *late)
        if grew := self.known.grew[node]:
            facts |= {"stretched": " and ".join(map(str, grew)), "pairs": str(np.size(step.after))}
            notes = ("both grew", *notes)
        return _Told(Kind("value", form=form), facts, notes, tuple(self.known.into[node]))

    def _partial(self, step: Step, edge: Edge, after: str) -> _Told:
        facts: Facts = {"from": edge.operand, "position": edge.position}
        place = (self.known.numbers[edge],)
        if isinstance(step.after, LinearMap):
            facts["shapes"] = f"{step.after.operand_shape} → {step.after.result_shape}"
            return _Told(Kind("partial", form="map"), facts, (), place)
        if step.op == "own":
            return _Told(Kind("own partial"), facts, (), place)
        facts |= self._arguments(edge.consumer)
        facts |= {"z": edge.consumer, "z value": self._value_text(edge.consumer)}
        if np.any(np.isnan(step.after)):
            notes: tuple[str, ...] = ("undefined",)
        elif np.any(np.isinf(step.after)):
            notes = ("infinite",)
        else:
            notes = self.known.notes[edge.consumer]
        form: Form = "array" if np.ndim(step.after) else "number"
        return _Told(Kind("partial", form=form), facts, notes, place)

    def _tangent(self, step: Step, node: int, after: str) -> _Told:
        if step.op == "keep":
            return _Told(Kind("kept seed"))
        if step.op == "seed":
            if not np.any(step.after):
                return _Told(Kind("held"))
            return _Told(Kind("direction" if self.combined else "seed"))
        terms, edges, plain = [], [], not np.ndim(step.after)
        for partial, tangent in zip(step.reads[::2], step.reads[1::2], strict=True):
            edge: Any = partial.at
            slope = self.known.edges[edge].partial
            plain = plain and not isinstance(slope, LinearMap) and np.ndim(slope) == 0
            terms.append(Term(edge.operand, self.known.partials[edge], self._written(tangent)))
            edges.append(self.known.numbers[edge])
        order: Order = "none" if not terms else "only" if len(terms) == 1 else "sum"
        kind = Kind("tangent", order) if plain else Kind("tangent", form="array")
        return _Told(kind, {"terms": terms[:MOST]}, (), tuple(edges))

    def _adjoint(self, step: Step, node: int, after: str) -> _Told:
        if step.op == "own":
            return self._own_adjoint(step)
        if step.op == "seed":
            if self.combined:
                return _Told(Kind("weight"))
            form: Form = "array" if np.ndim(step.after) else "number"
            seed = step.sweep.seed or self.graph.labels[node]
            return _Told(Kind("start", form=form), {"seed": seed})
        if step.op == "assume":
            return _Told(Kind("no share"))
        if step.op == "keep":
            self.kept.add(node)
            return _Told(Kind("kept adjoint"))
        return self._share(step, node, after)

    def _share(self, step: Step, node: int, after: str) -> _Told:
        adjoint, partial = step.reads[:2]
        edge: Any = partial.at
        slope = self.state[partial]
        earlier = self.givers.setdefault(node, [])
        facts: Facts = {
            "from": edge.consumer,
            "adjoint": self._written(adjoint),
            "partial": self._written(partial),
            "share": self.shares.get(id(step), after),
            "total": self.expected[node],
            **self._haste(edge),
        }
        notes = ("sent again",) if edge in self.sent else ("early",) if "due" in facts else ()
        self.sent.add(edge)
        if step.before is not None:
            facts["held" if step.op == "set" else "before"] = self._before(step)
        order = self._order_of(step, node, earlier)
        if order not in ("only", "first", "over"):
            facts["holders"] = self._names(list(dict.fromkeys(earlier)))
        if order == "on rest":
            self.rested.add(node)
        earlier.append(edge.consumer)
        facts["total"] = self.expected[node] + (node in self.rested)  # what was left counts as one
        kind, more = self._through(edge, slope, step, order)
        return _Told(kind, facts | more, notes, (self.known.numbers[edge],))

    def _order_of(self, step: Step, node: int, earlier: list[int]) -> Order:
        """As which of the shares of its node one comes."""
        if step.op == "set":  # a wrong sweep, which overwrites
            return "only" if step.before is None else "over"
        if step.before is None:
            return "only" if self.expected[node] == 1 else "first"
        if node in self.kept:
            return "on kept"
        if earlier:
            return "next"
        return "on seed" if node in self.seeded else "on rest"

    def _through(self, edge: Edge, slope: Any, step: Step, order: Order) -> tuple[Kind, Facts]:
        """How a share comes through its edge: times a number, entry by entry, through a map."""
        if not isinstance(slope, LinearMap):
            return Kind("share", order, "array" if np.ndim(step.after) else "number"), {}
        carried = self.known.edges[edge]
        back = back_text(carried)
        facts: Facts = {
            "turned": TURNED.format(back=back) if back else "",
            "through": _sent_through(back, self.graph.labels[edge.consumer]),
        }
        added = _added_up(slope, self.state[step.reads[0]])
        if not added:
            return Kind("share", order, "map"), facts
        giver, taker = self.graph.labels[edge.consumer], self.graph.labels[edge.operand]
        times = f" · ∂{giver}/∂{taker}" if added["weighed"] else ""
        facts |= {**added, "summand": marked(giver, "bar") + times}
        return Kind("share", order, "sum"), facts

    def _own_adjoint(self, step: Step) -> _Told:
        """A write of an engine of one's own that is no share."""
        givers = [slot.at for slot in step.reads if isinstance(slot.at, int)]
        notes = ("had read",) if givers else ()
        facts: Facts = {"givers": self._names(givers)}
        if step.before is None:
            return _Told(Kind("own adjoint"), facts, notes)
        facts["before"] = self._before(step)
        kind = Kind("own adjoint", "next") if step.after else Kind("own clear")
        return _Told(kind, facts, notes)

    def _in_degree(self, step: Step, node: int, after: str) -> _Told:
        if step.op == "set":
            return _Told(Kind("count" if step.after else "count none"))
        visited: Any = step.reads[0].at
        facts: Facts = {"from": visited, "before": self._before(step)}
        return _Told(Kind("release"), facts)

    def _queue(self, step: Step, node: int, after: str) -> _Told:
        return _Told(Kind("ready"))

    def _order(self, step: Step, node: int, after: str) -> _Told:
        return _Told(Kind("visit"))

    # What the methods above ask.

    def _slope(self, edge: Edge, slope: Any, after: str) -> str:
        """What stands on an edge; an engine of one's own may keep another number there."""
        known = self.known.edges[edge].partial
        own = isinstance(slope, float) and np.ndim(known) == 0 and slope != known
        return after if own else self.known.partials[edge]

    def _haste(self, edge: Edge) -> Facts:
        """How many shares a consumer has, where it sends before it has all of them."""
        got, due = len(self.givers.get(edge.consumer, ())), self.expected[edge.consumer]
        return {"got": got, "due": str(due)} if got < due else {}

    def _before(self, step: Step) -> str:
        """What the slot of a step held."""
        if self.state.get(step.slot) is step.before:
            return self._written(step.slot)
        return text(step.before)

    def _written(self, slot: Slot) -> str:
        """What a slot shows; after a jump it is made when it is asked for."""
        if slot not in self.written:
            after, at = text(self.state[slot]), slot.at
            shown = self._slope(at, self.state[slot], after) if isinstance(at, Edge) else after
            self.written[slot] = shown
        return self.written[slot]

    def _arguments(self, node: int) -> Facts:
        """The operands by name and by value: `x` is node 0, and `x value` is 2."""
        names = self.known.operands[node]
        written = [self.arguments[name] if type(name) is int else str(name) for name in names]
        facts: Facts = {}
        for letter, name, value in zip(ARGUMENTS, names, written, strict=False):
            facts |= {letter: name, f"{letter} value": value}
        labels = [self.graph.labels[name] if type(name) is int else str(name) for name in names]
        more = ["…"] if len(names) > MOST else []
        facts["args"] = ", ".join(labels[:MOST] + more)
        facts["args value"] = ", ".join(written[:MOST] + more)
        return facts

    def _value_text(self, node: int) -> str:
        """What stands at a node: its value, unless a wrong sweep put another."""
        return self.known.values[node] if self.known.is_array[node] else self.arguments[node]

    def _names(self, nodes: list[int]) -> str:
        labels = [self.graph.labels[node] for node in nodes]
        if len(labels) > MOST:
            labels = [*labels[: MOST - 1], f"{len(labels) - MOST + 1} more"]
        return joined(labels)


def _sent_through(back: str, giver: str) -> str:
    """What becomes of an adjoint on its way: "v̄2 · Wᵀ = ", "add up 4 rows: "."""
    bar = marked(giver, "bar")
    if not back:
        return ""
    if back.startswith("·"):
        return f"{bar} {back} = "
    return f"{back} {bar} = " if back.endswith("·") else f"{back}: "
