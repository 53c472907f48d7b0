"""An axis that an array does not have is refused as NumPy refuses it, whoever does the work."""

import inspect
import itertools
import warnings
from functools import partial

import numpy as np
import pytest

import adlab
from adlab.engine.primitives.primitive import FUNCTIONS

ARRAYS = [np.array([[1.3, -0.7, 2.1], [0.4, 1.9, -1.1]]), np.array([1.3, -0.7, 2.1]), 1.5]
OTHERS = {"take": [[0, 1]], "repeat": [2], "roll": [1], "insert": [0, 1.0], "delete": [0],
          "append": [ARRAYS[0]], "take_along_axis": [np.zeros((1, 3), int)], "split": [2],
          "array_split": [2], "partition": [1]}  # fmt: skip
OTHERS |= {name: [0.3] for name in ("quantile", "nanquantile", "percentile", "nanpercentile")}
METHODS = [np.add, np.multiply, np.maximum, np.logaddexp, np.subtract]


def has_axis(function):
    try:
        return "axis" in inspect.signature(function).parameters
    except ValueError:
        return False


def refusal(call):
    """The error, if it is one; NumPy may ask a number of Python's for its `ndim`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            call()
        except (ValueError, TypeError, IndexError, AttributeError) as error:
            return error


@pytest.mark.parametrize("axis", [0, -1, 1, 2, -3, 5])
@pytest.mark.parametrize("x", ARRAYS, ids=["matrix", "row", "number"])
def test_a_function_refuses_where_numpy_does(x, axis):
    for function in filter(has_axis, FUNCTIONS):
        others = OTHERS.get(function.__name__, [])

        def f(x, function=function, others=others):
            return function(x, *others, axis=axis)

        here = refusal(partial(adlab.trace, f, x))
        if not isinstance(here, adlab.AdlabError):  # which may say no where NumPy does not
            assert bool(here) == bool(refusal(partial(f, x))), function


@pytest.mark.parametrize("ufunc", METHODS, ids=lambda ufunc: ufunc.__name__)
@pytest.mark.parametrize("method", ["reduce", "accumulate"])
def test_a_method_of_a_ufunc_refuses_where_numpy_does(ufunc, method):
    for x, axis in itertools.product(ARRAYS, (0, -1, 1, 2, -3, 5)):

        def f(x, axis=axis):
            return getattr(ufunc, method)(x, axis=axis)

        here = refusal(partial(adlab.trace, f, x))
        assert bool(here) == bool(refusal(partial(f, x))), (x, axis, here)


def test_a_number_is_reduced_to_itself():
    assert adlab.value_and_grad(lambda x: np.logaddexp.reduce(x * x))(3.0) == (9.0, 6.0)


def test_the_error_names_the_line_and_says_how_axes_are_counted():
    with pytest.raises(
        adlab.ShapeError, match=r"median[\s\S]*np.median\(x, axis=2\)[\s\S]*counted"
    ):
        adlab.grad(lambda x: np.sum(np.median(x, axis=2)))(ARRAYS[0])
