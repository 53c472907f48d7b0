"""Start the worker behind the walls that were asked for; or stay, and fork such starts.

    python -I -B -S launcher.py '{"layers": […], …}'            one submission, then the end
    python -I -B -S launcher.py serve DESCRIPTOR PATHS          NumPy loaded, one fork for each

Child side: the standard library alone. On Linux a submission has two processes: a *supervisor*,
which is trusted and does nothing but wait, and the *worker*, in which the student's code runs. The
supervisor is the reaper of whatever the worker leaves behind, also of processes that were detached
from it in every way a daemon knows. It ends them all when the worker ends, and when the grader
closes the *control* socket or dies.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from adlab.grading.walls import confine, syscalls, worker
else:
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import worker

    if sys.platform == "linux":
        import confine
        import syscalls
    del sys.path[0]

KILL = 9
FAILED = 97  # the exit status when a wall does not stand


def run(config: dict[str, Any]) -> NoReturn:
    """Become the supervisor of a worker, or the worker where there is no supervisor."""
    if sys.platform != "linux" or "L1" not in config["layers"]:
        start_worker(config)
    confine.prctl(confine.PR_SET_DUMPABLE, 0)  # inherited: the worker cannot look into us
    confine.prctl(confine.PR_SET_CHILD_SUBREAPER, 1)
    supervisor = os.getpid()
    child = os.fork()
    if child == 0:
        confine.prctl(confine.PR_SET_PDEATHSIG, KILL)
        if os.getppid() != supervisor:
            os._exit(FAILED)
        os.setsid()
        start_worker(config)
    control = config["control"]
    with suppress(OSError):
        os.write(control, b"%d\n" % child)
    leave_standard_streams()
    wait_for(child, control)
    status = sweep(child)
    with suppress(OSError):
        os.write(control, b"%d\n" % status)
    os._exit(0)


# ---------------------------------------------------------------------------------- supervisor


def leave_standard_streams() -> None:
    """Let go of the pipes: the grader sees their end when the worker has let go of them too."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)


def wait_for(child: int, control: int) -> None:
    """Return when the worker has ended or the grader wants it to end."""
    try:
        ended = [os.pidfd_open(child)]
    except (AttributeError, OSError):
        ended = []  # an old kernel: look every 20 ms
    while True:
        ready, _, _ = select.select([control, *ended], [], [], None if ended else 0.02)
        if ready or os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return


def sweep(child: int) -> int:
    """End the worker and all that descends from it; return the worker's exit status.

    Whose own starter is dead becomes ours, so ending our children again and again ends the tree.
    """
    status = 0
    while True:
        for process in children():
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, KILL)
        try:
            while True:
                found, code = os.waitpid(-1, os.WNOHANG)
                if found == 0:
                    break
                if found == child:
                    status = os.waitstatus_to_exitcode(code)
        except ChildProcessError:
            return status
        os.sched_yield()


def children() -> list[int]:
    """Return the processes whose starter, or reaper, this process is."""
    me = os.getpid()
    try:
        with open(f"/proc/self/task/{me}/children") as file:
            return [int(word) for word in file.read().split()]
    except OSError:  # a kernel without that file
        processes = map(int, filter(str.isdigit, os.listdir("/proc")))
        return [process for process in processes if starter(process) == me]


def starter(process: int) -> int:
    try:
        with open(f"/proc/{process}/stat") as file:
            return int(file.read().rpartition(")")[2].split()[1])
    except OSError:
        return 0


# ---------------------------------------------------------------------------------- worker


def start_worker(config: dict[str, Any]) -> NoReturn:
    """Put up the walls and serve the submission."""
    try:
        os.closerange(3, 4096)
        enter_nowhere(config["scratch"])
        if "L1" in config["layers"]:
            limit(config)
        lock = locker(config) if "L2" in config["layers"] else None
    except Exception as error:
        fail(error)
    worker.main(lock or (lambda: None))


def enter_nowhere(scratch: str) -> None:
    """Work in a folder that is no longer there: nothing can be written to it, nothing is left."""
    folder = os.path.join(scratch, f"adlab-{os.getpid()}-{os.urandom(8).hex()}")
    os.mkdir(folder, 0o700)
    os.chdir(folder)
    os.rmdir(folder)


def limit(config: dict[str, Any]) -> None:
    """Set the limits that every POSIX system knows, as far as this one does."""
    import resource

    memory, seconds = config["memory"] * 1024 * 1024, int(config["seconds"]) + 5
    wanted = {"AS": memory, "CORE": 0, "CPU": seconds, "FSIZE": 0, "NOFILE": 64, "NPROC": 0}
    for name, value in {**wanted, "MSGQUEUE": 0, "MEMLOCK": 0}.items():
        if hasattr(resource, f"RLIMIT_{name}"):
            with suppress(ValueError, OSError):  # macOS refuses AS
                resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    if sys.platform == "linux":
        confine.drop_capabilities()
        confine.prctl(confine.PR_SET_NO_NEW_PRIVS, 1)


def locker(config: dict[str, Any]) -> Callable[[], None]:
    """Return what locks the worker, once its modules are loaded and before it runs a student."""
    program = syscalls.program(os.uname().machine)

    def lock() -> None:
        try:
            confine.refuse_threads()
            rules = confine.Landlock()
            confine.allow_python(rules, config["packages"])
            rules.restrict()
            confine.install(program)
        except Exception as error:
            fail(error)

    return lock


def fail(error: Exception) -> NoReturn:
    os.write(2, f"{type(error).__name__}: {error}\n".encode())
    os._exit(FAILED)


# ---------------------------------------------------------------------------------- fork server


def serve(descriptor: int, paths: list[str]) -> NoReturn:
    """Fork a supervisor for each request: a config, with the pipes of a submission attached."""
    import socket

    confine.prctl(confine.PR_SET_DUMPABLE, 0)
    sys.path += paths
    worker.load_numpy()
    gc.collect()
    gc.freeze()  # so that the collector of a fork copies no page
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # supervisors leave no zombies
    requests = socket.socket(fileno=descriptor)
    requests.sendall(b"ready\n")
    while True:
        message, pipes, _, _ = socket.recv_fds(requests, 65536, 4)
        if not message:
            os._exit(0)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            requests.close()
            os.setsid()
            for stream, pipe in enumerate(pipes[:3]):
                os.dup2(pipe, stream)
                os.close(pipe)
            run({**json.loads(message), "control": pipes[3]})
        for pipe in pipes:
            os.close(pipe)
        requests.sendall(b"%d\n" % child)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]), json.loads(sys.argv[3]))
    run(json.loads(sys.argv[1]))
