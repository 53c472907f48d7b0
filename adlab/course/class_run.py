"""One run of `adlab grade`: what is left to grade, results that are kept, and a tidy end.

- `Plan`: what is graded, and how.
- `ClassRun(plan, output, …)`: `results()` grades, `write(text, results)` writes.

What was graded is on the disk before the next is, if there is an output file. Ctrl-C, a polite
kill and a full disk end the run with a word about how to go on.
"""

from __future__ import annotations

import hmac
import os
import secrets
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from adlab.course.saying import err, fail, misused, out
from adlab.grading.collecting.batch import grade_many, processes
from adlab.grading.collecting.cluster import NoCluster, connected
from adlab.grading.collecting.kept import (
    Change,
    Kept,
    Key,
    Result,
    changed,
    changes_as_csv,
    read,
    replace_file,
)
from adlab.grading.collecting.shards import Shard
from adlab.grading.collecting.work import Work
from adlab.grading.exercises.gradebook import as_table
from adlab.grading.exercises.report import Report
from adlab.grading.walls.sandbox import Layers

MANY = 24
"""Submissions from which on it pays to start processes that grade."""


class Stopped(KeyboardInterrupt):
    """The run was asked to end, by a signal."""


@dataclass(frozen=True)
class Plan:
    """What is graded, and how.

    Attributes
    ----------
    works : one for each row
    layers : the walls
    seed : of the random graphs; None: that of an earlier run, or a new one
    jobs : how many at a time; None: one for each processor
    why : whether mistakes are looked for
    secret : of which a seed for each student is made; "": all have the same
    dask : the address of a cluster's scheduler; "": this machine grades
    shard : the part of the class that this is; None: all of it
    """

    works: Sequence[Work]
    layers: Layers
    seed: int | None = None
    jobs: int | None = None
    why: bool = False
    secret: str = ""
    dask: str = ""
    shard: Shard | None = None

    def seed_of(self, work: Work) -> int:
        """The seed of a work: that of all, or that of its student."""
        if self.secret:
            return seed_of_student(self.secret, work.student_id or work.student)
        assert self.seed is not None
        return self.seed


def seed_of_student(secret: str, student: str) -> int:
    """A seed that the student cannot know and whoever has the secret can find again.

    >>> seed_of_student("autumn", "417") == seed_of_student("autumn", "417")
    True
    >>> seed_of_student("autumn", "417") == seed_of_student("autumn", "418")
    False
    """
    digest = hmac.new(secret.encode(), student.encode("utf-8", "surrogatepass"), "sha256").digest()
    return int.from_bytes(digest[:8], "big") % 10**6


