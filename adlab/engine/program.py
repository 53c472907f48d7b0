"""Programs: a graph, or a derivative of it, as straight-line Python source that you can read.

- `write(graph, kind)`, which `graph.program(kind)` calls: the program.
- `Program`: read its `source`, call it, pickle it.

The adjoint program does in a fixed order what the reverse sweep does in a loop, so the loop costs
nothing any more. It holds for every input that takes the branches the trace took; where one would
be left, `BranchChanged` is raised.

>>> import numpy as np, adlab
>>> def f(x1, x2):
...     return np.log(x1) + x1 * x2
>>> program = adlab.trace(f, 2.0, 5.0).program("reverse")
>>> print(program.source)
def f_reverse(x1, x2):
    v1 = np.log(x1)
    v2 = x1 * x2
    v3 = v1 + v2
    x2_bar = x1         # ∂v2/∂x2 = x1, v2_bar = 1.0
    x1_bar = x2         # ∂v2/∂x1 = x2, v2_bar = 1.0
    x1_bar += 1.0 / x1  # ∂v1/∂x1 = 1.0 / x1, v1_bar = 1.0
    return v3, (x1_bar, x2_bar)
>>> program(2.0, 5.0)
(10.693147180559945, (5.5, 2.0))

Source: Griewank & Walther, *Evaluating Derivatives* (2008), section 6.2.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from adlab.engine import code_lines, code_reading, source
from adlab.engine.code_lines import ARRAY, Line
from adlab.engine.code_reading import Row
from adlab.engine.code_rules import escape
from adlab.engine.code_sweeps import Derivative, Writer
from adlab.engine.containers import flatten_like
from adlab.engine.errors import BranchChanged, InputError, ShapeError, explain
from adlab.engine.graph import Graph
from adlab.engine.primitives import NAMESPACE, PRIMITIVES
from adlab.engine.recording import as_value

KINDS = ("value", "tangent", "reverse", "jacobian")


class Parameter(NamedTuple):
    """One parameter of the compiled function: a leaf of what the program is called with."""

    name: str
    shape: tuple[int, ...]


class Result(NamedTuple):
    """One leaf of what a program returns: an expression."""

    template: str
    operands: tuple[str, ...] = ()
    number: bool = True


class Program:
    """A straight-line program for a graph or a derivative of it. Made by `graph.program(kind)`.

    What it takes and gives, for a function `f(*args)`:

    - "value": `program(*args)` → output
    - "tangent": `program(*args, *tangents)` → (output, tangent of the output)
    - "reverse": `program(*args)` → (output, adjoints of the arguments) where the output is one
      number; else `program(*args, cotangent)`, the cotangent nested like the output
    - "jacobian": `program(*args)` → the partials, nested like the output, then like the arguments

    Attributes
    ----------
    name, kind : str
    source : str
        The program as it is read.
    fast_source : str
        The program as it is compiled.
    write_seconds, compile_seconds : float
        How long it took to write it and to compile it.

    Raises
    ------
    BranchChanged
        The function takes another branch for these inputs than in the trace.
    InputError, ShapeError
        The inputs are nested or shaped otherwise than in the trace.
    """

    def __init__(self, graph: Graph, kind: str, writer: Writer) -> None:
        self.kind = kind
        self.name = f"{code_reading.identifier(graph.name)}_{kind}"
        self.lines: list[Line] = []
        self.constants = writer.constants
        self.functions = writer.functions  # what is called by name, and where it is found
        self.folded = writer.folded
        self.tree: Any = graph.input_tree  # the nesting of what the program is called with
        self.parameters: list[Parameter | None] = []  # per leaf of it; None: not used
        self.results: list[Result] = []
        self.nesting = "{}"  # of the results, as a template
        self.write_seconds = self.compile_seconds = 0.0
        self._graph: Graph | None = graph  # for reading only, and let go once it is read

    # -- Reading -----------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The program as it is read, line by line, and which node a line belongs to."""
        assert self._graph is not None
        return code_reading.rows(self, self._graph)

    @property
    def source(self) -> str:
        """The program as it is read: the user's names, one line for each operation."""
        return code_reading.aligned(self.rows)

    @cached_property
    def titles(self) -> dict[int, str]:
        """For each node that a line belongs to, its formula and its line in the user's code."""
        assert self._graph is not None
        return code_reading.titles(self.rows, self._graph)

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """Where in the user's code the comparisons stand that the program relies on."""
        assert self._graph is not None
        return tuple(source.where(guard.code, guard.instruction) for guard in self._graph.guards)

    def read(self) -> Program:
        """Make what is read of the program, and let the graph go."""
        _ = self.rows, self.questions, self.titles
        self._graph = None
        return self

    def __repr__(self) -> str:
        return f"<Program {self.name}, {len(self.lines)} lines>"

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.read().__dict__)
        for compiled in ("function", "careful"):
            state.pop(compiled, None)
        return state

    # -- Running -----------------------------------------------------------------------------------

    def __call__(self, *args: Any) -> Any:
        return self.run(*self.leaves(args))

    def leaves(self, args: tuple[Any, ...]) -> list[Any]:
        """The numbers and arrays in the arguments, checked."""
        try:
            given = flatten_like(self.tree, args)
        except ValueError as error:
            raise InputError(
                explain(
                    f"{self.name} was called with other arguments than it was written for.",
                    why=str(error),
                    fix=f"it takes {len(self.tree)} argument(s), nested as in the trace",
                )
            ) from None
        leaves = []
        for leaf, parameter in zip(given, self.parameters, strict=True):
            if parameter is None:
                continue
            value = as_value(leaf, f"an argument of {self.name}")
            if np.shape(value) != parameter.shape:
                raise ShapeError(
                    explain(
                        f"{self.name} was written for the shape {parameter.shape}, "
                        f"and got an argument of shape {np.shape(value)}.",
                        fix="trace the function again; adlab.compile does so by itself",
                    )
                )
            leaves.append(value)
        return leaves

    def run(self, *leaves: Any) -> Any:
        """Call the compiled program with the leaves of the arguments, as floats and arrays."""
        try:
            return self.unguarded(*leaves)
        except BranchChanged as error:
            where = self.questions[error.args[0]]
            raise BranchChanged(
                explain(
                    f"For these inputs the function takes another branch than {self.name}.",
                    where=where,
                    fix="trace the function again; adlab.compile does so by itself",
                )
            ) from None

    def unguarded(self, *leaves: Any) -> Any:
        """The same, with a `BranchChanged` that bears the number of the question only."""
        with np.errstate(all="ignore"):
            try:
                return self.function(*leaves)
            except ArithmeticError:  # Python's floats raise where NumPy's give inf or nan
                plain = [np.float64(leaf) if type(leaf) is float else leaf for leaf in leaves]
                return self.careful(*plain)

    @property
    def wanted(self) -> set[str]:
        """The variables that the result is made of."""
        return {name for result in self.results for name in result.operands}

    @cached_property
    def fast_source(self) -> str:
        """The program as it is compiled: what is used once stands where it is used."""
        start = time.perf_counter()
        with collector_paused():
            lines = code_lines.alive(self.lines, self.wanted)
            text = self.define(code_lines.fast(lines, self.wanted), self.returned("float"))
        self.write_seconds += time.perf_counter() - start
        return text

    @cached_property
    def function(self) -> Callable[..., Any]:
        """The compiled program, of the leaves of the arguments; it checks nothing."""
        text = self.fast_source
        start = time.perf_counter()
        function = self._compiled(text)
        self.compile_seconds = time.perf_counter() - start
        return function

    @cached_property
    def careful(self) -> Callable[..., Any]:
        """The same with NumPy's numbers, which give inf or nan where Python's raise an error."""
        lines = code_lines.alive(self.lines, self.wanted)
        result = self.returned("float", known=False)
        return self._compiled(self.define(code_lines.careful(lines), result))

    def define(self, lines: Sequence[str], result: str) -> str:
        """The definition of a function."""
        names = [f"_{k}" if p is None else p.name for k, p in enumerate(self.parameters)]
        used = [name for name, p in zip(names, self.parameters, strict=True) if p is not None]
        return "\n    ".join([f"def {self.name}({', '.join(used)}):", *lines, result]) + "\n"

    def returned(self, number: str = "", known: bool = True) -> str:
        """The last line; `number` is called on what has to be one, and is not known to be one."""
        plain = {line.name for line in self.lines if line.kind != ARRAY} if known else set()
        leaves = []
        for template, operands, is_number in self.results:
            text = template.format(*operands)
            done = not number or not is_number or (template == "{0}" and operands[0] in plain)
            leaves.append(text if done else f"{number}({text})")
        return f"return {self.nesting.format(*leaves)}"

    def _compiled(self, text: str) -> Callable[..., Any]:
        namespace: dict[str, Any] = {**NAMESPACE, **TOOLS, **self.constants}
        for name, where in self.functions.items():
            namespace[name] = found(where)
        with collector_paused():
            exec(compile(text, f"<adlab program {self.name}>", "exec"), namespace)
        function: Callable[..., Any] = namespace[self.name]
        return function


