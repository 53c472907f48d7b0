"""`adlab watch`: what it says as a file is saved and keys are pressed."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adlab.course import progress
from adlab.course.watch import Keys, watch
from adlab.grading.exercises.exercise import exercises, find

REVERSE = find("reverse-sweep")
WRONG = next(m.source for m in REVERSE.misconceptions if m.name == "overwrites")


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(progress, "_unwritten", [])
    monkeypatch.chdir(tmp_path)


class Hand(Keys):
    """A learner who does one thing after another, each once a text has been said."""

    def __init__(self, said: list[str], *deeds: tuple[str, Callable[[], None] | str]) -> None:
        self.said = said
        self.deeds = list(deeds)
        self.looks = 0

    @property
    def there(self) -> bool:
        return True

    def wait(self, seconds: float) -> str:
        self.looks += 1
        assert self.looks < 200, f"nothing came after {self.said[-1]}"
        until, deed = self.deeds[0]
        if until and not any(until in text for text in self.said):
            return ""
        self.deeds.pop(0)
        del self.said[:]
        if isinstance(deed, str):
            return deed
        deed()
        return ""


def watched(*deeds: tuple[str, Callable[[], None] | str], file: Path | None = None) -> list[str]:
    """All that is said while the deeds are done; each deed comes after its text was said."""
    everything: list[str] = []
    said: list[str] = []

    def say(text: str) -> None:
        everything.append(text)
        said.append(text)

    folder = Path.cwd() / "mine"
    watch(REVERSE, file, folder, say, Hand(said, *deeds), seed=1)
    return everything


def save(text: str, path: str = "mine/exercises/10-reverse-sweep/reverse_sweep.py") -> Callable:
    return lambda: Path(path).write_text(text) and None


QUIT = "q"


def test_a_starter_is_made_and_not_checked():
    said = "\n".join(watched(("Nothing is written", QUIT)))
    assert Path("mine/exercises/10-reverse-sweep/reverse_sweep.py").exists()
    assert "points" not in said
    place = list(exercises()).index("reverse-sweep") + 1
    assert f"(exercise {place} of {len(exercises())})" in said
    assert "Write `reverse_sweep(nodes)`." in said


def test_a_save_is_checked():
    said = watched(("Nothing is written", save(WRONG)), ("4 of 10", QUIT))
    assert any("◀ adjoint: yours -3, expected -6" in text for text in said)


def test_a_key_opens_the_next_hint_and_it_is_recorded():
    said = watched(("Nothing is written", "h"), ("Hint 1", "h"), ("Hint 2", QUIT))
    assert any("Next hint (3 of 4): press h" in text for text in said)
    assert [e.kind for e in progress.events()] == ["shown", "hint", "hint"]


def test_a_solved_exercise_leads_to_the_next_one():
    said = watched(
        ("Nothing is written", save(REVERSE.solution)),
        ("Backward, again and again", QUIT),
    )
    assert any("Solved." in text for text in said)
    assert Path("mine/exercises/10-zeroing/zeroing.py").exists()


def test_a_solved_exercise_is_not_offered_again():
    progress.record("zeroing", "checked", True, 10)
    said = watched(("Nothing is written", "n"), ("Forward or reverse?", QUIT))
    assert not any("Backward, again and again" in text for text in said)


def test_a_file_that_is_not_there_yet_is_waited_for():
    file = Path("later.py")
    watched(("is not there", save(WRONG, "later.py")), ("4 of 10", QUIT), file=file)


def test_the_same_file_is_checked_once():
    said = watched(
        ("Nothing is written", save(WRONG)), ("4 of 10", "x"), ("", "x"), ("", "x"), ("", QUIT)
    )
    assert sum("4 of 10" in text for text in said) == 1


def test_the_same_graphs_come_until_it_is_solved():
    said = watched(
        ("Nothing is written", save(WRONG)),
        ("4 of 10", save(WRONG + "\n")),
        ("4 of 10", QUIT),
    )
    first, second = [text for text in said if "4 of 10" in text]
    assert first == second


# ------------------------------------------------------------------------------ the real command


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)


def heard(descriptor: int, until: str, seconds: float = 40) -> str:
    """What is printed in a terminal, until some text comes."""
    text, deadline = "", time.monotonic() + seconds
    while until not in text:
        assert time.monotonic() < deadline, text
        if select.select([descriptor], [], [], 0.2)[0]:
            text += os.read(descriptor, 65536).decode()
    return text


CHECKOUT = Path(__file__).parents[2]
FILE = Path("mine/exercises/10-reverse-sweep/reverse_sweep.py")


def started(**streams: int) -> subprocess.Popen[bytes]:
    """The command, on a folder of this test's; run from the checkout, so that it is this adlab."""
    command = [sys.executable, "-m", "adlab", "watch", "reverse-sweep", "--seed", "1"]
    return subprocess.Popen(
        [*command, "--folder", str(Path.cwd() / "mine")], cwd=CHECKOUT, **streams
    )


def test_in_a_terminal_single_keys_work_and_the_terminal_is_left_as_it_was(terminal):
    import termios

    ours, theirs = terminal
    before = termios.tcgetattr(theirs)
    process = started(stdin=theirs, stdout=theirs, stderr=theirs)
    heard(ours, "q quit")
    FILE.write_text(WRONG)
    assert "expected -6" in heard(ours, "q quit")
    os.write(ours, b"h")
    assert "Begin with a list" in heard(ours, "q quit")
    os.write(ours, b"q")
    assert process.wait(20) == 0
    assert termios.tcgetattr(theirs) == before
    os.close(theirs)


def test_without_a_terminal_it_prints_and_names_no_keys():
    process = started(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        heard(process.stdout.fileno(), "Nothing is written")
        FILE.write_text(WRONG)
        text = heard(process.stdout.fileno(), "adlab hint reverse-sweep")
        assert "quit" not in text and "\x1b" not in text
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
