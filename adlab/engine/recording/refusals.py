"""Refusals: the errors for what would lose or falsify a derivative, and whose line they name.

- `refuse(what, why, fix)` and the special cases `number_wanted`, `array_wanted`, `unsupported`,
  `unsupported_method`, `without_out`, `misunderstood`, `leaked`, `value_error`: they return the
  exception, ready to be raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import CodeType, TracebackType
from typing import Any

import numpy as np

from adlab.engine.errors import (
    MatrixError,
    MatrixShapeError,
    ShapeError,
    TracingError,
    UnsupportedFunctionError,
    explain,
)
from adlab.engine.primitives.primitive import FUNCTIONS
from adlab.engine.recording.advice import INSTEAD, METHODS, declare, instead
from adlab.engine.user import source
from adlab.engine.user.called import UNKNOWN, Called, called
from adlab.engine.user.frames import user_frame, user_position, user_where
from adlab.engine.user.whose import is_internal, owner


def refuse(what: str, why: str, fix: str) -> TracingError:
    """The error for something that a recorded value cannot do."""
    return TracingError(explain(f"{what}.", where=user_where(2), why=why, fix=fix))


LOST = "only a plain number would come out, and the derivative would be lost"


def number_wanted(kind: str) -> TracingError:
    """The error for `float(x)` and its kin, which also `math.sin(x)` comes to."""
    doing = called(user_frame())
    if doing.kind == "store":
        return _stored()
    if doing.target is UNKNOWN and f"math.{doing.name}" in INSTEAD:
        doing = doing._replace(name=f"math.{doing.name}")  # of a module that has no name here
    if doing.kind != "call" or doing.name == kind or not _is_known(doing):
        return refuse(f"{kind}() was called on a recorded value", LOST, INSTEAD[kind])
    return refuse(f"{doing.name} was called on a recorded value", LOST, instead(doing.name))


def _is_known(doing: Called) -> bool:
    """Whether there is something to say of what is called: not of a user's own function."""
    code = getattr(doing.target, "__code__", None)
    if code is not None and owner(code.co_filename) == "library":
        return True
    return doing.name in INSTEAD or doing.name.partition(".")[0] in LIBRARIES


LIBRARIES = ("np", "ndarray", "math", "cmath", "statistics", "random", "scipy", "pandas")


def array_wanted() -> TracingError:
    """The error for `np.array([x, y])`, for `np.asarray(x)`, and for lists of recorded values."""
    doing = called(user_frame())
    lost = "the array would hold numbers only, and the derivative would be lost"
    if doing.kind == "store":
        return _stored()
    if doing.kind == "subscript" and doing.name not in INSTEAD:
        return refuse(
            "A recorded value was used as an index",
            "positions have no derivative",
            "use whole numbers that are not differentiated, or a mask such as `x > 0`",
        )
    what = "A recorded value was put into a plain NumPy array"
    if doing.name not in INSTEAD and (_is_recorded(doing.target) or not _is_known(doing)):
        return refuse(what, lost, _list_advice(doing.name))
    return refuse(f"{what}, by {_spoken(doing.name)}", lost, instead(doing.name))


def _is_recorded(function: Any) -> bool:
    """Whether adlab knows the function, so that only its arguments are to blame."""
    return isinstance(function, np.ufunc) or (callable(function) and function in FUNCTIONS)


def _spoken(name: str) -> str:
    """`np.full`, or "the method .dot of a plain array"."""
    kind, _, method = name.rpartition(".")
    return f"the method .{method} of a plain array" if kind == "ndarray" else name


def _list_advice(name: str) -> str:
    made = "`np.array([...], like=x)` with a recorded x, or `np.stack([...])`"
    return f"if it stands in a list, make an array of the list with {made}, which are recorded" + (
        f", and give that to {name}" if name else "; or pass f an array from the start"
    )


def _stored() -> TracingError:
    return refuse(
        "A recorded value was assigned to an entry of a plain NumPy array",
        "the array can hold numbers only, and the derivative would be lost",
        "make the array like a recorded one, `z = np.zeros(3, like=x)`, whose entries may be "
        "assigned to; or build it in one go, with `np.stack([...])` or `np.concatenate`",
    )


