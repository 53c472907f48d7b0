"""Grading many: one report for each, whatever some of them do."""

import os
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from adlab.grading.collecting import batch
from adlab.grading.collecting.batch import grade_many, not_graded
from adlab.grading.collecting.work import Work
from adlab.grading.exercises.exercise import find

RIGHT = find("reverse-sweep").solution
WORKS = [
    Work("right.py", "reverse-sweep", RIGHT),
    Work("loops.py", "reverse-sweep", "while True: pass"),
    Work("exits.py", "reverse-sweep", "import random; random._os._exit(0)"),
    Work("other.py", "local-partials", "def local_partials(*x): return None"),
    Work("unread.py", "", problem="It cannot be read."),
]
POINTS = {"right.py": 10, "loops.py": 0, "exits.py": 0, "other.py": 0, "unread.py": 0}


def test_each_has_one_report():
    reports = list(grade_many(WORKS, seed=1))
    assert {report.submission: report.points for report in reports} == POINTS
    assert len(reports) == len(WORKS)


def test_all_see_the_same_graphs():
    assert len({report.seed for report in grade_many(WORKS[:2] * 3)}) == 1


def test_reports_come_as_they_are_ready(monkeypatch):
    come = threading.Event()

    def grade_work(work, *options):
        assert work.name != "loops.py" or come.wait(60)
        return not_graded(work, "grader", "", 1)

    monkeypatch.setattr(batch, "grade_work", grade_work)
    reports = grade_many(list(reversed(WORKS[:2])), jobs=2, seed=1)
    first = next(reports)
    come.set()
    assert (first.submission, next(reports).submission) == ("right.py", "loops.py")


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_will_do(kind):
    with kind(2) as executor:
        reports = list(grade_many(WORKS, executor, seed=1))
    assert {report.submission: report.points for report in reports} == POINTS


def test_where_grading_fails_it_says_so(monkeypatch):
    def broken(*arguments, **options):
        raise RuntimeError("no more processes")

    monkeypatch.setattr(batch, "grade", broken)
    [report] = grade_many(WORKS[:1])
    assert report.problem and report.problem.kind == "grader"
    assert "no more processes" in report.problem.message and not report.solved


def test_a_worker_that_dies_ends_no_batch():
    with ProcessPoolExecutor(1, initializer=os._exit, initargs=(1,)) as executor:
        reports = list(grade_many(WORKS, executor, seed=1))
    assert [report.problem.kind for report in reports if report.problem] == ["grader"] * len(WORKS)


def test_a_class_can_be_told_which_mistakes_were_made():
    wrong = next(each for each in find("reverse-sweep").misconceptions if each.name == "overwrites")
    works = [WORKS[0], Work("wrong.py", "reverse-sweep", wrong.source)]
    reports = sorted(grade_many(works, seed=1, why=True), key=lambda report: report.points)
    assert [report.mistake for report in reports] == ["overwrites", ""]
