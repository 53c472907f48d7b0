"""A grader among things that an attack may want: run the corpus, and see what it did.

    python -m tests.grading.world '{"layers": ["L0"], "uid": 65534, "warm": false, "names": […]}'

prints, for each attack, a line of JSON: its points, the kinds of its problems, and its *effects*,
each a short text: a file changed, a process left, a secret told. The process is the reaper of all
that its submissions leave behind (prctl(2), PR_SET_CHILD_SUBREAPER), so nothing is overlooked.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import time
import unicodedata
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

ATTACKS = Path(__file__).parent / "attacks"
ROOT = Path(__file__).parents[2]
LEFT = "adlab-attack-left"
SHARED_KEY = "5AD1AB"
CANNOT = "cannot become another user"
PR_SET_CHILD_SUBREAPER = 36


def header(name: str) -> dict[str, str]:
    """Return the settings in an attack's comments: from, kind, exercise, points below."""
    text = (ATTACKS / f"{name}.py").read_text()
    return dict(re.findall(r"^# ([a-z ]+): (.+)$", text, re.MULTILINE))


class World:
    """Files, sockets and secrets that an attack may reach for, and how they look if it did not."""

    def __init__(self, folder: Path) -> None:
        self.files, self.temp = folder / "course", folder / "temp"
        self.signals = 0
        which = (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE)
        self.limits = {limit: resource.getrlimit(limit) for limit in which}
        # Put together here, so that the text of no program holds it.
        self.secret = "CANARY-" + "MEMORY-" + secrets.token_hex(8)
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.unix = socket.socket(socket.AF_UNIX)
        self.unix.bind(f"\0adlab-attack-{self.port}")
        self.unix.listen()
        for listener in (self.tcp, self.udp, self.unix):
            listener.setblocking(False)
        signal.signal(signal.SIGUSR1, self._count)
        self.build()

    def _count(self, *_: object) -> None:
        self.signals += 1

    def build(self) -> None:
        """Lay out the files anew."""
        from tests.grading.small_exercise import HONEST

        for folder in (self.files, self.temp):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        (self.files / "others").mkdir()
        for name, text in {
            "solution.py": f"# CANARY-SOLUTION\n{HONEST}",
            "test_gradient.py": "# CANARY-TESTS\n",
            "others/alice.py": "# CANARY-OTHER\n",
        }.items():
            (self.files / name).write_text(text)
        tempfile.tempdir = str(self.temp)
        self.before = self.look()

    def look(self) -> dict[str, object]:
        """Return the state of all that an attack should leave alone."""
        state: dict[str, object] = {"signals": self.signals}
        for top in (self.files, self.temp):
            for path in [top, *sorted(top.rglob("*"))] if top.exists() else []:
                status = path.lstat()
                readable = path.is_file() and os.access(path, os.R_OK)
                content = path.read_bytes()[:100] if readable else b""
                about = (status.st_mode, status.st_uid, status.st_nlink, content)
                times = status.st_mtime_ns if top is self.files else 0
                state[f"file {path.relative_to(top.parent)}"] = (*about, times)
        state["limits"] = [
            *map(resource.getrlimit, self.limits),
            os.getpriority(os.PRIO_PROCESS, 0),
            os.sched_getaffinity(0),
        ]
        state["descriptors"] = len(os.listdir("/proc/self/fd"))
        state["shared file"] = Path("/dev/shm", LEFT).exists()
        state["shared memory"] = f" {int(SHARED_KEY, 16)} " in Path("/proc/sysvipc/shm").read_text()
        return state

    def effects(self, told: str, known: set[int]) -> list[str]:
        """Return what an attack did, and undo it."""
        after = self.look()
        found = [
            key
            for key in sorted(self.before.keys() | after.keys())
            if self.before.get(key) != after.get(key)
        ]
        found += [f"told {word}" for word in re.findall(r"CANARY-\w+", told)]
        if '"""' in told and "adlab" in told:
            found.append("told adlab's code")
        found += [f"connected by {name}" for name in ("tcp", "udp", "unix") if self._called(name)]
        found += [f"left process {process}" for process in self._left(known)]
        if found:
            self._undo()
        return found

    def _called(self, name: str) -> bool:
        with suppress(BlockingIOError):
            if name == "udp":
                self.udp.recv(64)
            else:
                getattr(self, name).accept()[0].close()
            return True
        return False

    def _left(self, known: set[int]) -> list[int]:
        """End and return processes that became ours because they outlived their starter."""
        left = []
        while new := children() - known:
            for process in new:
                if not ends(process):
                    left.append(process)
                    os.kill(process, signal.SIGKILL)
                    os.waitpid(process, 0)
        return left

    def _undo(self) -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, 0)
        for which, limits in self.limits.items():
            with suppress(ValueError, OSError):
                resource.setrlimit(which, limits)
        with suppress(OSError):
            os.sched_setaffinity(0, range(os.cpu_count() or 1))
        with suppress(OSError):
            Path("/dev/shm", LEFT).unlink()
        libc = ctypes.CDLL(None)
        segment = libc.shmget(int(SHARED_KEY, 16), 0, 0)
        if segment >= 0:
            libc.shmctl(segment, 0, None)
        self.build()


