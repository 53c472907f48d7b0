"""Where a derivative breaks, and how many digits are right."""

import warnings

import numpy as np
import pytest

import adlab


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def rooted(x):
    return np.where(x > 0.0, np.sqrt(x), 0.0)


def test_a_share_of_zero_times_infinity():
    graph = adlab.trace(rooted, 0.0)
    first, share = adlab.first_nonfinite(graph), adlab.first_nonfinite(graph, shares=True)
    assert (first.what, first.node, first.operand) == ("partial", "v1", "x")
    assert (share.what, share.adjoint, share.partial) == ("share", 0.0, np.inf)
    assert np.isnan(share.number) and share.step > first.step


def test_a_value_comes_first_where_it_is_one():
    first = adlab.first_nonfinite(adlab.trace(lambda x: np.log(1.0 + np.exp(x)), 800.0))
    assert (first.what, first.node, first.number) == ("value", "v1", np.inf)


def test_its_step_opens_the_player_there():
    graph = adlab.trace(rooted, 0.0)
    share = adlab.first_nonfinite(graph, shares=True)
    timeline = adlab.timeline(graph, "reverse")
    assert np.isnan(timeline.adjoints(share.step)[0])
    assert not any(np.isnan(value) for value in timeline.adjoints(share.step - 1).values())


def test_arrays_and_graphs_without_an_end():
    graph = adlab.trace(lambda x: np.sum(np.sqrt(x)), np.array([1.0, 0.0]))
    assert adlab.first_nonfinite(graph).what == "partial"
    assert adlab.first_nonfinite(adlab.trace(lambda x: x * x, 2.0)) is None
    assert adlab.first_nonfinite(adlab.trace(lambda x: 3.0, 2.0)) is None


def test_digits_beside_what_is_known():
    """(eˣ − 1)/x: its slope is ½ + x/3 + …, and no digit of AD's is right at 10⁻⁸."""
    found = adlab.accuracy(lambda x: (np.exp(x) - 1.0) / x, 1e-8)
    assert found["x"].adjoint == pytest.approx(1.6077, abs=1e-4)
    assert found["x"].adjoint_digits == 0.0
    assert 7 < found["v3"].value_digits < 9
    good = adlab.accuracy(lambda x: np.expm1(x) / x, 1e-8)
    assert good["v2"].value_digits > 15


@pytest.mark.parametrize("x", [0.3, 1.7, -0.9])
def test_where_nothing_cancels_nearly_all_digits_are_right(x):
    found = adlab.accuracy(lambda x: np.exp(np.sin(x)) * np.tanh(x * x) + 3.0, x)
    assert all(min(node.value_digits, node.adjoint_digits) > 14 for node in found.nodes)


def test_arrays_and_what_has_no_formula_are_refused():
    with pytest.raises(adlab.UnsupportedFunctionError, match="array of shape"):
        adlab.accuracy(lambda x: np.sum(x * x), np.ones(2))
    with pytest.raises(adlab.UnsupportedFunctionError, match="no symbolic form"):
        adlab.accuracy(lambda x: np.floor(x) * x, 1.5)
