"""Second derivatives that pass a kink are warned of; first ones and those beside it are not."""

import warnings

import numpy as np
import pytest

import adlab
from adlab.engine.primitives.primitive import PRIMITIVES

ORIGIN = np.zeros(2)


def warned(run):
    """The warnings of adlab during a call."""
    with warnings.catch_warnings(record=True, action="always") as seen:
        run()
    return [str(w.message) for w in seen if isinstance(w.message, adlab.KinkWarning)]


def norm_squared(x):
    return np.linalg.norm(x) ** 2


SECOND = {
    "hessian": lambda f, x: adlab.hessian(f)(x),
    "forward over forward": lambda f, x: adlab.jacfwd(adlab.jacfwd(f))(x),
    "reverse over forward": lambda f, x: adlab.jacrev(adlab.jacfwd(f))(x),
    "reverse over reverse": lambda f, x: adlab.jacrev(adlab.jacrev(f))(x),
    "hvp": lambda f, x: adlab.hvp(f, (x,), (x + 1.0,)),
    "third": lambda f, x: adlab.jacfwd(adlab.hessian(f))(x),
    "program": lambda f, x: adlab.trace(adlab.grad(f), x).program("jacobian")(x),
    "compiled": lambda f, x: adlab.compile(lambda x: np.sum(adlab.grad(f)(x)), x)(x),
    "table": lambda f, x: adlab.table(lambda x: np.sum(adlab.grad(f)(x)), x, sweep="reverse"),
}


@pytest.mark.parametrize("way", SECOND)
def test_each_way_to_a_second_derivative_warns_once(way):
    assert len(warned(lambda: SECOND[way](norm_squared, ORIGIN))) == 1


def test_a_hessian_inside_a_compiled_function_is_warned_of_when_traced():
    assert warned(lambda: adlab.compile(lambda x: np.sum(adlab.hessian(norm_squared)(x)), ORIGIN))


def test_the_warning_names_the_node_and_the_line():
    (message,) = warned(lambda: adlab.hessian(norm_squared)(ORIGIN))
    assert "v1 = ‖x‖" in message
    assert "in norm_squared: return np.linalg.norm(x) ** 2" in message
    assert "at the zero vector: 0" in message


KINKED = {
    "absolute": (lambda x: np.sum(np.abs(x) ** 2), ORIGIN),
    "of a square": (lambda x: np.sum(np.abs(-(x**2))), ORIGIN),
    "relu": (lambda x: np.sum(adlab.relu(x) ** 2), ORIGIN),
    "one entry of many": (lambda x: np.sum(adlab.relu(x) ** 2), np.array([1.0, 0.0])),
    "maximum": (lambda x: np.maximum(x[0], x[1]) ** 2, ORIGIN),
    "maximum with a constant": (lambda x: np.sum(np.maximum(x, 1.0) ** 2), np.ones(2)),
    "minimum": (lambda x: np.sum(np.minimum(0.0, x) ** 2), ORIGIN),
    "fmax": (lambda x: np.sum(np.fmax(x, 0.0) ** 2), ORIGIN),
    "clip": (lambda x: np.sum(np.clip(x, 0.0, 1.0) ** 2), np.array([0.5, 1.0])),
    "tie of max": (lambda x: np.max(x) ** 2, ORIGIN),
    "tie of min in a row": (lambda x: np.sum(np.min(np.stack([x, x]), axis=1) ** 2), ORIGIN),
    "std": (lambda x: np.std(x) ** 2, np.ones(2)),
    "sign": (lambda x: np.sum(np.sign(x) * x), ORIGIN),
    "floor": (lambda x: np.sum(np.floor(x) * x**2), np.array([1.5, 2.0])),
    "rint": (lambda x: np.sum(np.rint(x) * x**2), np.array([1.2, 2.5])),
    "remainder": (lambda x: np.sum(np.remainder(x, 2.0) ** 2), np.array([1.0, 4.0])),
    "norm of a row": (lambda x: np.sum(np.linalg.norm(np.stack([x, x - 1]), axis=1) ** 2), ORIGIN),
    "eigenvalues that meet": (
        lambda x: np.sum(np.linalg.eigvalsh(np.diag(x)) ** 2),
        np.ones(2),
    ),
}


@pytest.mark.parametrize("name", KINKED)
def test_a_hessian_at_a_kink_is_warned_of(name):
    function, x = KINKED[name]
    assert len(warned(lambda: adlab.hessian(function)(x))) == 1


@pytest.mark.parametrize("name", KINKED)
def test_a_hessian_beside_the_kink_is_not(name):
    function, x = KINKED[name]
    assert not warned(lambda: adlab.hessian(function)(x + np.array([0.1, 0.27])))


@pytest.mark.parametrize("name", KINKED)
def test_a_first_derivative_is_not(name):
    function, x = KINKED[name]
    assert not warned(lambda: adlab.grad(function)(x))
    assert not warned(lambda: adlab.jvp(function, (x,), (x + 1.0,)))


def test_a_gradient_that_is_only_recorded_is_not():
    assert not warned(lambda: adlab.trace(adlab.grad(norm_squared), ORIGIN))
    assert not warned(lambda: adlab.trace(adlab.grad(norm_squared), ORIGIN).program("value"))


def test_a_kink_that_the_outer_variable_does_not_move_is_not():
    assert not warned(lambda: adlab.grad(lambda y: y * adlab.grad(abs)(0.0))(1.0))
    assert warned(lambda: adlab.grad(lambda y: adlab.grad(lambda x: abs(x * y))(0.0))(1.0))


def test_the_double_where_is_not():
    def safe_root(x):
        positive = x > 0.0
        return np.sum(np.where(positive, np.sqrt(np.where(positive, x, 1.0)), 0.0))

    assert not warned(lambda: adlab.hessian(safe_root)(np.array([0.0, 1.0])))


def test_a_single_number_has_no_standard_deviation_to_have_a_kink():
    assert not warned(lambda: adlab.hessian(lambda x: np.std(x) + x[0] ** 2)(np.ones(1)))


def test_a_primitive_of_the_users_says_where_its_kink_is():
    slopes = {"kink": "at 1: slope 0", "kink_at": "x == 1.0"}
    hinge = adlab.primitive("np.where(x < 1.0, -1.0, 0.0)", **slopes)(lambda x: max(1.0 - x, 0.0))
    assert warned(lambda: adlab.grad(adlab.grad(lambda x: hinge(x) ** 2))(1.0))
    assert not warned(lambda: adlab.grad(adlab.grad(lambda x: hinge(x) ** 2))(0.5))


def test_a_whole_function_says_where_its_kink_is():
    largest = adlab.primitive(
        vjp=lambda adjoint, result, x, n: (adjoint * (x == result), None),
        kink="at a tie",
        kink_at=lambda result, x, n: np.sum(x == result) > n,
    )(lambda x, n: np.max(x))
    assert warned(lambda: adlab.hessian(lambda x: largest(x, 1) ** 2)(ORIGIN))
    assert not warned(lambda: adlab.hessian(lambda x: largest(x, 1) ** 2)(np.array([1.0, 2.0])))


def test_every_primitive_with_a_kink_says_where():
    ours = {name: p for name, p in PRIMITIVES.items() if not p.own}
    assert [name for name, p in ours.items() if bool(p.kink) != bool(p.kink_at)] == []
