"""Failing graphs are made small, and stay graphs that fail."""

from random import Random

import pytest

from adlab.grading.diagnosis.reducer import friendly, reduce
from adlab.grading.exercises.random_graphs import random_graph

LEAF = {"op": "input", "operands": [], "value": 1.3}


def has(op):
    return lambda case: any(node.get("op") == op for node in case["nodes"])


@pytest.mark.parametrize("seed", range(20))
def test_what_fails_for_one_operation_ends_at_it_and_its_operands(seed):
    nodes = random_graph(Random(seed), size=8, operations=["multiply", "sin", "add"])
    op = nodes[-1]["op"]
    small = reduce({"nodes": nodes}, has(op))["nodes"]
    assert has(op)({"nodes": small}) and len(small) <= 3


@pytest.mark.parametrize("seed", range(10))
def test_every_graph_on_the_way_is_in_topological_order(seed):
    def fails(case):
        for k, node in enumerate(case["nodes"]):
            assert all(operand < k for operand in node["operands"])
        return True

    nodes = random_graph(Random(seed), size=6, inputs=3)
    assert len(reduce({"nodes": nodes}, fails)["nodes"]) == 1


def test_the_seed_goes_with_its_node():
    nodes = [dict(LEAF, value=2.2), LEAF, {"op": "sin", "operands": [1]}]
    small = reduce({"nodes": nodes, "seed": 1}, has("sin"))
    assert small["nodes"][small["seed"]]["value"] == 1.3


def test_outputs_are_dropped_but_for_one():
    nodes = [LEAF, {"op": "sin", "operands": [0]}, {"op": "cos", "operands": [0]}]
    small = reduce({"nodes": nodes, "outputs": [0, 1, 2]}, lambda case: True)
    assert len(small["outputs"]) == 1


def test_two_edges_to_one_operand_are_kept_if_they_matter():
    nodes = [LEAF, {"op": "sin", "operands": [0]}, {"op": "multiply", "operands": [1, 1]}]
    twice = reduce(
        {"nodes": nodes},
        lambda case: any(len(set(n["operands"])) < len(n["operands"]) for n in case["nodes"]),
    )
    assert [node["operands"] for node in twice["nodes"]] == [[], [0, 0]]


def test_no_value_becomes_zero_or_undefined():
    seen = []
    nodes = [LEAF, {"op": "log", "operands": [0]}, {"op": "log", "operands": [1]}]
    reduce({"nodes": nodes}, lambda case: seen.append(case) or False)
    assert all(case["nodes"][-1].get("value") != 0.0 for case in seen)


def test_friendly_numbers_keep_their_sign():
    case = friendly({"nodes": [dict(LEAF, value=-1.37)]}, lambda case: True)
    assert case["nodes"][0]["value"] == -3.0


def test_numbers_stay_if_rounding_hides_the_failure():
    case = {"nodes": [LEAF]}
    assert friendly(case, lambda case: False) == case
