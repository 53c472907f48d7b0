"""Dual numbers: a value and how fast it moves, in one number. Forward mode without a graph.

A dual number a + b·ε is computed with like any sum, with the one rule ε² = 0. The derivative of f
at x is then the number that stands before ε in f(x + ε):

>>> import numpy as np
>>> x = Dual(3.0, 1.0)
>>> x * x
Dual(9.0, 6.0)
>>> print(np.sin(x * x))
0.4121 − 5.467ε

Value and slope come from the same declarations that the sweeps use (`primitives`): to first order,
g(a + b·ε) = g(a) + g′(a)·b·ε.

Sources: Clifford, *Preliminary sketch of biquaternions* (1873); Baydin et al. (2018), section
3.1.1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from adlab.engine.errors import InputError, TracingError, UnsupportedFunctionError, explain
from adlab.engine.numbers import number
from adlab.engine.primitives import PRIMITIVES
from adlab.engine.recording import UFUNC_NAMES, as_value


class Dual(NDArrayOperatorsMixin):
    """value + tangent·ε, with ε² = 0.

    Parameters
    ----------
    value : float or array
    tangent : float or array
        How fast the value moves; 0 for a constant.

    Raises
    ------
    InputError
        One of them is not a real number; or is itself dual. Nested duals would need an ε each
        (`adlab.jvp` keeps them apart, so for higher derivatives use that).
    UnsupportedFunctionError
        A function that adlab has no primitive for, or that does not work entry by entry.

    Python's operators and NumPy's functions of one or two numbers work:

    >>> x = Dual(2.0, 1.0)
    >>> x**3 + 1 / x
    Dual(8.5, 11.75)
    >>> print(5 * x)
    10 + 5ε
    >>> bool(x > 1.0)  # a question, so the answer has no tangent
    True
    """

    __slots__ = ("tangent", "value")

    def __init__(self, value: Any, tangent: Any = 0.0) -> None:
        for part, name in ((value, "value"), (tangent, "tangent")):
            if isinstance(part, Dual):
                raise InputError(
                    explain(
                        f"The {name} of a dual number is dual itself.",
                        why="two different ε would be taken for one",
                        fix="for derivatives of derivatives, nest adlab.jvp or adlab.grad",
                    )
                )
        self.value = as_value(value, "the value of a dual number")
        self.tangent = as_value(tangent, "the tangent of a dual number")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        name = UFUNC_NAMES.get(ufunc.__name__, ufunc.__name__)
        primitive = PRIMITIVES.get(name)
        asks = primitive is not None and primitive.rules == (None,)  # a comparison
        if primitive is None or method != "__call__" or options:
            raise _unsupported(f"np.{ufunc.__name__}")
        duals = [each if isinstance(each, Dual) else Dual(each) for each in inputs]
        values = [dual.value for dual in duals]
        with np.errstate(all="ignore"):
            if asks:
                return primitive.function(*values)
            if not primitive.elementwise:
                raise _unsupported(f"np.{ufunc.__name__}")
            result = primitive.function(*values)
            tangent = sum(
                rule(result, *values) * dual.tangent
                for rule, dual in zip(primitive.rules, duals, strict=True)
                if np.any(dual.tangent)  # a constant does not move
            )
        return Dual(result, tangent)

    def __repr__(self) -> str:
        return f"Dual({self.value!r}, {self.tangent!r})"

    def __str__(self) -> str:
        if np.ndim(self.value) or np.ndim(self.tangent):
            return f"{self.value} + {self.tangent}ε"
        sign = "−" if self.tangent < 0 else "+"
        return f"{number(self.value)} {sign} {number(abs(self.tangent))}ε"

    # What would lose the tangent.

    def __float__(self) -> float:
        raise TracingError(
            explain(
                "A dual number was turned into a plain one.",
                why="float(), int() and the functions of `math` would drop its tangent",
                fix="use NumPy's functions, such as np.sin; the plain number is x.value",
            )
        )

    __int__ = __float__

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise _unsupported("an array of dual numbers")

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        raise _unsupported(f"np.{function.__name__}")


def _unsupported(what: str) -> UnsupportedFunctionError:
    return UnsupportedFunctionError(
        explain(
            f"{what} does not take dual numbers here.",
            why="this small class has the functions that work number by number",
            fix="adlab.jvp does the same for everything that adlab knows",
        )
    )
