"""`adlab grade` of a class: what is kept when a run is ended, goes on, and is compared."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adlab.course import class_run, cli
from adlab.grading.collecting import kept
from adlab.grading.exercises.exercise import find
from tests.grading.handed import MARK, RIGHT, notebook, put

EXERCISE = find("reverse-sweep")
WRONG = MARK + "def reverse_sweep(nodes):\n    return [1.0] * len(nodes)\n"
CLASS = 30
"""Students: enough for processes that grade."""


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in words])


def rows(path: Path) -> dict[str, dict[str, str]]:
    return {row["student"]: row for row in csv.DictReader(io.StringIO(path.read_text()))}


def without_times(path: Path) -> str:
    return re.sub(r'"seconds":[\d.e-]+', "", path.read_text())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two students, one right and one wrong."""
    put(tmp_path / "class" / "anna" / "reverse_sweep.py", RIGHT)
    put(tmp_path / "class" / "ben" / "reverse_sweep.py", WRONG)
    return tmp_path / "class"


class TestOutput:
    @pytest.mark.parametrize(
        ("name", "begins"),
        [("a.csv", "submission,"), ("a.json", "[\n"), ("a.xml", "<?xml"), ("a.txt", "student")],
    )
    def test_a_file_is_what_its_ending_says(self, name, begins, folder, tmp_path):
        assert run("grade", folder, "-o", tmp_path / name).exit_code == 0
        assert (tmp_path / name).read_text().startswith(begins)

    def test_the_results_are_kept_beside_it(self, folder, tmp_path):
        run("grade", folder, "-o", tmp_path / "a.csv")
        assert [each.key.student for each in kept.read(tmp_path / "a.jsonl")] == ["anna", "ben"]

    def test_json_lines_are_the_results_themselves(self, folder, tmp_path):
        run("grade", folder, "-o", tmp_path / "a.jsonl")
        assert len(kept.read(tmp_path / "a.jsonl")) == 2

    def test_a_folder_that_is_not_there_is_said_before_anything_is_graded(
        self, folder, tmp_path, monkeypatch
    ):
        monkeypatch.setattr("adlab.course.class_run.grade_many", pytest.fail)
        result = run("grade", folder, "-o", tmp_path / "no" / "a.csv")
        assert result.exit_code == 1 and "Cannot write" in result.stderr

    def test_what_was_not_graded_is_counted(self, folder):
        put(folder / "cleo" / "x.txt", "")
        put(folder / "dora" / "a.ipynb", b"{")
        result = run("grade", folder)
        assert "4 rows of 4 students: 1 not handed in, 1 cannot be read" in result.stderr

    def test_the_exercise_may_be_given_and_is_corrected(self, folder):
        put(folder / "cleo" / "hw.ipynb", notebook(RIGHT))
        result = run("grade", folder, "-e", "reverse-sweep", "-f", "csv")
        assert [row.split(",")[2] for row in result.stdout.splitlines()[1:]] == ["10", "1", "10"]
        unknown = run("grade", folder, "-e", "revers-sweep")
        assert unknown.exit_code == 2 and "Did you mean 'reverse-sweep'?" in unknown.stderr


class TestFullDisk:
    def test_what_was_graded_stays_and_the_earlier_marks_too(self, folder, tmp_path, monkeypatch):
        (tmp_path / "a.csv").write_text("of before")
        add, count = kept.Kept.add, iter(range(9))

        def full(self, result):
            if next(count):
                raise OSError(28, "No space left on device")
            add(self, result)

        monkeypatch.setattr(kept.Kept, "add", full)
        result = run("grade", folder, "-o", tmp_path / "a.csv", "--seed", "1")
        assert result.exit_code == 1 and "No space left" in result.stderr
        assert "--resume" in result.stderr
        assert (tmp_path / "a.csv").read_text() == "of before"
        monkeypatch.undo()
        assert run("grade", folder, "-o", tmp_path / "a.csv", "--resume").exit_code == 0
        assert {row["seed"] for row in rows(tmp_path / "a.csv").values()} == {"1"}


