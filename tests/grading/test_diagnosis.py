"""What a diagnosis says of a submission, and when it says nothing."""

import json
import re
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest

from adlab.grading.diagnosis.diagnosis import diagnose
from adlab.grading.diagnosis.probes import REPEATS, library, probes
from adlab.grading.diagnosis.questions import QUESTIONS, question
from adlab.grading.diagnosis.signals import signs
from adlab.grading.exercises.exercise import exercises, find
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.entry import submitted

REVERSE = find("reverse-sweep")
TABLE = Path(__file__).parents[2] / "docs" / "misconceptions.md"
CLASSES = {each.diagnosis for e in exercises().values() for each in e.misconceptions}


def told(source, exercise=REVERSE, failed=()):
    return diagnose(exercise, partial(submitted, exercise.task(source), exercise.limits), failed)


def wrong(name, exercise=REVERSE):
    return next(each.source for each in exercise.misconceptions if each.name == name)


def test_a_lost_share_is_shown_on_x_times_x():
    found = told(wrong("overwrites"))
    assert (found.id, found.what, found.node) == ("overwrites", "adjoint", 0)
    assert len(found.case["nodes"]) == 2
    assert found.expected == 2 * found.yours


def test_the_question_has_the_numbers_of_the_case():
    found = told(wrong("overwrites"))
    assert "node 0 should get" in found.message and found.message.endswith("?")


def test_a_diagnosis_is_json():
    found = told(wrong("breadth_first"))
    assert json.loads(json.dumps(asdict(found)))["id"] == "breadth-first-order"


def test_what_is_kept_between_calls_is_told_from_a_wrong_sweep():
    found = told(wrong("keeps_old_adjoints"))
    assert found.id == "no-zeroing"


def test_an_unknown_mistake_gets_a_case_and_no_name():
    found = told(
        "def reverse_sweep(nodes):\n    return [0.123 * k - 7.1 for k in range(len(nodes))]"
    )
    assert found.id is None and found.message == ""
    assert len(found.case["nodes"]) == 1 and found.node == 0


def test_code_that_does_not_load_gets_none():
    assert told("def reverse_sweep(nodes:") is None


def test_an_endless_loop_gets_a_diagnosis_without_a_name_or_none():
    found = told("def reverse_sweep(nodes):\n    while True: pass")
    assert found is None or found.id is None


def test_a_right_solution_has_no_diagnosis():
    assert told(REVERSE.solution) is None


@pytest.mark.parametrize(
    ("name", "id"),
    [("recursive_order", "recursion-too-deep"), ("enumerates_paths", "enumerates-paths")],
)
def test_what_is_right_on_small_graphs_is_told_by_large_ones(name, id):
    report = grade(REVERSE, wrong(name), seed=1)
    failed = [check for check in report.checks if not check.passed]
    assert told(wrong(name), failed=failed).id == id


def test_the_first_probes_are_one_call():
    asked = probes(REVERSE)
    assert len({id(probe) for probe in asked[:REPEATS]}) == 1


def test_no_two_classes_of_the_reverse_sweep_leave_the_same_fingerprint():
    prints = {}
    for each in library(REVERSE):
        if any(each.mistakes):
            prints.setdefault(repr(each.mistakes), set()).add(each.about.diagnosis)
    assert all(len(ids) == 1 for ids in prints.values())


TWO_STYLES = (
    "topological-order",
    "forward-sweep",
    "local-partials",
    "reverse-sweep",
    "forward-or-reverse",
    "scalar-engine",
)


@pytest.mark.parametrize("id", TWO_STYLES)
def test_every_class_of_the_main_exercises_has_two_implementations(id):
    ids = [each.diagnosis for each in exercises()[id].misconceptions]
    assert {each for each in ids if ids.count(each) < 2} == set()


@pytest.mark.parametrize("id", QUESTIONS)
def test_a_question_reads_with_and_without_numbers(id):
    facts = {"node": "node 3", "yours": "4", "expected": "2"}
    for text in (question(id, facts), question(id, {})):
        assert text.endswith("?") and "{" not in text


@pytest.mark.parametrize(
    ("yours", "sign"),
    [(3.0, "overwrites"), (0.0, "path-cut"), (9.0, "resends-whole-adjoint")],
)
def test_a_number_gives_a_mistake_away(yours, sign):
    nodes = [
        {"op": "input", "operands": [], "value": 3.0},
        {"op": "multiply", "operands": [0, 0]},
    ]
    assert sign in signs({"nodes": nodes}, {"what": "adjoint", "node": 0, "yours": yours})


def rows():
    lines = TABLE.read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    return [row for row in cells if row[0].isdigit()]


def test_the_table_has_every_row():
    assert [int(row[0]) for row in rows()] == list(range(1, 87))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_row_names_a_class_of_an_exercise_or_a_reason(row):
    ids = re.findall(r"`([a-z-]+)`", row[2])
    if not ids:
        assert row[2] == "none" and len(row[3]) > 10
        return
    for name in row[3].split(", "):
        found = {each.diagnosis for each in find(name).misconceptions}
        assert found.intersection(ids), f"{name} has none of {ids}"
    assert CLASSES.issuperset(ids)
