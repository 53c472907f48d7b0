"""What is right for a question, and what is known of wrong answers to it.

- `graph_of(right, arguments)`: the graph that says what is right, if one does.
- `expected(question, right, graph, …)`: the right answer, and the mistakes behind wrong numbers.
- `with_those_of(question, notes)`: the same with what the lesson says to wrong answers.
- `judged_order(given, graph)`: what is said to an order in which nodes are computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adlab.course.asking.forms import Answer, answer_of, as_number, is_unknown, same, shown
from adlab.course.asking.judging import Note, Notes, Verdict
from adlab.course.asking.mistakes import Quantity, broken, mistakes, named
from adlab.course.asking.mistakes import right as right_number
from adlab.course.asking.questions import Question
from adlab.engine.errors import InputError, explain
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.tracing import trace
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.player.player import Player

FROM_THE_LESSON: Any = object()
"""In the place of a right answer: that which the file of the lesson has."""

Places = str | Sequence[str] | None


def graph_of(right: Any, arguments: Sequence[Any]) -> Graph | None:
    """The graph that says what is right, if one does."""
    if isinstance(right, Graph):
        return right
    if isinstance(right, (Player, Timeline)):
        return right.graph
    return trace(right, *arguments) if callable(right) else None


def expected(
    question: Question,
    right: Any,
    graph: Graph | None,
    asked: Mapping[str, Places],
    seed: str | None,
    output: str | None,
) -> tuple[Answer, Notes]:
    """What is right, and what is known of wrong numbers."""
    wanted = [(kind, place) for kind, places in asked.items() for place in _places(places)]
    if graph is None:
        return _given_answer(question, right), lambda part, given: None
    if not wanted:
        what = f"Which number of {graph.name} answers {question.id!r}? That was not said."
        label = graph.labels[0]
        raise InputError(explain(what, fix=f'adlab.answer(…, adjoint="{label}"), for instance'))
    quantities = {
        place: _quantity(graph, kind, place, seed if kind == "tangent" else output)
        for kind, place in wanted
    }
    numbers = {place: right_number(graph, each) for place, each in quantities.items()}

    def notes(part: str, given: Answer) -> Note | None:
        place = part or wanted[0][1]
        number = as_number(given)
        if number is None:
            return None
        found = named(number, numbers[place], mistakes(graph, quantities[place]))
        return Note(found.words, found.id) if found else None

    return (numbers if len(numbers) > 1 else numbers[wanted[0][1]]), notes


def _given_answer(question: Question, right: Any) -> Answer:
    """An answer that the cell has computed, or that the lesson has."""
    if right is not FROM_THE_LESSON:
        return answer_of(right)
    if question.answer is None:
        what = f"Nothing says what is right for {question.id!r}."
        fix = f'adlab.answer("{question.id}", f, 2.0, adjoint="x"), or the answer after the name'
        raise InputError(explain(what, fix=fix))
    return question.answer


def _places(places: Places) -> list[str]:
    return [places] if isinstance(places, str) else list(places or ())


def _quantity(graph: Graph, kind: str, place: str, unit: str | None) -> Quantity:
    if kind != "partial":
        return Quantity(kind, graph.find(place), None if kind == "value" else unit)
    operand, _, consumer = place.replace("->", "→").partition("→")
    return Quantity(kind, graph.find(consumer.strip()), operand=graph.find(operand.strip()))


def with_those_of(question: Question, computed: Notes) -> Notes:
    """What is known of a wrong answer: first what the lesson says to it."""

    def notes(part: str, given: Answer) -> Note | None:
        for wrong in question.wrong:
            if wrong.part in ("", part) and same(given, wrong.answer):
                return Note(wrong.says, wrong.mistake)
        return computed(part, given)

    return notes


def judged_order(given: Answer, graph: Graph) -> Verdict:
    """What is said to an order in which nodes are computed."""
    one = ", ".join(graph.labels)
    if is_unknown(given):
        return Verdict(None, (f"· One that will do: {one}.",))
    listed = given.replace(",", " ").split() if isinstance(given, str) else list(given)
    wrong = broken(graph, listed)
    if not wrong:
        return Verdict(
            True, (f"✓ You said {shown(tuple(listed))}: every node comes after what it needs.",)
        )
    said = f"✗ You said {shown(tuple(listed))}: {wrong}. One that will do: {one}."
    return Verdict(False, (said,), "creation-order")
