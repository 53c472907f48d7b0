"""A class as a table and as CSV: reasons, notes, names that cannot be mistaken."""

import csv
import dataclasses
import io

import pytest

from adlab.grading.collecting.batch import grade_work
from adlab.grading.collecting.work import Work
from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.gradebook import WIDEST, as_csv, as_table, told_apart
from adlab.grading.exercises.reasons import reason
from adlab.grading.exercises.report import Diagnosis, Report
from tests.grading.handed import RIGHT

LOOP = "def reverse_sweep(nodes):\n    while True: pass\n"
REASONS = {
    "": RIGHT,
    "not begun": find("reverse-sweep").starter,
    "returned nothing": RIGHT.replace("return adjoints", "adjoints"),
    "raised": "def reverse_sweep(nodes):\n    return nodes[len(nodes)]\n",
    "too slow": LOOP,
    "wrong": "def reverse_sweep(nodes):\n    return [1.0] * len(nodes)\n",
    "not Python": "def reverse_sweep(nodes:\n",
    "import not allowed": "import jax\n" + RIGHT.replace("return", "jax.x\n    return"),
    "not defined": "def backward(nodes): pass\n",
    "ended the program": "def reverse_sweep(nodes):\n    raise SystemExit\n",
}


def graded(source: str, **about: object) -> Report:
    return grade_work(Work("a.py", "reverse-sweep", source, **about), seed=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("words", REASONS)
def test_a_row_says_why(words):
    report = graded(REASONS[words], student="anna", notes=("left out 10 lines",))
    [row] = csv.DictReader(io.StringIO(as_csv([report])))
    assert row["reason"] == words
    assert (row["student"], row["exercise"], row["out_of"]) == ("anna", "reverse-sweep", "10")
    assert row["notes"] == "left out 10 lines"
    assert bool(row["problem"] or row["diagnosis"]) == (words not in ("", "wrong"))
    line = as_table([report]).splitlines()[1]
    assert line.startswith("anna") and "[left out 10 lines]" in line


@pytest.mark.parametrize(
    "body",
    ["...", "pass", '"""Text."""', "return None", "return ...", "raise NotImplementedError()"],
)
def test_a_function_with_nothing_in_it_is_not_begun(body):
    assert reason(graded(f"def reverse_sweep(nodes):\n    {body}\n")) == "not begun"


def test_a_known_mistake_is_named_by_its_id():
    wrong = graded(REASONS["wrong"])
    assert reason(dataclasses.replace(wrong, diagnosis=Diagnosis("no-seed"))) == "wrong: no-seed"
    left_over = dataclasses.replace(wrong, diagnosis=Diagnosis("no-zeroing"))
    assert reason(left_over) == "state left over"


def test_what_fails_only_when_asked_again_left_something_over():
    report = graded(RIGHT)
    checks = tuple(
        dataclasses.replace(each, passed=False, points=0, kind="wrong")
        if each.name == "test_second_call"
        else each
        for each in report.checks
    )
    assert reason(dataclasses.replace(report, checks=checks)) == "state left over"


class TestNames:
    def test_long_names_do_not_widen_the_table(self):
        long = graded(RIGHT, student="x" * 500)
        assert max(map(len, as_table([long]).splitlines())) < 100

    @pytest.mark.parametrize(
        "names",
        [
            ["a" * 60 + "1" + "b" * 60, "a" * 60 + "2" + "b" * 60, "a" * 60 + "3" + "b" * 60],
            ["caf\u00e9", "cafe\u0301"],
            ["anna", "anna ", "Anna"],
            ["a", "a~2", "A"],
            ["Ａｎｎａ", "Anna"],
            [f"{'n' * 50}{k}{'m' * 50}" for k in range(30)],
        ],
    )
    def test_different_names_never_look_alike(self, names):
        shown = told_apart(names, WIDEST)
        assert len({each.casefold() for each in shown}) == len(names)
        assert all(len(each) <= WIDEST for each in shown)

    def test_the_same_name_looks_the_same(self):
        assert told_apart(["anna", "ben", "anna"], WIDEST) == ["anna", "ben", "anna"]
