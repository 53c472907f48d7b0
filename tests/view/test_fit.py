"""That a graph fits its pane: by gaps, with partials on their own edges and nothing on top."""

from itertools import combinations

import numpy as np
import pytest

import adlab
from adlab.view.drawn.faces import COMPACT, FULL, MEDIUM
from adlab.view.drawn.fit import PANES, Fitting, Places, along, gate_width, within
from adlab.view.drawn.geometry import Area, Box, around
from tests.engine.examples import baydin, branch, griewank, helpers
from tests.view.functions import (
    NETWORK,
    chain,
    kinks,
    long_names,
    network,
    overlap,
    random_graph,
)

USUAL, WIDE, SHORT, NARROW, LOW, PHONE = PANES


def fan(x):
    a = x * x
    b = np.sin(x)
    c = np.exp(-x)
    d = x + 1
    e = x**3
    g = np.tanh(x)
    return a * b + c * d + e * g + x


GRAPHS = {
    "baydin": lambda: adlab.trace(baydin, 2.0, 5.0),
    "branch": lambda: adlab.trace(branch, -2.0),
    "helpers": lambda: adlab.trace(helpers, 2.0, 3.0),
    "griewank": lambda: adlab.trace(griewank, 1.5, 0.5),
    "fan": lambda: adlab.trace(fan, 0.7),
    "kinks": lambda: adlab.trace(kinks, 1.0, 1.0),
    "long names": lambda: adlab.trace(long_names, 0.3, 0.9),
    "network": lambda: adlab.trace(network, *NETWORK),
    "chain": lambda: chain(30),
    "one node": lambda: adlab.trace(lambda x: x, 1.0),
    "no input": lambda: adlab.trace(lambda: 2.0),
    "several outputs": lambda: adlab.trace(lambda x, y: (x * y, x + y, x), 2.0, 5.0),
    "tiny": lambda: adlab.trace(lambda x: x * x, -1.2345e-300),
    **{f"random {seed}": lambda seed=seed: random_graph(seed) for seed in range(8)},
}


@pytest.fixture(params=GRAPHS, scope="module")
def fitting(request) -> Fitting:
    return Fitting.of(GRAPHS[request.param]())


@pytest.fixture(params=PANES, ids=str)
def places(request, fitting) -> Places:
    return fitting.fit(request.param)


def bodies(fitting: Fitting, places: Places) -> list[Area]:
    """Each node with its tab."""
    areas = []
    for face, (x, y) in zip(fitting.faces, places.nodes, strict=True):
        left, top, right, bottom = around((x, y), face.body(places.sizes))
        areas.append((left, top, right, bottom + face.below(places.sizes)))
    return areas


def rooms(fitting: Fitting, places: Places) -> dict[int, Area]:
    """The gates, by edge."""
    return {
        k: around(at, Box(gate_width(fitting.gates[k]), 17.9))
        for k, at in enumerate(places.gates)
        if at
    }


def test_everything_is_inside(fitting, places):
    width, height = places.pane[:2]
    for left, top, right, bottom in [*bodies(fitting, places), *rooms(fitting, places).values()]:
        assert left >= -0.5
        assert top >= -0.5
        assert right <= width + 0.5
        assert bottom <= height + 0.5


def test_no_node_stands_on_another(fitting, places):
    assert not any(overlap(a, b) for a, b in combinations(bodies(fitting, places), 2))


def test_no_partial_meets_a_node_or_another_partial(fitting, places):
    gates = list(rooms(fitting, places).values())
    assert not any(overlap(a, b) for a, b in combinations(gates, 2))
    assert not any(overlap(gate, body) for gate in gates for body in bodies(fitting, places))


def test_each_partial_lies_on_its_own_edge_and_on_no_other(fitting, places):
    for k, room in rooms(fitting, places).items():
        area = np.array([room])
        assert within(along(places.lines[k]), area, 0.0).any()
        if places.sizes == FULL:
            others = [line for j, line in enumerate(places.lines) if j != k]
            assert not any(within(along(line), area, 0.0).any() for line in others)


def test_no_line_leads_through_a_node(fitting, places):
    if places.is_map:
        return  # a map is small; what it hides, the magnifier shows
    areas = np.array(bodies(fitting, places)).reshape(-1, 4)
    for line, ends in zip(places.lines, fitting.ends, strict=True):
        met = within(along(line), areas, -1.0).any(axis=0)
        assert not [i for i in np.flatnonzero(met) if i not in ends]


def test_lines_begin_and_end_at_their_nodes(fitting, places):
    areas = bodies(fitting, places)
    for line, (operand, consumer) in zip(places.lines, fitting.ends, strict=True):
        for end, node in ((line[0], operand), (line[-1], consumer)):
            assert overlap(around(end, Box(2, 2)), areas[node])


def test_two_edges_between_the_same_nodes_are_two_lines():
    places = Fitting.of(adlab.trace(lambda x: x * x, 3.0)).fit(USUAL)
    first, second = places.lines
    assert abs(first[0][1] - second[0][1]) > 5
    assert abs(first[-1][1] - second[-1][1]) > 5


@pytest.mark.parametrize(
    ("name", "pane", "sizes"),
    [
        ("baydin", USUAL, FULL),
        ("baydin", WIDE, FULL),
        ("baydin", SHORT, FULL),
        ("baydin", NARROW, FULL),
        ("baydin", LOW, FULL),
        ("branch", LOW, FULL),
        ("fan", USUAL, MEDIUM),
        ("fan", WIDE, MEDIUM),
        ("fan", NARROW, COMPACT),
    ],
)
def test_the_largest_class_that_fits_is_taken(name, pane, sizes):
    assert Fitting.of(GRAPHS[name]()).fit(pane).sizes == sizes


def test_gaps_grow_until_the_pane_is_full():
    fitting = Fitting.of(GRAPHS["baydin"]())
    for pane in (USUAL, WIDE, SHORT):
        areas = bodies(fitting, fitting.fit(pane))
        used = max(area[2] for area in areas) - min(area[0] for area in areas)
        assert used > 0.9 * pane.width - 30


def test_a_map_leaves_room_for_the_magnifier():
    places = Fitting.of(chain(60)).fit(USUAL)
    assert places.is_map
    assert places.pane.height / places.pane.width <= 0.55 * USUAL.height / USUAL.width


def test_a_ledger_meets_nothing():
    fitting = Fitting.of(GRAPHS["baydin"]())
    for pane in PANES:
        places = fitting.fit(pane)
        for i, kind in places.ledgers.items():
            left, _, _, bottom = bodies(fitting, places)[i]
            wide = 64 + 48 * (kind == 2)
            area = (left, bottom + 4, left + wide, bottom + 4 + 12 * len(fitting.out[i]))
            assert not any(overlap(area, other) for other in bodies(fitting, places))
            assert not any(overlap(area, other) for other in rooms(fitting, places).values())
            points = np.concatenate([along(line) for line in places.lines])
            assert not within(points, np.array([area]), 0.0).any()
