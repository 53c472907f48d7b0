"""Numerical differentiation: it only evaluates f, and is inexact. Here it serves as a check.

- `directional(f, args, direction)`: a derivative along a direction, by Richardson extrapolation.
- `check_grads(f, args)`: compare AD with it, in both modes and to any order; or, with
  `method="taylor"`, look at the slope of the remainder of Taylor's series.

Sources: Richardson, *The approximate arithmetical solution by finite differences* (1911); Ridders,
*Accurate computation of F'(x) and F'(x)F''(x)* (1982).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.containers import flatten, rebuild
from adlab.engine.arrays.values import detach
from adlab.engine.derivatives.suspicion import jump, reason
from adlab.engine.derivatives.taylor_test import TaylorTest, taylor_test
from adlab.engine.derivatives.transforms import jvp, vjp
from adlab.engine.errors import GradientCheckError, InputError, KinkWarning, explain
from adlab.engine.recording.binding import as_value
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.same_as_plain import Rehearsal
from adlab.engine.recording.tracing import active_traces, describe, parameter_names, run
from adlab.engine.user import source
from adlab.engine.user.frames import user_stack_level


def directional(
    f: Callable[..., Any], args: Sequence[Any], direction: Sequence[Any], step: float = 0.02
) -> tuple[np.ndarray, float]:
    """The derivative of all outputs of `f` along `direction`, and an estimate of its error.

    Central differences at steps h, h/1.6, h/1.6², … extrapolated to h = 0 (Ridders' tableau); the
    entry with the smallest estimated error wins.

    >>> value, error = directional(np.exp, (1.0,), (1.0,))
    >>> bool(abs(value[0] - np.e) < 1e-11)
    True
    """
    shrink, rounds = 1.6, 10

    def central(h: float) -> np.ndarray:
        outputs = []
        for sign in (h, -h):
            with np.errstate(all="ignore"):  # a step may leave the domain; it is noticed below
                output = _evaluated(f, _moved(tuple(args), tuple(direction), sign))
            outputs.append(np.concatenate([np.ravel(o) for _, o in flatten(output)]))
        return (outputs[0] - outputs[1]) / (2 * h)

    while step > 1e-9 and not np.all(np.isfinite(central(step))):
        step /= 4.0  # we stepped over the end of the domain
    tableau = [[central(step)]]
    best, error = tableau[0][0], np.inf
    for k in range(1, rounds):
        row = [central(step / shrink**k)]
        factor = 1.0
        for previous in tableau[-1]:
            factor *= shrink**2
            row.append((row[-1] * factor - previous) / (factor - 1.0))
            distance = max(
                np.max(np.abs(row[-1] - row[-2]), initial=0.0),
                np.max(np.abs(row[-1] - previous), initial=0.0),
            )
            if distance < error:
                best, error = row[-1], float(distance)
        tableau.append(row)
    return best, float(error)


def _evaluated(f: Callable[..., Any], args: Sequence[Any]) -> Any:
    """The value of `f`; of recorded numbers where it makes arrays like them, by `like=x`.

    NumPy makes arrays like other arrays only, and not like plain numbers.
    """
    try:
        return f(*args)
    except TypeError as error:
        if "The `like` argument" not in str(error):
            raise
    graph = run(f, args)
    values = [detach(graph.values[o] if type(o) is int else o) for o in graph.outputs]
    return rebuild(graph.output_tree, values)


def check_grads(
    f: Callable[..., Any],
    args: Sequence[Any],
    order: int = 1,
    modes: Sequence[str] = ("fwd", "rev"),
    tolerance: float = 1e-6,
    seed: int = 0,
    method: str = "differences",
    gradient: Callable[..., Any] | None = None,
) -> TaylorTest | None:
    """Check the derivatives of `f` at `args` against differences, along random directions.

    Parameters
    ----------
    f : callable
    args : sequence
        The arguments: numbers, arrays, nested containers. Choose generic points (1.7, −0.6: never
        0, 1 or equal ones), away from kinks.
    order : int
        Up to which order of derivative to check.
    modes : sequence of "fwd" and "rev"
    tolerance : float
        Largest accepted error, relative to 1 + the size of the derivative, beyond ten times the
        uncertainty of the differences themselves.
    seed : int
        Of the random directions.
    method : "differences" or "taylor"
        With "taylor" the remainder f(x + hd) − f(x) − h·(g·d) is printed for smaller and smaller
        h, with its slope on logarithmic axes. 2 says that the gradient g is right, 1 that it is
        wrong or that a part of it is missing; between them is rounding, or a kink.
    gradient : callable, optional
        With "taylor": the gradient to check, of the same arguments, if it is not adlab's. It
        returns one array or number for a single argument, and a tuple of them for several.

    Returns
    -------
    TaylorTest or None
        With "taylor": the steps, remainders and slopes. A notebook shows them as a plot, which
        `.picture()` makes.

    Raises
    ------
    GradientCheckError
        They disagree; the message shows both numbers, and names the first of your own primitives
        whose rules disagree with differences of the primitive itself; or, if there is none, what
        else makes the point doubtful: a kink, a branch, a constant, cancellation. With "taylor":
        the slope is not 2; the `test` of the error has the remainders.
    InputError
        There is no such method, or it does not go with the other arguments.

    DifferentRunWarning (a warning)
        `f` returns something else when it is recorded than when it is simply called.
    KinkWarning (a warning)
        They agree, and `f` has a kink there, or a branch turns, or it moves in jumps.

    >>> check_grads(lambda x, y: np.sin(x * y), (1.7, -0.6), order=2)
    >>> check_grads(  # doctest: +ELLIPSIS
    ...     lambda x: np.exp(x) * x, (0.5,), method="taylor", gradient=np.exp
    ... )
    Traceback (most recent call last):
    adlab.engine.errors.GradientCheckError: The Taylor test of <lambda> does not find slope 2.
    ...
    """
    args = tuple(args)
    if method not in ("differences", "taylor"):
        raise InputError(
            explain(f"There is no method {method!r}.", fix='method="differences" or "taylor"')
        )
    if method == "differences" and gradient is not None:
        raise InputError(
            explain("A gradient of your own is checked by its slope.", fix='add method="taylor"')
        )
    if method == "taylor" and order != 1:
        raise InputError(
            explain('method="taylor" checks first derivatives.', fix="leave out `order`")
        )
    if not active_traces():
        rehearsal = Rehearsal(f, args, {})
        rehearsal.check(run(f, args), lambda: run(f, args))
    if method == "taylor":
        return _by_taylor(f, args, modes, seed, gradient)
    _check(f, args, order, modes, tolerance, seed)
    if not active_traces() and (found := jump(f, args)):
        text = f"AD and differences agree, and yet: {found}."
        why = "what differences see beside it is of the same kind, or cancels"
        warnings.warn(explain(text, why=why), KinkWarning, user_stack_level())
    return None


def _by_taylor(
    f: Callable[..., Any],
    args: tuple[Any, ...],
    modes: Sequence[str],
    seed: int,
    gradient: Callable[..., Any] | None,
) -> TaylorTest:
    """The Taylor test of the given gradient, or of each mode; of these the one that does worse."""
    random = np.random.default_rng(seed)
    direction = rebuild(args, [_like(random, leaf, to_scale=True) for _, leaf in flatten(args)])
    output = _evaluated(f, args)
    weights = [_like(random, leaf) for _, leaf in flatten(output)]
    if len(weights) == 1 and np.ndim(weights[0]) == 0:
        weights = [1.0]

    def value(h: float) -> float:
        with np.errstate(all="ignore"):
            moved = _evaluated(f, _moved(args, direction, h))
        return _dot(moved, weights)

    name = getattr(f, "__name__", "f")
    found = _directional(f, args, direction, rebuild(output, weights), modes, gradient)
    tests = [taylor_test(value, along, name) for along in found]
    worst = min(tests, key=lambda test: -1.0 if np.isnan(test.slope) else test.slope)
    print(worst)
    if worst.verdict != "right":
        error = GradientCheckError(
            explain(
                f"The Taylor test of {name} does not find slope 2.",
                why=worst.meaning,
                fix="look at the gradient that you passed"
                if gradient
                else _suspect(f, args, seed) or _doubt(f, args) or "choose another point",
            )
        )
        error.test = worst  # type: ignore[attr-defined]
        raise error
    return worst


def _directional(
    f: Callable[..., Any],
    args: tuple[Any, ...],
    direction: Any,
    weights: Any,
    modes: Sequence[str],
    gradient: Callable[..., Any] | None,
) -> list[float]:
    """The derivative along a direction by the gradient that is given, or by each mode."""
    if gradient is not None:
        given = gradient(*args)
        given = (given,) if len(args) == 1 else tuple(given)
        shapes = [[np.shape(leaf) for _, leaf in flatten(tree)] for tree in (given, args)]
        if shapes[0] != shapes[1]:
            raise GradientCheckError(
                explain(
                    f"The gradient has the shapes {shapes[0]}, the arguments have {shapes[1]}.",
                    fix="return one derivative for each number of the arguments",
                )
            )
        return [_dot(given, direction)]
    found = []
    if "fwd" in modes:
        found.append(_dot(jvp(f, args, direction)[1], weights))
    if "rev" in modes:
        found.append(_dot(vjp(f, *args)[1](weights), direction))
    return found


def _moved(args: tuple[Any, ...], direction: Any, h: float) -> Any:
    """args + h · direction."""
    pairs = zip(flatten(args), flatten(direction), strict=True)
    leaves = [np.asarray(x, float) + h * np.asarray(d, float) for (_, x), (_, d) in pairs]
    return rebuild(args, [float(leaf) if leaf.ndim == 0 else leaf for leaf in leaves])


def _check(
    f: Callable[..., Any],
    args: tuple[Any, ...],
    order: int,
    modes: Sequence[str],
    tolerance: float,
    seed: int,
) -> None:
    """The check itself, without a look at plain runs."""
    random = np.random.default_rng(seed)
    names = parameter_names(f, len(args))
    direction = rebuild(args, [_like(random, leaf, to_scale=True) for _, leaf in flatten(args)])
    expected, uncertainty = directional(f, args, direction)
    name = getattr(f, "__name__", "f")
    if not uncertainty <= 1e-3 * (1.0 + np.max(np.abs(expected), initial=0.0)):
        raise GradientCheckError(
            explain(
                f"The differences of {name} do not settle, so that nothing can be checked.",
                why=f"they are uncertain by {uncertainty:.1e}",
                fix=_doubt(f, args)
                or "are the values noisy? else choose a point away from jumps and the domain's end",
            )
        )

    def compare(got: Any, wanted: Any, mode: str) -> None:
        got, wanted = np.asarray(got), np.asarray(wanted)
        allowed = tolerance * (1.0 + np.max(np.abs(wanted), initial=0.0)) + 10 * uncertainty
        if not np.max(np.abs(got - wanted), initial=0.0) <= allowed:
            raise GradientCheckError(
                explain(
                    f"The derivative of {name} by {mode} disagrees with differences.",
                    where=", ".join(
                        f"{n} = {leaf}"
                        for k, a in enumerate(args)
                        for n, leaf in flatten(a, names[k])
                    ),
                    why=f"along a random direction AD gives {got}, differences give {wanted} "
                    f"(error allowed: {allowed:.1e})",
                    fix=_suspect(f, args, seed)
                    or _doubt(f, args)
                    or "choose another point; and look at your own primitives",
                )
            )

    output, tangent = jvp(f, args, direction)
    forward = np.concatenate([np.ravel(t) for _, t in flatten(tangent)])
    if "fwd" in modes:
        compare(forward, expected, "forward mode")
    if "rev" in modes:
        output, pullback = vjp(f, *args)
        weights = rebuild(output, [_like(random, leaf) for _, leaf in flatten(output)])
        adjoints = pullback(weights)
        along = _dot(adjoints, direction)
        flat = np.concatenate([np.ravel(w) for _, w in flatten(weights)])
        compare(along, float(flat @ expected), "reverse mode")
    if order > 1:
        if "fwd" in modes:
            _check(lambda *a: jvp(f, a, direction)[1], args, order - 1, modes, tolerance, seed + 1)
        if "rev" in modes:
            _check(lambda *a: vjp(f, *a)[1](weights), args, order - 1, modes, tolerance, seed + 1)


def _doubt(f: Callable[..., Any], args: Sequence[Any]) -> str:
    """The reason that the run makes likely, as advice."""
    found = reason(f, args)
    return f"do not ask AD there: {found}" if found else ""


def _suspect(f: Callable[..., Any], args: Sequence[Any], seed: int) -> str:
    """The first primitive of the user's own in the graph of `f` whose rules are wrong, in words."""
    graph = run(f, args)
    for node in range(len(graph.inputs), len(graph)):
        primitive = graph.primitive(node)
        if not primitive.own:
            continue
        wrong = [mode for mode in ("jvp", "vjp") if _is_wrong(graph, node, mode, seed)]
        if wrong:
            if not primitive.whole:
                rules = "partials"
            else:  # a rule that was not given is the transpose of the other
                rule = primitive.rules[0]
                rules = next((r for r in wrong if getattr(rule, r)), "vjp" if rule.vjp else "jvp")
            return (
                f"look at the {rules} of your primitive {primitive.symbol}: "
                f"for {describe(graph, node)} its derivative is not that of differences "
                f"({source.where(*graph.records[node][2:4])})"
            )
    return ""


def _is_wrong(graph: Graph, node: int, mode: str, seed: int) -> bool:
    """Whether one rule of a node disagrees with differences of its function, at its operands."""
    record, values, result = graph.records[node], graph.values, graph.values[node]
    random = np.random.default_rng(seed)
    places = [k for k, operand in enumerate(record[4:]) if type(operand) is int]
    point = tuple([values[record[4 + k]] for k in places])
    direction = tuple([_like(random, value, to_scale=True) for value in point])

    def alone(*changed: Any) -> Any:
        operands = [values[o] if type(o) is int else o for o in record[4:]]
        for k, value in zip(places, changed, strict=True):
            operands[k] = value
        return graph.primitive(node).function(*operands, **(record[1] or {}))

    expected, uncertainty = directional(alone, point, direction)
    weights = np.ravel(_like(random, result)) if mode == "vjp" else np.ones(1)
    got: Any = 0.0
    for _, position, partial in graph.partials(node):
        moved = direction[places.index(position)]
        if mode == "vjp":
            share = np.reshape(weights, np.shape(result)) * partial
            got = got + np.sum(np.asarray(share) * moved)
        else:
            got = got + np.ravel(np.asarray(partial * moved))
    wanted = weights @ expected if mode == "vjp" else expected
    allowed = 1e-6 * (1.0 + np.max(np.abs(wanted), initial=0.0)) + 10 * uncertainty
    return bool(not np.max(np.abs(got - wanted), initial=0.0) <= allowed)


def _like(random: np.random.Generator, leaf: Any, to_scale: bool = False) -> Any:
    """Random numbers in the shape of `leaf`, and of its size where that is large."""
    leaf = detach(leaf)
    scale = max(1.0, float(np.max(np.abs(leaf), initial=0.0))) if to_scale else 1.0
    return as_value(scale * random.normal(size=np.shape(leaf)))


def _dot(a: Any, b: Any) -> float:
    return float(sum(np.sum(x * y) for (_, x), (_, y) in zip(flatten(a), flatten(b), strict=True)))
