"""Through a solver: the derivative of a solution from the equation that it solves.

- `implicit(solve, equation)`: a solver as one node, whose derivative needs none of its rounds.

Sources: the implicit function theorem; Griewank & Walther, *Evaluating Derivatives* (2008), chapter
15; Christianson, *Reverse accumulation and attractive fixed points* (1994); Blondel et al.,
*Efficient and modular implicit differentiation* (2022).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.engine.derivatives.transforms import jacfwd, jvp, vjp
from adlab.engine.errors import InputError, MatrixError, ShapeError, explain
from adlab.engine.extending.decorator import primitive
from adlab.engine.recording.var import Var
from adlab.engine.user import source

Function = Callable[..., Any]


def implicit(solve: Function, equation: Function) -> Function:
    """Differentiate a solver by the equation that it solves, and not through its rounds.

    Parameters
    ----------
    solve : callable
        Takes numbers and arrays; returns the solution z, one number or array. It may do what it
        likes, since it is only evaluated: loop until it has converged, or call SciPy.
    equation : callable
        Takes z and then what `solve` takes; returns what is 0 at the solution, in the shape of z.
        It is written with NumPy, so that adlab can differentiate it. For a fixed point z = f(z, p)
        that is `lambda z, p: z - f(z, p)`.

    Returns
    -------
    callable
        The same as `solve`. In a graph, a call of it is one node. With g for the equation,

            dz = −(∂g/∂z)⁻¹ · ∂g/∂p · dp

        forwards; backwards one system is solved with the transposed matrix. Both are taken at what
        `solve` returned: how far that is from the solution, so far is the derivative off, too.

    Raises
    ------
    ShapeError
        The equation has another shape than the solution.
    MatrixError
        ∂g/∂z has no inverse there: the solution does not move smoothly with the arguments.

    The matrix is made in full, with as many tangent sweeps over the equation as z has entries.

    Sources: Griewank & Walther (2008), chapter 15; Christianson (1994); Blondel et al. (2022).

    >>> import numpy as np, adlab
    >>> def heron(a):
    ...     root = a
    ...     for _ in range(30):
    ...         root = 0.5 * (root + a / root)
    ...     return root
    >>> root = adlab.implicit(heron, lambda z, a: z * z - a)
    >>> adlab.grad(root)(4.0), adlab.grad(adlab.grad(root))(4.0)
    (0.25, -0.03125)
    >>> len(adlab.trace(root, 4.0)), len(adlab.trace(heron, 4.0))
    (2, 91)
    """
    for what, given in (("solve", solve), ("equation", equation)):
        if not callable(given):
            raise InputError(
                explain(
                    f"implicit wants two functions, and {what} is {given!r}.",
                    fix="write adlab.implicit(solve, equation)",
                )
            )
    name = getattr(solve, "__name__", type(solve).__name__)

    def forward(tangents: Any, result: Any, *args: Any, **params: Any) -> Any:
        moved = tangents if isinstance(tangents, tuple) else (tangents,)
        moving = [k for k, tangent in enumerate(moved) if tangent is not None]
        left, points = _of_some(moving, result, args, params)
        pushed = jvp(left, points, [moved[k] for k in moving])[1]
        return _solved(_matrix(result, args, params), -pushed)

    def back(adjoint: Any, result: Any, *args: Any, **params: Any) -> Any:
        matrix = _matrix(result, args, params)
        weights = _solved(matrix.T if np.ndim(matrix) else matrix, adjoint)
        moving = [k for k, argument in enumerate(args) if _flows(argument)]
        left, points = _of_some(moving, result, args, params)
        shares = dict(zip(moving, vjp(left, *points)[1](-weights), strict=True))
        return tuple(shares.get(k) for k in range(len(args)))

    def _of_some(moving: Any, result: Any, args: Any, params: Any) -> tuple[Function, list[Any]]:
        """The equation as a function of some of the arguments alone, and where they stand."""

        def left(*some: Any) -> Any:
            given = dict(zip(moving, some, strict=True))
            return equation(result, *[given.get(k, a) for k, a in enumerate(args)], **params)

        return left, [args[k] for k in moving]

    def _matrix(result: Any, args: Any, params: Any) -> Any:
        """∂g/∂z at the solution: a number, or a matrix."""
        left = equation(result, *args, **params)
        if np.shape(left) != np.shape(result):
            raise ShapeError(
                explain(
                    f"The equation of {name} has the shape {np.shape(left)}, and its solution "
                    f"the shape {np.shape(result)}.",
                    where=source.where(getattr(equation, "__code__", None), -1),
                    why="as many equations are needed as there are unknowns",
                    fix="let it return what is 0 for each entry of the solution",
                )
            )
        slope = jacfwd(lambda z: equation(z, *args, **params))(result)
        size = int(np.size(result))
        return np.reshape(slope, (size, size)) if np.ndim(result) else slope

    def _solved(matrix: Any, right: Any) -> Any:
        if np.ndim(matrix):
            try:
                return np.reshape(np.linalg.solve(matrix, np.ravel(right)), np.shape(right))
            except np.linalg.LinAlgError as error:
                raise _no_inverse() from error
        if matrix == 0.0:
            raise _no_inverse()
        return right / matrix

    def _no_inverse() -> MatrixError:
        return MatrixError(
            explain(
                f"The equation of {name} does not fix its solution there: ∂g/∂z has no inverse.",
                where=source.where(getattr(equation, "__code__", None), -1),
                why="the solution then has no derivative, or it is not the solution of this one",
                fix="check the equation, or ask at another point",
            )
        )

    declared = primitive(
        jvp=forward,
        vjp=back,
        symbol=name,
        label="−(∂g/∂z)⁻¹ · ∂g/∂p",
        back="solve (∂g/∂z)ᵀ · w = z̄",
    )
    return declared(solve)


def _flows(argument: Any) -> bool:
    """Whether it is a number or an array of them, and no count, switch or name."""
    if isinstance(argument, np.ndarray):
        return argument.dtype.kind == "f"
    return isinstance(argument, (float, Var))
