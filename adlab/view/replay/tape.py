"""A graph as a program for the page, from which that computes every number anew for other inputs.

- `tape(graph, fold, timelines, ranges)`: the program; None where a page needs Python, for arrays.

It serves the sliders on inputs, and the curves of local slopes, in which a point is dragged.

The player's data are templates and facts, and a fact is the number of a place or a text. So other
inputs need no narration, layout or formulas, only other numbers: `refill.js` writes them. What
cannot change with them is what the function does: its comparisons are asked again, and where one
has another outcome the page says so.

>>> import adlab
>>> from adlab.view.replay.fold import Fold
>>> graph = adlab.trace(lambda x, y: np.sin(x) * y - 2.0, 2.0, 5.0)
>>> tape(graph, Fold(graph), [], {"x": (0.0, 3.0)}).nodes
[[], [], ['sin', 0], ['multiply', 2, 1], ['subtract', 3, '2.0']]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from adlab.engine.recording.graph import INPUT, Graph
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.replay.fold import Fold, Told
from adlab.view.replay.rules import KNOWN, NoRule, is_constant, rule
from adlab.view.replay.spec import Question, Rule, Tape
from adlab.view.said.facts import Moment
from adlab.view.said.narration import result_names

Ranges = Mapping[str, tuple[float, float]]  # by the label of an input, what its slider goes from to


def tape(
    graph: Graph,
    fold: Fold,
    timelines: Sequence[tuple[Timeline, Sequence[Told]]],
    ranges: Ranges,
    still: bool = False,
) -> Tape | None:
    """The program of a graph of scalars, with what its sweeps were told.

    If some of these do what no rule explains, it is `still`: the page has values and slopes.
    """
    if not all(_is_scalar(value) for value in graph.values):
        return None
    try:
        used = [graph.primitive(k) for k in range(len(graph.inputs), len(graph))]
        rules = {primitive.name: rule(primitive) for primitive in used}
        nodes = [_call(*record) for record in graph.records]
        questions = [_question(guard) for guard in graph.guards]
    except NoRule:
        return None
    inputs = [float(graph.values[node]) for node in graph.inputs]
    if still:
        return Tape(inputs, nodes, rules, still)
    named = enumerate(graph.input_names)
    return Tape(
        inputs,
        nodes,
        rules,
        sliders=[(node, *ranges[label]) for node, label in named if label in ranges],
        questions=questions,
        otherwise=_otherwise(
            [rules.get(record[0]) for record in graph.records],
            fold,
            [each for _, told in timelines for each in told],
        ),
        seeds=[_seeds(timeline) for timeline, _ in timelines],
        results=[result_names(timeline) for timeline, _ in timelines],
    )


def _is_scalar(value: Any) -> bool:
    return isinstance(value, (float, np.floating, bool, np.bool_, np.integer))


def _call(name: str, params: Any, code: Any, instruction: int, *operands: Any) -> list[Any]:
    """One node: its primitive and its operands; an int is a node, and a text a number."""
    if name == INPUT:
        return []
    if params:
        raise NoRule(name)
    return [name, *map(_operand, operands)]


def _operand(operand: Any) -> Any:
    if type(operand) is int or isinstance(operand, (bool, np.bool_)):
        return operand if type(operand) is int else bool(operand)
    if not _is_scalar(operand):
        raise NoRule(repr(operand))
    return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(
        repr(float(operand)), repr(float(operand))
    )


def _question(guard: Any) -> Question:
    """A comparison that the function made, to be asked again."""
    if guard.primitive not in KNOWN or not isinstance(guard.outcome, (bool, np.bool_)):
        raise NoRule(guard.primitive)
    span, call = guard.span, _call(guard.primitive, guard.params, None, 0, *guard.operands)
    asked, line = (" ".join(span.text.split()), span.line) if span else ("", 0)
    return Question(asked, line, bool(guard.outcome), call)


def _seeds(timeline: Timeline) -> dict[int, float]:
    """What the sweep begins with, by node; an input that is held still has nothing."""
    return {
        int(step.slot.at): float(step.after)  # type: ignore[arg-type]
        for step in timeline.steps
        if step.op == "seed" and step.after
    }


def _otherwise(
    rules: Sequence[Rule | None], fold: Fold, told: Iterable[Told]
) -> dict[int, list[int]]:
    """By the number of a phrase: those that say the same of other numbers; from each node's rule.

    They are the plain one, that at a kink, and of a partial those where it is infinite or none.
    """
    noted: dict[int, list[Moment]] = {}
    for each in told:
        if each.phrase not in noted and each.moment.kind.event in ("value", "partial"):
            declared = rules[each.moment.facts["node"]]
            if declared and (notes := _notes(declared, each.moment)):
                noted[each.phrase] = [each.moment._replace(notes=note) for note in notes]
    numbers = iter(fold.rephrased([moment for moments in noted.values() for moment in moments]))
    return {phrase: [next(numbers) for _ in moments] for phrase, moments in noted.items()}


def _notes(declared: Rule, moment: Moment) -> list[tuple[str, ...]]:
    """What may be added to what is said at a node: nothing, at a kink, infinite, none."""
    kink: tuple[str, ...] = [(), ("kink",), ("jump",)][declared.kink]
    if moment.kind.event == "value":
        return [(), kink] if kink else []
    if is_constant(declared.partials[moment.facts["position"]]):
        return [(), kink] if kink else []
    return [(), kink, ("infinite",), ("undefined",)]