def children() -> set[int]:
    return set(map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()))


def ends(process: int) -> bool:
    """Return whether a process has ended, or does so at once, since it was already killed."""
    for _ in range(20):
        if os.waitpid(process, os.WNOHANG)[0]:
            return True
        time.sleep(0.01)
    return False


def attack(world: World, name: str, layers: tuple[str, ...], server: Any) -> dict[str, Any]:
    """Grade one file of the corpus; return what came of it."""
    import adlab
    from adlab.grading.walls.sandbox import Layers
    from tests.grading.small_exercise import grade

    package = Path(adlab.__file__).parent
    site = [path for path in sys.path if path.endswith("-packages")]
    given = (
        f"WORLD, TEMP, GRADER, PORT = {str(world.files)!r}, {str(world.temp)!r},"
        f" {os.getpid()}, {world.port}; ADLAB, SITE = {str(package)!r}, {site!r}\n"
    )
    source = given + (ATTACKS / f"{name}.py").read_text()
    known = children()
    start = time.monotonic()
    exercise = header(name).get("exercise", "values")
    graded = grade(source, Layers(layers), server, exercise)
    seconds = time.monotonic() - start
    problems = graded.problems
    told = "".join(p.message + p.trace + p.output for p in problems) + graded.output
    return {
        "name": name,
        "points": graded.points,
        "kinds": sorted({problem.kind for problem in problems}),
        "effects": world.effects(told, known),
        "unprintable": any(
            unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in told if c not in "\n\t"
        ),
        "seconds": seconds,
    }


def main(plan: dict[str, Any]) -> None:
    """Run a batch, as another user if that is asked for."""
    if plan["uid"] != os.geteuid():
        try:
            become(plan["uid"])
        except OSError as error:  # as in a container that may not mount
            sys.exit(f"{CANNOT}: {error}")
    from adlab.grading.walls.sandbox import Layers
    from adlab.grading.walls.server import ForkServer
    from tests.grading.small_exercise import grade

    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="adlab-world-"))
        server = stack.enter_context(ForkServer()) if plan["warm"] else None
        if server:
            grade("", Layers(tuple(plan["layers"])), server)  # starts it
        world = World(Path(folder))
        for name in plan["names"]:
            print(json.dumps(attack(world, name, tuple(plan["layers"]), server)), flush=True)


# ------------------------------------------------------------------------------ another user


def become(uid: int) -> None:
    """Become an unprivileged user, who can still reach this Python and this checkout."""
    make_reachable([sys.base_prefix, sys.prefix, str(ROOT)])
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    os.environ["HOME"] = "/"


def make_reachable(paths: list[str]) -> None:
    """In mounts of our own, open what only root can enter to all, on the way to these paths."""
    libc = ctypes.CDLL(None, use_errno=True)

    def call(name: str, *arguments: Any) -> None:
        if getattr(libc, name)(*arguments) != 0:
            code = ctypes.get_errno()
            raise OSError(code, f"{name}: {os.strerror(code)}")

    closed = {gate: [p for p in paths if gate in Path(p).parents] for gate in gates(paths)}
    if not closed:
        return
    call("unshare", 0x20000)  # CLONE_NEWNS
    call("mount", b"none", b"/", None, 0x4000 | 0x40000, None)  # MS_REC | MS_PRIVATE
    for gate, inside in closed.items():
        kept = {path: os.open(path, os.O_PATH) for path in inside}
        call("mount", b"none", str(gate).encode(), b"tmpfs", 0, b"mode=755")
        for path, descriptor in kept.items():
            os.makedirs(path)
            call("mount", b"/proc/self/fd/%d" % descriptor, path.encode(), None, 0x1000, None)
            os.close(descriptor)


def gates(paths: list[str]) -> list[Path]:
    """Return the outermost folders above these paths that others cannot enter."""
    found = []
    for path in paths:
        for folder in reversed(Path(path).parents):
            if not folder.stat().st_mode & 0o001:
                found.append(folder)
                break
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
