"""The forward pass as a writer: the lines that compute the values of a graph.

- `Values`: one line for each node, and one for each question the trace asked; an expression that
  was written before is not written again.

A variable is `v7`, its tangent `v7_dot`, its adjoint `v7_bar`, a partial `p12`; what a reader sees
instead are the user's names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.values import Recorded
from adlab.engine.errors import TracingError, explain
from adlab.engine.primitives.primitive import Primitive
from adlab.engine.programs import patterns
from adlab.engine.programs.lines import ARRAY, CALLED, NUMBER, Line
from adlab.engine.programs.patterns import Place, Written
from adlab.engine.recording.graph import Graph

Shape = tuple[int, ...]
Derivative = str | float  # a variable, or a number known while writing


def gather(letters: str, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """What goes into the gaps of a pattern; the result stands behind the arguments.

    >>> gather("yz", ("a", "b", "result"))
    ('b', 'result')
    """
    if letters == "xy":
        return arguments[:2]
    return tuple([arguments["xyw".find(letter)] for letter in letters])


def is_float64(value: Any) -> bool:
    """Whether a value is an array of float64, or such a number of NumPy's."""
    return getattr(value, "dtype", None) == np.float64


class Values:
    """Writes the lines that compute the values of a graph, and checks its guards."""

    def __init__(self, graph: Graph, wrt: Collection[int] | None = None) -> None:
        self.graph = graph
        self.inputs = len(graph.inputs)  # they come first
        self.lines: list[Line] = []
        self.constants: dict[str, Any] = {}  # by name
        self.kept: dict[int, str] = {}  # their names by id
        self.functions: dict[str, Place] = {}  # name in the program → where it is declared
        self.known: dict[tuple[str, tuple[str, ...]], str] = {}  # expression → variable
        self.names: list[str] = []  # of each node
        self.operands: list[tuple[str, ...]] = []  # of each node, as they are written
        self.forms: list[Written | None] = []  # how a node of plain numbers is written
        self.numbers = [type(value) is float for value in graph.values]
        self.shapes: dict[str, Shape] = {}  # of tangents and adjoints, which may be smaller
        self.owned: set[str] = set()  # variables whose array no other name holds
        self.doubtful: set[str] = set()  # variables and constants that may be other than float64
        self.views: set[str] = set()  # numbers that may be arrays of shape (), as np.where gives
        self.active = self._active(graph.inputs if wrt is None else wrt)
        self.folded: dict[str, Derivative] = {}  # tangents and adjoints that are another, or known
        self.loop = 0  # the loop over seeds that is being written; 0: none
        self.looped: list[Line] = []  # what stands in loops: it comes after all else
        self._values()

    def emit(self, line: Line) -> None:
        """Write a line where it belongs."""
        (self.looped if line.loop or self.loop else self.lines).append(line)
        if line.kind == CALLED:
            self.views.add(line.name)

    def _active(self, wrt: Collection[int]) -> list[bool]:
        """For each node, whether it depends on the inputs that are differentiated."""
        active = [node in wrt for node in self.graph.inputs]
        for record in self.graph.records[len(active) :]:
            for operand in record[4:]:
                if type(operand) is int and active[operand]:
                    active.append(True)
                    break
            else:
                active.append(False)
        return active

    # -- Values ------------------------------------------------------------------------------------

    def _values(self) -> None:
        graph, names = self.graph, self.names
        names += [f"v{node}" for node in graph.inputs]
        self.operands += [()] * len(names)
        self.forms += [None] * len(names)
        guards = list(graph.guards)
        guards.reverse()
        for node in range(len(names), len(graph)):
            while guards and guards[-1].node <= node:
                self._guard(len(graph.guards) - len(guards), guards.pop())
            names.append(self._value(node))
            if not (self.numbers[node] or is_float64(graph.values[node])):
                self.doubtful.add(names[node])
        while guards:
            self._guard(len(graph.guards) - len(guards), guards.pop())

    def _value(self, node: int) -> str:
        graph, names = self.graph, self.names
        record = graph.records[node]
        operands = tuple([names[o] if type(o) is int else self.constant(o) for o in record[4:]])
        written = self._written(node)
        self.operands.append(operands)
        self.forms.append(written)
        if written is not None:
            template, letters, called, *_ = written.value
            if template == "{0}":
                return operands[0]
            gaps = gather(letters, operands)
            kind = (CALLED if called else NUMBER) if self.numbers[node] else ARRAY
            return self._assign(f"v{node}", template, gaps, node, kind)
        primitive = graph.primitive(node)
        if primitive.alias:
            return operands[0]
        params = record[1] or {}
        if primitive.divisor and self.shape(record[4]) == () and not params.get("keepdims"):
            return operands[0]
        if primitive.elementwise:
            template, letters, *_ = self.array_form(node).value
            operands = gather(letters, operands)
        else:
            template = self._value_template(primitive, node)
        if not primitive.elementwise:
            self.views.add(f"v{node}")
        return self._assign(
            f"v{node}", template, operands, node, CALLED if self.numbers[node] else ARRAY
        )

    def _value_template(self, primitive: Primitive, node: int) -> str:
        """How the value of a node that is not elementwise is written."""
        _, params, _, _, *operands = self.graph.records[node]
        number = any(self.shape(operand) == () for operand in operands)
        if primitive.picks and not number:
            return f"{{0}}[{self._index(params)}]"
        template = patterns.value_code(
            primitive, len(operands), params or {}, self.keep, short=not number
        )
        name = template.partition("(")[0]
        if name in patterns.NAMES:
            self.functions[name] = patterns.NAMES[name]
        return template

    def _index(self, params: dict[str, Any]) -> str:
        return patterns.escape(patterns.written_index(params["index"], self.keep))

    def constant(self, value: Any) -> str:
        """A constant operand as it is written."""
        if isinstance(value, Recorded):
            raise TracingError(
                explain(
                    "A program cannot be written for a derivative inside another trace.",
                    fix="trace the outer function, and write the program of its graph",
                )
            )
        text = patterns.literal(value, self.keep)
        if type(value) is not float and not is_float64(value):
            self.doubtful.add(text)
        return text

    def keep(self, value: Any) -> str:
        """A name for a constant that cannot be written."""
        name = self.kept.setdefault(id(value), f"c{len(self.kept)}")
        self.constants[name] = value
        return name

    def function(self, function: Callable[..., Any], wish: str) -> str:
        """A name for a function that is no primitive's."""
        place = ("function", function)
        while self.functions.get(wish, place) != place:
            wish += "_"
        self.functions[wish] = place
        return wish

    def _written(self, node: int) -> Written | None:
        """How a node of plain numbers is written; None for any other."""
        numbers = self.numbers
        if not numbers[node]:
            return None
        operands = self.graph.records[node][4:]
        for operand in operands:
            if not (numbers[operand] if type(operand) is int else type(operand) is float):
                return None
        primitive = self.graph.primitive(node)
        if not primitive.elementwise:
            return None
        written = self._at_constants(primitive, operands) or patterns.number_code(primitive)
        if written.functions:
            self.functions.update(written.functions)
        return written

    def array_form(self, node: int) -> Written:
        """How an elementwise node of arrays is written."""
        primitive, operands = self.graph.primitive(node), self.graph.records[node][4:]
        written = self._at_constants(primitive, operands) or patterns.array_code(primitive)
        self.functions.update(written.functions)
        return written

    def _at_constants(self, primitive: Primitive, operands: Sequence[Any]) -> Written | None:
        """How an elementwise node is written whose constants allow something simpler."""
        found = primitive.at_constants and primitive.at_constants(*operands)
        return patterns.written(*found) if found else None

    def _assign(
        self, name: str, template: str, operands: tuple[str, ...], node: int, kind: int
    ) -> str:
        """A variable with the value of an expression: an old one, if it was written before."""
        key = (template, operands)
        known = self.known.get(key)
        if known is None:
            known = self.known[key] = name
            self.emit(Line(name, template, operands, node, kind))
        return known

    def _guard(self, number: int, guard: Any) -> None:
        """A line that stops where a comparison no longer has the outcome it had."""
        operands = tuple(
            [self.names[o] if type(o) is int else self.constant(o) for o in guard.operands]
        )
        asks = self.graph.primitives.get(guard.primitive)
        if asks and asks.sign and not isinstance(guard.outcome, np.ndarray):
            asked = f"{{0}} {asks.sign} {{1}}"
        elif guard.primitive == "bool":
            asked = "{0}"
        else:
            name = self.function(guard.function, f"ask_{patterns.plain_name(guard.primitive)}")
            gaps = [f"{{{k}}}" for k in range(len(operands))]
            asked = patterns.call_code(name, gaps, guard.params or {}, self.keep)
        if isinstance(guard.outcome, (bool, np.bool_)):
            test = f"if not ({asked})" if guard.outcome else f"if {asked}"
        else:
            test = f"if not same({asked}, {self.constant(guard.outcome)})"
        text = f"{test}: raise BranchChanged({number})"
        node = max([o for o in guard.operands if type(o) is int], default=0)
        self.emit(Line("", text, operands, node))

    def shape(self, operand: Any) -> Shape:
        """The shape of a node or of a constant."""
        if type(operand) is int:
            return () if self.numbers[operand] else self.graph.shape(operand)
        return np.shape(operand)
