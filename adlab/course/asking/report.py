"""A class before and after the course: what the concept inventory says of it.

- `read(path)`: the attempts in a file that a learner exported, or in a table of a paper test.
- `report_text(attempts)`: scores, clusters, items, and which wrong answers were taken.
- `gain(before, after, out_of)`: the normalised gain of a class.

A table, `.csv`, has the columns `learner`, `form`, `when` and `answers`: a line for each test, with
a letter for each question. Of each learner the first test counts as the one before, and the last
as the one after; who has only one is counted before the course.

Source: Hake, *Interactive-engagement versus traditional methods*, American Journal of Physics 66
(1998), where the gain is that of the averages of a class.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from adlab.course.asking.inventory import (
    FORMS,
    LETTERS,
    NOT_KNOWN,
    NOT_VALIDATED,
    SHORT,
    Attempt,
    items,
    marked,
)

EASY = 0.9
"""An item that more than this share answers right before the course should be replaced."""
MANY = 30
"""Learners from whom on a wrong answer that nobody takes should be replaced."""


class Pair(NamedTuple):
    """The tests of one learner."""

    before: Attempt
    after: Attempt | None


def read(path: Path) -> list[Attempt]:
    """The attempts in a file.

    Raises
    ------
    OSError
        The file cannot be read.
    ValueError
        It holds something else; the message says what is wrong with it.
    """
    text = path.read_text("utf-8-sig")
    if path.suffix == ".csv":
        return [
            _of_row(path, number, row)
            for number, row in enumerate(csv.DictReader(text.splitlines()), 2)
        ]
    try:
        whole = json.loads(text)
        learner = str(whole["learner"] or path.stem)
        return [
            _attempt(learner, each["form"], each["time"], each["given"]) for each in whole["tests"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is no file of `adlab inventory export`: {error}") from error


def _of_row(path: Path, line: int, row: dict[str, Any]) -> Attempt:
    try:
        letters = "".join(row["answers"].split()).upper()
        numbers = SHORT if len(letters) == len(SHORT) else range(1, len(letters) + 1)
        given = dict(zip(map(str, numbers), letters, strict=True))
        return _attempt(row["learner"], row["form"], row["when"], given)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{path}, line {line}: {error}; the columns are learner, form, when and answers, "
            "and answers has a letter for each of 20 or 12 questions"
        ) from error


def _attempt(learner: str, form: str, time: str, given: dict[str, str]) -> Attempt:
    form = str(form).strip().upper()
    letters = {int(number): str(letter).upper() for number, letter in given.items()}
    known = {item.number for item in items("A")}
    if form not in FORMS:
        raise ValueError(f"there is no form {form!r}")
    if not letters or not known >= letters.keys() or len(letters) not in (len(SHORT), len(known)):
        raise ValueError(f"{len(letters)} answers are not those of a form")
    strange = [letter for letter in letters.values() if letter not in LETTERS + NOT_KNOWN]
    if strange:
        raise ValueError(f"{strange[0]!r} is no answer")
    return Attempt(str(learner).strip(), form, str(time), letters)


def pairs(attempts: Iterable[Attempt]) -> list[Pair]:
    """The tests of each learner, by name."""
    of: dict[str, list[Attempt]] = defaultdict(list)
    for each in attempts:
        of[each.learner].append(each)
    found = []
    for learner in sorted(of):
        tests = sorted(of[learner], key=_moment)
        found.append(Pair(tests[0], tests[-1] if len(tests) > 1 else None))
    return found


def _moment(attempt: Attempt) -> tuple[int, str]:
    """When a test was; "before" and "after" are in that order."""
    return {"before": 0, "after": 2}.get(attempt.time.casefold(), 1), attempt.time


def gain(before: float, after: float, out_of: float) -> float | None:
    """The normalised gain: the share of what could be gained that was; None if nothing could be.

    >>> gain(8, 14, 20), gain(20, 20, 20)
    (0.5, None)
    """
    return (after - before) / (out_of - before) if before < out_of else None


def report_text(attempts: Iterable[Attempt]) -> str:
    """What the inventory says of a class, for its instructor."""
    found = pairs(attempts)
    twice = [pair for pair in found if pair.after]
    lines = [
        f"Concept inventory: {_many(len(found), 'learner')}, {len(twice)} of them before and after",
        NOT_VALIDATED,
    ]
    if not found:
        return "\n".join(lines)
    numbers = sorted({number for pair in found for number in pair.before.given})
    clusters: dict[str, list[int]] = defaultdict(list)
    for item in items("A"):
        if item.number in numbers:
            clusters[item.cluster].append(item.number)
    heads = _row("", "all before", "both before", "both after", "gain")
    lines += ["", heads, _scores("all", numbers, found, twice)]
    lines += [_scores(name, of, found, twice) for name, of in clusters.items()]
    lines += ["", "Items: right before and after, in percent; wrong answers by letter (before)"]
    for number in numbers:
        lines += _item(number, found, twice)
    lines += [
        "",
        "The gain is (after − before) / (possible − before), of the averages of those who",
    ]
    lines += ["took both tests (Hake 1998)."]
    return "\n".join(lines)


def _scores(name: str, numbers: Sequence[int], found: list[Pair], twice: list[Pair]) -> str:
    """A line of the table: averages over some items, in questions."""
    tests = [pair.before for pair in found]
    first = _average(tests, numbers)
    both = _average([pair.before for pair in twice], numbers)
    last = _average([pair.after for pair in twice if pair.after], numbers)
    gained = None if both is None or last is None else gain(both, last, len(numbers))
    averages = ["" if each is None else f"{each:.1f}" for each in (first, both, last)]
    return _row(f"{name} ({len(numbers)})", *averages, "" if gained is None else f"{gained:.2f}")


def _average(tests: Sequence[Attempt], numbers: Sequence[int]) -> float | None:
    """How many of these items were right on average, of those who were asked them."""
    shares = [[marked(t.given, t.form)[n] for t in tests if n in t.given] for n in numbers]
    if not any(shares):
        return None
    return sum(sum(each) / len(each) for each in shares if each)


def _item(number: int, found: list[Pair], twice: list[Pair]) -> list[str]:
    """What is said of one item."""
    item = next(each for each in items("A") if each.number == number)
    tests = [pair.before for pair in found if number in pair.before.given]
    taken = Counter(test.given[number] for test in tests)
    right = taken[item.key] / len(tests)
    after = _average([pair.after for pair in twice if pair.after], [number])
    wrong = " ".join(f"{letter} {taken[letter]}" for letter in LETTERS if letter != item.key)
    percent = " ".join("    " if each is None else f"{100 * each:4.0f}" for each in (right, after))
    line = f"{number:3} {percent}   {wrong}  E {taken[NOT_KNOWN]}"
    likeliest = max((each for each in LETTERS if each != item.key), key=lambda each: taken[each])
    notes = []
    if taken[likeliest] and likeliest in item.says:
        notes.append(f"{likeliest}: {item.says[likeliest]}")
    if right > EASY:
        notes.append("nearly all know it before the course: replace it")
    nobody = [letter for letter in item.says if not taken[letter]]
    if len(tests) >= MANY and nobody:
        notes.append(f"nobody takes {', '.join(nobody)}: replace")
    return [line, *(f"      {note}" for note in notes)]


def _row(name: str, *cells: str) -> str:
    return f"{name:38}" + "".join(f"{cell:>13}" for cell in cells)


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
