"""The grader's side of a submission: it runs in another process, and only data comes back.

- `Task`: what the other process is told; `Submission`: called as if the student's code were here.

There is no verdict to forge: a check draws its inputs here, asks for a value, and compares here.
Whatever goes wrong over there is a SubmissionProblem here, within the time that Limits allow.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from adlab.grading.walls import oracle, sandbox, wire
from adlab.grading.walls.channel import Channel, Silence, Stopwatch
from adlab.grading.walls.limits import Limits
from adlab.grading.walls.shared import Shared
from adlab.grading.walls.transcript import Line, Transcripts, Turn
from adlab.grading.walls.wire import Data, WireError, array, clean, from_array

__all__ = [
    "KINDS",
    "Function",
    "Hidden",
    "Limits",
    "Server",
    "Submission",
    "SubmissionProblem",
    "Task",
    "array",
    "from_array",
]

KINDS = ("import", "syntax", "error", "time", "memory", "crash", "exit", "data", "missing")
START = 30.0
"""Seconds that the interpreter may take until it is up, before any of the student's code runs."""


@dataclass(frozen=True)
class Task:
    """All that the other process is told: plain text.

    Attributes
    ----------
    source : the student's code
    entry : the function or class that the code must define
    adapter : code of the exercise, which turns data into the student's objects and back; or None
    imports : modules that the student may import, beside Python's harmless ones
    oracle : whether the adapter gets ``oracle``, primitives that are evaluated and counted here
    arrays : whether it is given NumPy's arrays, whatever the code imports
    """

    source: str
    entry: str
    adapter: str | None = None
    imports: tuple[str, ...] = ()
    oracle: bool = False
    arrays: bool = False


class Server(Protocol):
    """Something that starts a process, or what stands in its place: `server.ForkServer`."""

    def start(self, imports: tuple[str, ...], limits: Limits, layers: sandbox.Layers) -> Channel:
        """Start one; return the channel to it."""


@dataclass(frozen=True)
class Hidden:
    """A number, or numbers in lists or an array: to be computed with, and not to be looked at.

    Operations on it are asked of the oracle, so all of them are counted.
    """

    value: Data


@dataclass(frozen=True, eq=False)
class Function:
    """A function that the submission may call but not look into.

    Each evaluation is asked of the grader, and counted as "evaluate".

    Attributes
    ----------
    call : from so many floats to a float
    takes : how many
    """

    call: Callable[..., float]
    takes: int


SILENCE = b"\0"
"""Begins what a transcript has for a line that never came; no line begins with it."""


