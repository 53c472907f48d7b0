"""The surroundings of a function: the globals and enclosing variables that it uses.

- `Surroundings(f)`: as they are now; `unchanged()` tells whether they still are.
- `same(one, other)`: whether two constants are the same, arrays entry by entry.
"""

from __future__ import annotations

import copy
import functools
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.engine.calls import is_internal


def same(one: Any, other: Any) -> bool:
    """Whether two constants are the same, for arrays entry by entry."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    try:
        return bool(one == other)
    except Exception:  # objects that compare in their own way
        return False


class Surroundings:
    """The globals and enclosing variables that a function uses, as they were."""

    def __init__(self, f: Callable[..., Any]) -> None:
        self.cells: list[tuple[types.CellType, Any]] = []
        self.globals: list[tuple[dict[str, Any], str, Any]] = []
        self.contents: list[tuple[Any, Any]] = []  # what may change inside, and a copy
        self._seen: set[int] = set()
        self._visit(f)

    def _visit(self, value: Any) -> None:
        """Note a function's surroundings, and those of the functions it names."""
        if id(value) in self._seen:
            return
        self._seen.add(id(value))
        if isinstance(value, (np.ndarray, list, dict, set)):
            with_contents = value
            self.contents.append((with_contents, copy.copy(value)))
            inner = value.values() if isinstance(value, dict) else value
            if not isinstance(value, np.ndarray):
                for part in inner:
                    if isinstance(part, (np.ndarray, list, dict, set, tuple)):
                        self._visit(part)
        elif isinstance(value, tuple):
            for part in value:
                self._visit(part)
        elif isinstance(value, functools.partial):
            for part in (value.func, *value.args, *value.keywords.values()):
                self._visit(part)
        elif isinstance(value, types.MethodType):
            self._visit(value.__func__)
            self._visit(value.__self__)
        elif isinstance(value, types.FunctionType):
            if not is_internal(value.__code__):
                self._function(value)
        elif hasattr(value, "__wrapped__"):
            self._visit(value.__wrapped__)
        elif hasattr(value, "__dict__") and not isinstance(value, (type, types.ModuleType)):
            self._visit(vars(value))
            self._visit(vars(type(value)).get("__call__"))

    def _function(self, function: types.FunctionType) -> None:
        for cell in function.__closure__ or ():
            try:
                value = cell.cell_contents
            except ValueError:  # not filled yet
                continue
            self.cells.append((cell, value))
            self._visit(value)
        for default in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
            self._visit(default)
        for name in names_in(function.__code__):
            if name in function.__globals__:
                value = function.__globals__[name]
                if not isinstance(value, types.ModuleType):
                    self.globals.append((function.__globals__, name, value))
                    self._visit(value)

    def unchanged(self) -> bool:
        """Whether all is as it was."""
        for cell, value in self.cells:
            if cell.cell_contents is not value:
                return False
        for names, name, value in self.globals:
            if names.get(name) is not value:
                return False
        return not self.contents or all(same(now, before) for now, before in self.contents)


def names_in(code: types.CodeType) -> set[str]:
    """The names a code object and those inside it refer to."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= names_in(constant)
    return names
