"""Watching a class at work: its operations, and each read and write of one attribute.

- `Watching(root, attribute)`: a context manager. Inside, the class tells what is done with its
  objects; after it, the class is as it was.

The class is changed for as long as the block lasts: `__setattr__` and `__getattribute__` report the
attribute, and each operation (`__mul__`, `exp`, …) reports its arguments and its result. Whatever
the engine does inside an operation belongs to that operation.

Endless loops are stopped by counts rather than by a clock, so that the same code always stops at
the same place.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, FunctionType
from typing import Any, NamedTuple

from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.engine.user.whose import is_internal

MOST_WRITES = 5000
MOST_LINES = 500_000

ARITHMETIC = ("add", "sub", "mul", "truediv", "pow")
OPERATORS = {f"__{side}{name}__" for name in ARITHMETIC for side in ("", "r", "i")} | {
    "__neg__",
    "__pos__",
    "__abs__",
}


class Operation(NamedTuple):
    """One operation that was asked of the engine."""

    name: str  # "__mul__", "exp"
    arguments: tuple[Any, ...]
    result: Any


class Event(NamedTuple):
    """One look at the attribute of an object, or one write to it."""

    is_write: bool
    node: Any
    before: Any  # for a read, what was there
    after: Any


class Stopped(BaseException):
    """The engine went on for too long. Not an Exception: `except Exception` would swallow it."""


class Watching:
    """Watch a class, and its subclasses.

    Attributes
    ----------
    operations : list of Operation
        Those asked from outside, while `asked` holds.
    events : list of Event
    made : dict
        id of an object → how many operations there had been when it was made
    """

    def __init__(self, root: type, attribute: str | None) -> None:
        self.root = root
        self.attribute = attribute
        self.operations: list[Operation] = []
        self.events: list[Event] = []
        self.made: dict[int, int] = {}
        self.kept: list[Any] = []  # no id is used twice while its object lives
        self.listening = False
        self._inside = False
        self._before: list[tuple[type, str, Any]] = []
        self._writes = self._lines = 0

    def __enter__(self) -> Watching:
        for kind in _family(self.root):
            for name, function in list(vars(kind).items()):
                is_operation = name in OPERATORS or (name in PRIMITIVES and name != "input")
                if is_operation and isinstance(function, FunctionType):
                    self._put(kind, name, self._reporting(name, function))
        self._put(self.root, "__setattr__", self._setattr(self.root.__setattr__))
        if self.attribute is not None:
            self._put(self.root, "__getattribute__", self._getattribute(self.root.__getattribute__))
        return self

    def __exit__(self, *_: object) -> None:
        for kind, name, before in reversed(self._before):
            if before is None:
                delattr(kind, name)
            else:
                setattr(kind, name, before)

    def _put(self, kind: type, name: str, function: Any) -> None:
        self._before.append((kind, name, vars(kind).get(name)))
        setattr(kind, name, function)

    def _reporting(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def reporting(*arguments: Any, **options: Any) -> Any:
            if self._inside or self.listening:
                return function(*arguments, **options)
            self._inside = True
            try:
                result = function(*arguments, **options)
            finally:
                self._inside = False
            if result is not NotImplemented:
                self.operations.append(Operation(name, arguments, result))
            return result

        return reporting

    def _setattr(self, original: Any) -> Any:
        def watched(node: Any, name: str, value: Any) -> None:
            if id(node) not in self.made:
                self.made[id(node)] = len(self.operations)
                self.kept.append(node)
            if name != self.attribute or not self.listening:
                original(node, name, value)
                return
            before = self._plain(node)
            original(node, name, value)
            self.events.append(Event(True, node, before, value))
            self._writes += 1
            if self._writes > MOST_WRITES:
                raise Stopped(f"{MOST_WRITES:,} adjoints")

        return watched

    def _getattribute(self, original: Any) -> Any:
        self._get = original

        def watched(node: Any, name: str) -> Any:
            found = original(node, name)
            if name == self.attribute and self.listening:
                self.events.append(Event(False, node, found, found))
            return found

        return watched

    def _plain(self, node: Any) -> Any:
        try:
            return self._get(node, self.attribute)
        except AttributeError:
            return None

    @contextmanager
    def limited(self) -> Iterator[None]:
        """Stop what goes on for too many lines: raises Stopped in it."""
        self._writes = self._lines = 0
        outer = sys.gettrace()
        sys.settrace(self._line)
        try:
            yield
        finally:
            sys.settrace(outer)

    def _line(self, frame: FrameType, event: str, _: Any) -> Any:
        if is_internal(frame.f_code):
            return None
        if event == "line":
            self._lines += 1
            if self._lines > MOST_LINES:
                raise Stopped(f"{MOST_LINES:,} lines")
        return self._line


def _family(root: type) -> list[type]:
    """A class and all that are derived from it."""
    derived: list[type] = root.__subclasses__()
    return [root, *[each for kind in derived for each in _family(kind)]]