# -- What a program calls by name ------------------------------------------------------------------


def same(outcome: Any, before: Any) -> bool:
    """Whether a question has the answer it had."""
    if isinstance(before, tuple):
        return len(outcome) == len(before) and all(map(same, outcome, before))
    return np.array_equal(outcome, before)


def units(shape: tuple[int, ...]) -> np.ndarray:
    """The seeds with one entry 1 and the others 0, in order."""
    size = int(np.prod(shape))
    return np.eye(size).reshape((size, *shape))


def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """`np.mean`, without its outer layer of Python where it is of all entries."""
    if axis is None and not keepdims and type(x) is np.ndarray:
        return np.add.reduce(x, axis=None) / x.size
    return np.mean(x, axis=axis, keepdims=keepdims)


TOOLS = {"mean": mean, "np": np, "same": same, "units": units, "BranchChanged": BranchChanged,
         "float64": np.float64, "add_reduce": np.add.reduce, "inf": np.inf,
         "nan": np.nan}  # fmt: skip
QUESTIONS: dict[str, Callable[..., Any]] = {
    "mask": np.asarray,
    "bool": bool,
    "sign of det": lambda x: np.linalg.slogdet(x)[0],
}


def found(where: tuple[Any, ...]) -> Callable[..., Any]:
    """The function that a program calls, from where it is declared."""
    kind, key, *position = where
    if kind == "function":
        return key
    if kind == "question":
        return QUESTIONS.get(key) or getattr(np, key)
    primitive = PRIMITIVES[key]
    if kind == "value":
        return primitive.function
    rule = primitive.rules[position[0]]
    return rule if kind == "partial" else getattr(rule, kind)


