"""Compiled functions give what value_and_grad gives, on either side of every branch."""

import warnings

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

import adlab
from tests.engine.programs import flatten, for_random
from tests.engine.test_program import assert_same, everything

A = np.array([0.3, -0.7, 1.2])


def assert_equals_interpreter(compiled, *args):
    value, gradient = compiled(*args)
    wanted_value, wanted = adlab.value_and_grad(compiled.f, compiled.argnums)(*args)
    assert value == pytest.approx(wanted_value, rel=1e-12)
    for got, want in zip(leaves(gradient), leaves(wanted), strict=True):
        assert np.shape(got) == np.shape(want)
        assert np.allclose(got, want, rtol=1e-12, atol=1e-14)


def leaves(tree):
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (tuple, list)):
        return [leaf for part in tree for leaf in leaves(part)]
    return [tree]


# -- Random programs -------------------------------------------------------------------------------


@for_random("scalar array")
def test_compiled_equals_value_and_grad(program, random):
    compiled = adlab.compile(program.scalar, *program.point, argnums=everything(program))
    value, gradient = compiled(*program.point)
    wanted, wanted_gradient = adlab.value_and_grad(program.scalar, everything(program))(
        *program.point
    )
    assert_same([value], [wanted], program)
    assert [np.shape(g) for g in gradient] == [np.shape(x) for x in program.point]
    assert_same(gradient, wanted_gradient, program)
    assert flatten(gradient).shape == flatten(program.point).shape


OPERATIONS = st.sampled_from(["square", "sin", "add", "times"])
STEPS = st.lists(
    st.tuples(st.floats(-2, 2), st.sampled_from("<>"), OPERATIONS, OPERATIONS), min_size=1,
    max_size=6,
)  # fmt: skip


def apply(operation, v, x):
    if operation == "square":
        return v * v * 0.5
    if operation == "sin":
        return np.sin(v) + x
    return v + x * 0.5 if operation == "add" else v * x


@hypothesis.given(STEPS, st.lists(st.floats(-3, 3), min_size=2, max_size=5))
@hypothesis.settings(max_examples=100)
def test_branches_are_followed_at_every_input(steps, points):
    def f(x):
        v = x
        for bound, sign, one, other in steps:
            if v > bound if sign == ">" else v < bound:
                v = apply(one, v, x)
            else:
                v = apply(other, v, x)
        return v

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", adlab.NonFiniteWarning)
        compiled = adlab.compile(f, points[0])
        for x in [*points, *points]:
            assert compiled(x) == adlab.value_and_grad(f)(x)


# -- Guards ----------------------------------------------------------------------------------------


def branch(x):
    return x * x if x > 0 else -x


def test_the_other_side_of_a_branch_is_traced():
    compiled = adlab.compile(branch, 2.0)
    assert compiled(3.0) == (9.0, 6.0)
    assert compiled(-3.0) == (3.0, -1.0)
    assert len(compiled.programs) == 2


def test_a_branch_seen_before_is_not_traced_again():
    compiled = adlab.compile(branch, 2.0)
    for x in (-1.0, 1.0, -2.0, 2.0):
        compiled(x)
    assert len(compiled.programs) == 2


def test_another_shape_is_traced():
    compiled = adlab.compile(lambda x: np.sum(x * x), A)
    value, gradient = compiled(np.ones((2, 2)))
    assert value == 4.0
    assert gradient.shape == (2, 2)
    assert len(compiled.programs) == 2


def test_whole_numbers_and_float32_are_promoted():
    compiled = adlab.compile(lambda x: np.sum(x * x), A)
    for x in (np.array([1, 2, 3]), np.array([1, 2, 3], np.float32)):
        value, gradient = compiled(x)
        assert value == 14.0
        assert gradient.dtype == np.float64
    assert len(compiled.programs) == 1


def test_masks_are_computed_anew():
    compiled = adlab.compile(lambda x: np.sum(np.where(x > 0, x * x, -x)), A)
    assert_equals_interpreter(compiled, -A)
    assert len(compiled.programs) == 1


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.sum(np.sort(x) * np.arange(3.0)),
        lambda x: x[np.argmax(x)] ** 2,
        lambda x: np.sum(x[x > 0] ** 2),
        lambda x: np.max(x) * np.min(x),
        lambda x: np.prod(x),
        lambda x: max(x[0], x[1]) * x[2],
        lambda x: np.median(x) ** 2,
        lambda x: np.sum(np.compress(x > 0, x) ** 2),
        lambda x: np.mean(x, where=x > 0),
        lambda x: np.sum(x * x) if np.any(x > 1) else np.sum(x),
        lambda x: np.sum(np.take(x, np.argsort(x))[:2] ** 3),
    ],
)
def test_questions_about_values_are_asked_again(f):
    compiled = adlab.compile(f, A)
    for x in (A, -A, A[::-1].copy(), A[[1, 2, 0]], A + 1.0):
        assert_equals_interpreter(compiled, x)


def test_a_count_of_another_size_is_traced():
    def power(x, n):
        y = x
        for _ in range(n - 1):
            y = y * x
        return y

    compiled = adlab.compile(power, 2.0, 3)
    assert compiled(2.0, 3) == (8.0, 12.0)
    assert compiled(2.0, 4) == (16.0, 32.0)
    assert compiled(2.0, 3) == (8.0, 12.0)
    assert len(compiled.programs) == 2


