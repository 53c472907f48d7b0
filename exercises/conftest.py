"""Collects the checks, which the solutions pass.

Of each exercise, the starter and every wrong implementation are items too: they must fail. So are
right solutions in other styles, which must pass.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import pytest

from adlab.grading.exercises.exercise import Exercise
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.remote import Submission
from adlab.grading.walls.server import ForkServer

SEED = 1

exercise_in = cache(Exercise.load)


@pytest.fixture(scope="session")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


@pytest.fixture
def submission(request: pytest.FixtureRequest, server: ForkServer) -> Iterator[Submission]:
    """The solution, running in another process."""
    exercise = exercise_in(request.path.parent)
    with submitted(exercise.task(exercise.solution), exercise.limits, server) as running:
        yield running


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> Random:
    """A generator of random numbers that are the same in every run."""
    return Random(f"{SEED}/{request.function.__name__}")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    wrong = file_path.parent.name == "misconceptions" and file_path.suffix == ".py"
    if wrong or file_path.name == "solution.py":
        return OneItem.from_parent(parent, path=file_path)
    if file_path.parent.name == "right" and file_path.suffix == ".py":
        return OneItem.from_parent(parent, path=file_path)
    return None


class OneItem(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        kinds = {"misconceptions": WrongImplementation, "right": RightImplementation}
        kind = kinds.get(self.path.parent.name, Starter)
        yield kind.from_parent(self, name=kind.__name__)


class Starter(pytest.Item):
    def runtest(self) -> None:
        exercise = exercise_in(self.path.parent)
        report = grade(exercise, exercise.starter, seed=SEED)
        assert report.problem is None, report.problem
        assert [check.name for check in report.checks if check.passed] == []


class WrongImplementation(pytest.Item):
    def runtest(self) -> None:
        exercise = exercise_in(self.path.parents[1])
        report = grade(exercise, self.path.read_text("utf-8"), seed=SEED, until_failure=True)
        assert not report.solved, "this wrong implementation passes all checks"


class RightImplementation(pytest.Item):
    def runtest(self) -> None:
        exercise = exercise_in(self.path.parents[1])
        report = grade(exercise, self.path.read_text("utf-8"), seed=SEED)
        assert report.solved, report.first_failed or report.problem
