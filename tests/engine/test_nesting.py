"""Derivatives of derivatives: third order against SymPy, perturbation confusion, every nesting."""

import itertools
import math

import numpy as np
import pytest
import sympy

import adlab

# -- Against SymPy ---------------------------------------------------------------------------------

# Each: a function for NumPy, the same for SymPy, and a generic point.
ONE_VARIABLE = {
    "exp sin": (lambda np, x: np.exp(x) * np.sin(x), 0.7),
    "power": (lambda np, x: x**x, 1.3),
    "rational": (lambda np, x: (x**3 - 2 * x) / (1 + x * x), -0.6),
    "roots": (lambda np, x: np.sqrt(1 + np.sqrt(x)), 2.3),
    "logarithms": (lambda np, x: np.log(np.log(3 + x) + x * x), 0.4),
    "hyperbolic": (lambda np, x: np.tanh(x * np.cosh(x)) - np.sinh(x), 0.5),
    "arcs": (lambda np, x: np.arctan(np.arcsin(x / 2) * np.arccos(x / 2)), 0.8),
    "tangent": (lambda np, x: np.tan(np.cos(x) / 2) ** 2, 1.1),
    "negative power": (lambda np, x: (2 - x) ** -3 + 2**x, 0.3),
    "fan-out": (lambda np, x: (x * x + np.sin(x * x)) * (x * x), 0.9),
    "absolute": (lambda np, x: abs(x) ** 3 * x, -1.2),
    "polynomial": (lambda np, x: ((x + 1) * x - 3) * x * x, -0.7),
}
TWO_VARIABLES = {
    "product": (lambda np, x, y: np.sin(x * y) * x, (0.7, 1.3)),
    "quotient": (lambda np, x, y: x / (y + x * x), (1.1, 0.6)),
    "power": (lambda np, x, y: x**y, (1.7, 2.2)),
    "Baydin": (lambda np, x, y: np.log(x) + x * y - np.sin(y), (2.0, 5.0)),
    "Griewank": (lambda np, x, y: (np.sin(x / y) + x / y - np.exp(y)) * (x / y - np.exp(y)),
                 (1.5, 0.5)),
    "angle": (lambda np, x, y: np.arctan2(x, y) * np.hypot(x, y), (0.8, 1.9)),
    "sum of exponentials": (lambda np, x, y: np.logaddexp(x, 2 * y), (0.4, -0.3)),
}  # fmt: skip


class SymPy:
    """SymPy under NumPy's names."""

    arcsin, arccos, arctan, arctan2 = sympy.asin, sympy.acos, sympy.atan, sympy.atan2

    def __getattr__(self, name):
        return getattr(sympy, name)

    def hypot(self, x, y):
        return sympy.sqrt(x**2 + y**2)

    def logaddexp(self, x, y):
        return sympy.log(sympy.exp(x) + sympy.exp(y))


SYMPY = SymPy()


def exact(f, point, orders):
    """The mixed derivative by SymPy, computed to 30 digits."""
    symbols = sympy.symbols("x y", real=True)[: len(point)]
    expression = f(SYMPY, *symbols)
    for symbol, order in zip(symbols, orders, strict=True):
        expression = sympy.diff(expression, symbol, order) if order else expression
    values = {symbol: sympy.Rational(str(x)) for symbol, x in zip(symbols, point, strict=True)}
    return float(expression.subs(values).evalf(30))


def forward(f, k=0):
    """∂f/∂(argument k) by a tangent sweep."""
    return lambda *args: adlab.jvp(f, args, [float(i == k) for i in range(len(args))])[1]


def reverse(f, k=0):
    """∂f/∂(argument k) by a reverse sweep."""
    return lambda *args: adlab.vjp(f, *args)[1](1.0)[k]


MODES = {"F": forward, "R": reverse}
THIRD = ["".join(word) for word in itertools.product("FR", repeat=3)]


