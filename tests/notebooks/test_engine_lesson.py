"""The five steps of lesson 12: where one begins, and the version that is there on request."""

import itertools
import re

import nbformat
import numpy as np
import pytest

import adlab
from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.runner import grade
from tests.notebooks.store import NOTEBOOKS

STEPS = {  # id of the starter cell → exercise
    "engine-do-1": "engine-1-rules",
    "engine-do-2": "engine-2-record",
    "engine-do-3": "engine-3-order",
    "engine-do-4": "engine-4-backward",
    "engine-do-5": "scalar-engine",
}
each_step = pytest.mark.parametrize(("cell", "id"), STEPS.items(), ids=STEPS.get)


def cells():
    return nbformat.read(NOTEBOOKS / "12-engine.ipynb", as_version=4).cells


def sources():
    return {cell.id: cell.source for cell in cells()}


def reference():
    """The code that the lesson keeps in a box to be opened."""
    return re.search(r"```python\n(.*?)```", sources()["engine-reference"], re.DOTALL)[1]


def all_operations(x, y):
    z = x * y
    return (3.0 - np.exp(-z / 10.0)) / z + adlab.relu(x) * np.log(z) - np.tanh(y)


def test_every_exercise_of_the_lesson_is_one_of_the_steps():
    tagged = [cell.id for cell in cells() if "exercise" in cell.metadata.get("tags", ())]
    assert tagged == list(STEPS)


@each_step
def test_below_each_starter_cell_stands_its_check(cell, id):
    code = [each for each in cells() if each.cell_type == "code"]
    starter, check = next(pair for pair in itertools.pairwise(code) if pair[0].id == cell)
    assert starter.source.startswith(f"# exercise: {id}\n")
    assert check.source == f'adlab.check("{id}", {find(id).entry})'
    assert "check" in check.metadata["tags"]


@each_step
def test_a_starter_cell_runs_and_is_not_solved(cell, id):
    exec(sources()[cell], {})
    assert not grade(find(id), sources()[cell], seed=1).points


@each_step
def test_the_version_on_request_passes(cell, id):
    assert grade(find(id), f"import math\n\n{reference()}", seed=1).solved


def test_the_version_on_request_is_right_in_the_player_and_about_60_lines():
    namespace = {}
    exec(f"import math\n\n{reference()}", namespace)
    assert adlab.step_with(namespace["Value"], all_operations, 2.0, 5.0).is_right
    assert len([line for line in reference().splitlines() if line.strip()]) <= 75


def test_the_version_on_request_stands_nowhere_else():
    told = [source for id, source in sources().items() if id != "engine-reference"]
    assert not any("operand.grad += node.grad * partial" in source for source in told[11:])
