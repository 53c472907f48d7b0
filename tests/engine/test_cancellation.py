"""The cancellation meter, beside what 50 digits say."""

import math

import numpy as np
import pytest

import adlab


def test_the_shares_of_a_difference_that_vanishes():
    found = adlab.digits_lost(lambda x: (np.exp(x) - 1.0) / x, 1e-8)
    assert found["x"].adjoint_lost == pytest.approx(7.79, abs=0.01)
    assert found["v2"].value_lost == pytest.approx(8.0, abs=0.01)
    assert found.worst.label == "v2"
    assert "all" not in repr(found)


def test_no_more_is_lost_than_it_says():
    for x in (1e-3, 1e-5, 1e-7):
        f = lambda x: (1.0 - np.cos(x)) / (x * x)  # noqa: E731
        lost = adlab.digits_lost(f, x)["v2"]
        right = adlab.accuracy(f, x)[lost.label].value_digits
        assert 14.9 - lost.value_lost <= right < 14.0


def test_sums_of_arrays_and_entries():
    found = adlab.digits_lost(lambda x: np.sum(x), np.array([1e6, -1e6, 1.0]))
    assert found["v1"].value_lost == pytest.approx(6.0)
    rows = adlab.digits_lost(lambda x: np.sum((x + 1.0) - x), np.array([1.0, 1e9]))
    assert rows["v2"].value_lost == pytest.approx(9.0)


def test_nothing_is_lost_where_nothing_cancels():
    found = adlab.digits_lost(lambda x, y: np.log(x) + x * y, 2.0, 5.0)
    assert all(each.value_lost == each.adjoint_lost == 0.0 for each in found.nodes)


def test_everything_is_lost_where_nothing_is_left():
    found = adlab.digits_lost(lambda x: x - x, 3.0)
    assert found["v1"].value_lost == math.inf
    assert found["x"].adjoint_lost == math.inf
    assert "all" in repr(found)
