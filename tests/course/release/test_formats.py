"""What is released, and the results that other tools read: their published formats, golden."""

import base64
import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adlab.course import cli
from adlab.course.release import classroom, gradescope, prairielearn, run, submitted
from adlab.course.release.nbgrader import check_cells, source
from adlab.course.release.own_wheel import own_wheel
from adlab.course.release.submitted import Settings, graded
from adlab.grading.authoring.author import new
from adlab.grading.collecting.submissions import collect
from adlab.grading.exercises.exercise import OWN_FOLDERS, find
from adlab.grading.exercises.report import Report
from adlab.grading.walls.sandbox import L1
from tests.grading.handed import put

ID = "running-product"
EXERCISE = find(ID)
PARTLY = f"# exercise: {ID}\ndef running_products(partials):\n    return partials + [1.0]\n"
SETTINGS = Settings((ID,), 7, True)


def adlab(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in words])


def report_of(tmp_path: Path, source: str | bytes | None, id: str = ID) -> Report:
    folder = tmp_path / "submission"
    folder.mkdir(exist_ok=True)
    if source is not None:
        put(folder / "work.py", source)
    (report,) = graded(folder, Settings((id,), 7, True))
    return report


@pytest.fixture(scope="module")
def partly(tmp_path_factory) -> Report:
    return report_of(tmp_path_factory.mktemp("partly"), PARTLY)


class TestNbgrader:
    def test_cells_are_marked_as_nbgrader_marks_them(self):
        cells = json.loads(source(EXERCISE))["cells"]
        said = [cell["metadata"]["nbgrader"] for cell in cells]
        flags = ("grade_id", "grade", "solution", "locked")
        assert [tuple(each[flag] for flag in flags) for each in said] == [
            (f"{ID}-prompt", False, False, True),
            (f"{ID}-solution", False, True, False),
            (ID, True, False, True),
        ]  # fmt: skip
        assert said[2]["points"] == EXERCISE.out_of and said[2]["schema_version"] == 3
        assert "### BEGIN SOLUTION" in "".join(cells[1]["source"])
        assert "".join(cells[2]["source"]).endswith(".report.points")

    def test_the_student_s_cell_is_the_one_that_is_graded(self, tmp_path):
        text = source(EXERCISE).decode().replace("# exercise: running-product", "# mine")
        (work,) = collect(put(tmp_path / "x.ipynb", text), ID)
        assert work.cells == (1,) and "return products" in work.source and work.notes == ()

    @pytest.mark.parametrize("end", ["", ".passed", ".report", ".report.points\nprint('x')"])
    def test_full_credit_for_everyone_is_found(self, end, tmp_path):
        text = source(EXERCISE).decode().replace(".report.points", json.dumps(end)[1:-1])
        path = put(tmp_path / "x.ipynb", text)
        assert "gives everyone full credit" in next(check_cells(path))
        assert adlab("author", "check", path).exit_code == 1

    def test_a_number_is_sound(self, tmp_path):
        path = put(tmp_path / "x.ipynb", source(EXERCISE))
        assert adlab("author", "check", path).exit_code == 0


class TestGradescope:
    def test_the_zip_has_what_gradescope_runs(self, tmp_path):
        said = adlab("release", "gradescope", ID, "-o", tmp_path / "a.zip", "--seed", "7")
        assert said.exit_code == 0 and "10 points" in said.stdout
        archive = zipfile.ZipFile(tmp_path / "a.zip")
        assert archive.namelist() == [
            "setup.sh", "run_autograder", "release.json", own_wheel()[0],
        ]  # fmt: skip
        for name in ("setup.sh", "run_autograder"):
            assert archive.getinfo(name).external_attr >> 16 & 0o111
            assert archive.read(name).startswith(b"#!/usr/bin/env bash\n")
        settings = json.loads(archive.read("release.json"))
        assert settings == {"exercises": [ID], "seed": 7, "allow_weak": False}

    def test_results_are_as_the_specification_says(self, partly):
        results = gradescope.results([partly])
        assert results["score"] == sum(test["score"] for test in results["tests"]) == 2
        assert sum(test["max_score"] for test in results["tests"]) == EXERCISE.out_of
        assert "leaderboard" not in results and results["stdout_visibility"] == "hidden"
        failed = next(test for test in results["tests"] if test["status"] == "failed")
        assert failed["output"] and failed["extra_data"]["misconception"] == "no-upstream"
        assert set(failed) == {
            "number", "name", "score", "max_score", "status", "output", "output_format",
            "visibility", "extra_data",
        }  # fmt: skip
        json.dumps(results)

    @pytest.mark.parametrize(
        ("source", "kind", "said"),
        [
            (None, "not handed in", "Nothing was handed in"),
            ("def running_products(:\n", "syntax", "invalid syntax"),
            (b"\xff\xff", "unreadable", "It cannot be read"),
        ],
    )
    def test_what_cannot_be_graded_is_a_test_with_a_message(self, source, kind, said, tmp_path):
        (test,) = gradescope.results([report_of(tmp_path, source)])["tests"]
        assert (test["score"], test["max_score"]) == (0, 10)
        assert test["extra_data"]["kind"] == kind and said in test["output"]

    def test_without_walls_nothing_is_graded_and_that_is_said(self, tmp_path, monkeypatch):
        monkeypatch.setattr(submitted.entry, "probe", lambda: L1)
        (report,) = graded(tmp_path, Settings((ID,), 7, False))
        results = gradescope.results([report])
        assert results["score"] == 0 and "cannot lock a submission in" in results["output"]


