"""Why did it fail? The smallest failing graph, the first wrong node, and the mistake by name.

- `diagnose(exercise, start)`: a Diagnosis of a submission that fails, or None.
- `diagnosed(report, start)`: a report of a failure, with its diagnosis.
- `prepare(exercise)`: what a diagnosis would else do first, while its time runs.

The submission answers the same calls as the wrong implementations of the exercise (`probes`), and
some graphs on which it fails are made as small as it goes (`reducer`). What explains the small ones
and most of the others is the mistake (`fingerprint`, `signals`). On a small graph, two mistakes
seldom meet: so the votes of several small ones find either of two. A wrong name does more harm than
none: where the match is not convincing, only the node is shown.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from adlab.grading.diagnosis import fingerprint, probes, questions
from adlab.grading.diagnosis.fingerprint import Candidate
from adlab.grading.diagnosis.probes import (
    Implementation,
    Numbers,
    Probe,
    head,
    mistakes,
    probes_of,
)
from adlab.grading.diagnosis.reducer import MARKS, Failing, Fails, friendly, reduce, shape
from adlab.grading.diagnosis.signals import signs
from adlab.grading.exercises.checks import Wrong, doublings, pair
from adlab.grading.exercises.exercise import Exercise, find
from adlab.grading.exercises.random_graphs import names
from adlab.grading.exercises.report import CheckResult, Diagnosis, Report
from adlab.grading.walls.remote import Hidden, SubmissionProblem

Start = Callable[[], AbstractContextManager[Any]]
"""Begins a fresh run of the submission: answers calls as `remote.Submission` does."""

SECONDS, PATIENCE = 3.0, 4
"""For all of it, of this process; and how many times that on the clock, on a busy machine. A
submission that is slow gets a diagnosis from what it answered by then."""
FAR_TOO_MANY = 20
"""Times the operations that are enough: no wrong choice of sweeps takes so many."""
COSTS = ("operations", "evaluations")
"""What is counted in a check whose numbers are right."""
KEPT = "kept-between-calls"
"""The class of all that is kept between calls and has no class of its own."""
PLACES = ("order", "missing", "repeated")
"""What can be wrong of an order: the numbers are those of nodes and of places."""
ENDLESS = {"enumerates-paths", "recursion-too-deep"}
QUICKEST = 1e-7
"""Seconds for one step along a path: nobody takes less."""
WIDEST = 88
"""Columns of a call that is written on one line."""
CASES, CASES_OF_THE_CHECK = 12, 3
"""Failing graphs that are made small, of all checks and of the one that failed first."""
_PREPARING = Lock()
_ONE_AT_A_TIME = Lock()
"""The implementations of the library are shared, and some keep what they were asked."""


@dataclass(frozen=True)
class Failure:
    """How a check of one case failed.

    Attributes
    ----------
    kind : failures of one kind are alike
    text : what the check said
    facts : which node, yours, expected
    """

    kind: tuple[str, str]
    text: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Small:
    """A small case that fails, what was asked there, and which mistakes explain the answers.

    Attributes
    ----------
    check : the name of the check whose case was made small, or ""
    """

    case: Failing
    failure: Failure
    wrong: tuple[Numbers, ...]
    explained: dict[str, float]
    check: str = ""


def diagnose(
    exercise: Exercise, start: Start, failed: Sequence[CheckResult] = (), seed: int = 0
) -> Diagnosis | None:
    """Find out what is wrong with a submission.

    Parameters
    ----------
    start : begins a fresh run of the submission
    failed, seed : the checks that it did not pass, and the seed of their graphs

    Whatever the submission does, nothing is raised.
    """
    try:
        with _ONE_AT_A_TIME:
            return _Search(exercise, start).find(failed)
    except SubmissionProblem:  # it does not even load
        return None


def diagnosed(report: Report, start: Start) -> Report:
    """The same report with a diagnosis, if it has none yet and one is to be had.

    Parameters
    ----------
    start : begins a fresh run of the submission
    """
    failed = [each for each in report.checks if not each.passed and each.kind != "not run"]
    unwritten = any("NotImplementedError" in each.message for each in failed)
    if report.problem or not failed or unwritten or report.diagnosis is not None:
        return report
    try:
        prepare(find(report.exercise))
        found = diagnose(find(report.exercise), start, failed, report.seed)
    except Exception:  # it is an extra: without it, the report still says what failed
        return report
    return replace(report, diagnosis=found)


def prepare(exercise: Exercise) -> None:
    """Have ready what a submission is compared with: a second or two, once in a process."""
    with _PREPARING:
        probes.probes(exercise)
        probes.library(exercise)


class _Search:
    def __init__(self, exercise: Exercise, start: Start) -> None:
        self.exercise = exercise
        self.start = start
        self.module = exercise.checks_module()
        self.begun = (math.inf, math.inf)
        self.library: Sequence[probes.WrongImplementation] = ()
        self.check = ""

    def find(self, failed: Sequence[CheckResult]) -> Diagnosis | None:
        first = next((each for each in failed if each.kind != "not run"), None)
        self.check = first.name if first else ""
        return self._by_a_check(first) or self._by_comparison(failed)

    def _by_a_check(self, first: CheckResult | None) -> Diagnosis | None:
        """What the first failed check itself could tell, by more than the numbers returned."""
        id = str(first.facts.get("sign") or "") if first else ""
        if not first or not id:
            return None
        known = {"yours", "expected"} <= first.facts.keys()
        numbers = pair(first.facts["yours"], first.facts["expected"]) if known else ()
        told = dict(zip(("yours", "expected"), numbers, strict=False))
        return Diagnosis(id, questions.question(id, told, self.exercise.questions), 1.0)

    def _by_comparison(self, failed: Sequence[CheckResult]) -> Diagnosis | None:
        asked = probes.probes(self.exercise)
        library: Sequence[probes.WrongImplementation] = probes.library(self.exercise)
        self.begun = (time.process_time(), time.monotonic())  # what is done once does not count
        with self.start() as submission:
            wrong = self._answers(submission, asked)
            self.library = library
            if not wrong[0] and all(numbers.keys() <= {"operations", "time"} for numbers in wrong):
                by_cost = self._too_costly(submission, failed, list(_factors(asked, wrong)))
                if by_cost or not any(wrong):
                    return by_cost
            keeps = probes.remembers(asked, wrong, self.start)
            self.library = [each for each in library if each.remembers == keeps]
            if keeps:
                found = fingerprint.candidates(wrong[: head(asked)], self.library)
                if not fingerprint.convincing(found):
                    found = self._kept_at_all(found)
                return self._told(submission, found, self._repeated(asked, wrong))
            small = self._small(submission, asked, wrong)
            found = fingerprint.candidates(wrong, self.library, [each.explained for each in small])
            return self._told(submission, found, small)

    def _kept_at_all(self, found: list[Candidate]) -> list[Candidate]:
        """That something is kept is known, where what it is has no name."""
        known = {each.diagnosis for each in self.exercise.misconceptions}
        kept = Candidate(KEPT, 1.0, None, 1.0, (), ())
        others = [each for each in found if each.id != KEPT]
        return [kept, *others] if KEPT in known else found

    def _told(
        self, submission: Implementation, found: Sequence[Candidate], small: Sequence[Small]
    ) -> Diagnosis:
        """The diagnosis, on the smallest of the cases that show it."""
        named = fingerprint.convincing(found)
        id = named.id if named else None
        runners_up = tuple((each.id, round(each.match, 2)) for each in found if each is not named)
        match = round(named.match, 2) if named else 0.0
        shown = [each for each in small if each.check in ("", self.check)] if self.check else small
        chosen = [each for each in shown if each.explained.get(id or "") == 1.0] or shown
        if not chosen:
            return Diagnosis(id, self._question(id, None), match, runners_up=runners_up[:3])
        best = self._rounded(submission, min(chosen, key=lambda each: len(each.case["nodes"])), id)
        facts = best.failure.facts
        return Diagnosis(
            id=id,
            message=self._question(id, best),
            match=match,
            case=best.case,
            what=facts.get("what", best.failure.kind[0]),
            node=facts.get("node"),
            yours=facts.get("yours"),
            expected=facts.get("expected"),
            shown=best.failure.text,
            call=self._call(best.case),
            runners_up=runners_up[:3],
        )

    def _question(self, id: str | None, small: Small | None) -> str:
        if id is None:
            return ""
        known: dict[str, object] = {}
        if small:
            facts = small.failure.facts if small.failure.kind[1] not in PLACES else {}
            known = shows(small.case)
            if not small.wrong:  # it was asked twice
                known["second call"] = True
            if "node" in facts:
                called = names(small.case["nodes"]) if self.exercise.has_adapter else None
                known["node"] = called[facts["node"]] if called else f"node {facts['node']}"
            if "yours" in facts and "expected" in facts:
                known["yours"], known["expected"] = pair(facts["yours"], facts["expected"])
        said = questions.question(id, known, self.exercise.questions)
        ideas = [each.idea for each in self.exercise.misconceptions if each.diagnosis == id]
        return said or f"Could this be it? {ideas[0]}"

    def _rounded(self, submission: Implementation, small: Small, id: str | None) -> Small:
        """The small case with numbers to compute with by hand, if it says the same with them."""
        if not small.wrong:
            return small
        fails = self._fails_like(submission, small.failure)
        case = friendly(small.case, fails)
        failure = self._look(submission, case)
        if failure is None:
            return small
        rounded = self._explained(submission, case, failure)
        return rounded if id is None or rounded.explained.get(id) == 1.0 else small

    def _call(self, case: Failing) -> str:
        """The call that shows it, where the learner's function is called itself."""
        asked = probes_of(self.exercise, case)
        if not asked or asked[0].name:
            return ""
        return laid_out(self.exercise, asked[0].arguments)

    def _too_costly(
        self, submission: Implementation, failed: Sequence[CheckResult], factors: list[float]
    ) -> Diagnosis | None:
        """All small answers are right: large graphs take too long, go too deep or cost too much.

        `factors` says of small graphs how many times the operations of the solution they took.
        """
        known = {each.diagnosis for each in self.exercise.misconceptions}
        costly = any(check.kind in ("time", "memory", "crash") for check in failed)
        deep = any("RecursionError" in check.message for check in failed)
        counted = [check.facts for check in failed if check.facts.get("what") in COSTS]
        factors += [facts["yours"] / facts["expected"] for facts in counted]
        far = max(factors, default=0.0) > FAR_TOO_MANY
        silent = {each.about.diagnosis for each in self.library if not any(each.mistakes)} - ENDLESS
        id = None
        if "enumerates-paths" in known and (
            far or ((costly or deep) and self._doubles(submission))
        ):
            id = "enumerates-paths"
        elif "recursion-too-deep" in known and deep:
            id = "recursion-too-deep"
        elif counted and len(silent) == 1:
            [id] = silent
        return Diagnosis(id, self._question(id, None), 1.0) if id else None

    def _doubles(self, submission: Implementation) -> bool:
        """Whether the time is that of all paths, of which 10 nodes more make 1024 times as many."""
        seconds: dict[int, float] = {}
        for length in (6, 16) * 3:  # several times, since a busy machine makes either longer
            asked = probes_of(self.exercise, {"nodes": doublings(length)})
            if not asked:
                return False
            start = time.perf_counter()
            answer = asked[0].ask(submission)
            taken = time.perf_counter() - start
            seconds[length] = min(taken, seconds.get(length, taken))
            if answer == probes.OUT_OF_TIME:  # after which nothing is answered
                break
        return 16 in seconds and seconds[16] > max(10 * seconds[6], 2**16 * QUICKEST)

    def _is_late(self) -> bool:
        """Whether time is up: that of this process, or much more on the clock."""
        worked, waited = time.process_time() - self.begun[0], time.monotonic() - self.begun[1]
        return worked > SECONDS or waited > PATIENCE * SECONDS

    # ------------------------------------------------------------------------ what it answers

    def _answers(self, submission: Implementation, asked: Sequence[Probe]) -> list[Numbers]:
        """The wrong numbers on each probe; fewer, if time is up or the submission has ended."""
        wrong: list[Numbers] = []
        for probe in asked:
            if self._is_late():
                break
            wrong.append(mistakes(probe, probe.ask(submission)))
            if not getattr(submission, "alive", True):
                break
        return wrong

    def _look(self, submission: Implementation, case: Failing) -> Failure | None:
        """How a case fails; None if it does not."""
        try:
            self.module.check_graph(submission, **case)
        except SubmissionProblem as problem:
            told = problem.message.splitlines()[-1]
            return Failure((problem.kind, _plain(told)), problem.message, {})
        except Wrong as wrong:
            told = wrong.facts.get("what") or _plain(str(wrong).splitlines()[-1])
            return Failure(("wrong", told), str(wrong), wrong.facts)
        except Exception:  # a check that does not understand what came back
            return None
        return None

    # ------------------------------------------------------------------------ small cases

    def _small(
        self, submission: Any, asked: Sequence[Probe], wrong: Sequence[Numbers]
    ) -> list[Small]:
        """Some of the failing cases, made small; each that comes out is taken once."""
        pairs = zip(asked, wrong, strict=False)
        failing = [(p.check, p.case) for p, numbers in pairs if numbers and p.case]
        here = [each for each in failing if each[0] == self.check]
        found: dict[str, Small] = {}
        for check, case in [*here[:CASES_OF_THE_CHECK], *_spread(failing, CASES)]:
            first = self._look(submission, case)
            if first is None or self._is_late() or not submission.alive:
                continue
            small = reduce(case, self._fails_like(submission, first))
            failure = self._look(submission, small)
            key = shape(small)
            if failure and key not in found:
                found[key] = replace(self._explained(submission, small, failure), check=check)
        return list(found.values())

    def _fails_like(self, submission: Implementation, failure: Failure) -> Fails:
        def fails(case: Failing) -> bool:
            seen = self._look(submission, case)
            return seen is not None and seen.kind == failure.kind

        return fails

    def _explained(self, submission: Implementation, case: Failing, failure: Failure) -> Small:
        """Which classes give the same wrong answers, and which the wrong number gives away."""
        asked = probes_of(self.exercise, case)
        wrong = tuple(mistakes(probe, probe.ask(submission)) for probe in asked)
        explained = dict.fromkeys(signs(case, failure.facts), 1.0)
        for each in self.library:
            id = each.about.diagnosis
            for probe, numbers in zip(asked, wrong, strict=True):
                theirs = mistakes(probe, probe.ask(each.local))
                share = max(probes.alike(numbers, theirs), numbers.get(id, 0.0))
                explained[id] = max(explained.get(id, 0.0), share)
        return Small(case, failure, wrong, explained)

    # ------------------------------------------------------------------------ kept between calls

    def _repeated(self, asked: Sequence[Probe], wrong: Sequence[Numbers]) -> list[Small]:
        """The smallest case that is right when it is first asked, and wrong after another call."""
        at = next(k for k, numbers in enumerate(wrong) if numbers)
        before, case = asked[at - 1].case, asked[at].case
        if not before or not case:
            return []
        for count in range(1, len(case["nodes"]) + 1):
            nodes = case["nodes"][:count]
            if any(max(_marks(each), default=0) >= count for each in (before, case)):
                continue
            with self.start() as submission:
                if self._look(submission, {**before, "nodes": nodes}):
                    continue
                failure = self._look(submission, {**case, "nodes": nodes})
                if failure:
                    return [Small({**case, "nodes": nodes}, failure, (), {})]
        return []


