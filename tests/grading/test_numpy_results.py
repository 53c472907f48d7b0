"""NumPy's numbers and arrays are results like any others, wherever numbers and lists are asked."""

import pytest

from adlab.grading.exercises.exercise import exercises
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.server import ForkServer

WITH_NUMPY = """
import numpy as _np

_right = {entry}


def _as_numpy(x):
    if isinstance(x, dict):
        return {{key: _as_numpy(each) for key, each in x.items()}}
    if isinstance(x, (list, tuple)):
        items = [_as_numpy(each) for each in x]
        numbers = all(isinstance(each, (_np.generic, _np.ndarray)) for each in items)
        alike = numbers and len({{_np.shape(each) for each in items}}) <= 1
        return _np.array(items) if {arrays} and alike else items
    return _np.int64(x) if type(x) is int else _np.float64(x) if type(x) is float else x


def {entry}(*arguments):
    return _as_numpy(_right(*arguments))
"""
FUNCTIONS = [id for id, each in exercises().items() if not each.asks_for_class]


@pytest.fixture(scope="module")
def server():
    with ForkServer() as server:
        yield server


@pytest.mark.parametrize("id", FUNCTIONS)
@pytest.mark.parametrize("arrays", [True, False], ids=["arrays", "numbers"])
def test_a_solution_that_returns_them_is_right(id, arrays, server):
    exercise = exercises()[id]
    source = exercise.solution + WITH_NUMPY.format(entry=exercise.entry, arrays=arrays)
    report = grade(exercise, source, seed=1, server=server)
    assert report.solved, report.problem or report.first_failed
