"""A Jupyter that runs already: lessons are brought to it, and the link has its prefix."""

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adlab.course import cli, lab, progress
from adlab.course.hub import running_server
from adlab.course.mounts import is_network

NAMES = ("JUPYTERHUB_SERVICE_PREFIX", "JUPYTER_SERVER_URL", "JUPYTER_SERVER_ROOT",
         "JPY_PARENT_PID", "JUPYTERHUB_PUBLIC_URL", "JUPYTERHUB_ROOT_DIR")  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setattr(
        cli,
        "shipped",
        lambda: {
            "00-tour.ipynb": b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
        },
    )
    monkeypatch.setattr(lab, "start", lambda arguments: pytest.fail("a second server"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words), obj=[])


def test_lessons_are_brought_and_nothing_is_started(home):
    done = run("lessons", "ad")
    assert done.exit_code == 0 and "1 new" in done.stdout and (home / "ad/00-tour.ipynb").exists()


def test_in_a_terminal_of_a_server_the_link_is_printed(home, monkeypatch):
    monkeypatch.setenv("JUPYTER_SERVER_URL", "http://127.0.0.1:8888/x/")
    monkeypatch.setenv("JUPYTER_SERVER_ROOT", str(home))
    done = run("lab")
    assert done.exit_code == 0
    assert "http://127.0.0.1:8888/x/lab/tree/adlab-lessons/00-tour.ipynb" in done.stdout


def test_on_a_hub_the_link_has_its_prefix_and_not_the_inner_address(home, monkeypatch):
    monkeypatch.setenv("JUPYTER_SERVER_URL", "http://127.0.0.1:8888/user/jane/")
    monkeypatch.setenv("JUPYTER_SERVER_ROOT", str(home))
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/jane/")
    said = run("lab").stdout
    assert "    /user/jane/lab/tree/adlab-lessons/00-tour.ipynb" in said and "127.0.0.1" not in said
    monkeypatch.setenv("JUPYTERHUB_PUBLIC_URL", "https://hub.uni.edu/user/jane/")
    assert "https://hub.uni.edu/user/jane/lab/tree/" in run("lab").stdout


def test_in_a_kernel_the_server_is_found_by_its_process(home, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(home))
    said = {"url": "http://localhost:8890/a/?token=1", "root_dir": str(home)}
    (home / "jpserver-4711.json").write_text(json.dumps(said))
    monkeypatch.setenv("JPY_PARENT_PID", "4711")
    assert "http://localhost:8890/a/lab/tree/adlab-lessons/00-tour.ipynb" in run("lab").stdout
    monkeypatch.setenv("JPY_PARENT_PID", "4712")
    assert running_server() is None


def test_a_folder_that_the_server_does_not_show_is_refused(home, monkeypatch):
    monkeypatch.setenv("JUPYTER_SERVER_URL", "http://127.0.0.1:8888/")
    monkeypatch.setenv("JUPYTER_SERVER_ROOT", str(home / "work"))
    done = run("lab", "elsewhere")
    assert done.exit_code == 1 and f"adlab lab {home}/work/adlab-lessons" in done.stderr
    assert not (home / "elsewhere").exists()


@pytest.mark.parametrize(("path", "shared"), [("/home/jane/x", True), ("/home2/x", False),
                                              ("/home/jane/fast/x", False)])  # fmt: skip
def test_a_disk_of_the_network_is_known(path, shared, tmp_path):
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "2 1 0:32 / /home rw shared:1 - nfs4 server:/home rw\n"
        "3 2 8:2 / /home/jane/fast rw - xfs /dev/sdb rw\n"
    )
    assert is_network(Path(path), mounts) is shared
    assert not is_network(Path(path), tmp_path / "none")


@pytest.mark.parametrize(("shared", "journal"), [(True, "delete"), (False, "wal")])
def test_progress_on_a_disk_of_the_network_needs_no_shared_memory(
    shared, journal, own_log, monkeypatch
):
    progress.record("zeroing", "shown")  # by this machine alone, before it became shared
    monkeypatch.setattr(progress, "is_network", lambda path: shared)
    progress.record("zeroing", "hint")
    with sqlite3.connect(own_log / "progress.sqlite3") as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == (journal,)
    assert [each.kind for each in progress.events()] == ["shown", "hint"]
