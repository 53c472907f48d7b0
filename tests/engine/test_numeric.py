"""Derivatives by differences; and the numbers themselves, which follow NumPy's float64."""

import math
import operator

import numpy as np
import pytest

import adlab
from adlab.engine.derivatives.checking import directional
from tests.engine.programs import slope

# -- Differences -----------------------------------------------------------------------------------


def test_a_directional_derivative_is_right_to_ten_digits():
    f = lambda x, y: np.exp(x) * np.sin(x * y)  # noqa: E731
    value, error = directional(f, (1.0, 2.0), (1.0, -0.5))
    exact = math.e * (math.sin(2.0) + math.cos(2.0) * (2.0 - 0.5))
    assert abs(value[0] - exact) < 1e-10
    assert error < 1e-9


def test_the_estimated_error_is_no_smaller_than_the_error():
    for f, x, exact in [
        (np.exp, 1.0, math.e),
        (np.log, 0.3, 1 / 0.3),
        (np.tan, 1.2, 1 / math.cos(1.2) ** 2),
    ]:
        value, error = directional(f, (x,), (1.0,))
        assert abs(value[0] - exact) <= 10.0 * error + 1e-12


def test_it_agrees_with_the_oracle_of_these_tests():
    f = lambda x: np.sqrt(1.0 + x * x) * np.cos(3.0 * x)  # noqa: E731
    value, _ = directional(f, (0.4,), (1.0,))
    wanted, _ = slope(lambda t: f(0.4 + t))
    assert value[0] == pytest.approx(float(wanted), abs=1e-10)


def test_a_direction_is_nested_like_the_arguments():
    f = lambda p, x: [p["w"] * x, p["b"]]  # noqa: E731
    value, _ = directional(f, ({"w": 2.0, "b": 1.0}, np.array([1.0, 3.0])),
                           ({"w": 1.0, "b": 10.0}, np.array([0.5, 0.0])))  # fmt: skip
    assert np.allclose(value, [2.0, 3.0, 10.0], atol=1e-11)


def test_the_arguments_are_left_alone():
    x = np.array([1.0, 2.0])
    directional(np.sin, (x,), (np.ones(2),))
    assert np.array_equal(x, [1.0, 2.0])


# -- check_grads -----------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [1, 2, 3])
def test_right_derivatives_pass(order):
    adlab.check_grads(lambda x, y: np.sin(x * y) + x / y, (1.7, -0.6), order=order)
    adlab.check_grads(lambda x: np.sum(np.exp(x) @ x.T), (np.array([[0.3, -0.7]]),), order=order)


def test_nested_arguments_and_outputs_pass():
    adlab.check_grads(
        lambda p, x: (p["a"] * x, [np.sum(x)]), ({"a": 1.7}, np.array([0.6, -0.3])), 2
    )


def test_an_integer_among_the_outputs_passes():
    adlab.check_grads(lambda x: (x * x, 1), (1.7,))


@adlab.primitive("2.000001 * x")
def almost_square(x):
    return x * x


@pytest.mark.parametrize("mode", ["fwd", "rev"])
def test_an_error_in_the_sixth_digit_is_found(mode):
    with pytest.raises(adlab.GradientCheckError):
        adlab.check_grads(almost_square, (1.7,), modes=(mode,), tolerance=1e-8)


@pytest.mark.parametrize("mode", ["fwd", "rev"])
def test_an_error_in_the_second_order_only_is_found(mode):
    @adlab.primitive(lambda z, x: 3.0 * x * stopped(x))
    def cube(x):
        return x * x * x

    def stopped(x):
        return adlab.stop_gradient(x)

    adlab.check_grads(cube, (1.7,), order=1, modes=(mode,))
    with pytest.raises(adlab.GradientCheckError):
        adlab.check_grads(cube, (1.7,), order=2, modes=(mode,))


@pytest.mark.parametrize(
    ("wrong", "right"), [("x", lambda x: x * x), ("-2.0 * x", lambda x: x * x), ("0.0", np.exp),
                         ("np.sin(x)", np.cos), ("1.0 / x", np.log1p)],
)  # fmt: skip
def test_the_usual_mistakes_are_found(wrong, right):
    mistaken = adlab.primitive(wrong)(lambda x: right(x))
    with pytest.raises(adlab.GradientCheckError):
        adlab.check_grads(mistaken, (1.7,))


