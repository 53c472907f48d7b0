"""A real JupyterLab, started by the command ``adlab lab --no-browser`` and stopped without remains.

with running_lab(folder, home) as server:
    server.url, server.folder, server.log, server.process
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psutil

# Without a token, quiet, and with `window.jupyterapp` for the helpers in tests/browser/lab.py.
OPEN = (
    "--ServerApp.ip=127.0.0.1",
    "--IdentityProvider.token=",
    "--ServerApp.password=",
    "--ServerApp.disable_check_xsrf=True",
    "--ServerApp.terminals_enabled=False",
    "--LabApp.extension_manager=readonly",
    "--LabApp.expose_app_in_browser=True",
)


@dataclass(frozen=True)
class LabServer:
    """A running JupyterLab.

    Attributes
    ----------
    url : its base address, with a slash at the end
    folder : the learner's folder that it shows
    log : the file that holds what the command printed
    process : the command itself
    """

    url: str
    folder: Path
    log: Path
    process: subprocess.Popen[bytes]


@contextmanager
def running_lab(
    folder: Path,
    home: Path,
    arguments: Sequence[str] = OPEN,
    *,
    python: str | Path = sys.executable,
    environment: Mapping[str, str] | None = None,
    stdin: Any = subprocess.DEVNULL,
) -> Iterator[LabServer]:
    """Run ``adlab lab FOLDER --no-browser`` for a new user, then stop it and all its kernels.

    Parameters
    ----------
    folder : the learner's folder; the lessons are delivered into it
    home : a directory for all that Jupyter and IPython keep about a user
    arguments : for Jupyter
    python : the interpreter of the environment in which adlab is installed
    environment : more environment variables
    stdin : for the command
    """
    home.mkdir(parents=True, exist_ok=True)
    log = home / "adlab-lab.log"
    command = [python, "-m", "adlab", "lab", folder, "--no-browser", "--port=0", "--", *arguments]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=home,
            env=private_environment(home) | dict(environment or {}),
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_stop_with_parent if sys.platform == "linux" else None,
        )
    try:
        yield LabServer(_wait_for_url(home, process, log), folder, log, process)
    finally:
        _stop(process)


def private_environment(home: Path) -> dict[str, str]:
    """Return the environment for a Jupyter that neither reads nor leaves anything of the user's."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "IPYTHON", "PYTEST", "PYTHONPATH", "XDG_"))
    }
    return kept | {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
    }


def _wait_for_url(home: Path, process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until the server has written down where it listens and answers; return the address."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        for file in (home / "runtime").glob("jpserver-*.json"):
            try:
                url = json.loads(file.read_text())["url"]
                with urlopen(url + "api", timeout=10):
                    return url
            except (ValueError, URLError):
                pass  # half written, or not listening yet
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(errors='replace')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the server; kernels, which are in process groups of their own, are seen to as well."""
    if process.poll() is not None:
        return
    kernels = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    _, alive = psutil.wait_procs(kernels, timeout=5)
    for kernel in alive:
        kernel.kill()


def _stop_with_parent() -> None:
    """Have Linux send SIGTERM when the test run dies, even by a kill; Jupyter ends its kernels."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a run in the background ignores it
    set_parent_death_signal = 1  # PR_SET_PDEATHSIG
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
