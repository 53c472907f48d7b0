"""Grade many submissions: reports come as they are ready.

    for report in grade_many(works):
        print(report.submission, report.points)

By default, threads share one warm fork server. Any executor of `concurrent.futures` will do
instead: what it is given, and what it gives back, can be pickled. `processes(jobs)` makes one for a
class, whose processes each have a warm server; `cluster` has one of many machines.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import secrets
import signal
import socket
import statistics
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures  # those of processes are loaded when used: a browser has none
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path

from adlab.grading.collecting.students import NOTHING
from adlab.grading.collecting.work import Work
from adlab.grading.diagnosis.diagnosis import diagnosed
from adlab.grading.exercises.exercise import (
    Exercise,
    exercises,
    find,
    folders_of_your_own,
    use_folder,
)
from adlab.grading.exercises.report import Problem, Report
from adlab.grading.exercises.runner import grade
from adlab.grading.walls import entry, sandbox
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.remote import Server
from adlab.grading.walls.server import ForkServer


@dataclass(frozen=True)
class Order:
    """How works are graded, wherever that is.

    Attributes
    ----------
    server : a warm server to fork from
    layers : the walls; None: all that there are
    why : whether mistakes are looked for
    far : whether it may be another machine, which is to have the same walls
    folders : with exercises of one's own
    """

    server: Server | None
    layers: sandbox.Layers | None
    why: bool
    far: bool
    folders: tuple[Path, ...]


def grade_many(
    works: Sequence[Work],
    executor: Executor | None = None,
    *,
    seed: int | Callable[[Work], int] | None = None,
    jobs: int | None = None,
    layers: sandbox.Layers | None = None,
    why: bool = False,
    chunk: int = 0,
) -> Iterator[Report]:
    """Grade submissions; yield each report as soon as it is ready.

    Parameters
    ----------
    executor : runs the grades, each from a cold start; None: threads with one warm server
    seed : the same for all, so that all see the same graphs, or a seed for each; drawn if None
    jobs : how many at a time, without an executor; by default one for each processor
    layers : the walls; by default all that this machine has
    why : whether to find out why a submission fails
    chunk : how many go to another machine at a time, where they share a warm server; 0: the
        executor grades on this one

    Nothing that a submission does ends the iterator. Where grading itself fails, the report has a
    problem of the kind "grader".
    """
    seeds = _seeds(works, secrets.randbelow(10**6) if seed is None else seed)
    with ExitStack() as stack:
        server = None
        if executor is None:
            jobs = jobs or os.cpu_count() or 1
            server = stack.enter_context(ForkServer())
            executor = stack.enter_context(ThreadPoolExecutor(jobs))
        order = Order(server, layers, why, chunk > 0, folders_of_your_own())
        begun: dict[Future[list[Report]], Sequence[tuple[Work, int]]] = {
            executor.submit(grade_some, part, order): part for part in _parts(seeds, max(chunk, 1))
        }
        stack.callback(lambda: [future.cancel() for future in begun])
        for future in as_completed(begun):
            try:
                yield from future.result()
            except Exception as error:  # a worker of the executor died, say
                for work, its_seed in begun[future]:
                    yield not_graded(work, "grader", f"{type(error).__name__}: {error}", its_seed)


def _seeds(works: Sequence[Work], seed: int | Callable[[Work], int]) -> list[tuple[Work, int]]:
    return [(work, seed(work) if callable(seed) else seed) for work in works]


def _parts(pairs: list[tuple[Work, int]], size: int) -> Iterator[list[tuple[Work, int]]]:
    return (pairs[start : start + size] for start in range(0, len(pairs), size))


def grade_some(part: Sequence[tuple[Work, int]], order: Order) -> list[Report]:
    """Grade some works, each with its seed; on another machine, in a process that stays warm."""
    server = _far_server(order) if order.far else order.server
    return [grade_work(work, seed, server, order.layers, order.why) for work, seed in part]


def _far_server(order: Order) -> ForkServer:
    """The server of a process on another machine; raises SandboxError if its walls are less."""
    for folder in order.folders:
        use_folder(folder)
    here = entry.probe()
    if order.layers and not set(order.layers.active) <= set(here.active):
        raise sandbox.SandboxError(f"{socket.gethostname()} has other walls: {here}")
    return _own_server()


@cache
def _own_server() -> ForkServer:
    return ForkServer()


_warm: ForkServer | None = None
"""The server of a process that `processes` started."""


def processes(jobs: int) -> futures.ProcessPoolExecutor:
    """Processes that grade, each with a warm server; they end with this one, however it ends.

    Make it before any thread is started: on Linux the processes are forks of this one.
    """
    context = multiprocessing.get_context("fork" if sandbox.LINUX else "spawn")
    pool = futures.ProcessPoolExecutor(jobs, context, _begin, (os.getpid(),))
    pool.submit(os.getpid).result()
    return pool


def _begin(parent: int) -> None:
    """Get a process ready to grade."""
    global _warm
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sandbox.end_with(parent)
    _warm = ForkServer()


def grade_work(
    work: Work,
    seed: int,
    server: Server | None = None,
    layers: sandbox.Layers | None = None,
    why: bool = False,
) -> Report:
    """Grade one, and find out why it fails, if asked; whatever goes wrong is in the report."""
    server = server or _warm
    if work.problem:
        kind = "not handed in" if work.problem.startswith(NOTHING) else "unreadable"
        return not_graded(work, kind, work.problem, seed)
    try:
        exercise = find(work.exercise)
        report = _graded(exercise, work, seed, server, layers)
        if why:
            task, limits = exercise.task(work.source), exercise.limits
            report = diagnosed(report, partial(submitted, task, limits, server, layers))
        return report
    except Exception as error:
        return not_graded(work, "grader", f"Grading failed: {type(error).__name__}: {error}", seed)


def _graded(
    exercise: Exercise,
    work: Work,
    seed: int,
    server: Server | None,
    layers: sandbox.Layers | None,
) -> Report:
    """The report of a work; tried again if the sandbox did not start, on a busy machine."""
    run = partial(
        grade,
        exercise,
        work.source,
        seed=seed,
        server=server,
        layers=layers,
        name=work.name,
        notes=work.notes,
    )
    try:
        report = run()
    except sandbox.SandboxError:
        report = run()
    return replace(report, student=work.student, student_id=work.student_id)


def not_graded(work: Work, kind: str, message: str, seed: int) -> Report:
    """The report of a submission of which no check was run."""
    exercise = exercises().get(work.exercise)
    return Report(
        exercise=work.exercise,
        title=exercise.title if exercise else work.name,
        points=0,
        out_of=exercise.out_of if exercise else _usual_points(work.exercise),
        checks=(),
        problem=Problem(kind, message),
        output="",
        layers=(),
        seconds=0.0,
        seed=seed,
        hash=hashlib.sha256(work.source.encode("utf-8", "surrogatepass")).hexdigest(),
        submission=work.name,
        notes=work.notes,
        student=work.student,
        student_id=work.student_id,
    )


def _usual_points(id: str) -> int:
    """The points of an exercise that cannot be told: of the one that is meant, or of most."""
    meant = get_close_matches(id, exercises(), 1)
    if meant:
        return exercises()[meant[0]].out_of
    return statistics.mode(each.out_of for each in exercises().values())
