"""PrairieLearn: a question with an external grader, and the results it reads.

- `question(exercise, …)`: its folder: `info.json`, `question.html`, `tests/`.
- `image()`: what the grader's container is made of.
- `results(report)`: what goes into `results.json`.

In the container, the work is in /grade/student, the folder `tests` in /grade/tests, and the results
are read from /grade/results/results.json. A work that cannot be graded costs no attempt.
"""

from __future__ import annotations

import json
import uuid
from html import escape
from typing import Any

from adlab.course.release.files import Files, of_exercises, settings
from adlab.course.release.own_wheel import own_wheel
from adlab.course.release.submitted import told
from adlab.grading.exercises.exercise import Exercise
from adlab.grading.exercises.report import Report

FORMAT = ("syntax", "missing", "import", "unreadable", "not handed in")
"""Kinds of problems for which a work cannot be graded: it is no answer yet."""

TIMEOUT = 60

RUN = """#!/usr/bin/env bash
# Run for each submission; there are results whatever happens.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
results="$root/results/results.json"
mkdir -p "$root/results"
say() {
    printf '{"succeeded": false, "gradable": false, "format_errors": ["%s"]}\\n' "$1" >"$results"
}
say "The time was over before the work was graded."
cd "$root/tests" &&
    "${PYTHON:-python3}" -P -m adlab.course.release.run \\
        prairielearn "$root/student" "$results" </dev/null ||
    say "The grader itself failed. This is no fault of yours: please tell your teacher."
exit 0
"""

DOCKERFILE = """FROM python:3.12-slim
COPY {wheel} /tmp/
RUN python3 -m pip install --no-cache-dir /tmp/{wheel}
"""

HTML = """<pl-question-panel>
<markdown>
{prompt}
</markdown>
</pl-question-panel>
<pl-file-editor file-name="{file}" ace-mode="ace/mode/python" source-file-name="starter.py">
</pl-file-editor>
<pl-submission-panel>
  <pl-external-grader-results></pl-external-grader-results>
  <pl-file-preview></pl-file-preview>
</pl-submission-panel>
"""


def question(exercise: Exercise, seed: int, image: str, allow_weak: bool = False) -> Files:
    """The folder of a question.

    Parameters
    ----------
    image : the container's image, in which adlab is installed
    """
    info = {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"adlab/{exercise.id}")),
        "title": exercise.title,
        "topic": "Automatic differentiation",
        "tags": ["adlab", f"lesson-{exercise.lesson}"],
        "type": "v3",
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": image,
            "entrypoint": "/bin/bash /grade/tests/run.sh",
            "timeout": TIMEOUT,
        },
    }
    html = HTML.format(prompt=_plain(exercise.prompt), file=exercise.file)
    return {
        "info.json": (json.dumps(info, indent=2) + "\n").encode(),
        "question.html": html.encode(),
        "starter.py": exercise.starter.encode(),
        "tests/run.sh": RUN.encode(),
        "tests/release.json": settings([exercise], seed, allow_weak),
        **of_exercises([exercise], "tests/exercises"),
    }


def image() -> Files:
    """The files of which the grader's image is made, by `docker build`."""
    name, wheel = own_wheel()
    return {"Dockerfile": DOCKERFILE.format(wheel=name).encode(), name: wheel}


def results(report: Report) -> dict[str, Any]:
    """What PrairieLearn reads."""
    if report.problem and report.problem.kind in (*FORMAT, "grader"):
        return {
            "succeeded": report.problem.kind != "grader",
            "gradable": False,
            "format_errors": [report.problem.message],
            "message": report.problem.message,
        }
    tests = [
        {
            "name": check.title,
            "points": check.points,
            "max_points": check.out_of,
            "message": check.message,
        }
        for check in report.checks
    ]
    return {
        "succeeded": True,
        "gradable": True,
        "score": report.points / report.out_of,
        "message": report.problem.message if report.problem else "",
        "output": told(report),
        "tests": tests,
    }


def _plain(prompt: str) -> str:
    """A prompt in which no template sees a tag of its own."""
    return escape(prompt, quote=False).replace("{{", "{ {").replace("&gt;", ">")