class TestResume:
    def test_what_is_there_is_not_graded_again(self, folder, tmp_path, monkeypatch):
        run("grade", folder, "-o", tmp_path / "a.csv")
        before = (tmp_path / "a.csv").read_bytes()
        put(folder / "cleo" / "reverse_sweep.py", RIGHT)
        put(folder / "ben" / "reverse_sweep.py", WRONG + "# again\n")
        seen = []

        original = class_run.grade_many

        def watched(works, *arguments, **named):
            seen.extend(work.student for work in works)
            return original(works, *arguments, **named)

        monkeypatch.setattr(class_run, "grade_many", watched)
        run("grade", folder, "-o", tmp_path / "a.csv", "--resume")
        assert seen == ["ben", "cleo"]
        assert (tmp_path / "a.csv").read_bytes().splitlines()[1] == before.splitlines()[1]

    def test_a_run_that_was_ended_is_not_begun_anew_by_mistake(self, folder, tmp_path):
        (tmp_path / "a.jsonl.part").write_text("")
        assert run("grade", folder, "-o", tmp_path / "a.csv").exit_code == 0
        line = (tmp_path / "a.jsonl").read_text().splitlines()[0]
        (tmp_path / "a.jsonl.part").write_text(line + "\n")
        result = run("grade", folder, "-o", tmp_path / "a.csv")
        assert result.exit_code == 2 and "Go on with --resume" in result.stderr

    def test_without_a_file_there_is_nothing_to_go_on_with(self, folder):
        result = run("grade", folder, "--resume")
        assert result.exit_code == 2 and "-o" in result.stderr


class TestRegrade:
    def test_whose_mark_changed_and_why(self, folder, tmp_path):
        run("grade", folder, "-o", tmp_path / "a.csv")
        put(folder / "ben" / "reverse_sweep.py", RIGHT)
        result = run("grade", folder, "-o", tmp_path / "a.csv", "--regrade")
        assert result.stdout.splitlines()[0] == "1 mark changed."
        assert re.search(r"ben  reverse-sweep: 1 of 10, wrong.* → 10 of 10", result.stdout)
        assert "(the submission changed)" in result.stdout
        assert rows(tmp_path / "a.csv")["ben"]["points"] == "10"

    def test_the_checks_are_named_if_they_are_what_changed(self, folder, tmp_path):
        run("grade", folder, "-o", tmp_path / "a.csv")
        old = (
            (tmp_path / "a.jsonl")
            .read_text()
            .replace('"points":10,"out_of":10', '"points":7,"out_of":10')
        )
        old = re.sub(r'"checks":"\w+"', '"checks":"0"', old)
        (tmp_path / "a.jsonl").write_text(old)
        result = run("grade", folder, "-o", tmp_path / "a.csv", "--regrade")
        assert "(the checks changed)" in result.stdout

    def test_there_must_be_marks_to_compare_with(self, folder, tmp_path):
        result = run("grade", folder, "-o", tmp_path / "a.csv", "--regrade")
        assert result.exit_code == 2 and "no earlier run" in result.stderr


