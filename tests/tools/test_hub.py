"""A server started without adlab, with a prefix, by users who may not write where adlab is."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.conftest import require
from tests.grading.world import CANNOT, ROOT

pytestmark = [pytest.mark.slow, pytest.mark.tools]

ARGUMENTS = (
    "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0",
    "--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.disable_check_xsrf=True",
    "--ServerApp.base_url=/user/jane/",
)  # fmt: skip


def interpreter(uid: int) -> str:
    """A Python of this version that another user may run; "" if there is none."""
    name = f"python3.{sys.version_info.minor}"
    for path in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        try:
            done = subprocess.run(
                [path, "-c", "import ssl"],
                user=uid,
                group=uid,
                extra_groups=[],
                cwd="/",
                capture_output=True,
            )
        except OSError:
            continue
        if done.returncode == 0:
            return path
    return ""


def started(python: str, home: Path, uid: int) -> tuple[subprocess.Popen[bytes], str]:
    """A server of a user of its own, and its address."""
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(home),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), sysconfig.get_path("purelib")]),
        "JUPYTERLAB_DIR": f"{sysconfig.get_path('data')}/share/jupyter/lab",
        "JUPYTER_PATH": f"{sysconfig.get_path('data')}/share/jupyter",
        "JUPYTER_CONFIG_PATH": f"{sysconfig.get_path('data')}/etc/jupyter",
        "JUPYTERHUB_SERVICE_PREFIX": "/user/jane/",
        "SHELL": "/bin/bash",
    }
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [python, "-m", "jupyterlab", *ARGUMENTS],
            cwd=home,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=uid,
            group=uid,
            extra_groups=[],
        )
    until = time.monotonic() + 90
    while not (files := list((home / "runtime").glob("jpserver-*.json"))):
        assert process.poll() is None and time.monotonic() < until, (home / "log").read_text()
        time.sleep(0.1)
    time.sleep(1)
    return process, json.loads(files[0].read_text())["url"]


async def typed(address: str, line: str, done: Path) -> None:
    """Type a line into a terminal of the server, and wait for the file it ends with."""
    from tornado.websocket import websocket_connect

    with urlopen(Request(f"{address}api/terminals", method="POST", data=b"")) as answer:
        name = json.load(answer)["name"]
    socket = await websocket_connect(f"{address.replace('http', 'ws')}terminals/websocket/{name}")
    await socket.write_message(json.dumps(["stdin", line + "\r"]))
    until = time.monotonic() + 120
    while not done.exists():
        assert time.monotonic() < until, "the command does not end"
        await asyncio.sleep(0.1)
    socket.close()


@pytest.mark.parametrize("uid", [65534, 54321])
def test_lab_in_a_terminal_brings_signed_lessons_and_the_link_works(uid, tmp_path):
    require(find_spec("jupyterlab"), "JupyterLab is not installed")
    require(os.name == "posix" and os.geteuid() == 0, CANNOT)
    python = interpreter(uid)
    require(python, "other users cannot run this Python")
    for each in (tmp_path, *tmp_path.parents):
        if each.stat().st_mode & 0o011 != 0o011 and each.is_relative_to("/tmp/"):
            each.chmod(each.stat().st_mode | 0o011)
    home = tmp_path / "jane"
    home.mkdir()
    os.chown(home, uid, uid)
    process, address = started(python, home, uid)
    try:
        assert address.endswith("/user/jane/")
        command = f"{python} -m adlab lab > out.txt 2>&1; echo $? > code.txt"
        asyncio.run(typed(address, command, home / "code.txt"))
        said = (home / "out.txt").read_text()
        assert (home / "code.txt").read_text().strip() == "0", said
        (link,) = re.findall(r"^ +(/user/jane/lab/tree/\S+)$", said, re.MULTILINE)
        with urlopen(f"{address.removesuffix('/user/jane/')}{link}") as answer:
            assert answer.status == 200
        name = link.partition("/lab/tree/")[2]
        with urlopen(f"{address}api/contents/{name}?content=1") as answer:
            cells = json.load(answer)["content"]["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert code and all(cell["metadata"]["trusted"] for cell in code)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
