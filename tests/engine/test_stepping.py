"""A program that was written is stepped as any function is, by its own lines."""

import numpy as np
import pytest

import adlab
from tests.engine.examples import baydin

POINT = (2.0, 5.0)


@pytest.fixture(params=["value", "tangent", "reverse"])
def program(request):
    return adlab.trace(baydin, *POINT).program(request.param)


def arguments(program):
    return (*POINT, 1.0, 0.0) if program.kind == "tangent" else POINT


def test_its_graph_computes_what_it_computes(program):
    graph = adlab.trace(program, *arguments(program))
    outputs = [graph.values[node] for node in graph.output_nodes]
    expected = program(*arguments(program))
    flat = np.hstack([np.ravel(part) for part in np.atleast_1d(np.array(expected, object))])
    assert outputs == [float(each) for each in np.hstack(flat)]


def test_every_operation_lies_on_its_own_line(program):
    graph = adlab.trace(program, *arguments(program))
    lines = program.source.splitlines()
    for node in graph.nodes:
        if not node.is_input:
            assert node.span.text in lines[node.span.line - 1]


def test_what_was_added_for_the_derivative_is_of_order_one(program):
    graph = adlab.trace(program, *arguments(program))
    for node in graph.nodes:
        derived = not node.is_input and "#" in program.source.splitlines()[node.span.line - 1]
        assert graph.order(node.index) == derived


def test_the_player_shows_its_source():
    player = adlab.step(adlab.trace(baydin, *POINT).program("reverse"), *POINT)
    assert "x2_bar += x1" in player._repr_html_()


def test_of_arrays_what_can_be_recorded_is_stepped_and_the_rest_refused():
    x = np.array([3.0, 1.0, 2.0])
    simple = adlab.trace(lambda x: np.sum(np.maximum(x, 2.0) ** 2), x).program("reverse")
    graph = adlab.trace(simple, x)
    assert {graph.order(node.index) for node in graph.nodes} == {0, 1}
    writing = adlab.trace(lambda x: x[0] * x[2] + np.linalg.norm(x), x).program("reverse")
    with pytest.raises(adlab.UnsupportedFunctionError, match="cannot be stepped"):
        adlab.trace(writing, x)
