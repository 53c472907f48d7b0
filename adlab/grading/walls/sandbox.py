"""The walls around a submission: which of them this machine has, and a start behind them.

- L0, everywhere: another process, of which only data comes back
- L1, POSIX: limits, a supervisor that leaves nothing behind (Linux), a grader that cannot be read
- L2, Linux: files, network, processes and signals are out of reach

``docs/threat-model.md`` says what each stops. ``entry.probe`` tries them on this machine.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from adlab.grading.walls.channel import Channel, ThreadedChannel
from adlab.grading.walls.limits import Limits

LINUX = sys.platform == "linux"
POSIX = os.name == "posix"
TICKS = os.sysconf("SC_CLK_TCK") if LINUX else 100
HERE = Path(__file__).parent
PYTHON = (sys.executable, "-I", "-B", "-S")


class SandboxError(RuntimeError):
    """The sandbox itself failed, before any of the student's code ran."""


@dataclass(frozen=True)
class Layers:
    """Which walls stand.

    Attributes
    ----------
    active : some of L0, L1, L2, in this order
    missing : pairs of a layer and why it is not active
    """

    active: tuple[str, ...]
    missing: tuple[tuple[str, str], ...] = ()

    @property
    def strong(self) -> bool:
        """Whether marks that are given behind these walls can count."""
        return "L2" in self.active

    def __str__(self) -> str:
        without = "; ".join(f"no {layer}: {why}" for layer, why in self.missing)
        return " + ".join(self.active) + (f" ({without})" if without else "")


L0 = Layers(("L0",))
L1 = Layers(("L0", "L1"))
L2 = Layers(("L0", "L1", "L2"))


# ------------------------------------------------------------------------------ a start


def start(imports: tuple[str, ...], limits: Limits, layers: Layers) -> Channel:
    """Start an interpreter behind the walls; return the channel to it."""
    ours, theirs = socket.socketpair() if _supervised(layers) else (None, None)
    if POSIX:
        settings = configuration(imports, limits, layers)
        settings["control"] = theirs.fileno() if theirs else -1
        command = [*PYTHON, str(HERE / "launcher.py"), json.dumps(settings)]
    else:
        command = [*PYTHON, str(HERE / "worker.py")]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tempfile.gettempdir(),
            env=environment(),
            start_new_session=True,
            pass_fds=[theirs.fileno()] if theirs else [],
            bufsize=0,
        )
    except OSError as error:
        if ours:
            ours.close()
        raise SandboxError(f"{sys.executable} cannot be started: {error}") from error
    finally:
        if theirs:
            theirs.close()
    pipes = _descriptors(process)
    if ours:
        return Channel(pipes, Supervised(ours, process.kill, process.wait), limits.output)
    watch = None if _limits_memory() else _memory_watch(process.pid, limits)
    kind = Channel if POSIX else ThreadedChannel
    return kind(pipes, _Group(process), limits.output, watch)


def _descriptors(process: subprocess.Popen[bytes]) -> tuple[int, int, int]:
    """Return the grader's ends of a process's pipes, to be closed by whoever takes them."""
    assert process.stdin and process.stdout and process.stderr
    with process.stdin as requests, process.stdout as replies, process.stderr as output:
        return os.dup(requests.fileno()), os.dup(replies.fileno()), os.dup(output.fileno())


def configuration(imports: tuple[str, ...], limits: Limits, layers: Layers) -> dict[str, Any]:
    """Return what the launcher is told."""
    return {
        "layers": layers.active,
        "packages": packages(imports),
        "memory": limits.memory,
        "seconds": limits.total,
        "scratch": tempfile.gettempdir(),
    }


def environment() -> dict[str, str]:
    """Return the environment over there: nothing of ours but what a system cannot do without."""
    one_thread = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {"LANG": "C.UTF-8", **dict.fromkeys(one_thread, "1"), **kept}


@cache
def import_paths(imports: tuple[str, ...]) -> list[str]:
    """Return the folders in which modules are found that are not Python's own."""
    return sorted({str(_where(name).parent) for name in imports if _where(name) != Path()})


