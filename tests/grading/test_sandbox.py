"""The walls: which stand, what the filter of system calls lets pass, and that nothing stays."""

from __future__ import annotations

import errno
import os
import platform
import stat
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from adlab.grading.walls import entry, sandbox, syscalls
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.remote import Limits, SubmissionProblem, Task
from adlab.grading.walls.sandbox import L0, L1, L2, Layers
from adlab.grading.walls.server import ForkServer
from tests.conftest import require
from tests.grading.small_exercise import (
    HONEST,
    HONEST_COST,
    HONEST_EVALUATIONS,
    HONEST_NUMPY,
    grade,
)

LAYERS = [pytest.param(layers, id=layers.active[-1]) for layers in (L0, L1, L2)]


def needs(layers: Layers) -> None:
    last = layers.active[-1]
    require(last in entry.probe().active, f"{last} does not stand here: {entry.probe()}")


@pytest.mark.parametrize("warm", [False, True], ids=["cold", "warm"])
@pytest.mark.parametrize("layers", LAYERS)
@pytest.mark.parametrize(
    ("source", "exercise"),
    [
        (HONEST, "values"),
        (HONEST_NUMPY, "values"),
        (HONEST_COST, "cost"),
        (HONEST_EVALUATIONS, "evaluations"),
    ],
    ids=["python", "numpy", "cost", "evaluations"],
)
def test_honest_work_gets_all_points(layers: Layers, source: str, exercise: str, warm: bool):
    needs(layers)
    with ForkServer() as server:
        graded = grade(source, layers, server if warm else None, exercise, Limits())
    assert graded.points == 3, graded.problems


# ---------------------------------------------------------------------------------- what stands


def test_the_walls_of_this_system_stand():
    require(sys.platform == "linux", "L2 is for Linux")
    require(platform.machine() in syscalls.ARCHITECTURES, "L2 knows x86_64 and aarch64")
    assert entry.probe().active == ("L0", "L1", "L2"), entry.probe()
    assert entry.probe().strong


def test_a_missing_wall_is_named_with_its_reason(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sandbox, "HERE", Path("/nowhere"))
    found = entry.probe.__wrapped__()
    assert found.active == ("L0",) and not found.strong
    assert "nowhere" in dict(found.missing)["L2"]
    assert str(found).startswith("L0 (no L1: ")


def test_a_wall_that_does_not_stand_stops_the_start(tmp_path: Path):
    """As where the kernel has no Landlock: the launcher ends, and no student's code runs."""
    require(sys.platform == "linux", "L2 is for Linux")
    for file in sandbox.HERE.glob("*.py"):
        (tmp_path / file.name).write_text(
            file.read_text().replace("version < 1", "version < 1_000_000")
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "HERE", tmp_path)
        with (
            pytest.raises(sandbox.SandboxError, match="no Landlock"),
            submitted(Task("def f(): return 1", "f"), layers=L2),
        ):
            pass


