"""A class: nobody vanishes, and there is one row for each student and exercise."""

import os
import zipfile

import pytest

from adlab.grading.collecting import files
from adlab.grading.collecting.batch import grade_many
from adlab.grading.collecting.students import Policy, best, handed_in
from adlab.grading.collecting.submissions import collect
from adlab.grading.exercises.exercise import exercises
from tests.grading.handed import MARK, RIGHT, notebook, put, zipped

WRONG = MARK + "def reverse_sweep(nodes):\n    return [1.0] * len(nodes)\n"

ABC = ("anna", "ben", "cleo")


def rows(folder, *wanted, policy=Policy.last):
    return {work.student: work for work in handed_in([folder], wanted, policy)}


class TestNobodyVanishes:
    def test_each_folder_is_a_row_with_a_reason(self, tmp_path):
        put(tmp_path / "anna" / "reverse_sweep.py", RIGHT)
        put(tmp_path / "ben" / "x.txt", "hello")
        put(tmp_path / "cleo" / "hw.zip", zipped(**{"hw/notes": "", "__MACOSX/._a.py": ""}))
        put(tmp_path / "dora" / "REVERSE_SWEEP.PY", RIGHT)
        (tmp_path / "emil").mkdir()
        put(tmp_path / "fay" / "broken.ipynb", b"{")
        put(tmp_path / "gus" / "hw.zip", b"no zip")
        (tmp_path / "hal").mkdir()
        (tmp_path / "hal" / "reverse_sweep.py").symlink_to(tmp_path / "anna" / "reverse_sweep.py")
        found = rows(tmp_path)
        assert {name: work.problem for name, work in found.items() if work.problem} == {
            "ben": "Nothing was handed in that can be graded, a .py file or a notebook. "
            "There is: x.txt.",
            "cleo": "Nothing was handed in that can be graded, a .py file or a notebook. "
            "There is: notes.",
            "emil": "Nothing was handed in: the folder is empty.",
            "fay": found["fay"].problem,
            "gus": "It cannot be read: it is no zip that opens (File is not a zip file).",
            "hal": "It cannot be read: it is a link.",
        }
        assert found["anna"].exercise == found["dora"].exercise == "reverse-sweep"

    def test_points_are_never_of_nothing(self, tmp_path):
        put(tmp_path / "a" / "x.txt", "")
        put(tmp_path / "b" / "b.py", "# exercise: revers-sweep\n" + RIGHT)
        reports = list(grade_many(handed_in([tmp_path]), seed=1))
        assert all(report.out_of == 10 and report.points == 0 for report in reports)

    def test_a_folder_of_one_student_is_that_student(self, tmp_path):
        for name in ("anna", "ben"):
            put(tmp_path / name / "notes.txt", "")
        put(tmp_path / "cleo" / "reverse_sweep.py", RIGHT)
        (tmp_path / "dora").mkdir()
        works = handed_in(sorted(tmp_path.iterdir()))
        assert [work.student for work in works] == ["anna", "ben", "cleo", "dora"]

    @pytest.mark.parametrize("inner", ["mine.py", "hw/mine.py", "hw.zip", "notes.txt"])
    def test_folders_that_the_shell_lists_are_never_merged(self, inner, tmp_path):
        for name in ABC:
            content = zipped(**{"mine.py": MARK + RIGHT}) if inner == "hw.zip" else MARK + RIGHT
            put(tmp_path / name / inner, content)
        works = handed_in(sorted(tmp_path.iterdir()))
        assert len({work.student for work in works}) == 3
        assert all(name in work.student for name, work in zip(ABC, works, strict=True))

    def test_a_zip_that_does_not_open_is_a_student_too(self, tmp_path):
        put(tmp_path / "anna" / "reverse_sweep.py", RIGHT)
        put(tmp_path / "ben.zip", b"no zip")
        assert list(rows(tmp_path)) == ["anna", "ben"]

    def test_files_beside_one_another_are_students_by_their_names(self, tmp_path):
        put(tmp_path / "anna.py", MARK + RIGHT)
        put(tmp_path / "ben.docx", "")
        put(tmp_path / "cleo.zip", zipped(a="x"))
        put(tmp_path / "marks.csv", "of the teacher's")
        assert list(rows(tmp_path)) == ["anna", "ben", "cleo"]

    def test_each_student_has_a_row_for_each_exercise(self, tmp_path):
        put(tmp_path / "anna" / "reverse_sweep.py", RIGHT)
        put(tmp_path / "anna" / "local_partials.py", "def local_partials(): pass")
        put(tmp_path / "ben" / "reverse_sweep.py", RIGHT)
        put(tmp_path / "cleo" / "x.txt", "")
        found = [
            (work.student, work.exercise, bool(work.problem)) for work in handed_in([tmp_path])
        ]
        assert sorted(found) == [
            ("anna", "local-partials", False),
            ("anna", "reverse-sweep", False),
            ("ben", "local-partials", True),
            ("ben", "reverse-sweep", False),
            ("cleo", "local-partials", True),
            ("cleo", "reverse-sweep", True),
        ]
        assert {work.exercise for work in handed_in([tmp_path], ["reverse-sweep"])} == {
            "reverse-sweep"
        }

    def test_pages_that_adlab_wrote_are_no_student(self, tmp_path):
        put(tmp_path / "anna" / "reverse_sweep.py", RIGHT)
        put(tmp_path / "pages" / files.NOT_HANDED_IN, "")
        put(tmp_path / "pages" / "anna.html", "")
        assert list(rows(tmp_path)) == ["anna"]


