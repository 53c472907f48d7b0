"""Random graphs are generic, and the reference for them agrees with independent oracles."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adlab.grading.exercises.random_graphs import (
    APART,
    LARGEST,
    LEAVES,
    OPERATIONS,
    Reference,
    formulas,
    names,
    random_graph,
)

PLAIN = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "power": lambda x, y: x**y,
    "maximum": max,
    "negative": lambda x: -x,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "relu": lambda x: max(x, 0.0),
}


@st.composite
def graphs(draw):
    """Graphs of up to 12 operations."""
    rng = Random(draw(st.integers(0, 2**32)))
    size, inputs = draw(st.integers(0, 12)), draw(st.integers(1, 4))
    return random_graph(rng, size, inputs, constants=draw(st.integers(0, 2)))


def evaluate(nodes, moved=None, by=0.0):
    """The values by Python's own arithmetic, with one leaf moved a little."""
    values = []
    for k, node in enumerate(nodes):
        if node["op"] in LEAVES:
            values.append(node["value"] + (by if k == moved else 0.0))
        else:
            values.append(PLAIN[node["op"]](*[values[o] for o in node["operands"]]))
    return values


@given(graphs())
def test_operands_come_before_their_consumers(nodes):
    assert all(operand < k for k, node in enumerate(nodes) for operand in node["operands"])


@given(graphs())
def test_operations_have_an_operand_that_moves(nodes):
    for node in nodes:
        if node["op"] not in LEAVES:
            assert len(node["operands"]) == OPERATIONS[node["op"]]
            assert any(nodes[operand]["op"] != "constant" for operand in node["operands"])


@given(graphs())
def test_values_are_generic(nodes):
    values = Reference(nodes).values
    assert all(abs(value) <= LARGEST for value in values)
    told = [v for v, n in zip(values, nodes, strict=True) if n["op"] not in ("relu", "maximum")]
    for k, value in enumerate(told):
        assert all(abs(value - other) >= APART for other in (0.0, 1.0, *told[:k]))


@given(graphs())
def test_the_reference_values_are_those_of_plain_arithmetic(nodes):
    assert Reference(nodes).values == pytest.approx(evaluate(nodes), rel=1e-12)


@given(graphs())
def test_tangents_agree_with_central_differences(nodes):
    h = 1e-6
    above, below = evaluate(nodes, 0, h), evaluate(nodes, 0, -h)
    slopes = [(a - b) / (2 * h) for a, b in zip(above, below, strict=True)]
    assert Reference(nodes).tangents({0: 1.0}) == pytest.approx(slopes, rel=1e-4, abs=1e-4)


@given(graphs())
def test_adjoints_and_tangents_meet(nodes):
    """ȳ = 1 and ẋ = 1: the adjoint of an input is the tangent of the output."""
    reference = Reference(nodes)
    adjoints = reference.adjoints()
    for k, node in enumerate(nodes):
        if node["op"] == "input":
            assert adjoints[k] == pytest.approx(reference.tangents({k: 1.0})[-1], abs=1e-9)


def test_every_node_has_an_adjoint_not_only_the_inputs():
    leaf = {"op": "input", "operands": [], "value": 3.0}
    nodes = [leaf, {"op": "multiply", "operands": [0, 0]}, {"op": "add", "operands": [1, 0]}]
    assert Reference(nodes).adjoints() == [7.0, 1.0, 1.0]


def test_a_node_that_the_output_does_not_need_has_adjoint_0():
    leaf = {"op": "input", "operands": [], "value": 3.0}
    nodes = [leaf, {"op": "sin", "operands": [0]}, {"op": "negative", "operands": [0]}]
    assert Reference(nodes).adjoints() == [-1.0, 0.0, 1.0]


def test_leaves_may_stand_anywhere():
    leaf = {"op": "input", "operands": [], "value": 3.0}
    nodes = [
        leaf,
        {"op": "negative", "operands": [0]},
        {**leaf, "value": 5.0},
        {"op": "multiply", "operands": [1, 2]},
    ]
    reference = Reference(nodes)
    assert reference.values == [3.0, -3.0, 5.0, -15.0]
    assert reference.adjoints() == [-5.0, 5.0, -3.0, 1.0]


def test_operands_are_repeated_and_nodes_fan_out():
    drawn = [random_graph(Random(seed)) for seed in range(50)]
    operands = [node["operands"] for nodes in drawn for node in nodes]
    assert any(len(used) == 2 and used[0] == used[1] for used in operands)
    assert any(sum(0 in node["operands"] for node in nodes) > 1 for nodes in drawn)


def test_every_operation_occurs():
    drawn = [node["op"] for seed in range(100) for node in random_graph(Random(seed))]
    assert set(OPERATIONS) <= set(drawn)


def test_the_same_seed_draws_the_same_graph():
    assert random_graph(Random(7)) == random_graph(Random(7))


def test_it_says_when_there_is_no_generic_graph():
    with pytest.raises(ValueError, match="no generic graph of 40 nodes with only exp"):
        random_graph(Random(1), size=40, inputs=1, operations=["exp"])


def test_nodes_are_named_by_their_kind():
    nodes = [
        {"op": "input", "operands": [], "value": 1.7},
        {"op": "constant", "operands": [], "value": 3.0},
        {"op": "divide", "operands": [1, 0]},
    ]
    assert names(nodes) == ["x1", "c1", "v1"]
    assert formulas(nodes) == ["x1 = 1.7", "c1 = 3", "v1 = c1 / x1"]
