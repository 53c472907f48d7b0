"""A program that was written, run as it is read: so its own lines can be stepped through.

- `traced(program, args)`: the graph of one run of its source.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Sequence
from typing import Any

from adlab.engine.errors import TracingError, UnsupportedFunctionError, explain
from adlab.engine.programs.program import Program
from adlab.engine.recording import tracing
from adlab.engine.recording.graph import Graph


def readable(program: Program) -> Callable[..., Any]:
    """The function that `program.source` defines; its lines are found where source is looked up."""
    name = f"<{program.name}>"
    linecache.cache[name] = (
        len(program.source),
        None,
        program.source.splitlines(keepends=True),
        name,
    )
    namespace = dict(program.namespace)
    exec(compile(program.source, name, "exec"), namespace)
    function: Callable[..., Any] = namespace[program.name]
    return function


def traced(program: Program, args: Sequence[Any]) -> Graph:
    """Trace a run of a program. The nodes after those of the function itself are of order 1.

    Raises
    ------
    UnsupportedFunctionError
        A line calls a function of arrays that is adlab's own, or writes into an array.

    >>> import adlab
    >>> program = adlab.trace(lambda x: x * x, 3.0).program("reverse")
    >>> graph = traced(program, (3.0,))
    >>> [(node.label, graph.order(node.index)) for node in graph.nodes]
    [('x', 0), ('v1', 0), ('x_bar', 1)]
    """
    try:
        graph = tracing.trace(readable(program), *args)
    except TracingError as error:
        raise UnsupportedFunctionError(
            explain(
                f"The lines of {program.name} cannot be stepped through.",
                why=f"of one of them no node can be made: {str(error).splitlines()[0]}",
                fix="step through the function itself, or through adlab.grad of it",
            )
        ) from None
    lines = [(node.index, node.span.line) for node in graph.nodes if node.span]
    first = next((index for index, line in lines if program.rows[line - 1].derived), None)
    if first is not None:
        graph.swept.append((first, len(graph), 1))
    return graph
