"""Costs counted by a hook, and paths against edges."""

import itertools

import numpy as np
import pytest

import adlab
from adlab.engine.sweeps.cost import Cost, Meter, cost, gradient_cost, paths, walk
from tests.engine.examples import baydin
from tests.engine.programs import PLAIN, for_random
from tests.engine.test_paths import paths as all_paths


def doubled(x, n):
    for _ in range(n):
        x = x + x
    return x


def test_the_cost_of_baydins_gradient():
    graph = adlab.trace(baydin, 2.0, 5.0)
    assert cost(graph, "forward") == Cost(values=5)
    assert cost(graph, "reverse") == Cost(values=5, slopes=8, products=8, sums=2)


def test_the_cost_of_one_of_baydins_tangent_sweeps():
    graph = adlab.trace(baydin, 2.0, 5.0)
    assert cost(graph, "tangent") == Cost(values=5, slopes=8, products=8, sums=3)


def test_a_meter_adds_up_over_several_sweeps():
    meter = Meter()
    with adlab.observe(meter):
        adlab.grad(np.sin)(1.0)
        adlab.grad(np.sin)(1.0)
    assert meter.cost == Cost(values=2, slopes=2, products=2)


@pytest.mark.parametrize("n", [1, 3, 8])
def test_paths_double_where_edges_grow_by_two(n):
    graph = adlab.trace(lambda x: doubled(x, n), 1.0)
    assert paths(graph) == (2**n, 2 * n)
    assert walk(graph) == 2 ** (n + 1) - 2


def test_paths_are_those_one_finds_by_looking():
    graph = adlab.trace(baydin, 2.0, 5.0)
    found = [all_paths(graph, node, len(graph) - 1) for node in graph.inputs]
    assert paths(graph).paths == len(list(itertools.chain(*found)))


def test_a_walk_that_would_not_end_is_stopped():
    with pytest.raises(ValueError, match="1125899906842624 paths"):
        walk(adlab.trace(lambda x: doubled(x, 50), 1.0), limit=1000)


@for_random("scalar", count=60, slow=600)
def test_the_gradient_of_any_program_stays_within_the_bound(program, rng):
    found = gradient_cost(lambda *inputs: program.run(PLAIN, inputs), *program.point)
    assert found.gradient <= found.bound * found.function


def test_a_product_of_many_costs_five_times_itself():
    found = gradient_cost(lambda *xs: product(xs), *[1.1] * 40)
    assert found.ratio == 5.0
    assert found.bound == 7


def product(xs):
    result = xs[0]
    for x in xs[1:]:
        result = result * x
    return result
