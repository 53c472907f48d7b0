"""`adlab check`, `adlab grade` and `adlab author`: what they say, and their exit codes."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from adlab.course import cli
from adlab.grading.exercises.exercise import exercises, find
from adlab.grading.walls import entry, sandbox

REVERSE = find("reverse-sweep")
WRONG = next(m.source for m in REVERSE.misconceptions if m.name == "overwrites")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One right submission, one wrong, one that cannot be loaded, one that ends the process."""
    mark = "# exercise: reverse-sweep\n"
    (tmp_path / "anna.py").write_text(REVERSE.solution)
    (tmp_path / "ben.py").write_text(mark + WRONG)
    (tmp_path / "cleo.py").write_text(mark + "import jax")
    (tmp_path / "dora.py").write_text(mark + "import random; random._os._exit(0)")
    return tmp_path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in words])


class TestCheck:
    def test_a_solution_is_solved(self, folder):
        result = run("check", folder / "anna.py")
        assert result.exit_code == 0
        assert result.stdout.startswith("Reverse sweep: 10 of 10 points\n")
        assert "\nSolved." in result.stdout

    def test_a_wrong_one_is_not_solved_yet(self, folder):
        result = run("check", folder / "ben.py", "--seed", "1")
        assert result.exit_code == 1
        assert "yours -3, expected -6" in result.stdout
        assert "--seed 1" in result.stdout

    def test_a_starter_is_told_where_to_write(self, tmp_path):
        (tmp_path / REVERSE.file).write_text(REVERSE.starter)
        result = run("check", tmp_path / REVERSE.file)
        assert result.exit_code == 1
        assert "This part is not written yet" in result.stdout

    def test_a_forbidden_import_is_named(self, folder):
        result = run("check", folder / "cleo.py")
        assert result.exit_code == 1
        assert "jax is not allowed in this exercise" in result.stdout

    def test_a_file_of_no_exercise_is_misuse(self, tmp_path):
        (tmp_path / "mine.py").write_text("x = 1")
        result = run("check", tmp_path / "mine.py")
        assert result.exit_code == 2
        assert "does not say to which exercise it belongs" in result.stderr

    def test_a_file_that_is_not_there_is_misuse(self, tmp_path):
        result = run("check", tmp_path / "none.py")
        assert (result.exit_code, "There is no" in result.stderr) == (2, True)

    def test_an_unknown_exercise_is_misuse(self, folder):
        result = run("check", folder / "anna.py", "--exercise", "nothing")
        assert result.exit_code == 2
        assert f"There are: {next(iter(exercises()))}" in result.stderr

    def test_it_needs_no_strong_walls(self, folder, monkeypatch):
        monkeypatch.setattr(entry, "probe", lambda: sandbox.L0)
        result = run("check", folder / "ben.py")
        assert result.exit_code == 1
        assert "4 of 10 points" in result.stdout
        assert "L0" not in result.stdout  # of no use to a learner; the report has it


class TestGrade:
    def test_all_are_graded_whatever_the_marks(self, folder):
        result = run("grade", folder)
        assert result.exit_code == 0, result.stderr
        lines = result.stdout.splitlines()
        assert [line.split()[2] for line in lines[1:5]] == ["10", "4", "0", "0"]
        assert "jax is not allowed" in lines[3]

    def test_json(self, folder):
        reports = json.loads(run("grade", folder, "--format", "json").stdout)
        assert [report["points"] for report in reports] == [10, 4, 0, 0]
        assert [Path(report["submission"]).name for report in reports] == [
            "anna.py",
            "ben.py",
            "cleo.py",
            "dora.py",
        ]

    def test_csv(self, folder):
        rows = list(csv.DictReader(io.StringIO(run("grade", folder, "--format", "csv").stdout)))
        assert [row["points"] for row in rows] == ["10", "4", "0", "0"]

    def test_junit(self, folder):
        root = ElementTree.fromstring(run("grade", folder, "--format", "junit").stdout)
        assert [suite.attrib["failures"] for suite in root] == ["0", "4", "7", "7"]

    def test_every_format_can_go_to_a_file(self, folder, tmp_path):
        target = tmp_path / "out" / "marks.csv"
        target.parent.mkdir()
        result = run("grade", folder / "anna.py", "-f", "csv", "-o", target)
        assert result.exit_code == 0 and result.stdout == ""
        assert target.read_text().startswith("submission,exercise,points")

    def test_a_file_that_cannot_be_written_is_said(self, folder, tmp_path):
        result = run("grade", folder / "anna.py", "-o", tmp_path / "no" / "marks.csv")
        assert result.exit_code == 1 and "Cannot write" in result.stderr

    def test_the_same_seed_draws_the_same_graphs(self, folder):
        texts = [run("grade", folder / "ben.py", "--seed", "4", "-f", "json") for _ in range(2)]
        one, other = (json.loads(text.stdout)[0]["checks"] for text in texts)
        assert one == other

    def test_reports_name_the_walls(self, folder):
        [report] = json.loads(run("grade", folder / "anna.py", "-f", "json").stdout)
        assert tuple(report["layers"]) == entry.probe().active

    def test_weak_walls_are_refused(self, folder, monkeypatch):
        monkeypatch.setattr(entry, "probe", lambda: sandbox.L1)
        result = run("grade", folder)
        assert result.exit_code == 1 and result.stdout == ""
        assert "--allow-weak" in result.stderr

    def test_weak_walls_may_be_allowed_and_are_named(self, folder, monkeypatch):
        monkeypatch.setattr(entry, "probe", lambda: sandbox.L0)
        result = run("grade", folder / "anna.py", "--allow-weak", "--format", "json")
        assert result.exit_code == 0
        assert json.loads(result.stdout)[0]["layers"] == ["L0"]

    def test_an_empty_folder_is_misuse(self, tmp_path):
        result = run("grade", tmp_path)
        assert result.exit_code == 2 and "No submission was found" in result.stderr

    def test_submissions_are_never_written_to(self, folder):
        before = {path: path.read_bytes() for path in folder.iterdir()}
        run("grade", folder)
        assert {path: path.read_bytes() for path in folder.iterdir()} == before

    def test_progress_goes_to_standard_error(self, folder):
        command = [sys.executable, "-m", "adlab", "grade", "-f", "json", str(folder / "anna.py")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert json.loads(done.stdout)[0]["points"] == 10


class TestAuthor:
    def test_new_makes_an_exercise_that_is_in_order(self, tmp_path):
        made = run("author", "new", "twice-it", "--folder", tmp_path)
        assert made.exit_code == 0
        checked = run("author", "check", tmp_path / "00-twice-it")
        assert checked.exit_code == 0, checked.stdout
        assert checked.stdout.startswith("twice-it\n  ✓ ")

    def test_what_is_not_in_order_is_marked(self, tmp_path):
        run("author", "new", "twice-it", "--folder", tmp_path)
        (tmp_path / "00-twice-it" / "misconceptions" / "squares.py").unlink()
        result = run("author", "check", tmp_path / "00-twice-it")
        assert result.exit_code == 1 and "✗ 0 wrong implementations" in result.stdout

    def test_an_unknown_exercise_is_said(self):
        result = run("author", "check", "nothing")
        assert result.exit_code == 1 and "There is no exercise" in result.stderr

    @pytest.mark.slow
    def test_all_exercises_are_in_order(self):
        result = run("author", "check")
        assert result.exit_code == 0, result.stdout
        assert all(f"{id}\n" in result.stdout for id in exercises())
