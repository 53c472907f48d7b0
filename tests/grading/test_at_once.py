"""Checks where there are neither processes nor threads, as in a browser."""

import pytest

from adlab.course import tutor
from adlab.course.checking import check_work
from adlab.grading.collecting.work import Work
from adlab.grading.exercises.exercise import exercises, find
from adlab.grading.walls import at_once, entry


@pytest.fixture
def alone(monkeypatch):
    """As in a browser's Python."""
    monkeypatch.setattr(at_once, "ALONE", True)
    entry.probe.cache_clear()
    yield
    entry.probe.cache_clear()


def checked(id, source, seed=1):
    return check_work(Work("yours", id, source), seed)


@pytest.mark.parametrize("id", ["reverse-sweep", "numerical-gradient", "scalar-engine"])
def test_a_solution_has_all_its_points(alone, id):
    report = checked(id, find(id).solution)
    assert report.solved and report.layers == ()


@pytest.mark.slow
@pytest.mark.parametrize("id", exercises())
def test_every_exercise_passes_its_solution_and_names_the_first_misconception(alone, id):
    exercise = find(id)
    assert checked(id, exercise.solution).solved
    wrong = exercise.misconceptions[0]
    assert checked(id, wrong.source).mistake == wrong.diagnosis


def test_counted_arithmetic_is_answered_in_the_middle_of_a_call(alone):
    """The other exercise counts evaluations of a function, this one operations on numbers."""
    exercise = find("forward-or-reverse")
    assert exercise.oracle
    report = checked(exercise.id, exercise.solution)
    assert report.points == report.out_of
    wrong = next(each for each in exercise.misconceptions if each.diagnosis == "overwrites")
    assert checked(exercise.id, wrong.source).mistake == "overwrites"


def test_an_endless_loop_is_one_check_that_failed(alone, monkeypatch):
    monkeypatch.setattr(at_once, "SLOWER", 0.02)
    report = checked("reverse-sweep", "def reverse_sweep(nodes):\n    while True: pass\n")
    assert report.checks[0].kind == "time"
    assert "did not finish" in report.checks[0].message


def test_an_endless_loop_that_catches_everything_ends_as_well(alone, monkeypatch):
    monkeypatch.setattr(at_once, "SLOWER", 0.02)
    loop = "def reverse_sweep(nodes):\n    try:\n        while True: pass\n    except: pass\n"
    assert not checked("reverse-sweep", loop).solved


def test_what_it_prints_and_raises_is_told(alone):
    source = "def reverse_sweep(nodes):\n    print('here')\n    return nodes[99]\n"
    report = checked("reverse-sweep", source)
    failed = report.first_failed
    assert "IndexError" in failed.message and "line 3" in failed.trace
    assert "here" in report.output


def test_what_does_not_load_is_told(alone):
    assert checked("reverse-sweep", "def reverse_sweep(:\n").problem.kind == "syntax"
    assert checked("reverse-sweep", "import torch\n").problem.kind == "import"
    assert checked("reverse-sweep", "x = 1\n").problem.kind == "missing"


def test_a_question_that_was_not_offered_ends_the_submission(alone):
    source = "def directional_derivative(*all):\n    return all\n"
    assert not checked("directional-derivative", source).solved


def test_an_object_without_source_is_checked_as_well(alone):
    names = {}
    exec(find("reverse-sweep").solution, names)
    assert tutor.check("reverse-sweep", names["reverse_sweep"]).passed
