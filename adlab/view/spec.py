"""What the page gets: the whole player as plain data, small because nothing is said twice.

- `spec(graph, timelines, ...)`: a JSON-ready dict.

Layout of the dict
------------------
`nodes`
    `{label, formula, name: [base, subscript], at: [function, line, column, line, column], where}`
`edges`
    `[operand, consumer]`, numbered as in the picture
`phrases`
    What there is to say at a kind of step: `{kind, fields, say, rule, numbers, result}`, templates
    whose holes name facts (see `narration` and `formula`).
`sweeps`
    `{kind, name, seed, phases: [[name, first, last]], steps, opening, closing, cut, full}`
`steps`
    `[phrase, slot, after, fact, ...]`: the phrase, the slot that is written ("v3", "d3", "p7") and
    the text it shows from then on; then the facts, in the order of the phrase's `fields`. The state
    after k steps is the fold of the first k writes, so one step back needs no record of its own.
`functions`, `branches`
    the user's source
`words`
    every label of the player
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adlab.engine.graph import Graph
from adlab.engine.steps import Timeline
from adlab.view import formula, mathml, narration
from adlab.view.facts import Moment, moments
from adlab.view.listing import listing
from adlab.view.table import NODE_LIMIT
from adlab.view.wording import WORDS

STEP_LIMIT = 500  # of one sweep; beyond, the first ones are shown, and they touch no other nodes
# What the page shows beside sentence and formula.
SHOWN_ANYWAY = re.compile(r"edge|from|share|before|total|count|(edge|partial)\d+")


def spec(
    graph: Graph,
    timelines: Mapping[str, Timeline],
    *,
    title: str,
    sweep: str,
    start: int = 0,
    only: tuple[int, int] | None = None,
    limits: Mapping[str, tuple[int, int]] | None = None,
) -> dict[str, Any]:
    """The player as data.

    Parameters
    ----------
    graph : Graph
    timelines : mapping from the name of a sweep to its Timeline
    title : str
        What is stepped through, such as "f(x1, x2)".
    sweep, start, only
        The sweep that opens, the step at which it opens, and the range of steps it is kept to.
    limits : mapping from "tangent" or "reverse" to (number shown, number there are)
    """
    phrases = _Phrases(graph)
    shown = listing(graph)
    return {
        "version": 1,
        "title": title,
        "nodes": [
            {
                "label": node.label,
                "formula": node.formula,
                "name": mathml.split_name(node.label),
                **({"at": at[:5]} if at else {}),
                **({"where": at.where} if at and at.where else {}),
                **({"output": True} if node.is_output else {}),
            }
            for node, at in zip(graph.nodes[:NODE_LIMIT], shown.places, strict=False)
        ],
        "edges": [
            [edge.operand, edge.consumer]
            for edge in graph.connections()
            if edge.consumer < NODE_LIMIT
        ],
        "functions": [function._asdict() for function in shown.functions],
        "branches": list(shown.branches),
        "sweeps": [
            _sweep(timeline, phrases, only if name == sweep else None)
            for name, timeline in timelines.items()
        ],
        "phrases": phrases.used,
        "halfway": narration.halfway(),
        "open": {"sweep": list(timelines).index(sweep), "step": start},
        "limits": dict(limits or {}),
        "count": len(graph),
        "words": WORDS,
    }


def _sweep(timeline: Timeline, phrases: _Phrases, only: tuple[int, int] | None) -> dict[str, Any]:
    told = moments(timeline, STEP_LIMIT)
    phases: list[list[Any]] = []  # name, steps before its first, number of its last
    for k, step in enumerate(timeline):
        if phases and phases[-1][0] == step.phase:
            phases[-1][2] = k + 1
        else:
            phases.append([step.phase, k, k + 1])
    kind, _, seed = timeline.sweep.name.partition(" ")
    data: dict[str, Any] = {
        "kind": kind,
        "name": timeline.sweep.name,
        "seed": seed,
        "phases": phases,
        "steps": [phrases.step(moment) for moment in told],
        "opening": narration.opening(timeline),
        "closing": narration.closing(timeline),
    }
    full = {k: moment.full for k, moment in enumerate(told) if moment.full}
    if full:
        data["full"] = full
    if len(told) < len(timeline):
        data["cut"] = WORDS["cut"].format(n=len(told), of=len(timeline))
    if only:
        data["only"] = list(only)
    return data


class _Phrases:
    """The templates that are used, each kept once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.used: list[dict[str, Any]] = []
        self.number: dict[Any, int] = {}
        self.kept: list[Any] = []  # so that no other template gets the identity of one of these

    def step(self, moment: Moment) -> list[Any]:
        said = narration.sentence(self.graph, moment)
        written = formula.template(self.graph, moment)
        key = (moment.kind, id(said), id(written))
        if key not in self.number:
            self.number[key] = len(self.used)
            self.kept += [said, written]
            names = {*_facts(said), *_facts(list(written))} - {"node", "after"}
            parts = {k: v for k, v in written._asdict().items() if v is not None}
            fields = [f for f in moment.facts if f in names or SHOWN_ANYWAY.fullmatch(f)]
            self.used.append({"kind": moment.kind, "fields": fields, "say": said, **parts})
        number = self.number[key]
        facts = [moment.facts[field] for field in self.used[number]["fields"]]
        return [number, moment.slot, moment.after, *facts]


def _facts(template: Any) -> Iterator[str]:
    """The facts that a template names."""
    if isinstance(template, dict):
        yield template.get("fact", "")
    elif isinstance(template, list):
        for part in template:
            yield from _facts(part)
