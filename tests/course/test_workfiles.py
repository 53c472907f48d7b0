"""Where a learner's file is, and that it is never overwritten."""

from pathlib import Path

import pytest

from adlab.course.workfiles import begin, find, learner_folder, shown
from adlab.course.workspace import deliver, shipped
from adlab.grading.exercises import exercise as exercises

REVERSE = exercises.find("reverse-sweep")
PLACE = "exercises/10-reverse-sweep/reverse_sweep.py"


@pytest.fixture(autouse=True)
def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_starter_is_put_into_the_default_folder(tmp_path):
    begun = begin(REVERSE)
    assert begun.is_new and begun.path == tmp_path / "adlab-lessons" / PLACE
    assert begun.path.read_text() == REVERSE.starter
    assert begun.path.with_name("prompt.md").read_text() == REVERSE.prompt


def test_what_was_written_is_never_overwritten():
    begin(REVERSE).path.write_text("mine")
    again = begin(REVERSE)
    assert (again.is_new, again.path.read_text()) == (False, "mine")


def test_a_file_in_the_working_directory_is_the_learners(tmp_path):
    (tmp_path / REVERSE.file).write_text("mine")
    assert find(REVERSE) == tmp_path / REVERSE.file
    assert not begin(REVERSE).is_new


def test_the_folder_is_found_from_within(tmp_path, monkeypatch):
    begin(REVERSE)
    monkeypatch.chdir(tmp_path / "adlab-lessons" / "exercises")
    assert learner_folder() == tmp_path / "adlab-lessons"
    assert find(REVERSE) == tmp_path / "adlab-lessons" / PLACE


def test_lessons_that_are_delivered_later_leave_the_file_alone(tmp_path):
    begin(REVERSE).path.write_text("mine")
    deliver(shipped(), tmp_path / "adlab-lessons")
    assert (tmp_path / "adlab-lessons" / PLACE).read_text() == "mine"


def test_a_path_reads_from_here(tmp_path):
    assert shown(tmp_path / "a" / "b.py") == str(Path("a") / "b.py")
    assert shown(Path("/elsewhere/b.py")) == "/elsewhere/b.py"