class ClassRun:
    """One run.

    Parameters
    ----------
    output : the file for the marks; None: they are printed, and nothing is kept
    resume : go on where an earlier run was ended
    regrade : grade all, and compare with an earlier run
    """

    def __init__(self, plan: Plan, output: Path | None, resume: bool, regrade: bool) -> None:
        self._output = output
        self._kept = _kept_beside(output)
        self._before: list[Result] = []
        self._regrade = regrade
        if (resume or regrade) and self._kept is None:
            misused("--resume and --regrade need the file of an earlier run: say -o.")
        known: list[Result] = []
        if self._kept:
            known = self._begin(self._kept, resume, regrade)
        seeds = [each.key.seed for each in (*self._before, *known)]
        seed = plan.seed if plan.seed is not None else (seeds or [secrets.randbelow(10**6)])[-1]
        plan = self._plan = replace(plan, seed=seed)
        shard = str(plan.shard or "")
        self._keys = {
            work: Key.of(work, plan.seed_of(work), plan.layers.active, plan.why, shard)
            for work in plan.works
        }
        self._known = {each.key: each for each in known}

    def _begin(self, kept: Kept, resume: bool, regrade: bool) -> list[Result]:
        """See what is there, and whether more can be written; return what need not be graded."""
        if kept.unfinished and not resume:
            misused(
                f"A run was ended after {kept.unfinished} submissions, which are kept in "
                f"{kept.part}. Go on with --resume; to begin anew, delete that file."
            )
        try:
            kept.try_to_write()
        except OSError as error:
            fail(f"Cannot write {self._output}: {error.strerror}")
        if regrade:
            self._before = read(kept.path)
            if not self._before:
                misused(f"There is no earlier run to compare with: no {kept.path}.")
            return read(kept.part)
        return kept.earlier() if resume else []

    def results(self) -> list[Result]:
        """Grade what is left; return all results, in the order of the works."""
        found = dict(self._known)
        left = [work for work in self._plan.works if self._keys[work] not in found]
        try:
            with _signals(), self._graded(left) as graded:
                for result in graded:
                    found[result.key] = result
                    if self._kept and _is_final(result):
                        self._kept.add(result)
        except KeyboardInterrupt as stop:
            self._say_stopped(found, 143 if isinstance(stop, Stopped) else 130)
        except NoCluster as error:
            fail(str(error))
        except OSError as error:
            fail(f"Cannot write {self._output}: {error.strerror}\n{self._how_to_go_on(found)}")
        return [found[key] for key in self._keys.values()]

    @contextmanager
    def _graded(self, left: list[Work]) -> Iterator[Iterator[Result]]:
        plan = self._plan
        jobs = plan.jobs or os.cpu_count() or 1
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with ExitStack() as stack:
            pool: Executor | None = None
            chunk = 0
            if plan.dask and left:
                cluster = stack.enter_context(connected(plan.dask))
                pool, chunk = cluster.executor, cluster.chunk(len(left))
            elif len(left) > MANY and jobs > 1:
                pool = processes(jobs)
                stack.callback(pool.shutdown, wait=False, cancel_futures=True)
            reports = grade_many(
                left,
                pool,
                seed=plan.seed_of,
                jobs=jobs,
                layers=plan.layers,
                why=plan.why,
                chunk=chunk,
            )
            progress = stack.enter_context(Progress(*columns, console=err, transient=True))
            results = self._as_results(left, reports)
            yield iter(progress.track(results, len(left), description="Grading"))

    def _as_results(self, left: list[Work], reports: Iterator[Report]) -> Iterator[Result]:
        keys = {(work.name, work.student, work.exercise): self._keys[work] for work in left}
        for report in reports:
            yield Result(keys[report.submission, report.student, report.exercise], report)

    def write(self, text: str, results: Sequence[Result]) -> None:
        """Write the marks, and say what changed."""
        if self._output is None:
            out.print(text, end="")
            return
        try:
            if self._kept:
                self._kept.finish(filter(_is_final, results))
            if self._kept is None or self._kept.path != self._output:
                replace_file(self._output, text)
        except OSError as error:
            hint = f"\nThe results are kept in {self._kept.path}." if self._kept else ""
            fail(f"Cannot write {self._output}: {error.strerror}{hint}")
        if self._regrade:
            self._say_changes(self._output, list(changed(self._before, results)))

    def _say_changes(self, output: Path, found: Sequence[Change]) -> None:
        """Whose mark changed: in lines here, and in a table beside the marks."""
        out.print(f"{len(found)} mark{'s' * (len(found) != 1)} changed.")
        for each in found:
            out.print(f"  {each}")
        table = output.with_name(f"{output.stem}.changes.csv")
        try:
            replace_file(table, changes_as_csv(found))
        except OSError as error:
            fail(f"Cannot write {table}: {error.strerror}")

    def _say_stopped(self, found: dict[Key, Result], code: int) -> None:
        if self._kept is None and found:
            out.print(as_table([each.report for each in found.values()]), end="")
        err.print(f"Stopped. {self._how_to_go_on(found)}")
        raise typer.Exit(code)

    def _how_to_go_on(self, found: dict[Key, Result]) -> str:
        count = f"{len(found)} of {len(self._keys)}"
        if self._kept is None:
            return f"{count} were graded. With -o FILE they would have been kept."
        return (
            f"{count} are graded, and kept in {self._kept.part}. "
            "The same command with --resume goes on."
        )


def _is_final(result: Result) -> bool:
    """Whether it is a mark: where grading itself failed, it is to be tried again."""
    problem = result.report.problem
    return problem is None or problem.kind != "grader"


def _kept_beside(output: Path | None) -> Kept | None:
    """Where the results of a run are kept: beside its output, if that is a plain file."""
    if output is None or (output.exists() and not output.is_file()):
        return None
    return Kept(output.with_suffix(".jsonl"))


@contextmanager
def _signals() -> Iterator[None]:
    """Let a polite kill end the block as Ctrl-C does."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
