"""Tracing: run a NumPy function on recording values, and keep what it computed as a graph.

- `trace(f, *args)`: the graph of one run, with calls and loop iterations, for display.
- `run(f, args, ...)`: the same without them, for derivatives.
- `check_values(graph)`: warn of the first one that is inf or nan.
- `warn_not_finite(...)`: the warning for the first value or derivative that is inf or nan.
"""

from __future__ import annotations

import dataclasses
import inspect
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import nullcontext
from contextvars import ContextVar
from types import FunctionType, MappingProxyType
from typing import Any

import numpy as np

from adlab.engine.arrays import containers
from adlab.engine.arrays.values import detach
from adlab.engine.errors import (
    AdlabError,
    InputError,
    NonFiniteWarning,
    OutputError,
    TracingError,
    explain,
)
from adlab.engine.primitives.needs import Gone
from adlab.engine.recording import handlers as _handlers  # noqa: F401  (registers them)
from adlab.engine.recording import unchosen
from adlab.engine.recording.binding import append, as_value
from adlab.engine.recording.following import Watch
from adlab.engine.recording.graph import INPUT, Graph, short
from adlab.engine.recording.refusals import leaked, misunderstood
from adlab.engine.recording.same_as_plain import Rehearsal
from adlab.engine.recording.var import Var
from adlab.engine.user import source
from adlab.engine.user.frames import user_stack_level

NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})

_active: ContextVar[tuple[Graph, ...]] = ContextVar("adlab_active_traces", default=())


def active_traces() -> tuple[Graph, ...]:
    """The traces that are running, outermost first."""
    return _active.get()


def trace(f: Callable[..., Any], *args: Any, **options: Any) -> Graph:
    """Run `f(*args, **options)` and return the graph of what it computed.

    Parameters
    ----------
    f : callable
        An ordinary function that uses NumPy and Python's operators.
    *args : numbers, arrays, or nested tuples, lists and dicts of them
        Each number and each array becomes an input of the graph. Strings, booleans, None and
        functions are handed to `f` as they are.
    **options
        Keyword arguments are handed to `f` as they are: they are constants, and no inputs.

    Raises
    ------
    InputError
        An argument cannot be differentiated (complex numbers, arrays of objects).
    TracingError
        `f` does something that would lose or falsify the derivative; the message names the line.

    Warns
    -----
    NonFiniteWarning
        A value is inf or nan; the message names the first such node and its line.
    DifferentRunWarning
        `f` returns something else when it is simply called, for which it is run once more.

    >>> import numpy as np
    >>> graph = trace(lambda x: np.sin(x * x), 2.0)
    >>> [node.formula for node in graph.nodes]
    ['input', 'x · x', 'sin v1']
    """
    if _active.get():  # the enclosing function is compared as a whole
        return run(f, args, watch=True, options=options)
    rehearsal = Rehearsal(f, args, options)
    graph = run(f, args, watch=True, options=options)
    rehearsal.check(graph, lambda: run(f, args, options=options))
    return graph


def run(
    f: Callable[..., Any],
    args: Sequence[Any],
    argnums: Sequence[int] | None = None,
    watch: bool = False,
    options: Mapping[str, Any] = NO_OPTIONS,
    frugal: bool = False,
) -> Graph:
    """Trace `f(*args, **options)` with respect to the arguments in `argnums`.

    All of them must be real. By default it is with respect to all that are, and what is not is
    handed over as it is. A frugal graph keeps only the arrays of which some partial is made;
    `Graph.recall` has the rest.
    """
    if not callable(f):
        raise InputError(
            explain(
                f"adlab wants the function itself, and got {f!r}.",
                fix="write the function without calling it, then its numbers: adlab.step(f, 2.0)",
            )
        )
    outer = _active.get()
    graph = Graph(name=getattr(f, "__name__", type(f).__name__), level=len(outer))
    graph.frugal = frugal
    graph.code = getattr(inspect.unwrap(f), "__code__", None)
    arguments = _recorded_arguments(graph, f, args, argnums)
    token = _active.set((*outer, graph))
    try:
        with np.errstate(all="ignore"), Watch(graph) if watch else nullcontext():
            output = _called(graph, f, arguments, options)
    finally:
        _active.reset(token)
    if output is None:
        raise OutputError(
            explain(f"{graph.name} returned nothing.", fix="end the function with `return ...`")
        )
    leaves = containers.flatten(output)
    graph.output_tree = containers.rebuild(output, [None] * len(leaves))  # the nesting only
    graph.outputs = [_output(graph, leaf) for _, leaf in leaves]
    graph.records = tuple(graph.records)  # closed: a Var that leaked can record no more
    if not outer:
        check_values(graph)
    return graph


def _recorded_arguments(
    graph: Graph, f: Callable[..., Any], args: Sequence[Any], argnums: Sequence[int] | None
) -> list[Any]:
    """The arguments with inputs of the graph in the place of the numbers and arrays."""
    chosen = range(len(args)) if argnums is None else argnums
    names = parameter_names(f, len(args))
    arguments = list(args)
    trees = []
    for k in chosen:
        leaves = containers.flatten(args[k], names[k])
        count = len(graph.input_leaves)
        graph.input_leaves += [None] * len(leaves)
        first = len(graph.input_names)
        for leaf, (name, value) in enumerate(leaves, start=count):
            if is_input(value):
                graph.input_leaves[leaf] = first
                first += 1
            elif argnums is not None:
                raise InputError(
                    explain(
                        f"{name} is {value!r}, which has no derivative.",
                        fix="choose the arguments to differentiate with `argnums`",
                    )
                )
        arguments[k] = containers.rebuild(args[k], [_input(graph, *leaf) for leaf in leaves])
        trees.append(containers.rebuild(args[k], [None] * len(leaves)))  # the nesting only
    graph.input_tree = tuple(trees)
    return arguments


