"""The command ``adlab``: what it says, and the exit codes it ends with."""

import json
import os
import signal
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner, Result

from adlab.course import cli, doctor, lab
from adlab.course.workspace import MANIFEST, shipped
from tests.lab_server import running_lab

NEWS = "@jupyterlab/apputils-extension:notification"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """Run ``adlab lab`` up to JupyterLab itself; the arguments it would get are collected."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    arguments: list[list[str]] = []
    monkeypatch.setattr(lab, "start", arguments.append)
    return arguments


@pytest.fixture
def lesson(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The one lesson that is shipped; write to it to ship a newer version."""
    path = tmp_path / "shipped.ipynb"
    path.write_text(_notebook("one"))
    monkeypatch.setattr(cli, "shipped", lambda: {"00-tour.ipynb": path.read_bytes()})
    return path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


def adlab(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "adlab", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


class TestLab:
    def test_it_delivers_to_the_default_folder_and_opens_lesson_00(self, started, lesson, tmp_path):
        result = run("lab")
        folder = tmp_path / "adlab-lessons"
        assert result.exit_code == 0, result.output
        assert f"Lessons in {folder}: 1 new." in result.output
        assert "Opening JupyterLab on lesson 00, 00-tour.ipynb. Ctrl-C stops it." in result.output
        assert f"--ServerApp.root_dir={folder}" in started[0]
        assert "--LabApp.default_url=/lab/tree/00-tour.ipynb" in started[0]

    def test_it_says_where_a_newer_version_is(self, started, lesson, tmp_path):
        run("lab", "mine")
        mine = tmp_path / "mine" / "00-tour.ipynb"
        mine.write_text(_notebook("one, and my notes"))
        lesson.write_text(_notebook("two"))
        result = run("lab", "mine")
        assert "1 with a newer version beside yours" in result.output
        newer = "You changed 00-tour.ipynb: it stays, the newer version is 00-tour.new.ipynb"
        assert newer in result.output
        assert mine.read_text() == _notebook("one, and my notes")
        assert "--LabApp.default_url=/lab/tree/00-tour.ipynb" in started[1]

    def test_it_counts_what_happened(self, started, lesson):
        run("lab")
        assert "1 unchanged." in run("lab").output
        lesson.write_text(_notebook("two"))
        assert "1 updated." in run("lab").output

    def test_it_opens_the_folder_if_there_is_no_lesson_00(self, started, monkeypatch):
        monkeypatch.setattr(cli, "shipped", dict)
        result = run("lab")
        assert "none." in result.output
        assert "Opening JupyterLab on your folder" in result.output
        assert "--LabApp.default_url=/lab" in started[0]

    def test_no_browser_and_port_are_passed_on(self, started, lesson):
        run("lab", "--no-browser", "--port", "9001")
        assert "--ServerApp.open_browser=False" in started[0]
        assert "--ServerApp.port=9001" in started[0]

    @pytest.mark.parametrize("words", [["lab", "--"], ["lab", "mine", "--port", "1", "--"]])
    def test_what_follows_two_dashes_goes_to_jupyter(self, started, lesson, words):
        with pytest.raises(SystemExit) as end:
            cli.main([*words, "--ip=0.0.0.0", "--debug"])
        assert end.value.code == 0
        assert started[0][-2:] == ["--ip=0.0.0.0", "--debug"]

    def test_without_jupyterlab_it_says_what_to_install(self, lesson, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setitem(sys.modules, "jupyterlab", None)
        monkeypatch.delitem(sys.modules, "jupyterlab.labapp", raising=False)
        result = run("lab")
        assert result.exit_code == 1
        assert 'pip install "adlab[lab]"' in result.output
        assert not (tmp_path / "adlab-lessons").exists()

    def test_a_file_in_the_folders_place_is_a_usage_error(self, started, lesson, tmp_path):
        (tmp_path / "mine").write_text("")
        assert run("lab", "mine").exit_code == 2
        assert not started

    def test_a_folder_that_cannot_be_written_is_reported(self, started, lesson, tmp_path):
        (tmp_path / "mine" / MANIFEST).mkdir(parents=True)  # root may write to any folder
        result = run("lab", "mine")
        assert result.exit_code == 1
        assert f"Error: Cannot bring the lessons into {tmp_path / 'mine'}: " in result.output
        assert not started

    def test_notebooks_that_cannot_be_signed_do_not_stop_it(
        self, started, lesson, tmp_path, monkeypatch
    ):
        (tmp_path / "occupied").write_text("")
        monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "occupied"))
        result = run("lab")
        assert result.exit_code == 0, result.output
        assert "Cannot sign the notebooks" in result.output
        assert started