@pytest.mark.parametrize("name", ONE_VARIABLE)
@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_derivatives_of_one_variable_agree_with_sympy(name, order):
    f, x = ONE_VARIABLE[name]
    derivative = lambda x: f(np, x)  # noqa: E731
    for _ in range(order):
        derivative = adlab.grad(derivative)
    assert derivative(x) == pytest.approx(exact(f, (x,), (order,)), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", ONE_VARIABLE)
@pytest.mark.parametrize("modes", THIRD)
def test_third_derivatives_agree_with_sympy_in_every_nesting_of_modes(name, modes):
    f, x = ONE_VARIABLE[name]
    derivative = lambda x: f(np, x)  # noqa: E731
    for mode in modes:
        derivative = MODES[mode](derivative)
    assert derivative(x) == pytest.approx(exact(f, (x,), (3,)), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", TWO_VARIABLES)
def test_all_mixed_third_derivatives_agree_with_sympy(name):
    f, point = TWO_VARIABLES[name]
    for number, path in enumerate(itertools.product((0, 1), repeat=3)):
        derivative = lambda x, y: f(np, x, y)  # noqa: E731
        for k, mode in zip(path, THIRD[number], strict=True):
            derivative = MODES[mode](derivative, k)
        orders = (path.count(0), path.count(1))
        assert derivative(*point) == pytest.approx(exact(f, point, orders), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", TWO_VARIABLES)
def test_the_third_derivative_tensor_agrees_with_sympy(name):
    f, point = TWO_VARIABLES[name]
    for outer in (adlab.jacfwd, adlab.jacrev):
        tensor = outer(adlab.hessian(lambda v: f(np, v[0], v[1])))(np.array(point))
        for path in itertools.product((0, 1), repeat=3):
            wanted = exact(f, point, (path.count(0), path.count(1)))
            assert tensor[path] == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_the_fifth_derivative_of_a_power_is_exact():
    f = lambda x: x**5  # noqa: E731
    for _ in range(5):
        f = adlab.grad(f)
    assert f(1.7) == pytest.approx(120.0, rel=1e-14)


# -- Perturbation confusion (Siskind & Pearlmutter 2005) -------------------------------------------

D = [pytest.param(forward, id="forward"), pytest.param(reverse, id="reverse")]
both = [pytest.mark.parametrize("outer", D), pytest.mark.parametrize("inner", D)]


def nested_in_all_ways(test):
    for mark in both:
        test = mark(test)
    return test


@nested_in_all_ways
def test_the_inner_derivative_does_not_see_the_outer_perturbation(outer, inner):
    # d/dx [x · d/dy (x + y)] = d/dx [x · 1] = 1; a confused engine says 2
    assert outer(lambda x: x * inner(lambda y: x + y)(1.0))(1.0) == 1.0


@nested_in_all_ways
def test_the_inner_derivative_may_depend_on_the_outer_variable(outer, inner):
    # d/dx [x · d/dy (x · y²)] at y = x: d/dx 2x³
    assert outer(lambda x: x * inner(lambda y: x * y * y)(x))(3.0) == 54.0


@nested_in_all_ways
def test_the_point_of_the_inner_derivative_may_be_the_outer_variable(outer, inner):
    # d/dx [d/dy (x · y) at y = x] = d/dx x = 1, although d/dx (x · x) would be 2x
    assert outer(lambda x: inner(lambda y: x * y)(x))(5.0) == 1.0


@nested_in_all_ways
def test_the_same_function_may_be_differentiated_inside_itself(outer, inner):
    # f(x) = x³; d/dx f(f'(x)) = f'(3x²) · 6x = 3·(3x²)²·6x = 162 x⁵
    cube = lambda x: x * x * x  # noqa: E731
    assert outer(lambda x: cube(inner(cube)(x)))(2.0) == 162.0 * 32.0


@nested_in_all_ways
def test_a_function_that_returns_a_function_of_the_outer_variable(outer, inner):
    # Manzyuk et al. (2019): the amazing bug. s(u) = (f ↦ f(· + u)); its derivative, applied twice
    def shift(u):
        return lambda f: lambda x: f(x + u)

    def derivative_of_shift(f):  # d/du f(x + u) at u = 0, that is f'
        return lambda x: inner(lambda u: shift(u)(f)(x))(0.0)

    twice = derivative_of_shift(derivative_of_shift(np.exp))
    assert twice(1.0) == pytest.approx(math.e)
    assert outer(twice)(1.0) == pytest.approx(math.e)


@nested_in_all_ways
def test_three_levels_keep_apart(outer, inner):
    # d/dx [x · d/dy [y · d/dz (x y z)]] at 1, 2, 3 → x·d/dy(x y²) = x·2xy = 2x²y; d/dx = 4xy
    f = lambda x: x * inner(lambda y: y * inner(lambda z: x * y * z)(3.0))(2.0)  # noqa: E731
    assert outer(f)(1.5) == 12.0


def test_a_constant_inner_function_has_derivative_0_and_keeps_the_outer_value():
    f = lambda x: x * adlab.jvp(lambda y: x * x, (1.0,), (1.0,))[0]  # noqa: E731
    assert adlab.grad(f)(2.0) == 12.0
    g = lambda x: x + adlab.jvp(lambda y: x * x, (1.0,), (1.0,))[1]  # noqa: E731
    assert adlab.grad(g)(2.0) == 1.0


def test_the_tangent_may_be_the_outer_variable():
    # d/dt [J·t] = J
    f = lambda t: adlab.jvp(np.sin, (0.5,), (t,))[1]  # noqa: E731
    assert adlab.grad(f)(3.0) == math.cos(0.5)
    assert adlab.jvp(f, (3.0,), (1.0,))[1] == math.cos(0.5)


def test_the_cotangent_may_be_the_outer_variable():
    _, pullback = adlab.vjp(np.sin, 0.5)  # made outside of any trace, used inside of one
    f = lambda w: pullback(w * w)[0]  # noqa: E731
    assert adlab.grad(f)(3.0) == pytest.approx(6.0 * math.cos(0.5))


def test_a_pullback_made_outside_may_be_used_in_an_inner_derivative():
    def f(x):
        _, pullback = adlab.vjp(lambda y: x * y * y, x)  # pullback(w) = 2x² w
        return adlab.grad(lambda w: pullback(w * w)[0])(x)  # = 4x³

    assert adlab.grad(f)(2.0) == 48.0


def test_stop_gradient_stops_every_level():
    f = lambda x: adlab.stop_gradient(x) * x  # noqa: E731
    assert adlab.grad(f)(3.0) == 3.0
    assert adlab.grad(adlab.grad(f))(3.0) == 0.0
    assert adlab.grad(lambda x: adlab.grad(lambda y: adlab.stop_gradient(x) * y * y)(x))(3.0) == 6.0


# -- Nestings of the transforms --------------------------------------------------------------------


def quartic(x):
    return np.sum(x**4 * np.array([1.0, 2.0, 3.0])) + x[0] * x[1] * x[2]


POINT = np.array([0.5, -1.0, 2.0])
EXACT = np.diag(12.0 * POINT**2 * [1.0, 2.0, 3.0]) + np.array(
    [[0.0, 2.0, -1.0], [2.0, 0.0, 0.5], [-1.0, 0.5, 0.0]]
)


@pytest.mark.parametrize("outer", [adlab.jacfwd, adlab.jacrev])
@pytest.mark.parametrize("inner", [adlab.jacfwd, adlab.jacrev, adlab.grad])
def test_a_jacobian_of_a_gradient_is_the_hessian(outer, inner):
    assert np.allclose(outer(inner(quartic))(POINT), EXACT, rtol=1e-14)
    assert np.allclose(adlab.hessian(quartic)(POINT), EXACT, rtol=1e-14)


def test_a_gradient_of_a_directional_derivative_is_a_hessian_vector_product():
    v = np.array([1.0, -2.0, 0.5])
    along = lambda x: adlab.jvp(quartic, (x,), (v,))[1]  # noqa: E731
    assert np.allclose(adlab.grad(along)(POINT), EXACT @ v, rtol=1e-14)
    assert np.allclose(adlab.jvp(adlab.grad(quartic), (POINT,), (v,))[1], EXACT @ v, rtol=1e-14)
    assert np.allclose(adlab.hvp(quartic, (POINT,), (v,))[0], EXACT @ v, rtol=1e-14)


def test_forward_over_forward_gives_each_second_derivative():
    for i, j in itertools.product(range(3), repeat=2):
        e, d = np.eye(3)[i], np.eye(3)[j]
        along = lambda x: adlab.jvp(quartic, (x,), (e,))[1]  # noqa: B023, E731
        assert adlab.jvp(along, (POINT,), (d,))[1] == pytest.approx(EXACT[i, j])


def test_the_hessian_of_a_vector_function_has_the_outputs_first():
    f = lambda x: np.stack([x[0] * x[1], x[1] ** 3])  # noqa: E731
    h = adlab.jacfwd(adlab.jacrev(f))(np.array([2.0, 5.0]))
    assert np.array_equal(h, [[[0.0, 1.0], [1.0, 0.0]], [[0.0, 0.0], [0.0, 30.0]]])


def test_a_second_derivative_through_containers():
    f = lambda p: p["x"] ** 2 * p["y"][0]  # noqa: E731
    h = adlab.jacfwd(adlab.grad(f))({"x": 3.0, "y": [5.0]})
    assert h == {"x": {"x": 10.0, "y": [6.0]}, "y": [{"x": 6.0, "y": [0.0]}]}


def test_a_newton_step_inside_a_function_may_be_differentiated():
    # one Newton step for y² = a from y = 1 is (1 + a)/2; its derivative is 1/2
    def step(a):
        f = lambda y: y * y - a  # noqa: E731
        return 1.0 - f(1.0) / adlab.grad(f)(1.0)

    assert adlab.grad(step)(2.0) == 0.5


def test_gradient_descent_may_be_differentiated_with_respect_to_its_rate():
    def loss_after(rate):
        x = 1.0
        for _ in range(3):
            x = x - rate * adlab.grad(lambda x: x * x)(x)
        return x

    # x = (1 − 2r)³, dx/dr = −6 (1 − 2r)²
    assert adlab.grad(loss_after)(0.1) == pytest.approx(-6.0 * 0.64)


def test_a_branch_inside_a_nested_derivative_follows_the_values():
    f = lambda x: x**3 if x > 0 else -x  # noqa: E731
    assert adlab.grad(adlab.grad(f))(2.0) == 12.0
    assert adlab.grad(adlab.grad(f))(-2.0) == 0.0


def test_a_nested_derivative_of_a_broadcasting_function():
    f = lambda x: np.sum(np.exp(x[:, None] * x[None, :]))  # noqa: E731
    x = np.array([0.3, -0.2, 0.5])
    a, outer = np.exp(np.outer(x, x)), np.outer(x, x)
    # ∂²/∂xi∂xj = 2 a_ij (1 + x_i x_j) + δ_ij · 2 Σ_k a_ik x_k²
    wanted = 2.0 * a * (1.0 + outer) + np.diag(2.0 * a @ (x * x))
    assert np.allclose(adlab.hessian(f)(x), wanted, rtol=1e-13)


def test_the_graph_of_a_gradient_has_itself_a_gradient():
    graph = adlab.trace(adlab.grad(lambda x: np.sin(x) * x), 0.7)
    timeline = adlab.timeline(graph, "reverse")
    second = 2.0 * math.cos(0.7) - 0.7 * math.sin(0.7)
    assert timeline.adjoints(len(timeline))[0] == pytest.approx(second)
