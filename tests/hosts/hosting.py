"""Programs that show players, each started as its users start it, and stopped without remains.

with serving([python, "-m", "voila", …], url, folder): the program, until it answers
executed(folder, cells): a notebook with the outputs of its cells
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
PYTHON = sys.executable
SECONDS = 90  # for a host to start, on a busy machine

FUNCTION = """import adlab
import numpy as np
def f(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)"""
STEP = "adlab.step(f, 2.0, 5.0, sweep='reverse', start=23)"
EXPLORE = "adlab.explore(f, x1=(1, 4), x2=(2, 6))"
PAIR = "adlab.compare_steps(adlab.step(f, 2.0, 5.0), adlab.step(f, 2.0, 5.0, sweep='reverse'))"


def environment(home: Path) -> dict[str, str]:
    """That of a new user, with this checkout's adlab."""
    private = {
        name: str(home / name.lower())
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    paths = {"HOME": str(home), "PYTHONPATH": str(ROOT)}
    return os.environ | private | paths


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(command: Sequence[object], url: str, home: Path) -> Iterator[None]:
    """Run a host until it answers; then stop it, and what it has started."""
    with running(command, home) as process:
        wait_for(url, process, home / "host.log")
        yield


@contextmanager
def running(command: Sequence[object], home: Path) -> Iterator[subprocess.Popen]:
    """A program, which is stopped in the end, with what it has started."""
    with (home / "host.log").open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=home,
            env=environment(home),
            start_new_session=True,
        )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text("utf-8", "replace")
        try:
            urlopen(url, timeout=5).close()
            return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"no answer after {SECONDS} s:\n{log.read_text('utf-8', 'replace')}")


def executed(path: Path, cells: Sequence[str]) -> Path:
    """Write a notebook whose cells have run."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in cells])
    made.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    old = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    try:
        NotebookClient(made, timeout=120).execute(cwd=str(path.parent))
    finally:
        os.environ.pop("PYTHONPATH")
        if old is not None:
            os.environ["PYTHONPATH"] = old
    made.metadata.pop("widgets", None)  # as they are where nobody saves them
    nbformat.write(made, path)
    return path
