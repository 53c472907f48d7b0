"""What adlab raises and warns about. Every message says what happened, where, and what to write.

- `AdlabError`: the base of all errors; the subclasses also derive from the built-in type that
  describes them, so that `except TypeError` works as people expect.
- `TracingError`: the function did something that cannot be recorded.
- `UnsupportedFunctionError`: a NumPy function that adlab has no derivative for.
- `InputError`: an argument that cannot be differentiated.
- `OutputError`: an output that cannot be differentiated as asked.
- `ShapeError`: shapes that do not fit together.
- `MatrixError`: a matrix that linear algebra cannot take: singular, or not positive definite.
- `BranchChanged`: a program was called where the function takes another branch.
- `GradientCheckError`: a derivative that disagrees with differences.
- `EngineError`: an engine of your own that cannot be shown, or that failed.
- `MissingPackageError`: a further package is needed.
- `NonFiniteWarning`: the first value, tangent or adjoint that is inf or nan.
- `KinkWarning`: a second derivative at a kink, where the first is a convention.
- `DifferentRunWarning`: a function that does something else when it is recorded.
- `RetracingWarning`: a compiled function that is traced again and again.
- `IndependentOutputWarning`: an output that does not depend on any input.
"""

from __future__ import annotations

import numpy as np

from adlab.engine.user.tracebacks import rendered


class AdlabError(Exception):
    """Base class of the errors that adlab raises on purpose.

    A notebook shows their message below the user's lines only; with ADLAB_TRACEBACK=full in the
    environment, below all frames.
    """

    def _render_traceback_(self) -> list[str]:  # which IPython asks for
        return rendered(self)


class TracingError(AdlabError, TypeError):
    """The traced function did something that would lose or falsify the derivative."""


class UnsupportedFunctionError(TracingError):
    """A NumPy function without a derivative in adlab."""


class InputError(AdlabError, TypeError):
    """An argument that cannot be an input of a derivative."""


class OutputError(AdlabError, TypeError):
    """An output that cannot be differentiated in the way that was asked."""


class ShapeError(AdlabError, ValueError):
    """Shapes that do not fit together."""


class MatrixError(AdlabError, np.linalg.LinAlgError):
    """A matrix that an operation of linear algebra cannot take, such as a singular one."""


class MatrixShapeError(ShapeError, np.linalg.LinAlgError):
    """A matrix of the wrong shape for linear algebra, such as one that is not square."""


class BranchChanged(AdlabError, ValueError):
    """A program was called with inputs for which the function takes another branch."""


class GradientCheckError(AdlabError, AssertionError):
    """A derivative that disagrees with differences."""


class EngineError(AdlabError, RuntimeError):
    """An engine of your own cannot be read, failed, or went another way than adlab."""


class MissingPackageError(AdlabError, ImportError):
    """Something that adlab can do only with a further package."""


class NonFiniteWarning(RuntimeWarning):
    """A value, tangent or adjoint became inf or nan; the message names the first one."""


class KinkWarning(RuntimeWarning):
    """A second derivative passes a node at its kink, where the first one is a convention."""


class DifferentRunWarning(UserWarning):
    """A function gave another result when it was recorded than when it was simply called."""


class RetracingWarning(UserWarning):
    """A compiled function is traced again and again."""


class IndependentOutputWarning(UserWarning):
    """The output does not depend on the inputs, so that every derivative is 0."""


def explain(what: str, where: str = "", why: str = "", fix: str = "") -> str:
    """The one layout of all messages: what happened, on which line, why, and what to write.

    >>> print(explain("float() was called.", where="line 3: float(x)", fix="use x itself"))
    float() was called.
      where: line 3: float(x)
      fix:   use x itself
    """
    lines = [what]
    for label, text in (("where: ", where), ("why:   ", why), ("fix:   ", fix)):
        if text:
            lines.append(f"  {label}{text}")
    return "\n".join(lines)