def test_data_may_change_from_call_to_call():
    compiled = adlab.compile(lambda w, x: np.sum(np.tanh(x @ w)), A, np.ones((2, 3)))
    assert_equals_interpreter(compiled, A, np.full((2, 3), 2.0))
    assert len(compiled.programs) == 1


def test_argnums_and_nesting_follow_value_and_grad():
    def f(params, scale):
        return np.sum(params["w"] * scale) + params["b"][0] * params["b"][1]

    params = {"w": A, "b": (2.0, 3.0)}
    for argnums in (0, 1, (0, 1), (1, 0), -1):
        compiled = adlab.compile(f, params, 2.0, argnums=argnums)
        assert_equals_interpreter(compiled, params, 2.0)
        got = compiled(params, 2.0)[1]
        assert type(got) is type(adlab.value_and_grad(f, argnums)(params, 2.0)[1])


def test_the_gradient_belongs_to_the_caller():
    compiled = adlab.compile(lambda x: np.sum(x) + np.sum(x[:2]), A)
    first = compiled(A)[1]
    first += 1.0
    assert np.array_equal(compiled(A)[1], [2.0, 2.0, 1.0])


def test_gradients_of_two_arguments_are_two_arrays():
    compiled = adlab.compile(lambda x, y: np.sum((x + y) ** 2), A, A, argnums=(0, 1))
    one, other = compiled(A, A)[1]
    one[0] = 100.0
    assert other[0] != 100.0


# -- Surroundings ----------------------------------------------------------------------------------

SCALE = 2.0


def scaled(x):
    return x * SCALE


def helped(x):
    return scaled(x) + 1.0


def test_a_global_that_changes_is_noticed(monkeypatch):
    compiled = adlab.compile(helped, 3.0)
    assert compiled(3.0) == (7.0, 2.0)
    monkeypatch.setitem(scaled.__globals__, "SCALE", 5.0)
    assert compiled(3.0) == (16.0, 5.0)


def test_an_enclosing_variable_that_changes_is_noticed():
    scale = 2.0

    def f(x):
        return x * scale

    compiled = adlab.compile(f, 3.0)
    assert compiled(3.0) == (6.0, 2.0)
    scale = 4.0
    assert compiled(3.0) == (12.0, 4.0)


@pytest.mark.parametrize(
    "data", [np.array([1.0, 2.0]), [1.0, 2.0], {0: 1.0, 1: 2.0}, ([1.0, 2.0],)]
)
def test_an_array_or_list_that_is_changed_in_place_is_noticed(data):
    inner = data[0] if isinstance(data, tuple) else data

    def f(x):
        entries = data[0] if isinstance(data, tuple) else data
        return x * entries[0] + entries[1]

    compiled = adlab.compile(f, 3.0)
    assert compiled(3.0) == (5.0, 1.0)
    inner[0] = 10.0
    assert compiled(3.0) == (32.0, 10.0)


def test_random_numbers_are_refused():
    random = np.random.default_rng(0)
    with pytest.raises(adlab.TracingError, match="random numbers"):
        adlab.compile(lambda x: x * random.normal(), 1.0)


def test_a_function_that_counts_its_calls_is_refused():
    calls = []

    def f(x):
        calls.append(0)
        return x * len(calls)

    with pytest.raises(adlab.TracingError, match="counts its calls"):
        adlab.compile(f, 1.0)


# -- Numbers that are not finite -------------------------------------------------------------------


def test_division_by_zero_gives_inf_and_the_usual_warning():
    compiled = adlab.compile(lambda x: 1.0 / x, 2.0)
    with pytest.warns(adlab.NonFiniteWarning, match="1 / x|1.0 / x|is infinite"):
        value, gradient = compiled(0.0)
    assert (value, gradient) == (np.inf, -np.inf)


def test_overflow_is_not_an_error():
    compiled = adlab.compile(lambda x: 1.0 / (1.0 + (x * x) ** 2.0), 2.0)
    with pytest.warns(adlab.NonFiniteWarning, match="infinite"):  # and so is the gradient
        assert compiled(1e200)[0] == 0.0


def test_a_power_of_a_negative_number_is_nan_and_never_complex():
    compiled = adlab.compile(lambda x: x**0.5, 2.0)
    with pytest.warns(adlab.NonFiniteWarning):
        assert np.isnan(compiled(-2.0)[0])


# -- Errors ----------------------------------------------------------------------------------------


def test_a_function_of_several_outputs_is_refused():
    with pytest.raises(adlab.OutputError, match="one number"):
        adlab.compile(lambda x: (x, x), 1.0)


def test_a_function_that_keeps_branching_is_warned_of():
    def f(x):
        for k in range(40):
            if x < k:
                return x * k
        return x

    compiled = adlab.compile(f, 0.5)

    def everywhere():
        return [compiled(k + 0.5)[1] for k in range(20)]

    with pytest.warns(adlab.RetracingWarning, match="16 times"):
        assert everywhere() == [k + 1.0 for k in range(20)]


def test_inside_another_derivative_the_interpreter_is_used():
    compiled = adlab.compile(lambda x: x * x * x, 2.0)
    assert adlab.grad(lambda x: compiled(x)[1])(2.0) == 12.0


def test_compile_says_how_long_it_took():
    compiled = adlab.compile(branch, 2.0)
    assert compiled.seconds > 0.0
    assert "x_bar" in compiled.source
