"""The U-curve: what it shows, and that it is the same each time."""

import builtins
import json
import re

import numpy as np
import pytest

import adlab


def wave(x):
    return np.exp(x) * np.sin(x)


@pytest.fixture(scope="module")
def curve():
    return adlab.u_curve(wave, 1.0)


def test_forward_differences_are_best_in_the_middle(curve):
    h, error = curve.best("forward difference")
    assert 1e-10 < h < 1e-6
    assert error < 1e-7
    errors = curve.errors["forward difference"]
    assert errors[0] == 1.0  # h = 1e-18 is lost in 1 + h
    assert errors[-1] > 0.01


def test_central_differences_get_further_with_a_larger_step(curve):
    (h, error), (forward_h, forward_error) = map(
        curve.best, ("central difference", "forward difference")
    )
    assert h > 10 * forward_h
    assert error < forward_error


def test_the_complex_step_has_no_round_off_branch(curve):
    assert np.all(curve.errors["complex step"][:60] < 1e-14)


@pytest.mark.parametrize(
    ("method", "order"), [("forward difference", 1), ("central difference", 2), ("complex step", 2)]
)
def test_truncation_falls_with_the_order_of_the_method(curve, method, order):
    k = [int(np.argmin(np.abs(curve.steps - h))) for h in (1e-3, 1e-2)]
    small, large = curve.errors[method][k]
    assert np.log10(large / small) == pytest.approx(order, abs=0.05)


def test_a_function_without_complex_numbers_has_two_curves():
    assert list(adlab.u_curve(np.cbrt, 2.0).errors) == ["forward difference", "central difference"]


def test_the_picture_is_the_same_each_time(curve):
    assert curve.picture().svg() == adlab.u_curve(wave, 1.0).picture().svg()


def test_the_picture_says_what_is_seen(curve):
    assert "forward difference best" in curve.picture().alt
    assert "<img alt=" in curve._repr_html_()


def test_the_slider_stands_on_the_curve(curve):
    page = curve._repr_html_()
    data = json.loads(re.search(r'application/json">(.*?)</script>', page, re.DOTALL)[1])
    assert len(data["steps"]) == len(curve.steps)
    low, high = data["span"]
    for method in data["methods"]:
        lefts = [left for left, _ in method["at"]]
        assert lefts[0] == pytest.approx(low, abs=0.1)
        assert lefts[-1] == pytest.approx(high, abs=0.1)
        assert all(0 < top < 100 for _, top in method["at"])


def test_beyond_the_end_of_the_domain_the_slider_has_no_number_and_still_a_place():
    page = adlab.u_curve(np.log, 0.5)._repr_html_()  # log(0.5 − 1) is nan
    data = json.loads(
        re.search(r'application/json">(.*?)</script>', page, re.DOTALL)[1],
        parse_constant=lambda name: pytest.fail(f"{name} is not JSON"),
    )
    central = data["methods"][1]
    assert (central["value"][-1], central["error"][-1]) == ("nan", "nan")
    assert 0 < central["at"][-1][1] < 100


def test_without_matplotlib_the_error_says_how_to_get_it(monkeypatch, curve):
    load = builtins.__import__

    def without(name, *args, **options):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return load(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(adlab.MissingPackageError, match="pip install matplotlib"):
        curve.picture()
