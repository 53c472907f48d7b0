"""The fold of a sweep: what each step writes, reads, lights and says, for pages and pictures.

- `Fold(graph)`: folds the sweeps of one graph; what several steps have in common is kept once.
- `Told`: one step, with all that it shows.

The page and the pictures made in Python only apply what is decided here.

>>> import adlab
>>> graph = adlab.trace(lambda x, y: x * y, 2.0, 5.0)
>>> fold = Fold(graph)
>>> last = fold.told(adlab.timeline(graph, "reverse"))[-1]
>>> last.moment.slot, last.moment.edges, last.reads, fold.phrases[last.phrase].accent
('d1', (1,), {2}, 'adjoint')
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from adlab.engine.primitives.primitive import ARGUMENTS
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.replay.spec import Accent, Phrase, Row, Tag, Template
from adlab.view.said.columns import Column, columns_of
from adlab.view.said.facts import Moment, moments
from adlab.view.said.formula import template
from adlab.view.said.graph_texts import Texts
from adlab.view.said.narration import sentence
from adlab.view.said.templates import WORDS

DERIVATIVES: dict[str, Accent] = {"tangent": "tangent", "reverse": "adjoint"}
SIGNS = {"tangent": "v̇", "reverse": "v̄"}
ROWS = {
    "forward": [],
    "order": [Row("o", WORDS["place"]), Row("q", WORDS["ready"]), Row("d", WORDS["waits"])],
    **{kind: [Row("d", sign)] for kind, sign in SIGNS.items()},
}

READ = (*ARGUMENTS, "from")  # facts that may be nodes a step reads

GIVEN = frozenset(["node", "after"])  # every step has them, beside its facts

# Facts that the page shows beside sentence and formula, or asks for.
SHOWN_ANYWAY = frozenset(["from", "adjoint", "share", "before", "total"])


class Told(NamedTuple):
    """One step, with all that it shows."""

    moment: Moment
    phrase: int
    edges: int
    reads: set[int]  # nodes
    tag: Tag | None  # below its node from now on

    def row(self, fields: Sequence[str]) -> Any:
        """The step as the page gets it, see `spec.Step`."""
        moment = self.moment
        facts = [moment.facts[name] for name in fields]
        return [self.phrase, moment.slot, moment.after, self.edges, *facts]


class Fold:
    """Folds the sweeps of one graph.

    Attributes
    ----------
    phrases : list of Phrase
    lit : list of tuple of int
        Sets of edges. What was told so far has both by number.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph, self.known = graph, Texts(graph)
        self.phrases: list[Phrase] = []
        self.lit: list[tuple[int, ...]] = [()]
        self._ends = self.graph.connections()
        self._phrase_numbers: dict[Any, int] = {}
        self._lit_numbers: dict[tuple[int, ...], int] = {(): 0}
        self._kept: list[Any] = []  # so that no other template gets the identity of one of these

    def told(
        self,
        timeline: Timeline,
        limit: int | None = None,
        jumps: Sequence[tuple[int, int]] = (),
    ) -> list[Told]:
        """The steps of a sweep, or the first `limit` of them; those of a jump as one."""
        told = moments(timeline, limit, jumps, self.known)
        phrases = self._phrases(told, DERIVATIVES.get(timeline.sweep.kind, "value"))
        edges = [self._edges(moment.edges) for moment in told]
        reads = [self._reads(*each) for each in zip(told, phrases, strict=True)]
        return [Told(*each) for each in zip(told, phrases, edges, reads, _tags(told), strict=True)]

    def rephrased(self, moments: Sequence[Moment]) -> list[int]:
        """The numbers of the phrases that say them, of moments of the forward pass."""
        return self._phrases(moments, "value")

    def _phrases(self, told: Sequence[Moment], derivative: Accent) -> list[int]:
        said = [sentence(self.graph, moment) for moment in told]
        written = [template(self.graph, moment) for moment in told]
        kinds, headings = [moment.kind for moment in told], [_heading(moment) for moment in told]
        tables = columns_of(zip(written, kinds, headings, strict=True))
        return [self._phrase(*each, derivative) for each in zip(told, said, tables, strict=True)]

    def _phrase(
        self, moment: Moment, said: Template, table: list[Column], derivative: Accent
    ) -> int:
        key = (moment.kind, id(said), id(table))
        if key not in self._phrase_numbers:
            self._phrase_numbers[key] = len(self.phrases)
            self._kept += [said, table]
            is_share = moment.kind.event == "share"
            added = ADDED if is_share and "before" in moment.facts else NOTHING
            names = frozenset(_named(table)).union(named_facts(said)) - GIVEN
            accents: dict[str, Accent] = {"p": "partial", "d": derivative}
            self.phrases.append(
                Phrase(
                    moment.kind.event,
                    [name for name in moment.facts if name in names or name in SHOWN_ANYWAY],
                    [name for name in READ if name in names],
                    accents.get(moment.slot[:1], "value"),
                    said,
                    *moment.kind[1:],
                    table,
                    added,
                    moment.kind.event == "tangent",
                    is_share or moment.kind.event == "tangent",
                    _asks(moment, derivative),
                )
            )
        return self._phrase_numbers[key]

    def _edges(self, edges: tuple[int, ...]) -> int:
        if edges not in self._lit_numbers:
            self._lit_numbers[edges] = len(self.lit)
            self.lit.append(edges)
        return self._lit_numbers[edges]

    def _reads(self, moment: Moment, phrase: int) -> set[int]:
        node = moment.facts["node"]
        named = [moment.facts[name] for name in self.phrases[phrase].reads]
        ends = [end for edge in moment.edges for end in self._ends[edge][:2]]
        return {end for end in [*named, *ends] if type(end) is int and end != node}


