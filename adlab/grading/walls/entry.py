"""The way in: run a submission behind the walls that stand on this machine.

    task = Task(source="def double(x):\\n    return 2 * x", entry="double")
    with submitted(task) as submission:
        submission(21.0)                    # 42.0, computed over there

- `submitted(task)`: the submission, while the block lasts.
- `probe()`: the layers that hold here, each tried once, and why others do not.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from adlab.grading.walls import at_once, sandbox
from adlab.grading.walls.limits import Limits
from adlab.grading.walls.remote import Server, Submission, SubmissionProblem, Task
from adlab.grading.walls.sandbox import L1, L2, LINUX, POSIX, Layers, SandboxError

LONGEST_SOURCE = 1024 * 1024


@contextmanager
def submitted(
    task: Task,
    limits: Limits | None = None,
    server: Server | None = None,
    layers: sandbox.Layers | None = None,
) -> Iterator[Submission]:
    """Run a submission in another process; on leaving, nothing of it remains.

    Parameters
    ----------
    task, limits : what to run, and how much of the machine it may use
    server : a warm server to fork from; without one an interpreter is started, where that can be
    layers : the walls to use; by default all that this machine has (``probe()``)

    Raises SubmissionProblem if the code cannot be loaded.
    """
    limits = limits or Limits()
    layers = layers or probe()
    with sandbox.unreadable(layers):
        if len(task.source) > LONGEST_SOURCE:
            raise SubmissionProblem("data", "This file is longer than 1 MiB: it is not read.")
        usual = at_once.AtOnce() if at_once.ALONE else sandbox
        channel = (server or usual).start(task.imports, limits, layers)
        try:
            submission = Submission(channel, task, limits)
            submission.load()
            yield submission
        finally:
            channel.close()


@cache
def probe() -> Layers:
    """Return the layers of this machine. A layer is tried once, by a submission that tests it."""
    if at_once.ALONE:
        return Layers((), (("L0", f"there is one process only on {sys.platform}"),))
    active, missing = ["L0"], []
    if not POSIX:
        missing += [("L1", f"not for {sys.platform}"), ("L2", f"not for {sys.platform}")]
    else:
        for layers in (L1, L2):
            why = _why_not(layers) if LINUX or layers is L1 else f"not for {sys.platform}"
            if why:
                missing.append((layers.active[-1], why))
            else:
                active.append(layers.active[-1])
    return Layers(tuple(active), tuple(missing))


_TRIAL = """
import os, socket
def tried(action, *arguments):
    try:
        action(*arguments)
    except OSError:
        return 0
    return 1
def f(path):
    return [tried(os.listdir, path), tried(os.stat, path), tried(os.getpid),
            tried(socket.socket), tried(os.kill, os.getpid(), 0)]
"""


def _why_not(layers: Layers) -> str:
    """Return why these layers do not stand here, or "" if they do."""
    trial = Task(_TRIAL, "f", imports=("os", "socket"))
    try:
        with submitted(trial, layers=layers) as submission:
            done = submission(tempfile.gettempdir())
    except SandboxError as error:
        return str(error).strip().splitlines()[-1]
    except SubmissionProblem as problem:
        return problem.message
    if layers.strong and done != [0, 1, 1, 0, 0]:
        return "it does not hold"
    return ""
