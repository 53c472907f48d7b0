"""The Taylor test: the slope of the remainder tells a right gradient from a wrong one."""

import numpy as np
import pytest

import adlab
from adlab.engine.derivatives.taylor_test import taylor_test

X = np.array([0.7, -1.2, 0.4])


def loss(w, b):
    return np.sum(np.tanh(w * b["scale"]) ** 2) + np.exp(b["shift"])


ARGS = (X, {"scale": 1.3, "shift": -0.4})


def taylor(f, args, **options):
    return adlab.check_grads(f, args, method="taylor", **options)


@pytest.mark.parametrize("modes", [("fwd",), ("rev",), ("fwd", "rev")])
@pytest.mark.parametrize("seed", range(3))
def test_a_right_gradient_has_slope_2(modes, seed, capsys):
    test = taylor(loss, ARGS, modes=modes, seed=seed)
    assert test.verdict == "right"
    assert test.slope == pytest.approx(2.0, abs=0.2)
    printed = capsys.readouterr().out
    assert printed.count("e-0") >= 3 * len(test.steps) - 2
    assert "the gradient is right" in printed


def test_outputs_of_any_form_are_tested():
    assert taylor(lambda x: {"a": np.outer(x, x), "b": [np.sin(x), 2.0]}, (X,)).verdict == "right"


def test_a_linear_function_leaves_rounding_alone():
    test = taylor(lambda x: 3.0 * np.sum(x), (X,))
    assert np.isnan(test.slope) and test.verdict == "right"
    assert "linear" in test.meaning and "rounding" in repr(test)


def test_a_slope_of_3_is_right_too():
    assert taylor(lambda x: x**3, (0.0,)).slope == pytest.approx(3.0, abs=0.01)


@pytest.mark.parametrize("factor", [0.0, 0.9, 1.001, -1.0])
def test_a_wrong_gradient_has_slope_1(factor, capsys):
    wrong = lambda x: factor * 3 * x**2  # noqa: E731
    with pytest.raises(adlab.GradientCheckError, match="wrong, or a part of it is missing") as seen:
        taylor(lambda x: np.sum(x**3), (X,), gradient=wrong)
    assert "the gradient that you passed" in str(seen.value)
    assert seen.value.test.slope == pytest.approx(1.0, abs=0.15)
    assert "slope" in capsys.readouterr().out


def test_a_missing_part_is_found():
    def gradient(w, b):
        inner = np.tanh(w * b["scale"])
        slopes = 2 * inner * (1 - inner**2)
        return slopes * b["scale"], {"scale": np.sum(slopes * w), "shift": 0.0}  # forgotten

    with pytest.raises(adlab.GradientCheckError, match="missing"):
        taylor(loss, ARGS, gradient=gradient)
    whole = lambda w, b: (gradient(w, b)[0], gradient(w, b)[1] | {"shift": np.exp(b["shift"])})  # noqa: E731
    assert taylor(loss, ARGS, gradient=whole).verdict == "right"


@pytest.mark.parametrize("mode", ["jvp", "vjp"])
def test_the_primitive_to_blame_is_named(mode):
    rules = {"jvp": lambda t, z, x: t * np.cos(x), "vjp": lambda g, z, x: g * np.cos(x)}
    rules[mode] = lambda given, z, x: given * np.sin(x)

    @adlab.primitive(**rules)
    def sine(x):
        return np.sin(x)

    with pytest.raises(adlab.GradientCheckError, match=f"{mode} of your primitive sine"):
        taylor(lambda x: np.sum(sine(x) ** 2), (X,))


def test_a_gradient_that_is_wrong_in_its_last_digits_is_not_called_right():
    test = taylor_test(lambda h: np.exp(h), 1.0 - 4e-6, "f")
    assert test.verdict == "undecided"
    assert "between 1" in test.meaning


def test_a_kink_is_no_place_to_test_at():
    with pytest.raises(adlab.GradientCheckError, match="kink"):
        taylor(lambda x: np.abs(x - 0.5), (0.5,))


def test_steps_out_of_the_domain_are_passed_over():
    assert taylor(lambda x: np.sqrt(x), (0.01,)).verdict == "right"


def test_large_numbers_are_as_good_as_small_ones():
    for scale in (1e-8, 1e8):
        test = taylor(lambda x, s=scale: s * np.sum(np.sin(x)), (X,))
        assert test.verdict == "right"


def test_what_does_not_go_together_is_refused():
    for options in ({"method": "exact"}, {"gradient": np.cos}, {"method": "taylor", "order": 2}):
        with pytest.raises(adlab.InputError):
            adlab.check_grads(np.sin, (1.0,), **options)
    with pytest.raises(adlab.GradientCheckError, match="shapes"):
        taylor(lambda x: np.sum(x * x), (X,), gradient=lambda x: 2.0)
    with pytest.raises(adlab.InputError, match="fall"):
        taylor_test(np.exp, 1.0, "exp", steps=(0.1, 0.1))


def test_a_notebook_shows_the_plot_and_what_it_says():
    pytest.importorskip("matplotlib")
    test = taylor(np.sin, (0.7,))
    shown = test._repr_html_()
    assert "<img" in shown and test.meaning in shown
    assert "Remainder against step h" in shown
    lines = test.picture().figure.axes[0].get_lines()
    labels = [line.get_label() for line in lines]
    assert labels == ["without a gradient", "with the gradient", "slope 1", "slope 2", "rounding"]
    assert np.allclose(lines[1].get_ydata(), test.remainders)
