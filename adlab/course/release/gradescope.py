"""Gradescope: a zip for its autograder, and the results it reads.

- `autograder(chosen, …)`: `setup.sh`, `run_autograder`, and what they need.
- `results(reports)`: what goes into `results.json`.

Gradescope unpacks the zip to /autograder/source, runs `setup.sh` once, and for each submission
`run_autograder`, which finds it in /autograder/submission and leaves the results in
/autograder/results/results.json.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from adlab.course.release.files import Files, of_exercises, settings
from adlab.course.release.own_wheel import own_wheel
from adlab.course.release.submitted import told
from adlab.grading.exercises.exercise import Exercise
from adlab.grading.exercises.reasons import reason
from adlab.grading.exercises.report import CheckResult, Report

SETUP = """#!/usr/bin/env bash
# Run once, when the image is made.
set -euo pipefail
cd "$(dirname "$0")"
python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' ||
    (apt-get update -q && apt-get install -q -y python3 python3-venv)
python3 -m venv venv
venv/bin/python -m pip install --quiet ./adlab-*.whl
"""

RUN = """#!/usr/bin/env bash
# Run for each submission. There are results whatever happens: first some that say that there are
# none yet, then those of adlab, and if that fails a message.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source="$root/source"
python="$source/venv/bin/python"
[ -x "$python" ] || python=${PYTHON:-python3}
results="$root/results/results.json"
mkdir -p "$root/results"
say() { printf '{"score": 0, "output": "%s"}\\n' "$1" >"$results"; }
say "The time was over before the work was graded. Please hand it in again."
cd "$source" &&
    "$python" -P -m adlab.course.release.run gradescope "$root/submission" "$results" </dev/null ||
    say "The grader itself failed. This is no fault of yours: please tell your teacher."
exit 0
"""


def autograder(chosen: Sequence[Exercise], seed: int, allow_weak: bool = False) -> Files:
    """The files of an autograder for an assignment of these exercises.

    Parameters
    ----------
    seed : of the random graphs, the same at each attempt
    allow_weak : whether to grade also where a submission could read the solutions
    """
    name, wheel = own_wheel()
    return {
        "setup.sh": SETUP.encode(),
        "run_autograder": RUN.encode(),
        "release.json": settings(chosen, seed, allow_weak),
        name: wheel,
        **of_exercises(chosen, "exercises"),
    }


def results(reports: Sequence[Report]) -> dict[str, Any]:
    """What Gradescope reads. There is no leaderboard: points are nobody else's business."""
    return {
        "score": sum(report.points for report in reports),
        "output": "\n\n".join(told(report).rstrip() for report in reports),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "execution_time": round(sum(report.seconds for report in reports), 2),
        "tests": [test for number, each in enumerate(reports, 1) for test in _tests(number, each)],
        "extra_data": {
            "exercises": {
                each.exercise: {
                    "reason": reason(each),
                    "misconception": each.mistake,
                    "seed": each.seed,
                    "layers": list(each.layers),
                    "hash": each.hash,
                }
                for each in reports
            }
        },
    }


def _tests(number: int, report: Report) -> Iterator[dict[str, Any]]:
    """A test for each check; of what was not run, one for the whole exercise."""
    if report.problem:
        whole = CheckResult("submission", report.title, 0, report.out_of, False)
        yield _test(f"{number}", report, whole, report.problem.message, report.problem.kind)
        return
    for k, check in enumerate(report.checks, 1):
        yield _test(f"{number}.{k}", report, check, check.message, check.kind)


def _test(
    number: str, report: Report, check: CheckResult, message: str, kind: str
) -> dict[str, Any]:
    title = report.title if check.name == "submission" else f"{report.title}: {check.title}"
    return {
        "number": number,
        "name": title,
        "score": check.points,
        "max_score": check.out_of,
        "status": "passed" if check.passed else "failed",
        "output": message,
        "output_format": "text",
        "visibility": "visible",
        "extra_data": {
            "exercise": report.exercise,
            "check": check.name,
            "kind": kind,
            "misconception": "" if check.passed else report.mistake,
        },
    }
