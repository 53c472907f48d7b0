"""Watching a class at work: its operations, and each read and write of one attribute.

- `Watching(root, attribute)`: a context manager. Inside, the class tells what is done with its
  objects; after it, the class is as it was. In `listening()` the attribute is followed.

The class is changed for as long as the block lasts: `__setattr__` and `__getattribute__` report the
attribute, and each operation (`__mul__`, `exp`, …) reports its arguments and its result. Whatever
the engine does inside an operation belongs to that operation.

An array can change without a write to the attribute, as in `node.grad[:] += 1`, or because another
node holds the same array. So arrays are compared with what they held at every look.

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

import numpy as np

from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.engine.user.whose import is_internal

MOST_WRITES = 5000
MOST_LINES = 500_000

ARITHMETIC = ("add", "sub", "mul", "truediv", "pow", "matmul")
OPERATORS = {f"__{side}{name}__" for name in ARITHMETIC for side in ("", "r", "i")} | {
    "__neg__",
    "__pos__",
    "__abs__",
    "__getitem__",
}
OF_ARRAYS = {"T", "sum", "mean", "max", "min", "dot", "reshape", "transpose", "ravel", "flatten"}


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
        self.is_listening = False
        self._arrays: dict[int, tuple[Any, np.ndarray]] = {}  # id → a node, and what it held last
        self._inside = False
        self._before: list[tuple[type, str, Any]] = []
        self._writes = self._lines = 0

    def __enter__(self) -> Watching:
        for kind in _family(self.root):
            for name, function in list(vars(kind).items()):
                named = name in OPERATORS | OF_ARRAYS or (name in PRIMITIVES and name != "input")
                if named and isinstance(function, FunctionType):
                    self._put(kind, name, self._reporting(name, function))
                elif named and isinstance(function, property) and function.fget:
                    self._put(kind, name, property(self._reporting(name, function.fget)))
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
            if self._inside or self.is_listening:
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
            if name != self.attribute or not self.is_listening:
                original(node, name, value)
                return
            self._compare()
            before = self._plain(node)
            original(node, name, value)
            if not (value is before and isinstance(value, np.ndarray)):  # else it is told already
                self._tell_write(node, before, value)

        return watched

    def _getattribute(self, original: Any) -> Any:
        self._get = original

        def watched(node: Any, name: str) -> Any:
            found = original(node, name)
            if name == self.attribute and self.is_listening:
                self._compare()
                held = _copied(found)
                self.events.append(Event(False, node, held, held))
            return found

        return watched

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Tell each look at the attribute, and each write to it, from here on."""
        self.events = []
        held = [(node, self._plain(node)) for node in self.kept] if self.attribute else []
        self._arrays = {id(n): (n, a.copy()) for n, a in held if isinstance(a, np.ndarray)}
        self.is_listening = True
        try:
            yield
            self._compare()
        finally:
            self.is_listening = False

    def _tell_write(self, node: Any, before: Any, after: Any) -> None:
        after = _copied(after)
        self.events.append(Event(True, node, _copied(before), after))
        self._arrays.pop(id(node), None)
        if isinstance(after, np.ndarray):
            self._arrays[id(node)] = node, after
        self._writes += 1
        if self._writes > MOST_WRITES:
            raise Stopped(f"{MOST_WRITES:,} adjoints")

    def _compare(self) -> None:
        """Tell the arrays that have changed where they stand."""
        for node, before in list(self._arrays.values()):
            after = self._plain(node)
            if not np.array_equal(after, before, equal_nan=True):
                self._tell_write(node, before, after)

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


def _copied(held: Any) -> Any:
    return held.copy() if isinstance(held, np.ndarray) else held


def _family(root: type) -> list[type]:
    """A class and all that are derived from it."""
    derived: list[type] = root.__subclasses__()
    return [root, *[each for kind in derived for each in _family(kind)]]
