"""A class: who handed in what, with one row for each student and exercise.

- `handed_in(paths, wanted, policy)`: a Work for each row, whatever was handed in.
- `works_of(piles, wanted, policy)`: the same, where it is known whose each file is.
- `best(reports)`: of several attempts, the report that counts.

A student is a folder, or a zip, or a file at the top of what is given, by its name. Names that
learning platforms make are taken apart: `Ada Byron_417_assignsubmission_file_`,
`byronada_417_2260_reverse_sweep.py`. Nobody is passed over: of whom there is nothing to grade, the
row says why.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from adlab.grading.collecting.files import SUFFIXES, Found, below, folders_in, shown
from adlab.grading.collecting.lms import taken_apart
from adlab.grading.collecting.marks import by_name
from adlab.grading.collecting.submissions import works_in
from adlab.grading.collecting.work import Work
from adlab.grading.exercises.exercise import exercises
from adlab.grading.exercises.report import Report

NOTHING = "Nothing was handed in"

NOT_HANDED_IN = (
    ".csv",
    ".json",
    ".jsonl",
    ".log",
    ".md",
    ".part",
    ".toml",
    ".xlsx",
    ".xml",
    ".yml",
)
"""Files of the teacher's, where they lie beside those of students."""


class Policy(StrEnum):
    """Which attempt counts, where there are several of one student to one exercise."""

    last = "last"
    best = "best"
    all = "all"


class Student(NamedTuple):
    """Who handed something in.

    Attributes
    ----------
    name : as people know it
    id : what tells two of the same name apart: a platform's number, or the folder it is in
    """

    name: str
    id: str


@dataclass
class Pile:
    """What one student handed in.

    Attributes
    ----------
    place : where, safe to print
    is_folder : whether it is a place of the student's own, not a file among others
    """

    place: str
    files: list[Found] = field(default_factory=list)
    is_folder: bool = False


Piles = dict[Student, Pile]


def handed_in(
    paths: Sequence[Path], wanted: Collection[str] = (), policy: Policy = Policy.last
) -> list[Work]:
    """What a class handed in: one Work for each student and exercise, students in order.

    Parameters
    ----------
    paths : folders, zips and files
    wanted : the exercises that are graded; None: those that anybody handed in
    policy : which attempt counts; with `best`, all are there, to be graded

    Students with a folder of their own get a row for each exercise, also without an attempt.
    """
    return works_of(_piles(paths), wanted, policy)


def works_of(piles: Piles, wanted: Collection[str], policy: Policy) -> list[Work]:
    """The same of piles that were made already: one for each student."""
    found = {student: _works(pile, wanted) for student, pile in piles.items()}
    handed = {work.exercise for works, _ in found.values() for work in works}
    asked = [id for id in exercises() if id in (wanted or handed)]
    names = _names(list(piles))
    return [
        replace(row, student=names[student], student_id=_platform_id(student))
        for student, (works, odd) in found.items()
        for row in _rows(piles[student], works, odd, asked, policy)
    ]


# ------------------------------------------------------------------------------ who


def _piles(paths: Sequence[Path]) -> Piles:
    piles: Piles = {}
    for path in paths:
        if not path.is_dir() and path.suffix.lower() != ".zip":
            own = {_of_file(path): Pile(shown(path), list(below(path)))}
        else:
            own = _class_in(path)
            if not own and (len(paths) > 1 or any(below(path))):  # one student's own folder
                files = list(below(path))
                whole = path.resolve()
                own = {_named(whole.name, whole.parent): Pile(shown(path), files, True)}
        for student, pile in sorted(own.items()):
            known = piles.setdefault(student, Pile(pile.place))
            known.files += pile.files
            known.is_folder |= pile.is_folder
    return piles


def _class_in(path: Path) -> Piles:
    """The students in a folder or a zip: its folders, its zips, and files named for them."""
    piles: Piles = {}
    names, files, top = folders_in(path), list(below(path)), 0
    inside: tuple[str, ...] = ()
    while len(names) == 1 and _wraps(files, names[0], top):
        inside = (*inside, names[0])  # there is one folder, and that one holds the students
        names, top = folders_in(path, inside), top + 1
    for name in names:
        piles.setdefault(_named(name, path), Pile(shown(path / name))).is_folder = True
    flat = [each for each in files if len(each.parts) == top + 1]
    for each in files:
        own = each.parts[top:]
        student = _of_flat(own[0], path) if len(own) == 1 else _named(own[0], path)
        if len(own) == 1 and not any(map(_is_work, flat)):
            continue  # a note beside the folders, or in a folder with nothing else
        if student:
            pile = piles.setdefault(student, Pile(each.name))
            pile.files.append(each)
            pile.is_folder |= len(own) > 1 or bool(by_name(each.stem))
    return piles


def _is_work(found: Found) -> bool:
    """Whether a file can hold a submission, or was named by a learning platform."""
    return found.suffix in (*SUFFIXES, ".zip") or taken_apart(found.parts[-1]) is not None


def _wraps(files: Sequence[Found], name: str, top: int) -> bool:
    """Whether a folder holds several folders, and beside them nothing that was handed in."""
    inside = [each for each in files if each.parts[top] == name]
    folders = {each.parts[top + 1] for each in inside if len(each.parts) > top + 2}
    flat = [each for each in inside if len(each.parts) == top + 2]
    return len(folders) > 1 and all(each.suffix in NOT_HANDED_IN for each in flat)


