"""A program that was written, run as it is read: so its own lines can be stepped through.

- `traced(program, args)`: the graph of one run of its source.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Sequence
from typing import Any

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

    >>> import adlab
    >>> program = adlab.trace(lambda x: x * x, 3.0).program("reverse")
    >>> graph = traced(program, (3.0,))
    >>> [(node.label, graph.order(node.index)) for node in graph.nodes]
    [('x', 0), ('v1', 0), ('x_bar', 1)]
    """
    graph = tracing.trace(readable(program), *args)
    if program.kind != "value":
        lines = program.source.splitlines()
        derived = [
            node.index
            for node in graph.nodes
            if node.span and is_derivative(lines[node.span.line - 1])
        ]
        if derived:
            graph.swept.append((derived[0], len(graph), 1))
    return graph


def is_derivative(line: str) -> bool:
    """Whether a line computes a partial, a tangent or an adjoint."""
    target = line.split("=")[0].strip(" +-*/")
    return target.startswith("partial") or target.endswith(("_bar", "_dot")) or "return" in target
