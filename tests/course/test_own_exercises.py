"""Exercises of one's own: every command and function that finds one by its id finds them too."""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import adlab
from adlab.course import cli, progress
from adlab.engine.errors import InputError
from adlab.grading.authoring.author import new
from adlab.grading.exercises.exercise import (
    OWN_FOLDERS,
    ExerciseError,
    exercises,
    find,
    shipped_folder,
    use_folder,
)
from adlab.grading.walls import entry
from tests.conftest import require
from tests.grading.world import CANNOT, ROOT

AS_NOBODY = """
from tests.grading.world import become
become(65534)
from adlab.course.cli import main
main()
"""
GRADE = ("grade", "--format", "csv", "--exercises")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an exercise of its own, and a learner's file beside it."""
    monkeypatch.setenv(OWN_FOLDERS, "")
    monkeypatch.setenv("ADLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(progress, "_unwritten", [])
    monkeypatch.chdir(tmp_path)
    new("twice-it", tmp_path / "own")
    shutil.copy(tmp_path / "own" / "00-twice-it" / "solution.py", tmp_path / "mine.py")
    return tmp_path / "own"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in words])


COMMANDS = {
    "check": (("check", "mine.py"), "Twice it: 1 of 1 points"),
    "grade": (("grade", "mine.py"), "1 of 1"),
    "grade by id": (("grade", "mine.py", "-e", "twice-it"), "1 of 1"),
    "hint": (("hint", "twice-it"), "Hint 1"),
    "start": (("start", "twice-it"), "twice_it.py"),
    "progress": (("progress",), "twice-it"),
    "author check": (("author", "check", "twice-it"), "✓"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_a_folder(name, own):
    words, shown = COMMANDS[name]
    assert "no exercise 'twice-it'" in (said := run(*words)).output or shown not in said.output
    result = run(*words, "--exercises", own)

    assert result.exit_code == 0 and shown in result.stdout, result.stderr


def test_the_environment_may_name_folders(own, tmp_path, monkeypatch):
    new("thrice-it", tmp_path / "more")
    monkeypatch.setenv(OWN_FOLDERS, os.pathsep.join([str(own), str(tmp_path / "more")]))
    assert {"twice-it", "thrice-it", "reverse-sweep"} <= exercises().keys()
    assert run("check", "mine.py").exit_code == 0


def test_functions_take_a_folder_and_know_it_from_then_on(own):
    def twice_it(x):
        return 2 * x

    with pytest.raises(InputError, match="no exercise 'twice-it'"):
        adlab.exercise("twice-it")
    assert "twice_it" in str(adlab.exercise("twice-it", folder=own))
    assert adlab.check("twice-it", twice_it).passed
    assert adlab.check("twice-it", twice_it, folder=own).passed
    assert "Hint 1" in str(adlab.hint("twice-it", folder=own))


def test_the_folder_of_one_exercise_will_do(own):
    use_folder(own / "00-twice-it")
    assert find("twice-it").folder == own / "00-twice-it"


class TestRefused:
    def test_an_id_that_is_taken(self, own, tmp_path):
        shutil.copytree(find("reverse-sweep").folder, tmp_path / "other" / "reverse")
        with pytest.raises(ExerciseError, match="Two exercises have the id 'reverse-sweep'"):
            use_folder(tmp_path / "other")
        assert "other" not in os.environ[OWN_FOLDERS] and "reverse-sweep" in exercises()
        result = run("progress", "--exercises", tmp_path / "other")
        assert result.exit_code == 2 and "another id" in result.stderr

    def test_a_folder_with_nothing_in_it(self, own, tmp_path):
        for folder in (tmp_path / "none", tmp_path / "home"):
            with pytest.raises(ExerciseError, match="There is no exercise in"):
                use_folder(folder)
        with pytest.raises(InputError, match="There is no exercise in"):
            adlab.exercise("twice-it", folder=tmp_path / "none")

    def test_the_same_folder_twice_is_no_collision(self, own, monkeypatch):
        monkeypatch.setenv(OWN_FOLDERS, f"{own}{os.pathsep}{own}{os.pathsep}{own}/.")
        assert "twice-it" in exercises()


def test_the_shipped_ones_are_delivered_and_no_others(own):
    use_folder(own)
    assert "twice-it" not in exercises(shipped_folder())


@pytest.mark.slow
def test_they_are_found_in_a_folder_that_somebody_else_may_only_read(own):
    """By another user, who can write nowhere, and behind all the walls."""
    require(os.geteuid() == 0, "only root can become another user")
    require("L2" in entry.probe().active, "L2 does not stand")
    place = Path(tempfile.mkdtemp(dir="/tmp"))
    try:
        shutil.copytree(own, place / "own")
        shutil.copy("mine.py", place)
        for path in [place, *place.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        told = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, *GRADE, place / "own", place / "mine.py"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
    finally:
        shutil.rmtree(place)
    require(CANNOT not in told.stderr, told.stderr)
    row = next(csv.DictReader(told.stdout.splitlines()), {})
    assert (row.get("points"), row.get("layers")) == ("1", "L0+L1+L2"), told.stderr
