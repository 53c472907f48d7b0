"""Questions say truly what they cannot see; none is offered whose target gives the right number."""

import json
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adlab
from adlab.course.asking.mistakes import Quantity, mistakes, right
from adlab.course.room import questions
from adlab.course.room.asked import SAME, Asked
from adlab.course.room.service import NAMES
from adlab.course.room.sets import SETS
from adlab.engine.primitives.primitive import call
from adlab.grading.exercises.random_graphs import random_graph


def f(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)


def same(one, other):
    return abs(one - other) <= SAME * max(abs(one), abs(other)) + 1e-12


def test_the_question_that_everybody_asks():
    asked = adlab.ask(f, 2.0, 5.0, node="x2")
    assert asked.expected == pytest.approx(1.7163, abs=1e-4)
    assert {"depth-first-order", "breadth-first-order", "resends-whole-adjoint"} <= set(
        asked.cannot_see
    )
    assert "cannot see" in repr(asked)
    assert [asked.bar_of(x) for x in (1.716, 1.72, 2.0, 123.0)] == [-1, -1, 0, None]
    assert "overwrites" in asked.steps


def test_a_target_that_cannot_be_seen_is_refused():
    with pytest.raises(adlab.InputError, match="cannot find depth-first-order"):
        adlab.ask(f, 2.0, 5.0, node="x2", target="depth-first-order")


def test_inputs_near_by_that_separate_are_proposed():
    with pytest.raises(adlab.InputError, match="ask at ") as caught:
        adlab.ask(lambda x, y: x * y, 2.0, 2.0, node="v1", what="partial", operand="x",
                  target="own-factor")  # fmt: skip
    point = str(caught.value).partition("ask at ")[2].partition(", or")[0]
    x, y = (float(part) for part in point.split(", "))
    made = adlab.ask(
        lambda x, y: x * y, x, y, node="v1", what="partial", operand="x", target="own-factor"
    )
    assert "own-factor" not in made.cannot_see


KINDS = ("adjoint", "value", "tangent")


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 100_000), st.sampled_from(KINDS))
def test_what_a_question_says_of_itself_is_true(seed, what):
    rng = Random(seed)
    nodes = random_graph(rng, rng.randrange(2, 6), inputs=rng.choice((1, 2)))
    leaves = [node["value"] for node in nodes if not node["operands"]]

    def function(*inputs):
        made = list(inputs)
        for node in nodes[len(inputs) :]:
            made.append(call(node["op"], *[made[k] for k in node["operands"]]))
        return made[-1]

    graph = adlab.trace(function, *leaves)
    node = rng.choice(graph.labels)
    unit = graph.labels[0] if what == "tangent" else None
    quantity = Quantity(what, graph.find(node), unit)
    expected, found = right(graph, quantity), mistakes(graph, quantity)
    bars, silent, together = questions._sorted(expected, found)
    numbers = {}
    for mistake in found:
        numbers.setdefault(mistake.id, []).append(mistake.number)
    for id, given_numbers in numbers.items():
        gives_the_right_one = any(same(number, expected) for number in given_numbers)
        assert (id in silent) == gives_the_right_one
    for bar in bars:
        assert not same(bar.number, expected)
        assert all(any(same(bar.number, n) for n in numbers[id]) for id in bar.ids)
    for one, other in pairwise(bars):
        assert not same(one.number, other.number)
    for group in together:
        first = numbers[group[0]]
        assert all(any(same(a, b) for a in first for b in numbers[id]) for id in group)


@pytest.mark.parametrize("name", SETS)
def test_shipped_questions_find_what_they_are_meant_to(name):
    for make in SETS[name]:
        asked = make()
        assert asked.target not in asked.cannot_see
        assert not asked.target or any(asked.target in bar.ids for bar in asked.bars)
        assert "<svg" in asked.picture


def test_the_service_knows_the_sets():
    assert tuple(SETS) == NAMES


def test_a_question_is_data():
    asked = adlab.ask(f, 2.0, 5.0, node="v5", what="tangent", unit="x1")
    assert Asked.from_data(json.loads(json.dumps(asked.to_data()))) == asked


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"node": "nothing"}, "has no node"),
        ({"node": "x1", "what": "order"}, "cannot be asked"),
        ({"node": "v2", "what": "partial"}, "with respect to an operand"),
    ],
)
def test_what_cannot_be_asked_is_said(options, said):
    with pytest.raises(adlab.InputError, match=said):
        adlab.ask(f, 2.0, 5.0, **options)
    with pytest.raises(adlab.InputError, match="arrays"):
        adlab.ask(lambda x: np.sum(x), np.ones(3), node="x")
