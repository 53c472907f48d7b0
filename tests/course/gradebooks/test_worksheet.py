"""Worksheets of Moodle and Canvas: what is filled, whose row is whose, what stays as it was."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from adlab.course.gradebooks.adjusting import read_adjustments
from adlab.course.gradebooks.marks import Adjustment, Mark, marks_of
from adlab.course.gradebooks.worksheet import Worksheet
from adlab.grading.collecting.batch import not_graded
from adlab.grading.collecting.work import Work

MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\r\n"
)
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Quiz (11),HW 1 (12),Current Score
    Points Possible,,,,,5,10.0,(read only)
"Byron, Ada",417,s1,byron,A,4,,80
"Babbage, Charles",418,s2,cb7,A,,,
"Student, Test",900,,test,A,,,
"""


def moodle_row(number: int, name: str, maximum: str = "10.00", locked: bool = False) -> str:
    may = "No" if locked else "Yes"
    return (
        f'"Participant {number}","{name}",{number}@uni.edu,"Submitted for grading - ",,{maximum},'
        f'{may},"Tuesday, 1 December 2026, 10:15 AM",-,\r\n'
    )


def mark(student: str, id: str = "", points: int = 7, **said) -> Mark:
    report = not_graded(
        Work("x.py", "reverse-sweep", student=student, student_id=id), "syntax", "", 0
    )
    return Mark(student, id, (replace(report, points=points),), **said)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def cells(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    text = path.read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


class TestMoodle:
    def test_grade_and_comments_are_written_and_nothing_else(self, tmp_path):
        path = written(tmp_path / "g.csv", MOODLE + moodle_row(1, "Ada") + moodle_row(2, "Bo"))
        before = cells(path)
        filled = Worksheet.read(path).fill([mark("Ada", "1")])
        first, second = cells(path)
        assert (first.pop("Grade"), before[0].pop("Grade")) == ("7", "")
        assert "Reverse sweep: 7 of 10 (not Python)" in first.pop("Feedback comments")
        before[0].pop("Feedback comments")
        assert [first, second] == before and path.read_text("utf-8").startswith(MOODLE.strip())
        assert (filled.rows, filled.without_mark) == (1, ["Bo"])

    def test_the_download_is_kept_once(self, tmp_path):
        path = written(tmp_path / "g.csv", MOODLE + moodle_row(1, "Ada"))
        original = path.read_bytes()
        for points in (3, 4):
            Worksheet.read(path).fill([mark("Ada", "1", points)])
        assert (tmp_path / "g.downloaded.csv").read_bytes() == original
        assert cells(path)[0]["Grade"] == "4"

    def test_two_of_one_name_are_told_apart_by_their_numbers(self, tmp_path):
        path = written(tmp_path / "g.csv", MOODLE + moodle_row(1, "Ada B") + moodle_row(2, "Ada B"))
        Worksheet.read(path).fill([mark("Ada B (2)", "2", 9), mark("Ada B (1)", "1", 3)])
        assert [row["Grade"] for row in cells(path)] == ["3", "9"]

    def test_two_of_one_name_without_numbers_are_given_to_neither(self, tmp_path):
        path = written(tmp_path / "g.csv", MOODLE + moodle_row(1, "Ada B") + moodle_row(2, "Ada B"))
        filled = Worksheet.read(path).fill([mark("Ada B")])
        assert filled.without_row == ["Ada B"] and not any(row["Grade"] for row in cells(path))

    @pytest.mark.parametrize("name", ["Byron, Ada", "ada  byron", "byronada", "Áda Byron"])
    def test_names_are_found_as_platforms_write_them(self, name, tmp_path):
        path = written(
            tmp_path / "g.csv", MOODLE + moodle_row(1, "Ada Byron") + moodle_row(2, "Bo")
        )
        assert Worksheet.read(path).fill([mark(name)]).rows == 1
        assert cells(path)[0]["Grade"] == "7"

    def test_what_is_locked_stays(self, tmp_path):
        path = written(tmp_path / "g.csv", MOODLE + moodle_row(1, "Ada", locked=True))
        assert Worksheet.read(path).fill([mark("Ada", "1")]).locked == ["Ada"]
        assert cells(path)[0]["Grade"] == ""

    def test_bom_semicolons_and_decimal_commas_stay(self, tmp_path):
        text = (MOODLE + moodle_row(1, "Zoë", "100,00").replace('"', "")).split("\r\n")
        lines = [text[0].replace(",", ";"), "Participant 1;Zoë;;;;100,00;Yes;;;"]
        path = written(tmp_path / "g.csv", "\r\n".join([*lines, ""]), "utf-8-sig")
        sheet = Worksheet.read(path)
        half = Adjustment("Zoë", percent=50)
        sheet.fill([mark("Zoë", "1", 7, adjustments=(half,))])
        assert cells(path, "utf-8-sig", ";")[0]["Grade"] == "3,5"
        assert path.read_bytes().startswith("\ufeffIdentifier;".encode())

    def test_excel_of_western_europe_is_read_and_written(self, tmp_path):
        path = written(tmp_path / "g.csv", MOODLE + moodle_row(1, "Zoë"), "cp1252")
        Worksheet.read(path).fill([mark("Zoë")])
        assert cells(path, "cp1252")[0]["Full name"] == "Zoë"

    def test_another_language_is_told_its_columns(self, tmp_path):
        german = MOODLE.replace("Grade,", "Bewertung,").replace("Feedback comments", "Feedback")
        path = written(tmp_path / "g.csv", german + moodle_row(1, "Ada"))
        with pytest.raises(ValueError, match="--grade-column"):
            Worksheet.read(path)
        Worksheet.read(path, "Bewertung", "Feedback").fill([mark("Ada", "1")])
        assert cells(path)[0]["Bewertung"] == "7" and "7 of 10" in cells(path)[0]["Feedback"]

    def test_more_than_the_platform_takes_is_refused_and_can_be_scaled(self, tmp_path):
        path = written(tmp_path / "g.csv", MOODLE + moodle_row(1, "Ada", "5.00"))
        before = path.read_bytes()
        with pytest.raises(ValueError, match="takes at most 5"):
            Worksheet.read(path).fill([mark("Ada", "1")])
        assert path.read_bytes() == before
        Worksheet.read(path).fill([mark("Ada", "1")], scale=True)
        assert cells(path)[0]["Grade"] == "3.5"

    def test_comments_are_text_and_no_markup_of_a_student(self, tmp_path):
        path = written(tmp_path / "g.csv", MOODLE + moodle_row(1, "Ada"))
        rude = Adjustment("Ada", points=1, comment="<script>")
        Worksheet.read(path).fill([mark("Ada", "1", adjustments=(rude,))])
        assert "&lt;script&gt;" in cells(path)[0]["Feedback comments"]


class TestCanvas:
    def test_one_assignment_is_filled_and_all_else_kept(self, tmp_path):
        path = written(tmp_path / "c.csv", CANVAS)
        before = cells(path)
        sheet = Worksheet.read(path, grade="HW 1 (12)")
        filled = sheet.fill([mark("byronada", "417"), mark("babbagecharles", "", 9)])
        after = cells(path)
        assert [row.pop("HW 1 (12)") for row in after] == ["10.0", "7", "9", ""]
        for row in before:
            row.pop("HW 1 (12)")
        assert after == before and filled.without_mark == []

    def test_which_assignment_is_asked_if_there_are_several(self, tmp_path):
        path = written(tmp_path / "c.csv", CANVAS)
        with pytest.raises(ValueError, match=r"'Quiz \(11\)', 'HW 1 \(12\)'"):
            Worksheet.read(path)


def test_another_table_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no worksheet of Moodle"):
        Worksheet.read(written(tmp_path / "a.csv", "name,mark\nAda,7\n"))


class TestAdjustments:
    def test_points_come_before_penalties_and_nothing_is_below_zero(self):
        whole = Adjustment("Ada", percent=10, comment="late")
        one = Adjustment("Ada", "reverse-sweep", points=2)
        assert mark("Ada", points=7, adjustments=(whole, one)).points == 8.1
        assert mark("Ada", points=1, adjustments=(Adjustment("Ada", points=-5),)).points == 0

    def test_a_file_is_read_and_said(self, tmp_path):
        path = written(
            tmp_path / "late.csv",
            "Student;percent;comment;exercise;points\nada;10 %;late;;\n7;;;reverse-sweep;1,5\n",
        )
        first, second = read_adjustments(path)
        assert str(first) == "10 % off: late" and str(second) == "+1.5 points"
        assert second.exercise == "reverse-sweep"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("student,percent\nada,ten\n", "line 2: 'ten' is no number"),
            ("student,percent\nada,110\n", "110 % cannot be taken off"),
            ("student,mark\nada,1\n", "the columns are student, exercise"),
            ("student,points\n,1\n", "line 2: it does not say whose"),
            ("", "is empty"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_line(self, text, said, tmp_path):
        with pytest.raises(ValueError, match=said):
            read_adjustments(written(tmp_path / "a.csv", text))

    def test_who_is_not_there_is_said(self):
        reports = mark("Ada").reports + mark("Bo", "8").reports
        for who in ("8", "bo "):
            made = marks_of(reports, [Adjustment(who, points=1)])
            assert [each.points for each in made] == [0 + 7, 8]
        with pytest.raises(ValueError, match="line 3: no student here is 'Eve'"):
            marks_of(reports, [Adjustment("Eve", line=3)])
        with pytest.raises(ValueError, match="no mark of 'zeroing'"):
            marks_of(reports, [Adjustment("Ada", "zeroing")])
