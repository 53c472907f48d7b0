"""What is decided inside an inner derivative is decided anew where the result is used again.

A derivative inside a traced function is part of that function. A comparison in it, or the choice
that the rule of a maximum makes, holds for the values of the trace: a program of the outer function
must ask again, or compute the choice.
"""

import numpy as np
import pytest

import adlab

pytestmark = pytest.mark.filterwarnings("ignore::adlab.IndependentOutputWarning")


def at(*entries):
    return np.array(entries)


def expect_the_same_elsewhere(f, start, *others):
    """Programs written at one place give at others what the sweeps give, or decline."""
    compiled = adlab.compile(lambda *args: np.sum(np.sin(f(*args))), *start)
    written = {kind: adlab.trace(f, *start).program(kind) for kind in ("value", "jacobian")}
    for args in (*others, start):
        value, gradient = compiled(*args)
        assert np.isclose(value, np.sum(np.sin(f(*args))), rtol=1e-12, atol=1e-12)
        expected = adlab.grad(lambda *args: np.sum(np.sin(f(*args))))(*args)
        assert np.allclose(gradient, expected, rtol=1e-10, atol=1e-12)
        try:
            assert np.allclose(written["value"](*args), f(*args))
            jacobian = written["jacobian"](*args)
        except adlab.BranchChanged:
            continue
        first = jacobian[0] if len(args) > 1 else jacobian
        assert np.allclose(first, adlab.jacfwd(f)(*args))


# -- Questions between values of two traces --------------------------------------------------------

ACROSS = {
    "max": lambda x, y: adlab.grad(lambda t: max(x, t) * t)(y),
    "min, the other way round": lambda x, y: adlab.grad(lambda t: min(t, x) ** 2)(y),
    "branch": lambda x, y: adlab.grad(lambda t: t * x if t > x else t**3)(y),
    "sorted": lambda x, y: adlab.grad(lambda t: sorted([x * x, t, 0.5])[1] * t)(y),
    "a guard two levels down": lambda x, y: adlab.grad(
        lambda s: adlab.grad(lambda t: t**3 * s if t * s > x else t**2)(s)
    )(y),
    "the middle one of three": lambda x, y: adlab.grad(
        lambda s: s * adlab.grad(lambda t: t**3 if s > x else t**2)(y)
    )(y),
    "forward inside": lambda x, y: adlab.jvp(lambda t: t**2 if t < x else t**3, (y,), (x,))[1],
}


@pytest.mark.parametrize("name", ACROSS)
def test_a_question_between_two_traces_is_asked_again(name):
    expect_the_same_elsewhere(ACROSS[name], (1.0, 0.3), (0.5, 0.6), (1.4, -0.5), (-0.7, 1.3))


def test_a_question_between_two_traces_is_a_guard_of_both():
    inner = []

    def f(x):
        def g(t):
            inner.append(adlab.trace(lambda s: s if s > x else t, t))
            return t

        return adlab.grad(g)(x)

    outer = adlab.trace(f, 2.0)
    assert [guard.primitive for guard in inner[0].guards] == ["greater"]
    assert [guard.operands for guard in outer.guards] == [(0, 0)]  # x > x, as the outer one sees it


# -- Choices of the rules --------------------------------------------------------------------------

CHOICES = {
    "max": lambda x: adlab.grad(lambda t: np.max(t) ** 2)(x),
    "min": lambda x: adlab.grad(np.min)(x) * x,
    "max of rows": lambda x: adlab.grad(
        lambda t: np.sum(np.max(np.stack([t, t[::-1] + 0.2]), axis=0, keepdims=True) ** 2)
    )(x),
    "prod": lambda x: adlab.grad(lambda t: np.prod(t))(x),
    "std": lambda x: adlab.grad(lambda t: np.std(t) * t[0])(x),
    "norm": lambda x: adlab.grad(lambda t: np.linalg.norm(t - 1.0))(x),
    "norm of another order": lambda x: adlab.grad(lambda t: np.linalg.norm(t, 3))(x),
    "slogdet": lambda x: adlab.grad(lambda t: np.linalg.slogdet(np.outer(t, t) + np.diag(t))[1])(x),
    "singular values": lambda x: adlab.grad(
        lambda t: np.linalg.norm(np.outer(t, t) + np.diag(t), "nuc")
    )(x),
    "percentile": lambda x: adlab.grad(lambda t: np.median(t) ** 2)(x),
}
PLACES = (at(0.4, 2.0, -1.5), at(3.0, 0.5, 1.0), at(-2.0, -2.5, 0.7))


@pytest.mark.parametrize("name", CHOICES)
def test_a_rule_chooses_anew(name):
    expect_the_same_elsewhere(CHOICES[name], *[(x,) for x in PLACES])


@pytest.mark.filterwarnings("ignore::adlab.KinkWarning", "ignore::adlab.NonFiniteWarning")
@pytest.mark.parametrize(("name", "kink"), [
    ("max", at(1.0, 1.0, 0.5)), ("prod", at(0.0, 2.0, 3.0)), ("prod", at(0.0, 0.0, 3.0)),
    ("std", at(1.5, 1.5, 1.5)), ("norm", at(1.0, 1.0, 1.0)),
    ("norm of another order", at(0.0, 0.0, 0.0)), ("slogdet", at(0.0, 0.0, 2.0)),
])  # fmt: skip
def test_a_choice_made_at_a_kink_does_not_stay(name, kink):
    inner = CHOICES[name]
    written = adlab.trace(inner, kink).program("value")
    for x in PLACES:
        try:
            found = written(x)
        except adlab.BranchChanged:
            continue
        assert np.allclose(found, inner(x))


# -- Counts in the place of numbers ----------------------------------------------------------------


@pytest.mark.parametrize("f", [
    lambda b, x: -b / np.sum(x > 1.0),
    lambda b, x: b**2.0 / (1 + np.count_nonzero(x > 1.0)),
    lambda b, x: (1 + b) / (x > 1.0).sum() - np.sum(x < 5.0) / b,
    lambda b, x: np.hypot(b, np.sum(x > 1.0)),
    lambda b, x: np.arctan2(np.sum(x > 1.0), b),
])  # fmt: skip
def test_a_number_and_a_count_have_a_derivative_that_is_a_float(f):
    x = at(2.0, 3.0, 0.5)
    compiled = adlab.compile(f, 0.7, x)
    for b in (0.7, -1.2):
        value, gradient = compiled(b, x)
        assert type(gradient) is float and type(value) is float
        assert (value, gradient) == adlab.value_and_grad(f)(b, x)


# -- Values to the last digit ----------------------------------------------------------------------


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_sorted_array_lies_in_memory_as_numpys(order):
    x = np.asarray(np.random.default_rng(3).normal(size=(7, 9)), order=order)
    for axis in (0, 1):
        f = lambda x, axis=axis: np.sum(np.sort(x.T, axis=axis) ** 3)  # noqa: E731
        assert adlab.value_and_grad(f)(x)[0] == f(x)


@pytest.mark.parametrize("n", range(8))
def test_a_matrix_power_multiplies_in_numpys_order(n):
    x = np.random.default_rng(n).normal(size=(3, 3))
    value, _ = adlab.vjp(lambda x: np.linalg.matrix_power(x, n), x)
    assert np.array_equal(value, np.linalg.matrix_power(x, n))
