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

import itertools
import warnings
from collections.abc import Sequence
from types import CodeType
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from adlab.engine.arrays.digits import number
from adlab.engine.arrays.values import detach
from adlab.engine.errors import (
    InputError,
    NonFiniteWarning,
    TracingError,
    UnsupportedFunctionError,
    explain,
)
from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.engine.recording.binding import as_value
from adlab.engine.recording.var import UFUNC_NAMES
from adlab.engine.sweeps.finite import is_finite
from adlab.engine.user.frames import user_frame, user_stack_level, user_where


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
        One of them is not a real number, or is itself dual.
    TracingError
        A derivative inside a derivative: the function that a dual number was made for is computed
        with another one from outside. They would need an ε each (`adlab.jvp` keeps them apart).
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

    __slots__ = ("seed", "tangent", "value")

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
        self.seed = _seed() if np.any(detach(self.tangent)) else None

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        name = UFUNC_NAMES.get(ufunc.__name__, ufunc.__name__)
        primitive = PRIMITIVES.get(name)
        asks = primitive is not None and primitive.rules == (None,)  # a comparison
        if primitive is None or method != "__call__" or options:
            raise _unsupported(f"np.{ufunc.__name__}")
        duals = [each if isinstance(each, Dual) else Dual(each) for each in inputs]
        # NumPy's float64: where Python's floats raise an error, it answers inf or nan.
        values = [np.float64(d.value) if type(d.value) is float else d.value for d in duals]
        with np.errstate(all="ignore"):
            if asks:
                return primitive.function(*values)
            if not primitive.elementwise:
                raise _unsupported(f"np.{ufunc.__name__}")
            seed = _common_seed(duals)
            result = primitive.function(*values)
            tangent = sum(
                rule(result, *values) * dual.tangent
                for rule, dual in zip(primitive.rules, duals, strict=True)
                if np.any(detach(dual.tangent))  # a constant does not move
            )
        made = Dual(result, tangent)
        made.seed = seed
        _warn_not_finite(f"np.{ufunc.__name__}", duals, made)
        return made

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


class Seed(NamedTuple):
    """When and where a dual number was made."""

    made: int  # how many were made before
    call: int  # the identity of the frame, which says nothing once the call has ended
    code: CodeType


_seeds = itertools.count()


def _seed() -> Seed:
    frame = user_frame(2)
    return Seed(next(_seeds), id(frame), frame.f_code)


def _common_seed(duals: Sequence[Dual]) -> Seed | None:
    """The seed made last, if those of the others go with it.

    A function D(f, x) that makes a dual number and calls f wants one derivative. If within that
    call the number meets one that was made before and elsewhere, f is itself part of the function
    of another derivative, and the two ε must not be taken for one.
    """
    seeds = [dual.seed for dual in duals if dual.seed is not None]
    if not seeds:
        return None
    last = max(seeds)
    others = [s for s in seeds if (s.call, s.code) != (last.call, last.code)]
    if others and last.code.co_name != "<module>" and _calls(last):
        raise TracingError(
            explain(
                "A dual number meets one of an enclosing derivative.",
                where=user_where(),
                why="each derivative needs an ε of its own, and here the two would be taken for "
                "one: a wrong number would come out",
                fix="for a derivative inside a derivative, nest adlab.jvp or adlab.grad",
            )
        )
    return last


def _calls(seed: Seed) -> bool:
    """Whether the call that made the seed is waiting for the one that runs."""
    frame = user_frame().f_back
    while frame is not None:
        if id(frame) == seed.call and frame.f_code is seed.code:
            return True
        frame = frame.f_back
    return False


def _warn_not_finite(name: str, operands: Sequence[Dual], made: Dual) -> None:
    """Warn of the first inf or nan, as the sweeps do."""
    if not all(is_finite(part) for dual in operands for part in (dual.value, dual.tangent)):
        return
    for what, part in (("value", made.value), ("tangent", made.tangent)):
        if not is_finite(part):
            kind = "nan" if np.any(np.isnan(detach(part))) else "infinite"
            at = ", ".join(map(repr, operands))
            warnings.warn(
                explain(f"The {what} of {name} at {at} is {kind}.", where=user_where()),
                NonFiniteWarning,
                stacklevel=user_stack_level(),
            )
            return


def _unsupported(what: str) -> UnsupportedFunctionError:
    return UnsupportedFunctionError(
        explain(
            f"{what} does not take dual numbers here.",
            why="this small class has the functions that work number by number",
            fix="adlab.jvp does the same for everything that adlab knows",
        )
    )