class TestPrairieLearn:
    def test_a_question_is_a_folder_of_the_published_layout(self, tmp_path):
        said = adlab("release", "prairielearn", ID, "-o", tmp_path, "--seed", "7")
        assert said.exit_code == 0, said.output
        question = tmp_path / "questions" / "adlab" / ID
        info = json.loads((question / "info.json").read_text())
        assert (info["type"], info["gradingMethod"]) == ("v3", "External")
        assert info["externalGradingOptions"]["entrypoint"] == "/bin/bash /grade/tests/run.sh"
        html = (question / "question.html").read_text("utf-8")
        assert 'file-name="running_product.py"' in html and "<pl-external-grader-results>" in html
        assert "BEGIN SOLUTION" not in (question / "starter.py").read_text()
        assert (question / "tests" / "run.sh").stat().st_mode & 0o111
        assert (tmp_path / "adlab-grader" / "Dockerfile").exists()

    def test_the_score_is_a_part_of_one(self, partly):
        results = prairielearn.results(partly)
        assert (results["gradable"], results["score"]) == (True, 0.2)
        assert sum(test["points"] for test in results["tests"]) == 2

    @pytest.mark.parametrize(
        "source",
        [
            None,
            "def running_products(:\n",
            f"# exercise: {ID}\nx = 1\n",
            f"# exercise: {ID}\nimport torch\ndef running_products(p):\n    return torch.x(p)\n",
        ],
    )
    def test_what_is_no_answer_yet_costs_no_attempt(self, source, tmp_path):
        results = prairielearn.results(report_of(tmp_path, source))
        assert results["gradable"] is False and results["succeeded"] is True
        assert results["format_errors"][0] and "score" not in results

    def test_a_grader_that_fails_is_no_format_error_of_the_student(self, tmp_path, monkeypatch):
        monkeypatch.setattr(submitted.entry, "probe", lambda: L1)
        (report,) = graded(tmp_path, Settings((ID,), 7, False))
        assert prairielearn.results(report)["succeeded"] is False


class TestClassroom:
    def test_a_repository_has_task_starter_and_workflow(self, tmp_path):
        assert adlab("release", "classroom", ID, "-o", tmp_path).exit_code == 0
        workflow = (tmp_path / ".github" / "workflows" / "classroom.yml").read_text()
        assert "autograding-grading-reporter@v1" in workflow and "runners: adlab" in workflow
        assert '"${{ steps.adlab.outputs.result }}"' in workflow
        tests = json.loads((tmp_path / ".github/classroom/autograding.json").read_text())["tests"]
        assert [test["points"] for test in tests] == list(EXERCISE.points.values())
        assert "raise NotImplementedError" in (tmp_path / "running_product.py").read_text()

    def test_the_reporter_gets_points_and_junit_is_beside(self, tmp_path, monkeypatch):
        put(tmp_path / "work" / "running_product.py", PARTLY)
        place = tmp_path / "classroom"
        put(place / "release.json", json.dumps({**vars(SETTINGS)}))
        monkeypatch.chdir(place)
        assert run.main(["classroom", str(tmp_path / "work"), str(tmp_path / "output")]) == 0
        name, _, result = (tmp_path / "output").read_text().strip().partition("=")
        said = json.loads(base64.b64decode(result))
        assert (name, said["version"], said["status"], said["max_score"]) == (
            "result",
            1,
            "fail",
            10,
        )
        assert sum(test["score"] for test in said["tests"]) == 2
        assert (place / "junit.xml").read_text().startswith("<?xml")
        codes = [
            run.main(["check", str(tmp_path / "work"), ID, check]) for check in EXERCISE.points
        ]
        assert set(codes) == {0, 1}

    def test_an_exercise_of_one_s_own_travels_along_and_that_is_said(self, tmp_path, monkeypatch):
        monkeypatch.setenv(OWN_FOLDERS, "")
        new("twice-it", tmp_path / "own")
        words = ("release", "classroom", "twice-it", "-o", tmp_path / "out")
        said = adlab(*words, "--exercises", tmp_path / "own")
        assert said.exit_code == 0 and "solution of twice-it" in said.stderr
        place = tmp_path / "out" / ".github" / "classroom" / "exercises" / "00-twice-it"
        assert (place / "exercise.toml").exists()
        assert classroom.results([report_of(tmp_path, "def twice_it(x):\n    return 2 * x\n",
                                            "twice-it")])["status"] == "pass"  # fmt: skip


def test_the_wheel_is_this_very_adlab():
    name, content = own_wheel()
    archive = zipfile.ZipFile(BytesIO(content))
    names = archive.namelist()
    assert name.endswith("-py3-none-any.whl")
    assert "adlab/course/cli.py" in names and not [each for each in names if "__pycache__" in each]
    assert "adlab/_data/exercises/09-running-product/exercise.toml" in names
    record = next(each for each in names if each.endswith("RECORD"))
    assert len(archive.read(record).decode().splitlines()) == len(names)


def test_an_unknown_exercise_is_corrected(tmp_path):
    said = adlab("release", "nbgrader", "runing-product", "-o", tmp_path, "-a", "hw1")
    assert said.exit_code == 2 and "Did you mean 'running-product'?" in said.stderr
