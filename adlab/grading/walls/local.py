"""Run an implementation of our own in this process: the solution, or a wrong one of the library.

- `Local(task)`: answers calls as `remote.Submission` does, without another process.

Only for files that come with an exercise. What they are asked and what they return are the same
data as across the pipe, so that their answers can be compared with those of a submission.
"""

from __future__ import annotations

import math
import sys
import types
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.grading.walls import worker
from adlab.grading.walls.remote import Function, Hidden, SubmissionProblem, Task
from adlab.grading.walls.shared import Shared
from adlab.grading.walls.wire import Data, is_array
from adlab.grading.walls.worker import (
    ADAPTER,
    STUDENT,
    again,
    from_student,
    name_problem,
    to_student,
)

LINES = 50_000
"""Lines that one call may run: even a wrong file of ours does not hang the grader."""


class Local:
    """A trusted implementation; raises SubmissionProblem where a submission would."""

    def __init__(self, task: Task) -> None:
        self.counts: Counter[str] = Counter()
        self._entry = task.entry
        self._hides = task.oracle
        self._counted = _counted_by(self.counts)
        self._student = types.ModuleType("submission")
        self._adapter = types.ModuleType("adapter")
        self._run(lambda: _load(self._student, task.source, STUDENT))
        if task.adapter:
            vars(self._adapter).update(submission=self._student, entry=task.entry)
            _load(self._adapter, task.adapter, ADAPTER)

    def __call__(self, *arguments: Data) -> Data:
        return self.call(self._entry, *arguments)

    def call(self, name: str, *arguments: Data) -> Data:
        """Call the adapter's function of that name, or the implementation's."""
        self.counts.clear()
        function = getattr(self._adapter, name, None) or getattr(self._student, name)
        shown = map(self._show, arguments)
        given = [to_student(argument) for argument in shown]
        return self._run(
            lambda: from_student(
                self._reveal(function(*given)) if self._hides else function(*given)
            )
        )

    def again(self, calls: Sequence[Sequence[Data]], name: str = "") -> tuple[list[Data], str]:
        """Call several times on the same objects, as `remote.Submission.again` does."""
        self.counts.clear()
        name = name or self._entry
        function = getattr(self._adapter, name, None) or getattr(self._student, name)
        shared = Shared()
        sent = [[self._show(shared.sent(a)) for a in arguments] for arguments in calls]
        objects = [self._show(each) for each in shared.objects]
        returned = self._run(
            lambda: again(lambda *given: self._reveal(function(*given)), objects, sent)
        )
        return returned["answers"], shared.place(returned["changed"])

    def _run(self, action: Callable[[], Data]) -> Data:
        before = sys.gettrace()
        sys.settrace(_limit())
        try:
            return action()
        except Exception as error:
            kind = "time" if isinstance(error, TooLong) else ""
            message = str(error)
            if not kind:
                kind, message = name_problem(error, message)
            raise SubmissionProblem(kind, message) from None
        finally:
            sys.settrace(before)

    def _show(self, data: Any) -> Any:
        """Data with numbers that are counted in the place of hidden ones."""
        if isinstance(data, Hidden):
            return _each(data.value, self._counted) if self._hides else data.value
        if isinstance(data, Function):
            return self._function(data)
        if type(data) is list:
            return [self._show(item) for item in data]
        if type(data) is dict:
            return {key: self._show(item) for key, item in data.items()}
        return data

    def _function(self, function: Function) -> Callable[..., float]:
        """A function of which each evaluation is counted."""

        def counted(*xs: float) -> float:
            self.counts["evaluate"] += 1
            try:
                return function.call(*xs)
            except ArithmeticError:
                return math.nan

        return worker.Function(counted, function.takes)

    def _reveal(self, data: Any) -> Any:
        if isinstance(data, self._counted):
            return data.number
        if type(data) in (list, tuple):
            return [self._reveal(item) for item in data]
        if isinstance(data, np.ndarray) and data.dtype == object:
            return self._reveal(data.tolist())
        return data


class TooLong(Exception):
    """A call that ran more lines than it may."""


def _load(module: types.ModuleType, source: str, filename: str) -> None:
    exec(compile(source, filename, "exec", dont_inherit=True), vars(module))


def _limit() -> Callable[..., Any]:
    """A trace function that counts the lines of the implementation."""
    left = LINES

    def trace(frame: types.FrameType, event: str, argument: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename != STUDENT:
            return None
        left -= 1
        if left < 0:
            raise TooLong("It did not come to an end.")
        return trace

    return trace


def _each(value: Any, function: Callable[[float], Any]) -> Any:
    if is_array(value):
        return {**value, "data": _each(value["data"], function)}
    return [_each(item, function) for item in value] if type(value) is list else function(value)


def _counted_by(counts: Counter[str]) -> Any:
    """A class of numbers of which each operation is counted, as the oracle counts them."""

    class Counted:
        __slots__ = ("number",)

        def __init__(self, number: float) -> None:
            self.number = number

    def operator(name: str) -> Callable[..., Any]:
        function = getattr(float, name)

        def operate(self: Any, *other: Any) -> Any:
            numbers = [float(each.number if type(each) is Counted else each) for each in other]
            counts[name] += 1
            try:
                return Counted(function(self.number, *numbers))
            except ZeroDivisionError:
                return Counted(math.nan)

        return operate

    for name in ("add", "sub", "mul", "truediv", "pow"):
        setattr(Counted, f"__{name}__", operator(f"__{name}__"))
        setattr(Counted, f"__r{name}__", operator(f"__r{name}__"))
    setattr(Counted, "__neg__", operator("__neg__"))  # noqa: B010
    return Counted
