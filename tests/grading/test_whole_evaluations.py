"""Where evaluations are counted, the grader evaluates: the student has nothing to replace."""

from __future__ import annotations

import pytest

from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.remote import Function, SubmissionProblem, Task

GRADIENT = find("numerical-gradient")

OPENED = """
def numerical_gradient(f, xs):
    inside = [cell.cell_contents for cell in getattr(f, "__closure__", None) or ()]
    for rules in inside:
        if isinstance(rules, dict):  # the operations that are counted, by others that are not
            rules.update(add=lambda x, y: x + y, multiply=lambda x, y: x * y)
    slopes = []
    for k, x in enumerate(xs):
        found = []
        for part in (3e-6, 6e-6, 1e-5):
            h = part * max(1.0, abs(x))
            up, down = list(xs), list(xs)
            up[k], down[k] = x + h, x - h
            found.append((f(*up) - f(*down)) / (2 * h))
        slopes.append(sorted(found)[1])
    return slopes
"""
SWAPPED = OPENED.replace(
    "    inside = ",
    """    import sys
    adapter = sys.modules.get("adapter")
    if adapter:
        adapter.counted_gradient = adapter.gradient
    inside = """,
)


@pytest.mark.parametrize("source", [OPENED, SWAPPED], ids=["closure opened", "adapter swapped"])
def test_who_replaces_the_counter_does_not_get_the_points(source):
    report = grade(GRADIENT, source, seed=1)
    [counted] = [check for check in report.checks if check.name == "test_evaluations"]
    assert not counted.passed and not report.solved


def asked(source, *arguments, **more):
    with submitted(Task(source, "f", oracle=True, **more)) as submission:
        answer = submission(*arguments)
        return answer, submission.counts["evaluate"]


def test_an_evaluation_is_made_here_and_counted():
    twice = Function(lambda x: 2 * x, 1)
    assert asked("def f(g): return [g(1.0), g(g(2.0))]", twice) == ([2.0, 8.0], 3)


@pytest.mark.parametrize(
    ("call", "told"),
    [("g([1.0, 2.0])", "put a star before it"), ("g(1.0)", "takes 2 numbers")],
)
def test_a_call_with_the_wrong_numbers_is_told_how(call, told):
    with pytest.raises(SubmissionProblem, match=told):
        asked(f"def f(g): return {call}", Function(lambda x, y: x + y, 2))


def test_a_function_that_was_not_handed_over_cannot_be_asked_for():
    with pytest.raises(SubmissionProblem, match="wrong way"):
        asked("def f(g): return type(g).ask('evaluate', 7, 1.0)", Function(lambda x: x, 1))


def test_where_there_is_no_value_there_is_nan():
    answer, _ = asked("def f(g): return [1.0 * (g(0.0) != g(0.0))]", Function(lambda x: 1 / x, 1))
    assert answer == [1.0]