class TestDoctor:
    def test_all_is_well_here(self):
        result = run("doctor")
        assert result.exit_code == 0, result.output
        assert metadata.version("numpy") in result.output

    def test_a_fatal_finding_ends_with_1(self, monkeypatch):
        findings = [doctor.Finding("numpy", "not installed", "pip install numpy", fatal=True)]
        monkeypatch.setattr(doctor, "examine", lambda: findings)
        result = run("doctor")
        assert result.exit_code == 1
        assert "pip install numpy" in result.output
        assert "adlab cannot work without: numpy" in result.output

    def test_a_finding_that_is_not_fatal_ends_with_0(self, monkeypatch):
        findings = [doctor.Finding("jupyterlab", "not installed", 'pip install "adlab[lab]"')]
        monkeypatch.setattr(doctor, "examine", lambda: findings)
        result = run("doctor")
        assert result.exit_code == 0
        assert 'pip install "adlab[lab]"' in result.output


class TestTheRealCommand:
    def test_version(self):
        result = adlab("--version")
        assert (result.returncode, result.stdout) == (0, f"adlab {metadata.version('adlab')}\n")

    @pytest.mark.parametrize("words", [["--help"], ["lab", "--help"], ["doctor", "--help"]])
    def test_help(self, words: list[str]):
        result = adlab(*words)
        assert result.returncode == 0
        assert "Usage: adlab" in result.stdout

    @pytest.mark.parametrize(
        "words", [[], ["nonsense"], ["lab", "--port", "many"], ["lab", "--port", "65536"]]
    )
    def test_misuse_ends_with_2(self, words: list[str], tmp_path: Path):
        result = adlab(*words, cwd=tmp_path)
        assert result.returncode == 2
        assert "Usage: adlab" in result.stdout + result.stderr
        assert "Traceback" not in result.stderr

    def test_an_argument_that_jupyter_refuses_ends_with_1(self, tmp_path: Path):
        environment = os.environ | {"HOME": str(tmp_path), "JUPYTER_DATA_DIR": str(tmp_path / "d")}
        result = adlab("lab", "--", "--ServerApp.port=many", cwd=tmp_path, env=environment)
        assert result.returncode == 1
        assert "port" in result.stderr

    def test_one_address_is_printed_and_nobody_is_asked_about_news(self, tmp_path: Path):
        loopback = ["--ServerApp.ip=127.0.0.1"]
        with running_lab(tmp_path / "mine", tmp_path / "home", loopback) as server:
            printed = _wait_for_line(server.log, "http://127.0.0.1:")
            links = [each for each in server.log.read_text().split() if "://" in each]
            asked = printed.strip().replace(f"/lab{_lesson_00()}?", f"/lab/api/settings/{NEWS}?")
            with urlopen(asked, timeout=10) as answered:
                settings = json.load(answered)
        assert links == [printed.strip()] and f"{server.url}lab{_lesson_00()}?token=" in printed
        assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"

    @pytest.mark.parametrize("terminal", [True, False])
    def test_one_ctrl_c_ends_it_cleanly(self, tmp_path: Path, terminal: bool):
        ours, theirs = os.openpty()
        stdin = theirs if terminal else subprocess.DEVNULL
        with running_lab(tmp_path / "mine", tmp_path / "home", stdin=stdin) as server:
            os.killpg(server.process.pid, signal.SIGINT)
            assert server.process.wait(timeout=20) == 0
        os.close(ours)
        os.close(theirs)
        assert "Traceback" not in server.log.read_text()


def _lesson_00() -> str:
    return next((f"/tree/{name}" for name in shipped() if name.startswith("00-")), "")


def _wait_for_line(log: Path, wanted: str) -> str:
    """Return the first line with these words, which may not be printed yet."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for line in log.read_text().splitlines():
            if wanted in line:
                return line
        time.sleep(0.1)
    raise AssertionError(f"no line with {wanted!r} in:\n{log.read_text()}")


def _notebook(source: str) -> str:
    cell = {
        "cell_type": "markdown",
        "id": "one-cell",
        "metadata": {},
        "source": source,
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
