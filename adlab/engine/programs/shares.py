"""Contributions: adjoint × partial and partial × tangent, as expressions.

- `Term`: one contribution.
- `Shares.share(node, position, given, back)`: that of one edge.

An adjoint of many equal entries, as under a sum, stays small until its entries differ; a partial
that is 1 hands the adjoint on under its old name; a constant one is folded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.primitives.primitive import NAMESPACE, Function, MapRule, Primitive
from adlab.engine.primitives.shapes import is_basic
from adlab.engine.programs import patterns
from adlab.engine.programs.lines import ARRAY, CALLED, NUMBER, Line
from adlab.engine.programs.patterns import Pattern, Place
from adlab.engine.programs.values import Derivative, Shape, Values, gather


class Term(NamedTuple):
    """One contribution: an expression, or a number that is known already."""

    template: str
    operands: tuple[str, ...]
    shape: Shape  # it may be smaller than that of its node, and broadcasts to it
    kind: int
    edge: tuple[int, int]
    fresh: bool = True  # no other name holds the same array
    where: str | None = None  # it is added at this index of the adjoint only


class Shares(Values):
    """Writes partials and contributions."""

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
        """The variable of a partial, which is often the operand or the result itself.

        It is of float64 always, and so is every derivative, whatever the partial is made of: that
        of `x * mask` is a mask, and a user's function may give whole numbers, or one for all.
        """
        arguments = (*operands, self.names[node])
        gaps = gather(pattern.letters, arguments)
        wanted = pattern.floats
        certain = wanted is not None and self.doubtful.isdisjoint(gather(wanted, arguments))
        if certain and pattern.template == "{0}":
            return gaps[0]
        template = pattern.template
        plain = self.forms[node] is not None  # else some operand is NumPy's, such as a count
        kind = ARRAY
        if self.numbers[node]:
            kind = NUMBER if plain and not pattern.called else CALLED
        if not certain:
            shape = self._partial_shape(node, pattern)
            if self.numbers[node]:
                kind, template = NUMBER, f"float({template})"
            elif wanted is not None or shape == ():
                template = f"np.positive({template}, dtype=np.float64)"
            else:
                template = f"np.full({shape}, {template}, float)"
        loop, self.loop = self.loop, 0  # it is the same for every seed
        name = self._assign(f"p{len(self.lines)}", template, gaps, node, kind)
        self.loop = loop
        return name

    def _partial_shape(self, node: int, pattern: Pattern) -> Shape:
        record = self.graph.records[node]
        shapes = []
        for letter in pattern.letters:
            operand = node if letter == "z" else record[4 + "xyw".index(letter)]
            shapes.append(self.shape(operand))
        return np.broadcast_shapes(*shapes)

    def share(self, node: int, position: int, given: Derivative, back: bool) -> Term | float:
        """Adjoint × partial for the edge at a position, or partial × tangent."""
        edge = (node, position)
        written = self.forms[node]
        if written is not None:
            pattern = written.partials[position]
            assert pattern is not None
            template, letters, number = pattern.template, pattern.letters, pattern.number
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
        primitive = self.graph.primitive(node)
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
        if not term.fresh:
            self.views.add(name)
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
        if primitive.divisor and back:
            return self._sum_back(primitive.divisor, node, given, params)
        given = self.full(given, node if back else operand)
        if primitive.variadic:
            return self._variadic_share(primitive, node, position, given, back)
        rule: MapRule = primitive.rules[min(position, len(primitive.rules) - 1)]
        arguments = (given, self.names[node], *names)
        number = any(self.shape(operand) == () for operand in record[4:])
        if back and primitive.picks and is_basic(params["index"]) and not number:
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
            return Term(template, tuple(replaced), target, kind, edge, fresh=False)
        name = self._map_name(primitive, position, back)
        gaps_ = [f"{{{k}}}" for k in range(len(arguments))]
        template = patterns.call_code(name, gaps_, params, self.keep)
        return Term(template, arguments, target, kind, edge, fresh=False)

    def _map_name(self, primitive: Primitive, position: int, back: bool) -> str:
        """The name under which the map of an argument, or its transpose, is called."""
        place: Place = ("transpose" if back else "apply", primitive.name)
        wish = f"{patterns.plain_name(primitive.name)}_{place[0]}"
        if not primitive.variadic:
            position = min(position, len(primitive.rules) - 1)
            place = (*place, position)
            wish += str(position) if len(primitive.rules) > 1 else ""
        name = patterns.called_name(wish, place, primitive)
        self.functions[name] = place
        return name

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
        """The maps that a rule makes of all arguments at once, as of a stack or an einsum."""
        record = self.graph.records[node]
        values, params = self.graph.values, record[1] or {}
        arguments = [values[o] if type(o) is int else o for o in record[4:]]
        linear: LinearMap = primitive.rules[0](values[node], arguments, params)[position]
        shape = self.shape(record[4 + position] if back else node)
        kind = CALLED if shape == () else ARRAY
        edge = (node, position)
        if back and "whole" in linear.params:  # a place
            index, whole = linear.params["index"], linear.params["whole"]
            if np.shape(np.broadcast_to(0.0, whole)[index]) == shape:
                text = f"{{0}}[{self._index(dict(linear.params))}]"
                return Term(text, (given,), shape, kind, edge, fresh=False)
        name = self._map_name(primitive, position, back)
        operands = (given, str(position), self.names[node], *self.operands[node])
        gaps = [f"{{{k}}}" for k in range(len(operands))]
        template = patterns.call_code(name, gaps, params, self.keep)
        return Term(template, operands, shape, kind, edge, fresh=False)

    def _sum_back(
        self, divisor: Function, node: int, given: Derivative, params: dict[str, Any]
    ) -> Term | float:
        """Under a sum all entries have the same adjoint: it is kept once."""
        record = self.graph.records[node]
        x = self.shape(record[4])
        axis = params.get("axis")
        axes = tuple(range(len(x))) if axis is None else axis if type(axis) is tuple else (axis,)
        removed = {a % len(x) for a in axes} if x else set()
        edge = (node, 0)
        count = divisor(max(int(np.prod([x[a] for a in removed])), 1))
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
