"""Golden folders: a submission beside the report that it must get, in every format.

`python -m tests.grading.golden_reports` writes the reports anew: look at the difference.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from adlab.grading.collecting.batch import grade_work
from adlab.grading.collecting.submissions import collect
from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.feedback import Feedback, as_text
from adlab.grading.exercises.gradebook import FORMATS, as_table
from adlab.grading.exercises.report import Report

FOLDER = Path(__file__).parent / "golden"
FILES = {
    "report.txt": lambda reports: "\n".join(told(report) + "\n" for report in reports),
    "table.txt": as_table,
    "report.json": FORMATS["json"],
    "report.csv": FORMATS["csv"],
    "report.xml": FORMATS["junit"],
}


def told(report: Report) -> str:
    return as_text(Feedback.of(report, find(report.exercise), next_hint="adlab hint"))


def cases() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if path.is_dir())


def reports_of(case: Path) -> list[Report]:
    """Grade what is in the folder; leave out what differs between runs and machines."""
    [path] = case.glob("submission.*")
    works = [dataclasses.replace(work, name=path.name) for work in collect(path)]
    return [
        dataclasses.replace(
            report,
            seconds=0.0,
            layers=("L0", "L1", "L2"),
            checks=tuple(
                dataclasses.replace(check, facts=rounded(check.facts)) for check in report.checks
            ),
        )
        for report in (grade_work(work, seed=1) for work in works)
    ]


def rounded(data: Any) -> Any:
    """Data without the last digits, which depend on the machine's mathematics."""
    if isinstance(data, dict):
        return {key: rounded(value) for key, value in data.items()}
    if isinstance(data, list):
        return [rounded(value) for value in data]
    return float(f"{data:.9g}") if isinstance(data, float) else data


def main() -> None:
    for case in cases():
        reports = reports_of(case)
        for name, written in FILES.items():
            (case / name).write_text(written(reports), "utf-8")


if __name__ == "__main__":
    main()
