"""Primitives of your own: the decorator that makes a function one node of the graph.

- `primitive(...)`: the public decorator; see `whole` for its rules of whole functions, and
  `by_differences` for those whose derivative is taken by differences.
- `own_values(function)`: a function of the user's, with results that are its own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.engine.errors import AdlabError, OutputError, ShapeError, explain
from adlab.engine.extending.by_differences import by_differences
from adlab.engine.extending.whole_functions import declare
from adlab.engine.primitives.declaring import elementwise
from adlab.engine.primitives.primitive import Function, Interval
from adlab.engine.recording.binding import as_recording
from adlab.engine.user import source
from adlab.engine.user.frames import user_position


def primitive(
    *partials: str | Function | None,
    jvp: Function | None = None,
    vjp: Function | None = None,
    label: Any = "",
    back: Any = "",
    symbol: str = "",
    formula: str = "",
    domain: Sequence[Interval] = (),
    kink: str = "",
    kink_at: str | Function | None = None,
    numerical: bool = False,
) -> Callable[[Function], Function]:
    """Make a function of your own a primitive: one node of the graph, with your derivative.

    There are two ways. A function that works entry by entry on numbers and arrays is declared by
    its `partials`; any other function of arrays by its linear maps, `jvp` and `vjp`.

    Parameters
    ----------
    *partials : str, callable or None
        One per argument: the derivative with respect to it, as an expression in the arguments `x`,
        `y`, `w` and the result `z`, or as a function `(z, x, ...)` that uses NumPy. `None`: nothing
        flows through this argument.
    vjp : `callable(adjoint, result, *args, **params)`
        For reverse mode: the share of the adjoint that each argument gets, in the argument's shape;
        `None` where nothing flows. A tuple, unless the function has one argument only.
    jvp : `callable(tangents, result, *args, **params)`
        For forward mode: the tangent of the result, from those of the arguments: a tuple, unless
        the function has one argument only. Either rule will do, since the other is its transpose.
    label, back : str, `callable(result, *args, **params)`, or one of these per argument
        What the map forwards and the map backwards do, in a few words, for the edge: "· Wᵀ".
    symbol, formula : str
        How the node reads, e.g. `symbol="cube"` or `formula="{x}³"`.
    domain : sequence of (low, high)
        Open intervals inside which the derivative holds, per argument.
    kink : str
        Where there is no derivative, and what you return there.
    kink_at : str or `callable(result, *args, **params)`
        Whether the arguments stand at the kink; an expression may be given beside partials. Second
        derivatives that pass there are warned of.
    numerical : bool
        Instead of partials: take them by central differences, of a function of any shapes. They
        are inexact, and the edges say so with "≈"; there are no second derivatives.

    Raises
    ------
    TypeError
        No derivative was given, both ways were mixed, a rule takes other arguments than it will be
        given, or the decorator was used without its parentheses.

    With `jvp` and `vjp`, the function may take anything. What stands behind `*` in its definition
    is a parameter, and not differentiated; all else is an argument. It returns one number or array.
    Rules are written with NumPy, so that they can be differentiated again. `adlab.check_grads`
    finds the wrong ones.

    >>> import numpy as np, adlab
    >>> @adlab.primitive("3 * x**2", symbol="cube")
    ... def cube(x):
    ...     return x * x * x
    >>> adlab.grad(lambda x: np.sin(cube(x)))(0.0)
    0.0
    >>> print(adlab.trace(cube, 2.0).nodes[1].formula)
    cube(x)

    >>> def share(adjoint, result, x, *, step):
    ...     return -np.diff(adjoint, prepend=0.0, append=0.0) / step
    >>> @adlab.primitive(vjp=share, label="differences", back="−differences")
    ... def slopes(x, *, step):
    ...     return np.diff(x) / step
    >>> adlab.grad(lambda x: np.sum(slopes(x, step=0.5) ** 2))(np.array([1.0, 2.0, 4.0]))
    array([-8., -8., 16.])
    """
    if numerical and not partials:
        return lambda function: by_differences(function, symbol, formula)
    whole = jvp is not None or vjp is not None
    _check_declaration(partials, whole)

    def decorate(function: Function) -> Function:
        if whole:
            return declare(function, jvp, vjp, label, back, symbol, formula, kink, kink_at)
        name = symbol or function.__name__
        text = formula or name + "({args})"
        value = own_values(function)
        declared = elementwise(
            function.__name__,
            value,
            text,
            *partials,
            symbol=name,
            domain=domain,
            kink=kink,
            kink_at=kink_at,
            own=True,
        )
        return as_recording(declared)

    return decorate


def _check_declaration(partials: Sequence[Any], whole: bool) -> None:
    if whole and partials:
        raise TypeError(
            "adlab.primitive takes either the slopes of a function that works entry by entry,\n"
            "or jvp= and vjp= of a function of whole arrays: not both"
        )
    if whole or (partials and not (callable(partials[0]) and _is_bare(partials))):
        return
    raise TypeError(
        "adlab.primitive needs the derivative of the function, one per argument:\n"
        '  @adlab.primitive("3 * x**2")\n  def cube(x):\n      return x**3\n'
        "or, for a function of whole arrays, its linear maps:\n"
        "  @adlab.primitive(vjp=lambda adjoint, result, x: ...)"
    )


def _is_bare(partials: Sequence[Any]) -> bool:
    """Whether `@primitive` was written without parentheses above a `def`, as the source tells."""
    span = source.locate(*user_position(1))
    return len(partials) == 1 and span is not None and not span.text.rstrip().endswith(")")


def own_values(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with results that are its own: a float, or an array that nobody holds.

    What it returns may be an array that the user keeps and changes, a list, a float32, or an array
    of no dimension. Masks and whole numbers stay what they are where they are arrays.
    """

    @functools.wraps(function)
    def compute(*arguments: Any, **params: Any) -> Any:
        value = function(*arguments, **params)
        if type(value) is float and len(arguments) == 1 and type(arguments[0]) is float:
            return value  # the quick, usual way
        array = np.array(value)
        if array.dtype.kind not in "fiub":
            what = f"{function.__name__} returned {value!r}."
            raise _unfit(OutputError, what, "return a float, or a NumPy array of floats")
        shape = np.broadcast_shapes(*[np.shape(argument) for argument in arguments])
        if array.shape != shape:
            what = (
                f"{function.__name__} works entry by entry, and returned shape {array.shape} for "
                f"arguments of shape {shape}."
            )
            fix = "return a value for each entry, for instance `np.full_like(x, 1.0)`"
            raise _unfit(ShapeError, what, fix)
        if array.ndim == 0:
            return float(array)
        return array.astype(float) if array.dtype.kind == "f" else array

    return compute


def _unfit(kind: type[AdlabError], what: str, fix: str) -> AdlabError:
    return kind(explain(what, where=source.where(*user_position()), fix=fix))
