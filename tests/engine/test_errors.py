"""Errors teach: what happened, on which line of the user's code, and what to write instead."""

import functools
import inspect
import math
import re

import numpy as np
import pytest

import adlab

VECTOR = np.array([1.0, 2.0, 3.0])


def line_of(f, text):
    """`line 12, in f: <that line>`, for the line of f that contains the text."""
    lines, first = inspect.getsourcelines(f)
    for k, line in enumerate(lines):
        if text in line:
            return f"line {first + k}, in {f.__name__}: {line.strip()}"
    raise LookupError(text)


def uses_float(x):
    y = x * 2.0
    return float(y)


def uses_math(x):
    return math.sin(x) * x


def builds_array(x):
    z = np.array([x * 2, x + 1])
    return z.sum()


def converts(x):
    return np.asarray(x) * 2


def assigns_into_plain_array(x):
    z = np.zeros(3)
    z[0] = x
    return z.sum()


def assigns_into_recorded_number(x):
    x[...] = 3.0
    return x


def multiplies_in_place(x):
    total = np.ones(3)
    total *= x
    return total.sum()


def writes_out(x):
    return np.add(x, 1.0, out=np.zeros(3)).sum()


def array_as_condition(x):
    if x > 0:
        return x.sum()
    return -x.sum()


def counts_with_a_value(x, n):
    for _ in range(n):
        x = x * x
    return x


def indexes_with_a_float(x):
    return VECTOR[0] * x[x[0]]


def unsupported(x):
    return np.unwrap(x)


def unsupported_method(x):
    return x.view()


def shapes(x):
    return x @ np.ones((2, 3))


def converts_to_int(x):
    return x.astype(int).sum()


@pytest.mark.parametrize(
    ("f", "x", "what", "line", "fix"),
    [
        (uses_float, 2.0, "float() was called on a recorded value", "float(y)", "as it is"),
        (uses_math, 2.0, "math.sin was called on a recorded value", "math.sin", "use `np.sin`"),
        (builds_array, 2.0, "put into a plain NumPy array", "np.array", "`np.stack([...])`"),
        (converts, VECTOR, "put into a plain NumPy array", "np.asarray", "use the value as it is"),
        (assigns_into_plain_array, 2.0, "assigned to an entry of a plain NumPy array", "z[0]",
         "`np.stack([...])`"),
        (assigns_into_recorded_number, 2.0, "An entry of a recorded number was assigned to",
         "x[...] =", "x = ..."),
        (multiplies_in_place, 2.0, "into an existing array", "*=", "arr = np.multiply(arr, v)"),
        (writes_out, VECTOR, "into an existing array", "out=", "arr = np.add(arr, v)"),
        (array_as_condition, VECTOR, "array of shape (3,) was used as a condition", "if x > 0",
         "np.where(mask, a, b)"),
        (indexes_with_a_float, VECTOR, "A recorded float was used as an index", "x[x[0]]",
         "whole numbers"),
        (unsupported, VECTOR, "adlab has no derivative for np.unwrap", "unwrap",
         "@adlab.primitive"),
        (unsupported_method, VECTOR, "the array method .view", "x.view", "write `x`"),
        (converts_to_int, VECTOR, "astype(int64) was called", "astype", "leave the conversion out"),
    ],
)  # fmt: skip
def test_what_would_lose_the_derivative_is_refused(f, x, what, line, fix):
    with pytest.raises(adlab.TracingError) as caught:
        adlab.grad(f)(x)
    message = str(caught.value)
    assert what in message
    assert line_of(f, line) in message
    assert fix in message.partition("fix:")[2]


def test_a_count_is_passed_plainly():
    with pytest.raises(adlab.TracingError, match="where Python needs a whole number") as caught:
        adlab.trace(counts_with_a_value, 2.0, 3)
    assert line_of(counts_with_a_value, "range(n)") in str(caught.value)
    assert adlab.grad(counts_with_a_value)(2.0, 3) == 8 * 2.0**7


def test_shapes_that_do_not_fit_are_both_shown():
    with pytest.raises(adlab.ShapeError, match=re.escape("shapes (3,) and (2, 3)")) as caught:
        adlab.grad(shapes)(VECTOR)
    assert line_of(shapes, "@") in str(caught.value)


def test_unsupported_functions_say_what_to_write_instead():
    with pytest.raises(adlab.UnsupportedFunctionError, match=r"write `np\.stack\("):
        adlab.grad(lambda x: np.apply_along_axis(np.sum, 0, x))(VECTOR)


