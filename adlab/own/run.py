"""Running an engine of one's own: its values and adjoints, on adlab's graph of the same function.

- `run_beside(engine, f, args, ...)`: run `f` on the engine's nodes and on adlab's, call `backward`,
  and return an `OwnRun`.

>>> import adlab
>>> class Value:
...     def __init__(self, data, edges=()):
...         self.data, self.edges, self.grad = data, edges, 0.0
...
...     def __mul__(self, other):
...         return Value(self.data * other.data, [(self, other.data), (other, self.data)])
...
...     def backward(self):
...         self.grad = 1.0
...         for operand, partial in self.edges:
...             operand.grad = self.grad * partial
>>> own = run_beside(Value, lambda x: x * x, (3.0,))
>>> own.wrong_adjoints, own.adjoints[0], own.right[0]
([0], 3.0, 6.0)
"""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any

from adlab.engine.arrays import containers
from adlab.engine.errors import EngineError, explain
from adlab.engine.recording import tracing
from adlab.engine.recording.graph import Graph
from adlab.engine.user import source
from adlab.engine.user.whose import is_internal
from adlab.own.foreign import Name, Protocol, protocol
from adlab.own.sweep import OwnRun, held
from adlab.own.watching import Operation, Stopped, Watching


def run_beside(
    engine: Callable[[Any], Any],
    f: Callable[..., Any],
    args: Sequence[Any],
    *,
    value: Name | None = None,
    adjoint: Name | None = None,
    operands: Name | None = None,
    backward: Name | None = None,
    calls: int = 2,
    options: Mapping[str, Any] = tracing.NO_OPTIONS,
) -> OwnRun:
    """Run `f` on an engine and on adlab, and `backward` up to `calls` times on the same graph.

    Parameters
    ----------
    engine : its class, or a function that makes a node of a number, or of an array
    f : callable
        As for `adlab.trace`. `np.exp(x)` asks a node for its method `exp`.
    args : sequence of numbers and arrays, or nested tuples, lists and dicts of them
    value, adjoint, operands, backward
        See `foreign.protocol`.
    calls : int
        A later call is made only if those before it were right.
    options : the keyword arguments of `f`, which are constants

    Raises
    ------
    EngineError
        The engine cannot be read, raises, does not end, or computes another graph.
    """
    spoken = protocol(engine, value, adjoint, operands, backward)
    graph, output = _trace(f, args, options)
    own = None
    with Watching(spoken.root, spoken.adjoint_name) as watch:
        objects = _forward(watch, spoken, graph, functools.partial(f, **options), args)
        own = OwnRun(graph, output, spoken, objects, dict(watch.made))
        for own.call in range(1, calls + 1):
            own.earlier = [held(spoken.adjoint(each), "adjoint") for each in objects]
            with _guarded("backward()", graph), watch.limited(), watch.listening():
                spoken.backward(objects[output])
            own.events = watch.events
            own.adjoints = [held(spoken.adjoint(each), "adjoint") for each in objects]
            own.__dict__.pop("wrong_adjoints", None)
            if not own.is_right:
                return own
            if own.call == 1:
                first = own.earlier, own.events, own.adjoints
    own.call = 1
    own.earlier, own.events, own.adjoints = first
    return own


def _trace(
    f: Callable[..., Any], args: Sequence[Any], options: Mapping[str, Any]
) -> tuple[Graph, int]:
    """The graph of adlab, and the node that is its one output."""
    try:
        graph = tracing.trace(f, *args, **options)
    except AttributeError as error:
        if "'Var' object" not in str(error):
            raise
        raise EngineError(
            explain(
                f"f asks adlab's values for something that only your engine has: {error}.",
                where=_where(error),
                why="f is run twice, on your engine's values and on adlab's",
                fix="write f with NumPy: np.exp(x) asks your class for its method exp, and works "
                "for both",
            )
        ) from error
    is_one = len(graph.outputs) == 1 and type(graph.outputs[0]) is int
    if not is_one or graph.shape(graph.outputs[0]):
        raise EngineError(
            explain(
                f"{graph.name} should return one number that depends on its inputs.",
                fix="return one of several outputs, or their sum",
            )
        )
    return graph, graph.outputs[0]


