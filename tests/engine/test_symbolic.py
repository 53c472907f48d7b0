"""The symbolic way: the same derivatives, as formulas, and how they swell."""

import builtins

import numpy as np
import pytest

import adlab
from adlab.engine.derivatives.symbolic import closed_form, expression, sizes
from adlab.engine.primitives.primitive import PRIMITIVES, call
from tests.engine.examples import baydin, griewank


def logistic(x, n):
    for _ in range(n - 1):
        x = 4.0 * x * (1.0 - x)
    return x


def test_the_derivatives_of_the_logistic_map_swell_as_published():
    assert [s.derivative for s in sizes(logistic, 0.3, range(1, 7))] == [0, 2, 21, 82, 264, 768]


def test_the_same_derivatives_as_a_graph_grow_by_as_much_each_round():
    counts = [s.gradient for s in sizes(logistic, 0.3, range(2, 12))]
    assert set(np.diff(counts)) == {8}


@pytest.mark.parametrize("name", [name for name, p in PRIMITIVES.items() if p.symbolic])
def test_each_symbol_has_value_and_slope_of_its_primitive(name):
    primitive = PRIMITIVES[name]
    point = []
    for k, (low, high) in enumerate(primitive.domain):
        low, high = max(low, -2.0), min(high, 2.0)
        point.append(low + (0.6 + 0.1 * k) * (high - low))

    def f(*xs):
        return call(name, *xs)

    for k in range(len(point)):
        form = closed_form(f, *point, input=k)
        got = adlab.grad(f, argnums=k)(*point)
        assert form.value == pytest.approx(got, rel=1e-13)
        assert form.evaluated == pytest.approx(got, rel=1e-13)


@pytest.mark.parametrize("f", [baydin, griewank])
def test_the_formula_of_a_program_has_the_derivative_of_ad(f):
    for name in ("x1", "x2"):
        got = adlab.grad(f, argnums=int(name[1]) - 1)(1.5, 0.5)
        assert closed_form(f, 1.5, 0.5, input=name).value == pytest.approx(got, rel=1e-14)


def test_the_formula_is_that_of_the_branch_taken_and_says_so():
    def f(x):
        return x * x if x > 0 else -x

    form = closed_form(f, 2.0)
    assert (str(form.derivative), form.branch) == ("2*x", True)


def test_a_constant_output_is_a_formula():
    assert closed_form(lambda x: 3.0, 1.0).derivative == 0


def test_an_array_has_no_formula_here():
    with pytest.raises(adlab.UnsupportedFunctionError, match="is an array of shape"):
        expression(adlab.trace(lambda x: np.sum(x), np.ones(2)))


def test_a_primitive_of_ones_own_has_no_formula():
    cube = adlab.primitive("3 * x**2")(lambda x: x**3)
    with pytest.raises(adlab.UnsupportedFunctionError, match="no symbolic form"):
        closed_form(cube, 2.0)


def test_without_sympy_the_error_says_how_to_get_it(monkeypatch):
    load = builtins.__import__

    def without(name, *args, **options):
        if name == "sympy":
            raise ImportError(name)
        return load(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(adlab.MissingPackageError, match="pip install sympy"):
        closed_form(np.sin, 1.0)
