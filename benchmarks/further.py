"""Series beside nested derivatives, sparse Jacobians beside dense ones, solvers beside rounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import adlab
from benchmarks.measure import Result, interleaved, ratio


def taylor_and_nested() -> Iterator[Result]:
    """All derivatives of exp(sin x) up to a degree, by series and by `grad` of `grad`."""

    def wave(x: Any) -> Any:
        return np.exp(np.sin(x))

    def nested(degree: int) -> list[float]:
        f, found = wave, []
        for _ in range(degree + 1):
            found.append(float(f(0.5)))
            f = adlab.grad(f)
        return found

    for degree, rounds in ((4, 9), (7, 3)):
        rivals = {
            "series": lambda degree=degree: adlab.taylor(wave, 0.5, degree),
            "nested": lambda degree=degree: nested(degree),
        }
        times = interleaved(rivals, rounds=rounds, calls=1)
        measured = ratio(times, "nested", "series")
        what = f"exp(sin x) to degree {degree}: nested grad, beside adlab.taylor"
        yield Result(what, str(measured), "", None, times)
    sizes, f = [], wave
    for _ in range(8):
        sizes.append(len(adlab.trace(f, 0.5)))
        f = adlab.grad(f)
    growth = sizes[-1] / sizes[-2]
    times = interleaved(
        {"series": lambda: adlab.taylor(wave, 0.5, 10), "order 7": lambda: nested(7)}, 3, 1
    )
    measured = ratio(times, "order 7", "series")
    what = "exp(sin x) to degree 10: nested grad to degree 7, beside adlab.taylor to 10"
    said = f"{measured}; each further order takes {growth:.1f} times as many nodes"
    yield Result(what, said, "> 10 ×", measured.median > 10.0, times)


def sparse_and_dense() -> Iterator[Result]:
    """The Jacobian of a stencil with five points on 30 × 30, and of a chain of 1,000 points."""

    def stencil(u: Any) -> Any:
        p = np.pad(u, 1)
        return 4 * u - p[2:, 1:-1] - p[:-2, 1:-1] - p[1:-1, 2:] - p[1:-1, :-2] + u**3

    def chain(x: Any) -> Any:
        return x[1:-1] ** 3 - x[:-2] * x[1:-1] - np.sin(x[2:])

    cases = {
        "5-point stencil 30×30": (stencil, np.random.default_rng(0).normal(size=(30, 30))),
        "chain of 1,000": (chain, np.linspace(0.1, 1.0, 1000)),
    }
    for name, (f, x) in cases.items():
        rivals = {
            "sparse": lambda f=f, x=x: adlab.jacobian(f, sparse=True)(x),
            "dense": lambda f=f, x=x: adlab.jacfwd(f)(x),
        }
        times = interleaved(rivals, rounds=5, calls=1)
        measured = ratio(times, "dense", "sparse")
        sweeps = adlab.sparsity(f, x).sweeps
        what = f"Jacobian of a {name}: dense, beside sparse with its pattern and colours"
        yield Result(what, f"{measured}; {sweeps} sweeps", "> 1 ×", measured.median > 1.0, times)


def solver_and_rounds() -> Iterator[Result]:
    """Kepler's equation by 100 rounds: the derivative by the equation, and through the rounds."""

    def solve(e: Any) -> Any:
        E = 0.5
        for _ in range(100):
            E = 0.5 + e * np.sin(E)
        return E

    by_equation = adlab.implicit(solve, lambda E, e: E - e * np.sin(E) - 0.5)
    rivals = {
        "rounds": lambda: adlab.grad(solve)(0.8),
        "equation": lambda: adlab.grad(by_equation)(0.8),
    }
    times = interleaved(rivals, rounds=15, calls=3)
    measured = ratio(times, "rounds", "equation")
    what = "slope of 100 rounds of a solver: through the rounds, beside adlab.implicit"
    yield Result(what, str(measured), "", None, times)


BENCHMARKS = (taylor_and_nested, sparse_and_dense, solver_and_rounds)
