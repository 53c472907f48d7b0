"""A function that does something else when it is recorded is noticed, with the line that asks."""

import functools
import inspect
import math
import numbers
import random
import warnings

import numpy as np
import pytest

import adlab
from adlab.engine.recording import same_as_plain

VECTOR = np.array([1.0, -2.0, 3.0])


def line_of(f, text):
    lines, first = inspect.getsourcelines(f)
    return next(f"line {first + k}" for k, line in enumerate(lines) if text in line)


# -- Questions that recorded values answer as numbers do ----------------------------------------


def matches(x):
    match x:
        case float():
            return x**2
        case _:
            return x**3


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x**2 if isinstance(x, float) else x**3,
        lambda x: x**2 if isinstance(x, (int, float)) else x**3,
        lambda x: x**2 if np.isscalar(x) else x**3,
        lambda x: x**2 if isinstance(x, numbers.Number) else x**3,
        lambda x: x**3 if isinstance(x, np.ndarray) else x**2,
        lambda x: x**2 if isinstance(x * 1.0, float) else x**3,
        lambda x: x**2 if x.__class__ is float else x**3,
        matches,
    ],
)
def test_a_recorded_number_is_taken_for_a_float(f):
    assert adlab.value_and_grad(f)(2.0) == (4.0, 4.0)


def test_a_recorded_array_is_taken_for_an_array():
    def f(x):
        return np.sum(x**2) if isinstance(x, np.ndarray) and not np.isscalar(x) else np.sum(x**3)

    value, gradient = adlab.value_and_grad(f)(VECTOR)
    assert value == 14.0
    assert gradient == pytest.approx(2 * VECTOR)


def test_the_question_is_answered_in_nested_derivatives_too():
    def f(x):
        return x**3 if isinstance(x, float) else x**5

    assert adlab.grad(adlab.grad(f))(2.0) == 12.0
    exponent = adlab.grad(adlab.grad(lambda y: 3.0**y * y**y))(2.0)
    h = 1e-4
    g = lambda y: 3.0**y * y**y  # noqa: E731
    assert exponent == pytest.approx((g(2 + h) - 2 * g(2.0) + g(2 - h)) / h**2, rel=1e-5)


# -- Questions that they do not -----------------------------------------------------------------


def asks_type(x):
    y = x * 1.0
    if type(y) is float:
        return y**2
    return y**3


def asks_in_a_helper(x):
    return square_of_floats(x * 1.0) + x


def square_of_floats(y):
    return y**2 if type(y) is float else y**3


def catches(x):
    try:
        return math.sin(x)
    except TypeError:
        return 5 * x


def by_table(x):
    return {float: 1.0}.get(type(x), 2.0) * x


@pytest.mark.parametrize(
    ("f", "where", "why"),
    [
        (asks_type, (asks_type, "type(y)"), "asks for the type of a value (type)"),
        (asks_in_a_helper, (square_of_floats, "type(y)"), "asks for the type of a value (type)"),
        (catches, (catches, "math.sin"), "catches an error"),
        (by_table, None, "what kind of object"),
    ],
)
@pytest.mark.parametrize("look", [adlab.trace, adlab.step, adlab.table, adlab.compile])
def test_another_way_is_noticed_where_a_function_is_shown_or_compiled(f, where, why, look):
    with pytest.warns(adlab.DifferentRunWarning) as caught:
        look(f, 2.0)
    (warning,) = [w for w in caught if w.category is adlab.DifferentRunWarning]
    message = str(warning.message)
    assert f"{f.__name__} does something else when it is recorded" in message
    assert why in message
    assert warning.filename == __file__
    if where:
        assert f"where: {line_of(*where)}, in {where[0].__name__}" in message


def test_check_grads_says_that_another_function_is_recorded():
    with (
        pytest.warns(adlab.DifferentRunWarning, match="type of a value"),
        pytest.raises(adlab.GradientCheckError),
    ):
        adlab.check_grads(asks_type, (2.0,))


def test_both_results_are_shown():
    with pytest.warns(adlab.DifferentRunWarning, match="it returns 8, and 4 when it is simply"):
        adlab.trace(asks_type, 2.0)


