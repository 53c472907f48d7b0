"""Three small exercises for the tests of the grader, and honest answers to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from adlab.grading.walls.entry import submitted
from adlab.grading.walls.remote import (
    Function,
    Hidden,
    Limits,
    Submission,
    SubmissionProblem,
    Task,
    array,
)
from adlab.grading.walls.sandbox import Layers
from adlab.grading.walls.server import ForkServer

LIMITS = Limits(call=1.0, total=10.0)

# An exercise need not allow modules that reach into the system. These do, because whoever wants
# them finds them anyway, and the walls are to be tested, not the sign before them.
IMPORTS = (
    "atexit ctypes fcntl gc json builtins numpy os platform resource shutil signal socket"
    " subprocess sys threading"
)

HONEST = """
import math

def gradient(x):
    return [x[1] + math.sin(x[2]), x[0], math.cos(x[2]) * x[0]]
"""

HONEST_NUMPY = """
import numpy as np

def gradient(x):
    return np.array([x[1] + np.sin(x[2]), x[0], np.cos(x[2]) * x[0]])
"""

COST_ADAPTER = """
def f(x):
    total = x[0]
    for one, other in zip(x, x[1:]):
        total = total + one * other
    return total

def gradient(x):
    return submission.gradient(f, x)
"""

HONEST_COST = """
def gradient(f, x):
    padded = [None, *x, None]
    out = []
    for k in range(1, len(x) + 1):
        beside = [n for n in (padded[k - 1], padded[k + 1]) if n is not None]
        total = beside[0] + beside[1] if len(beside) == 2 else beside[0]
        out.append(total + 1.0 if k == 1 else total)
    return out
"""


HONEST_EVALUATIONS = """
def gradient(f, x):
    found = []
    for k in range(len(x)):
        up, down = list(x), list(x)
        up[k], down[k] = x[k] + 1e-4, x[k] - 1e-4
        found.append((f(*up) - f(*down)) / 2e-4)
    return found
"""


def check_values(submission: Submission, rng: np.random.Generator) -> None:
    """The gradient of x0 x1 + sin(x2) x0 at a random point."""
    x = rng.normal(size=3)
    expected = [x[1] + np.sin(x[2]), x[0], np.cos(x[2]) * x[0]]
    found = array(submission(x.tolist()))
    assert found.shape == (3,)
    assert np.all(np.abs(found - expected) < 1e-9)


def check_cost(submission: Submission, rng: np.random.Generator) -> None:
    """The gradient of a sum of products, from few operations on numbers that are not shown."""
    x = rng.normal(size=20)
    expected = np.append(x[1:], 0.0) + np.insert(x[:-1], 0, 1.0)
    found = array(submission(Hidden(x.tolist())))
    assert found.shape == x.shape
    assert np.all(np.abs(found - expected) < 1e-4)
    assert sum(submission.counts.values()) <= 5 * len(x)


def check_evaluations(submission: Submission, rng: np.random.Generator) -> None:
    """The gradient of a quadratic function that is evaluated here, from two evaluations each."""
    x, weights = rng.normal(size=4), rng.normal(size=4)
    function = Function(lambda *xs: float(np.dot(weights, np.square(xs))), 4)
    found = array(submission(function, x.tolist()))
    assert found.shape == x.shape
    assert np.all(np.abs(found - 2 * weights * x) < 1e-6)
    assert submission.counts["evaluate"] <= 2 * len(x)


CHECKS: dict[str, Callable[[Submission, np.random.Generator], None]] = {
    "values": check_values,
    "cost": check_cost,
    "evaluations": check_evaluations,
}


@dataclass(frozen=True)
class Graded:
    """What a grade of a small exercise came to."""

    points: int
    problems: list[SubmissionProblem]
    output: str


def grade(
    source: str,
    layers: Layers | None = None,
    server: ForkServer | None = None,
    exercise: str = "values",
    limits: Limits = LIMITS,
) -> Graded:
    """Run three checks; a check that raises gives no point."""
    cost = exercise == "cost"
    check = CHECKS[exercise]
    adapter, oracle = COST_ADAPTER if cost else None, exercise != "values"
    task = Task(source, "gradient", adapter, tuple(IMPORTS.split()), oracle=oracle)
    points, problems, output = 0, [], ""
    try:
        with submitted(task, limits, server, layers) as submission:
            for _ in range(3):
                try:
                    check(submission, np.random.default_rng())
                    points += 1
                except SubmissionProblem as problem:
                    problems.append(problem)
                except (AssertionError, ValueError):
                    pass
            output = submission.output
    except SubmissionProblem as problem:
        problems.append(problem)
    return Graded(points, problems, output)