def _named(name: str, root: Path) -> Student:
    """The student of a folder, or of a zip."""
    stem = name[:-4] if name.lower().endswith(".zip") else name
    parts = taken_apart(stem)
    return Student(parts.student, parts.id) if parts else Student(stem, str(root.resolve()))


def _of_flat(name: str, root: Path) -> Student | None:
    """The student of a file that lies beside those of others; None if it is nobody's."""
    if parts := taken_apart(name):
        return Student(parts.student, parts.id)
    path = Path(name)
    if by_name(path.stem):
        whole = root.resolve()
        return _named(whole.name, whole.parent)
    if path.suffix.lower() in NOT_HANDED_IN or name == "index.html":
        return None
    return Student(path.stem, str(root.resolve()))


def _of_file(path: Path) -> Student:
    """The student of a file that is given by itself, or by the shell: */reverse_sweep.py."""
    return _of_flat(path.name, path.parent) or Student(path.stem, str(path.parent.resolve()))


def _names(students: Sequence[Student]) -> dict[Student, str]:
    """A name for each student, with as much of the id as it takes to tell them apart."""
    same = defaultdict(list)
    for student in students:
        same[shown(student.name)].append(student)
    names = {}
    for name, group in same.items():
        for student in group:
            tail = student.id
            if len(group) > 1 and "/" in tail:
                tail = _own_end(tail, [each.id for each in group])
            names[student] = f"{name} ({shown(tail)})" if len(group) > 1 and tail else name
    return names


def _platform_id(student: Student) -> str:
    """The number that a learning platform gave, or "": a folder tells students apart as well."""
    return "" if os.path.isabs(student.id) else student.id


def _own_end(path: str, paths: Sequence[str]) -> str:
    """As many parts of a path, from its end, as no other path ends with."""
    parts = path.split("/")
    for count in range(1, len(parts)):
        tail = "/".join(parts[-count:])
        if sum(each.endswith("/" + tail) for each in paths) == 1:
            return tail
    return path


# ------------------------------------------------------------------------------ what


def _works(pile: Pile, wanted: Collection[str]) -> tuple[list[Work], list[Work]]:
    """The works that can be graded, and those that say why not."""
    found = [
        work
        for each in pile.files
        if each.odd or each.suffix in SUFFIXES
        for work in works_in(each, wanted)
    ]
    good = [work for work in found if not work.problem]
    sure = {work.exercise for work in good if work.sure}
    good = [work for work in good if work.sure or work.exercise not in sure]
    return good, [work for work in found if work.problem]


def _rows(
    pile: Pile, works: Sequence[Work], odd: Sequence[Work], asked: Sequence[str], policy: Policy
) -> Iterator[Work]:
    """The rows of one student."""
    beside = tuple(f"{_file(each)}: {_first_letter_small(each.problem)}" for each in odd[:3])
    of: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        of[work.exercise].append(work)
    for attempts in of.values():
        for work in _counted(attempts, policy):
            yield replace(work, notes=(*work.notes, *beside))
    missing = [id for id in asked if id not in of]
    if works and pile.is_folder:
        problem = f"{NOTHING} for this exercise."
        yield from (Work(pile.place, id, problem=problem) for id in missing)
    elif not works:
        problem = odd[0].problem if odd else _why_nothing(pile)
        said = odd[0].exercise if odd else ""
        ids = missing if pile.is_folder or len(asked) == 1 else [said]
        for id in ids or [said]:
            yield Work(pile.place, id, problem=problem, notes=beside[1:])


def _counted(attempts: Sequence[Work], policy: Policy) -> Iterator[Work]:
    """The attempts that count, or may count, with a note that says why."""
    if len(attempts) == 1 or policy is Policy.all:
        yield from attempts
    elif policy is Policy.best:
        for each in attempts:
            note = f"best of {len(attempts)} taken: {_file(each)}"
            yield replace(each, notes=(*each.notes, note))
    else:
        last = max(attempts, key=lambda each: (each.when, _natural(each.name)))
        note = f"last of {len(attempts)} taken: {_file(last)}"
        yield replace(last, notes=(*last.notes, note))


def _natural(name: str) -> list[tuple[int, str]]:
    """So that hw (10) comes after hw (9)."""
    parts = re.findall(r"\d+|\D+", name)
    return [(int(part[:18]), "") if part.isdecimal() else (-1, part) for part in parts]


def _why_nothing(pile: Pile) -> str:
    """Why a student has nothing that could be graded."""
    if not pile.files:
        return f"{NOTHING}: the folder is empty."
    names = [each.name.rpartition("/")[2] for each in pile.files]
    listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return f"{NOTHING} that can be graded, a .py file or a notebook. There is: {listed}."


def _file(work: Work) -> str:
    return work.name.rpartition("/")[2]


def _first_letter_small(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def best(reports: Iterable[Report]) -> list[Report]:
    """One report for each student and exercise: of several attempts the one with most points."""
    found: dict[tuple[str, str], Report] = {}
    for report in reports:
        key = report.student, report.exercise
        if key not in found or report.points > found[key].points:
            found[key] = report
    return list(found.values())
