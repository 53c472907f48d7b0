"""A class on a real cluster of Dask: all are graded, also if a worker is killed, and the grader."""

import csv
import io
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from adlab.course import cli
from adlab.grading.collecting.kept import read
from adlab.grading.exercises.exercise import find
from tests.conftest import require
from tests.grading.handed import put
from tests.grading.world import ROOT
from tests.handbook import commands

pytestmark = [pytest.mark.slow, pytest.mark.tools]

SOLUTION = find("running-product").solution
WRONG = "# exercise: running-product\ndef running_products(p):\n    return p + [1.0]\n"
CLASS = 200


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def started(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", *words]
    return subprocess.Popen(
        command, env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.fixture
def cluster(tmp_path) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """The address of a scheduler, and two workers."""
    require(find_spec("distributed"), "dask is not installed")
    scheduler = started(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"
    )
    address = ""
    assert scheduler.stderr
    for line in scheduler.stderr:
        if found := re.search(r"tcp://127\.0\.0\.1:\d+", line):
            address = found[0]
            break
    workers = [
        started(
            "distributed.cli.dask_worker",
            address,
            "--no-nanny",
            "--nthreads",
            "1",
            "--no-dashboard",
            "--local-directory",
            str(tmp_path / f"w{k}"),
        )
        for k in range(2)
    ]
    yield address, workers
    for each in (*workers, scheduler):
        each.kill()
        each.wait()


@pytest.fixture
def folder(tmp_path) -> Path:
    for k in range(CLASS):
        put(tmp_path / "class" / f"s{k:03}" / "running_product.py", WRONG if k % 10 else SOLUTION)
    return tmp_path / "class"


def points(path: Path) -> list[str]:
    return [row["points"] for row in csv.DictReader(io.StringIO(path.read_text()))]


EXPECTED = ["2" if k % 10 else "10" for k in range(CLASS)]


def written(address: str) -> list[str]:
    """The options for a cluster, as the page for teachers has them."""
    (line,) = commands("clusters.md", "adlab grade class --dask")
    words = shlex.split(line)
    place = words.index("--dask")
    return [words[place], address]


def grade(folder: Path, output: Path, *words: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "tests.tools.command",
        "grade",
        str(folder),
        "-o",
        str(output),
        "--seed",
        "1",
        *words,
    ]


def wait_for_results(path: Path, count: int) -> None:
    until = time.monotonic() + 120
    while len(read(path)) < count:
        assert time.monotonic() < until, "no results come"
        time.sleep(0.05)


def descendants(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def test_a_killed_worker_costs_nobody_a_mark_and_leaves_no_orphan(cluster, folder, tmp_path):
    address, workers = cluster
    output = tmp_path / "marks.csv"
    run = subprocess.Popen(
        grade(folder, output, *written(address)),
        env=environment(),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for_results(tmp_path / "marks.jsonl.part", 20)
    own = descendants(workers[0])
    assert own, "the worker has a warm server"
    os.kill(workers[0].pid, signal.SIGKILL)
    _, said = run.communicate(timeout=300)
    assert run.returncode == 0, said
    assert points(output) == EXPECTED
    workers[0].wait()
    psutil.wait_procs(own, timeout=20)
    left = [each for each in own if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    assert left == []


def test_a_killed_grader_goes_on_with_resume_to_the_same_table(cluster, folder, tmp_path):
    address, _ = cluster
    once, again = tmp_path / "once.csv", tmp_path / "again.csv"
    subprocess.run(
        grade(folder, once),
        env=environment(),
        cwd=ROOT,
        check=True,
        timeout=300,
        capture_output=True,
    )
    run = subprocess.Popen(
        grade(folder, again, *written(address)),
        env=environment(),
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    wait_for_results(tmp_path / "again.jsonl.part", 20)
    run.kill()
    run.wait()
    subprocess.run(
        grade(folder, again, *written(address), "--resume"),
        env=environment(),
        cwd=ROOT,
        check=True,
        timeout=300,
        capture_output=True,
    )
    assert again.read_text() == once.read_text()


def test_nobody_at_the_address_is_said(folder, tmp_path):
    require(find_spec("distributed"), "dask is not installed")
    words = ["grade", str(folder), "--dask", "tcp://127.0.0.1:1", "-o", str(tmp_path / "a.csv")]
    done = CliRunner().invoke(cli.app, words)
    assert done.exit_code == 1 and "No Dask scheduler answers at tcp://127.0.0.1:1" in done.stderr