class TestNames:
    @pytest.mark.parametrize(
        "name",
        [
            "Ada Byron_417_assignsubmission_file_/reverse_sweep.py",
            "Ada Byron_417_assignsubmission_file_reverse_sweep.py",
            "Ada Byron_417_assignsubmission_file_/hw.zip",
        ],
    )
    def test_moodles_names_give_the_student(self, name, tmp_path):
        content = zipped(**{"reverse_sweep.py": RIGHT}) if name.endswith("zip") else RIGHT
        put(tmp_path / name, content)
        [work] = handed_in([tmp_path])
        assert (work.student, work.exercise, work.problem) == ("Ada Byron", "reverse-sweep", "")

    @pytest.mark.parametrize("late", ["", "_LATE"])
    @pytest.mark.parametrize("again", ["", "-2"])
    def test_canvas_names_give_the_student(self, late, again, tmp_path):
        put(tmp_path / f"byronada{late}_417_2260_reverse_sweep{again}.py", RIGHT)
        [work] = handed_in([tmp_path])
        assert (work.student, work.exercise) == ("byronada", "reverse-sweep")

    def test_students_of_the_same_name_are_two(self, tmp_path):
        for id in (417, 418):
            put(tmp_path / f"Ada Byron_{id}_assignsubmission_file_" / "reverse_sweep.py", RIGHT)
        assert list(rows(tmp_path)) == ["Ada Byron (417)", "Ada Byron (418)"]

    def test_files_of_the_same_name_that_the_shell_lists_are_two_students(self, tmp_path):
        paths = [put(tmp_path / name / "hw" / "try.py", MARK + RIGHT) for name in ("anna", "ben")]
        assert [work.student for work in handed_in(paths)] == [
            "try (anna/hw)",
            "try (ben/hw)",
        ]

    def test_the_zip_of_a_class_is_opened_and_so_are_zips_in_it(self, tmp_path):
        inner = zipped(**{"work/reverse_sweep.py": RIGHT})
        path = put(
            tmp_path / "class.zip",
            zipped(
                **{
                    "hw1/Ada Byron_417_assignsubmission_file_/hw.zip": inner,
                    "hw1/Bo Li_418_assignsubmission_file_/reverse_sweep.py": RIGHT,
                    "__MACOSX/hw1/._x.py": "",
                    "hw1/Cy Ho_419_assignsubmission_file_/.ipynb_checkpoints/a.ipynb": "",
                    "hw1/Di Wu_420_assignsubmission_file_/": "",
                }
            ),
        )
        found = {work.student: bool(work.problem) for work in handed_in([path])}
        assert found == {"Ada Byron": False, "Bo Li": False, "Cy Ho": True, "Di Wu": True}


