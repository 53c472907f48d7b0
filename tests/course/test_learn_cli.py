"""`adlab start`, `hint` and `progress`, and `adlab check` by an exercise's name."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adlab.course import cli, progress
from adlab.course.pages import overview_html, overview_text
from adlab.course.progress import Standing
from adlab.grading.exercises.exercise import exercises, find
from tests.grading.handed import MARK, RIGHT, notebook, put

REVERSE = find("reverse-sweep")
FILE = Path("adlab-lessons/exercises/10-reverse-sweep/reverse_sweep.py")


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(progress, "_unwritten", [])
    monkeypatch.setattr(progress, "_told", False)
    monkeypatch.chdir(tmp_path)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in words])


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
        assert "\nSolved." in run("check", "reverse-sweep").stdout

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


class TestReady:
    """`adlab check --ready`: will this be graded?"""

    def test_it_says_which_cells_which_exercise_and_what_is_left_out(self, tmp_path):
        cells = ["import adlab\nscale = 1.0", "# exercise: reverse-sweep", "%%time\n" + RIGHT]
        path = put(tmp_path / "hw.ipynb", notebook(*cells, "plot = 3"))
        result = run("check", "--ready", path)
        assert result.exit_code == 0
        assert "hw.ipynb will be graded: Reverse sweep (reverse-sweep)." in result.stdout
        assert "Taken: code cell 3 of 4." in result.stdout
        assert "Left out: cell 3, line 1: %%time" in result.stdout
        assert "The function reverse_sweep is in it." in result.stdout

    def test_nothing_is_run(self, tmp_path, monkeypatch):
        monkeypatch.setattr("adlab.course.learn_cli.check_work", pytest.fail)
        result = run("check", "--ready", put(tmp_path / "hw.py", MARK + "raise SystemExit"))
        assert result.exit_code == 0 and "reverse_sweep is not in it" in result.stdout

    def test_it_says_why_not(self, tmp_path):
        result = run("check", "--ready", put(tmp_path / "hw.ipynb", notebook(RIGHT)))
        assert result.exit_code == 1 and "will not be graded" in result.stdout
        assert "Mark it with a comment of its own: # exercise: reverse-sweep" in result.stdout


def test_what_cannot_be_checked_is_said_and_the_rest_is_checked(tmp_path):
    path = put(tmp_path / "hw.ipynb", notebook(MARK + RIGHT, "# exercise: local-partial\nx = 1"))
    result = run("check", path)
    assert result.exit_code == 1 and "10 of 10 points" in result.stdout
    assert "Did you mean 'local-partials'?" in result.stderr


def test_progress_fits_a_narrow_terminal_and_says_where_to_go_on():
    text = overview_text({"three-ways": Standing(True, 1, 0, True, 10, "")}, 60)
    assert max(map(len, text.split("\n"))) <= 60
    assert "Continue here: Measure the swell, lesson 02." in text
    assert "adlab watch measure-swell" in text and "02-symbolic.ipynb" in text


def test_progress_in_a_notebook_links_to_the_lessons():
    html = overview_html({"three-ways": Standing(True, 1, 0, True, 10, "")})
    assert '<a href="01-three-ways.ipynb">' in html
    assert '<a href="02-symbolic.ipynb">continue here</a>' in html


def test_doctor_ends_with_whether_all_is_well():
    last = run("doctor").stdout.strip().splitlines()[-1]
    assert last == "All is well." or last.startswith("adlab works. What could be better:")