def test_solutions_beside_the_package_of_an_allowed_import_cannot_be_read(tmp_path: Path):
    """An exercise may allow adlab, whose folder holds the solutions as data."""
    needs(L2)
    package = tmp_path / "adlab_like"
    (package / "_data").mkdir(parents=True)
    (package / "__init__.py").write_text("value = 5")
    (package / "_data" / "solution.py").write_text("secret")
    source = (
        "import adlab_like\n"
        "def f(path):\n    try:\n        return open(path).read()\n"
        "    except OSError:\n        return adlab_like.value"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        task = Task(source, "f", imports=("adlab_like",))
        with submitted(task, layers=L2) as submission:
            assert submission(str(package / "_data" / "solution.py")) == 5
            assert submission(str(package / "__init__.py")) == "value = 5"


@pytest.mark.parametrize("warm", [False, True], ids=["cold", "warm"])
def test_the_other_process_holds_its_pipes_and_nothing_else(warm: bool):
    """No socket, no file, no descriptor of the supervisor, the server or the grader."""
    require(sys.platform == "linux", "a supervisor is for Linux")
    source = (
        "import os, stat\n"
        "def kind(n):\n    try:\n        return stat.S_IFMT(os.fstat(n).st_mode)\n"
        "    except OSError:\n        return None\n"
        "def f(): return [kind(n) for n in range(4096) if kind(n)]"
    )
    with ForkServer() as server:
        task = Task(source, "f", imports=("os", "stat"))
        with submitted(task, server=server if warm else None) as submission:
            kinds = submission()
    assert kinds == [stat.S_IFCHR, *[stat.S_IFIFO] * 4]  # nothing; prints twice, frames


def test_the_starter_of_a_process_is_found_without_a_list_of_children():
    require(sys.platform == "linux", "read from /proc")
    from adlab.grading.walls import launcher

    sleeper = subprocess.Popen(["sleep", "60"])
    try:
        assert launcher.starter(sleeper.pid) == os.getpid()
        assert sleeper.pid in launcher.children()
    finally:
        sleeper.kill()
        sleeper.wait()
    assert launcher.starter(2**22 + 1) == 0


def test_packages_in_the_folder_of_python_itself_cannot_be_read():
    """Many installations keep site-packages there, and adlab with its solutions in it."""
    needs(L2)
    own = Path(os.__file__).resolve().parent
    files = [path for name in ("site", "dist") for path in own.glob(f"{name}-packages/*/*.py")]
    if not files:
        pytest.skip("nothing is installed there")
    source = "def f(path):\n    with open(path) as file: return file.read()[:9]"
    with submitted(Task(source, "f"), layers=L2) as submission:
        with pytest.raises(SubmissionProblem, match="PermissionError"):
            submission(str(files[0]))
        assert submission(str(own / "json" / "__init__.py")) == 'r"""JSON '


def test_the_other_process_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    with submitted(
        Task("import os\ndef f(): return sorted(os.environ)", "f", imports=("os",))
    ) as submission:
        assert set(submission()) <= {
            *("LANG", "LC_CTYPE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
        }


def test_the_grader_can_be_looked_into_again_afterwards():
    require(sys.platform == "linux", "a setting of Linux")
    needs(L1)

    def dumpable() -> int:
        import ctypes

        return ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)

    before = dumpable()
    with submitted(Task("def f(): return 1", "f"), layers=L1):
        with submitted(Task("def f(): return 1", "f"), layers=L1):
            assert dumpable() == 0
        assert dumpable() == 0
    assert dumpable() == before


# ------------------------------------------------------------------------ the filter, simulated

ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSED, ABSENT = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS


def simulate(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """Run the filter as the kernel would (classic BPF), on one call; return its verdict."""
    architecture = syscalls.ARCHITECTURES[machine] if architecture is None else architecture
    arguments = (*arguments, *[0] * (6 - len(arguments)))
    data = struct.pack("=IIQ6Q", number, architecture, 0, *arguments)
    program = syscalls.program(machine)
    lines = [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]
    at = accumulator = 0
    while True:
        code, if_true, if_false, k = lines[at]
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, k)
        elif code == 0x15:
            at += if_true if accumulator == k else if_false
        elif code == 0x25:
            at += if_true if accumulator > k else if_false
        elif code == 0x06:
            return k
        else:
            raise AssertionError(f"an instruction that is not meant to be here: {code:#x}")


CASES = [
    (machine, name, numbers[which])
    for which, machine in enumerate(syscalls.ARCHITECTURES)
    for name, numbers in syscalls.table().items()
    if numbers[which] is not None
]


@pytest.mark.parametrize(("machine", "name", "number"), CASES)
def test_listed_calls_are_refused(machine: str, name: str, number: int):
    assert simulate(machine, number) == REFUSED


@pytest.mark.parametrize(
    ("machine", "numbers"),
    [
        # read write mmap mprotect munmap brk rt_sigaction futex getrandom openat exit_group
        ("x86_64", (0, 1, 9, 10, 11, 12, 13, 202, 318, 257, 231)),
        ("aarch64", (63, 64, 222, 226, 215, 214, 134, 98, 278, 56, 94)),
    ],
)
def test_what_python_needs_is_let_pass(machine: str, numbers: tuple[int, ...]):
    assert {simulate(machine, number) for number in numbers} == {ALLOW}


@pytest.mark.parametrize("machine", syscalls.ARCHITECTURES)
def test_calls_of_other_architectures_kill(machine: str):
    for other in (0x40000003, 0x40000028, 0, 0xFFFFFFFF):
        assert simulate(machine, 1, architecture=other) == KILL
    assert simulate(machine, 0x40000000 | 41) == KILL  # x32


@pytest.mark.parametrize("machine", syscalls.ARCHITECTURES)
def test_calls_newer_than_the_list_are_not_there(machine: str):
    assert simulate(machine, syscalls.NEWEST + 1) == ABSENT
    assert simulate(machine, syscalls.CLONE3[0]) == ABSENT


@pytest.mark.parametrize("which", [0, 1], ids=list(syscalls.ARCHITECTURES))
def test_some_calls_are_refused_by_their_arguments(which: int):
    machine = list(syscalls.ARCHITECTURES)[which]
    fcntl, ioctl, limits = syscalls.FCNTL[which], syscalls.IOCTL[which], syscalls.PRLIMIT64[which]
    F_GETFL, F_SETOWN, F_SETSIG, F_SETOWN_EX = 3, 8, 10, 15
    assert simulate(machine, fcntl, 5, F_GETFL) == ALLOW
    for command in (F_SETOWN, F_SETSIG, F_SETOWN_EX):
        assert simulate(machine, fcntl, 5, command) == REFUSED
        # The kernel reads 32 bits of the command, whatever stands above them.
        assert simulate(machine, fcntl, 5, command | 1 << 40) == REFUSED
    assert simulate(machine, ioctl, 1, 0x5401) == ALLOW  # is it a terminal?
    assert simulate(machine, ioctl, 1, 0x8901) == REFUSED
    assert simulate(machine, limits, 0, 7, 0, 0x7FFF00000000) == ALLOW  # reads a limit
    assert simulate(machine, limits, 0, 7, 0x7FFF00000000, 0) == REFUSED
    assert simulate(machine, limits, 0, 7, 0x1000, 0) == REFUSED


def test_the_numbers_are_those_of_this_systems_headers():
    """For x86_64 and for aarch64, which uses the generic numbers."""
    headers = {
        0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        1: Path("/usr/include/asm-generic/unistd.h"),
    }
    if not any(path.exists() for path in headers.values()):
        pytest.skip("no kernel headers here")
    checked = 0
    for which, path in headers.items():
        lines = path.read_text().splitlines() if path.exists() else []
        words = [line.split() for line in lines if line.startswith("#define __NR")]
        known = {
            w[1].split("_", 3)[3] if "3264" in w[1] else w[1][5:]: w[2] for w in words if len(w) > 2
        }
        for name, numbers in syscalls.table().items():
            if name in known and known[name].isdigit():
                assert int(known[name]) == numbers[which], name
                checked += 1
    assert checked > 100


# ---------------------------------------------------------------------------- nothing stays


def descendants() -> set[int]:
    """All processes that descend from this one."""
    found, front = set(), [os.getpid()]
    while front:
        for path in Path("/proc", str(front.pop()), "task").glob("*/children"):
            new = set(map(int, path.read_text().split())) - found
            found |= new
            front += new
    return found


def remains(folder: Path) -> tuple[set[int], int, list[str]]:
    return descendants(), len(os.listdir("/proc/self/fd")), sorted(os.listdir(folder))


SOAK = [
    HONEST,
    HONEST_NUMPY,
    "def gradient(x): return 1 / 0",
    "def gradient(:",
    "import os\nos._exit(0)",
    "import os\nif os.fork() == 0:\n    os.setsid()\n    while True: pass",
    "def gradient(x): return [0.0] * 500_000",
    "import threading\nthreading.Thread(target=lambda: 1).start()",
]


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_grades_leave_nothing_behind(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    require(sys.platform == "linux", "counted in /proc")
    needs(L1)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with ForkServer() as server:
        grade(HONEST, server=server)
        wait_until(lambda: len(descendants()) == 1)  # the server
        before = remains(tmp_path)
        for k in range(count):
            grade(SOAK[k % len(SOAK)], server=server if k % 4 else None)
        wait_until(lambda: remains(tmp_path) == before)
        assert remains(tmp_path) == before
    assert not descendants() - before[0]


def wait_until(condition, seconds: float = 5.0) -> None:
    """Wait for what happens soon: a supervisor that has said its last word still has to exit."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)


@pytest.mark.parametrize("warm", [False, True], ids=["cold", "warm"])
def test_nothing_stays_when_the_grader_is_killed(warm: bool):
    require(sys.platform == "linux", "a supervisor is for Linux")
    needs(L1)
    program = (
        "from adlab.grading.walls.remote import Task\n"
        "from adlab.grading.walls.entry import submitted\n"
        "from adlab.grading.walls.server import ForkServer\n"
        "from adlab.grading.walls import sandbox\n"
        "source = 'import os\\npid = os.getpid()\\ndef f():\\n    return pid'\n"
        f"with ForkServer() as server, submitted(Task(source, 'f', imports=('os',)),"
        f" server=server if {warm} else None) as submission:\n"
        "    print(submission(), flush=True)\n"
        "    import time; time.sleep(60)\n"
    )
    root = Path(__file__).parents[2]
    grader = subprocess.Popen([sys.executable, "-c", program], cwd=root, stdout=subprocess.PIPE)
    assert grader.stdout
    worker = int(grader.stdout.readline())
    assert Path(f"/proc/{worker}").exists()
    grader.kill()
    grader.wait()
    grader.stdout.close()
    wait_until(lambda: not Path(f"/proc/{worker}").exists())
    assert not Path(f"/proc/{worker}").exists()


# ---------------------------------------------------------------------------- the fork server


def test_a_server_that_died_is_replaced():
    require(sys.platform == "linux", "the fork server is for Linux")
    needs(L1)
    with ForkServer() as server:
        assert grade(HONEST, server=server).points == 3
        assert server._process
        server._process.kill()
        server._process.wait()
        assert grade(HONEST, server=server).points == 3


def test_a_server_serves_several_threads():
    needs(L1)
    points = []
    with ForkServer() as server:
        threads = [
            threading.Thread(target=lambda: points.append(grade(HONEST, server=server).points))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert points == [3] * 6


def test_one_fork_knows_nothing_of_another():
    task = Task(
        "import sys\nkept = getattr(sys, 'kept', 0)\nsys.kept = 1\ndef f(): return kept",
        "f",
        imports=("sys",),
    )
    with ForkServer() as server:
        for _ in range(2):
            with submitted(task, server=server) as submission:
                assert submission() == 0


def test_a_loop_ends_at_its_limit_from_the_server_too():
    with (
        ForkServer() as server,
        pytest.raises(SubmissionProblem) as caught,
        submitted(Task("while True: pass", "f"), Limits(call=0.3), server),
    ):
        pass
    assert caught.value.kind == "time"
