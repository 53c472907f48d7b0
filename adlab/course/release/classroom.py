"""GitHub Classroom: a template repository, and the results that its reporter reads.

- `repository(chosen, …)`: the tasks, files to begin with, and a workflow that grades at each push.
- `results(reports)`: what the reporter is given, a test for each check.
- `autograding(chosen)`: the same for classrooms that still use `autograding.json`.

Whoever can push can change all of it, and read checks and solutions: this is for learning. For
marks, clone the repositories and run `adlab grade`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from adlab.course.release.files import Files, of_exercises, settings
from adlab.course.release.own_wheel import own_wheel
from adlab.grading.exercises.exercise import Exercise
from adlab.grading.exercises.report import Report

PLACE = ".github/classroom"

WORKFLOW = """name: Autograding Tests
on: [push, workflow_dispatch]
permissions:
  checks: write
  actions: read
  contents: read
jobs:
  autograding:
    runs-on: ubuntu-latest
    if: github.actor != 'github-classroom[bot]'
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install --quiet {place}/adlab-*.whl
      - name: Grade
        id: adlab
        working-directory: {place}
        run: python -P -m adlab.course.release.run classroom "$GITHUB_WORKSPACE" "$GITHUB_OUTPUT"
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: junit
          path: {place}/junit.xml
      - uses: classroom-resources/autograding-grading-reporter@v1
        env:
          ADLAB_RESULTS: "${{{{ steps.adlab.outputs.result }}}}"
        with:
          runners: adlab
"""


def repository(chosen: Sequence[Exercise], seed: int, allow_weak: bool = True) -> Files:
    """The files of a template repository."""
    name, wheel = own_wheel()
    prompts = "\n\n".join(
        f"{each.prompt.rstrip()}\n\nWrite it in `{each.file}`." for each in chosen
    )
    return {
        "README.md": f"{prompts}\n".encode(),
        **{each.file: each.starter.encode() for each in chosen},
        ".github/workflows/classroom.yml": WORKFLOW.format(place=PLACE).encode(),
        f"{PLACE}/autograding.json": autograding(chosen),
        f"{PLACE}/release.json": settings(chosen, seed, allow_weak),
        f"{PLACE}/{name}": wheel,
        **of_exercises(chosen, f"{PLACE}/exercises"),
    }


def autograding(chosen: Sequence[Exercise]) -> bytes:
    """The tests of `autograding.json`, each with the points of a check."""
    tests = [
        {
            "name": f"{exercise.title}: {name}",
            "setup": f"python3 -m pip install --quiet {PLACE}/adlab-*.whl",
            "run": f"cd {PLACE} && python3 -P -m adlab.course.release.run check ../.. "
            f"{exercise.id} {name}",
            "input": "",
            "output": "",
            "comparison": "included",
            "timeout": 2,
            "points": points,
        }
        for exercise in chosen
        for name, points in exercise.points.items()
    ]
    return (json.dumps({"tests": tests}, indent=2) + "\n").encode()


def results(reports: Sequence[Report]) -> dict[str, Any]:
    """What the reporter reads: all tests, and the points each brought."""
    tests = [test for report in reports for test in _tests(report)]
    if any(report.problem and report.problem.kind == "grader" for report in reports):
        status = "error"
    else:
        status = "pass" if all(report.solved for report in reports) else "fail"
    return {
        "version": 1,
        "status": status,
        "max_score": sum(report.out_of for report in reports),
        "tests": tests,
    }


def _tests(report: Report) -> list[dict[str, Any]]:
    if report.problem:
        return [_test(report.title, False, 0, report.problem.message, report.problem.kind)]
    return [
        _test(
            f"{report.title}: {check.title}", check.passed, check.points, check.message, check.kind
        )
        for check in report.checks
    ]


def _test(name: str, passed: bool, score: int, message: str, kind: str) -> dict[str, Any]:
    status = "pass" if passed else "error" if kind == "grader" else "fail"
    return {"name": name, "status": status, "score": score, "message": message}
