"""The sweeps once more: where `engine.sweeps` computes, these write the lines that compute.

- `Writer`: the values of a graph as lines (`values`); then any number of
- `Writer.tangent(seeds)` and `Writer.reverse(seeds)`: the lines of a sweep.

The first contribution to an adjoint is assigned, the others are added to it: nothing is added to
zero. What one contribution is, `shares` writes.

Source: Griewank & Walther (2008), sections 3.2 and 6.2 (adjoint programs by source transformation).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from adlab.engine.programs.lines import ANEW, ARRAY, IN_PLACE, NUMBER, Line
from adlab.engine.programs.shares import Shares, Term
from adlab.engine.programs.values import Derivative


class Writer(Shares):
    """Writes the lines of a program for a graph."""

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
                if forms[node] is None and not self._flows(node, position):
                    continue
                term = self.share(node, position, adjoint, back=True)
                before = terms[operand]
                if before is None:
                    terms[operand] = [term]
                else:
                    before.append(term)
        return adjoints

    def _flows(self, node: int, position: int) -> bool:
        """Whether a derivative flows through an argument of a node."""
        rules = self.graph.primitive(node).rules
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
                if self._flows(node, position):
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
        view = not first.fresh and (first.kind != NUMBER or first.operands[0] in self.views)
        in_place = whole or (first.kind == NUMBER and kind == NUMBER and not view)
        if view:
            self.views.add(name)
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
