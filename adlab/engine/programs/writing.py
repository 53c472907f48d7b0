"""Whole programs: what each kind takes, which sweeps it writes and what it returns.

- `write(graph, kind)`: the program, which `graph.program(kind)` keeps.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.engine.collector import collector_paused
from adlab.engine.programs.lines import Line, Parameter, Result
from adlab.engine.programs.patterns import TOOLS, escape, literal
from adlab.engine.programs.program import Program
from adlab.engine.programs.values import Derivative
from adlab.engine.programs.writer import Writer
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps import kinks

KINDS = ("value", "tangent", "reverse", "jacobian")


def program(graph: Graph, kind: str = "reverse") -> Program:
    """The graph, or a derivative of it, as a straight-line program: `graph.program(kind)`.

    Parameters
    ----------
    kind : "value", "tangent", "reverse" or "jacobian"

    Returns
    -------
    Program
        Read its `source`, call it, pickle it. It is written once and kept.
    """
    if kind not in graph.programs:
        graph.programs[kind] = write(graph, kind).read()
    made: Program = graph.programs[kind]
    return made


def write(
    graph: Graph, kind: str, wrt: Sequence[int] | None = None, gradient_tree: Any = None
) -> Program:
    """Write the program of a graph.

    Parameters
    ----------
    graph : Graph
    kind : "value", "tangent", "reverse" or "jacobian"
    wrt : sequence of int, optional
        The inputs to differentiate with respect to, in the order of the result; by default all.
    gradient_tree : nested containers, optional
        The nesting of their adjoints; by default that of the arguments.

    Raises
    ------
    ValueError
        There is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no {kind!r} program; there are {', '.join(KINDS)}")
    if kind != "value":
        kinks.warn(graph)
    start = time.perf_counter()
    with collector_paused():
        program = _written(graph, kind, wrt, gradient_tree)
    program.write_seconds = time.perf_counter() - start
    return program


def _written(graph: Graph, kind: str, wrt: Sequence[int] | None, gradient_tree: Any) -> Program:
    writer = Writer(graph, () if kind == "value" else wrt)
    program = Program(graph, kind, writer)
    program.parameters = [
        None if node is None else Parameter(f"v{node}", graph.shape(node))
        for node in graph.input_leaves
    ]
    if gradient_tree is None:
        gradient_tree = graph.input_tree
    WRITERS[kind](graph, writer, program, gradient_tree, wrt)
    program.lines = writer.lines + writer.looped
    while program.name in {*TOOLS, *program.functions, *program.constants}:
        program.name += "_"
    return program


def _value(graph: Graph, writer: Writer, program: Program, tree: Any, wrt: Any) -> None:
    program.results = _outputs(graph, writer)
    program.nesting = nesting(graph.output_tree, writer.keep)


def _tangent(graph: Graph, writer: Writer, program: Program, tree: Any, wrt: Any) -> None:
    program.tree = graph.input_tree + graph.input_tree
    program.parameters += [
        None if node is None else Parameter(f"v{node}_dot", graph.shape(node))
        for node in graph.input_leaves
    ]
    tangents = writer.tangent({node: f"v{node}_dot" for node in graph.inputs})
    program.results = _outputs(graph, writer) + [
        _returned(writer, tangents.get(output, 0.0), graph.shape(output))
        if type(output) is int
        else _returned(writer, 0.0, np.shape(output))
        for output in graph.outputs
    ]
    inner = nesting(graph.output_tree, writer.keep)
    program.nesting = f"{inner}, {inner}"


def _reverse(graph: Graph, writer: Writer, program: Program, tree: Any, wrt: Any) -> None:
    seeds: dict[int, Derivative] = {}
    if len(graph.outputs) == 1 and np.shape(_output_value(graph, 0)) == ():
        seeds = dict.fromkeys(graph.output_nodes, 1.0)
    else:
        program.tree = (*graph.input_tree, graph.output_tree)
        for k, output in enumerate(graph.outputs):
            if type(output) is not int:
                program.parameters.append(None)
                continue
            name = f"v{output}_seed" + (f"{k}" if output in seeds else "")
            program.parameters.append(Parameter(name, graph.shape(output)))
            if output in seeds:
                both = f"v{output}_seeds{k}"
                writer.emit(Line(both, "{0} + {1}", (str(seeds[output]), name), output))
                name = both
            seeds[output] = name
    adjoints = writer.reverse(seeds)
    program.results = _outputs(graph, writer)
    for node in graph.input_leaves if wrt is None else wrt:
        adjoint = adjoints.get(node, 0.0) if node is not None else 0.0
        shape = () if node is None else graph.shape(node)
        program.results.append(_returned(writer, adjoint, shape))
    inner = nesting(graph.output_tree, writer.keep)
    program.nesting = f"{inner}, {nesting(tree, writer.keep)}"


