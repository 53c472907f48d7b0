"""What Python is calling in a frame: read from the bytecode that runs, not from the spelling.

- `Called`: what kind of instruction runs, and the name of what it calls or asks for an entry.
- `called(frame)`: that of a frame; `import math as m; m.erf(x)` is a call of "math.erf".

Every instruction knows the piece of source that it stands for. Those that begin where the running
one begins are on the way to what is called: `math`, then `math.erf`, then the call. So no source is
needed, and an alias or `from math import erf` makes no difference.
"""

from __future__ import annotations

import dis
import functools
from types import FrameType, ModuleType
from typing import Any, NamedTuple

import numpy as np

UNKNOWN: Any = object()
SHORT = {"numpy": "np", "builtins": ""}  # how people write the names of modules


class Called(NamedTuple):
    """What a frame is doing."""

    kind: str  # "call", "subscript", "store" or ""
    name: str  # "math.erf", "np.full", "float", "ndarray.dot"; "" where it cannot be told
    target: Any = UNKNOWN  # the function itself, or what is asked for an entry


def called(frame: FrameType, instruction: int | None = None) -> Called:
    """What the frame calls, at the instruction that runs or at another one."""
    at = frame.f_lasti if instruction is None else instruction
    # Python may stand at the end of a call's own cache, behind the instruction itself.
    *before, running = [i for i in dis.get_instructions(frame.f_code) if i.offset <= at]
    start = _start(running)
    name, target = "", UNKNOWN
    for step in before:
        if _start(step) == start and step.positions != running.positions:
            name, target = _resolve(step, frame, name, target)
    return Called(_kind(running), name_of(target, name), target)


def _kind(instruction: dis.Instruction) -> str:
    operation = instruction.opname
    if operation in ("STORE_SUBSCR", "STORE_SLICE"):
        return "store"
    if operation in ("BINARY_SUBSCR", "BINARY_SLICE") or instruction.argrepr == "[]":
        return "subscript"
    return "call" if operation.startswith("CALL") else ""


def _start(instruction: dis.Instruction) -> tuple[int | None, int | None]:
    where = instruction.positions
    return (where.lineno, where.col_offset) if where else (None, None)


def _resolve(step: dis.Instruction, frame: FrameType, name: str, value: Any) -> tuple[str, Any]:
    """The name and the object after one more instruction: a variable, an attribute, or a result."""
    operation, argument = step.opname, step.argval
    if operation in ("LOAD_ATTR", "LOAD_METHOD"):
        if isinstance(value, ModuleType):
            return f"{_short(value.__name__)}.{argument}", getattr(value, argument, UNKNOWN)
        return argument, _attribute(value, argument)
    if operation in ("PUSH_NULL", "KW_NAMES") or (
        operation == "LOAD_CONST" and isinstance(argument, tuple)  # the names of keywords
    ):
        return name, value
    if operation.startswith("LOAD_FAST") and isinstance(argument, tuple):
        argument = argument[0]  # two variables in one instruction
    if operation.startswith("LOAD_") and isinstance(argument, str) and operation != "LOAD_CONST":
        for scope in (frame.f_locals, frame.f_globals, frame.f_builtins):
            if argument in scope:
                return argument, scope[argument]
        return argument, UNKNOWN
    if operation.startswith(("CALL", "PRECALL")) and isinstance(value, type):
        return name, value  # of an object we know at least the class: np.vectorize(g)(x)
    return "", UNKNOWN


def _attribute(value: Any, name: str) -> Any:
    """An attribute, where looking at it runs no code of the user's."""
    known = isinstance(value, type) or type(value).__module__.startswith("numpy")
    return getattr(value, name, UNKNOWN) if known else UNKNOWN


def name_of(target: Any, spelled: str = "") -> str:
    """The full name of a function, as people write it: "np.linalg.inv"; else what was spelled.

    >>> name_of(np.linalg.inv), name_of(np.sin), name_of(float), name_of(np.ones(3).dot)
    ('np.linalg.inv', 'np.sin', 'float', 'ndarray.dot')
    """
    if isinstance(target, functools.partial):
        return name_of(target.func, spelled)
    if target is UNKNOWN:  # the method of a result: np.ones(3).dot, default_rng().normal
        owners = (("ndarray", np.ndarray), ("np.random", np.random.Generator))
        return next((f"{o}.{spelled}" for o, kind in owners if hasattr(kind, spelled)), spelled)
    if isinstance(target, np.ufunc):
        own = getattr(np, target.__name__, None) is target
        return f"np.{target.__name__}" if own else spelled
    if type(target).__module__.startswith("numpy.lib") and not callable(target):
        return spelled  # np.r_ and its kin
    owner = getattr(target, "__self__", None)
    name = getattr(target, "__qualname__", getattr(target, "__name__", spelled))
    last = name.rpartition(".")[2]
    if type(owner) is np.ndarray:
        return f"ndarray.{last}"
    if type(owner).__module__.startswith("numpy.random"):
        return f"np.random.{last}"
    module = _short(getattr(target, "__module__", None) or "")
    return f"{module}.{name}" if module else name


def _short(module: str) -> str:
    first, dot, rest = module.partition(".")
    return SHORT.get(first, first) + dot + rest
