"""How well the diagnosis does on the frozen set, written before it and never edited."""

from __future__ import annotations

import json
from functools import partial

import pytest

from adlab.grading.diagnosis.diagnosis import diagnose
from adlab.grading.exercises.checks import Wrong, is_close
from adlab.grading.exercises.exercise import exercises
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.local import Local
from adlab.grading.walls.remote import Hidden, SubmissionProblem
from adlab.grading.walls.server import ForkServer
from tests.grading.test_frozen_all import SEEDS, SPREAD
from tests.grading.test_frozen_set import FROZEN, LABELS

NAMED_SINCE = {
    "one_bug/local-partials/difference_quotient.py": "difference-for-slope",
    "one_bug/scalar-engine/negative_has_slope_one.py": "sign-of-negative",
}
"""What is "other" in the labels, which are older than the class of just this mistake."""

NODES, NAMES, WRONG_NAMES, PAIRS = 27 / 30, 24 / 30, 2 / 30, 18 / 20
"""Goals, as shares: right first nodes, right names, wrong names shown, either of two bugs."""


def submission_of(name, server):
    exercise = exercises()[name.split("/")[1]]
    source = (FROZEN / name).read_text("utf-8")
    return exercise, source, partial(submitted, exercise.task(source), exercise.limits, server)


@pytest.fixture(scope="module")
def server():
    with ForkServer() as server:
        yield server


@pytest.fixture(scope="module")
def named(server):
    """The id that each buggy file gets."""
    found = {}
    for name, label in LABELS.items():
        if label.get("right"):
            continue
        exercise, source, start = submission_of(name, server)
        report = grade(exercise, source, seed=3, server=server)
        diagnosis = diagnose(exercise, start, [c for c in report.checks if not c.passed])
        found[name] = diagnosis.id if diagnosis else None
    return found


def ones(named):
    return {name: id for name, id in named.items() if name.startswith("one_bug/")}


@pytest.mark.slow
def test_right_names(named):
    known = {n: id for n, id in ones(named).items() if LABELS[n]["diagnosis"] != "other"}
    right = [name for name, id in known.items() if id == LABELS[name]["diagnosis"]]
    assert len(right) >= NAMES * len(known), sorted(known.keys() - set(right))


@pytest.mark.slow
def test_few_wrong_names(named):
    wrong = [
        name
        for name, id in ones(named).items()
        if id not in (None, LABELS[name]["diagnosis"], NAMED_SINCE.get(name))
    ]
    assert len(wrong) <= WRONG_NAMES * len(ones(named)), wrong


@pytest.mark.slow
def test_of_two_bugs_one_is_named(named):
    pairs = {name: id for name, id in named.items() if name.startswith("two_bugs/")}
    missed = [name for name, id in pairs.items() if id not in LABELS[name]["diagnosis"]]
    assert len(pairs) - len(missed) >= PAIRS * len(pairs), missed


@pytest.mark.parametrize("name", [name for name, label in LABELS.items() if label.get("right")])
def test_a_right_solution_is_never_flagged(name, server):
    exercise, source, _ = submission_of(name, server)
    assert grade(exercise, source, seed=3, server=server).solved


@pytest.mark.slow
def test_the_first_wrong_node_is_found(server):
    cases = [n for n, label in LABELS.items() if "first_wrong" in label and n[:3] == "one"]
    missed = [name for name in cases if first_wrong(name, server) != LABELS[name]["first_wrong"]]
    assert len(cases) - len(missed) >= NODES * len(cases), missed


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, label in LABELS.items() if "right" not in label])
def test_marks_hardly_depend_on_the_seed(name, server):
    exercise, source, _ = submission_of(name, server)
    points = {grade(exercise, source, seed=seed, server=server).points for seed in SEEDS}
    assert max(points) - min(points) <= SPREAD, sorted(points)


def first_wrong(name, server):
    """Where the check of the exercise says that the case of a label goes wrong first."""
    exercise, _, start = submission_of(name, server)
    if exercise.id == "forward-or-reverse":
        return first_wrong_entry(exercise, start, json.loads(LABELS[name]["case"]))
    module = exercise.checks_module()
    with start() as submission:
        if "before" in LABELS[name]:
            checked(module, exercise.id, submission, json.loads(LABELS[name]["before"]))
        facts = checked(module, exercise.id, submission, json.loads(LABELS[name]["case"]))
    return facts.get("position", facts.get("node"))


def first_wrong_entry(exercise, start, case):
    """[row, column] of a Jacobian; the graphs of these labels have partials and no operations."""
    nodes = [
        {"operands": node["operands"], "partials": [Hidden(p) for p in node["partials"]]}
        for node in case["nodes"]
    ]
    right = Local(exercise.task(exercise.solution))(nodes, case["outputs"])
    with start() as submission:
        yours = submission(nodes, case["outputs"])
    for r, row in enumerate(right):
        for c, number in enumerate(row):
            if not (r < len(yours) and c < len(yours[r]) and is_close(yours[r][c], number)):
                return [r, c]
    return None


def checked(module, id, submission, case):
    """The facts of the failure on a case; empty if it does not fail."""
    try:
        if id == "topological-order":
            module.check_graph(submission, module.graph(case["operands"]))
        elif id == "local-partials":
            leaves = [{"op": "input", "operands": [], "value": x} for x in case["operands"]]
            node = {"op": case["op"], "operands": list(range(len(leaves)))}
            module.check_graph(submission, [*leaves, node])
        else:
            module.check_graph(submission, **case)
    except Wrong as wrong:
        return wrong.facts
    except SubmissionProblem:
        return {}
    return {}