def test_the_types_of_the_errors_are_the_ones_python_users_expect():
    assert issubclass(adlab.TracingError, TypeError)
    assert issubclass(adlab.ShapeError, ValueError)
    assert issubclass(adlab.InputError, TypeError)
    assert issubclass(adlab.GradientCheckError, AssertionError)


def test_complex_and_object_inputs_are_refused():
    with pytest.raises(adlab.InputError, match="input x is complex"):
        adlab.trace(lambda x: x, 2j)
    with pytest.raises(adlab.InputError, match="real numbers"):
        adlab.trace(lambda x: x, np.array([object()]))
    with pytest.raises(adlab.InputError, match="x is 'a', which has no derivative"):
        adlab.grad(lambda x: x)("a")


def test_an_output_that_is_not_one_number_is_explained():
    with pytest.raises(adlab.OutputError, match=r"returned an array of shape \(3,\)") as caught:
        adlab.grad(lambda x: x * 2)(VECTOR)
    assert "jacrev" in str(caught.value)
    with pytest.raises(adlab.OutputError, match="returned 2 values"):
        adlab.grad(lambda x: (x, x))(1.0)
    with pytest.raises(adlab.OutputError, match="end the function with `return"):
        adlab.grad(lambda x: None)(1.0)


def test_an_argument_that_is_not_there_is_explained():
    with pytest.raises(adlab.InputError, match="no argument 3 to differentiate"):
        adlab.grad(lambda x, y: x * y, argnums=3)(1.0, 2.0)


def test_a_direction_of_the_wrong_shape_or_nesting_is_explained():
    with pytest.raises(adlab.InputError, match=r"the direction of x has shape \(2,\)"):
        adlab.jvp(lambda x: x, (VECTOR,), (np.ones(2),))
    with pytest.raises(adlab.InputError, match="2 values side by side are needed"):
        adlab.jvp(lambda x, y: x, (1.0, 2.0), (1.0,))
    with pytest.raises(adlab.InputError, match="the cotangent must be nested like"):
        adlab.vjp(lambda x: (x, x), 1.0)[1](1.0)


def test_a_value_kept_from_an_earlier_run_is_refused():
    kept = []

    def leaky(x):
        kept.append(x)
        return x * kept[0]

    adlab.grad(leaky)(2.0)
    with pytest.raises(adlab.TracingError, match="recorded in another run"):
        adlab.grad(leaky)(3.0)
    with pytest.raises(adlab.TracingError, match="recorded in another run"):
        kept[0] * 2.0
    with pytest.raises(adlab.TracingError, match="recorded in another run"):
        np.sin(kept[0])


def takes_logarithm(x):
    y = x - 2.0
    return np.log(y) * 2.0


def test_the_first_value_that_is_not_finite_is_named_with_its_line():
    with pytest.warns(adlab.NonFiniteWarning) as caught:
        adlab.grad(takes_logarithm)(2.0)
    (warning,) = caught
    assert "The value of v2 = ln y is infinite, at y = 0." in str(warning.message)
    assert line_of(takes_logarithm, "np.log") in str(warning.message)
    assert warning.filename == __file__


def takes_root(x):
    y = x * x
    return np.sqrt(y)


def test_an_infinite_derivative_of_a_finite_value_names_the_edge():
    with pytest.warns(adlab.NonFiniteWarning) as caught:
        adlab.grad(np.sqrt)(0.0)
    with pytest.warns(adlab.NonFiniteWarning) as caught:
        assert np.isnan(adlab.grad(takes_root)(0.0))  # ∞ · 0
    (warning,) = caught
    assert "The derivative of v2 = √y with respect to y is infinite, at y = 0." in str(
        warning.message
    )
    assert line_of(takes_root, "np.sqrt") in str(warning.message)


def test_numpys_own_warnings_do_not_double_ours(recwarn):
    with pytest.warns(adlab.NonFiniteWarning):
        adlab.trace(lambda x: 1.0 / x, 0.0)
    assert not [w for w in recwarn if w.category is RuntimeWarning]


def test_scalars_follow_numpys_float64_and_not_pythons():
    with pytest.warns(adlab.NonFiniteWarning, match="is nan, at x = −8"):
        assert np.isnan(adlab.trace(lambda x: x**0.5, -8.0).values[-1])
    with pytest.warns(adlab.NonFiniteWarning, match="is infinite, at x = 0"):
        assert adlab.trace(lambda x: 2.0 / x, 0.0).values[-1] == np.inf
    with pytest.warns(adlab.NonFiniteWarning, match="is infinite"):
        assert adlab.trace(lambda x: x**2.0, 1e200).values[-1] == np.inf


