"""A warm server: an interpreter that has loaded NumPy and forks one copy for each submission.

    with ForkServer() as server:
        for task in tasks:
            with submitted(task, server=server) as submission:
                ...

Nothing of a submission ever reaches the server: it is handed the ends of the pipes, and a
submission's text goes through them to the fork alone.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from adlab.grading.walls import sandbox
from adlab.grading.walls.channel import Channel
from adlab.grading.walls.limits import Limits

START = 60.0
ANSWER = 10.0


class ForkServer:
    """A context manager. May be used by several threads; each process needs its own.

    Where forks cannot be supervised, which is everywhere but on Linux, and at L0, an interpreter
    is started for each submission instead: the result is the same, and slower.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the server; submissions that run go on under their supervisors."""
        with self._lock:
            self._close()

    def start(self, imports: tuple[str, ...], limits: Limits, layers: sandbox.Layers) -> Channel:
        """Fork a worker behind the walls; return the channel to it."""
        if not sandbox.LINUX or "L1" not in layers.active:
            return sandbox.start(imports, limits, layers)
        message = json.dumps(sandbox.configuration(imports, limits, layers)).encode()
        requests, replies, output = os.pipe(), os.pipe(), os.pipe()
        ours, theirs = socket.socketpair()
        pipes = [requests[0], replies[1], output[1]]
        try:
            supervisor = self._fork(message, [*pipes, theirs.fileno()])
        except BaseException:
            ours.close()
            for descriptor in (requests[1], replies[0], output[0]):
                os.close(descriptor)
            raise
        finally:
            theirs.close()
            for descriptor in pipes:
                os.close(descriptor)

        def kill() -> None:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(supervisor, signal.SIGKILL)

        process = sandbox.Supervised(ours, kill, lambda: None)
        return Channel((requests[1], replies[0], output[0]), process, limits.output)

    def _fork(self, message: bytes, pipes: list[int]) -> int:
        """Ask for a fork; a server that does not answer is replaced once."""
        with self._lock:
            for attempt in (1, 2):
                try:
                    server = self._running()
                    socket.send_fds(server, [message], pipes)
                    return int(server.recv(64))
                except (OSError, ValueError) as error:
                    self._close()
                    if attempt == 2:
                        raise sandbox.SandboxError(f"the fork server fails: {error}") from error
        raise AssertionError

    def _running(self) -> socket.socket:
        if self._requests is None:
            ours, theirs = socket.socketpair()
            with theirs:
                command = [*sandbox.PYTHON, str(sandbox.HERE / "launcher.py"), "serve"]
                self._process = subprocess.Popen(
                    [*command, str(theirs.fileno()), json.dumps(sandbox.import_paths(("numpy",)))],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    cwd="/",
                    env=sandbox.environment(),
                    start_new_session=True,
                    pass_fds=[theirs.fileno()],
                )
            self._requests = ours
            ours.settimeout(START)
            if ours.recv(64) != b"ready\n":
                raise OSError("it ended while it started")
            ours.settimeout(ANSWER)
        return self._requests

    def _close(self) -> None:
        if self._requests:
            self._requests.close()
            self._requests = None
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