def _jacobian(graph: Graph, writer: Writer, program: Program, tree: Any, wrt: Any) -> None:
    """By rows or by columns, whichever are fewer."""
    inputs = [n for n in graph.input_leaves if n is not None]
    outputs = list(graph.output_nodes)
    rows = sum(int(np.prod(graph.shape(o))) for o in outputs)
    columns = sum(int(np.prod(graph.shape(n))) for n in inputs)
    blocks: dict[tuple[int, int], Result] = {}
    for seeded in outputs if rows <= columns else inputs:
        others = inputs if rows <= columns else outputs
        blocks.update(_blocks(graph, writer, seeded, others, by_rows=rows <= columns))
    for output in graph.outputs:
        for node in graph.input_leaves:
            shape = graph.shape(output) if type(output) is int else np.shape(output)
            shape += () if node is None else graph.shape(node)
            block = blocks.get((output, node)) if type(output) is int and node is not None else None
            program.results.append(block or _returned(writer, 0.0, shape))
    program.nesting = nesting(graph.output_tree, writer.keep, leaf=nesting(tree, writer.keep))


def _blocks(
    graph: Graph, writer: Writer, seeded: int, others: Sequence[int], by_rows: bool
) -> dict[tuple[int, int], Result]:
    """The blocks of a Jacobian that the sweeps from one node give."""
    shape = graph.shape(seeded)
    sweep = writer.reverse if by_rows else writer.tangent
    suffix = f"_{seeded}"
    result = {}
    if shape == ():
        found = sweep({seeded: 1.0}, suffix)
        for other in others:
            pair = (seeded, other) if by_rows else (other, seeded)
            result[pair] = _returned(writer, found.get(other, 0.0), graph.shape(other))
        return result
    lists = {other: f"block{seeded}_{other}" for other in others}
    for name in lists.values():
        writer.looped.append(Line(name, "[]", (), seeded, fixed=True))
    seed = f"v{seeded}_seed"
    writer.looped.append(Line("", f"for {{0}} in units({shape}):", (seed,), seeded))
    writer.loop = seeded + 1
    found = sweep({seeded: seed}, suffix)
    for other in others:
        derivative = found.get(other, 0.0)
        template, operands, _ = _returned(writer, derivative, graph.shape(other))
        gaps = [f"{{{k + 1}}}" for k in range(len(operands))]
        text = f"{{0}}.append({template.format(*gaps)})"
        names = (lists[other], *operands)
        writer.emit(Line("", text, names, seeded, loop=writer.loop, fixed=True))
    writer.loop = 0
    for other in others:
        size = int(np.prod(shape))
        if by_rows:
            whole = (*shape, *graph.shape(other))
            text = f"np.reshape(np.stack({{0}}), {whole})"
        else:
            whole = (*graph.shape(other), *shape)
            text = f"np.reshape(np.stack({{0}}, axis=-1), {whole})"
        pair = (seeded, other) if by_rows else (other, seeded)
        result[pair] = (
            Result(text, (lists[other],), number=False)
            if size
            else Result(f"np.zeros({whole})", (), number=False)
        )
    return result


WRITERS = {"value": _value, "tangent": _tangent, "reverse": _reverse, "jacobian": _jacobian}


def _output_value(graph: Graph, k: int) -> Any:
    output = graph.outputs[k]
    return graph.values[output] if type(output) is int else output


def _outputs(graph: Graph, writer: Writer) -> list[Result]:
    """The values of the outputs; arrays as copies, which the caller may change."""
    results = []
    for k, output in enumerate(graph.outputs):
        name = writer.names[output] if type(output) is int else writer.constant(output)
        value = _output_value(graph, k)
        operands = (name,) if type(output) is int else ()
        text = "{0}" if operands else escape(name)
        if np.shape(value):
            results.append(Result(f"np.array({text})", operands, number=False))
        else:
            results.append(Result(text, operands, number=type(value) is float))
    return results


def _returned(writer: Writer, derivative: Derivative, shape: tuple[int, ...]) -> Result:
    """A derivative in full shape, as an array that the caller may change."""
    if type(derivative) is float:
        if shape == ():
            return Result(repr(derivative))
        filled = f"np.full({shape}, {derivative!r})" if derivative else f"np.zeros({shape})"
        return Result(filled, (), number=False)
    name = str(derivative)
    if shape == ():
        return Result("{0}", (name,))
    if writer.shapes.get(name, shape) != shape:
        return Result(f"np.array(np.broadcast_to({{0}}, {shape}))", (name,), number=False)
    if name in writer.owned:
        writer.owned.discard(name)  # once only
        return Result("{0}", (name,), number=False)
    return Result("np.array({0})", (name,), number=False)


def nesting(tree: Any, keep: Callable[[Any], str], leaf: str = "{}") -> str:
    """The nesting of containers as the template of an expression; what a leaf is may be one too.

    >>> nesting({"w": [None, None], "b": None}, keep=repr)
    "{{'w': [{}, {}], 'b': {}}}"
    """
    if isinstance(tree, dict):
        inner = [
            f"{escape(literal(key, keep))}: {nesting(part, keep, leaf)}"
            for key, part in tree.items()
        ]
        return "{{" + ", ".join(inner) + "}}"
    if not isinstance(tree, (list, tuple)):
        return leaf
    inner = [nesting(part, keep, leaf) for part in tree]
    if hasattr(tree, "_fields"):  # a named tuple
        return f"{keep(type(tree))}({', '.join(inner)})"
    text = f"({', '.join(inner)}{',' * (len(inner) == 1)})"
    if isinstance(tree, list):
        text = f"[{', '.join(inner)}]"
    return text if type(tree) in (list, tuple) else f"{keep(type(tree))}({text})"
