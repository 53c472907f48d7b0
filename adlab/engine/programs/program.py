"""Programs: a graph, or a derivative of it, as straight-line Python source that you can read.

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

import functools
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from adlab.engine.arrays.containers import flatten_like
from adlab.engine.collector import collector_paused
from adlab.engine.errors import BranchChanged, InputError, ShapeError, explain
from adlab.engine.primitives.primitive import NAMESPACE, PRIMITIVES
from adlab.engine.programs import lines as code_lines
from adlab.engine.programs import reading as code_reading
from adlab.engine.programs.lines import ARRAY, Line, Parameter, Result
from adlab.engine.programs.patterns import TOOLS
from adlab.engine.programs.reading import Row
from adlab.engine.programs.writer import Writer
from adlab.engine.recording.binding import as_value
from adlab.engine.recording.graph import Graph
from adlab.engine.user import source


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
        The program as it is compiled: the same, laid out otherwise.
    namespace : dict
        What both name: `exec(program.source, program.namespace)` defines the program.
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

    def returned(
        self, number: str = "", known: bool = True, names: Callable[[str], str] = str
    ) -> str:
        """The last line; `number` is called on what has to be one, and is not known to be one."""
        plain = {line.name for line in self.lines if line.kind != ARRAY} if known else set()
        leaves = []
        for template, operands, is_number in self.results:
            text = template.format(*map(names, operands))
            done = not number or not is_number or (template == "{0}" and operands[0] in plain)
            leaves.append(text if done else f"{number}({text})")
        return f"return {self.nesting.format(*leaves)}"

    def _compiled(self, text: str) -> Callable[..., Any]:
        namespace = self.namespace
        with collector_paused():
            exec(compile(text, f"<adlab program {self.name}>", "exec"), namespace)
        function: Callable[..., Any] = namespace[self.name]
        return function

    @property
    def namespace(self) -> dict[str, Any]:
        """What the program names, in any of its forms: `exec(program.source, namespace)`."""
        called = {name: found(place) for name, place in self.functions.items()}
        return {**NAMESPACE, **TOOLS, **self.constants, **called}


# -- What a program calls by name ------------------------------------------------------------------


def found(place: tuple[Any, ...]) -> Callable[..., Any]:
    """The function that a program calls, from where it is declared."""
    kind, key, *position = place
    if kind == "function":
        return key
    primitive = PRIMITIVES[key]
    if kind == "value":
        return primitive.function
    if primitive.variadic:
        return functools.partial(of_all, primitive.rules[0], kind)
    rule = primitive.rules[position[0]]
    return rule if kind == "partial" else functools.partial(of_one, getattr(rule, kind))


def of_one(function: Callable[..., Any], given: Any, /, *data: Any, **params: Any) -> Any:
    """The map of one argument, or its transpose, of a derivative."""
    return as_float64(function(given, *data, **params))


def of_all(rule: Any, which: str, given: Any, place: int, /, *data: Any, **params: Any) -> Any:
    """The same for a primitive that makes the maps of all its arguments at once."""
    linear = rule(data[0], data[1:], params)[place]
    return as_float64(getattr(linear, which)(given, *linear.data, **linear.params))


def as_float64(value: Any) -> Any:
    """A derivative as it has to be, whatever a rule makes of it."""
    if type(value) is float or (type(value) is np.ndarray and value.dtype == np.float64):
        return value
    return np.positive(value, dtype=np.float64)  # np.float64(…) drops axes of length 1 in NumPy 2.0
