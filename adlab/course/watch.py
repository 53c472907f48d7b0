"""Watch a learner at work: check the file whenever it is saved, and go on to the next exercise.

- `watch(first, folder, say, keys)`: the loop.
- `Keys`: single keys from a terminal, without Enter; none where there is no terminal.

The file is looked at a few times a second. A save is checked once the file has stayed the same from
one look to the next, since editors write in pieces.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from adlab.course import progress as log
from adlab.course.checking import check_work, keep, open_hint, prepare_meanwhile
from adlab.course.pages import hint_text
from adlab.course.workfiles import begin, shown
from adlab.grading.collecting.submissions import collect
from adlab.grading.exercises.exercise import Exercise, exercises
from adlab.grading.exercises.feedback import Feedback, as_text
from adlab.grading.exercises.report import Report
from adlab.grading.walls.server import ForkServer

LOOK = 0.25
"""Seconds between two looks at the file."""

Stamp = tuple[int, int] | None
Say = Callable[[str], None]


class Keys:
    """Single keys from the terminal; a context manager that leaves the terminal as it was."""

    def __enter__(self) -> Self:
        self._terminal = sys.stdin is not None and sys.stdin.isatty()
        self._restore: Callable[[], None] = lambda: None
        if self._terminal and sys.platform != "win32":
            import termios
            import tty

            descriptor = sys.stdin.fileno()
            before = termios.tcgetattr(descriptor)
            tty.setcbreak(descriptor)
            self._restore = lambda: termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._restore()

    @property
    def there(self) -> bool:
        """Whether keys can be pressed at all."""
        return self._terminal

    def wait(self, seconds: float) -> str:
        """The key that is pressed within so many seconds, or ""."""
        if not self._terminal:
            time.sleep(seconds)
            return ""
        if sys.platform == "win32":
            import msvcrt

            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline:
                if msvcrt.kbhit():
                    return msvcrt.getwch()
                time.sleep(0.02)
            return ""
        ready, _, _ = select.select([sys.stdin], [], [], seconds)
        return os.read(sys.stdin.fileno(), 1).decode(errors="replace") if ready else ""


def watch(
    first: Exercise,
    path: Path | None,
    folder: Path,
    say: Say,
    keys: Keys,
    *,
    seed: int | None = None,
    clear: Callable[[], None] = lambda: None,
) -> bool:
    """Watch one exercise after another, until all are solved or the learner leaves.

    Parameters
    ----------
    first : the exercise to begin with
    path : the file of the first one; None: where it is in the learner's folder
    folder : the learner's folder; a file that is not there yet is put there
    say : prints a text
    keys : where keys come from
    seed : of the random graphs; by default one for each exercise, the same until it is solved
    clear : clears the screen before a report

    Returns
    -------
    Whether all exercises are solved.
    """
    exercise: Exercise | None = first
    with ForkServer() as server:
        while exercise:
            path = path or begin(exercise, folder).path
            note = log.record(exercise.id, "shown")
            bench = _Bench(exercise, path, server, seed, say, keys, clear)
            if bench.work(note) == "quit":
                return False
            exercise, path = _next(exercise), None
            if exercise:
                say("\nOn to the next exercise.\n")
    say("All exercises are solved." if _all_solved() else "That was the last one.")
    return _all_solved()


def _next(exercise: Exercise) -> Exercise | None:
    """The next exercise in the course that is not solved yet, from here on around."""
    ids = list(exercises())
    here = ids.index(exercise.id)
    standings = log.standings()
    around = [*ids[here + 1 :], *ids[:here]]
    return next((exercises()[id] for id in around if not standings[id].solved), None)


def _all_solved() -> bool:
    standings = log.standings()
    return all(standings[id].solved for id in exercises())


class _Bench:
    """One exercise and its file, watched."""

    def __init__(
        self,
        exercise: Exercise,
        path: Path,
        server: ForkServer,
        seed: int | None,
        say: Say,
        keys: Keys,
        clear: Callable[[], None],
    ) -> None:
        self.exercise = exercise
        self.path = path
        self.server = server
        self.seed = secrets.randbelow(10**6) if seed is None else seed
        self.say, self.keys, self.clear = say, keys, clear

    def work(self, note: str) -> str:
        """Check at each save; return "solved", "next" or "quit"."""
        ids = list(exercises())
        place = f"{ids.index(self.exercise.id) + 1} of {len(ids)}"
        self.say(f"{self.exercise.title} (exercise {place}): {shown(self.path)}\n")
        self.say(f"{self.exercise.prompt.rstrip()}\n")
        if note:
            self.say(f"Note: {note}")
        prepare_meanwhile(self.exercise)
        first = True
        for changed in self._saves():
            if changed == "save" and self._is_starter():
                self.say("Nothing is written yet. It is checked as soon as you save it.")
            elif changed == "save":
                if not first:
                    self.clear()  # but not what was said of the exercise before this one
                if self.check().solved:
                    return "solved"
            elif changed == "h":
                self.hint()
            else:
                return changed
            first = False
            self._say_keys()
        return "quit"

    def _is_starter(self) -> bool:
        try:
            return self.path.read_text("utf-8") == self.exercise.starter
        except (OSError, UnicodeDecodeError):
            return False

    def _saves(self) -> Iterator[str]:
        """Yield "save" for each new state of the file, also for the first, and what keys say."""
        checked: Stamp | str = "never"
        before: Stamp | str = "never"
        told_missing = False
        while True:
            now = stamp(self.path)
            if now is None and not told_missing:
                self.say(f"{shown(self.path)} is not there. It is checked as soon as it is.")
                told_missing = True
            if now is not None and now != checked and now == before:
                checked, told_missing = now, False
                yield "save"
            before = now
            key = self.keys.wait(LOOK)
            if key in ("q", "\x03", "\x04"):
                yield "quit"
            elif key in ("h", "n"):
                yield {"h": "h", "n": "next"}[key]
            elif key in (" ", "\r", "\n"):
                checked = "never"

    def check(self) -> Report:
        works = collect(self.path, self.exercise.id)
        report = check_work(works[0], self.seed, self.server)
        note = keep(report)
        hints = log.standings()[self.exercise.id].hints
        how = "press h" if self.keys.there else f"adlab hint {self.exercise.id}"
        told = Feedback.of(report, self.exercise, hints, how, own=works[0].source)
        self.say(as_text(told))
        if note:
            self.say(f"Note: {note}")
        return report

    def hint(self) -> None:
        seen, note = open_hint(self.exercise)
        self.say("\n" + hint_text(self.exercise, seen, "press h", note, first=seen))

    def _say_keys(self) -> None:
        if self.keys.there:
            self.say("\nSave the file to check it again · h hint · n next exercise · q quit")


def stamp(path: Path) -> Stamp:
    """What changes when a file is saved; None if it is not there."""
    with suppress(OSError):
        found = path.stat()
        return found.st_mtime_ns, found.st_size
    return None


@contextlib.contextmanager
def leaving_quietly() -> Iterator[None]:
    """Ctrl-C ends the block, and is no error."""
    with suppress(KeyboardInterrupt):
        yield
