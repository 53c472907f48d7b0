"""The sweeps once more, as writers: where `sweeps` computes, these write the lines that compute.

- `Writer`: the values of a graph as lines; then any number of
- `Writer.tangent(seeds)` and `Writer.reverse(seeds)`: the lines of a sweep.

A variable is `v7`, its tangent `v7_dot`, its adjoint `v7_bar`, a partial `p12`; what a reader sees
instead are the user's names. What the writers save:

- an expression that was written before is not written again (common partials are shared);
- a partial that is 1 hands the adjoint on under its old name, a constant one is folded;
- the first contribution to an adjoint is assigned, and nothing is added to zero;
- an adjoint of many equal entries, as under a sum, stays small until its entries differ.

Source: Griewank & Walther (2008), sections 3.2 and 6.2 (adjoint programs by source transformation).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from adlab.engine import code_rules
from adlab.engine.code_lines import ANEW, ARRAY, CALLED, IN_PLACE, NUMBER, Line
from adlab.engine.code_rules import Pattern, Written
from adlab.engine.errors import TracingError, explain
from adlab.engine.graph import Graph
from adlab.engine.linear_maps import LinearMap
from adlab.engine.primitives import NAMESPACE, PRIMITIVES, MapRule, Primitive
from adlab.engine.rules.shapes import is_basic

Shape = tuple[int, ...]
Derivative = str | float  # a variable, or a number known while writing


class Term(NamedTuple):
    """One contribution: an expression, or a number that is known already."""

    template: str
    operands: tuple[str, ...]
    shape: Shape  # it may be smaller than that of its node, and broadcasts to it
    kind: int
    edge: tuple[int, int]
    fresh: bool = True  # no other name holds the same array
    where: str | None = None  # it is added at this index of the adjoint only


def gather(letters: str, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """What goes into the gaps of a pattern; the result stands behind the arguments.

    >>> gather("yz", ("a", "b", "result"))
    ('b', 'result')
    """
    if letters == "xy":
        return arguments[:2]
    return tuple([arguments["xyw".find(letter)] for letter in letters])


class Writer:
    """Writes the lines of a program for a graph."""

    def __init__(self, graph: Graph, wrt: Collection[int] | None = None) -> None:
        self.graph = graph
        self.inputs = len(graph.inputs)  # they come first
        self.lines: list[Line] = []
        self.constants: dict[str, Any] = {}  # by name
        self.functions: dict[str, tuple[Any, ...]] = {}  # name in the program → where to find it
        self.known: dict[tuple[str, tuple[str, ...]], str] = {}  # expression → variable
        self.names: list[str] = []  # of each node
        self.operands: list[tuple[str, ...]] = []  # of each node, as they are written
        self.forms: list[Written | None] = []  # how a node of plain numbers is written
        self.numbers = [type(value) is float for value in graph.values]
        self.shapes: dict[str, Shape] = {}  # of tangents and adjoints, which may be smaller
        self.owned: set[str] = set()  # variables whose array no other name holds
        self.active = self._active(graph.inputs if wrt is None else wrt)
        self.folded: dict[str, Derivative] = {}  # tangents and adjoints that are another, or known
        self.loop = 0  # the loop over seeds that is being written; 0: none
        self.looped: list[Line] = []  # what stands in loops: it comes after all else
        self._values()

    def emit(self, line: Line) -> None:
        """Write a line where it belongs."""
        (self.looped if line.loop or self.loop else self.lines).append(line)

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
        while guards:
            self._guard(len(graph.guards) - len(guards), guards.pop())

    def _value(self, node: int) -> str:
        record, names = self.graph.records[node], self.names
        operands = tuple([names[o] if type(o) is int else self.constant(o) for o in record[4:]])
        written = self._written(node)
        self.operands.append(operands)
        self.forms.append(written)
        if written is not None:
            template, letters, called, _ = written.value
            if template == "{0}":
                return operands[0]
            gaps = gather(letters, operands)
            kind = (CALLED if called else NUMBER) if self.numbers[node] else ARRAY
            return self._assign(f"v{node}", template, gaps, node, kind)
        primitive = PRIMITIVES[record[0]]
        if primitive.name in ("positive", "stop_gradient"):
            return operands[0]
        params = record[1] or {}
        if (
            primitive.name in ("sum", "mean")
            and self.shape(record[4]) == ()
            and not params.get("keepdims")
        ):
            return operands[0]
        if primitive.elementwise:
            template, letters, _, _ = self.array_form(node).value
            operands = gather(letters, operands)
        else:
            template = self._value_template(primitive, node)
        self._use(template, primitive, ("value", primitive.name))
        return self._assign(
            f"v{node}", template, operands, node, CALLED if self.numbers[node] else ARRAY
        )

    def _value_template(self, primitive: Primitive, node: int) -> str:
        """How the value of a node that is not elementwise is written."""
        _, params, _, _, *operands = self.graph.records[node]
        number = any(self.shape(operand) == () for operand in operands)
        if primitive.name == "index" and not number:
            return f"{{0}}[{self._index(params)}]"
        return code_rules.value_code(
            primitive, len(operands), params or {}, self.keep, short=not number
        )

    def _index(self, params: dict[str, Any]) -> str:
        return code_rules.escape(code_rules.written_index(params["index"], self.keep))

    def constant(self, value: Any) -> str:
        """A constant operand as it is written."""
        if hasattr(value, "_graph"):
            raise TracingError(
                explain(
                    "A program cannot be written for a derivative inside another trace.",
                    fix="trace the outer function, and write the program of its graph",
                )
            )
        return code_rules.literal(value, self.keep)

    def keep(self, value: Any) -> str:
        """A name for a constant that cannot be written."""
        for name, known in self.constants.items():
            if known is value:
                return name
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def _written(self, node: int) -> Written | None:
        """How a node of plain numbers is written; None for any other."""
        numbers = self.numbers
        if not numbers[node]:
            return None
        name, _, _, _, *operands = self.graph.records[node]
        for operand in operands:
            if not (numbers[operand] if type(operand) is int else type(operand) is float):
                return None
        if not PRIMITIVES[name].elementwise:
            return None
        if name == "power" and type(operands[1]) is float and operands[1].is_integer():
            return code_rules.power_code(operands[1])
        written = code_rules.number_code(name)
        if written.named:
            self._named(written, PRIMITIVES[name])
        return written

    def array_form(self, node: int) -> Written:
        """How an elementwise node of arrays is written."""
        name, _, _, _, *operands = self.graph.records[node]
        if name == "power" and type(operands[1]) is float and operands[1].is_integer():
            return code_rules.power_code(operands[1])
        return self._named(code_rules.array_code(name), PRIMITIVES[name])

    def _named(self, written: Written, primitive: Primitive) -> Written:
        self._use(written.value.template, primitive, ("value", primitive.name))
        for k, partial in enumerate(written.partials):
            if partial is not None and "_partial" in partial.template:
                self._use(partial.template, primitive, ("partial", primitive.name, k))
        return written

    def _use(self, template: str, primitive: Primitive, where: tuple[Any, ...]) -> None:
        """Note where the function that a template calls is to be found."""
        name = template.partition("(")[0]
        if name.isidentifier():
            self.functions.setdefault(name, where)

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
        if guard.primitive in code_rules.SIGNS and not isinstance(guard.outcome, np.ndarray):
            asked = f"{{0}} {code_rules.SIGNS[guard.primitive]} {{1}}"
        elif guard.primitive == "bool":
            asked = "{0}"
        else:
            name = f"ask_{code_rules.plain_name(guard.primitive)}"
            self.functions.setdefault(name, ("question", guard.primitive))
            gaps = [f"{{{k}}}" for k in range(len(operands))]
            asked = code_rules.call_code(name, gaps, guard.params or {}, self.keep)
        if isinstance(guard.outcome, (bool, np.bool_)):
            test = f"if not ({asked})" if guard.outcome else f"if {asked}"
        else:
            test = f"if not same({asked}, {self.constant(guard.outcome)})"
        text = f"{test}: raise BranchChanged({number})"
        node = max([o for o in guard.operands if type(o) is int], default=0)
        self.emit(Line("", text, operands, node))

    # -- Partials ----------------------------------------------------------------------------------

    def _number(self, node: int, pattern: Pattern) -> float | None:
        """A partial that is known while writing: constant, or of constant operands."""
        if pattern.number is not None or not pattern.letters:
            return pattern.number
        record = self.graph.records[node]
        for letter in pattern.letters:
            if letter == "z" or type(record[4 + "xyw".index(letter)]) is not float:
                return None
        text = pattern.template.format(*gather(pattern.letters, self.operands[node]))
        try:
            return float(eval(text, {**NAMESPACE, "inf": np.inf, "nan": np.nan}))
        except (ArithmeticError, NameError):
            return None

    def _partial(self, node: int, pattern: Pattern, operands: Sequence[str]) -> str:
        """The variable of a partial, which is often the operand or the result itself."""
        arguments = (*operands, self.names[node])
        gaps = gather(pattern.letters, arguments)
        if pattern.template == "{0}":
            return gaps[0]
        kind = (CALLED if pattern.called else NUMBER) if self.numbers[node] else ARRAY
        loop, self.loop = self.loop, 0  # it is the same for every seed
        name = self._assign(f"p{len(self.lines)}", pattern.template, gaps, node, kind)
        self.loop = loop
        return name

    def _partial_shape(self, node: int, pattern: Pattern) -> Shape:
        record = self.graph.records[node]
        shapes = []
        for letter in pattern.letters:
            operand = node if letter == "z" else record[4 + "xyw".index(letter)]
            shapes.append(self.shape(operand))
        return np.broadcast_shapes(*shapes)

    def shape(self, operand: Any) -> Shape:
        """The shape of a node or of a constant."""
        if type(operand) is int:
            return () if self.numbers[operand] else self.graph.shape(operand)
        return np.shape(operand)

    def share(self, node: int, position: int, given: Derivative, back: bool) -> Term | float:
        """Adjoint × partial for the edge at a position, or partial × tangent."""
        edge = (node, position)
        written = self.forms[node]
        if written is not None:
            pattern = written.partials[position]
            assert pattern is not None
            template, letters, _, number = pattern
            partial = ""
            if template == "{0}" and letters == "z":
                partial = self.names[node]
            elif template == "{0}":
                k = "xyw".index(letters)
                operand = self.graph.records[node][4 + k]
                number = operand if type(operand) is float else None
                partial = self.operands[node][k]
            elif letters:
                number = self._number(node, pattern)
            if number is not None:
                return self._scaled(given, number, (), NUMBER, edge)
            partial = partial or self._partial(node, pattern, self.operands[node])
            if type(given) is float:
                return self._scaled(partial, given, (), NUMBER, edge)
            return Term("{0} * {1}", (given, partial), (), NUMBER, edge)  # type: ignore[arg-type]
        primitive = PRIMITIVES[self.graph.records[node][0]]
        if primitive.elementwise:
            return self._elementwise_share(primitive, node, position, given, back)
        return self._map_share(primitive, node, position, given, back)

    def _scaled(
        self, given: Derivative, factor: float, shape: Shape, kind: int, edge: tuple[int, int]
    ) -> Term | float:
        """A derivative times a number."""
        if type(given) is float:
            return given * factor
        assert type(given) is str
        if factor == 1.0:
            return Term("{0}", (given,), shape, kind, edge, fresh=False)
        if factor == -1.0:
            return Term("-{0}", (given,), shape, kind, edge)
        if factor == 0.0:
            return 0.0
        return Term("{0} * {1}", (given, self.constant(factor)), shape, kind, edge)

    def _actual(self, given: Derivative, node: int) -> Shape:
        """The shape that a derivative really has."""
        if type(given) is float:
            return ()
        return self.shapes.get(given, self.shape(node))  # type: ignore[arg-type]

    def _elementwise_share(
        self, primitive: Primitive, node: int, position: int, given: Derivative, back: bool
    ) -> Term | float:
        edge = (node, position)
        pattern = self.array_form(node).partials[position]
        assert pattern is not None
        operand = self.graph.records[node][4 + position]

        def kind(shape: Shape) -> int:
            return CALLED if shape == () else ARRAY

        source, shape = self.shape(operand), self.shape(node)
        actual = self._actual(given, node if back else operand)
        number = self._number(node, pattern)
        if number is not None:
            term = self._scaled(given, number, actual, kind(actual), edge)
        else:
            partial = self._partial(node, pattern, self.operands[node])
            wide = np.broadcast_shapes(actual, self._partial_shape(node, pattern))
            if type(given) is float:
                term = self._scaled(partial, given, wide, kind(wide), edge)
            else:
                term = Term("{0} * {1}", (given, partial), wide, kind(wide), edge)  # type: ignore[arg-type]
        if source == shape or not back:
            return term
        return self._summed(term, shape, source, edge)

    def _summed(self, term: Term | float, shape: Shape, source: Shape, edge: Any) -> Term | float:
        """Add up the copies that broadcasting from `source` to `shape` made."""
        if type(term) is float:
            return term * (math.prod(shape) / max(math.prod(source), 1))
        assert isinstance(term, Term)
        term = self._wide(term, shape)
        added = tuple(range(len(shape) - len(source)))
        inner = shape[len(added) :]
        stretched = tuple(k for k, n in enumerate(source) if n == 1 and inner[k] != 1)
        if source == ():
            return self._wrapped(term, "np.sum({0}, axis=None)", (), CALLED, edge)
        if added:
            axis = added[0] if len(added) == 1 else added
            term = self._wrapped(term, f"np.sum({{0}}, axis={axis})", inner, ARRAY, edge)
        if stretched:
            text = f"np.sum({{0}}, axis={stretched}, keepdims=True)"
            term = self._wrapped(term, text, source, ARRAY, edge)
        return term

    def _wide(self, term: Term, shape: Shape) -> Term:
        """The term in full shape."""
        if term.shape == shape:
            return term
        text = f"np.broadcast_to({{0}}, {shape})"
        return self._wrapped(term, text, shape, ARRAY, term.edge)._replace(fresh=False)

    def _wrapped(self, term: Term, template: str, shape: Shape, kind: int, edge: Any) -> Term:
        """An expression of a term."""
        return Term(template, (self.variable(term),), shape, kind, edge)

    def variable(self, term: Term) -> str:
        """A variable for a term."""
        if term.template == "{0}":
            return term.operands[0]
        name = f"t{len(self.lines) + len(self.looped)}"
        node = term.edge[0]
        self.emit(Line(name, term.template, term.operands, node, term.kind, loop=self.loop))
        self.shapes[name] = term.shape
        return name

    # -- Linear maps -------------------------------------------------------------------------------

    def full(self, given: Derivative, node: int) -> str:
        """A derivative in the full shape of its node, as an operand."""
        shape = self.shape(node)
        text = repr(given) if type(given) is float else str(given)
        if self._actual(given, node) == shape:
            return f"({text})" if text[0] == "-" else text
        term = Term(f"np.broadcast_to({{0}}, {shape})", (text,), shape, ARRAY, (node, 0))
        return self.variable(term)

    def _map_share(
        self, primitive: Primitive, node: int, position: int, given: Derivative, back: bool
    ) -> Term | float:
        record = self.graph.records[node]
        params = record[1] or {}
        edge, operand = (node, position), record[4 + position]
        names = self.operands[node]
        target = self.shape(operand if back else node)
        kind = CALLED if target == () else ARRAY
        if primitive.name in ("sum", "mean") and back:
            return self._sum_back(primitive.name, node, given, params)
        given = self.full(given, node if back else operand)
        if primitive.variadic:
            return self._variadic_share(primitive, node, position, given, back)
        rule: MapRule = primitive.rules[min(position, len(primitive.rules) - 1)]
        arguments = (given, self.names[node], *names)
        number = any(self.shape(operand) == () for operand in record[4:])
        if back and primitive.name == "index" and is_basic(params["index"]) and not number:
            index = self._index(params)
            return Term("{0}", (given,), target, ARRAY, edge, fresh=False, where=index)
        if back and rule.code is not None and not number:
            shapes = [self.shape(o) for o in record[4:]]
            text = rule.code(self.shape(node), *shapes, **params)
            if text is not None:
                gaps = {"g": "{0}", "z": "{1}", "x": "{2}", "y": "{3}"}
                fresh = not text.startswith("np.reshape") and text != "{g}.T"
                return self._tight(text.format(**gaps), arguments, target, kind, edge, fresh)
        if not back and rule.itself:
            replaced = [given if k == position else name for k, name in enumerate(names)]
            template = self._value_template(primitive, node)
            self._use(template, primitive, ("value", primitive.name))
            return Term(template, tuple(replaced), target, kind, edge, fresh=False)
        which = "transpose" if back else "apply"
        name = f"{code_rules.plain_name(primitive.name)}_{which}"
        name += str(position) if len(primitive.rules) > 1 else ""
        self.functions[name] = (which, primitive.name, min(position, len(primitive.rules) - 1))
        gaps_ = [f"{{{k}}}" for k in range(len(arguments))]
        template = code_rules.call_code(name, gaps_, params, self.keep)
        return Term(template, arguments, target, kind, edge, fresh=False)

    def _tight(
        self, text: str, arguments: tuple[str, ...], shape: Shape, kind: int, edge: Any, fresh: bool
    ) -> Term:
        """A term with those arguments only that its template uses."""
        used = [k for k in range(len(arguments)) if f"{{{k}}}" in text]
        gaps = [f"{{{used.index(k)}}}" if k in used else "" for k in range(len(arguments))]
        return Term(
            text.format(*gaps), tuple([arguments[k] for k in used]), shape, kind, edge, fresh
        )

    def _variadic_share(
        self, primitive: Primitive, node: int, position: int, given: str, back: bool
    ) -> Term:
        """The maps of a stack, a concatenation or an einsum, which know their parameters."""
        record = self.graph.records[node]
        values = self.graph.values
        arguments = [values[o] if type(o) is int else o for o in record[4:]]
        maps = primitive.rules[0](values[node], arguments, record[1] or {})
        linear: LinearMap = maps[position]
        function = linear.transpose if back else linear.apply
        shape = self.shape(record[4 + position] if back else node)
        kind = CALLED if shape == () else ARRAY
        edge = (node, position)
        if back and "whole" in linear.params:
            index = self._index(dict(linear.params))
            if (
                np.shape(np.broadcast_to(0.0, linear.params["whole"])[linear.params["index"]])
                == shape
            ):
                return Term(f"{{0}}[{index}]", (given,), shape, kind, edge, fresh=False)
        name = function.__name__.strip("_")
        self.functions[name] = ("function", function)
        operands = (given, *((self.names[node], *self.operands[node]) if linear.data else ()))
        gaps = [f"{{{k}}}" for k in range(len(operands))]
        template = code_rules.call_code(name, gaps, dict(linear.params), self.keep)
        return Term(template, operands, shape, kind, edge, fresh=False)

    def _sum_back(
        self, name: str, node: int, given: Derivative, params: dict[str, Any]
    ) -> Term | float:
        """Under a sum all entries have the same adjoint: it is kept once."""
        record = self.graph.records[node]
        x = self.shape(record[4])
        axis = params.get("axis")
        axes = tuple(range(len(x))) if axis is None else axis if type(axis) is tuple else (axis,)
        removed = {a % len(x) for a in axes} if x else set()
        edge = (node, 0)
        count = max(int(np.prod([x[a] for a in removed])), 1) if name == "mean" else 1
        if type(given) is float:
            return given / count
        assert type(given) is str
        actual = self._actual(given, node)
        kept = tuple(1 if a in removed else n for a, n in enumerate(x))
        if not params.get("keepdims") and actual != () and kept != actual:
            given = self.full(given, node)
            given = self.variable(
                Term(f"np.reshape({{0}}, {kept})", (given,), kept, ARRAY, edge, fresh=False)
            )
            actual = kept
        kind = NUMBER if actual == () else ARRAY
        if count > 1:
            return Term("{0} / {1}", (given, str(count)), actual, kind, edge)
        return Term("{0}", (given,), actual, kind, edge, fresh=False)

    # -- Sweeps ------------------------------------------------------------------------------------

    def reverse(self, seeds: Mapping[int, Derivative], suffix: str = "") -> dict[int, Derivative]:
        """Write a reverse sweep; the adjoints of the inputs that it reaches."""
        graph, active = self.graph, self.active
        records, forms = graph.records, self.forms
        terms: list[list[Term | float] | None] = [None] * len(graph)
        for node, seed in seeds.items():
            if active[node]:
                terms[node] = [
                    seed
                    if type(seed) is float
                    else Term("{0}", (str(seed),), self.shape(node), ARRAY, (node, -1), fresh=False)
                ]
        adjoints: dict[int, Derivative] = {}
        for node in range(max(seeds, default=-1), -1, -1):
            collected, terms[node] = terms[node], None
            if collected is None:
                continue
            adjoint = self._sum(f"v{node}_bar{suffix}", collected, node)
            if node < self.inputs:
                adjoints[node] = adjoint
                continue
            record = records[node]
            for position, operand in enumerate(record[4:]):
                if type(operand) is not int or not active[operand]:
                    continue
                if forms[node] is None and not self._flows(record[0], position):
                    continue
                term = self.share(node, position, adjoint, back=True)
                before = terms[operand]
                if before is None:
                    terms[operand] = [term]
                else:
                    before.append(term)
        return adjoints

    def _flows(self, name: str, position: int) -> bool:
        """Whether a derivative flows through an argument of a primitive."""
        rules = PRIMITIVES[name].rules
        return rules[min(position, len(rules) - 1)] is not None

    def tangent(self, seeds: Mapping[int, Derivative], suffix: str = "") -> dict[int, Derivative]:
        """Write a tangent sweep; the tangents of all nodes that it reaches."""
        graph = self.graph
        tangents: dict[int, Derivative] = dict(seeds)
        for node in range(len(graph.inputs), len(graph)):
            record = graph.records[node]
            collected: list[Term | float] = []
            for position in range(len(record) - 4):
                operand = record[4 + position]
                if type(operand) is not int or operand not in tangents:
                    continue
                if self._flows(record[0], position):
                    collected.append(self.share(node, position, tangents[operand], back=False))
            if collected:
                tangents[node] = self._sum(f"v{node}_dot{suffix}", collected, node)
        return tangents

    def _sum(self, name: str, collected: list[Term | float], node: int) -> Derivative:
        """The sum of contributions as a variable or a number."""
        first = collected[0]
        if len(collected) == 1:
            if type(first) is float:
                self.folded[name] = first
                return first
            assert isinstance(first, Term)
            other = first.template == "{0}" and first.where is None
            if other and node >= self.inputs:  # inputs get a line with their name
                self.folded[name] = first.operands[0]
                self.shapes[first.operands[0]] = first.shape
                return first.operands[0]
        elif type(first) is float:
            total, rest = first, collected[1:]
            while rest and type(rest[0]) is float:
                total += rest.pop(0)  # type: ignore[operator]
            if not rest:
                self.folded[name] = total
                return total
            if total == 0.0:
                return self._sum(name, rest, node)
            collected = [total, *rest]
        kind = NUMBER if self.shape(node) == () else ARRAY
        parts = [
            term
            if isinstance(term, Term)
            else Term("{0}", (self.constant(term),), (), kind, (node, -1))
            for term in collected
        ]
        if any(part.where is not None for part in parts):
            return self._sum_at(name, parts, node)
        first = parts[0]
        actual = first.shape
        whole = first.fresh and actual == self.shape(node) != ()
        in_place = whole or (first.kind == NUMBER and kind == NUMBER)
        for k, part in enumerate(parts):
            adds = 0 if k == 0 else IN_PLACE if in_place else ANEW
            self.emit(
                Line(name, part.template, part.operands, node, part.kind, adds, part.edge,
                     self.loop)
            )  # fmt: skip
            if part.shape != actual:
                actual = np.broadcast_shapes(actual, part.shape)
        self.shapes[name] = actual
        if len(parts) > 1 or first.fresh:
            self.owned.add(name)
        return name

    def _sum_at(self, name: str, parts: list[Term], node: int) -> str:
        """A sum some of whose terms are added to part of the array only, in place."""
        shape = self.shape(node)
        first = parts[0]
        if first.where is not None:
            self.emit(Line(name, f"np.zeros({shape})", (), node, ARRAY, loop=self.loop,
                                   fixed=True))  # fmt: skip
        else:
            parts = parts[1:]
            template = first.template
            if first.shape != shape:
                template = f"np.broadcast_to({template}, {shape})"
            if first.shape != shape or not first.fresh:
                template = f"np.array({template})"
            self.emit(Line(name, template, first.operands, node, ARRAY, 0, first.edge,
                                   self.loop, fixed=True))  # fmt: skip
        for part in parts:
            where = "..." if part.where is None else part.where
            variable = self.variable(part)
            self.emit(Line("", f"{{0}}[{where}] += {{1}}", (name, variable), node, ARRAY,
                                   0, part.edge, self.loop, fixed=True))  # fmt: skip
        self.owned.add(name)
        self.shapes[name] = shape
        return name