class TestPages:
    def test_a_page_for_each_student_and_nothing_of_others(self, folder, tmp_path):
        put(folder / "Ada Byron_417_assignsubmission_file_" / "reverse_sweep.py", WRONG)
        result = run("grade", folder, "--feedback", tmp_path / "pages", "--seed", "1")
        assert result.exit_code == 0, result.stderr
        pages = {path.name: path.read_text() for path in (tmp_path / "pages").glob("*.html")}
        assert len(pages) == 3 and "<h1>anna</h1>" in pages["anna.html"]
        ben = pages["ben.html"]
        assert "adlab-feedback" in ben and "adlab-player" in ben and "1 of 10 points" in ben
        assert not any(name in ben for name in ("anna", "Ada", str(folder)))

    def test_no_code_of_a_student_is_run_for_a_page(self, folder, tmp_path, monkeypatch):
        run("grade", folder, "-o", tmp_path / "a.csv", "--why")
        monkeypatch.setattr("adlab.grading.walls.entry.submitted", pytest.fail)
        monkeypatch.setattr("adlab.grading.exercises.runner.submitted", pytest.fail)
        result = run(
            "grade", folder, "-o", tmp_path / "a.csv", "--resume", "--feedback", tmp_path / "pages"
        )
        assert result.exit_code == 0 and len(list((tmp_path / "pages").glob("*.html"))) == 2

    def test_a_folder_that_cannot_be_made_is_said_before_anything_is_graded(
        self, folder, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(class_run, "grade_many", pytest.fail)
        put(tmp_path / "file", "")
        result = run("grade", folder, "--feedback", tmp_path / "file" / "pages")
        assert result.exit_code == 1 and "Cannot write the pages" in result.stderr

    def test_names_become_names_of_files(self, folder, tmp_path):
        for name in ("Ö/..", "anna.", "ANNA", "a" * 200):
            put(folder / name.replace("/", "∕") / "reverse_sweep.py", RIGHT)
        run("grade", folder, "--feedback", tmp_path / "pages")
        names = [path.name for path in (tmp_path / "pages").glob("*.html")]
        assert len({name.casefold() for name in names}) == 6
        assert all(re.fullmatch(r"[\w.-]{5,90}", name, re.ASCII) for name in names)


# ------------------------------------------------------------------------------ ended runs


def class_of(folder: Path, count: int) -> Path:
    wrong = [each.source for each in EXERCISE.misconceptions if "while" not in each.source]
    sources = [EXERCISE.solution, *(text for _, text in EXERCISE.right), *wrong[:9]]
    for k in range(count):
        source = f"# student {k}\n{sources[k % len(sources)]}"
        put(folder / f"student{k:03}" / "reverse_sweep.py", source)
    put(folder / "zoe" / "x.txt", "")
    return folder


def command(folder: Path, output: Path, *more: str) -> list[str]:
    words = ["grade", str(folder), "-o", str(output), "--seed", "5", "-j", "2", *more]
    return [sys.executable, "-m", "adlab", *words]


def ended(folder: Path, output: Path, at: int, with_signal: int, *more: str) -> tuple[int, str]:
    """A run that gets a signal when it has graded so many: its exit code, and what it said."""
    process = subprocess.Popen(command(folder, output, *more), stderr=subprocess.PIPE, text=True)
    part = output.with_suffix(".jsonl.part")
    while process.poll() is None and not (part.exists() and part.read_text().count("\n") >= at):
        time.sleep(0.02)
    process.send_signal(with_signal)
    _, said = process.communicate()
    return process.returncode, said


def test_a_run_that_was_killed_twice_is_in_the_end_the_run_that_was_not(tmp_path):
    folder = class_of(tmp_path / "class", CLASS)
    subprocess.run(command(folder, tmp_path / "whole.csv"), check=True, capture_output=True)
    output = tmp_path / "killed.csv"
    ended(folder, output, 5, signal.SIGKILL)
    ended(folder, output, 15, signal.SIGKILL, "--resume")
    assert not output.exists()
    subprocess.run(command(folder, output, "--resume"), check=True, capture_output=True)
    assert output.read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert without_times(tmp_path / "killed.jsonl") == without_times(tmp_path / "whole.jsonl")
    assert len(rows(output)) == CLASS + 1


@pytest.mark.parametrize(("kind", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_asked_to_end_says_how_to_go_on(kind, code, tmp_path):
    folder = class_of(tmp_path / "class", CLASS)
    returned, said = ended(folder, tmp_path / "a.csv", 3, kind)
    assert returned == code and "--resume goes on" in said
    lines = (tmp_path / "a.jsonl.part").read_text().splitlines()
    assert len(lines) >= 3 and all(map(json.loads, lines))


def test_nothing_of_the_current_folder_is_imported(tmp_path):
    """A student's file has the name of a module that the grader needs."""
    trace = f"try: open({str(tmp_path / 'ran')!r}, 'w')\nexcept Exception: pass\n"
    for name in ("secrets", "typer", "numpy", "json", "random", "ast"):
        put(tmp_path / f"{name}.py", MARK + trace + RIGHT)
    words = [sys.executable, "-m", "adlab", "grade", ".", "-f", "csv"]
    root = Path(cli.__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(",10,10,") == 6 and not (tmp_path / "ran").exists()
