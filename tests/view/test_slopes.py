"""Local slopes: the curves of a node, whose slopes are the partials on its edges."""

import itertools
import math
import random
import warnings
from xml.etree import ElementTree

import numpy as np
import pytest

import adlab
from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.view.assets import needs_of
from tests.engine.examples import baydin
from tests.view.refilling import curves
from tests.view.test_refill import SCALARS, of_primitive, points_of


def of(f, *inputs: float):
    """The curves of the nodes of a function, by label."""
    spec = adlab.step(f, *inputs, sweep="reverse").spec
    return {node["label"]: made for node, made in zip(spec["nodes"], curves(spec)[0], strict=True)}


def test_each_operand_has_a_curve_whose_slope_is_the_number_on_its_edge():
    made = of(baydin, 2.0, 5.0)
    assert [(plot["at"], plot["slope"], plot["rule"]) for plot in made["v2"]] == [
        (2.0, 5.0, "x2"),
        (5.0, 2.0, "x1"),
    ]
    [sine] = made["v3"]
    assert (sine["slope"], sine["rule"], sine["straight"]) == (math.cos(5.0), "cos x2", False)
    assert all(plot["straight"] for plot in made["v4"])


def test_an_input_has_the_curve_of_the_whole_function_whose_slope_is_its_adjoint():
    made = of(baydin, 2.0, 5.0)
    assert [made[label][0]["slope"] for label in ("x1", "x2")] == pytest.approx(
        adlab.grad(baydin, (0, 1))(2.0, 5.0)
    )


def test_a_product_with_itself_has_two_curves_each_with_one_place_held():
    assert [plot["slope"] for plot in of(lambda x: x * x, 3.0)["v1"]] == [3.0, 3.0]


def test_slopes_of_all_primitives_are_those_of_their_curves():
    rng = random.Random(3)
    names = [name for name in SCALARS if not PRIMITIVES[name].kink]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        specs = [adlab.step(of_primitive(name), *points_of(name, rng)[0]).spec for name in names]
    compared = 0
    for name, spec, made in zip(names, specs, curves(*specs), strict=True):
        for plot in itertools.chain(*made[len(spec["tape"]["inputs"]) :]):
            if math.isfinite(plot["slope"] or math.nan):
                assert plot["secant"] == pytest.approx(plot["slope"], rel=1e-4, abs=1e-4), name
                compared += 1
    assert compared >= 30


@pytest.mark.parametrize(
    ("f", "point", "sides", "used"),
    [
        (adlab.relu, [0.0], [0.0, 1.0], 0.0),
        (abs, [0.0], [-1.0, 1.0], 0.0),
        (np.maximum, [1.0, 1.0], [0.0, 1.0], 0.5),
        (adlab.relu, [0.5], None, 1.0),
    ],
)
def test_a_kink_has_the_slopes_of_both_sides_and_the_one_that_is_used(f, point, sides, used):
    plot = of(f, *point)["v1"][0]
    assert (plot["sides"], plot["slope"]) == (sides, used)


def test_what_is_shown_lies_around_the_point_and_ends_with_the_domain():
    [near] = of(np.log, 0.5)["v1"]
    assert near["window"]["left"] == pytest.approx(0.0, abs=1e-6)
    assert near["window"]["right"] == 1.5
    [far] = of(np.log, 8.0)["v1"]
    assert (far["window"]["left"], far["window"]["right"]) == (4.0, 12.0)


def test_a_curve_has_gaps_where_it_jumps_or_has_no_value():
    assert of(lambda x: 1.0 / x, 0.5)["v1"][0]["lines"] == 2
    assert of(np.exp, 0.5)["v1"][0]["lines"] == 1
    assert of(np.floor, 0.5)["v1"][0]["lines"] >= 2


def test_where_sweeps_are_wrong_there_are_slopes_and_nothing_moves():
    wrong = adlab.step(baydin, 2.0, 5.0, sweep="reverse", wrong="overwriting")
    assert wrong.spec["tape"]["still"]
    assert "still" not in adlab.step(baydin, 2.0, 5.0).spec["tape"]


def test_only_pages_of_numbers_have_them():
    assert "tape" not in adlab.step(np.sum, np.ones(3)).spec
    assert "tape" in needs_of(adlab.step(np.sin, 1.0).spec)
    assert not needs_of(adlab.step(np.sum, np.ones(3)).spec) & {"tape", "sliders"}


def test_the_program_is_small():
    def chain(x):
        for _ in range(60):
            x = np.sin(x) * 1.5
        return x

    spec = adlab.step(chain, 0.3).spec
    assert len(str(spec["tape"])) <= 120 * 230


def test_they_are_drawn_as_a_file_with_the_numbers_of_the_edges():
    player = adlab.step(baydin, 2.0, 5.0)
    svg = ElementTree.fromstring(player.to_slopes_svg("v2"))
    said = ["".join(part.itertext()) for part in svg.iter() if part.tag.endswith("text")]
    assert said[0] == "v2 = x1 · x2 = 10"
    assert {"x1 moves, x2 = 5 stays", "slope 5", "slope 2", "x1 = 2", "x2 = 5"} <= set(said)
    for shapes in (np.exp, np.log, lambda x: 1.0 / x, abs, np.sqrt):
        assert "nan" not in adlab.step(shapes, 0.5).to_slopes_svg("v1")
    with pytest.raises(ValueError, match="x1 has no curves"):
        player.to_slopes_svg("x1")
    with pytest.raises(ValueError, match="has no curves"):
        adlab.step(np.tanh, np.ones(3)).to_slopes_svg("v1")
