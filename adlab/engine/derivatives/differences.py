"""Numerical differentiation: three ways to get a slope by evaluating f and nothing else.

- `forward_difference`, `central_difference`, `complex_step`: at a given step h.
- `STEPS`: the steps that are usual for them.
- `reference(f, x)`: a slope to measure errors against.

Truncation: Taylor's series says what a difference leaves out, h/2·f″ (forward) and h²/6·f‴
(central, and with the other sign the complex step). Round-off: f is known to about ε·|f|, which the
division by h makes ε·|f|/h; the complex step divides a number that was never subtracted.

Sources: Griewank & Walther (2008), chapter 1; Squire and Trapp, *Using complex variables to
estimate derivatives of real functions* (1998).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.engine.derivatives.symbolic import closed_form
from adlab.engine.derivatives.transforms import grad
from adlab.engine.errors import AdlabError

Function = Callable[[Any], Any]

EPSILON = float(np.finfo(float).eps)  # 2.2e-16
STEPS = {
    "forward difference": EPSILON ** (1 / 2),
    "central difference": EPSILON ** (1 / 3),
    "complex step": 1e-20,
}


def forward_difference(f: Function, x: float, h: float) -> float:
    """(f(x + h) − f(x)) / h: two evaluations.

    >>> forward_difference(lambda x: x * x, 3.0, 0.5)
    6.5
    """
    with np.errstate(all="ignore"):
        return float((f(x + h) - f(x)) / h)


def central_difference(f: Function, x: float, h: float) -> float:
    """(f(x + h) − f(x − h)) / 2h: two evaluations, and the error falls with h².

    >>> central_difference(lambda x: x * x, 3.0, 0.5)
    6.0
    """
    with np.errstate(all="ignore"):
        return float((f(x + h) - f(x - h)) / (2 * h))


def complex_step(f: Function, x: float, h: float) -> float:
    """Im f(x + ih) / h: one evaluation, in complex numbers; nan where `f` does not take them.

    It is right where `f` is made of analytic functions only. A comparison, `abs`, or a power with
    the conjugate in it, is not, and gives a wrong slope without a word.

    >>> complex_step(lambda x: x * x, 3.0, 1e-20)
    6.0
    >>> complex_step(np.abs, 3.0, 1e-20)  # wrong: the slope is 1
    0.0
    """
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return float(np.imag(f(np.complex128(complex(x, h))))) / h
    except (TypeError, ValueError):
        return float("nan")


def reference(f: Function, x: float) -> float:
    """The slope of `f` at `x`, rounded once: of the formula with 50 digits, or if there is none AD.

    >>> reference(lambda x: x * x, 3.0)
    6.0
    """
    try:
        return closed_form(f, x).value
    except (AdlabError, TypeError):
        return float(grad(f)(x))
