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
    A step that writes an array has its number in `pool`, under `arrays` of its sweep, and the
    scale of the colours is in `scales`.
`array` of a node, for an array
    `{shape, preview: [kind, rows, columns], said, rows, columns, value, scale}`: headings of its
    table, the number of its value in `pool`
`pool`
    `[preview, entries]`, see `arrays`: each array once
`maps`
    by edge, where arrays are: `{label, back, shapes, size, matrix}`
`groups`
    of a big graph: its pictures, see `big`; a sweep then has `jumps`, `held`, `places`
`functions`, `branches`
    the user's source
`dot`
    the graph in the DOT language, to be copied; "" where there are more nodes than rows
`words`
    every label of the player
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from adlab.engine.graph import Graph
from adlab.engine.steps import Timeline
from adlab.view import arrays, big, formula, mathml, narration
from adlab.view.diagram import back_text, edge_numbers, edge_text, scale_text
from adlab.view.dot import to_dot
from adlab.view.facts import Moment, moments
from adlab.view.group_diagram import Album
from adlab.view.listing import listing
from adlab.view.table import NODE_LIMIT
from adlab.view.wording import ARRAY_WORDS, GROUPS, WORDS

STEP_LIMIT = big.CARRIED  # of one sweep; beyond, the first ones are shown
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
    predict: str | None = None,
    album: Album | None = None,
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
    predict : str, optional
        What is asked from the start, see `asked.PREDICTED`.
    album : Album, of a graph that is too big for one picture
    """
    phrases = _Phrases(graph)
    pool = _Pool()
    shown = listing(graph)
    data: dict[str, Any] = {
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
                **({"array": pool.array(node.value)} if np.ndim(node.value) else {}),
            }
            for node, at in zip(graph.nodes, shown.places, strict=True)
        ],
        "edges": [[edge.operand, edge.consumer] for edge in graph.connections()],
        "functions": [function._asdict() for function in shown.functions],
        "branches": list(shown.branches),
        "sweeps": [
            _sweep(timeline, phrases, pool, only if name == sweep else None, album)
            for name, timeline in timelines.items()
        ],
        "phrases": phrases.used,
        "halfway": narration.halfway(),
        "open": {"sweep": list(timelines).index(sweep), "step": start},
        "limits": dict(limits or {}),
        **({"predict": predict} if predict else {}),
        "count": len(graph),
        "dot": to_dot(graph) if len(graph) <= NODE_LIMIT else "",
        "words": WORDS,
    }
    for kind in {each.sweep.kind for each in timelines.values() if each.sweep.note}:
        for sweep_data in data["sweeps"]:
            if sweep_data["kind"] == kind:
                sweep_data["seed"] = sweep_data["seed"] or WORDS["the right one"]
    if album:
        data["groups"] = big.album_data(graph, album)
    if pool.kept:
        data |= {"maps": _maps(graph), "pool": pool.kept}
    data["words"] = _words(bool(album), bool(pool.kept))
    return data


def _words(grouped: bool, arrays: bool) -> dict[str, Any]:
    """The labels that this page needs."""
    words = WORDS | ARRAY_WORDS if arrays else WORDS
    if grouped:
        words = words | {"groups": GROUPS, "keys": [*GROUPS["keys"], *words["keys"]]}
    return words


def _maps(graph: Graph) -> dict[int, dict[str, Any]]:
    """What there is to say about the edges from or to an array."""
    order, found = edge_numbers(graph), {}
    for edge in graph.edges:
        shape = graph.shape(edge.operand)
        if not (shape or edge.shape):
            continue
        said = {"label": edge_text(edge) if edge.label else ARRAY_WORDS["entry by entry"]}
        said |= {"back": back_text(edge)} if edge.back else {}
        small = arrays.may_have_matrix(shape, edge.shape)
        found[order[edge.edge]] = {
            **said,
            "shapes": f"{shape} → {edge.shape}",
            "size": [int(np.prod(edge.shape)), int(np.prod(shape))],
            **({"matrix": arrays.matrix(edge)} if small else {}),
        }
    return found


class _Pool:
    """Arrays as the page gets them, each kept once."""

    def __init__(self) -> None:
        self.kept: list[list[str]] = []
        self.number: dict[tuple[str, str], int] = {}

    def add(self, value: Any, largest: float) -> int:
        key = (arrays.preview(value, largest), arrays.entries(value))
        if key not in self.number:
            self.number[key] = len(self.kept)
            self.kept.append(list(key))
        return self.number[key]

    def array(self, value: Any) -> dict[str, Any]:
        """What there is to know of an array, whatever the step."""
        shape, largest = np.shape(value), arrays.reach([value])
        frame = arrays.frame(shape)
        rows, columns = arrays.headings(shape) if frame else ([], [])
        kind = "corners" if arrays.has_corners_only(shape) else "all entries"
        return {
            "shape": str(shape),
            "preview": [frame.kind, frame.rows, frame.columns] if frame else None,
            "said": ARRAY_WORDS[kind].format(shape=shape, n=int(np.prod(shape))),
            "rows": rows,
            "columns": columns,
            "value": self.add(value, largest),
            "scale": scale_text(largest),
        }


def _sweep(
    timeline: Timeline,
    phrases: _Phrases,
    pool: _Pool,
    only: tuple[int, int] | None,
    album: Album | None,
) -> dict[str, Any]:
    jumped = big.jumps(timeline) if album else []
    told = moments(timeline, None if album else STEP_LIMIT, jumped)
    taken = big.taken(timeline, jumped)[: len(told)]
    sweep = timeline.sweep
    data: dict[str, Any] = {
        "kind": sweep.kind,
        "name": sweep.name,
        "seed": sweep.about,
        "phases": [
            [name, big.position(first, jumped), big.position(last, jumped)]
            for name, first, last in big.passes(timeline)
        ],
        "steps": [phrases.step(moment) for moment in told],
        "opening": narration.opening(timeline),
        "closing": narration.closing(timeline),
    }
    held: dict[Any, list[Any]] = {}  # the arrays that each node holds in turn
    for step in timeline:
        if type(step.after) is np.ndarray and step.slot.kind in ("tangent", "adjoint"):
            held.setdefault(step.slot.at, []).append(step.after)
    if held:
        reaches = {node: arrays.reach(values) for node, values in held.items()}
        data["scales"] = {node: scale_text(largest) for node, largest in reaches.items()}
        data["arrays"] = {
            k: pool.add(step.after, reaches[step.slot.at])
            for k, step in enumerate([timeline[n] if n >= 0 else None for n in taken])
            if step and step.slot.kind in ("tangent", "adjoint") and np.ndim(step.after)
        }
    full = {k: moment.full for k, moment in enumerate(told) if moment.full}
    if full:
        data["full"] = full
    if jumped:
        data |= big.finals(timeline, jumped)
        if held:
            data["heldArrays"] = {
                node: pool.add(values[-1], reaches[node]) for node, values in held.items()
            }
    elif len(told) < len(timeline):
        data["cut"] = WORDS["cut"].format(n=len(told), of=len(timeline))
    if only:
        data["only"] = list(only)
    if sweep.note:
        data["noted"] = True
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
            names = {*named_facts(said), *named_facts(list(written))} - {"node", "after"}
            parts = {k: v for k, v in written._asdict().items() if v is not None}
            fields = [f for f in moment.facts if f in names or SHOWN_ANYWAY.fullmatch(f)]
            self.used.append({"kind": moment.kind, "fields": fields, "say": said, **parts})
        number = self.number[key]
        facts = [moment.facts[field] for field in self.used[number]["fields"]]
        return [number, moment.slot, moment.after, *facts]


def named_facts(template: Any) -> Iterator[str]:
    """The facts that a template names."""
    if isinstance(template, dict):
        yield template.get("fact", "")
    elif isinstance(template, list):
        for part in template:
            yield from named_facts(part)
