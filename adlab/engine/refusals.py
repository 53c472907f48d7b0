"""Refusals: the errors for what would lose or falsify a derivative, and whose line they name.

- `user_frame`, `user_position`, `user_stack_level`: the nearest code that is the user's own.
- `refuse(what, why, fix)` and the special cases `number_wanted`, `array_wanted`, `unsupported`,
  `leaked`, `value_error`: they return the exception, ready to be raised.
"""

from __future__ import annotations

import difflib
import dis
import math
import re
import sys
from collections.abc import Sequence
from types import CodeType, FrameType
from typing import Any

import numpy as np

from adlab.engine import source
from adlab.engine.calls import is_internal
from adlab.engine.errors import (
    MatrixError,
    MatrixShapeError,
    ShapeError,
    TracingError,
    UnsupportedFunctionError,
    explain,
)
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
    if dis.opname[frame.f_code.co_code[frame.f_lasti]] in ("STORE_SUBSCR", "STORE_SLICE"):
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
    if dis.opname[frame.f_code.co_code[frame.f_lasti]] in ("STORE_SUBSCR", "STORE_SLICE"):
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
        "build the array in one go, with `np.stack([...])` or `np.concatenate`",
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


def value_error(
    name: str, arguments: Sequence[Any], error: ValueError, code: CodeType, instruction: int
) -> ValueError:
    """What to raise where NumPy found fault with the arguments of a primitive.

    A question of shapes and a matrix without an inverse are explained; any other is NumPy's own,
    or that of a primitive of the user's, and stays what it is.
    """
    if SHAPES.search(str(error)):
        return shape_error(name, arguments, error, code, instruction)
    if isinstance(error, np.linalg.LinAlgError):
        return matrix_error(name, error, code, instruction)
    return error


SHAPES = re.compile(
    "shape|broadcast|dimension|axes|axis|mismatch|aligned|square|same size|of size|zero-size|"
    "subscripts"
)
SHAPE_FIXES = {
    "out of bounds": "axes are counted from 0, or from -1 backwards",
    "square": "pass a square matrix, or a stack of them: shape (..., n, n)",
    "zero-size": "pass at least one entry, or say what none of them give, with `initial=`",
}
MATRICES = {
    "Singular": ("the matrix is singular: its determinant is 0, and it has no inverse",
                 "np.linalg.pinv or np.linalg.lstsq, which take singular matrices, or add a "
                 "little to the diagonal: `A + 1e-6 * np.eye(n)`"),
    "positive definite": ("the matrix is not positive definite: not all of its eigenvalues are "
                          "above 0", "a matrix such as `A @ A.T + 1e-6 * np.eye(n)`"),
    "converge": ("the method of LAPACK did not converge, as for entries that are nan or inf",
                 "look at the matrix before: `np.all(np.isfinite(A))`"),
}  # fmt: skip


def matrix_error(name: str, error: Exception, code: CodeType, instruction: int) -> MatrixError:
    """The error for a matrix that an operation cannot take, whatever its shape."""
    known = (each for word, each in MATRICES.items() if word in str(error))
    why, fix = next(known, (str(error), "look at the matrix before"))
    return MatrixError(
        explain(
            f"{name} has no value for this matrix.",
            where=source.where(code, instruction),
            why=why,
            fix=fix,
        )
    )


def shape_error(
    name: str, arguments: Sequence[Any], error: Exception, code: CodeType, instruction: int
) -> ShapeError:
    """The error for arguments whose shapes do not fit together."""
    shapes = " and ".join(str(np.shape(argument)) for argument in arguments)
    known = (fix for word, fix in SHAPE_FIXES.items() if word in str(error))
    kind = MatrixShapeError if isinstance(error, np.linalg.LinAlgError) else ShapeError
    return kind(
        explain(
            f"{name} does not fit shape{'s' if len(arguments) > 1 else ''} {shapes}.",
            where=source.where(code, instruction),
            why=str(error),
            fix=next(known, "make the shapes agree, for instance with reshape or .T"),
        )
    )
