"""What the player says: the sentences of `templates`, with the facts of a step put in.

- `narrate(timeline, k)`: what is said after k steps, as (text, class) parts.
- `sentence(graph, moment)`: the template of what is said at a step.
- `fill(template, facts, labels)`: a template with its facts, as parts.

>>> import adlab
>>> graph = adlab.trace(lambda x, y: x * y, 2.0, 5.0)
>>> "".join(text for text, _ in narrate(adlab.timeline(graph, "reverse"), 7))
'v1 hands x its share: adjoint times partial, 1 · 5 = 5.'
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from string import Formatter
from typing import Any

from adlab.engine import sweeps
from adlab.engine.primitives.primitive import ARGUMENTS
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.said.dependence import remarks
from adlab.view.said.facts import MOST, Facts, Moment, is_combined, joined, moments
from adlab.view.said.formula import declared_formula
from adlab.view.said.kinds import Kind
from adlab.view.said.mathml import fact_in, marked
from adlab.view.said.numbers import text
from adlab.view.said.templates import BEGIN, CLOSING, HALFWAY, NOTES, OPENING, SENTENCES

Template = list[Any]  # texts, and holes {"fact": name, "class": class}
FACTOR = {"as": "factor"}
TERMS = {"fact": "terms", "class": ""}  # the hole for those of a tangent
Parts = list[tuple[str, str]]  # texts with their classes


def narrate(timeline: Timeline, k: int) -> Parts:
    """What the player says after `k` steps of a timeline, as (text, class) parts.

    >>> import adlab
    >>> graph = adlab.trace(lambda x: 3.0 * x, 2.0)
    >>> narrate(adlab.timeline(graph, "forward"), 1)
    [('x', 'to'), (' is an input: the value ', ''), ('2', 'value'), (' was given.', '')]
    """
    if k == 0:
        return opening(timeline)
    return after(timeline, k, moments(timeline, k)[-1])


def after(timeline: Timeline, k: int, moment: Moment) -> Parts:
    """What is said after `k` steps, of which `moment` is the last."""
    kind, graph = timeline.sweep.kind, timeline.graph
    parts = fill(sentence(graph, moment), moment.facts, graph.labels)
    if k == len(timeline):
        return [*parts, (" ", ""), *closing(timeline)]
    if kind == "reverse" and timeline[k - 1].phase != timeline[k].phase:
        return [*parts, (" ", ""), *halfway()]
    return parts


def sentence(graph: Graph, moment: Moment) -> Template:
    """The template of what is said at a step."""
    kind, facts = moment.kind, moment.facts
    if kind.event == "tangent":
        return _tangent_sentence(kind, len(moment.edges))
    own = kind.event in ("value", "own value") or {"kink", "jump"} & {*moment.notes}
    name = graph.records[facts["node"]][0] if own else ""
    known = graph.primitives.get(name)
    declared = declared_formula(name, "axis" in facts, graph.primitives) if name else ""
    return _sentence(kind, declared, known.kink if known else "", moment.notes)


@lru_cache(maxsize=1024)
def _sentence(kind: Kind, declared: str, kink: str, notes: tuple[str, ...]) -> Template:
    said = " ".join([SENTENCES[kind], *(NOTES[note] for note in notes)])
    if declared:
        said = said.replace("{formula}", with_fields(declared, "", "name"))
        said = said.replace("{numbers}", with_fields(declared, " value", "value"))
        said = said.replace("{kink}", kink)
    return parse(said)


@lru_cache(maxsize=64)
def _tangent_sentence(kind: Kind, count: int) -> Template:
    terms: Template = []
    for k in range(min(count, MOST)):
        partial, tangent = ({"term": k, "of": of, "class": of} for of in ("partial", "tangent"))
        terms += [" + ", partial | FACTOR] if k else [partial]
        terms += [" · ", tangent | FACTOR]
    terms += [" + …"] if count > MOST else []
    parts = [terms if part == TERMS else [part] for part in parse(SENTENCES[kind])]
    return [part for some in parts for part in some]


def with_fields(formula: str, suffix: str, style: str) -> str:
    """A primitive's formula as part of a sentence.

    >>> with_fields("{x} · {y}", " value", "value")
    '{x value:value} · {y value:value factor}'
    """
    pieces: list[str] = []
    for literal, field, _, _ in Formatter().parse(formula):
        pieces.append(literal.replace("{", "{{").replace("}", "}}"))
        if field in (*ARGUMENTS, "args"):
            before = "".join(pieces)
            alone = not before or before.endswith(("(", "|", ", ", "⌊"))
            pieces.append(f"{{{field}{suffix}:{style}{'' if alone or not suffix else ' factor'}}}")
        elif field:
            pieces.append(f"{{{field}:}}")
    return "".join(pieces)


def opening(timeline: Timeline, begin: str = BEGIN) -> Parts:
    """What is said before the first step; without `begin` where nothing can be pressed."""
    sweep = timeline.sweep
    if sweep.note:
        return [(sweep.note, "strong"), *fill(parse(begin), {}, ())]
    if not len(timeline):  # nothing comes after it
        return [(" ".join(remarks(timeline)), "")]
    kind = "direction" if sweep.kind == "tangent" and is_combined(timeline) else sweep.kind
    return fill(parse(OPENING[kind] + begin), {"seed": sweep.seed}, ())


def halfway() -> Parts:
    """What is said between the two passes of a reverse sweep."""
    return fill(parse(HALFWAY), {}, ())


def closing(timeline: Timeline) -> Parts:
    """What is said after the last step: the results."""
    kind, seed = timeline.sweep.kind, timeline.sweep.seed
    last = len(timeline)
    if timeline.sweep.note:
        return _verdict(timeline)
    if kind == "tangent" and is_combined(timeline):
        kind = "direction"
    written: Any = {
        "forward": timeline.values,
        "tangent": timeline.tangents,
        "reverse": timeline.adjoints,
    }.get(timeline.sweep.kind, timeline.values)(last)
    names = result_names(timeline)
    results = at_most([f"{name} = {text(written.get(node, 0.0))}" for name, node in names.items()])
    if not results and kind != "order":
        kind = "nothing"
    parts = fill(parse(CLOSING[kind]), {"seed": seed, "results": joined(results)}, ())
    if len(parts) > 1 and parts[-2][0].endswith("…"):
        parts = parts[:-1]
    return [*parts, *((f" {said}", "") for said in remarks(timeline))]


def at_most(results: list[str]) -> list[str]:
    """The first of many results, and how many more there are."""
    return (
        results
        if len(results) <= MOST
        else [*results[: MOST - 1], f"{len(results) - MOST + 1} more"]
    )


def result_names(timeline: Timeline) -> dict[str, int]:
    """What is said of the results after the last step: by name, at which node each stands."""
    graph, sweep = timeline.graph, timeline.sweep
    combined = is_combined(timeline)
    if sweep.kind == "forward":
        return {graph.labels[node]: node for node in graph.output_nodes}
    if sweep.kind == "tangent":
        if combined:
            return {marked(graph.labels[node], "dot"): node for node in graph.output_nodes}
        return {f"∂{graph.labels[node]}/∂{sweep.seed}": node for node in graph.output_nodes}
    if sweep.kind == "reverse":
        of = f"({sweep.seed})" if combined else sweep.seed
        return {f"∂{of}/∂{graph.labels[node]}": node for node in graph.inputs}
    return {}


def _verdict(timeline: Timeline) -> Parts:
    """What came of a sweep that may be wrong, and what would be right."""
    graph, sweep, last = timeline.graph, timeline.sweep, len(timeline)
    if sweep.kind == "forward":
        got, right, nodes = timeline.values(last), list(graph.values), list(graph.output_nodes)
        names = [graph.labels[node] for node in nodes]
    elif sweep.kind == "tangent":
        got, right = timeline.tangents(last), sweeps.tangent(graph, {graph.find(sweep.seed): 1.0})
        nodes = list(graph.output_nodes)
        names = [f"∂{graph.labels[node]}/∂{sweep.seed}" for node in nodes]
    else:
        got, right = timeline.adjoints(last), sweeps.reverse(graph, {graph.find(sweep.seed): 1.0})
        nodes = list(graph.inputs)
        names = [f"∂{sweep.seed}/∂{graph.labels[node]}" for node in nodes]

    results = [text(got.get(node, 0.0)) for node in nodes]
    rights = [text(sweeps.filled(right[node], 0.0)) for node in nodes]

    def written(values: list[str]) -> str:
        rows = [*zip(names, values, results, rights, strict=True)]
        if len(rows) > MOST:  # not all are said: first those that are wrong
            rows.sort(key=lambda row: row[2] == row[3])
        return joined(at_most([f"{name} = {value}" for name, value, *_ in rows]))

    facts: Facts = {"results": written(results), "right": written(rights), "steps": str(last)}
    verdict = "wrong" if results != rights else "lucky" if sweep.wrong else "right"
    return fill(parse(CLOSING[f"noted {verdict}"]), facts, ())


@lru_cache(maxsize=1024)
def parse(said: str) -> Template:
    """A template as a list of texts and holes."""
    template: Template = []
    for literal, field, style, _ in Formatter().parse(said):
        if literal:
            template.append(literal)
        if field is None:
            continue
        name, _, form = (style or "").partition(" ")
        key = "text" if name == "strong" else "fact"
        template.append({key: field, "class": name, **({"as": form} if form else {})})
    return template


def fill(template: Template, facts: Facts, labels: Sequence[str]) -> Parts:
    """Put facts into a template: a list of (text, class)."""
    parts: Parts = []
    for part in template:
        if isinstance(part, str):
            parts.append((part, ""))
        elif "text" in part:
            parts.append((part["text"], part["class"]))
        else:
            fact = facts[part["fact"]] if "fact" in part else fact_in(part, facts)
            shown = (
                labels[fact] if isinstance(fact, int) and labels and _is_name(part) else str(fact)
            )
            if part.get("as") == "factor" and shown.startswith("−"):
                shown = f"({shown})"
            parts.append((shown, part.get("class", "")))
    return parts


def _is_name(part: dict[str, str]) -> bool:
    return part.get("class") in ("name", "to")
