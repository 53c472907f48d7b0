"""A machine that stands still costs no marks; code that waits still comes to an end."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.runner import grade
from adlab.grading.walls import channel, remote
from adlab.grading.walls.channel import Stopwatch
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.remote import Limits, SubmissionProblem, Task

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are stopped by signals")


def test_seconds_that_the_machine_skipped_do_not_count():
    watch = Stopwatch()
    watch.skip(-10.0)
    assert watch.seconds() >= 10.0
    watch.skip(10.0)
    assert watch.seconds() < 10.0


@pytest.mark.parametrize(("used", "waited"), [([0.0, 0.1], True), ([0.0, 0.9], False)])
def test_little_processor_time_is_waiting(used, waited):
    told = iter(used)
    assert Stopwatch(lambda: next(told)).waited(1.0) is waited


def test_where_the_system_does_not_tell_nothing_is_taken_for_waiting():
    assert not Stopwatch().waited(1.0)


def test_what_lies_in_the_pipe_after_the_deadline_is_read(monkeypatch):
    """The grader itself stood still: the answer came in time, and the clock says it did not."""
    with submitted(Task("def f(x): return x", "f"), Limits(call=1.0)) as submission:
        lefts = iter([1.0, 0.0, 0.0, 0.0])
        monkeypatch.setattr(Stopwatch, "left", lambda self, limit: next(lefts, 0.0))
        original = channel.Channel._step

        def late(self, seconds, pending=channel.NOTHING):
            pending = original(self, 0.0, pending)
            time.sleep(0.3)
            return pending

        monkeypatch.setattr(channel.Channel, "_step", late)
        assert submission(2.0) == 2.0


def test_a_check_is_repeated_once_if_little_was_computed(monkeypatch):
    """The submission is stopped for longer than its limit in the middle of a check."""
    exercise, frozen = find("reverse-sweep"), []
    original = remote.Submission._hear

    def hear(self, sent, watch, seconds):
        if b'"call"' in sent and len(frozen) < 1:
            frozen.append(1)
            monkeypatch.setattr(watch, "seconds", lambda: 100.0)
            monkeypatch.setattr(watch, "left", lambda limit: 0.0)
            monkeypatch.setattr(self._channel, "_step", lambda *_: channel.NOTHING)
        return original(self, sent, watch, seconds)

    monkeypatch.setattr(remote.Submission, "_hear", hear)
    assert grade(exercise, exercise.solution, seed=1).points == 10 and frozen


def test_code_that_sleeps_is_too_slow_all_the_same():
    with (
        submitted(Task("import time\ndef f(x): time.sleep(60)", "f"), Limits(call=0.2)) as f,
        pytest.raises(SubmissionProblem, match="did not finish") as caught,
    ):
        f(1.0)
    assert caught.value.kind == "time" and caught.value.waited


@pytest.mark.slow
def test_twelve_frozen_seconds_cost_nothing(tmp_path):
    """All processes of the grader are stopped, and go on later."""
    code = (
        "from adlab.grading.exercises.exercise import find\n"
        "from adlab.grading.exercises.runner import grade\n"
        "e = find('reverse-sweep')\n"
        "print('up', flush=True)\n"
        "print([grade(e, f'# {k}\\n' + e.solution, seed=k).points for k in range(20)])\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    process.stdout.readline()
    time.sleep(1.0)
    tree = _tree(process.pid)
    for each in tree:
        os.kill(each, signal.SIGSTOP)
    timer = threading.Timer(12.0, lambda: [os.kill(each, signal.SIGCONT) for each in tree])
    timer.start()
    assert process.stdout.read().strip() == str([10] * 20)


def _tree(root: int) -> list[int]:
    with open(f"/proc/{root}/task/{root}/children") as file:
        return [root, *[each for child in file.read().split() for each in _tree(int(child))]]
