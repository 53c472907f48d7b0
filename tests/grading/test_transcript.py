"""A check that is asked again: the same result as if it had been thought through again."""

import dataclasses

import pytest

from adlab.grading.exercises import runner
from adlab.grading.exercises.exercise import exercises, find
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.server import ForkServer
from adlab.grading.walls.transcript import MOST, Line, Transcripts


def plain(report):
    return dataclasses.replace(report, seconds=0.0, hash="")


@pytest.fixture
def forgotten():
    """Nothing is remembered of other tests."""
    runner._transcripts.cache_clear()
    yield
    runner._transcripts.cache_clear()


@pytest.mark.parametrize("id", ["reverse-sweep", "forward-or-reverse", "scalar-engine", "choose-h"])
def test_whatever_was_answered_before_makes_no_difference(id, forgotten):
    exercise = find(id)
    sources = [exercise.solution, *(each.source for each in exercise.misconceptions[:8])]
    sources.insert(3, "raise ValueError")
    with ForkServer() as server:
        alone = []
        for source in sources:
            runner._transcripts.cache_clear()
            alone.append(plain(grade(exercise, source, seed=3, server=server)))
        for order in (sources, sources[::-1]):
            for source in order:
                report = plain(grade(exercise, source, seed=3, server=server))
                assert report == alone[sources.index(source)]


def test_a_right_solution_is_not_thought_through_twice(forgotten, monkeypatch):
    exercise = find("reverse-sweep")
    first = plain(grade(exercise, exercise.solution, seed=3))
    monkeypatch.setattr(runner, "run_check", lambda *_: pytest.fail("the check was run again"))
    assert plain(grade(exercise, "# another\n" + exercise.solution, seed=3)) == first
    with pytest.raises(pytest.fail.Exception):
        grade(exercise, exercise.solution, seed=4)


def test_a_submission_that_leaves_the_way_late_is_still_found_out(forgotten):
    exercise = find("reverse-sweep")
    grade(exercise, exercise.solution, seed=3)
    late = exercise.solution + (
        "\n_right, _calls = reverse_sweep, []\n"
        "def reverse_sweep(nodes):\n"
        "    _calls.append(1)\n"
        "    return [0.0] * len(nodes) if len(_calls) == 30 else _right(nodes)\n"
    )
    report = grade(exercise, late, seed=3)
    assert [each.name for each in report.checks if not each.passed] == ["test_random_graphs"]


def test_checks_that_are_not_the_same_each_time_are_run(forgotten, monkeypatch):
    exercise = find("choose-h")
    asked = iter(range(100))

    def fickle(submission, rng):
        """A question that changes."""
        submission({"function": "x", "next": next(asked)})

    checks = {"test_fickle": fickle}
    monkeypatch.setattr(runner, "_checks", lambda *_: checks)
    odd = dataclasses.replace(exercise, points={"test_fickle": 1})
    source = "def choose_h(*_): return 1.0"
    assert [grade(odd, source, seed=1).points for _ in range(3)] == [1, 1, 1]


def test_only_so_many_ways_are_kept():
    transcripts = Transcripts()
    for k in range(3 * MOST):
        transcripts.keep([Line(b"q", True, b"%d" % k)], k)
    assert transcripts.start is not None and len(transcripts.start.after) == MOST


def test_every_exercise_has_its_checks_once():
    assert all(runner._checks(each, 0) is runner._checks(each, 0) for each in exercises().values())