class SubmissionProblem(Exception):
    """Something went wrong in the submission.

    Attributes
    ----------
    kind : one of KINDS
    message : what happened, in a sentence or two for the student
    trace : the student's own frames, or ""
    output : what the code had printed by then, cut at the limit
    sign : the id of a mistake, where whoever asked can tell which it is; or ""
    waited : of a time-out: whether little of the time was the processor's, as where it slept, or
        where the machine stood still
    """

    sign = ""

    def __init__(
        self, kind: str, message: str, trace: str = "", output: str = "", waited: bool = False
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.trace = trace
        self.output = output
        self.waited = waited


class Unrepeatable(Exception):
    """A check asked something else than it did with the same seed and the same answers."""


class Submission:
    """A student's code in another process. Made by ``submitted``."""

    def __init__(self, channel: Channel, task: Task, limits: Limits) -> None:
        self._channel = channel
        channel.consult, channel.passing = self._consulted, (SubmissionProblem,)
        self._task = task
        self._limits = limits
        self._left = limits.total
        self._calls = 0
        self._hidden: list[float] = []
        self._functions: list[Function] = []
        self._up = False
        self._over: SubmissionProblem | None = None
        self._said: list[Line] = []
        self._ahead: deque[Line] = deque()
        self.counts: Counter[str] = Counter()
        """How often the last call asked for each primitive."""
        self.returned: Counter[str] = Counter()
        """How many calls returned "nothing", and how many "something"."""

    def __call__(self, *arguments: Data) -> Data:
        """Call the entry point; return what it returned, as data; raise SubmissionProblem."""
        return self.call(self._task.entry, *arguments)

    def call(self, name: str, *arguments: Data) -> Data:
        """Call the adapter's function of that name, or the student's."""
        request = self._request(name)
        return self._answer({**request, "args": [self._hide(a) for a in arguments]})

    def again(self, calls: Sequence[Sequence[Data]], name: str = "") -> tuple[list[Data], str]:
        """Call a function several times on the same objects.

        Lists and dictionaries that are one object here are one object over there too.

        Parameters
        ----------
        calls : the arguments of each
        name : of the function; by default the entry point

        Returns
        -------
        The answers; and which part of the arguments has been changed, such as "[0]['value']" of
        the first argument, or "".
        """
        request = self._request(name or self._task.entry)
        shared = Shared()
        sent = [[self._hide(shared.sent(a)) for a in arguments] for arguments in calls]
        objects = [self._hide(each) for each in shared.objects]
        returned = self._answer({**request, "objects": objects, "calls": sent})
        well_formed = type(returned) is dict and returned.keys() == {"answers", "changed"}
        if not well_formed or len(_list(returned["answers"])) != len(calls):
            self._end("data", _NOT_ASKED)
        return returned["answers"], shared.place(returned["changed"])

    def _request(self, name: str) -> dict[str, Data]:
        self._calls += 1
        self._hidden, self._functions = [], []
        self.counts = Counter()
        return {"id": self._calls, "call": name}

    @property
    def output(self) -> str:
        """What the code has printed so far, cut at the limit."""
        printed = clean(self._channel.output(), self._limits.output)
        lines = printed.split("\n", self._limits.lines)
        if len(lines) <= self._limits.lines:
            return printed
        more = lines[-1].count("\n") + (not lines[-1].endswith("\n"))
        return "\n".join([*lines[:-1], f"… ({more} more lines)" if more else ""])

    @property
    def alive(self) -> bool:
        """Whether calls are still answered; after a time-out or a crash they are not."""
        return self._over is None

    @property
    def waited(self) -> bool:
        """Whether it ended by a time-out during which little was computed."""
        return self._over is not None and self._over.waited

    # ------------------------------------------------------------------------- what was said before

    def begin(self) -> None:
        """Begin a check: what is said from here on is its transcript."""
        self._calls = 0
        self._said, self._ahead = [], deque()

    def follow(self, transcripts: Transcripts) -> Any:
        """Ask what a check asked before, while the answers are those that it heard.

        Returns
        -------
        The result that the answers led to; None if there is none. Then the check is to be run: it
        will be given the answers that are there already.
        """
        turn: Any = transcripts.start if self._channel.keeps_order else None
        watch, seconds = self._channel.stopwatch(), 0.0
        while isinstance(turn, Turn):
            if turn.begins:
                self._left -= watch.seconds() if self._said else 0.0
                watch, seconds = self._channel.stopwatch(), min(self._limits.call, self._left)
            try:
                heard = self._ask(turn.sent, turn.begins, watch, seconds)
            except SubmissionProblem:
                heard = self._said[-1].heard  # the check will say when it happened, if none did yet
            turn = turn.on(heard)
        self._left -= watch.seconds()
        if turn is not None and not isinstance(turn, Turn):
            return turn
        self._ahead = deque(line for line in self._said if line.heard[:1] != SILENCE)
        self._calls, self._said = 0, []
        self.returned.clear()
        return None

    def keep(self, transcripts: Transcripts, result: Any) -> None:
        """Remember what was said since the check began, and the result that it led to."""
        if self._channel.keeps_order:
            transcripts.keep(self._said, result)

    # ------------------------------------------------------------------------- what is said

    def load(self) -> None:
        """Hand the task over, wait until the other process is up, then until the code is loaded."""
        task = {**vars(self._task), "imports": list(self._task.imports)}
        task["paths"] = sandbox.import_paths(self._task.imports)
        self._expect("ready", {"task": task}, START)
        self._up = True
        self._expect("loaded", None, self._limits.call)

    def _expect(self, state: str, request: dict[str, Data] | None, seconds: float) -> None:
        frame = self._exchange(request, self._channel.stopwatch(), seconds)
        if frame.get("id") == 0 and "problem" in frame:
            self._over = self._told(frame)
            raise self._over
        if frame != {"state": state}:
            self._end("data", _NOT_ASKED)

    def _answer(self, request: dict[str, Data]) -> Data:
        """Send a call, answer what the oracle is asked meanwhile, return the value."""
        seconds = min(self._limits.call, self._left)
        watch = self._channel.stopwatch()
        try:
            while True:
                frame = self._exchange(request, watch, seconds)
                if frame.get("id") != self._calls:
                    self._end("data", _NOT_ASKED)
                if frame.keys() == {"id", "value"}:
                    return self._checked(frame["value"])
                if frame.keys() == {"id", "problem"}:
                    raise self._told(frame)
                request = self._consult(frame)
        finally:
            self._left -= watch.seconds()

    def _exchange(
        self, request: dict[str, Data] | None, watch: Stopwatch, seconds: float
    ) -> dict[str, Data]:
        sent = wire.encode(request) if request else b""
        line = self._ask(sent, request is not None and "call" in request, watch, seconds)
        try:
            return wire.decode(line)
        except WireError as error:
            self._end("data", f"Your code returned something unreadable: {error}.")

    def _ask(self, sent: bytes, begins: bool, watch: Stopwatch, seconds: float) -> bytes:
        """Send a line and return the next, or the one that is known already."""
        if self._ahead:
            known = self._ahead.popleft()
            if known.sent != sent:
                raise Unrepeatable
            line = known.heard
        elif self._over:
            raise self._over.with_traceback(None)
        else:
            try:
                line = self._hear(sent, watch, seconds)
            except SubmissionProblem as problem:
                silence = SILENCE + f"{problem.kind}: {problem.message}".encode()
                self._said.append(Line(sent, begins, silence))
                raise
        self._said.append(Line(sent, begins, line))
        if b'"value":' in line[:40]:
            self.returned["nothing" if line.endswith(b'"value":null}') else "something"] += 1
        return line

    def _hear(self, sent: bytes, watch: Stopwatch, seconds: float) -> bytes:
        try:
            return self._channel.exchange(sent, watch, seconds)
        except Silence as silence:
            if silence.reason == "time":
                limit = f"{seconds:.3g} second{'s' * (seconds != 1)}"
                waited = watch.waited(seconds)
                self._end("time", f"Your code did not finish within {limit}.", waited)
            self._end(*self._channel.end_of(silence))

    def _consulted(self, line: bytes) -> bytes:
        """Answer what is asked in the middle of a call."""
        return wire.encode(self._consult(wire.decode(line)))

    def _consult(self, frame: dict[str, Data]) -> dict[str, Data]:
        """Evaluate one primitive for the submission, and count it."""
        if frame.keys() != {"id", "ask", "args"} or not self._task.oracle:
            self._end("data", _NOT_ASKED)
        try:
            arguments = [self._number(argument) for argument in _list(frame["args"])]
            if frame["ask"] == "evaluate":
                result = self._evaluate(*arguments)
            else:
                result = oracle.evaluate(frame["ask"], arguments)
        except (WireError, oracle.NoSuchPrimitive) as error:
            self._end("data", f"Your code asked for a primitive in a wrong way: {error}.")
        self.counts[frame["ask"]] += 1
        hide = any(type(argument) is dict for argument in frame["args"])
        return {"id": self._calls, "answer": self._keep(result) if hide else result}

    def _evaluate(self, at: float = -1.0, *xs: float) -> float:
        """Evaluate a function that was handed over by its place."""
        if at not in range(len(self._functions)) or self._functions[int(at)].takes != len(xs):
            raise WireError("there is no such function of so many numbers")
        try:
            return float(self._functions[int(at)].call(*xs))
        except ArithmeticError:  # a point far out, where the function has no value
            return math.nan

    # ------------------------------------------------------------------------- hidden numbers

    def _hide(self, argument: Any) -> Data:
        if isinstance(argument, Function):
            self._functions.append(argument)
            return {"function": len(self._functions) - 1, "takes": argument.takes}
        if isinstance(argument, Hidden):
            return self._keep(argument.value)
        if type(argument) is list:
            return [self._hide(item) for item in argument]
        if type(argument) is dict:
            return {key: self._hide(item) for key, item in argument.items()}
        return argument

    def _keep(self, value: Data) -> Data:
        if type(value) is list:
            return [self._keep(item) for item in value]
        if wire.is_array(value):
            return {**value, "data": self._keep(value["data"])}
        self._hidden.append(float(value))
        return {"hidden": len(self._hidden) - 1}

    def _number(self, data: Data) -> float:
        if type(data) is dict and data.keys() == {"hidden"}:
            at = data["hidden"]
            if type(at) is int and 0 <= at < len(self._hidden):
                return self._hidden[at]
            raise WireError("a hidden number that is not of this call")
        if type(data) not in (int, float):
            raise WireError("an operand that is not a number")
        return float(data)

    def _reveal(self, data: Data) -> Data:
        """Put numbers in the place of hidden ones in what was returned."""
        if type(data) is list:
            return [self._reveal(item) for item in data]
        if type(data) is dict:
            if data.keys() == {"hidden"}:
                return self._number(data)
            return {key: self._reveal(item) for key, item in data.items()}
        return data

    # ------------------------------------------------------------------------- what went wrong

    def _checked(self, value: Data) -> Data:
        try:
            return self._reveal(wire.checked(value))
        except WireError as error:
            raise self._problem("data", f"Your code returned {error}.") from None

    def _told(self, frame: dict[str, Data]) -> SubmissionProblem:
        """Return the problem that the child describes; its words are the student's, if it likes."""
        told = frame["problem"]
        if type(told) is not dict or told.keys() != {"kind", "message", "trace"}:
            return self._problem("data", _NOT_ASKED)
        kind, message, trace = told["kind"], told["message"], told["trace"]
        if kind not in KINDS or type(message) is not str or type(trace) is not str:
            return self._problem("data", _NOT_ASKED)
        return self._problem(kind, message, trace)

    def _problem(self, kind: str, message: str, trace: str = "") -> SubmissionProblem:
        return SubmissionProblem(kind, clean(message, 2000), clean(trace), self.output)

    def _end(self, kind: str, message: str, waited: bool = False) -> NoReturn:
        """Stop the other process: after this every call raises the same problem."""
        self._channel.close()
        if not self._up:
            raise sandbox.SandboxError(f"the sandbox did not start: {message}\n{self.output}")
        self._over = self._problem(kind, message)
        self._over.waited = waited
        raise self._over


_NOT_ASKED = "Your code wrote into the grader's channel."


def _list(data: Data) -> list[Data]:
    if type(data) is not list:
        raise WireError("operands that are not a list")
    return data
