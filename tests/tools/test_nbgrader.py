"""The round trip by nbgrader itself: generate, release, collect, autograde, feedback, and back."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from adlab.grading.exercises.exercise import find
from tests.conftest import require
from tests.grading.world import ROOT
from tests.handbook import commands

pytestmark = [pytest.mark.slow, pytest.mark.tools]

PARTLY = (
    "# exercise: running-product\ndef running_products(partials):\n    return partials + [1.0]\n"
)
SOLUTION = find("running-product").solution
WORK = {
    "right": SOLUTION,
    "partly": PARTLY,
    "wrong": "def running_products(partials):\n    1 / 0\n",
}
POINTS = {"right": 10.0, "partly": 2.0, "wrong": 0.0}
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "ad"
c.Exchange.root = {exchange!r}
c.Exchange.path_includes_course = False
c.ExecutePreprocessor.timeout = 120
"""


def run(course: Path, *words: str) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HOME": str(course.parent / "home"),
        "ADLAB_HOME": str(course.parent / "home"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    command = [sys.executable, "-m", *words]
    done = subprocess.run(
        command, cwd=course, env=environment, capture_output=True, text=True, timeout=400
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def nbgrader(course: Path, *words: str) -> str:
    return run(course, "nbgrader", *words)


def adlab(course: Path, *words: str) -> str:
    return run(course, "tests.tools.command", *words)


def as_written(course: Path, begin: str) -> str:
    """Run the line of the page for teachers that begins so."""
    (line,) = (each for each in commands("nbgrader.md") if each.startswith(begin))
    program, *words = shlex.split(line)
    return {"adlab": adlab, "nbgrader": nbgrader}[program](course, *words)


def handed_in(released: Path, target: Path, text: str) -> None:
    """What a student makes of the released notebook."""
    whole = json.loads(released.read_text())
    (own,) = [each for each in whole["cells"] if "solution" in str(each["metadata"]) and
              each["metadata"].get("nbgrader", {}).get("solution")]  # fmt: skip
    assert "raise NotImplementedError" in "".join(own["source"])
    assert "BEGIN SOLUTION" not in "".join(own["source"])
    own["source"] = text
    target.parent.mkdir(parents=True)
    target.write_text(json.dumps(whole))


def scores(course: Path) -> dict[str, dict[str, float | None]]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        found = {}
        for student in WORK:
            grade = book.find_grade("running-product", "running-product", "hw1", student)
            found[student] = {
                "auto": grade.auto_score,
                "manual": grade.manual_score,
                "score": book.find_submission("hw1", student).score,
            }
        return found


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course of which an assignment was released, handed in and collected."""
    require(find_spec("nbgrader"), "nbgrader is not installed")
    top = tmp_path_factory.mktemp("nbgrader")
    course, exchange = top / "course", top / "exchange"
    for folder in (course, exchange, top / "home"):
        folder.mkdir()
    exchange.chmod(0o777)
    (course / "nbgrader_config.py").write_text(CONFIG.format(exchange=str(exchange)))
    as_written(course, "adlab release")
    as_written(course, "nbgrader generate_assignment")
    as_written(course, "nbgrader release_assignment")
    released = course / "release" / "hw1" / "running-product.ipynb"
    assert (exchange / "ad" / "outbound" / "hw1" / "running-product.ipynb").exists()
    for student, text in WORK.items():
        place = f"{student}+hw1+2026-12-01 10:00:00.000000 UTC+0"
        inbound = exchange / "ad" / "inbound" / place
        handed_in(released, inbound / "running-product.ipynb", text)
        (inbound / "timestamp.txt").write_text("2026-12-01 10:00:00.000000 UTC")
        (inbound / "submission_secret.txt").write_text(f"secret of {student}")
    as_written(course, "nbgrader collect")
    assert sorted(each.name for each in (course / "submitted").iterdir()) == sorted(WORK)
    return course


def test_autograding_gives_the_points_exactly(course):
    as_written(course, "nbgrader autograde")
    assert {name: each["auto"] for name, each in scores(course).items()} == POINTS
    assert {name: each["score"] for name, each in scores(course).items()} == POINTS


def test_official_marks_are_not_overwritten_by_autograding_again(course):
    said = as_written(course, "adlab grade")
    assert "3 scores in nbgrader's gradebook" in said
    assert {name: each["manual"] for name, each in scores(course).items()} == POINTS
    nbgrader(course, "autograde", "hw1", "--force")
    assert {name: each["manual"] for name, each in scores(course).items()} == POINTS
    assert {name: each["score"] for name, each in scores(course).items()} == POINTS


def test_a_student_who_forges_points_in_the_kernel_gets_what_the_work_is_worth(course):
    forged = PARTLY + "import adlab\nadlab.check = lambda *a: __import__('types').SimpleNamespace("
    forged += "report=__import__('types').SimpleNamespace(points=10))\n"
    path = course / "submitted" / "partly" / "hw1" / "running-product.ipynb"
    before = path.read_text()
    path.write_text(before.replace(json.dumps(PARTLY)[1:-1], json.dumps(forged)[1:-1]))
    nbgrader(course, "autograde", "hw1", "--force", "--student=partly")
    assert scores(course)["partly"]["auto"] == 10.0
    as_written(course, "adlab grade")
    assert scores(course)["partly"] == {"auto": 10.0, "manual": 2.0, "score": 2.0}
    path.write_text(before)


def test_feedback_of_nbgrader_has_the_comment_and_pages_are_beside_it(course):
    as_written(course, "adlab grade")
    as_written(course, "nbgrader generate_feedback")
    as_written(course, "nbgrader release_feedback")
    as_written(course, "adlab author check")
    page = (course / "feedback" / "partly" / "hw1" / "running-product.html").read_text("utf-8")
    assert "The running product: 2 of 10 (wrong: no-upstream)" in page
    pages = course / "adlab-feedback" / "hw1"
    assert {each.stem for each in pages.glob("*.html")} == set(WORK)


def test_marks_do_not_wait_for_autograding(course, tmp_path):
    copy = tmp_path / "course"
    shutil.copytree(course, copy)
    shutil.rmtree(copy / "autograded")
    (copy / "gradebook.db").unlink()
    nbgrader(copy, "generate_assignment", "hw1", "--force")
    adlab(copy, "grade", "--nbgrader", ".", "-a", "hw1", "--seed", "1")
    assert {name: each["score"] for name, each in scores(copy).items()} == POINTS
