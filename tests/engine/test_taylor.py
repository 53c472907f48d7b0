"""Taylor mode against mpmath's series, nested derivatives, and composition."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adlab
from adlab.engine.primitives.primitive import PRIMITIVES

mp = mpmath.mp.clone()
mp.dps = 50

ONE = [
    (np.exp, mp.exp), (np.log, mp.log), (np.sin, mp.sin), (np.cos, mp.cos), (np.tan, mp.tan),
    (np.arcsin, mp.asin), (np.arccos, mp.acos), (np.arctan, mp.atan), (np.sinh, mp.sinh),
    (np.cosh, mp.cosh), (np.tanh, mp.tanh), (np.arcsinh, mp.asinh), (np.arctanh, mp.atanh),
    (np.sqrt, mp.sqrt), (np.cbrt, mp.cbrt), (np.log1p, mp.log1p), (np.expm1, mp.expm1),
    (np.log2, lambda x: mp.log(x, 2)), (np.log10, mp.log10), (np.exp2, lambda x: mp.mpf(2) ** x),
    (np.square, lambda x: x * x), (np.reciprocal, lambda x: 1 / x), (adlab.erf, mp.erf),
    (adlab.sigmoid, lambda x: 1 / (1 + mp.exp(-x))),
    (adlab.softplus, lambda x: mp.log(1 + mp.exp(x))),
    (adlab.gelu, lambda x: x * (1 + mp.erf(x / mp.sqrt(2))) / 2),
    (lambda x: x**2.5, lambda x: x ** mp.mpf(2.5)), (lambda x: x**-3, lambda x: x**-3),
    (lambda x: x**7, lambda x: x**7), (lambda x: x**100, lambda x: x**100),
    (lambda x: x**x, lambda x: x**x), (lambda x: 2.0**x, lambda x: mp.mpf(2) ** x),
    (lambda x: np.hypot(x, 2 * x + 1), lambda x: mp.sqrt(x * x + (2 * x + 1) ** 2)),
    (lambda x: np.arctan2(x, 2 * x + 1), lambda x: mp.atan2(x, 2 * x + 1)),
    (lambda x: np.logaddexp(x, x * x), lambda x: mp.log(mp.exp(x) + mp.exp(x * x))),
    (lambda x: np.exp(np.sin(x)) / (1 + x * x), lambda x: mp.exp(mp.sin(x)) / (1 + x * x)),
    (lambda x: -x / (3 - x) + x, lambda x: -x / (3 - x) + x),
]  # fmt: skip


@pytest.mark.parametrize(("f", "exact"), ONE)
@pytest.mark.parametrize("x", [0.3, 0.7])
def test_series_are_those_of_fifty_digits(f, exact, x):
    got = adlab.taylor(f, x, 10)
    wanted = np.array([float(each) for each in mp.taylor(exact, mp.mpf(x), 10)])
    assert np.max(np.abs(got - wanted) / np.max(np.abs(wanted))) < 1e-12


def test_whole_powers_at_zero():
    assert adlab.taylor(lambda x: x**3 + x**0, 0.0, 4).tolist() == [1.0, 0.0, 0.0, 1.0, 0.0]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(range(8)), min_size=1, max_size=5), st.floats(0.2, 1.2))
def test_compositions_agree_with_nested_derivatives(choices, x):
    parts = [
        np.sin,
        np.tanh,
        np.arctan,
        adlab.sigmoid,
        lambda v: np.exp(0.3 * v),
        lambda v: v * v,
        lambda v: 1.0 / (1.5 + v * v),
        lambda v: np.sqrt(v * v + 1.0),
    ]

    def f(v):
        for choice in choices:
            v = parts[choice](v) + 0.1 * v
        return v

    nested, derivatives = f, []
    for k in range(4):
        derivatives.append(float(nested(x)) / math.factorial(k))
        nested = adlab.grad(nested)
    got = adlab.taylor(f, x, 3)
    scale = 1.0 + np.max(np.abs(derivatives))
    assert np.max(np.abs(got - derivatives)) <= 1e-9 * scale


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_arrays_along_a_direction(seed):
    random = np.random.default_rng(seed)
    W, x, d = random.normal(size=(4, 3)), random.normal(size=3), random.normal(size=3)

    def f(v):
        hidden = np.tanh(W @ v)
        return np.sum(hidden[:2] * np.cumsum(hidden)[2:]) / (2.0 + np.mean(v * v))

    along = adlab.taylor(lambda t: f(x + t * d), 0.0, 5)
    assert np.allclose(adlab.taylor(f, x, 5, d), along, rtol=1e-12, atol=1e-14)
    assert along[1] == pytest.approx(adlab.jvp(f, (x,), (d,))[1], rel=1e-10)


def test_a_result_of_any_shape():
    A = np.array([[1.0, 2.0], [3.0, 4.0]])
    got = adlab.taylor(lambda x: x[0] * x[0] * A, np.array([2.0, 0.0]), 2, np.array([1.0, 0.0]))
    assert got.shape == (3, 2, 2)
    assert np.array_equal(got, [4.0 * A, 4.0 * A, A])


def test_it_can_be_differentiated():
    f = lambda y: np.exp(2.0 * y) * np.sin(y)  # noqa: E731
    fourth = adlab.taylor(f, 0.5, 4)[4]
    assert adlab.grad(lambda x: adlab.taylor(f, x, 3)[3])(0.5) == pytest.approx(4.0 * fourth)


def test_a_primitive_of_ones_own_by_its_partials():
    cube = adlab.primitive("3.0 * x * x", symbol="cube")(lambda x: x * x * x)
    assert adlab.taylor(cube, 2.0, 3).tolist() == [8.0, 12.0, 6.0, 1.0]


def test_a_loop_of_a_thousand_operations():
    def f(x):
        for _ in range(1000):
            x = x + 0.001 * np.sin(x)
        return x

    assert np.all(np.isfinite(adlab.taylor(f, 1.0, 3)))


def test_a_product_costs_as_many_products_as_the_formula_says(monkeypatch):
    from adlab.engine.derivatives import taylor as module

    count = 0

    def counted(x, y):
        nonlocal count
        count += 1
        return x * y

    degree = 9
    a, b = (module.Series(1.0, lambda k: 0.5**k) for _ in range(2))
    rule = module._product(a, b, counted)
    for k in range(degree + 1):
        rule(k)
    assert count == (degree + 1) * (degree + 2) // 2


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda: adlab.taylor(np.sin, 1.0, -1), adlab.InputError, "degree -1"),
        (lambda: adlab.taylor(np.sin, 1.0, 2.5), adlab.InputError, "degree 2.5"),
        (lambda: adlab.taylor(np.sin, np.ones(3), 2), adlab.InputError, "direction"),
        (lambda: adlab.taylor(lambda x: (x, x), 1.0, 2), adlab.OutputError, "2 values"),
        (
            lambda: adlab.taylor(np.linalg.det, np.eye(2), 2, np.eye(2)),
            adlab.UnsupportedFunctionError,
            "series of det",
        ),
    ],
)
def test_what_cannot_be_done_is_refused(call, kind, said):
    with pytest.raises(kind, match=said):
        call()


def test_kinks_and_poles_are_warned_of():
    with pytest.warns(adlab.KinkWarning, match=r"\|x\|"):
        adlab.taylor(np.abs, 0.0, 2)
    with pytest.warns(adlab.NonFiniteWarning, match="order 1"):
        adlab.taylor(np.sqrt, 0.0, 2)


def test_every_elementwise_primitive_has_a_series():
    skipped = {"sinc_derivative"}
    for name, primitive in PRIMITIVES.items():
        if not primitive.elementwise or primitive.own or name in skipped or "#" in name:
            continue
        low_high = [(max(lo, -1.4), min(hi, 1.9)) for lo, hi in primitive.domain]
        point = [lo + (0.37 + 0.06 * k) * (hi - lo) for k, (lo, hi) in enumerate(low_high)]
        if name == "where":
            continue

        def f(t, primitive=primitive, point=point):
            from adlab.engine.primitives.primitive import call

            return call(primitive.name, *[p + t for p in point])

        try:
            got = adlab.taylor(f, 0.0, 2)
        except TypeError:
            continue  # of other arguments
        assert got[1] == pytest.approx(adlab.jvp(f, (0.0,), (1.0,))[1], rel=1e-10, abs=1e-12), name