def plain_target(function: str, how: str, otherwise: str) -> TracingError:
    """The error for `out=`, `arr *= v` and their kin, where the array that is written is plain."""
    doing = called(user_frame())
    if doing.name != function and doing.name in INSTEAD:  # NumPy writes into an array of its own
        return refuse(f"{doing.name} was called with a recorded value", LOST, instead(doing.name))
    return refuse(
        f"{function} was asked to write a recorded value into an existing array{how}",
        "a plain array cannot hold a recorded value",
        f"{otherwise}make the array like a recorded one, `arr = np.zeros(3, like=x)`, which can be "
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
    """The error for a NumPy function without a derivative: what to write instead."""
    doing = called(user_frame())
    function = re.split(r"[ (]", name, maxsplit=1)[0]
    is_numpys = hasattr(np, function.partition(".")[0])  # else another library's ufunc
    full = f"np.{name}" if is_numpys else doing.name or name
    fix = instead(f"np.{function}" if is_numpys else full)
    if function != name and f"np.{function}" not in INSTEAD:
        fix = f"np.{function} is recorded without that; {OWN}"
    if is_numpys and doing.name != f"np.{function}" and doing.name in INSTEAD:
        full, fix = f"{full}, which {doing.name} uses", instead(doing.name)
    return UnsupportedFunctionError(
        explain(f"adlab has no derivative for {full}.", where=user_where(), fix=fix)
    )


def without_out(name: str) -> UnsupportedFunctionError:
    """The error for a ufunc with `where=` that has nothing to write into."""
    return UnsupportedFunctionError(
        explain(
            f"np.{name}(where=...) was called without out=.",
            where=user_where(),
            why="where the mask does not hold, the result would be what is in the memory by chance",
            fix=f"give it an array to write into, as np.{name}(..., out=np.zeros_like(x), "
            "where=mask), or choose with np.where",
        )
    )


OWN = "with it, define your own with @adlab.primitive"


def unsupported_method(name: str) -> TracingError:
    """The error for a method that arrays or floats have, and recorded values do not."""
    doing = called(user_frame())
    if not hasattr(np.ndarray, name):  # a float's, which fractions and statistics call too
        what = doing.name if doing.name in INSTEAD else f"The method .{name} of floats"
        fix = INSTEAD.get(doing.name, INSTEAD["float"])
        return refuse(f"{what} was called on a recorded value", LOST, fix)
    known = METHODS.get(name)
    return UnsupportedFunctionError(
        explain(
            f"adlab has no derivative for the array method .{name}.",
            where=user_where(),
            fix=f"write `{known}`" if known else declare(f"x.{name}"),
        )
    )


def misunderstood(error: TypeError) -> TracingError | None:
    """The error for a TypeError of Python's about a recorded value, as of `json.dumps(x)`."""
    text = str(error)
    if "Var" not in text and "type float is not JSON" not in text:  # which floats always are
        return None
    frames = [(t.tb_frame, t.tb_lasti) for t in _traceback(error)]
    own = [pair for pair in frames if not is_internal(pair[0].f_code)]
    if not own:
        return None
    frame, instruction = own[-1]
    doing = called(frame, instruction)
    return TracingError(
        explain(
            f"{doing.name or 'What is called here'} does not take a recorded value.",
            where=source.where(frame.f_code, instruction),
            why=text.replace("'Var'", "a recorded value"),
            fix=INSTEAD.get(doing.name, "use NumPy's functions"),
        )
    )


def _traceback(error: BaseException) -> Iterator[TracebackType]:
    entry = error.__traceback__
    while entry is not None:
        yield entry
        entry = entry.tb_next


def leaked(value: Any) -> TracingError:
    """The error for a value that outlived the run it was recorded in."""
    return TracingError(
        explain(
            f"A value recorded in another run is used here: {value!r}.",
            where=user_where(),
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
