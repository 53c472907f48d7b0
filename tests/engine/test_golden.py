"""The Step lists of the textbook examples, exactly as they must come out."""

import numpy as np
import pytest

import adlab
from adlab.engine.recording.graph import Edge
from tests.engine.examples import baydin, baydin_expression, griewank, griewank_expression


def told(timeline):
    """Steps in a few words each: `add adjoint x2 += 2 → 1.7163`."""
    labels = timeline.graph.labels
    lines = []
    for step in timeline:
        at = step.slot.at
        nodes = at[:2] if isinstance(at, Edge) else (at,)
        at = "→".join(labels[node] for node in nodes)
        line = f"{step.op} {step.slot.kind} {at}"
        if step.op == "add" and step.slot.kind == "adjoint":
            line += f" += {timeline.term(step):.4f}"
        lines.append(f"{line} = {step.after:.4f}")
    return lines


def backward(timeline):
    return [
        line
        for line, step in zip(told(timeline), timeline, strict=True)
        if step.phase == "backward pass"
    ]


def test_baydin_table_2_values_and_tangents_in_one_sweep():
    graph = adlab.trace(baydin, 2.0, 5.0)
    assert told(adlab.timeline(graph, "tangent", input="x1")) == [
        "set value x1 = 2.0000",
        "seed tangent x1 = 1.0000",
        "set value x2 = 5.0000",
        "seed tangent x2 = 0.0000",
        "set value v1 = 0.6931",
        "set tangent v1 = 0.5000",
        "set value v2 = 10.0000",
        "set tangent v2 = 5.0000",
        "set value v3 = -0.9589",
        "set tangent v3 = 0.0000",
        "set value v4 = 10.6931",
        "set tangent v4 = 5.5000",
        "set value v5 = 11.6521",
        "set tangent v5 = 5.5000",
    ]


def test_baydin_table_3_the_nine_steps_of_the_backward_pass():
    graph = adlab.trace(baydin, 2.0, 5.0)
    assert backward(adlab.timeline(graph, "reverse")) == [
        "seed adjoint v5 = 1.0000",
        "add adjoint v4 += 1.0000 = 1.0000",
        "add adjoint v3 += -1.0000 = -1.0000",
        "add adjoint v1 += 1.0000 = 1.0000",
        "add adjoint v2 += 1.0000 = 1.0000",
        "add adjoint x2 += -0.2837 = -0.2837",
        "add adjoint x1 += 5.0000 = 5.0000",
        "add adjoint x2 += 2.0000 = 1.7163",
        "add adjoint x1 += 0.5000 = 5.5000",
    ]


def test_the_forward_pass_of_reverse_mode_stores_values_then_partials():
    graph = adlab.trace(baydin, 2.0, 5.0)
    steps = told(adlab.timeline(graph, "reverse"))
    assert steps[:15] == [
        "set value x1 = 2.0000",
        "set value x2 = 5.0000",
        "set value v1 = 0.6931",
        "set partial x1→v1 = 0.5000",
        "set value v2 = 10.0000",
        "set partial x1→v2 = 5.0000",
        "set partial x2→v2 = 2.0000",
        "set value v3 = -0.9589",
        "set partial x2→v3 = 0.2837",
        "set value v4 = 10.6931",
        "set partial v1→v4 = 1.0000",
        "set partial v2→v4 = 1.0000",
        "set value v5 = 11.6521",
        "set partial v4→v5 = 1.0000",
        "set partial v3→v5 = -1.0000",
    ]


def test_baydin_as_one_expression_makes_the_same_steps():
    named = adlab.trace(baydin, 2.0, 5.0)
    expression = adlab.trace(baydin_expression, 2.0, 5.0)
    assert expression.labels == ("x1", "x2", "v1", "v2", "v3", "v4", "v5")
    # The expression makes v1 + v2 before sin(x2), so that v3 and v4 change places.
    assert [node.formula for node in expression.nodes[2:]] == [
        "ln x1",
        "x1 · x2",
        "v1 + v2",
        "sin x2",
        "v3 − v4",
    ]
    assert backward(adlab.timeline(expression, "reverse")) == [
        "seed adjoint v5 = 1.0000",
        "add adjoint v3 += 1.0000 = 1.0000",
        "add adjoint v4 += -1.0000 = -1.0000",
        "add adjoint x2 += -0.2837 = -0.2837",
        "add adjoint v1 += 1.0000 = 1.0000",
        "add adjoint v2 += 1.0000 = 1.0000",
        "add adjoint x1 += 5.0000 = 5.0000",
        "add adjoint x2 += 2.0000 = 1.7163",
        "add adjoint x1 += 0.5000 = 5.5000",
    ]
    assert named.values[-1] == expression.values[-1]


def test_griewank_example_1_1():
    graph = adlab.trace(griewank, 1.5, 0.5)
    steps = told(adlab.timeline(graph, "reverse"))
    assert [line for line in steps if line.startswith("set value")] == [
        "set value x1 = 1.5000",
        "set value x2 = 0.5000",
        "set value v1 = 3.0000",
        "set value v2 = 0.1411",
        "set value v3 = 1.6487",
        "set value v4 = 1.3513",
        "set value v5 = 1.4924",
        "set value v6 = 2.0166",  # the book, rounding as it goes, has 2.0167
    ]
    assert backward(adlab.timeline(graph, "reverse")) == [
        "seed adjoint v6 = 1.0000",
        "add adjoint v5 += 1.3513 = 1.3513",
        "add adjoint v4 += 1.4924 = 1.4924",
        "add adjoint v2 += 1.3513 = 1.3513",
        "add adjoint v4 += 1.3513 = 2.8437",
        "add adjoint v1 += 2.8437 = 2.8437",
        "add adjoint v3 += -2.8437 = -2.8437",
        "add adjoint x2 += -4.6884 = -4.6884",
        "add adjoint v1 += -1.3378 = 1.5059",
        "add adjoint x1 += 3.0118 = 3.0118",
        "add adjoint x2 += -9.0355 = -13.7240",
    ]


