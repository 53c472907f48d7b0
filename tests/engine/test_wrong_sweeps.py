"""The sweeps that are wrong on purpose: wrong where they should be, and the right one is not."""

import numpy as np
import pytest

import adlab
from adlab.engine.sweeps.wrong_sweeps import WRONG, in_order, violations, wrong
from tests.engine.programs import PLAIN, for_random


def late_fan_out(x):
    """z reaches y along an edge and along a path of two; the edge stands first."""
    z = x * x
    w = 3.0 * z
    y = z + w
    return y


def doubled_twice(a):
    b = a + a
    c = b + b
    return c


def joined_late(x, y):
    """From x the sum comes up before y has been looked at."""
    return x + y * y


def last(timeline):
    k = len(timeline)
    if timeline.sweep.kind == "forward":
        return timeline.values(k)
    return timeline.adjoints(k)


@pytest.mark.parametrize(
    ("f", "args", "name", "got", "right"),
    [
        (late_fan_out, (2.0,), "depth-first", 4.0, 16.0),
        (late_fan_out, (2.0,), "breadth-first", 4.0, 16.0),
        (late_fan_out, (2.0,), "overwriting", 6.0, 16.0),
        (doubled_twice, (1.0,), "recursion", 8.0, 4.0),
        (doubled_twice, (1.0,), "overwriting", 1.0, 4.0),
        (lambda x: x * x, (3.0,), "overwriting", 3.0, 6.0),
    ],
)
def test_a_wrong_reverse_sweep_gets_a_wrong_adjoint(f, args, name, got, right):
    graph = adlab.trace(f, *args)
    timeline = wrong(graph, "reverse", name)
    assert adlab.grad(f)(*args) == right == last(adlab.timeline(graph, "reverse"))[0]
    assert last(timeline)[0] == got


@pytest.mark.parametrize(("unit", "got", "right"), [("x", 7.0, 5.0), ("y", 7.0, 2.0)])
def test_a_stale_seed_adds_the_slope_with_respect_to_another_input(unit, got, right):
    graph = adlab.trace(lambda x, y: x * y, 2.0, 5.0)
    timeline = wrong(graph, "tangent", "stale seed", unit)
    assert last_tangent(timeline) == got
    assert last_tangent(adlab.timeline(graph, "tangent", input=unit)) == right
    assert timeline.sweep.seed == unit


def test_a_stale_seed_needs_another_input():
    with pytest.raises(ValueError, match="only one input"):
        wrong(adlab.trace(late_fan_out, 2.0), "tangent", "stale seed")


def last_tangent(timeline):
    return timeline.tangents(len(timeline))[len(timeline.graph) - 1]


@pytest.mark.parametrize(
    ("f", "args", "got", "right"),
    [
        (lambda w: 2.0 * w, (1.7,), 4.0, 2.0),
        (lambda a: square(square(a)), (3.0,), 324.0, 108.0),  # thrice: the node a² is not zeroed
    ],
)
def test_without_zeroing_a_second_call_adds_to_the_first(f, args, got, right):
    graph = adlab.trace(f, *args)
    assert last(wrong(graph, "reverse", "not zeroed"))[0] == got
    assert last(adlab.timeline(graph, "reverse"))[0] == right


def square(x):
    return x * x


@pytest.mark.parametrize("name", ["depth-first", "breadth-first"])
def test_a_wrong_forward_sweep_uses_what_is_not_there_yet(name):
    graph = adlab.trace(joined_late, 2.0, 5.0)
    timeline = wrong(graph, "forward", name)
    assert last(timeline)[graph.output_nodes[0]] == 2.0
    assert [step.after for step in timeline if step.op == "assume"]


def test_the_forward_recursion_is_right_but_computes_nodes_again():
    graph = adlab.trace(doubled_twice, 1.0)
    timeline = wrong(graph, "forward", "recursion")
    assert last(timeline)[2] == 4.0
    assert len(timeline) == 7  # c; twice b; four times a


def test_a_recursion_without_end_is_stopped_with_the_reason():
    def doubled(x):
        for _ in range(30):
            x = x + x
        return x

    graph = adlab.trace(doubled, 1.0)
    for kind in ("forward", "reverse"):
        with pytest.raises(ValueError, match="multiplied at every fan-out"):
            wrong(graph, kind, "recursion")


@pytest.mark.parametrize(("kind", "name"), WRONG)
def test_the_name_of_the_sweep_says_that_it_is_so_on_purpose(kind, name):
    sweep = wrong(adlab.trace(joined_late, 2.0, 5.0), kind, name).sweep
    assert "on purpose" in sweep.name
    assert "on purpose" in sweep.note
    assert sweep.seed == {"reverse": "v2", "tangent": "x", "forward": ""}[kind]


def test_any_topological_order_gives_the_right_values_and_adjoints():
    graph = adlab.trace(joined_late, 2.0, 5.0)
    for order in (["x", "y", "v1", "v2"], ["y", "v1", "x", "v2"]):
        assert violations(graph, order) == []
        timeline = in_order(graph, "forward", order)
        assert [last(timeline)[node] for node in range(4)] == graph.values
        back = in_order(graph, "reverse", order[::-1])
        assert [last(back)[node] for node in (0, 1)] == [1.0, 10.0]


def test_an_order_that_breaks_an_edge_gives_a_wrong_value():
    graph = adlab.trace(joined_late, 2.0, 5.0)
    order = ["x", "y", "v2", "v1"]
    assert violations(graph, order) == [("v1", "v2")]
    assert last(in_order(graph, "forward", order))[3] == 2.0


@pytest.mark.parametrize("order", [["x", "v1", "v2"], ["x", "y", "v1", "v1", "v2"]])
def test_an_order_names_every_node_once(order):
    with pytest.raises(ValueError, match="every node once"):
        violations(adlab.trace(joined_late, 2.0, 5.0), order)


def test_arrays_are_refused():
    graph = adlab.trace(lambda x: np.sum(x), np.ones(3))
    with pytest.raises(ValueError, match="is an array"):
        wrong(graph, "reverse", "overwriting")


@pytest.mark.parametrize(
    ("kind", "name"),
    [("tangent", "depth-first"), ("order", "recursion"), ("forward", "overwriting")],
)
def test_what_there_is_not_is_said_with_what_there_is(kind, name):
    with pytest.raises(ValueError, match="there is no"):
        wrong(adlab.trace(late_fan_out, 2.0), kind, name)


@for_random("scalar", count=60, slow=600)
def test_any_topological_order_of_any_program_is_right(program, rng):
    graph = adlab.trace(lambda *inputs: program.run(PLAIN, inputs), *program.point)
    if not graph.output_nodes:
        return
    waiting = {node: len(graph.operands(node)) for node in range(len(graph))}
    order = []
    while waiting:  # any node that is ready may be the next
        node = int(rng.choice([node for node, count in waiting.items() if not count]))
        del waiting[node]
        order.append(node)
        for edge in graph.connections():
            if edge.operand == node:
                waiting[edge.consumer] -= 1
    assert violations(graph, order) == []
    values = last(in_order(graph, "forward", order))
    assert [values[node] for node in range(len(graph))] == graph.values
    adjoints = last(in_order(graph, "reverse", order[::-1]))
    right = last(adlab.timeline(graph, "reverse"))
    assert [adjoints.get(node, 0.0) for node in graph.inputs] == pytest.approx(
        [right.get(node, 0.0) for node in graph.inputs]
    )