@pytest.mark.filterwarnings("ignore")
def test_a_function_that_is_nan_does_not_pass():
    mistaken = adlab.primitive("1.0")(lambda x: np.log(x))
    with pytest.raises(adlab.GradientCheckError):
        adlab.check_grads(mistaken, (-1.7,))


@pytest.mark.filterwarnings("ignore")
def test_differences_that_settle_nothing_let_nothing_pass():
    mistaken = adlab.primitive("1.1 / x")(lambda x: np.log(x))
    for x in (0.02, 1e-3, 1e-4, 1e-5):  # the first steps lead out of the domain
        with pytest.raises(adlab.GradientCheckError):
            adlab.check_grads(mistaken, (x,))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("x", [0.02, 1e-3, 1e-4])
def test_right_derivatives_pass_close_to_the_end_of_the_domain(x):
    adlab.check_grads(np.log, (x,))


@pytest.mark.parametrize("x", [1e-8, 1e4, 1e8])
def test_right_derivatives_pass_at_large_and_small_arguments(x):
    adlab.check_grads(lambda x: x * x, (x,))


@pytest.mark.parametrize("x", [1.0, 1e4, 1e8])
def test_a_wrong_derivative_is_found_at_large_and_small_arguments(x):
    mistaken = adlab.primitive("2.2 * x")(lambda x: x * x)
    with pytest.raises(adlab.GradientCheckError):
        adlab.check_grads(mistaken, (x,))


def test_the_check_is_the_same_each_time():
    messages = set()
    for _ in range(2):
        with pytest.raises(adlab.GradientCheckError) as caught:
            adlab.check_grads(almost_square, (1.7,), tolerance=1e-9)
        messages.add(str(caught.value))
    assert len(messages) == 1


# -- Numbers are NumPy's float64 -------------------------------------------------------------------


def computed(f, *args):
    """The value by the engine, with the warning about it."""
    with pytest.warns(adlab.NonFiniteWarning) as caught:
        value = adlab.trace(f, *args).values[-1]
    (warning,) = caught
    return value, str(warning.message)


def root_of_negative(x):
    y = x + 1.0
    return y**0.5


def division_by_zero(x):
    y = x - 2.0
    return 3.0 / y


def test_a_root_of_a_negative_number_is_nan_with_its_node_and_line():
    value, message = computed(root_of_negative, -9.0)
    assert math.isnan(value)
    assert "y ^ 0.5" in message
    assert "return y**0.5" in message


def test_a_division_by_zero_is_infinite_with_its_node_and_line():
    value, message = computed(division_by_zero, 2.0)
    assert value == math.inf
    assert "3 / y" in message
    assert "return 3.0 / y" in message


def test_the_warning_points_at_the_callers_line():
    with pytest.warns(adlab.NonFiniteWarning) as caught:
        adlab.trace(division_by_zero, 2.0)
    assert caught[0].filename == __file__


AWKWARD = [
    (operator.truediv, 1.0, 0.0), (operator.truediv, -1.0, 0.0), (operator.truediv, 0.0, 0.0),
    (operator.truediv, 1.0, -0.0), (operator.mod, 5.0, 0.0), (operator.floordiv, 5.0, 0.0),
    (operator.floordiv, 0.0, 0.0), (operator.pow, -8.0, 0.5), (operator.pow, 0.0, -1.0),
    (operator.pow, 1e300, 2.0), (operator.pow, -2.0, -3.0), (operator.pow, 0.0, 0.0),
    (operator.mul, 1e300, 1e300), (operator.mod, -7.5, 2.0), (operator.mod, 7.5, -2.0),
    (operator.floordiv, -7.5, 2.0), (operator.sub, 0.0, 0.0), (operator.add, -0.0, -0.0),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("op", "a", "b"), AWKWARD)
def test_operators_on_numbers_give_what_float64_gives(op, a, b):
    wanted = np.asarray(op(np.float64(a), np.float64(b)))
    for f, args in [(op, (a, b)), (lambda x: op(x, b), (a,)), (lambda x: op(a, x), (b,))]:
        assert np.array_equal(np.asarray(adlab.vjp(f, *args)[0]), wanted, equal_nan=True)
        assert np.signbit(adlab.vjp(f, *args)[0]) == np.signbit(wanted) or np.isnan(wanted)


