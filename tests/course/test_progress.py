"""The log of a learner's events: it keeps everything, and never stands in the way."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from adlab.course import progress
from adlab.course.progress import Event, events, home, record, standings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of adlab's that is not there yet, and a process that has told nothing yet."""
    place = tmp_path / "home"
    monkeypatch.setenv("ADLAB_HOME", str(place))
    monkeypatch.setattr(progress, "_unwritten", [])
    monkeypatch.setattr(progress, "_told", False)
    return place


def kinds() -> list[str]:
    return [event.kind for event in events()]


class TestEvents:
    def test_there_are_none_at_first_and_nothing_is_made(self, folder):
        assert events() == []
        assert not folder.exists()

    def test_an_event_comes_back_as_it_was_written(self):
        record("reverse-sweep", "checked", False, 4, "overwrites", "ab" * 32)
        [event] = events()
        assert event == Event(
            event.time, "reverse-sweep", "checked", False, 4, "overwrites", "ab" * 32
        )

    def test_solved_is_said_once(self):
        for passed in (False, True, True):
            record("reverse-sweep", "checked", passed, 10)
        assert kinds() == ["checked", "checked", "solved", "checked"]

    def test_the_file_refuses_to_forget(self, folder):
        record("reverse-sweep", "hint")
        with sqlite3.connect(folder / "progress.sqlite3") as file:
            for change in ("DELETE FROM events", "UPDATE events SET kind = 'solved'"):
                with pytest.raises(sqlite3.IntegrityError, match="only appended"):
                    file.execute(change)

    def test_the_log_is_written_ahead(self, folder):
        record("reverse-sweep", "hint")
        with sqlite3.connect(folder / "progress.sqlite3") as file:
            assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    def test_no_column_could_hold_code(self, folder):
        record("reverse-sweep", "checked", True, 10, "", "ab" * 32)
        with sqlite3.connect(folder / "progress.sqlite3") as file:
            columns = [row[1] for row in file.execute("PRAGMA table_info(events)")]
        assert columns == ["time", "exercise", "kind", "passed", "points", "diagnosis", "hash"]


class TestStandings:
    def test_tries_end_with_the_first_success(self):
        for passed in (False, False, True, False):
            record("reverse-sweep", "checked", passed, 10 if passed else 4)
        standing = standings()["reverse-sweep"]
        assert (standing.tries, standing.points, standing.solved) == (3, 10, True)

    def test_an_unknown_exercise_stands_at_nothing(self):
        assert not standings()["reverse-sweep"].shown


WRITER = """
import sys
from adlab.course.progress import record
for number in range({count}):
    told = record("reverse-sweep", "checked", False, number)
    assert not told, told
    print(number, flush=True)
"""


def writer(count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER.format(count=count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))


class TestSeveralProcesses:
    def test_nothing_is_lost_when_three_write_at_once(self):
        writers = [writer(30) for _ in range(3)]
        assert [each.wait(60) for each in writers] == [0, 0, 0]
        assert sorted(event.points for event in events()) == sorted([*range(30)] * 3)

    def test_a_killed_writer_loses_nothing_that_it_had_written(self):
        killed, other = writer(10_000), writer(30)
        said = [killed.stdout.readline() for _ in range(20)]
        killed.kill()
        killed.wait()
        assert other.wait(60) == 0
        record("reverse-sweep", "hint")
        assert kinds().count("hint") == 1
        assert kinds().count("checked") >= len(said) + 30

    def test_a_writer_waits_for_another(self, folder):
        record("reverse-sweep", "shown")
        other = sqlite3.connect(folder / "progress.sqlite3", check_same_thread=False)
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.5, lambda: other.execute("COMMIT"))
        done.start()
        assert record("reverse-sweep", "hint") == ""
        done.join()
        other.close()
        assert kinds() == ["shown", "hint"]


class TestWhereNothingCanBeWritten:
    def test_it_says_so_once_and_goes_on(self, folder):
        folder.write_text("a file where the folder should be")
        told = [record("reverse-sweep", "hint") for _ in range(3)]
        assert told[0].startswith("your progress cannot be kept in")
        assert told[1:] == ["", ""]
        assert standings()["reverse-sweep"].hints == 3

    def test_a_file_that_stays_locked_is_said_too(self, folder, monkeypatch):
        record("reverse-sweep", "shown")
        monkeypatch.setattr(progress, "PATIENCE", 0.05)
        with sqlite3.connect(folder / "progress.sqlite3") as other:
            other.execute("BEGIN EXCLUSIVE")
            assert "locked" in record("reverse-sweep", "hint")
        assert standings()["reverse-sweep"].hints == 1

    def test_a_file_that_is_no_database_is_left_alone(self, folder):
        folder.mkdir()
        (folder / "progress.sqlite3").write_text("something of the learner's" * 100)
        assert "cannot be kept" in record("reverse-sweep", "hint")
        assert (folder / "progress.sqlite3").read_text().startswith("something of")

    def test_a_file_that_is_read_only_can_still_be_read(self, folder, monkeypatch):
        record("reverse-sweep", "hint")
        connect = sqlite3.connect

        def read_only(address, **options):  # for root too, whom the modes of files do not stop
            address = address.partition("?")[0] + "?mode=ro"
            return connect(address, **options)

        monkeypatch.setattr(progress.sqlite3, "connect", read_only)
        assert "cannot be kept" in record("reverse-sweep", "hint")
        assert standings()["reverse-sweep"].hints == 2


class TestHome:
    @pytest.mark.parametrize(
        ("platform", "part"),
        [("linux", ".local/share/adlab"), ("darwin", "Library/Application Support/adlab")],
    )
    def test_without_a_setting_it_is_where_the_system_wants_it(self, platform, part, monkeypatch):
        monkeypatch.delenv("ADLAB_HOME")
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        monkeypatch.setattr(sys, "platform", platform)
        assert home() == Path.home() / part

    def test_xdg_is_respected(self, monkeypatch, tmp_path):
        monkeypatch.delenv("ADLAB_HOME")
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        monkeypatch.setattr(sys, "platform", "linux")
        assert home() == tmp_path / "adlab"
