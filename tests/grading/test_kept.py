"""What is kept: nothing graded is lost, and no earlier file is damaged."""

import dataclasses
import json
import os
import sys

import pytest

from adlab.grading.collecting import kept
from adlab.grading.collecting.batch import grade_many
from adlab.grading.collecting.kept import Kept, Key, Result, changes, read, replace_file
from adlab.grading.collecting.work import Work
from adlab.grading.exercises.exercise import find
from tests.grading.handed import RIGHT

LAYERS = ("L0",)
WRONG = next(each.source for each in find("reverse-sweep").misconceptions)
WORKS = [
    Work("a.py", "reverse-sweep", RIGHT, student="anna"),
    Work("b.py", "reverse-sweep", WRONG, student="ben"),
    Work("c.py", "reverse-sweep", "def reverse_sweep(nodes: ...", student="cleo"),
    Work("d.txt", "", problem="Nothing was handed in.", student="dora"),
]


@pytest.fixture(scope="module")
def results() -> list[Result]:
    reports = {report.submission: report for report in grade_many(WORKS, seed=1, why=True)}
    return [Result(Key.of(work, 1, LAYERS, True), reports[work.name]) for work in WORKS]


def test_a_result_is_read_as_it_was_written(results, tmp_path):
    file = Kept(tmp_path / "marks.jsonl")
    for result in results:
        file.add(result)
    assert read(file.part) == results
    assert [result.line() for result in read(file.part)] == [result.line() for result in results]


def test_a_line_that_a_killed_run_left_half_written_spoils_nothing(results, tmp_path):
    file = Kept(tmp_path / "marks.jsonl")
    file.add(results[0])
    with file.part.open("a") as part:
        part.write(results[1].line()[:100])
    file.add(results[2])
    assert read(file.part) == [results[0], results[2]]


@pytest.mark.parametrize(
    "line", ["{}", "[1]", "null", '{"key": {}}', "\\xff", '{"key": 3, "report": 4}']
)
def test_what_is_no_result_is_passed_over(line, results, tmp_path):
    (tmp_path / "marks.jsonl").write_text(line + "\n" + results[0].line())
    assert read(tmp_path / "marks.jsonl") == [results[0]]


def test_a_run_that_goes_on_leaves_the_earlier_file_alone(results, tmp_path):
    file = Kept(tmp_path / "marks.jsonl")
    file.finish(results[:1])
    file.add(results[1])
    assert read(file.path) == results[:1] and file.unfinished == 1
    assert file.earlier() == results[:2]
    file.finish(results)
    assert read(file.path) == results and not file.part.exists()


class TestKey:
    @pytest.mark.parametrize(
        "change",
        [{"source": RIGHT + "\n"}, {"student": "x"}, {"name": "x"}, {"exercise": "local-partials"}],
    )
    def test_another_submission_has_another(self, change):
        other = dataclasses.replace(WORKS[0], **change)
        assert Key.of(other, 1, LAYERS, False) != Key.of(WORKS[0], 1, LAYERS, False)

    def test_so_have_other_checks_another_adlab_seed_and_walls(self, monkeypatch):
        key = Key.of(WORKS[0], 1, LAYERS, False)
        assert Key.of(WORKS[0], 2, LAYERS, False) != key
        assert Key.of(WORKS[0], 1, ("L0", "L1"), False) != key
        monkeypatch.setattr(kept, "fingerprint", lambda exercise: "other")
        assert Key.of(WORKS[0], 1, LAYERS, False) != key


class TestReplaceFile:
    def test_it_is_the_new_one_or_the_one_before(self, tmp_path, monkeypatch):
        path = tmp_path / "marks.csv"
        replace_file(path, "old")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            replace_file(path, "new")
        assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]

    def test_a_link_stays_a_link_and_modes_stay(self, tmp_path):
        path = tmp_path / "marks.csv"
        path.write_text("old")
        path.chmod(0o640)
        link = tmp_path / "link.csv"
        link.symlink_to(path)
        replace_file(link, "new")
        assert link.is_symlink() and path.read_text() == "new"
        assert path.stat().st_mode & 0o777 == 0o640

    @pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
    def test_what_is_no_plain_file_is_written_as_it_is(self):
        with pytest.raises(OSError, match="No space"):
            replace_file(kept.Path("/dev/full"), "x" * 10**6)


def test_changed_marks_are_said_with_the_reason(results):
    anna, ben, cleo, dora = results
    better = dataclasses.replace(ben.report, points=10)
    handed_in_again = Result(dataclasses.replace(ben.key, hash="1"), better)
    other_checks = Result(
        dataclasses.replace(anna.key, checks="1", adlab="2"),
        dataclasses.replace(anna.report, points=7),
    )
    new = Result(dataclasses.replace(dora.key, student="emil"), dora.report)
    lines = list(changes([anna, ben, cleo, dora], [other_checks, handed_in_again, cleo, new]))
    assert [line.rpartition(" (")[2] for line in lines[:3]] == [
        "the checks changed; adlab changed)",
        "the submission changed)",
        "new)",
    ]
    assert lines[3].endswith("→ no longer there") and len(lines) == 4


def test_reports_are_plain_json(results):
    for result in results:
        assert json.loads(result.line())["report"] == json.loads(
            json.dumps(result.report.as_dict())
        )
