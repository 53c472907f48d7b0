"""From Moodle's zip to a filled worksheet and a page for each student, in one command."""

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adlab.course import class_run, cli
from adlab.grading.collecting.batch import not_graded
from adlab.grading.exercises.exercise import OWN_FOLDERS
from tests.course.gradebooks.moodle_class import HEADER, IDS, expected, make_class, name


@pytest.fixture(scope="module")
def handed(tmp_path_factory) -> tuple[Path, Result]:
    """The folder in which a class was graded, and what the command said."""
    folder = tmp_path_factory.mktemp("class")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(OWN_FOLDERS, "")
        own, zip_file, sheet = make_class(folder)
        (folder / "late.csv").write_text("student,percent,comment\n701,10,a day late\n")
        exercises = [word for id in IDS for word in ("-e", id)]
        words = ["grade", zip_file, "--worksheet", sheet, "--feedback", folder / "pages"]
        words += ["--exercises", own, "-o", folder / "marks.csv", "--seed", "1", *exercises]
        words += ["--adjust", folder / "late.csv"]
        return folder, CliRunner().invoke(cli.app, [str(word) for word in words])


def test_every_student_has_the_grade_that_the_work_is_worth(handed):
    folder, result = handed
    text = (folder / "Grades.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    grades = {row["Identifier"].split()[1]: row["Grade"] for row in rows}
    wanted = {**expected(), "701": "18.9", "740": "", "741": ""}
    assert grades == wanted and text.startswith(HEADER + "\r\n")
    assert result.exit_code == 0, result.stderr


def test_comments_say_why_it_is_not_more(handed):
    text = (handed[0] / "Grades.csv").read_bytes().decode("utf-8-sig")
    said = {
        row["Identifier"].split()[1]: row["Feedback comments"]
        for row in csv.DictReader(io.StringIO(text, newline=""))
    }
    assert "10 % off: a day late" in said["701"]
    assert "Local partials: 0 of 10 (cannot be read)" in said["704"]
    assert "(not handed in)" in said["709"]
    assert said["740"] == ""


def test_nobody_is_lost_and_the_command_says_so(handed):
    folder, result = handed
    assert "120 rows of 40 students" in result.stderr
    assert "40 grades in" in result.stderr
    assert f"Nothing was handed in by {name(40)}, {name(41)}:" in result.stderr
    assert len(list((folder / "pages").glob("*.html"))) == 40
    late = next((folder / "pages").glob("Kim_Lee*701*"))
    assert "18.9 of 21 points" in late.read_text("utf-8")


def test_the_download_is_still_there(handed):
    before = (handed[0] / "Grades.downloaded.csv").read_bytes().decode("utf-8-sig")
    assert all(row["Grade"] == "" for row in csv.DictReader(io.StringIO(before)))


def test_where_grading_itself_failed_no_zero_is_entered(tmp_path, monkeypatch):
    monkeypatch.setenv(OWN_FOLDERS, "")
    own, zip_file, sheet = make_class(tmp_path, 3)

    def fails(works, *arguments, **named):
        for number, work in enumerate(works):
            kind = "grader" if number == 0 else "unreadable"
            yield not_graded(work, kind, "the machine failed", 1)

    monkeypatch.setattr(class_run, "grade_many", fails)
    words = ["grade", zip_file, "--worksheet", sheet, "--exercises", own, "-e", IDS[0]]
    done = CliRunner().invoke(cli.app, [str(word) for word in words])
    assert done.exit_code == 1 and "No grade is entered for Ada Byron:" in done.stderr
    assert f"Nothing was handed in by {name(40)}, {name(41)}:" in done.stderr
    text = sheet.read_bytes().decode("utf-8-sig")
    grades = {row["Full name"]: row["Grade"] for row in csv.DictReader(io.StringIO(text))}
    assert (grades["Ada Byron"], grades["Kim Lee"]) == ("", "0")
