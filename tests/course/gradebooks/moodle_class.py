"""A class of 40 on Moodle, whose hand-ins are as messy as they come: the zip, and the worksheet."""

from __future__ import annotations

import zipfile
from pathlib import Path

from adlab.grading.authoring.author import new
from adlab.grading.exercises.exercise import find
from tests.grading.handed import notebook, zipped

IDS = ("running-product", "local-partials", "twice-it")
HEADER = (
    "Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments"
)
NAMES = ("Ada Byron", "Kim Lee", "Zoë Çelik", "Łukasz O'Hara", "Anna-Lena von der Au", "李 小龙")

PRODUCT, PARTIALS = (find(id).solution for id in IDS[:2])
TWICE = "# exercise: twice-it\ndef twice_it(x):\n    return 2 * x\n"
ALL = f"{PRODUCT}\n\n{PARTIALS}\n\n{TWICE}"
WRONG = (
    "# exercise: running-product\ndef running_products(partials):\n    return partials + [1.0]\n"
)

KINDS: tuple[tuple[dict[str, str | bytes], float], ...] = (
    ({"hw.py": ALL}, 21),
    ({"hw.ipynb": notebook(PRODUCT, PARTIALS, TWICE)}, 21),
    ({"HW.ZIP": zipped(**{"hw1/a.py": ALL, "__MACOSX/._a.py": b"\0"})}, 21),
    ({"hw.py": ("# -*- coding: latin-1 -*-\n# café\n" + ALL).encode("latin-1")}, 21),
    ({"hw.py": ("# café\n" + ALL).encode("latin-1")}, 0),  # says UTF-8, and is not
    ({"win.zip": zipped(**{"C:\\work\\x.py": b"", "hw\\Running Product.py": ALL})}, 21),
    ({"twice_it.py": TWICE.replace("\n", "\r\n").encode("utf-16")}, 1),
    ({"hw.py": WRONG + TWICE}, 3),
    ({"a (1).py": "def running_products(:", "a (2).py": ALL}, 21),
    ({}, 0),
)
"""What is in a hand-in, and what it is worth."""


def expected() -> dict[str, str]:
    """Moodle's number of each student → grade."""
    return {str(700 + k): f"{KINDS[k % len(KINDS)][1]:g}" for k in range(40)}


def name(k: int) -> str:
    """Of the k-th student. Kim Lee is the name of two."""
    own = NAMES[k % len(NAMES)]
    return own if k < len(NAMES) or k == 7 else f"{own} {chr(65 + k // len(NAMES))}."


def make_class(folder: Path, count: int = 40) -> tuple[Path, Path, Path]:
    """Write the exercise of the course's own, the zip and the worksheet; return where they are."""
    new("twice-it", folder / "own")
    with zipfile.ZipFile(folder / "moodle.zip", "w") as archive:
        for k in range(count):
            place = f"{name(k)}_{700 + k}_assignsubmission_file_"
            archive.writestr(f"{place}/", "")
            for file, content in KINDS[k % len(KINDS)][0].items():
                archive.writestr(f"{place}/{file}", content)
    rows = [HEADER]
    for k in (*range(count - 1, -1, -1), 40, 41):  # two who handed in nothing at all
        rows.append(
            f'"Participant {700 + k}","{name(k)}",s{k}@uni.edu,"No submission",,21.00,Yes,-,-,'
        )
    (folder / "Grades.csv").write_bytes("\r\n".join([*rows, ""]).encode("utf-8-sig"))
    return folder / "own", folder / "moodle.zip", folder / "Grades.csv"