def _called(
    graph: Graph, f: Callable[..., Any], arguments: Sequence[Any], options: Mapping[str, Any]
) -> Any:
    """What `f` returns; errors that are adlab's to explain are explained."""
    try:
        return f(*arguments, **options)
    except ValueError as error:
        if isinstance(error.__cause__, TracingError):  # NumPy hides ours behind one of its own
            raise error.__cause__ from None
        raise
    except TypeError as error:
        entered = error.__traceback__ is not None and error.__traceback__.tb_next is not None
        if isinstance(error, AdlabError):
            raise
        if entered:
            explained = misunderstood(error)
            if explained is None:
                raise
            raise explained from None
        raise InputError(
            explain(
                f"{graph.name} cannot be called with {len(arguments)} argument(s): {error}.",
                fix=f"pass what is differentiated by position, and the rest as {graph.name} takes "
                "it",
            )
        ) from None


def parameter_names(f: Callable[..., Any], count: int) -> list[str]:
    """The names of the first `count` positional parameters; `*xs` gives xs[0], xs[1], …"""
    if type(f) is FunctionType and not hasattr(f, "__wrapped__") and not f.__code__.co_flags & 4:
        known = list(f.__code__.co_varnames[: min(count, f.__code__.co_argcount)])
        return known + [f"x{k + 1}" for k in range(len(known), count)]  # the quick, usual way
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return [f"x{k + 1}" for k in range(count)]
    names: list[str] = []
    for parameter in parameters:
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}[{k}]" for k in range(count - len(names))]
        elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            names.append(parameter.name)
    return [*names[:count], *[f"x{k + 1}" for k in range(len(names), count)]]


def is_input(value: Any) -> bool:
    """Whether a leaf of the arguments becomes an input; anything else is handed over as it is."""
    if type(value) in (float, np.ndarray, Var):
        return True
    return not (isinstance(value, (str, bool, np.bool_, type(None))) or callable(value))


def _input(graph: Graph, name: str, value: Any) -> Any:
    if not is_input(value):
        return value
    graph.input_names.append(name)
    return append(graph, INPUT, None, (), as_value(value, f"input {name}"), None, -1)


def _output(graph: Graph, value: Any) -> Any:
    """What is kept of one output: the index of its node, or the constant that it is."""
    if isinstance(value, Var):
        if value._graph is graph:
            index: int = value._index
            if type(graph.values[index]) is Gone:
                graph.values[index] = value._value
            return index
        if value._graph.level >= graph.level:
            raise leaked(value)
        return value
    if isinstance(value, (int, float, np.number, np.ndarray)) and not isinstance(value, bool):
        return as_value(value, "an output")
    if isinstance(value, (bool, np.bool_, str, type(None))):
        return value
    raise OutputError(
        explain(
            f"{graph.name} returned an object of type {type(value).__name__}, into which adlab "
            "does not look: the derivatives of what is in it would be lost.",
            fix=how_to_return(value),
        )
    )


def how_to_return(value: Any) -> str:
    """What to return in place of something that is no number, array, tuple, list or dict."""
    if dataclasses.is_dataclass(value):
        fields = [f"result.{field.name}" for field in dataclasses.fields(value)]
        return f"return its numbers in a tuple or a dict: `return {', '.join(fields)}`"
    if isinstance(value, (Set, Mapping)):
        return "return a list or a dict, whose order is fixed"
    if isinstance(value, Iterable):
        return "return a list: `return list(...)`, or `[... for ...]` with square brackets"
    return "return its numbers in a tuple, a list, a dict or a named tuple"


def check_values(graph: Graph) -> None:
    """Warn about the first node whose value is inf or nan."""
    values = graph.values
    total = float(graph.squares)  # one quick pass: a sum is finite only if all its terms are
    if not graph.arrays:
        total = sum(values)
    else:
        later = max(graph.looked_at_from, len(graph.inputs)) if graph.sparing else len(graph)
        for value in values[:later]:
            total += value if type(value) is float else float(squares(value))
        total += sum([value for value in values[later:] if type(value) is float])
    if np.isfinite(total):
        return
    graph.recall()
    for node, value in enumerate(graph.values):
        if not np.all(np.isfinite(detach(value))):
            graph.finite = False
            warn_not_finite(graph, node, f"The value of {describe(graph, node)}", value)
            return


def squares(value: Any) -> Any:
    """The sum of squares, which is not finite if an entry is not; the quickest look at an array."""
    if type(value) is not np.ndarray:
        value = detach(value)
    return np.vdot(value, value)


def describe(graph: Graph, node: int) -> str:
    """`v2 = √v1`, or just the name of an input."""
    entry = graph.nodes[node]
    return entry.label if entry.is_input else f"{entry.label} = {entry.formula}"


def warn_not_finite(graph: Graph, node: int, what: str, value: Any) -> None:
    """Warn that something at a node is inf or nan: what, with which operands, on which line."""
    kind = "nan" if np.any(np.isnan(detach(value))) else "infinite"
    operands = ", ".join(
        f"{graph.labels[o]} = {short(graph.values[o])}" for o in dict.fromkeys(graph.operands(node))
    )
    trap = unchosen.unchosen(graph, node, value) is not None
    warnings.warn(
        explain(
            f"{what} is {kind}" + (f", at {operands}." if operands else "."),
            where=source.where(*graph.records[node][2:4]),
            why=unchosen.WHY if trap else "",
            fix=unchosen.FIX if trap else "",
        ),
        NonFiniteWarning,
        stacklevel=user_stack_level(),
    )
