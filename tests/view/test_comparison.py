"""Three ways to differentiate, side by side."""

import numpy as np
import pytest

import adlab
from adlab import compare
from tests.engine.examples import baydin


@pytest.fixture(scope="module")
def comparison():
    return compare(baydin, 2.0, 5.0, input="x2")


def test_the_three_kinds_are_kept_apart(comparison):
    kinds = [way.kind for way in comparison.ways]
    assert kinds == ["symbolic"] + ["numerical"] * 3 + ["automatic"] * 2


def test_all_ways_agree_to_what_each_can(comparison):
    exact = 2.0 - np.cos(5.0)
    for way in comparison.ways:
        assert way.value == pytest.approx(exact, rel=1e-6)
    assert 1e-10 < comparison["forward difference"].error < 1e-6
    assert comparison["central difference"].error < 1e-8
    for name in ("closed form", "complex step", "forward mode", "reverse mode"):
        assert comparison[name].error < 1e-14


def test_costs_are_counted(comparison):
    costs = {way.name: (way.cost, way.for_all) for way in comparison.ways}
    assert costs["closed form"] == ("formula of 2 operations", "2 formulas")
    assert costs["reverse mode"] == ("1 sweep back: 23 operations", "the same 1 sweep")
    assert costs["forward mode"][1] == "2 sweeps"
    assert costs["central difference"] == ("2 evaluations", "4 evaluations")
    assert comparison["forward difference"].h < comparison["central difference"].h < 1e-3


def test_where_there_is_no_formula_it_says_so_and_measures_by_differences():
    comparison = compare(adlab.gelu, 1.0)
    assert comparison["closed form"].value is None
    assert "no symbolic form" in comparison["closed form"].cost
    assert "uncertain" in comparison.note
    assert comparison["reverse mode"].error < 1e-12


def test_a_complex_step_through_abs_is_shown_with_its_error():
    assert compare(lambda x: abs(x) * x, 2.0)["complex step"].error == pytest.approx(2.0)


def test_a_function_that_takes_no_complex_numbers_is_said_to_take_none():
    def f(x):
        return x * x if x > 0 else x

    assert "no complex numbers" in compare(lambda x: np.cbrt(x), 2.0)["complex step"].cost
    assert "branch" in compare(f, 2.0).note


def test_an_output_that_does_not_depend_on_the_input_has_derivative_0():
    assert compare(lambda x: 3.0, 1.0)["reverse mode"].value == 0.0


@pytest.mark.parametrize(
    ("f", "x"), [(np.sum, np.ones(2)), (lambda x: (x, x), 1.0), (lambda x: np.stack([x, x]), 1.0)]
)
def test_what_is_not_one_number_of_numbers_is_refused(f, x):
    with pytest.raises(adlab.AdlabError):
        compare(f, x)


def test_text_and_table_say_the_same(comparison):
    page = comparison._repr_html_()
    for way in comparison.ways:
        for shown in (way.name, way.cost, way.for_all):
            assert shown in page
            assert shown in repr(comparison)