@pytest.mark.filterwarnings("ignore")
def test_a_division_by_zero_in_a_nested_derivative_is_no_error():
    assert not math.isfinite(adlab.grad(adlab.grad(lambda x: x * x / 0.0))(1.0))


def test_a_function_that_overflows_is_infinite_and_not_an_error():
    value, _ = computed(lambda x: np.exp(x), 1000.0)
    assert value == math.inf
    value, _ = computed(lambda x: x**x, 1e10)
    assert value == math.inf


@pytest.mark.parametrize("three", [3, np.int64(3), np.float32(3), np.uint8(3), np.array(3)])
def test_whole_numbers_and_small_floats_are_promoted(three):
    value, gradient = adlab.value_and_grad(lambda x: x / 2)(three)
    assert (value, gradient) == (1.5, 0.5)
    assert type(value) is type(gradient) is float


@pytest.mark.parametrize("dtype", [int, np.uint8, np.float32, np.float16, bool])
def test_arrays_of_whole_numbers_and_small_floats_are_promoted(dtype):
    x = np.array([1, 0, 1], dtype=dtype)
    value, gradient = adlab.value_and_grad(lambda x: np.sum(x * x / 2))(x)
    assert value == 1.0
    assert gradient.dtype == np.float64
    assert np.array_equal(gradient, [1.0, 0.0, 1.0])


def test_a_negative_power_of_a_whole_number_is_a_float():
    assert adlab.grad(lambda x: x**-1)(2) == -0.25
    assert np.array_equal(
        adlab.jvp(lambda x: 2**x, (np.array([-1, 2]),), (np.ones(2),))[0], [0.5, 4.0]
    )


def test_a_float32_constant_counts_for_what_it_is():
    assert adlab.grad(lambda x: x * np.float32(0.1))(2.0) == float(np.float32(0.1))


@pytest.mark.parametrize("bad", [1j, np.complex128(1.0), np.array([1j]), np.array([1.0 + 0j])])
def test_complex_input_is_refused(bad):
    for transform in (adlab.grad, adlab.jacfwd, adlab.jacrev):
        with pytest.raises(adlab.InputError, match="complex"):
            transform(lambda x: x)(bad)
    with pytest.raises(adlab.InputError, match="complex"):
        adlab.trace(lambda x: x, bad)


@pytest.mark.parametrize("constant", [1j, np.complex64(1.0), np.array([1j])])
@pytest.mark.parametrize("op", [operator.add, operator.mul, operator.pow])
def test_complex_constants_are_refused(constant, op):
    with pytest.raises(adlab.InputError, match="complex"):
        adlab.grad(lambda x: op(x, constant))(2.0)
    with pytest.raises(adlab.InputError, match="complex"):
        adlab.grad(lambda x: op(constant, x))(2.0)


def test_results_are_floats_and_float64_arrays():
    f = adlab.value_and_grad(lambda x, y: np.sum(x * 2 * y), argnums=(0, 1))
    value, gradient = f(2, np.ones(3, dtype=np.float32))
    assert type(value) is type(gradient[0]) is float
    assert gradient[1].dtype == np.float64
    _, tangent = adlab.jvp(lambda x: np.where(x > 0, x, -x), (2.0,), (1.0,))
    assert type(tangent) is float


def test_a_comparison_of_numbers_can_be_negated_as_numpys_can():
    f = lambda x: np.where(~(x > 0), 10.0 * x, x)  # noqa: E731
    assert adlab.value_and_grad(f)(3.0) == (3.0, 1.0)
    assert adlab.value_and_grad(f)(-3.0) == (-30.0, 10.0)


def test_a_number_can_be_indexed_as_numpys_can():
    assert adlab.grad(lambda x: x[()] * x[...])(3.0) == 6.0
    assert adlab.grad(lambda x: np.sum(x[None] * x[None, None]))(3.0) == 6.0


def test_a_number_has_the_shape_and_methods_of_numpys():
    def f(x):
        assert (x.shape, x.ndim, x.size) == ((), 0, 1)
        return x.sum() + x.mean() + x.T + x.reshape(1)[0] + x.item()

    assert adlab.grad(f)(3.0) == 5.0


def test_a_mean_over_nothing_passes_nothing_back():
    _, pullback = adlab.vjp(lambda x: np.mean(x, axis=0), np.zeros((3, 0)))
    assert pullback(np.zeros(0))[0].shape == (3, 0)
