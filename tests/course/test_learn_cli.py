"""`adlab start`, `hint` and `progress`, and `adlab check` by an exercise's name."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adlab.course import cli, progress
from adlab.grading.exercises.exercise import exercises, find

REVERSE = find("reverse-sweep")
FILE = Path("adlab-lessons/exercises/10-reverse-sweep/reverse_sweep.py")


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(progress, "_unwritten", [])
    monkeypatch.setattr(progress, "_told", False)
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


class TestStart:
    def test_it_shows_the_task_and_puts_the_file_there(self):
        result = run("start", "reverse-sweep")
        assert result.exit_code == 0
        assert "Write `reverse_sweep(nodes)`." in result.stdout
        assert f"Your file is there: {FILE}" in result.stdout
        assert FILE.read_text() == REVERSE.starter

    def test_what_the_learner_wrote_stays(self):
        run("start", "reverse-sweep")
        FILE.write_text("mine")
        result = run("start", "reverse-sweep")
        assert "was there already, and stays" in result.stdout
        assert FILE.read_text() == "mine"

    def test_a_folder_may_be_named(self):
        assert run("start", "reverse-sweep", "--folder", "here").exit_code == 0
        assert Path("here/exercises/10-reverse-sweep/reverse_sweep.py").exists()

    def test_a_folder_that_cannot_be_written_is_said(self, tmp_path):
        (tmp_path / "here").write_text("")
        result = run("start", "reverse-sweep", "--folder", "here/below")
        assert result.exit_code == 1 and "Cannot begin" in result.stderr


class TestCheck:
    def test_an_exercise_stands_for_the_learners_file(self):
        run("start", "reverse-sweep")
        FILE.write_text(REVERSE.solution)
        assert run("check", "reverse-sweep").stdout.endswith("Solved.\n")

    def test_without_a_file_it_says_how_to_begin(self):
        result = run("check", "reverse-sweep")
        assert result.exit_code == 2
        assert "adlab start reverse-sweep" in result.stderr

    def test_it_is_recorded(self):
        run("start", "reverse-sweep")
        run("check", "reverse-sweep")
        assert [event.kind for event in progress.events()] == ["shown", "checked"]

    def test_a_log_that_cannot_be_written_does_not_stop_it(self, tmp_path):
        run("start", "reverse-sweep")
        (tmp_path / "home" / "progress.sqlite3").write_text("no database" * 1000)
        result = run("check", "reverse-sweep")
        assert "0 of 10 points" in result.stdout
        assert "progress cannot be kept" in result.stderr


class TestHint:
    def test_each_time_one_more(self):
        assert "Hint 1: " in run("hint", "reverse-sweep").stdout
        text = run("hint", "reverse-sweep").stdout
        assert "Hint 2: " in text and "Next hint (3 of 4): adlab hint reverse-sweep" in text

    def test_an_unknown_exercise_is_misuse(self):
        result = run("hint", "nothing")
        first = next(iter(exercises()))
        assert result.exit_code == 2 and f"There are: {first}" in result.stderr


class TestProgress:
    def test_it_is_a_table_of_all_exercises(self):
        run("hint", "reverse-sweep")
        lines = run("progress").stdout.splitlines()
        assert lines[0].split() == ["lesson", "exercise", "id", "state", "tries", "hints", "last"]
        assert all(any(id in line for line in lines) for id in exercises())
        [line] = [line for line in lines if "reverse-sweep" in line]
        assert "looked at" in line and "1 of 4" in line


class TestWatch:
    def test_an_unknown_file_is_misuse(self):
        result = run("watch", "nowhere.py")
        assert result.exit_code == 2 and "There is no nowhere.py" in result.stderr

    def test_a_notebook_is_not_watched(self):
        Path("mine.ipynb").write_text("{}")
        result = run("watch", "mine.ipynb")
        assert result.exit_code == 2 and "adlab.check" in result.stderr

    def test_when_all_is_solved_there_is_nothing_to_watch(self):
        for id in exercises():
            progress.record(id, "checked", True, 10)
        assert run("watch").stdout == "All exercises are solved.\n"
