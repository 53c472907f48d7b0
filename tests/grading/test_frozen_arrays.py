"""The frozen set of arrays: wrong solutions by which the diagnosis of arrays is measured.

They were written from the prompts, before there was a diagnosis of arrays, and are never edited.
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

FROZEN = Path(__file__).parent / "frozen_arrays"
LABELS = tomllib.loads((FROZEN / "labels.toml").read_text("utf-8"))
FILES = {path.relative_to(FROZEN).as_posix(): path for path in sorted(FROZEN.glob("*/*.py"))}

NAMES, WRONG_NAMES = 0.80, 0.02
"""Goals, as shares: named rightly, and named as what they are not."""
SEEDS, SPREAD = range(20), 1


@pytest.fixture(scope="module")
def server():
    with ForkServer() as server:
        yield server


def source_of(name):
    return exercises()[name.split("/")[0]], FILES[name].read_text("utf-8")


@pytest.fixture(scope="module")
def named(server):
    """The id that each wrong solution gets; "accepted" if it is right for us."""
    found = {}
    for name in LABELS:
        exercise, source = source_of(name)
        report = grade(exercise, source, seed=3, server=server)
        start = partial(submitted, exercise.task(source), exercise.limits, server)
        failed = [check for check in report.checks if not check.passed]
        diagnosis = diagnose(exercise, start, failed) if failed else None
        found[name] = (diagnosis.id if diagnosis else None) if failed else "accepted"
    return found


def test_each_file_has_a_label_and_each_label_a_file():
    assert sorted(LABELS) == sorted(FILES) and len(LABELS) >= 25


@pytest.mark.slow
def test_they_are_named_as_what_they_are(named):
    right = [name for name, id in named.items() if id == LABELS[name]["diagnosis"]]
    wrong = {n: id for n, id in named.items() if n not in right and id is not None}
    assert len(right) >= NAMES * len(named), {n: named[n] for n in named if n not in right}
    assert len(wrong) <= WRONG_NAMES * len(named), wrong


@pytest.mark.slow
@pytest.mark.parametrize("name", LABELS)
def test_marks_hardly_depend_on_the_seed(name, server):
    exercise, source = source_of(name)
    points = {grade(exercise, source, seed=seed, server=server).points for seed in SEEDS}
    assert max(points) - min(points) <= SPREAD, sorted(points)
