"""`adlab class`: ask the room, and see which mistake is in it."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from adlab.course.progress import home
from adlab.course.saying import fail, out

PORT = 8700


def class_command(
    host: Annotated[
        str, typer.Option(help="Where to listen: 0.0.0.0 lets phones in your network in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port.")] = PORT,
    key: Annotated[
        str,
        typer.Option(help="Your key; by default a new one.", envvar="ADLAB_CLASS_KEY"),
    ] = "",
    prefix: Annotated[
        str,
        typer.Option(
            help="The path under which it stands, as a Hub's service has one.",
            envvar="JUPYTERHUB_SERVICE_PREFIX",
        ),
    ] = "",
    file: Annotated[Path | None, typer.Option(help="Where rooms are kept.", dir_okay=False)] = None,
    keep: Annotated[float, typer.Option(help="After how many hours a room is deleted.")] = 24.0,
    wipe: Annotated[
        bool, typer.Option("--wipe", help="Delete all rooms, and start nothing.")
    ] = False,
) -> None:
    """Ask the room: questions, votes on phones, and the mistake behind each answer.

    One process, for some hundred people. It needs the extra `class`: pip install "adlab[class]".
    Nothing is kept of anybody but answers under a made-up name, and all of it ends with the room.
    """
    path = file or home() / "class.sqlite3"
    if wipe:
        for each in (path, *path.parent.glob(f"{path.name}-*")):
            each.unlink(missing_ok=True)
        out.print("All rooms are deleted.")
        return
    missing = [name for name in ("starlette", "uvicorn", "segno") if find_spec(name) is None]
    if missing:
        fail(f'{missing[0]} is missing. To install it:\n    pip install "adlab[class]"')
    key = key or secrets.token_urlsafe(9)
    prefix = prefix.rstrip("/")
    under = f"{prefix}/"
    out.print(f"The host's page: http://{_name(host)}:{port}{under}host")
    out.print(f"Your key:        {key}")
    if host in ("0.0.0.0", "::"):
        for address in _addresses():
            out.print(f"For phones:      http://{address}:{port}{under}")
        out.print("Some networks keep phones apart: then use a hotspot, or a Hub's service.")
    else:
        out.print("Only this computer can reach it. For phones: adlab class --host 0.0.0.0")
    os.environ["ADLAB_CLASS_KEY"] = key
    command = [sys.executable, "-m", "adlab.course.room", "--host", host, "--port", str(port)]
    command += ["--prefix", prefix, "--file", str(path), "--keep", str(keep)]
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(sys.executable, command)  # in the place of this process, which is larger
    raise typer.Exit(subprocess.call(command))


def _name(host: str) -> str:
    return "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host


def _addresses() -> list[str]:
    """The addresses of this computer in its networks."""
    found = []
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # nothing is sent; it only chooses a network
            found.append(probe.getsockname()[0])
    except OSError:
        pass
    return found or [os.uname().nodename if hasattr(os, "uname") else "this computer"]
