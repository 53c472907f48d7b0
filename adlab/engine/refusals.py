"""Refusals: the errors for what would lose or falsify a derivative, and whose line they name.

- `user_frame`, `user_position`, `user_stack_level`: the nearest code that is the user's own.
- `refuse(what, why, fix)` and the special cases `number_wanted`, `array_wanted`, `unsupported`,
  `leaked`, `shape_error`: they return the exception, ready to be raised.
"""

from __future__ import annotations

import difflib
import math
import re
import sys
from collections.abc import Sequence
from types import CodeType, FrameType
from typing import Any

import numpy as np

from adlab.engine import source
from adlab.engine.calls import is_internal
from adlab.engine.errors import ShapeError, TracingError, UnsupportedFunctionError, explain
from adlab.engine.primitives import FUNCTIONS, PRIMITIVES


def user_frame(above: int = 1) -> FrameType:
    """The nearest frame that is the user's own, or the caller's where there is none.

    So many frames `above` this one are adlab's for sure, and not looked at.
    """
    here = sys._getframe(above)
    frame: FrameType | None = here
    while frame is not None and is_internal(frame.f_code):
        frame = frame.f_back
    return frame or here


def user_position(above: int = 1) -> tuple[CodeType, int]:
    """Code and instruction of the user's frame: what `source` resolves."""
    frame = user_frame(1 + above)
    return frame.f_code, frame.f_lasti


def user_stack_level() -> int:
    """The `stacklevel` with which a warning of the caller points at the user's line."""
    frame: FrameType | None = sys._getframe(1)
    levels = 1
    while frame is not None and is_internal(frame.f_code):
        frame = frame.f_back
        levels += 1
    return levels


def refuse(what: str, why: str, fix: str) -> TracingError:
    """The error for something that a recorded value cannot do."""
    return TracingError(explain(f"{what}.", where=source.where(*user_position()), why=why, fix=fix))


def number_wanted(kind: str) -> TracingError:
    """The error for `float(x)` and its kin, which also `math.sin(x)` comes to."""
    frame = user_frame()
    if source.is_store(frame.f_code, frame.f_lasti):
        return _stored()
    called = re.match(r"(?:math\.)?(\w+)\(", source.expression(frame))
    name = called[1] if called else kind
    why = "only a plain number would come out, and the derivative would be lost"
    if name == kind or not hasattr(math, name):
        return refuse(f"{kind}() was called on a recorded value", why, "use the value as it is")
    twin = MATH_NAMES.get(name, name)
    known = twin in PRIMITIVES or twin in {function.__name__ for function in FUNCTIONS}
    return refuse(
        f"math.{name} was called on a recorded value",
        why,
        f"use `np.{twin}`" if known else "write it with NumPy's functions, or as @adlab.primitive",
    )


MATH_NAMES = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "atan2": "arctan2",
    "pow": "power",
}


def array_wanted() -> TracingError:
    """The error for `np.array([x, y])`, for `np.asarray(x)`, and for lists of recorded values."""
    frame = user_frame()
    if source.is_store(frame.f_code, frame.f_lasti):
        return _stored()
    if re.search(r"\basarray\(|\basanyarray\(", source.expression(frame)):
        fix = "use the value as it is: NumPy's functions accept it"
    else:
        fix = (
            "if it stands in a list, make an array of the list with `np.stack([...])`, which is "
            "recorded, or pass f an array from the start"
        )
    return refuse(
        "A recorded value was put into a plain NumPy array",
        "the array would hold numbers only, and the derivative would be lost",
        fix,
    )


def _stored() -> TracingError:
    return refuse(
        "A recorded value was assigned to an entry of a plain NumPy array",
        "the array can hold numbers only, and the derivative would be lost",
        "make the array like a recorded one, `z = np.zeros(3, like=x)`, whose entries may be "
        "assigned to; or build it in one go, with `np.stack([...])` or `np.concatenate`",
    )


def plain_target(function: str, how: str, instead: str) -> TracingError:
    """The error for `out=`, `arr *= v` and their kin, where the array that is written is plain."""
    return refuse(
        f"{function} was asked to write a recorded value into an existing array{how}",
        "a plain array cannot hold a recorded value",
        f"{instead}make the array like a recorded one, `arr = np.zeros(3, like=x)`, which can be "
        "written into",
    )


def other_room(room: tuple[int, ...], shape: tuple[int, ...]) -> ShapeError:
    """The error for writing something into entries that it does not fit."""
    return ShapeError(
        explain(
            f"A value of shape {shape} was written into entries of shape {room}.",
            where=source.where(*user_position()),
            why="it must have their shape, or be repeated to it by broadcasting",
            fix="choose other entries, or bring the value to their shape, for instance by reshape",
        )
    )


def other_shape(shape: tuple[int, ...], made: tuple[int, ...]) -> ShapeError:
    """The error for an in-place operator whose result does not fit into its array."""
    return ShapeError(
        explain(
            f"An in-place operator would make an array of shape {made} of one of shape {shape}.",
            where=source.where(*user_position()),
            why="an array that is changed in place keeps its shape",
            fix="write `y = y + v` instead of `y += v`, which makes a new array",
        )
    )


def unsupported(name: str) -> UnsupportedFunctionError:
    """The error for a NumPy function without a derivative: the nearest ones, and how to add one."""
    known = sorted({f.__name__ for f in FUNCTIONS} | {n for n in PRIMITIVES if hasattr(np, n)})
    near = difflib.get_close_matches(name.split(".")[-1], known, n=3, cutoff=0.7)
    own = "define your own with @adlab.primitive"
    return UnsupportedFunctionError(
        explain(
            f"adlab has no derivative for np.{name}.",
            where=source.where(*user_position()),
            fix=f"the nearest are {', '.join('np.' + n for n in near)}; or {own}" if near else own,
        )
    )


def leaked(value: Any) -> TracingError:
    """The error for a value that outlived the run it was recorded in."""
    return TracingError(
        explain(
            f"A value recorded in another run is used here: {value!r}.",
            where=source.where(*user_position()),
            why="recording values live only while their function runs",
            fix="return what you need from the function instead of keeping it outside",
        )
    )


def shape_error(
    name: str, arguments: Sequence[Any], error: Exception, code: CodeType, instruction: int
) -> ShapeError:
    """The error for arguments whose shapes do not fit together."""
    shapes = " and ".join(str(np.shape(argument)) for argument in arguments)
    return ShapeError(
        explain(
            f"{name} does not fit shape{'s' if len(arguments) > 1 else ''} {shapes}.",
            where=source.where(code, instruction),
            why=str(error),
            fix="make the shapes agree, for instance with reshape or .T",
        )
    )
