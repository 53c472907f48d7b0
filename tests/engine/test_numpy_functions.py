"""What NumPy's users reach for: values as NumPy has them, derivatives as differences do.

`numpy_calls` has the calls in all forms; here they are made, with what is not a form: points where
something special happens, errors, and what stays out.
"""

import numpy as np
import pytest

import adlab
from tests.engine.numpy_calls import AT, CALLS, HOLES, LINE, PLACES, ROWS, X, Y
from tests.engine.test_rules_at_the_edges import SQUARE, assert_right, filled, module_of

NEWER = {(np.reshape, "copy")}  # keywords that NumPy has since 2.1


@pytest.mark.parametrize(("function", "arguments", "options"), CALLS)
def test_a_call_is_numpys_and_its_derivatives_are_those_of_differences(
    function, arguments, options
):
    if any((function, key) in NEWER for key in options) and not hasattr(np, "matvec"):
        pytest.skip("of a newer NumPy")
    start = SQUARE if module_of(function) == "linalg" else AT.get(function, Y)
    if function is np.interp and arguments[-1] is X and np.size(arguments[1]) == 1:
        start = start[:1]
    f = lambda x: function(*[filled(a, x) for a in arguments],  # noqa: E731
                           **{k: filled(v, x) for k, v in options.items()})  # fmt: skip
    assert_right(f, start, second=False)