class TestAttempts:
    def test_the_last_counts_and_the_row_says_so(self, tmp_path):
        put(tmp_path / "anna" / "one.py", WRONG)
        put(tmp_path / "anna" / "two.py", MARK + RIGHT)
        os.utime(tmp_path / "anna" / "two.py", (1, 1))
        [work] = handed_in([tmp_path])
        assert work.source == WRONG and work.notes == ("last of 2 taken: one.py",)

    def test_of_the_same_time_the_name_decides(self, tmp_path):
        for number in (9, 10):
            path = put(tmp_path / "anna" / f"try ({number}).py", f"{MARK}# {number}\n{RIGHT}")
            os.utime(path, (1, 1))
        [work] = handed_in([tmp_path])
        assert work.notes == ("last of 2 taken: try (10).py",)

    def test_the_best_counts_if_that_is_the_policy(self, tmp_path):
        put(tmp_path / "anna" / "one.py", MARK + RIGHT)
        put(tmp_path / "anna" / "two.py", WRONG)
        reports = grade_many(handed_in([tmp_path], policy=Policy.best), seed=1)
        [report] = best(reports)
        assert report.points == 10 and report.notes == ("best of 2 taken: one.py",)

    def test_a_helper_is_no_attempt(self, tmp_path):
        put(tmp_path / "anna" / "reverse_sweep.py", RIGHT)
        put(tmp_path / "anna" / "zz_tools.py", "def helper(): pass")
        for wanted in ([], ["reverse-sweep"]):
            [work] = handed_in([tmp_path], wanted)
            assert work.source == RIGHT


class TestZips:
    def zip_of(self, path, *infos):
        with zipfile.ZipFile(path, "w") as archive:
            for info, content in infos:
                archive.writestr(info, content)
        return path

    @pytest.mark.parametrize(
        "name", ["../reverse_sweep.py", "/reverse_sweep.py", "a/../../b.py", "C:/b.py"]
    )
    def test_no_path_leads_out(self, name, tmp_path):
        path = self.zip_of(tmp_path / "a.zip", (name, MARK + RIGHT))
        [work] = handed_in([path])
        assert "leads out of its zip" in work.problem
        assert collect(path) == [] and sorted(tmp_path.iterdir()) == [path]

    def test_a_link_is_not_followed(self, tmp_path):
        info = zipfile.ZipInfo("anna/reverse_sweep.py")
        info.external_attr = 0o120777 << 16
        path = self.zip_of(tmp_path / "a.zip", (info, "/etc/passwd"))
        [work] = handed_in([path])
        assert work.student == "anna" and "it is a link" in work.problem

    def test_what_unpacks_to_too_much_is_a_row(self, tmp_path, monkeypatch):
        monkeypatch.setattr(files, "MOST_BYTES", 3000)
        members = {f"reverse_sweep ({k}).py": "#" * 1000 for k in range(4)}
        put(tmp_path / "anna" / "hw.zip", zipped(**members))
        [work] = handed_in([tmp_path])
        assert not work.problem and any("unpacks to more" in note for note in work.notes)

    def test_a_zip_of_too_many_files_is_a_row(self, tmp_path, monkeypatch):
        monkeypatch.setattr(files, "MOST_FILES", 2)
        put(tmp_path / "anna" / "hw.zip", zipped(a="", b="", c=""))
        [work] = handed_in([tmp_path])
        assert "a zip of more than 2 files" in work.problem

    def test_zips_within_zips_come_to_an_end(self, tmp_path):
        data = zipped(**{"reverse_sweep.py": RIGHT})
        for _ in range(5):
            data = zipped(**{"inner.zip": data})
        put(tmp_path / "anna" / "hw.zip", data)
        [work] = handed_in([tmp_path])
        assert "too deep" in work.problem

    @pytest.mark.parametrize("at", range(0, 120, 7))
    def test_a_damaged_zip_is_a_row(self, at, tmp_path):
        data = bytearray(zipped(**{"reverse_sweep.py": MARK + RIGHT * 3}))
        data[at] ^= 0xFF
        put(tmp_path / "anna" / "hw.zip", bytes(data))
        [work] = handed_in([tmp_path])
        assert work.problem or RIGHT in work.source


def test_every_exercise_of_a_notebook_is_a_row(tmp_path):
    cells = [each.solution for each in exercises().values()]
    put(tmp_path / "anna" / "all.ipynb", notebook(*cells))
    assert [work.exercise for work in handed_in([tmp_path])] == list(exercises())
