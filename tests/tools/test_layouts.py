"""Autograders run by bash as Gradescope and PrairieLearn run them: results, whatever happens."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adlab.course import cli
from adlab.grading.exercises.exercise import find
from tests.grading.handed import put
from tests.grading.world import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.tools]

ID = "running-product"
RIGHT = find(ID).solution
WORKS = {
    "right": {"running_product.py": RIGHT},
    "nothing": {},
    "a picture": {"me.png": b"\x89PNG"},
    "loops": {"running_product.py": "def running_products(p):\n    while True: pass\n"},
    "kills": {"running_product.py": f"# exercise: {ID}\nimport os\nos.kill(os.getppid(), 9)\n"},
    "no UTF-8": {"running_product.py": b"\xff\xfe\xff"},
}
SCORES = {"right": 10}


def bash(script: Path, python: str = sys.executable) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHON": python}
    done = subprocess.run(
        ["bash", str(script)], env=environment, cwd="/", capture_output=True, timeout=200
    )
    assert done.returncode == 0, done.stderr


def released(*words: str | Path) -> None:
    done = CliRunner().invoke(cli.app, ["release", *map(str, words), "--seed", "7"])
    assert done.exit_code == 0, done.output


@pytest.fixture
def gradescope(tmp_path: Path) -> Path:
    """/autograder, as Gradescope lays it out."""
    released("gradescope", ID, "-o", tmp_path / "a.zip")
    root = tmp_path / "autograder"
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(root / "source")
        put(root / "run_autograder", archive.read("run_autograder"))
    for name in ("submission", "results"):
        (root / name).mkdir()
    return root


@pytest.mark.parametrize("work", WORKS)
def test_gradescope_has_results_whatever_is_handed_in(work, gradescope):
    for name, content in WORKS[work].items():
        put(gradescope / "submission" / name, content)
    bash(gradescope / "run_autograder")
    results = json.loads((gradescope / "results" / "results.json").read_text())
    assert sum(test["score"] for test in results["tests"]) == SCORES.get(work, 0)
    assert results["output"] and all(test["max_score"] for test in results["tests"])


def test_gradescope_has_a_message_if_the_grader_itself_fails(gradescope):
    (gradescope / "source" / "release.json").write_text("{")
    bash(gradescope / "run_autograder")
    results = json.loads((gradescope / "results" / "results.json").read_text())
    assert results["score"] == 0 and "no fault of yours" in results["output"]
    bash(gradescope / "run_autograder", "/no/python")
    results = json.loads((gradescope / "results" / "results.json").read_text())
    assert "no fault of yours" in results["output"]


def test_prairielearn_is_run_in_its_layout(tmp_path):
    released("prairielearn", ID, "-o", tmp_path / "course")
    tests = tmp_path / "course" / "questions" / "adlab" / ID / "tests"
    root = tmp_path / "grade"
    root.mkdir()
    tests.rename(root / "tests")
    for source, score in ((RIGHT, 1.0), ("def running_products(:", None)):
        put(root / "student" / "running_product.py", source)
        bash(root / "tests" / "run.sh")
        results = json.loads((root / "results" / "results.json").read_text())
        assert results.get("score") == score and results["gradable"] is (score is not None)


def test_the_wheel_installs_and_grades(tmp_path):
    """setup.sh itself would ask a package index for what adlab needs; here that is there."""
    released("gradescope", ID, "-o", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path / "source")
    target = tmp_path / "installed"
    (wheel,) = (tmp_path / "source").glob("*.whl")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, "--target", str(target), str(wheel)], check=True, timeout=200)
    put(tmp_path / "work" / "running_product.py", RIGHT)
    words = ["-P", "-m", "adlab.course.release.run", "gradescope", str(tmp_path / "work")]
    subprocess.run(
        [sys.executable, *words, str(tmp_path / "results.json")],
        cwd=tmp_path / "source",
        env={**os.environ, "PYTHONPATH": str(target)},
        check=True,
        timeout=200,
    )
    assert json.loads((tmp_path / "results.json").read_text())["score"] == 10
