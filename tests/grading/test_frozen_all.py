"""The second frozen set: wrong and right solutions of all exercises, by which grading is measured.

Like the first set, they were written from the prompts alone, before the classes they are named by
were tuned, and are never edited. `labels.toml` says of each file what is wrong in it.
"""

from __future__ import annotations

import tomllib
from functools import partial
from pathlib import Path

import pytest

from adlab.grading.diagnosis.diagnosis import diagnose
from adlab.grading.exercises.exercise import exercises
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.server import ForkServer

FROZEN = Path(__file__).parent / "frozen_all"
LABELS = tomllib.loads((FROZEN / "labels.toml").read_text("utf-8"))
FILES = {path.relative_to(FROZEN).as_posix(): path for path in sorted(FROZEN.glob("*/*/*.py"))}
WRONG = [name for name, label in LABELS.items() if not label.get("right")]
RIGHT = [name for name, label in LABELS.items() if label.get("right")]

NAMES, WRONG_NAMES = 0.80, 0.02
"""Goals, as shares of the wrong solutions: named rightly, and named as what they are not."""


@pytest.fixture(scope="module")
def server():
    with ForkServer() as server:
        yield server


def graded(name, server, seed=3):
    exercise = exercises()[name.split("/")[1]]
    return grade(exercise, FILES[name].read_text("utf-8"), seed=seed, server=server)


@pytest.fixture(scope="module")
def named(server):
    """The id that each wrong solution gets; "accepted" if it gets none of our objections."""
    found = {}
    for name in WRONG:
        report = graded(name, server)
        if report.solved:
            found[name] = "accepted"
            continue
        exercise = exercises()[report.exercise]
        task = exercise.task(FILES[name].read_text("utf-8"))
        start = partial(submitted, task, exercise.limits, server)
        diagnosis = diagnose(exercise, start, [c for c in report.checks if not c.passed])
        found[name] = diagnosis.id if diagnosis else None
    return found


def test_each_file_has_a_label_and_each_label_a_file():
    assert sorted(LABELS) == sorted(FILES)
    assert len(WRONG) >= 60 and len(RIGHT) >= 20
    assert {name.split("/")[1] for name in LABELS} <= set(exercises())


@pytest.mark.parametrize("name", FILES)
def test_every_file_compiles_and_names_its_exercise(name: str):
    source = FILES[name].read_text("utf-8")
    compile(source, name, "exec")
    assert source.startswith(f"# exercise: {name.split('/')[1]}\n")


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_solution_is_never_flagged(name, server):
    report = graded(name, server)
    assert report.solved, report.problem or report.first_failed


@pytest.mark.slow
def test_no_wrong_solution_is_accepted(named):
    assert [name for name, id in named.items() if id == "accepted"] == []


@pytest.mark.slow
def test_right_names(named):
    missed = {name: id for name, id in named.items() if id != LABELS[name]["diagnosis"]}
    assert len(named) - len(missed) >= NAMES * len(named), missed


@pytest.mark.slow
def test_few_wrong_names(named):
    wrong = {
        name: id
        for name, id in named.items()
        if id not in (None, "accepted", LABELS[name]["diagnosis"])
    }
    assert len(wrong) <= WRONG_NAMES * len(named), wrong


SEEDS, SPREAD = range(20), 1
"""Marks should be those of the work, and not of the graphs that were drawn."""


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_marks_hardly_depend_on_the_seed(name, server):
    points = {graded(name, server, seed).points for seed in SEEDS}
    assert max(points) - min(points) <= SPREAD, sorted(points)