def _forward(
    watch: Watching, spoken: Protocol, graph: Graph, f: Callable[..., Any], args: Sequence[Any]
) -> list[Any]:
    """Run `f` on the engine; the object at each node of the graph."""
    objects: list[Any] = []
    arguments = []
    with _guarded("the function", graph), watch.limited():
        for argument in args:
            leaves = [leaf for _, leaf in containers.flatten(argument)]
            made = [spoken.make(copy(leaf)) if tracing.is_input(leaf) else leaf for leaf in leaves]
            objects += [each for each in made if spoken.is_node(each)]
            arguments.append(containers.rebuild(argument, made))
        watch.operations.clear()
        watch.made.clear()
        returned = f(*arguments)
    known = {id(each): node for node, each in enumerate(objects)}
    for node in range(len(objects), len(graph)):
        place = len(objects) - len(graph.inputs)
        asked = watch.operations[place] if place < len(watch.operations) else None
        _check(graph, node, asked, known, spoken)
        assert asked is not None
        objects.append(asked.result)
        known.setdefault(id(asked.result), node)
    if not spoken.is_node(returned):
        raise EngineError(
            explain(
                f"With your engine {graph.name} returned {returned!r}, which is no node.",
                fix="let every operation of your engine return a node",
            )
        )
    return objects


def _check(
    graph: Graph, node: int, asked: Operation | None, known: dict[int, int], spoken: Protocol
) -> None:
    """Raise an EngineError unless an operation is that of the node."""
    entry = graph.nodes[node]
    what = f"{entry.label} = {entry.formula}"
    where = source.where(*graph.records[node][2:4])
    if asked is None:
        raise EngineError(
            explain(
                f"Your engine never computed {what}.",
                where,
                "its operands there are plain numbers for your engine, or its operation is no "
                "method of the class",
                "let every operation be a method (`__mul__`, `exp`, …) that returns a node",
            )
        )
    if not spoken.is_node(asked.result):
        raise EngineError(
            explain(
                f"At {what} your engine's {asked.name} returned {asked.result!r}, a plain "
                f"{type(asked.result).__name__}: the path to {entry.label} is cut there.",
                where,
                "below a plain number there is nothing that could hand an adjoint back",
                "return a node that keeps its operands",
            )
        )
    used = {known[id(each)] for each in asked.arguments if id(each) in known}
    if used - {*graph.operands(node)}:
        names = " and ".join(graph.labels[each] for each in sorted(used))
        raise EngineError(
            explain(
                f"Your engine and adlab part at {what}: there your engine's {asked.name} was asked "
                f"of {names}.",
                where,
                "f takes another way with your engine, or your engine returned an object that "
                "stands for something else",
                "let f do the same whatever it gets, and let each operation make a new node",
            )
        )


class _guarded:
    """Turns what an engine raises into an EngineError that says where, in its own code."""

    def __init__(self, doing: str, graph: Graph) -> None:
        self.doing, self.graph = doing, graph

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        nodes, edges = len(self.graph), len(self.graph.edges)
        size = f"a graph of {nodes} nodes and {edges} edges"
        if isinstance(error, EngineError) or error is None:
            return
        if isinstance(error, Stopped):
            raise EngineError(
                explain(
                    f"Your engine was stopped in {self.doing}: after {error}, on {size}.",
                    _where(error),
                    "it never ends, or goes along every path of the graph, and their number "
                    "is multiplied at every fan-out that lies behind another",
                    "for a loop, look at what ends it; for a recursion, sum at a node first and "
                    "hand on once; to watch it, use fewer rounds",
                )
            ) from None
        if isinstance(error, RecursionError):
            raise EngineError(
                explain(
                    f"Your engine calls itself without an end in {self.doing}, on {size}.",
                    _where(error),
                    "Python stops at about 1,000 calls within each other",
                    "look at what ends the recursion, or use a list as a stack",
                )
            ) from None
        if isinstance(error, Exception):
            raise EngineError(
                explain(
                    f"Your engine raised {type(error).__name__} in {self.doing}: {error}.",
                    _where(error),
                    fix="mend that first; the operations a function uses must be methods of the "
                    "class, also with a number on the left (`__radd__`, `__rmul__`, …)"
                    if isinstance(error, (TypeError, AttributeError))
                    else "mend that first",
                )
            ) from error


def _where(error: BaseException) -> str:
    """The last line of the user's own in a traceback."""
    frames = [
        (frame.f_code, frame.f_lasti)
        for frame, _ in traceback.walk_tb(error.__traceback__)
        if not is_internal(frame.f_code)
    ]
    return source.where(*frames[-1]) if frames else ""