def test_an_output_that_does_not_depend_on_the_input_is_said():
    with pytest.warns(adlab.IndependentOutputWarning, match="does not depend on its inputs"):
        assert adlab.grad(lambda x: 3)(2.0) == 0.0


def test_a_constant_second_derivative_is_no_reason_to_warn(recwarn):
    assert adlab.grad(adlab.grad(lambda x: 3 * x))(1.0) == 0.0
    assert not list(recwarn)


def test_what_works_in_numpy_works_here():
    assert adlab.grad(lambda x: sum([x, x * x]) + max(x, 2.0) + abs(x))(3.0) == 9.0
    assert adlab.grad(lambda x: functools.reduce(lambda a, b: a * b, [x, x, x]))(3.0) == 27.0
    assert adlab.grad(lambda x: x if x else x * 3)(0.0) == 3.0
    assert f"{adlab.grad(lambda x: x * float(f'{x:.1f}'))(2.04)}" == "2.0"


def test_check_grads_shows_both_numbers():
    @adlab.primitive("2.9 * x**2")
    def cube(x):
        return x * x * x

    with pytest.raises(adlab.GradientCheckError, match="forward mode disagrees with differences"):
        adlab.check_grads(cube, (1.7,))
    with pytest.raises(adlab.GradientCheckError, match="reverse mode disagrees"):
        adlab.check_grads(cube, (1.7,), modes=("rev",))
    adlab.check_grads(lambda x, y: np.sin(x * y), (1.7, -0.6), order=3)


def takes_a_list(v):
    return np.sum(v)


def imports_from_math(x):
    from math import sin

    return sin(x)


def uses_gamma(x):
    return math.gamma(x)


def puts_into_a_set(x):
    return len({x, x * 1.0}) * x


def uses_a_caret(x):
    return x ^ 2


def fills_a_slice(x):
    z = np.zeros(3)
    z[:] = x
    return z


@pytest.mark.parametrize(
    ("f", "x", "what", "fix"),
    [
        (takes_a_list, [1.0, 2.0], "put into a plain NumPy array", "np.stack"),
        (imports_from_math, 2.0, "math.sin was called", "use `np.sin`"),
        (uses_gamma, 2.0, "math.gamma was called", "@adlab.primitive"),
        (puts_into_a_set, 2.0, "put into a set", "a list or a tuple"),
        (uses_a_caret, 2.0, "`^` is not a power", "write `x**2`"),
        (fills_a_slice, np.ones(3), "assigned to an entry of a plain", "np.stack"),
    ],
)
def test_common_slips_are_understood(f, x, what, fix):
    with pytest.raises(adlab.TracingError) as caught:
        adlab.grad(f)(x)
    assert what in str(caught.value)
    assert fix in str(caught.value).partition("fix:")[2]


def square(x):
    return x * x


def test_slips_in_the_call_are_understood():
    with pytest.raises(adlab.InputError, match=r"call it: adlab.grad\(f\)\(2.0\)"):
        adlab.grad(square, 2.0)
    with pytest.raises(adlab.InputError, match=r"A derivative is taken of a function, not of 4\.0"):
        adlab.grad(square(2.0))
    with pytest.raises(adlab.InputError, match=r"wants the function itself, and got 4\.0"):
        adlab.step(square(2.0))
    with pytest.raises(adlab.InputError, match=r"square cannot be called with 0 argument"):
        adlab.step(square)
    with pytest.raises(adlab.InputError, match=r"square cannot be called with 2 argument"):
        adlab.trace(square, 1.0, 2.0)
    with pytest.raises(adlab.InputError, match="x is None, which has no derivative"):
        adlab.grad(square)(None)


def test_a_primitive_without_its_derivative_is_explained():
    with pytest.raises(TypeError, match="needs the derivative of the function"):
        adlab.primitive()


def twice_of(z, x):
    return 2.0 * np.ones_like(x)


@adlab.primitive(twice_of)
def twice(x):
    return 2.0 * x


def test_a_rule_may_be_a_function_with_a_name_and_parentheses_may_not_be_missing():
    assert adlab.grad(twice)(3.0) == 2.0
    with pytest.raises(TypeError, match="needs the derivative of the function"):

        @adlab.primitive
        def square(x):
            return x * x
