"""What a learner has done: an event for each look, check and hint, in one file on this machine.

- `record(exercise, kind, …)`: write an event down.
- `events()`: all of them, the oldest first.
- `standings()`: where each exercise stands: tries, hints, solved or not.
- `record_answer(lesson, kind, question, …)`, `answers()`: the same of answers to questions.
- `scores()`: how many of these were right at the first go.

The file is `progress.sqlite3` in `home()`. It is only ever appended to, if need be by several
processes at once, and what was written survives a crash. An event says what was done and how it
went; no code is in it, but for its SHA-256. An answer is a number, a word or a list of them.
Source of the two settings that this takes, a write-ahead log and patience with another writer:
https://sqlite.org/wal.html

A check never fails because of this file. Where it cannot be written, events are kept until the
process ends, and `record` says so, once.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adlab.course.mounts import is_network

PATIENCE = 5.0
"""Seconds to wait for another process that writes."""

KINDS = ("shown", "checked", "hint", "solved")
ANSWERS = ("predicted", "answered", "recap", "practice", "inventory")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    time TEXT NOT NULL, exercise TEXT NOT NULL, kind TEXT NOT NULL,
    passed INTEGER, points INTEGER, diagnosis TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS events_stay BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are only appended'); END;
CREATE TRIGGER IF NOT EXISTS events_are_final BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are only appended'); END;
CREATE TABLE IF NOT EXISTS answers (
    time TEXT NOT NULL, lesson TEXT NOT NULL, kind TEXT NOT NULL, question TEXT NOT NULL,
    given TEXT NOT NULL, passed INTEGER, mistake TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS answers_stay BEFORE DELETE ON answers
    BEGIN SELECT RAISE(ABORT, 'answers are only appended'); END;
CREATE TRIGGER IF NOT EXISTS answers_are_final BEFORE UPDATE ON answers
    BEGIN SELECT RAISE(ABORT, 'answers are only appended'); END;
"""
_INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)"
_INSERT_ANSWER = "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)"
_SOLVED = """INSERT INTO events SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
    WHERE NOT EXISTS (SELECT 1 FROM events WHERE exercise = ?2 AND kind = 'solved')"""


@dataclass(frozen=True)
class Event:
    """Something that a learner did.

    Attributes
    ----------
    time : in UTC, such as 2026-05-01T12:00:00Z
    exercise : id
    kind : one of KINDS; "solved" is said once for each exercise, by the first check that passed
    passed : of a check: whether all was right
    points : of a check
    diagnosis : of a check: the id of the idea behind what was wrong, or ""
    hash : of a check: SHA-256 of the code
    """

    time: str
    exercise: str
    kind: str
    passed: bool | None = None
    points: int | None = None
    diagnosis: str = ""
    hash: str = ""


@dataclass(frozen=True)
class Answer:
    """Something that a learner answered.

    Attributes
    ----------
    time : in UTC, such as 2026-05-01T12:00:00Z
    lesson : its number, such as "10", or "" for a question of one's own
    kind : one of ANSWERS; what was predicted is "answered" when a demonstration has read it
    question : id
    given : the answer, as JSON
    passed : whether it was right; None as long as nobody has said so, or if it was "?"
    mistake : the id of the idea behind a wrong answer, or ""
    """

    time: str
    lesson: str
    kind: str
    question: str
    given: str
    passed: bool | None = None
    mistake: str = ""


@dataclass
class Standing:
    """Where an exercise stands.

    Attributes
    ----------
    shown : whether it was looked at, or more
    tries : checks, up to the first that passed
    hints : how many were opened
    solved : whether a check has passed
    points : the most that a check gave
    last : time of the last event, or ""
    """

    shown: bool = False
    tries: int = 0
    hints: int = 0
    solved: bool = False
    points: int = 0
    last: str = ""


def home() -> Path:
    """Where adlab keeps what belongs to the user: ADLAB_HOME, or where the system wants it."""
    if os.environ.get("ADLAB_HOME"):
        return Path(os.environ["ADLAB_HOME"]).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "adlab"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "adlab"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "adlab"


_unwritten: list[Event | Answer] = []
_told = False


def record(
    exercise: str,
    kind: str,
    passed: bool | None = None,
    points: int | None = None,
    diagnosis: str = "",
    hash: str = "",
) -> str:
    """Write an event down.

    Returns
    -------
    "", or a sentence for the learner, once in a process, if it cannot be written.
    """
    now = _now()
    new = [Event(now, exercise, kind, passed, points, diagnosis, hash)]
    if passed:
        new.append(Event(now, exercise, "solved"))
    return _keep(new)