def _heading(moment: Moment) -> str:
    """What the numbers of a formula are, if not all of what the step computes."""
    first = moment.kind.form == "sum" and moment.facts["entry"] != moment.after
    return "first entry" if first else ""


ADDED: Template = [{"fact": "before"}, " + ", {"fact": "share", "as": "factor"}]
NOTHING: Template = []


def _asks(moment: Moment, derivative: Accent) -> dict[str, str]:
    """What predict mode may ask about a step, and in which words."""
    event, _, form = moment.kind
    if event == "visit":
        return {"next node": "ask next node"}
    if event == "value" and form == "number":
        return {"values": "ask value"}
    if moment.slot[:1] != "d" or derivative == "value":
        return {}
    if derivative == "tangent":
        return {"tangents": "ask tangent"}
    if "from" not in moment.facts:
        return {"adjoints": "ask seed"}
    return {"adjoints": "ask adjoint", "sums": "ask sum"}


def _tags(told: Sequence[Moment]) -> Iterator[Tag | None]:
    """For each step the tag that it changes."""
    come: dict[int, int] = {}  # the shares of each node, until now
    first: dict[int, int] = {}  # where those that still count begin
    for moment in told:
        event, order, _ = moment.kind
        node, facts = moment.facts["node"], moment.facts
        if event == "rest":
            for at, count in facts["come"].items():
                come[at] = come.get(at, 0) + count
        elif event in ("own adjoint", "own clear"):
            yield Tag(0, 0, False) if come.pop(node, 0) else None
            continue
        if event != "share":
            yield None
            continue
        if order == "over":  # wrong on purpose: one share is kept
            first[node] = come.get(node, 0)
        come[node] = come.get(node, 0) + 1 + (order == "on rest")  # what was left counts as one
        tag = _tag(come[node], first.get(node, 0), facts["total"])
        yield tag if facts["total"] > 1 else None


def _tag(come: int, first: int, total: int) -> Tag:
    return Tag(come, first, come - first == total)


def waits(told: Sequence[Told]) -> dict[int, int]:
    """How many shares each node gets in all, where these are several."""
    facts = [each.moment.facts for each in told if each.moment.kind.event == "share"]
    return {each["node"]: each["total"] for each in facts if each["total"] > 1}


NAMES: dict[int, tuple[Any, frozenset[str]]] = {}  # what was found in a template, by its identity


def named_facts(template: Any) -> frozenset[str]:
    """The facts that a template names; each is looked through once."""
    known = NAMES.get(id(template))
    if known is None:
        known = NAMES[id(template)] = template, frozenset(_named(template))
    return known[1]


def _named(template: Any) -> Iterator[str]:
    if isinstance(template, dict):
        yield template.get("fact", "terms")
    elif isinstance(template, (list, tuple)):
        for part in template:
            yield from _named(part)
