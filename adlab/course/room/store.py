"""What a class keeps: rooms, people, questions and answers, in one SQLite file.

- `Store(path)`: opens it. `write(...)` hands over a change, and ends when it is on the disk.
- `Room`, `Question`: a room in memory, as it was read back and is kept up to date.

An answer is acknowledged after its commit: a write-ahead log with `synchronous = FULL`, and one
writer, which puts into one transaction what has come in meanwhile. Of a person there are a random
number, the SHA-256 of a token, and a name of two words made here; no address, no code, no text.
What is deleted is overwritten (`secure_delete`), and after a wipe the log is emptied and the file
made anew (https://sqlite.org/pragma.html#pragma_secure_delete, https://sqlite.org/wal.html).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adlab.course.room.asked import Asked

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so that no code is a word
CODE_LENGTH = 6
STATES = ("waiting", "open", "closed", "open again", "closed again", "revealed")
KINDS = tuple(
    """
    amber brave bright calm clever coral cosy curious eager fair fresh gentle golden green happy
    honest jolly keen kind lively lucky merry mild neat noble polite quick quiet rapid round
    silver smart snowy steady sunny swift tidy vivid warm wise
    """.split()  # noqa: SIM905
)
BEASTS = tuple(
    """
    badger beaver bison camel crane deer dolphin eagle falcon ferret finch fox gecko gull hare
    heron horse ibis koala lark lemur lion lizard lynx marten mole moose otter owl panda pelican
    puffin rabbit raven robin salmon seal sparrow stork swan tiger toad trout turtle walrus whale
    wolf wren zebra
    """.split()  # noqa: SIM905
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS rooms (code TEXT PRIMARY KEY, made REAL NOT NULL, host TEXT NOT NULL,
    door INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS people (room TEXT NOT NULL, person TEXT NOT NULL, token TEXT NOT NULL,
    alias TEXT NOT NULL, PRIMARY KEY (room, person));
CREATE TABLE IF NOT EXISTS questions (room TEXT NOT NULL, number INTEGER NOT NULL,
    data TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (room, number));
CREATE TABLE IF NOT EXISTS answers (room TEXT NOT NULL, number INTEGER NOT NULL,
    round INTEGER NOT NULL, person TEXT NOT NULL, given REAL NOT NULL,
    PRIMARY KEY (room, number, round, person));
CREATE TABLE IF NOT EXISTS checks (room TEXT NOT NULL, person TEXT NOT NULL, exercise TEXT NOT NULL,
    passed INTEGER NOT NULL, diagnosis TEXT NOT NULL, PRIMARY KEY (room, person, exercise));
"""
TABLES = ("answers", "checks", "questions", "people", "rooms")


@dataclass
class Question:
    """A question in a room, and its answers: by round, then by person."""

    number: int
    asked: Asked
    state: str = "waiting"
    answers: dict[int, dict[str, float]] = field(default_factory=lambda: {1: {}, 2: {}})

    @property
    def round(self) -> int:
        """1 for the first vote, 2 for the second."""
        return 1 if self.state in ("waiting", "open", "closed") else 2

    @property
    def open(self) -> bool:
        """Whether answers are taken."""
        return self.state in ("open", "open again")