def record_answer(
    lesson: str, kind: str, question: str, given: str, passed: bool | None = None, mistake: str = ""
) -> str:
    """Write an answer down; returns what `record` returns."""
    return _keep([Answer(_now(), lesson, kind, question, given, passed, mistake)])


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _keep(new: Sequence[Event | Answer]) -> str:
    """Write down what happened; where that cannot be, keep it until the process ends."""
    global _told
    try:
        _append(new)
    except (OSError, RuntimeError, sqlite3.Error) as error:
        _unwritten.extend(new)
        if not _told:
            _told = True
            return f"your progress cannot be kept in {_shown_path()}: {error}"
    return ""


def _append(new: Sequence[Event | Answer]) -> None:
    """Write events as a whole; wait while another process writes."""
    home().mkdir(parents=True, exist_ok=True)
    with _opened(_path().as_uri()) as file:
        _patiently(lambda: file.execute(f"PRAGMA journal_mode = {_journal()}"))
        _patiently(lambda: file.executescript(_SCHEMA))
        with file:
            for each in new:
                insert = _INSERT_ANSWER if isinstance(each, Answer) else _INSERT
                file.execute(_SOLVED if each.kind == "solved" else insert, astuple(each))


def _journal() -> str:
    """How SQLite survives a crash. A write-ahead log needs memory that all its writers share, which
    two machines do not have: on a network's disk, the older way."""
    return "DELETE" if is_network(_path()) else "WAL"


def _patiently(action: Callable[[], object]) -> None:
    """Do what SQLite does not wait for by itself: to make the file, two processes at once."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            action()
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not busy or time.monotonic() > deadline:
                raise
        time.sleep(0.02)


def events() -> list[Event]:
    """All events, the oldest first."""
    written = [
        Event(time, exercise, kind, _truth(passed), *rest)
        for time, exercise, kind, passed, *rest in _rows("events")
    ]
    return written + [each for each in _unwritten if isinstance(each, Event)]


def answers(asked: str = "") -> list[Answer]:
    """All answers, or those of one kind, the oldest first."""
    written = [
        Answer(time, lesson, kind, question, given, _truth(passed), mistake)
        for time, lesson, kind, question, given, passed, mistake in _rows("answers")
    ]
    found = written + [each for each in _unwritten if isinstance(each, Answer)]
    return [each for each in found if asked in ("", each.kind)]


SCORED = {"answered": "predictions", "recap": "recap", "practice": "practice"}
"""Kind of an answer → what it is called where it counts."""


def scores(happened: Iterable[Answer] | None = None) -> dict[str, tuple[int, int]]:
    """How many questions of each kind were answered right at the first go, and how many in all.

    A question that came back in another lesson counts there as well.

    >>> wrong, right = (Answer("t", "09", "recap", "q", "1", passed) for passed in (False, True))
    >>> scores([wrong, right])
    {'recap': (0, 1)}
    """
    first: dict[tuple[str, str, str], bool] = {}
    for each in answers() if happened is None else happened:
        if each.kind in SCORED:
            first.setdefault((SCORED[each.kind], each.lesson, each.question), bool(each.passed))
    return {
        name: (sum(right), len(right))
        for name in SCORED.values()
        if (right := [passed for (kind, _, _), passed in first.items() if kind == name])
    }


def _truth(passed: int | None) -> bool | None:
    return None if passed is None else bool(passed)


def standings(happened: Iterable[Event] | None = None) -> defaultdict[str, Standing]:
    """Where each exercise stands, by id; of one that nothing is known about, an empty Standing.

    >>> log = [Event("t1", "a", "hint"), Event("t2", "a", "checked", passed=True, points=3)]
    >>> standings(log)["a"]
    Standing(shown=True, tries=1, hints=1, solved=True, points=3, last='t2')
    """
    found: defaultdict[str, Standing] = defaultdict(Standing)
    for event in events() if happened is None else happened:
        standing = found[event.exercise]
        standing.shown, standing.last = True, event.time
        standing.hints += event.kind == "hint"
        if event.kind == "checked":
            standing.tries += not standing.solved
            standing.points = max(standing.points, event.points or 0)
            standing.solved |= bool(event.passed)
    return found


@contextmanager
def _opened(address: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(address, timeout=PATIENCE, uri=True)) as file:
        yield file


def _rows(table: str) -> list[Any]:
    """All that is written in a table; nothing, if that cannot be read: `record` says so."""
    try:
        path = _path()
        if path.exists():
            try:
                return _read(path.as_uri(), table)
            except sqlite3.Error:  # a folder that cannot be written: no log can be opened beside it
                return _read(path.as_uri() + "?immutable=1", table)
    except (OSError, RuntimeError, sqlite3.Error):
        pass
    return []


def _read(address: str, table: str) -> list[Any]:
    with _opened(address) as file:
        return file.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()


def _path() -> Path:
    return (home() / "progress.sqlite3").resolve()


def _shown_path() -> str:
    try:
        return str(_path())
    except (OSError, RuntimeError):  # there is no home
        return "your home"
