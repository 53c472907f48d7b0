"""Reports: golden folders, and what each format must withstand."""

import csv
import dataclasses
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from adlab.grading.exercises.gradebook import as_csv, as_table
from adlab.grading.exercises.report import CheckResult, Problem, Report, as_json, as_junit
from tests.grading.golden_reports import FILES, cases, reports_of

FAILED = CheckResult("test_one", "One thing", 0, 2, False, "wrong", "the fact", facts={"node": 1})
PASSED = CheckResult("test_two", "Another", 1, 1, True)
REPORT = Report(
    exercise="reverse-sweep",
    title="Reverse sweep",
    points=1,
    out_of=3,
    checks=(FAILED, PASSED),
    problem=None,
    output="",
    layers=("L0", "L1"),
    seconds=0.25,
    seed=7,
    hash="0" * 64,
    submission="a/b.py",
)


def changed(**changes: object) -> Report:
    return dataclasses.replace(REPORT, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", cases(), ids=lambda path: path.name)
def test_reports_are_the_golden_ones(case: Path):
    reports = reports_of(case)
    for name, written in FILES.items():
        assert written(reports) == (case / name).read_text("utf-8"), name


class TestTable:
    def test_a_row_for_each_with_what_failed_first(self):
        lines = as_table([REPORT]).splitlines()
        assert lines[1] == "a/b.py      reverse-sweep  1 of 3  One thing"


class TestJson:
    def test_it_can_be_read_back(self):
        [read] = json.loads(as_json([REPORT]))
        assert read["checks"][0]["facts"] == {"node": 1}
        assert read == json.loads(json.dumps(REPORT.as_dict()))


class TestCsv:
    def test_a_row_for_each(self):
        [row] = csv.DictReader(io.StringIO(as_csv([REPORT])))
        assert (row["submission"], row["points"], row["failed"]) == ("a/b.py", "1", "test_one")

    @pytest.mark.parametrize("name", ["=1+1", "+x", "-x", "@x"])
    def test_no_name_of_a_file_is_a_formula(self, name: str):
        [row] = csv.DictReader(io.StringIO(as_csv([changed(submission=name)])))
        assert row["submission"] == "'" + name


class TestJUnit:
    def test_a_case_for_each_check(self):
        suite = ElementTree.fromstring(as_junit([REPORT]))[0]
        assert suite.attrib["tests"] == "2" and suite.attrib["failures"] == "1"
        assert [case.attrib["name"] for case in suite.iter("testcase")] == ["test_one", "test_two"]

    def test_code_that_cannot_be_loaded_is_an_error_even_without_checks(self):
        report = changed(checks=(), problem=Problem("data", "It cannot be read."))
        suite = ElementTree.fromstring(as_junit([report]))[0]
        assert suite.attrib["errors"] == "1"
        assert next(suite.iter("error")).text == "It cannot be read."

    @pytest.mark.parametrize(
        "text", ["]]>", "<a>&", "\x00\x1b[2K", "\ud800", "\uffff", "é\U0001f600"]
    )
    def test_no_text_breaks_it(self, text: str):
        failed = dataclasses.replace(FAILED, message=text, title=text)
        ElementTree.fromstring(as_junit([changed(checks=(failed,), submission=text)]).encode())
