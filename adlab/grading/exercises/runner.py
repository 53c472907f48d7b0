"""Run the checks of an exercise on one submission.

- `grade(exercise, source)`: a Report.

A check that fails, a submission that loops, crashes or lies: each is a result. Each check draws its
inputs from a generator of its own, seeded by the seed of the report and the name of the check, so
that a report can be reproduced.
"""

from __future__ import annotations

import hashlib
import inspect
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from random import Random

from adlab.grading.exercises.checks import Wrong
from adlab.grading.exercises.exercise import Check, Exercise
from adlab.grading.exercises.reasons import unwritten
from adlab.grading.exercises.report import CheckResult, Problem, Report
from adlab.grading.walls import entry, sandbox
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.remote import Server, Submission, SubmissionProblem, Unrepeatable
from adlab.grading.walls.transcript import Transcripts

KEPT = 256
"""Checks, each with a seed, of which it is remembered what was asked and answered."""


def grade(
    exercise: Exercise,
    source: str,
    *,
    seed: int | None = None,
    server: Server | None = None,
    layers: sandbox.Layers | None = None,
    until_failure: bool = False,
    name: str = "",
    notes: tuple[str, ...] = (),
) -> Report:
    """Grade one submission.

    Parameters
    ----------
    seed : decides the random graphs; drawn if it is None, so that no answer can be written down
    server : a warm server to fork from
    layers : the walls to run behind; by default all that this machine has
    until_failure : stop at the first check that fails
    name, notes : what the report says of where the source came from

    Raises
    ------
    ExerciseError : the exercise itself is not in order
    SandboxError : the sandbox does not start; no result of the submission

    >>> from adlab.grading.exercises.exercise import find
    >>> report = grade(find("reverse-sweep"), "def reverse_sweep(nodes): return None")
    >>> report.points, report.solved
    (0, False)
    """
    start = time.monotonic()
    seed = secrets.randbelow(10**6) if seed is None else seed
    layers = layers or entry.probe()
    results: list[CheckResult] = []
    problem: Problem | None = None
    stopped = ""
    output = ""
    changed = exercise.checks_file.stat().st_mtime_ns if exercise.checks_file.exists() else 0
    with _Submissions(exercise, source, server, layers).running() as submissions:
        for check_name, check in _checks(exercise, changed).items():
            result = CheckResult(check_name, title(check), 0, exercise.points[check_name], False)
            if stopped:
                results.append(result.failed("not run", stopped))
                continue
            try:
                result = submissions.run(check, result, seed)
            except SubmissionProblem as told:
                problem = Problem(told.kind, told.message, told.trace)
                stopped, output = "Your code could not be loaded.", told.output
                results.append(result.failed("not run", stopped))
                continue
            output = submissions.output
            results.append(result)
            if until_failure and not result.passed:
                stopped = "Not run, since a check before it failed."
            elif result.kind == "time":
                stopped = "Not run, since the check before it ran out of time."
    returned = submissions.returned
    nothing = [None] * returned["nothing"] if not returned["something"] else []
    passed = problem is None and all(each.passed for each in results)
    return Report(
        exercise=exercise.id,
        title=exercise.title,
        points=sum(result.points for result in results),
        out_of=exercise.out_of,
        checks=tuple(results),
        problem=problem,
        output=output,
        layers=layers.active,
        seconds=round(time.monotonic() - start, 3),
        seed=seed,
        hash=hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest(),
        submission=name,
        notes=notes,
        unwritten="" if passed or problem else unwritten(source, exercise.entry, nothing),
    )


@lru_cache(64)
def _checks(exercise: Exercise, changed: int) -> dict[str, Check]:
    """The checks of an exercise, loaded once for each state of their file."""
    return exercise.checks()


@lru_cache(KEPT)
def _transcripts(check: Check, seed: int) -> Transcripts:
    return Transcripts()


def run_check(
    check: Check, result: CheckResult, submission: Submission, rng: Random
) -> CheckResult:
    """Run one check; return its result. Nothing that the submission does escapes from here."""
    try:
        check(submission, rng)
    except SubmissionProblem as problem:
        facts = {"sign": problem.sign} if problem.sign else {}
        return result.failed(problem.kind, problem.message, problem.trace, facts)
    except Wrong as wrong:
        return result.failed("wrong", str(wrong), facts=wrong.facts)
    except AssertionError as error:
        return result.failed("wrong", str(error))
    except Unrepeatable:
        raise
    except Exception as error:  # a check that did not expect what came back
        return result.failed("check", f"This check cannot read what came back ({error!r}).")
    return result.full()


def title(check: Check) -> str:
    """What a check says of itself: the first line of its docstring."""
    return (inspect.getdoc(check) or check.__name__).splitlines()[0].rstrip(".")


class _Submissions:
    """The submission in a child process; in a new one, if the last has ended."""

    def __init__(
        self, exercise: Exercise, source: str, server: Server | None, layers: sandbox.Layers
    ) -> None:
        self._exercise = exercise
        self._task = exercise.task(source)
        self._server = server
        self._layers = layers
        self._current: Submission | None = None
        self._stack = ExitStack()
        self.returned: Counter[str] = Counter()

    @contextmanager
    def running(self) -> Iterator[_Submissions]:
        with self._stack:
            yield self

    @property
    def output(self) -> str:
        """What the last process printed."""
        return self._current.output if self._current else ""

    def run(self, check: Check, result: CheckResult, seed: int) -> CheckResult:
        """Run a check; once more, if time ran out while little was computed.

        Raises SubmissionProblem if the code cannot be loaded.
        """
        done, waited = self._run_once(check, result, seed)
        if done.kind == "time" and waited:
            done, _ = self._run_once(check, result, seed)
        return done

    def _run_once(self, check: Check, result: CheckResult, seed: int) -> tuple[CheckResult, bool]:
        submission, transcripts = self._alive(), _transcripts(check, seed)
        submission.begin()
        done = submission.follow(transcripts)
        if done is None:
            try:
                done = run_check(check, result, submission, Random(f"{seed}/{result.name}"))
                submission.keep(transcripts, done)
            except Unrepeatable:
                self._end()
                submission = self._alive()
                submission.begin()
                done = run_check(check, result, submission, Random(f"{seed}/{result.name}"))
        self.returned += submission.returned
        submission.returned.clear()
        return done, submission.waited

    def _alive(self) -> Submission:
        if self._current is None or not self._current.alive:
            self._end()
            try:
                self._start()
            except SubmissionProblem as problem:
                if not problem.waited:
                    raise
                self._start()
        assert self._current
        return self._current

    def _start(self) -> None:
        self._current = self._stack.enter_context(
            submitted(self._task, self._exercise.limits, self._server, self._layers)
        )

    def _end(self) -> None:
        self._stack.close()  # before the next begins
        self._current = None
