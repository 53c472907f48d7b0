"""A report: what came out of grading one submission to one exercise.

- `Report`, `CheckResult`, `Problem`: frozen, and JSON-ready by `as_dict`.
- `as_json`, `as_junit`: many reports, for programs.

What a learner is told of it, `feedback` says; a class as a table, `gradebook`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from xml.etree import ElementTree


@dataclass(frozen=True)
class Problem:
    """Why a submission could not be loaded at all.

    Attributes
    ----------
    kind : "import", "syntax", "error", "time", "memory", "crash", "exit", "data", "missing"; or
        "unreadable" or "not handed in", of what could not be run; "grader", if it was not the
        submission that failed
    message : for the learner
    trace : the learner's own frames, or ""
    """

    kind: str
    message: str
    trace: str = ""


@dataclass(frozen=True)
class CheckResult:
    """What one check found.

    Attributes
    ----------
    name, title : of the check
    points, out_of : given, and possible
    passed : whether all points were given
    kind : "" if it passed; "wrong"; a kind of Problem; "not run"; "check" if the check itself broke
    message : the fact that failed
    trace : the learner's own frames, or ""
    facts : the same for programs: which node, yours, expected
    """

    name: str
    title: str
    points: int
    out_of: int
    passed: bool
    kind: str = ""
    message: str = ""
    trace: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def failed(
        self, kind: str, message: str, trace: str = "", facts: dict[str, Any] | None = None
    ) -> CheckResult:
        return replace(self, kind=kind, message=message, trace=trace, facts=facts or {})

    def full(self) -> CheckResult:
        return replace(self, points=self.out_of, passed=True)


@dataclass(frozen=True)
class Diagnosis:
    """What went wrong, on the smallest graph that shows it. All of it is JSON-ready.

    Attributes
    ----------
    id : the class of mistakes; None if none matches well enough
    message : a question to the learner; "" without a class
    match : how well the class explains what went wrong, from 0 to 1
    case : the graph, and with which seed or outputs; None if there is none
    what : which number is wrong: "adjoint", "tangent", "value", …
    node : the first wrong node of it
    yours, expected : the number at this node
    shown : the case and the wrong number as text
    call : the call that shows it, in Python; ""
    runners_up : other classes with their match, best first
    """

    id: str | None
    message: str = ""
    match: float = 0.0
    case: dict[str, Any] | None = None
    what: str = ""
    node: int | None = None
    yours: float | None = None
    expected: float | None = None
    shown: str = ""
    call: str = ""
    runners_up: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Report:
    """What grading one submission found.

    Attributes
    ----------
    exercise, title : id and title of the exercise
    points, out_of : given, and possible
    checks : one result for each check
    problem : why the code could not be loaded, or None
    output : what the code printed, cut
    layers : the walls it ran behind: "L0", "L1", "L2"
    seconds : that grading took
    seed : with which the same graphs come again
    hash : SHA-256 of the source
    submission : where the source came from
    notes : what was left out of the source, and the like
    diagnosis : why it failed; None if that is not known
    student : who handed it in, or ""
    student_id : the learning platform's number of them, or ""
    unwritten : "not begun" or "returned nothing", of a function that is there in name only; or ""
    """

    exercise: str
    title: str
    points: int
    out_of: int
    checks: tuple[CheckResult, ...]
    problem: Problem | None
    output: str
    layers: tuple[str, ...]
    seconds: float
    seed: int
    hash: str
    submission: str = ""
    notes: tuple[str, ...] = ()
    diagnosis: Diagnosis | None = None
    student: str = ""
    unwritten: str = ""
    student_id: str = ""

    @classmethod
    def from_dict(cls, said: dict[str, Any]) -> Report:
        """A report from what `as_dict` made of it."""
        checks = tuple(CheckResult(**each) for each in said["checks"])
        problem = said["problem"] and Problem(**said["problem"])
        diagnosis = said["diagnosis"] and Diagnosis(
            **{
                **said["diagnosis"],
                "runners_up": tuple(map(tuple, said["diagnosis"]["runners_up"])),
            }
        )
        rest = {name: tuple(said[name]) for name in ("layers", "notes")}
        return cls(**{**said, **rest, "checks": checks, "problem": problem, "diagnosis": diagnosis})

    @property
    def solved(self) -> bool:
        """Whether every check passed."""
        return self.problem is None and all(check.passed for check in self.checks)

    @property
    def mistake(self) -> str:
        """The id of the idea behind what is wrong, or ""."""
        return (self.diagnosis and self.diagnosis.id) or ""

    @property
    def first_failed(self) -> CheckResult | None:
        """The check to look at first."""
        return next((check for check in self.checks if not check.passed), None)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready. A platform's number is there if there is one."""
        said = asdict(self)
        if not self.student_id:
            del said["student_id"]
        return said


# ------------------------------------------------------------------------------ for programs


def as_json(reports: Iterable[Report]) -> str:
    """A JSON array of reports."""
    return json.dumps([report.as_dict() for report in reports], indent=1, ensure_ascii=False) + "\n"


def as_junit(reports: Sequence[Report]) -> str:
    """JUnit's XML: a suite for each report, a case for each check."""
    root = ElementTree.Element("testsuites")
    for report in reports:
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=_xml(f"{report.submission} {report.exercise}".strip()),
            tests=str(len(report.checks)),
            failures=str(sum(not check.passed for check in report.checks)),
            errors=str(int(report.problem is not None and not report.checks)),
            time=f"{report.seconds:.3f}",
        )
        properties = ElementTree.SubElement(suite, "properties")
        for key in ("points", "out_of", "seed", "hash"):
            value = str(getattr(report, key))
            ElementTree.SubElement(properties, "property", name=key, value=value)
        layers = " ".join(report.layers)
        ElementTree.SubElement(properties, "property", name="layers", value=layers)
        if report.problem and not report.checks:  # it was not even run
            case = ElementTree.SubElement(
                suite, "testcase", classname=report.exercise, name="submission"
            )
            error = ElementTree.SubElement(case, "error", type=report.problem.kind)
            error.text = _xml(report.problem.message)
        for check in report.checks:
            case = ElementTree.SubElement(
                suite, "testcase", classname=report.exercise, name=check.name
            )
            if not check.passed:
                kind, message = check.kind, check.message
                if report.problem:
                    kind, message = report.problem.kind, report.problem.message
                first = message.strip().splitlines()[-1] if message.strip() else check.title
                failure = ElementTree.SubElement(
                    case, "failure", type=kind, message=_xml(f"{check.title}: {first.strip()}")
                )
                failure.text = _xml(message)
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _xml(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return "".join(
        c
        if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
        else "�"
        for c in text
    )