@cache
def packages(imports: tuple[str, ...]) -> list[str]:
    """Return files and folders of these modules; beside a package, a wheel's shared libraries."""
    found = [_where(name) for name in imports if _where(name) != Path()]
    libraries = [path.with_name(f"{path.name}.libs") for path in found]
    return [str(path) for path in [*found, *libraries] if path.exists()]


@cache
def _where(name: str) -> Path:
    """Return a module's file, or its folder; an empty path for Python's own and for none."""
    if name not in sys.stdlib_module_names:
        with suppress(ImportError, ValueError):
            spec = importlib.util.find_spec(name)
            if spec and spec.origin:
                file = Path(spec.origin).resolve()
                return file.parent if spec.submodule_search_locations else file
    return Path()


# ------------------------------------------------------------------------------ processes


def _supervised(layers: Layers) -> bool:
    return LINUX and "L1" in layers.active


class Meter:
    """The processor time of a process, as Linux tells it."""

    def __init__(self, process: int) -> None:
        self._file: int | None = None
        if LINUX:
            with suppress(OSError):
                self._file = os.open(f"/proc/{process}/stat", os.O_RDONLY | os.O_CLOEXEC)

    def used(self) -> float | None:
        """Return the seconds so far; None if they cannot be known, or the process has ended."""
        if self._file is None:
            return None
        try:
            fields = os.pread(self._file, 1024, 0).rpartition(b")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / TICKS

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class Supervised:
    """A supervisor, which ends the worker and all it left when its socket is closed."""

    def __init__(
        self, control: socket.socket, kill: Callable[[], Any], wait: Callable[[], Any]
    ) -> None:
        self._control, self._kill, self._wait = control, kill, wait
        self._said = b""
        self._meter = Meter(self._hear(30.0) or 0)  # the worker's number comes first
        self.used = self._meter.used

    def stop(self, patience: float) -> int | None:
        status = self._hear(patience) if patience else None
        if status is None:
            with suppress(OSError):
                self._control.shutdown(socket.SHUT_WR)
            status = self._hear(5.0)
        self._control.close()
        self._meter.close()
        if status is None:
            self._kill()
        self._wait()
        return status

    def _hear(self, seconds: float) -> int | None:
        """Return the next number that the supervisor says: the worker's, then its exit status."""
        self._control.settimeout(seconds)
        try:
            while b"\n" not in self._said:
                chunk = self._control.recv(64)
                if not chunk:
                    return None
                self._said += chunk
            word, _, self._said = self._said.partition(b"\n")
            return int(word)
        except (OSError, ValueError):
            return None


class _Group:
    """A process and its group, where there is no supervisor."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._meter = Meter(process.pid)
        self.used = self._meter.used

    def stop(self, patience: float) -> int | None:
        self._meter.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        if POSIX:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        return self._process.wait()


def _limits_memory() -> bool:
    """Whether the system limits memory when it is asked to; macOS ignores it."""
    return LINUX


def _memory_watch(process: int, limits: Limits) -> Callable[[], bool] | None:
    """Return a question after a process's memory, for systems that do not limit it."""
    try:
        import psutil

        watched = psutil.Process(process)
    except Exception:
        return None

    def too_big() -> bool:
        try:
            return int(watched.memory_info().rss) > limits.memory * 1024 * 1024
        except psutil.Error:
            return False

    return too_big


# ------------------------------------------------------------------------------ the grader itself

_PR_SET_PDEATHSIG, _PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 1, 3, 4
_lock = threading.Lock()
_inside = 0
_before = 1


def end_with(parent: int) -> None:
    """End this process when its parent ends, however that ends; on Linux only."""
    if LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


@contextmanager
def unreadable(layers: Layers) -> Iterator[None]:
    """While in here, processes of the same user cannot read the grader's memory or environment."""
    global _inside, _before
    if not _supervised(layers):
        yield
        return
    libc = ctypes.CDLL(None)
    with _lock:
        _inside += 1
        if _inside == 1:
            _before = libc.prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0)
            libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                libc.prctl(_PR_SET_DUMPABLE, _before, 0, 0, 0)