# -- Writing ---------------------------------------------------------------------------------------


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
    return program


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without the cyclic collector, which would look in vain: what is written has no cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _value(graph: Graph, writer: Writer, program: Program, tree: Any, wrt: Any) -> None:
    program.results = _outputs(graph, writer)
    program.nesting = nesting(graph.output_tree, writer)


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
    inner = nesting(graph.output_tree, writer)
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
    inner = nesting(graph.output_tree, writer)
    program.nesting = f"{inner}, {nesting(tree, writer)}"


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
            zero = _returned(writer, 0.0, shape)
            program.results.append(blocks.get((output, node), zero) if node is not None else zero)
    inner = nesting(tree, writer)
    outer = nesting(graph.output_tree, writer)
    program.nesting = outer.format(*[inner] * len(graph.outputs)) if outer != "{}" else inner


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
    writer.looped.append(Line("", f"for {seed} in units({shape}):", (), seeded))
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


def nesting(tree: Any, writer: Writer) -> str:
    """The nesting of containers as the template of an expression.

    >>> nesting({"w": [None, None], "b": None}, None)
    "{{'w': [{}, {}], 'b': {}}}"
    """
    if isinstance(tree, dict):
        inner = [f"{escape(repr(key))}: {nesting(part, writer)}" for key, part in tree.items()]
        return "{{" + ", ".join(inner) + "}}"
    if isinstance(tree, list):
        return f"[{', '.join(nesting(part, writer) for part in tree)}]"
    if hasattr(tree, "_fields"):  # a named tuple
        kind = writer.keep(type(tree))
        return f"{kind}({', '.join(nesting(part, writer) for part in tree)})"
    if isinstance(tree, tuple):
        inner = [nesting(part, writer) for part in tree]
        return f"({', '.join(inner)}{',' * (len(inner) == 1)})"
    return "{}"
