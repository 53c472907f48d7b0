"""Every word that the player says, in one place: plain, short, and exact. To translate, edit here.

- `SENTENCES`: what is said at a step of each kind; `NOTES` are added where they apply.
- `OPENING`, `HALFWAY`, `CLOSING`: what is said before, between and after the steps.
- `WORDS`: the labels of the player itself.
- `narrate(timeline, k)`: what is said after k steps, as (text, class) parts.
- `sentence(graph, moment)`: its template; `fill(template, facts, labels)` makes it parts.

In a template `{from:name}` is the fact `from`, shown in the class `name`. The facts are those of
`facts.Moment`. `{formula}` and `{numbers}` stand for the formula of the node's own primitive.

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

from adlab.engine.graph import Graph
from adlab.engine.primitives import ARGUMENTS, PRIMITIVES
from adlab.engine.steps import Timeline
from adlab.view.facts import MOST, Facts, Moment, joined, moments
from adlab.view.formula import declared_formula
from adlab.view.numbers import text

Template = list[Any]  # texts, and holes {"fact": name, "class": class}
Parts = list[tuple[str, str]]  # texts with their classes

# -- What is said at each kind of step ------------------------------------------------------------

SENTENCES = {
    # order
    "count": "{node:to} waits for {after:number}: so many edges come into it.",
    "count none": "{node:to} waits for nothing: no edge comes into it.",
    "ready": "{node:to} waits for nothing any more. It is ready, and joins the queue.",
    "visit": "{node:to} is the first in the queue: it gets place {after:number} in the order.",
    "release": "{from:name} is done, so {node:to} waits for one less: {after:number}.",
    # values
    "input": "{node:to} is an input: you gave it the value {after:value}.",
    "value": "{node:to} is {formula}: with numbers, {numbers} = {after:value}.",
    "value array": "{node:to} is {formula}. Its value: {after:value}.",
    # partials
    "partial": "When {from:name} changes a little, {node:name} changes {after:partial} times as "
    "much. That partial goes on the edge.",
    "partial array": "Each entry of {node:name} changes in proportion to the same entry of "
    "{from:name}: the edge keeps one partial for each.",
    "partial map": "The partial from {from:name} to {node:name} is a linear map, “{after:partial}”, "
    "from shape {shapes}. It goes on the edge.",
    # tangents
    "seed": "We ask for derivatives with respect to {node:to}: its tangent starts at "
    "{after:tangent}.",
    "held": "{node:to} is held still: its tangent is {after:tangent}.",
    "tangent": "The tangent of {node:to} is partial times tangent, summed over its operands: "
    "{terms} = {after:tangent}.",
    "tangent one": "The tangent of {node:to} is partial times tangent: {terms} = {after:tangent}.",
    "tangent array": "The tangent of {node:to}: each operand’s tangent, sent through the partial on "
    "its edge, and summed.",
    "tangent none": "No derivative flows into {node:to}: its tangent is {after:tangent}.",
    # adjoints
    "start": "Start at the output: {node:to} changes exactly as much as itself, so its adjoint is "
    "{after:adjoint}.",
    "share": "{from:name} hands {node:to} its share: adjoint times partial, "
    "{adjoint:adjoint} · {partial:partial factor} = {share:adjoint}.",
    "first share": "{from:name} hands {node:to} its share: {adjoint:adjoint} · "
    "{partial:partial factor} = {share:adjoint}. It is the first of {total:number}; the others "
    "will be added to it.",
    "next share": "{from:name} hands its share back to {node:to}: {adjoint:adjoint} · "
    "{partial:partial factor} = {share:adjoint}. {node:name} already holds {before:adjoint} from "
    "{holders:name}, so they *add*: {after:adjoint}.",
    "share on seed": "{from:name} hands its share back to {node:to}: {adjoint:adjoint} · "
    "{partial:partial factor} = {share:adjoint}. {node:name} is an output itself and already holds "
    "{before:adjoint}, so they *add*: {after:adjoint}.",
    "share array": "{from:name} hands {node:to} its share: adjoint times partial, entry by entry.",
    "first share array": "{from:name} hands {node:to} its share: adjoint times partial, entry by "
    "entry. It is the first of {total:number}; the others will be added to it.",
    "next share array": "{from:name} hands its share back to {node:to}. {node:name} already holds "
    "a share from {holders:name}, so they *add*, entry by entry.",
    "share on seed array": "{from:name} hands its share back to {node:to}. {node:name} is an output "
    "itself, so this is *added* to its seed, entry by entry.",
    "share map": "{from:name} hands {node:to} its share: its adjoint, sent back through "
    "“{partial:partial}” by the transpose.",
    "first share map": "{from:name} hands {node:to} its share: its adjoint, sent back through "
    "“{partial:partial}” by the transpose. It is the first of {total:number}.",
    "next share map": "{from:name} hands its share back to {node:to}, through the transpose of "
    "“{partial:partial}”. {node:name} already holds a share from {holders:name}, so they *add*.",
    "share on seed map": "{from:name} hands its share back to {node:to}, through the transpose of "
    "“{partial:partial}”. {node:name} is an output itself, so this is *added* to its seed.",
}  # fmt: skip

NOTES = {
    "kink": "It stands at a kink, where a convention decides: {kink}.",
    "infinite": "Here the function is infinitely steep.",
}

OPENING = {
    "order": "In which order can the nodes be computed? Each after its operands: this is Kahn’s "
    "algorithm. Press {key:key} to begin.",
    "forward": "Nothing has been computed yet. Each node will take the values of its operands and "
    "make its own. Press {key:key} to begin.",
    "tangent": "Forward mode: along with each value goes its tangent, the derivative with respect "
    "to {seed:name}. Press {key:key} to begin.",
    "reverse": "Reverse mode has two passes: forward, which puts values in the nodes and partials "
    "on the edges, then backward, which hands derivatives of {seed:name} back along the edges. "
    "Press {key:key} to begin.",
}
HALFWAY = "The forward pass is done. Press {key:key} to start the backward pass."
CLOSING = {
    "order": "Done: each node came after all of its operands.",
    "forward": "Done: {results}.",
    "tangent": "Done. One sweep gives the derivatives with respect to one input: {results}.",
    "reverse": "Done. One backward pass gives the derivatives of {seed:name} with respect to every "
    "input: {results}.",
}

# -- The player itself ----------------------------------------------------------------------------

WORDS = {
    "player": "Step through {title}",
    "note": "This picture becomes a player that you can step through where scripts may run: trust "
    "the notebook, or run its cell.",
    "tables": "The evaluation trace, with every value and derivative",
    "tabs": {"order": "Order", "forward": "Forward", "tangent": "Tangent", "reverse": "Reverse"},
    "sweeps": "Sweeps",
    "sweep": "sweep {n} of {of}",
    "sweep count": "{of} sweeps",
    "choose tangent": "with respect to",
    "choose reverse": "derivatives of",
    "key": "key {n}",
    "phases": {
        "forward pass": "forward pass",
        "backward pass": "backward pass",
        "count": "counting",
        "visit": "visiting",
    },
    "first": "First step",
    "previous": "Previous step",
    "play": "Play",
    "pause": "Pause",
    "next": "Next step",
    "last": "Last step",
    "backward": "Go to the backward pass",
    "slider": "Step",
    "step": "step {n} of {of}",
    "help": "Help",
    "close": "Close",
    "stage": "Stage: large, for the back row",
    "controls": "Steps",
    "diagram": "Computational graph",
    "code": "Your code",
    "no code": "Python kept no source for this function, so there is none to show. Functions from "
    "a file or a notebook cell have one.",
    "trace": "Evaluation trace",
    "formula": "Formula",
    "node": "node",
    "is": "is",
    "value": "value",
    "tangent": "tangent",
    "adjoint": "adjoint",
    "partial": "partial",
    "waits": "waits for",
    "place": "place",
    "ready": "ready",
    "queue": "queue",
    "empty": "empty",
    "rule": "rule",
    "numbers": "with numbers",
    "shapes": "with shapes",
    "now": "now",
    "not yet": "not run yet",
    "of": "{n} of {of}",
    "legend": {
        "value": "value",
        "partial": "partial, on the edges",
        "tangent": "tangent",
        "adjoint": "adjoint",
        "share": "a share travelling back",
        "waits": "operands it still waits for",
    },
    "keys": [
        ["← →", "previous and next step"],
        ["Home End", "first and last step"],
        ["Space", "play and pause"],
        ["1 2 3 4", "order, forward, tangent, reverse"],
        ["[ ]", "previous and next sweep of the tab"],
        ["b", "start of the backward pass"],
        ["f", "stage: large, for the back row"],
        ["?", "this help"],
        ["Esc", "close, or leave the stage"],
    ],
    "click": "Click a node, a row of the table or a piece of code to go to the step that computes "
    "it. Point at one to see it everywhere.",
    "hints": "← → step · space play · 1–4 sweeps · f stage",
    "line": "line {n}",
    "call": "call {n} of {of}",
    "iteration": "iteration {n} of the loop in line {line}",
    "cut": "This sweep has {of} steps; the first {n} are here.",
    "more tangent": "The player shows the tangent sweeps of the first {n} of {of} numbers among the "
    "inputs.",
    "more reverse": "The player shows the reverse sweeps of the first {n} of {of} numbers among the "
    "outputs.",
    "too big": "The graph has {n} nodes: too many for a picture that could be read.",
    "no sweep": "The output does not depend on the inputs, so there is nothing to sweep.",
    "no input": "The function has no input to vary.",
}  # fmt: skip

GUARDS = {
    "compare": "{question} was {outcome}: AD follows this branch.",
    "many": "{question} was {outcome}: AD follows the branch taken each time.",
    "other": "{question} was {outcome}: AD takes it as fixed.",
    "true": "true",
    "false": "false",
    "times": "{outcome} {n} times",
}

ALT = (
    "Computational graph of {title}. {nodes} nodes: {list}. Output: {outputs}. The table below has "
    "every value and derivative."
)


# -- From a step to its sentence ------------------------------------------------------------------


def narrate(timeline: Timeline, k: int, key: str = "→") -> Parts:
    """What the player says after `k` steps of a timeline, as (text, class) parts.

    >>> import adlab
    >>> graph = adlab.trace(lambda x: 3.0 * x, 2.0)
    >>> narrate(adlab.timeline(graph, "forward"), 1)
    [('x', 'to'), (' is an input: you gave it the value ', ''), ('2', 'value'), ('.', '')]
    """
    kind, graph = timeline.sweep.kind, timeline.graph
    if k == 0:
        return opening(timeline, key)
    moment = moments(timeline)[k - 1]
    parts = fill(sentence(graph, moment), moment.facts, graph.labels)
    if k == len(timeline):
        return [*parts, (" ", ""), *closing(timeline)]
    if kind == "reverse" and timeline[k - 1].phase != timeline[k].phase:
        return [*parts, (" ", ""), *fill(parse(HALFWAY), {"key": key}, ())]
    return parts


def sentence(graph: Graph, moment: Moment) -> Template:
    """The template of what is said at a step."""
    kind, facts = moment.kind, moment.facts
    node = facts["node"]
    assert isinstance(node, int)
    if kind.startswith("tangent"):
        return _tangent_sentence(int(facts["terms"]), kind)
    own = kind.startswith("value") or "kink" in moment.notes
    return _sentence(kind, graph.records[node][0] if own else "", "axis" in facts, moment.notes)


@lru_cache(maxsize=1024)
def _sentence(kind: str, primitive: str, axis: bool, notes: tuple[str, ...]) -> Template:
    said = " ".join([SENTENCES[kind], *(NOTES[note] for note in notes)])
    if primitive:
        declared = declared_formula(primitive, axis)
        said = said.replace("{formula}", with_fields(declared, "", "name"))
        said = said.replace("{numbers}", with_fields(declared, " value", "value"))
        said = said.replace("{kink}", PRIMITIVES[primitive].kink)
    return parse(said)


@lru_cache(maxsize=64)
def _tangent_sentence(terms: int, kind: str) -> Template:
    shown = [
        f"{{partial{k}:partial{' factor' if k else ''}}} · {{tangent{k}:tangent factor}}"
        for k in range(min(terms, MOST))
    ] + ["…"] * (terms > MOST)
    if kind == "tangent":
        kind = {0: "tangent none", 1: "tangent one"}.get(terms, kind)
    return parse(SENTENCES[kind].replace("{terms}", " + ".join(shown)))


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


def opening(timeline: Timeline, key: str = "→") -> Parts:
    """What is said before the first step."""
    seed = timeline.sweep.name.partition(" ")[2]
    return fill(parse(OPENING[timeline.sweep.kind]), {"key": key, "seed": seed}, ())


def closing(timeline: Timeline) -> Parts:
    """What is said after the last step: the results."""
    graph, kind = timeline.graph, timeline.sweep.kind
    seed = timeline.sweep.name.partition(" ")[2]
    last = len(timeline)
    pairs: list[tuple[str, Any]] = []
    if kind == "forward":
        pairs = [(graph.labels[o], graph.values[o]) for o in graph.output_nodes]
    elif kind == "tangent":
        tangents = timeline.tangents(last)
        pairs = [(f"∂{graph.labels[o]}/∂{seed}", tangents[o]) for o in graph.output_nodes]
    elif kind == "reverse":
        adjoints = timeline.adjoints(last)
        pairs = [(f"∂{seed}/∂{graph.labels[i]}", adjoints.get(i, 0.0)) for i in graph.inputs]
    results = joined([f"{name} = {text(value)}" for name, value in pairs[:8]])
    return fill(parse(CLOSING[kind]), {"seed": seed, "results": results}, ())


@lru_cache(maxsize=1024)
def parse(said: str) -> Template:
    """A template as a list of texts and holes; `*word*` is emphasised."""
    template: Template = []
    for literal, field, style, _ in Formatter().parse(said):
        for k, piece in enumerate(literal.split("*")):
            if piece:
                template.append({"text": piece, "class": "strong"} if k % 2 else piece)
        if field is not None:
            hole = {"fact": field, "class": (style or "").removesuffix("factor").strip()}
            template.append({**hole, "as": "factor"} if (style or "").endswith("factor") else hole)
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
            fact = facts[part["fact"]]
            shown = (
                labels[fact] if isinstance(fact, int) and labels and _is_name(part) else str(fact)
            )
            if part.get("as") == "factor" and shown.startswith("−"):
                shown = f"({shown})"
            parts.append((shown, part["class"]))
    return parts


def _is_name(part: dict[str, str]) -> bool:
    return part["class"] in ("name", "to")
