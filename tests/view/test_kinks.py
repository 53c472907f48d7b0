"""How far kinks are, against what is computed by hand."""

import re

import numpy as np
import pytest

import adlab

POINTS = [
    (lambda x: adlab.relu(x), -0.4, 0.4),
    (lambda x: abs(x - 1.0), 0.25, 0.75),
    (lambda x: np.maximum(x, 2.0 * x), 0.3, 0.3),
    (lambda x: np.minimum(x, 1.0), 0.9, 0.1),
    (lambda x: np.clip(x, -1.0, 2.0), 1.5, 0.5),
    (lambda x: np.floor(x) * x, 2.8, 0.2),
    (lambda x: np.round(x) * x, 2.8, 0.3),
]


@pytest.mark.parametrize(("f", "x", "distance"), POINTS)
def test_the_distance_is_that_of_the_operands(f, x, distance):
    assert adlab.kinks(f, x).nearest.distance == pytest.approx(distance)


@pytest.mark.parametrize(("f", "x", "distance"), POINTS)
def test_nearer_than_the_distance_nothing_changes(f, x, distance):
    """The slope from both sides, by differences: it is one number until the kink is reached."""
    h = distance / 64
    right, left = (f(x + h) - f(x)) / h, (f(x) - f(x - h)) / h
    assert right == pytest.approx(left)


def test_branches_and_arrays_count():
    def f(x):
        if np.sum(x) > 3.5:
            return np.sum(adlab.relu(x))
        return np.sum(x)

    found = adlab.kinks(f, np.array([1.0, 2.0, -0.25]) + 0.5).found
    assert [kink.distance for kink in found] == [0.25, pytest.approx(0.75)]
    assert found[1].where == "np.sum(x) > 3.5"


def test_it_is_said_in_the_picture_and_where_there_is_none():
    near = adlab.kinks(lambda x: adlab.relu(x) + abs(x), 0.0)
    assert near.notes == {1: "at its kink", 2: "at its kink"}
    smooth = adlab.kinks(lambda x: x * x, 1.0)
    assert smooth.nearest is None
    assert "no kink" in repr(smooth) and "no kink" in smooth._repr_html_()


def test_who_wrote_a_node_is_seen_in_the_picture():
    """A gradient's graph: the function's own nodes, and those of one or two sweeps."""
    twice = adlab.grad(adlab.grad(lambda x: x * x * x))
    graph = adlab.trace(twice, 2.0)
    orders = [graph.order(node.index) for node in graph.nodes]
    assert orders == sorted(orders) and {*orders} == {0, 1, 2}
    picture = adlab.step(twice, 2.0).to_svg(0)
    for order in (1, 2):
        assert len(re.findall(rf'class="[^"]*adlab-order-{order}', picture)) == orders.count(order)


def test_a_tangent_inside_a_function_is_of_order_one():
    def nested(x):
        return x * adlab.jvp(lambda y: x * y, (2.0,), (1.0,))[1]

    graph = adlab.trace(nested, 3.0)
    assert [graph.order(node.index) for node in graph.nodes] == [0, 0, 1, 0]