def test_griewank_as_one_expression_computes_more_and_agrees():
    graph = adlab.trace(griewank_expression, 1.5, 0.5)
    assert len(graph) == 2 + 10
    timeline = adlab.timeline(graph, "reverse")
    adjoints = timeline.adjoints(len(timeline))
    assert adjoints[0] == pytest.approx(3.0118433276739069, rel=1e-14)
    assert adjoints[1] == pytest.approx(-13.723961509314076, rel=1e-14)
    assert [line for line in told(timeline) if " x1 " in line and line.startswith("add")] == [
        "add adjoint x1 += 2.9848 = 2.9848",
        "add adjoint x1 += 2.7026 = 5.6874",
        "add adjoint x1 += -2.6755 = 3.0118",
    ]


def test_order_is_kahns_algorithm_in_creation_order():
    graph = adlab.trace(lambda x: x * x + x, 3.0)
    steps = [
        (s.phase, s.op, s.slot.kind, s.slot.at, s.after) for s in adlab.timeline(graph, "order")
    ]
    assert steps == [
        ("count", "set", "in-degree", 0, 0),
        ("count", "set", "in-degree", 1, 2),  # x*x has two edges
        ("count", "set", "in-degree", 2, 2),
        ("visit", "enqueue", "queue", 0, 1),
        ("visit", "visit", "order", 0, 1),
        ("visit", "add", "in-degree", 1, 1),
        ("visit", "add", "in-degree", 1, 0),
        ("visit", "enqueue", "queue", 1, 1),
        ("visit", "add", "in-degree", 2, 1),
        ("visit", "visit", "order", 1, 2),
        ("visit", "add", "in-degree", 2, 0),
        ("visit", "enqueue", "queue", 2, 1),
        ("visit", "visit", "order", 2, 3),
    ]


@pytest.mark.parametrize("f", [baydin, baydin_expression, griewank, griewank_expression])
def test_order_agrees_with_creation_order(f):
    graph = adlab.trace(f, 1.5, 0.5)
    timeline = adlab.timeline(graph, "order")
    assert [s.slot.at for s in timeline if s.op == "visit"] == list(range(len(graph)))


def test_forward_is_one_set_value_per_node():
    graph = adlab.trace(baydin, 2.0, 5.0)
    steps = list(adlab.timeline(graph, "forward"))
    assert [(s.op, s.slot.kind, s.slot.at) for s in steps] == [
        ("set", "value", k) for k in range(7)
    ]


def test_a_square_reaches_its_operand_along_two_edges():
    graph = adlab.trace(lambda x: x * x, 3.0)
    assert backward(adlab.timeline(graph, "reverse")) == [
        "seed adjoint v1 = 1.0000",
        "add adjoint x += 3.0000 = 3.0000",
        "add adjoint x += 3.0000 = 6.0000",
    ]


def test_timeline_terms_keep_every_contribution_at_a_fan_out():
    graph = adlab.trace(baydin, 2.0, 5.0)
    timeline = adlab.timeline(graph, "reverse")
    terms = timeline.terms(len(timeline))
    assert [term for _, term in terms[1]] == [-np.cos(5.0), 2.0]
    assert [edge.consumer for edge, _ in terms[1]] == [graph.find("v3"), graph.find("v2")]


def test_timeline_state_is_the_fold_of_the_writes_so_undo_is_one_less():
    graph = adlab.trace(baydin, 2.0, 5.0)
    timeline = adlab.timeline(graph, "reverse")
    for k in range(1, len(timeline) + 1):
        step = timeline[k - 1]
        before, after = timeline.state(k - 1), timeline.state(k)
        assert before.get(step.slot) == step.before
        assert after[step.slot] == step.after
        assert {s: v for s, v in after.items() if s != step.slot} == {
            s: v for s, v in before.items() if s != step.slot
        }


def test_a_sweep_for_each_output():
    graph = adlab.trace(lambda x, y: (x * y, x + y), 2.0, 5.0)
    first = adlab.timeline(graph, "reverse", output=0)
    second = adlab.timeline(graph, "reverse", output="v2")
    assert [first.adjoints(len(first))[k] for k in (0, 1)] == [5.0, 2.0]
    assert [second.adjoints(len(second))[k] for k in (0, 1)] == [1.0, 1.0]
    assert first.sweep.name == "reverse v1"


def test_any_direction_and_any_weighting():
    graph = adlab.trace(lambda x, y: (x * y, x + y), 2.0, 5.0)
    direction = adlab.timeline(graph, "tangent", seeds={0: 1.0, 1: 2.0})
    assert direction.tangents(len(direction)) == {0: 1.0, 1: 2.0, 2: 9.0, 3: 3.0}
    weighting = adlab.timeline(graph, "reverse", seeds={2: 1.0, 3: 10.0})
    assert weighting.adjoints(len(weighting))[0] == 15.0
    with pytest.raises(ValueError, match="there is no input 'z'; there are: x, y"):
        adlab.timeline(graph, "tangent", input="z")
    with pytest.raises(ValueError, match="there is no 'sideways' sweep"):
        adlab.timeline(graph, "sideways")
