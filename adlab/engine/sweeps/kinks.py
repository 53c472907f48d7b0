"""Second derivatives at a kink: where the first one is a convention, its derivative says nothing.

At a kink a primitive has no derivative, and follows a convention: |x| has slope 0 at 0. That is a
fair choice for a first derivative. A second derivative differentiates the choice as if it were the
slope all around, and may be wrong even where the function as a whole is smooth: ‖x‖² has the
Hessian 2·I everywhere, and by the rules of its parts 0 at the origin. So it is warned of.

- `note(graph, node)`: a sweep that is itself recorded passes a node; remember it if at its kink.
- `warn(graph)`: a derivative is taken of such a recorded sweep; tell the user, once.
- `distance(graph, node)`: how far the operands of a node are from its kink.

Each primitive that has a kink declares where, in `kink_at`.

>>> import adlab, warnings
>>> with warnings.catch_warnings(record=True, action="always") as seen:
...     adlab.grad(adlab.grad(lambda x: abs(x) ** 2))(0.0)  # of x², it is 2
0.0
>>> print(str(seen[0].message).splitlines()[0])
A second derivative passes v1 = |x| at its kink (at 0: slope 0).

Source: Griewank & Walther (2008), chapter 14, on piecewise differentiable functions.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.values import Recorded, detach
from adlab.engine.errors import KinkWarning, explain
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.tracing import active_traces, describe
from adlab.engine.user import source
from adlab.engine.user.frames import user_stack_level


def note(graph: Graph, node: int) -> None:
    """Remember, in the traces that record this sweep, that it passes a node at its kink."""
    _, params, code, instruction, *operands = graph.records[node]
    primitive = graph.primitive(node)
    if primitive.kink_at is None:
        return
    arguments = [graph.values[o] if type(o) is int else o for o in operands]
    recorders = [trace for argument in arguments for trace in _recorders(argument)]
    recorders = [trace for trace in recorders if trace.kink == ""]
    if not recorders:
        return
    plain = [detach(value) for value in (graph.values[node], *arguments)]
    if np.any(primitive.kink_at(*plain, **(params or {}))):
        text = explain(
            f"A second derivative passes {describe(graph, node)} at its kink ({primitive.kink}).",
            where=source.where(code, instruction),
            why="there the first derivative is a convention, whose derivative says nothing: "
            "the second one may be wrong even if your function is smooth",
            fix="choose another point, or write the function without the kink: "
            "np.sum(x**2) for np.linalg.norm(x)**2, x**2 for abs(x)**2",
        )
        for trace in recorders:
            trace.kink = text


def _from_zero(z: Any, x: Any, *_: Any) -> Any:
    return np.abs(x)


def _from_each_other(z: Any, x: Any, y: Any) -> Any:
    return np.abs(x - y)


def _from_whole_numbers(z: Any, x: Any) -> Any:
    return np.abs(x - np.rint(x))


def _from_halves(z: Any, x: Any, *_: Any) -> Any:
    return np.abs(np.abs(x - z) - 0.5)


def _from_bounds(z: Any, x: Any, low: Any, high: Any) -> Any:
    return np.minimum(np.abs(x - low), np.abs(x - high))


DISTANCES: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("absolute", "relu", "sign", "heaviside"), _from_zero),
    **dict.fromkeys(("maximum", "minimum", "fmax", "fmin"), _from_each_other),
    **dict.fromkeys(("equal", "not_equal"), _from_each_other),  # and what a branch asks
    **dict.fromkeys(("greater", "greater_equal", "less", "less_equal"), _from_each_other),
    **dict.fromkeys(("floor", "ceil", "trunc"), _from_whole_numbers),
    **dict.fromkeys(("rint", "round"), _from_halves),
    "clip": _from_bounds,
}


def distance(graph: Graph, node: int) -> float | None:
    """How far a node's operands are from its kink: of arrays, those that are nearest.

    It is a distance of the operands, and not of the inputs. None for a node without a kink, or with
    one that is no question of single numbers, such as equal singular values.

    >>> import adlab
    >>> graph = adlab.trace(lambda x: np.maximum(x, 2.0), 1.25)
    >>> distance(graph, 0), distance(graph, 1)
    (None, 0.75)
    """
    name, _, _, _, *operands = graph.records[node]
    return apart(name, graph, operands, graph.values[node])


def apart(name: str, graph: Graph, operands: Sequence[Any], result: Any = None) -> float | None:
    """The same of a question that a branch asked, such as "greater"."""
    if name not in DISTANCES:
        return None
    arguments = [detach(graph.values[o]) if type(o) is int else o for o in operands]
    return float(np.min(DISTANCES[name](detach(result), *arguments), initial=np.inf))


def warn(graph: Graph) -> None:
    """Tell of the first kink that the sweeps recorded in a graph passed, if nobody has."""
    if not graph.kink:
        return
    text = graph.kink
    for trace in (graph, *active_traces()):  # one warning for all that is under way
        trace.kink = None
    warnings.warn(text, KinkWarning, stacklevel=user_stack_level())


def _recorders(value: Any) -> list[Graph]:
    """The traces, inner ones first, that record what is done with a value."""
    found = []
    while isinstance(value, Recorded):
        found.append(value._graph)
        value = value._value
    return found