@dataclass
class Room:
    """A room."""

    code: str
    made: float
    host: str  # SHA-256 of the host's token
    door: bool = True  # whether one may come in
    people: dict[str, str] = field(default_factory=dict)  # SHA-256 of a token → person
    aliases: dict[str, str] = field(default_factory=dict)  # person → alias
    questions: dict[int, Question] = field(default_factory=dict)
    current: int = 0  # number of the question that is on the wall; 0: none yet
    checks: dict[tuple[str, str], tuple[bool, str]] = field(default_factory=dict)
    seconds: float = 0.0  # when the vote ends, on the monotonic clock; 0: no countdown

    def question(self) -> Question | None:
        """The one on the wall."""
        return self.questions.get(self.current)

    def new_alias(self) -> str:
        """A name that nobody in the room has."""
        taken = set(self.aliases.values())
        while True:
            words = secrets.choice(KINDS), secrets.choice(BEASTS)
            alias = f"{' '.join(words)} {secrets.randbelow(90) + 10}"
            if alias not in taken:
                return alias


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class Store:
    """The file, and the rooms in memory.

    Attributes
    ----------
    rooms : dict from code to Room
    commits : int
        How many transactions there were.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            self._file.execute(f"PRAGMA {pragma}")
        self._file.executescript(_SCHEMA)
        self.commits = 0
        self.rooms = self._read()
        self._waiting: asyncio.Queue[tuple[str, Sequence[Any], asyncio.Future[None]]] = (
            asyncio.Queue()
        )

    def _read(self) -> dict[str, Room]:
        rooms = {
            code: Room(code, made, host, bool(door))
            for code, made, host, door in self._file.execute("SELECT * FROM rooms")
        }
        for code, person, token, alias in self._file.execute("SELECT * FROM people"):
            rooms[code].people[token], rooms[code].aliases[person] = person, alias
        for code, number, data, state in self._file.execute(
            "SELECT * FROM questions ORDER BY number"
        ):
            room = rooms[code]
            room.questions[number] = Question(number, Asked.from_data(json.loads(data)), state)
            if state != "waiting":
                room.current = number
        for code, number, vote, person, given in self._file.execute("SELECT * FROM answers"):
            rooms[code].questions[number].answers[vote][person] = given
        for code, person, exercise, passed, diagnosis in self._file.execute("SELECT * FROM checks"):
            rooms[code].checks[person, exercise] = bool(passed), diagnosis
        return rooms

    # -- Writing -----------------------------------------------------------------------------------

    async def write(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Hand over a change; ends when it is committed."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await self._waiting.put((statement, values, done))
        await done

    async def run(self) -> None:
        """The one writer, until it is cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                await asyncio.to_thread(self._commit, [each[:2] for each in batch])
            except sqlite3.Error as error:
                for *_, done in batch:
                    if not done.done():
                        done.set_exception(error)
            else:
                for *_, done in batch:
                    if not done.done():
                        done.set_result(None)

    def _commit(self, changes: Sequence[tuple[str, Sequence[Any]]]) -> None:
        self._file.execute("BEGIN")
        try:
            for statement, values in changes:
                self._file.execute(statement, values)
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")
        self.commits += 1

    # -- Rooms -------------------------------------------------------------------------------------

    async def new_room(self, host_token: str) -> Room:
        """A room with a code of its own."""
        while True:
            code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
            if code not in self.rooms:
                break
        room = Room(code, time.time(), hashed(host_token))
        self.rooms[code] = room
        await self.write("INSERT INTO rooms VALUES (?, ?, ?, 1)", (code, room.made, room.host))
        return room

    async def join(self, room: Room) -> tuple[str, str]:
        """A new person: the token, which only the person has, and the alias."""
        token, person, alias = secrets.token_urlsafe(24), secrets.token_hex(8), room.new_alias()
        room.people[hashed(token)], room.aliases[person] = person, alias
        await self.write(
            "INSERT INTO people VALUES (?, ?, ?, ?)", (room.code, person, hashed(token), alias)
        )
        return token, alias

    async def add(self, room: Room, asked: Asked) -> Question:
        """A question that waits to be asked."""
        number = max(room.questions, default=0) + 1
        question = room.questions[number] = Question(number, asked)
        data = json.dumps(asked.to_data())
        await self.write(
            "INSERT INTO questions VALUES (?, ?, ?, ?)", (room.code, number, data, question.state)
        )
        return question

    async def set_state(self, room: Room, question: Question, state: str) -> None:
        """Open, close, or reveal a question."""
        question.state, room.current = state, question.number
        await self.write(
            "UPDATE questions SET state = ? WHERE room = ? AND number = ?",
            (state, room.code, question.number),
        )

    async def answer(self, room: Room, question: Question, person: str, given: float) -> None:
        """Keep an answer; while the vote is open, a later one takes its place."""
        vote = question.round
        question.answers[vote][person] = given
        await self.write(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)",
            (room.code, question.number, vote, person, given),
        )

    async def check(
        self, room: Room, person: str, exercise: str, passed: bool, diagnosis: str
    ) -> None:
        """What a notebook told of a check."""
        before = room.checks.get((person, exercise), (False, ""))
        passed = passed or before[0]
        room.checks[person, exercise] = passed, "" if passed else diagnosis
        await self.write(
            "INSERT OR REPLACE INTO checks VALUES (?, ?, ?, ?, ?)",
            (room.code, person, exercise, int(passed), "" if passed else diagnosis),
        )

    async def forget(self, room: Room, person: str) -> None:
        """Delete all that one person gave, and the person."""
        for question in room.questions.values():
            for votes in question.answers.values():
                votes.pop(person, None)
        room.people = {token: who for token, who in room.people.items() if who != person}
        room.aliases.pop(person, None)
        room.checks = {key: told for key, told in room.checks.items() if key[0] != person}
        for table in ("answers", "checks", "people"):
            await self.write(
                f"DELETE FROM {table} WHERE room = ? AND person = ?", (room.code, person)
            )
        await asyncio.to_thread(self._make_anew)

    async def wipe(self, room: Room) -> None:
        """Delete a room with all that is in it; nothing of it is left in any file."""
        self.rooms.pop(room.code, None)
        for table in TABLES:
            column = "code" if table == "rooms" else "room"
            await self.write(f"DELETE FROM {table} WHERE {column} = ?", (room.code,))
        await asyncio.to_thread(self._make_anew)

    def _make_anew(self) -> None:
        self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._file.execute("VACUUM")
        self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def in_the_room(room: Room, fewest: int = 3) -> dict[str, dict[str, Any]]:
    """What notebooks told, by exercise: tried, solved, and mistakes that several have in common.

    A mistake that fewer than `fewest` people have is counted among "others".
    """
    found: dict[str, dict[str, Any]] = {}
    for (_, exercise), (passed, diagnosis) in room.checks.items():
        each = found.setdefault(exercise, {"tried": 0, "solved": 0, "mistakes": Counter()})
        each["tried"] += 1
        each["solved"] += passed
        if diagnosis:
            each["mistakes"][diagnosis] += 1
    for each in found.values():
        counts = each["mistakes"]
        several = {id: n for id, n in counts.items() if n >= fewest}
        others = sum(n for n in counts.values() if n < fewest)
        each["mistakes"] = several | ({"others": others} if others else {})
    return dict(sorted(found.items()))
