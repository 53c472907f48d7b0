"""Ask implementations the same questions, and compare how they answer.

- `probes(exercise)`: the calls that the checks make of the solution, with its answers.
- `answers(probes, implementation)`: what another implementation says to the same calls.
- `mistakes(probe, answer)`: the numbers of an answer that are wrong.
- `library(exercise)`: the mistakes of every wrong implementation that comes with the exercise.

Nothing here knows what an exercise is about. What its checks ask is recorded while they run on the
solution; if they go through a function `check_graph(submission, nodes, …)`, the graph is recorded
with the calls, so that it can be reduced. A checks file may define `signature(arguments, answer)`:
what answers with the same mistake have in common, where there are many right answers; it gives a
dictionary that is empty for a right one.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cache
from random import Random
from types import ModuleType
from typing import Any, Protocol

from adlab.grading.exercises.exercise import Exercise, Misconception
from adlab.grading.walls.local import Local
from adlab.grading.walls.remote import SubmissionProblem
from adlab.grading.walls.wire import Data

SEEDS = (1, 2)
"""The checks are recorded with these: more graphs tell more mistakes apart."""
LARGEST = 50
"""Lists longer than this make a call a large one, which is not replayed."""
TOLERANCE = 1e-6
"""Relative: two implementations of one mistake may round differently."""
CHEAP, DEAR = 1.25, 1.8
"""Counts of operations up to the first factor of the solution's are right; two counts that are not,
are the same within the second: styles differ, and a sweep too many is more than that."""
REPEATS = 3
"""The first probes are one call, asked so often: does an implementation remember anything?"""
TURNS = 3
"""The next ones are one graph with other seeds, as many as there are up to so many."""

Numbers = dict[str, float]
"""An answer as numbers by their place in it, or as what went wrong."""
OUT_OF_TIME: Numbers = {"time": 1.0}


class Implementation(Protocol):
    """What answers calls: a `remote.Submission`, or a `Local`."""

    counts: Counter[str]

    def __call__(self, *arguments: Data) -> Data: ...

    def call(self, name: str, *arguments: Data) -> Data: ...

    def again(self, calls: Sequence[Sequence[Data]], name: str = "") -> tuple[list[Data], str]: ...


@dataclass(frozen=True, eq=False)
class Probe:
    """One call, or several on the same objects, and the right answer.

    Attributes
    ----------
    name : of the function called; "" for the entry point
    arguments : what it was given; of several calls, what each was given
    several : whether there are several calls
    check : name of the check that made it, or ""
    case : the arguments of `check_graph`, if the call was made there; operations count unless it
        says `"budget": False`
    right : the answer of the solution
    signature : of the checks file, if it has one
    """

    name: str
    arguments: tuple[Data, ...]
    case: dict[str, Any] | None
    right: Numbers
    signature: Callable[[Sequence[Data], Data], Numbers] | None
    several: bool = False
    check: str = ""

    def ask(self, implementation: Implementation) -> Numbers:
        """The answer of an implementation; a problem is an answer too."""
        try:
            if self.several:
                calls = copy.deepcopy(self.arguments)  # which the answer to it may change
                return self.read_several(*implementation.again(calls, self.name))
            answer = (
                implementation.call(self.name, *self.arguments)
                if self.name
                else implementation(*self.arguments)
            )
        except SubmissionProblem as problem:
            return _problem(problem)
        return self.read(answer, implementation.counts)

    def read_several(self, answers: Sequence[Data], changed: str) -> Numbers:
        """The answers to several calls, one after the other, and what was changed."""
        numbers: Numbers = {f"changed {changed}": 1.0} if changed else {}
        for k, (arguments, answer) in enumerate(zip(self.arguments, answers, strict=True)):
            if self.signature:
                with suppress(Exception):
                    numbers |= self.signature(arguments, answer)
                    continue
            _flatten(answer, f"call {k}", numbers)
        return numbers

    def read(self, answer: Data, counts: Counter[str]) -> Numbers:
        numbers: Numbers = {}
        if self.signature:
            with suppress(Exception):  # it may be made for answers of the right form only
                return self.signature(self.arguments, answer)
        _flatten(answer, "", numbers)
        if counts and self.case and self.case.get("budget", True):
            numbers["operations"] = sum(counts.values())
        return numbers


def _problem(problem: SubmissionProblem) -> Numbers:
    """A problem as an answer: half of it is the type of an exception, half its message."""
    if problem.kind == "time":
        return OUT_OF_TIME
    return {problem.kind + problem.message.partition(":")[0][:40]: 1.0, problem.message[:80]: 1.0}


def _flatten(answer: Data, path: str, into: Numbers) -> None:
    if type(answer) is list:
        into[f"{path} length"] = len(answer)
        for position, item in enumerate(answer):
            _flatten(item, f"{path} {position}", into)
    elif type(answer) is dict:
        for key, item in answer.items():
            _flatten(item, f"{path} {key}", into)
    elif type(answer) in (int, float):
        into[path] = answer
    else:
        into[f"{path} {answer!r:.40}"] = 1.0


def mistakes(probe: Probe, answer: Numbers) -> Numbers:
    """The numbers of an answer that are not those of the solution."""
    if answer is probe.right:
        return {}
    wrong = {
        place: number
        for place, number in answer.items()
        if place != "operations"
        and (place not in probe.right or not same(place, number, probe.right[place]))
    }
    asked, enough = answer.get("operations", 0), CHEAP * probe.right.get("operations", 0)
    if not wrong and asked > enough:  # what wrong numbers cost says nothing
        return {"operations": asked}
    if not wrong and probe.right.keys() - answer.keys() - {"operations"}:
        return {"missing": 1.0}
    return wrong


def same(place: str, one: float, other: float) -> bool:
    """Whether two numbers at one place agree."""
    if place == "operations":
        return one <= DEAR * other and other <= DEAR * one
    return one == other or (
        abs(one - other) <= TOLERANCE * max(1e-3, abs(one), abs(other))
        or (one != one and other != other)
    )


def alike(one: Numbers, other: Numbers) -> float:
    """The share of the wrong numbers of two answers that are wrong in the same way."""
    places = one.keys() | other.keys()
    agree = [p for p in one.keys() & other.keys() if same(p, one[p], other[p])]
    return len(agree) / len(places) if places else 0.0


# ------------------------------------------------------------------------------ recording


@cache
def probes(exercise: Exercise) -> tuple[Probe, ...]:
    """The calls that the checks make of the solution; large ones are left out.

    The first is made `REPEATS` times, and is one on which few other mistakes show.
    """
    found: list[Probe] = []
    module, solution = _ready(exercise)
    recorder = _Recorder(solution, found, getattr(module, "signature", None))
    with _recording_cases(module, recorder):
        for seed in SEEDS:
            for name in exercise.points:
                recorder.check = name
                with suppress(AssertionError, SubmissionProblem):
                    getattr(module, name)(recorder, Random(f"{seed}/{name}"))
    return (*_head([each for each in found if not each.several]), *found)


def head(asked: Sequence[Probe]) -> int:
    """How many probes at the beginning are there to show what is kept between calls."""
    return REPEATS + len(_turns(asked)) if asked else 0


def _head(found: Sequence[Probe]) -> list[Probe]:
    return [min(found, key=_harmless)] * REPEATS + _turns(found) if found else []


def _turns(found: Sequence[Probe]) -> list[Probe]:
    """Calls on one graph with different marks, such as the seed."""
    for first in found:
        if first.case and len(first.case) > 1 and "seed" in first.case:
            same_graph = [p for p in found if p.case and p.case["nodes"] == first.case["nodes"]]
            by_seed = {p.case["seed"]: p for p in same_graph if p.case}
            if len(by_seed) > 1:
                return list(by_seed.values())[:TURNS]
    return []


def _harmless(probe: Probe) -> tuple[bool, int]:
    """Paths come first, of three nodes: where each node is used once, most mistakes are silent."""
    if not probe.case:
        return True, 0
    used = [operand for node in probe.case["nodes"] for operand in node["operands"]]
    unary = all(len(node["operands"]) < 2 for node in probe.case["nodes"])
    return not (unary and len(set(used)) == len(used)), abs(len(used) - 2)


class _Recorder:
    """The solution, with all that it is asked written down."""

    def __init__(
        self,
        solution: Local,
        found: list[Probe],
        signature: Callable[[Sequence[Data], Data], Numbers] | None,
    ) -> None:
        self._solution = solution
        self._found = found
        self._signature = signature
        self.counts = solution.counts
        self.case: dict[str, Any] | None = None
        self.check = ""

    def __call__(self, *arguments: Data) -> Data:
        return self._asked("", arguments, lambda: self._solution(*arguments))

    def call(self, name: str, *arguments: Data) -> Data:
        return self._asked(name, arguments, lambda: self._solution.call(name, *arguments))

    def again(self, calls: Sequence[Sequence[Data]], name: str = "") -> tuple[list[Data], str]:
        given = copy.deepcopy(tuple(calls))
        answers, changed = self._solution.again(calls, name)
        if _longest(given) <= LARGEST:
            probe = Probe(name, given, None, {}, self._signature, True, self.check)
            probe.right.update(probe.read_several(answers, changed))
            self._found.append(probe)
        return answers, changed

    def _asked(self, name: str, arguments: tuple[Data, ...], answer: Callable[[], Data]) -> Data:
        given = answer()
        if _longest(arguments) <= LARGEST:
            asked = copy.deepcopy(arguments)
            probe = Probe(name, asked, self.case, {}, self._signature, False, self.check)
            probe.right.update(probe.read(given, self.counts))
            self._found.append(probe)
        return given


def probes_of(exercise: Exercise, case: dict[str, Any]) -> tuple[Probe, ...]:
    """The calls that `check_graph` makes for one case; none if the case makes no sense."""
    found: list[Probe] = []
    module, solution = _ready(exercise)
    recorder = _Recorder(solution, found, getattr(module, "signature", None))
    with _recording_cases(module, recorder), suppress(Exception):
        vars(module)["check_graph"](recorder, **case)
        return tuple(found)
    return ()


@cache
def _ready(exercise: Exercise) -> tuple[ModuleType, Local]:
    return exercise.checks_module(), Local(exercise.task(exercise.solution))


@contextmanager
def _recording_cases(module: ModuleType, recorder: _Recorder) -> Iterator[None]:
    check_graph = getattr(module, "check_graph", None)
    if check_graph is None:
        yield
        return

    def recorded(submission: Any, nodes: Any, *marks: Any, **named: Any) -> None:
        names = check_graph.__code__.co_varnames[2:]
        case = {"nodes": nodes, **dict(zip(names, marks, strict=False)), **named}
        recorder.case = copy.deepcopy(case)
        try:
            check_graph(submission, nodes, *marks, **named)
        finally:
            recorder.case = None

    vars(module)["check_graph"] = recorded
    try:
        yield
    finally:
        vars(module)["check_graph"] = check_graph


def _longest(data: Any) -> int:
    if type(data) in (list, tuple):
        return max([len(data), *map(_longest, data)])
    if type(data) is dict:
        return max([0, *map(_longest, data.values())])
    return 0


# ------------------------------------------------------------------------------ the library


@dataclass(frozen=True, eq=False)
class WrongImplementation:
    """A wrong implementation of the library, and what it does.

    Attributes
    ----------
    about : its name, class, idea and source
    local : the implementation itself
    mistakes : for each probe, its wrong numbers
    remembers : whether what it keeps between calls is its mistake
    """

    about: Misconception
    local: Local
    mistakes: tuple[Numbers, ...]
    remembers: bool


@cache
def library(exercise: Exercise) -> tuple[WrongImplementation, ...]:
    """The wrong implementations of an exercise, each with its mistakes on the probes."""
    asked = probes(exercise)
    found = []
    for about in exercise.misconceptions:
        with suppress(SubmissionProblem):  # one that cannot even be loaded has no fingerprint
            task = exercise.task(about.source)
            local = Local(task)
            wrong = tuple(mistakes(probe, probe.ask(local)) for probe in asked)
            keeps = remembers(asked, wrong, lambda task=task: nullcontext(Local(task)))  # type: ignore[misc]
            found.append(WrongImplementation(about, local, wrong, keeps))
    return tuple(found)


def remembers(
    asked: Sequence[Probe],
    wrong: Sequence[Numbers],
    start: Callable[[], AbstractContextManager[Implementation]],
) -> bool:
    """Whether a call is answered wrongly after another one, and rightly if it is the first.

    Parameters
    ----------
    wrong : for each probe, the wrong numbers
    start : begins the implementation afresh
    """
    later = [k for k, numbers in enumerate(wrong[: head(asked)]) if numbers]
    if not later or later[0] < REPEATS:
        return bool(later) and later[0] > 0
    with start() as fresh:
        probe = asked[later[0]]
        return not mistakes(probe, probe.ask(fresh))