def shows(case: Failing) -> dict[str, object]:
    """What there is in a case that a question may speak of."""
    nodes = case["nodes"]
    used = [operand for node in nodes for operand in node["operands"]]
    here = {
        "several inputs": sum(not node["operands"] for node in nodes) > 1,
        "fan-out": len(set(used)) < len(used),
        "edge": bool(used),
        "two links": any(nodes[operand]["operands"] for operand in used),
    }
    return {name: True for name, holds in here.items() if holds}


def _marks(case: Failing) -> list[int]:
    return [case[mark] for mark in MARKS if type(case.get(mark)) is int]


def _factors(asked: Sequence[Probe], wrong: Sequence[Numbers]) -> Iterator[float]:
    """How many times the operations of the solution it took, where that is too many.

    A submission that has been right, and does not come to an end on a graph that is still small,
    takes more than any number of sweeps.
    """
    for probe, numbers in zip(asked, wrong, strict=False):
        if "time" in numbers:
            yield math.inf
        elif numbers:
            yield numbers["operations"] / probe.right["operations"]


def _plain(text: str) -> str:
    """A message without its numbers: the same failure on another graph reads the same."""
    return re.sub(r"[-\d.]+", "#", text)


def _spread(cases: Sequence[Any], count: int) -> list[Any]:
    """Some of many, from all over them."""
    step = max(1, len(cases) // count)
    return list(cases[::step][:count])


def laid_out(exercise: Exercise, arguments: Sequence[Any]) -> str:
    """A call as one would write it: long arguments have lines of their own, and a name."""
    texts = [_python(argument) for argument in arguments]
    call = f"{exercise.entry}({', '.join(texts)})"
    if len(call) <= WIDEST:
        return call
    found = re.search(rf"def {exercise.entry}\(([^)]*)\)", exercise.solution)
    names = [name.strip() for name in found[1].split(",")] if found else []
    lines = []
    for k, (name, argument) in enumerate(zip(names, arguments, strict=False)):
        if type(argument) is list and len(texts[k]) > WIDEST / 2:
            lines += [f"{name} = [", *[f"    {_python(item)}," for item in argument], "]"]
            texts[k] = name
    return "\n".join([*lines, f"{exercise.entry}({', '.join(texts)})"])


def _python(data: Any) -> str:
    """Data as one would type it, without hidden numbers."""
    if isinstance(data, Hidden):
        return f"{data.value:.6g}"
    if type(data) is list:
        return f"[{', '.join(map(_python, data))}]"
    if type(data) is dict:
        return f"{{{', '.join(f'{key!r}: {_python(item)}' for key, item in data.items())}}}"
    return f"{data:.6g}" if type(data) is float and data != round(data) else repr(data)
