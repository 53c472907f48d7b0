"""A class in parts that are merged, and seeds of each student's own."""

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adlab.course import cli
from adlab.grading.exercises.exercise import find
from tests.grading.handed import put

SOLUTION = find("running-product").solution
WRONG = "# exercise: running-product\ndef running_products(p):\n    return p + [1.0]\n"
NAMES = ("anna", "ben", "cleo", "dora", "emil")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in words])


def rows(path: Path) -> dict[str, dict[str, str]]:
    return {row["student"]: row for row in csv.DictReader(io.StringIO(path.read_text()))}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for k, name in enumerate(NAMES):
        put(tmp_path / "class" / name / "running_product.py", WRONG if k % 2 else SOLUTION)
    return tmp_path / "class"


class TestParts:
    def graded(self, folder: Path, *parts: str) -> list[Path]:
        paths = []
        for part in parts:
            paths.append(folder.parent / f"part-{part[0]}.csv")
            done = run("grade", folder, "--shard", part, "--seed", "1", "-o", paths[-1])
            assert done.exit_code == 0, done.output
        return paths

    def test_together_they_are_what_one_run_gives(self, folder, tmp_path):
        parts = self.graded(folder, "1/2", "2/2")
        assert sorted(len(rows(path)) for path in parts) == [2, 3]
        done = run("merge", *parts, "-o", tmp_path / "all.csv", "--feedback", tmp_path / "pages")
        assert done.exit_code == 0 and "5 rows of 5 students" in done.stderr
        run("grade", folder, "--seed", "1", "-o", tmp_path / "one.csv")
        assert (tmp_path / "all.csv").read_text() == (tmp_path / "one.csv").read_text()
        assert len(list((tmp_path / "pages").glob("*.html"))) == 5

    def test_what_is_merged_can_be_gone_on_with(self, folder, tmp_path, monkeypatch):
        run("merge", *self.graded(folder, "1/2", "2/2"), "-o", tmp_path / "all.csv")
        left = []

        def watched(works, *arguments, **named):
            left.extend(works)
            return iter(())

        monkeypatch.setattr("adlab.course.class_run.grade_many", watched)
        done = run("grade", folder, "-o", tmp_path / "all.csv", "--resume")
        assert done.exit_code == 0 and left == []

    def test_a_part_that_is_missing_is_named(self, folder, tmp_path):
        done = run("merge", *self.graded(folder, "1/3", "3/3"), "-o", tmp_path / "all.csv")
        assert done.exit_code == 1 and "no result of part 2/3" in done.stderr
        assert len(rows(tmp_path / "all.csv")) == 3

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("--shard", "1/2"), "--seed N"),
            (("--shard", "3/2", "--seed", "1"), "no part"),
            (("--shard", "1/2", "--seed", "1", "--worksheet", "g.csv"), "to adlab merge"),
        ],
    )
    def test_what_could_not_be_fair_is_refused(self, words, said, folder):
        done = run("grade", folder, *words)
        assert done.exit_code == 2 and said in done.stderr

    def test_nothing_to_merge_is_said(self, tmp_path):
        done = run("merge", tmp_path / "no.csv", "-o", tmp_path / "all.csv")
        assert done.exit_code == 2 and "There is no" in done.stderr


class TestSeedPerStudent:
    def test_each_has_one_of_their_own_and_the_same_again(self, folder, tmp_path):
        seeds = []
        for name in ("a.csv", "b.csv"):
            done = run("grade", folder, "--seed-per-student", "autumn", "-o", tmp_path / name)
            assert done.exit_code == 0, done.output
            seeds.append({who: row["seed"] for who, row in rows(tmp_path / name).items()})
        assert seeds[0] == seeds[1] and len(set(seeds[0].values())) == len(NAMES)

    def test_it_is_off_unless_asked_for(self, folder, tmp_path):
        run("grade", folder, "-o", tmp_path / "a.csv")
        assert len({row["seed"] for row in rows(tmp_path / "a.csv").values()}) == 1

    def test_who_hands_in_later_has_the_seed_of_before(self, folder, tmp_path):
        words = ("grade", folder, "--seed-per-student", "autumn", "-o", tmp_path / "a.csv")
        run(*words)
        before = rows(tmp_path / "a.csv")
        put(folder / "alba" / "running_product.py", SOLUTION)
        run(*words, "--resume")
        after = rows(tmp_path / "a.csv")
        assert {**before, "alba": after["alba"]} == after

    def test_one_seed_for_all_beside_it_is_refused(self, folder):
        done = run("grade", folder, "--seed-per-student", "autumn", "--seed", "1")
        assert done.exit_code == 2 and "say one of them" in done.stderr
