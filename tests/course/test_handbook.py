"""The pages for teachers: their commands are commands, and those that need no other tool run."""

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

import adlab
from adlab.course import cli
from adlab.view.replay.frames import frames
from tests.course.gradebooks.moodle_class import make_class
from tests.grading.handed import put
from tests.handbook import DOCS, code, commands

PAGES = sorted(path.name for path in DOCS.glob("*.md"))
ALL = [(page, line) for page in PAGES for line in commands(page, "adlab ")]


def run(line: str) -> None:
    done = CliRunner().invoke(cli.app, shlex.split(line)[1:])
    assert done.exit_code == 0, f"{line}\n{done.output}"


@pytest.mark.parametrize(("page", "line"), ALL, ids=[line for _, line in ALL])
def test_every_command_is_understood(page, line, tmp_path, monkeypatch):
    """Its words and options are parsed, and nothing is run."""
    monkeypatch.setattr("adlab.course.grade_cli.use_folder", lambda path: None)
    command = typer.main.get_command(cli.app)
    words = shlex.split(line)[1:]
    while hasattr(command, "commands"):
        name, *words = words
        assert name in command.commands, f"{page}: there is no adlab {name}"
        command = command.commands[name]
    command.make_context(command.name, words)


def test_every_page_is_reached_from_the_first():
    text = (DOCS / "teaching.md").read_text("utf-8")
    for page in ("grading", "hub", "clusters", "nbgrader", "gradescope", "prairielearn", "otter",
                 "classroom", "slides"):  # fmt: skip
        assert f"({page}.md)" in text


def test_the_way_from_zip_to_worksheet_is_as_the_page_says(tmp_path, monkeypatch):
    monkeypatch.setenv("ADLAB_EXERCISES", "")
    monkeypatch.chdir(tmp_path)
    make_class(tmp_path, 4)
    text = (DOCS / "grading.md").read_text("utf-8")
    (table,) = re.findall(r"```\n(student,.*?)```", text, re.DOTALL)
    put(tmp_path / "late.csv", table.replace("417", "702").replace("Ada Byron", "701"))
    for line in commands("grading.md", "adlab grade moodle.zip"):
        if "--seed-per-student" not in line:
            run(line)
    assert "a day late" in (tmp_path / "Grades.csv").read_text("utf-8-sig")
    assert len(list((tmp_path / "pages").glob("*.html"))) == 4


def test_the_array_of_jobs_is_as_the_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("anna", "ben", "cleo"):
        put(tmp_path / "class" / name / "x.py", "# exercise: running-product\n")
    lines = [line for line in commands("clusters.md", "adlab ") if "--dask" not in line]
    assert len(lines) == 3
    for line in lines:
        run(line)
    assert (tmp_path / "marks.csv").read_text().count("\n") == 4


@pytest.mark.parametrize("page", ["gradescope", "prairielearn", "otter", "classroom", "nbgrader"])
def test_what_is_released_is_as_the_page_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = [
        line for line in commands(f"{page}.md", "adlab ") if "release" in line or "author" in line
    ]
    assert lines
    for line in lines:
        run(line)
    assert any(path.is_file() for path in tmp_path.rglob("*"))


def test_the_pictures_for_slides_are_as_the_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(code("slides.md")[0], "slides.md", "exec"), {})
    assert len(list(Path("frames").glob("step-*.svg"))) == 25 and Path("f.tex").exists()


STEPS = (
    ("reverse", 23, "v2 hands its share back to x2: 1 · 2 = 2"),
    ("tangent x1", 8, "5"),
    ("tangent x1", 10, "0"),
    ("reverse", 6, "5"),
)


def test_step_numbers_of_the_page_are_those_of_the_player():
    """Before step 23 is where the share of v2 is still to come."""

    def f(x1, x2):
        v1 = np.log(x1)
        v2 = x1 * x2
        v3 = np.sin(x2)
        v4 = v1 + v2
        return v4 - v3

    player = adlab.step(f, 2.0, 5.0)
    text = (DOCS / "teaching.md").read_text("utf-8")
    assert "before step 23" in text and "before steps 8 and 10" in text and "before step 6" in text
    for sweep, step, said in STEPS:
        found = next(each for name, each in player.timelines.items() if name.startswith(sweep))
        assert said in "".join(text for text, _ in frames(found)[step].said)