@pytest.mark.parametrize(
    ("f", "args"),
    [
        (lambda x: x / 2, (3,)),
        (lambda x: 1 / (x - 3.0) ** 2, (2.0,)),
        (lambda d: d["a"] * np.sum(d["b"]), ({"a": 2.0, "b": VECTOR},)),
        (lambda x: [x, {"y": x * 2}], (2.0,)),
        (lambda x: x.T @ x, (VECTOR,)),
        (lambda x: x > 0, (VECTOR,)),
        (lambda x: adlab.grad(lambda y: y * y * x)(x), (2.0,)),
        (lambda x: (x + 1e-9) - x, (2.0,)),
        (lambda x: x**0.5 * x**2 * x**-1.5, (2.3,)),
    ],
)
def test_a_function_that_does_the_same_is_not_suspected(f, args, recwarn):
    adlab.trace(f, *args)
    assert not list(recwarn)


def test_what_is_not_finite_has_its_own_warning_only():
    for f, x in ((lambda x: 1 / x, 0.0), (lambda x: x**0.5, -8.0), (np.log, 0.0)):
        with pytest.warns(adlab.NonFiniteWarning) as caught:
            adlab.trace(f, x)
        assert len(caught) == 1


# -- Random numbers, printing, side effects -----------------------------------------------------

generator = np.random.default_rng(0)
system = random.SystemRandom()  # which has no state to go back to


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x * np.random.normal(),
        lambda x: x * random.random(),
        lambda x: x * generator.normal(),
    ],
)
def test_random_numbers_are_drawn_again_and_no_more_of_them(f, recwarn):
    random.seed(1)
    np.random.seed(1)
    state = generator.bit_generator.state
    adlab.trace(f, 1.0)
    assert not list(recwarn)
    after = adlab.trace(f, 1.0).values[-1]
    random.seed(1)
    np.random.seed(1)
    generator.bit_generator.state = state
    assert (f(1.0), f(1.0))[1] == after


def test_a_generator_among_the_arguments_is_not_used_up(recwarn):
    rng = np.random.default_rng(5)
    drawn = adlab.trace(lambda x, rng: x * rng.normal(), 1.0, rng=rng).values[-1]
    again = np.random.default_rng(5)
    assert drawn == again.normal()
    assert rng.normal() == again.normal()
    assert not list(recwarn)


def test_a_function_that_differs_from_run_to_run_is_called_that():
    calls = []

    def counts(x):
        calls.append(1)
        return x * len(calls)

    with pytest.warns(adlab.DifferentRunWarning, match="Two runs of counts with the same"):
        adlab.trace(counts, 2.0)
    with pytest.warns(adlab.DifferentRunWarning, match="draws random numbers"):
        adlab.trace(lambda x: x * system.random(), 2.0)


def test_a_function_that_changes_what_it_uses_is_not_accused_of_looking_at_types(recwarn):
    data = np.ones(3)

    def f(x):
        y = np.sum(x * data)
        data[:] = 0.0
        return y

    assert adlab.trace(f, VECTOR).values[-1] == 2.0
    assert not list(recwarn)


def test_what_is_printed_is_printed_once(capsys):
    def prints(x):
        print("hello")
        return x * 2

    adlab.trace(prints, 2.0)
    assert capsys.readouterr().out == "hello\n"


def test_an_argument_that_is_used_up_is_left_alone(recwarn):
    assert adlab.trace(lambda x, it: x * next(it), 2.0, it=iter([3.0, 4.0])).values[-1] == 6.0
    assert not list(recwarn)


def test_a_function_that_fails_plainly_is_no_reason_to_warn(recwarn):
    adlab.trace(lambda x: x.sum() * x, 2.0)  # Python's floats have no .sum
    assert not list(recwarn)


# -- Cost ---------------------------------------------------------------------------------------


def counted():
    runs = []

    def f(x):
        runs.append(1)
        return x * x

    return f, runs


def test_grad_runs_the_function_once():
    f, runs = counted()
    adlab.grad(f)(2.0)
    adlab.jacrev(f)(2.0)
    assert len(runs) == 2


def test_a_trace_runs_the_function_twice():
    f, runs = counted()
    adlab.trace(f, 2.0)
    assert len(runs) == 2


def test_only_the_outermost_trace_runs_the_function_again():
    f, runs = counted()
    adlab.trace(lambda x: adlab.trace(lambda y: f(y) * x, x).values[-1] * 1.0, 2.0)
    assert len(runs) <= 4


def test_the_users_tracing_function_is_put_back():
    import sys

    before = sys.gettrace()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        adlab.trace(asks_type, 2.0)
    assert sys.gettrace() is before


def test_runs_part_at_the_last_instruction_in_common():
    one = same_as_plain.path(functools.partial(square_of_floats, 2.0))
    other = same_as_plain.path(functools.partial(square_of_floats, 2))
    code, _ = same_as_plain.parting(one, other)
    assert code is square_of_floats.__code__
    assert same_as_plain.parting(one, one) is None
