"""The failing case of a check: a small graph, and the one number in it that went wrong first.

- `Case.of(report, exercise)`: from the diagnosis, or from what the first failed check says.
- `case.tree()`: as lines of text, from the output down, one line for each edge.
- `case.graph()`: as a graph of adlab's own, whose source is a function that anybody can read.
- `case.rerun(exercise)`: the code that runs just this case with the learner's code.
"""

from __future__ import annotations

import linecache
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.engine.recording import beyond_numpy
from adlab.engine.recording.graph import Graph, formula
from adlab.engine.recording.tracing import trace
from adlab.grading.exercises.checks import pair, shown
from adlab.grading.exercises.exercise import Exercise
from adlab.grading.exercises.random_graphs import LEAVES, Reference, names
from adlab.grading.exercises.report import Report
from adlab.view.said.numbers import text as number
from adlab.view.tables.columns import pad, width

MARK = "◀"
NODE = ("op", "operands", "partials", "value")


@dataclass(frozen=True)
class Case:
    """A small graph on which a submission fails.

    Attributes
    ----------
    nodes : as data, each with op, operands, value and partials; the last is the output
    labels : what each is called: n0, n1, … after their places in the learner's list, or x1, v1, …
    what : the quantity: "value", "tangent", "adjoint", "grad", "partial"
    node : index of the first node where it is wrong
    yours, expected : the two numbers
    position : of a partial: with respect to which operand; else None
    seed : of a tangent: the index of the input that was seeded; else None
    output : of a slope: the index of the node whose slope it is; else the last
    given : what the learner's code sees of a leaf, and of any other node
    """

    nodes: tuple[dict[str, Any], ...]
    labels: tuple[str, ...]
    what: str
    node: int
    yours: Any
    expected: Any
    position: int | None = None
    seed: int | None = None
    output: int = -1
    given: tuple[tuple[str, ...], tuple[str, ...]] = (NODE, NODE)

    @classmethod
    def of(cls, report: Report, exercise: Exercise) -> Case | None:
        """The case of the first failed check; None if its failure is not one number in a graph."""
        failed = report.first_failed
        facts = dict(failed.facts) if failed else {}
        given = _given(facts.get("nodes") or ())
        found = report.diagnosis
        if found and found.case and found.node is not None and found.yours is not None:
            number = {"what": found.what, "node": found.node}
            facts = {**number, "yours": found.yours, "expected": found.expected, **found.case}
        elif facts.get("what") == "partial" and "op" in facts:
            leaves = [{"op": "input", "operands": [], "value": x} for x in facts["operands"]]
            last = {"op": facts["op"], "operands": list(range(len(leaves)))}
            facts |= {"nodes": [*leaves, last], "node": len(leaves)}
        nodes = facts.get("nodes")
        if not nodes or not {"what", "node", "yours", "expected"} <= facts.keys():
            return None
        try:
            nodes = _complete(nodes)
        except (KeyError, TypeError, ValueError, IndexError, ArithmeticError):
            return None  # not a graph of adlab's primitives
        what, node, expected = facts["what"], facts["node"], facts["expected"]
        by_name = exercise.has_adapter or what == "partial"
        labels = names(nodes) if by_name else [f"n{k}" for k in range(len(nodes))]
        return cls(
            tuple(nodes),
            tuple(labels),
            what,
            node,
            facts["yours"],
            expected,
            facts.get("position", _position(nodes[node], expected) if what == "partial" else None),
            facts.get("seed"),
            facts.get("output", _output(nodes, facts) if what == "slope" else len(nodes) - 1),
            given,
        )

    def renamed(self, text: str) -> str:
        """A text that says "node 0", with the names that the nodes have here."""

        def name(match: re.Match[str]) -> str:
            index = int(match[1])
            return self.labels[index] if index < len(self.labels) else match[0]

        return re.sub(r"\b[Nn]ode (\d+)\b", name, text)

    @property
    def quantity(self) -> str:
        """What went wrong, in words: "adjoint of n0", "partial of v1 with respect to x2"."""
        ends = self._ends
        where = f"{ends[0]} with respect to {ends[1]}" if ends else self.labels[self.node]
        return f"{self.what} of {where}"

    @property
    def _ends(self) -> tuple[str, str] | None:
        """Of a partial or a slope: what moves, and what was moved."""
        if self.what == "slope":
            return self.labels[self.output], self.labels[self.node]
        if self.position is not None:
            return self.labels[self.node], self.labels[self._node["operands"][self.position]]
        return None

    @property
    def difference(self) -> str:
        """Both numbers, in as many digits as it takes to tell them apart."""
        yours, expected = pair(self.yours, self.expected)
        return f"yours {yours}, expected {expected}"

    @property
    def _node(self) -> dict[str, Any]:
        return self.nodes[self.node]

    # ------------------------------------------------------------------------- as text

    def tree(self) -> list[str]:
        """The graph from the output down, in columns; a node that is used twice is shown twice.

        What is below it is drawn once.
        """
        rows: list[tuple[str, str, str, bool]] = []
        drawn: set[int] = set()

        def draw(index: int, head: str, tail: str, partial: float | None) -> None:
            node = self.nodes[index]
            known = index in drawn
            drawn.add(index)
            text = self.labels[index] if known else f"{self.labels[index]} = {self._formula(index)}"
            value = "" if known or node["op"] in LEAVES else f"= {number(node['value'])}"
            rows.append(
                (
                    head + text,
                    value,
                    "" if partial is None else f"partial {number(partial)}",
                    index == self.node and not known,
                )
            )
            if known:
                return
            edges = list(zip(node["operands"], node["partials"], strict=True))
            for k, (operand, slope) in enumerate(edges):
                last = k == len(edges) - 1
                draw(
                    operand,
                    tail + ("└─ " if last else "├─ "),
                    tail + ("   " if last else "│  "),
                    slope,
                )

        draw(range(len(self.nodes))[self.output], "", "", None)
        for index in reversed(range(len(self.nodes))):
            if index not in drawn:  # nothing that the output needs
                draw(index, "", "", None)
        widths = [max(map(width, column)) for column in list(zip(*rows, strict=True))[:3]]
        what = "∂{}/∂{}".format(*self._ends) if self._ends else self.what
        mark = f"{MARK} {what}: {self.difference}"
        lines = []
        for *columns, marked in rows:
            line = "  ".join(
                pad(column, size) for column, size in zip(columns, widths, strict=True) if size
            )
            lines.append(f"{line}  {mark}" if marked else line.rstrip())
        return lines

    def _formula(self, index: int) -> str:
        node = self.nodes[index]
        if node["op"] in LEAVES:
            seeded = ", seeded" if index == self.seed else ""
            return f"{node['op']} {number(node['value'])}{seeded}"
        return formula(PRIMITIVES[node["op"]], node["operands"], {}, self.labels)

    # ------------------------------------------------------------------------- as a graph

    def graph(self) -> Graph:
        """The same as a graph that can be stepped through."""
        source = self.function()
        filename = f"<case {sha256(source.encode()).hexdigest()[:12]}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        names: dict[str, Any] = {"np": np, "adlab": beyond_numpy}
        exec(compile(source, filename, "exec"), names)
        values = [node["value"] for node in self.nodes if node["op"] in LEAVES]
        return trace(names["case"], *map(float, values))

    def function(self) -> str:
        """The graph as a function of its leaves."""
        leaves = [
            label
            for label, node in zip(self.labels, self.nodes, strict=True)
            if node["op"] in LEAVES
        ]
        lines = [f"def case({', '.join(leaves)}):"]
        for label, node in zip(self.labels, self.nodes, strict=True):
            if node["op"] not in LEAVES:
                lines.append(f"    {label} = {_expression(node, self.labels, _numpy_call)}")
        return "\n".join([*lines, f"    return {self.labels[self.output]}", ""])

    # ------------------------------------------------------------------------- to run it again

    def rerun(self, exercise: Exercise) -> str:
        """The lines that run just this case; "" if the exercise does not say how."""
        call = exercise.rerun.get(self.what, "")
        if not call or ("{seed}" in call and self.seed is None):
            return ""
        lines = []
        if exercise.has_adapter:
            lines = [
                f"{label} = {self._made(node, exercise.entry)}"
                for label, node in zip(self.labels, self.nodes, strict=True)
            ]
        elif "nodes" in call:
            lines = ["nodes = [", *[f"    {self._literal(node)}," for node in self.nodes], "]"]
        node = self._node
        last = call.format(
            node=self.node,
            label=self.labels[self.node],
            output=self.labels[-1],
            position=self.position,
            seed=self.seed,
            op=node["op"],
            operands=[self.nodes[k]["value"] for k in node["operands"]],
            value=node["value"],
        )
        return "\n".join([*lines, f"{last}    # {shown(self.expected)}"])

    def _made(self, node: dict[str, Any], entry: str) -> str:
        if node["op"] == "input":
            return f"{entry}({node['value']!r})"
        if node["op"] == "constant":
            return repr(node["value"])
        return _expression(node, self.labels, _method_call)

    def _literal(self, node: dict[str, Any]) -> str:
        keys = self.given[node["op"] not in LEAVES]
        return repr({key: node[key] for key in keys}).replace("'", '"')


def _given(nodes: Sequence[dict[str, Any]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which keys a leaf has in the learner's list, and any other node."""
    leaf = next((node for node in nodes if node["op"] in LEAVES), dict.fromkeys(NODE))
    other = next((node for node in nodes if node["op"] not in LEAVES), dict.fromkeys(NODE))
    return tuple(leaf), tuple(other)


def _position(node: dict[str, Any], expected: float) -> int:
    """Which of a node's partials is the expected one."""
    return min(range(len(node["partials"])), key=lambda k: abs(node["partials"][k] - expected))


def _output(nodes: Sequence[dict[str, Any]], facts: dict[str, Any]) -> int:
    """Which of several outputs has the expected slope."""
    outputs = facts.get("outputs") or [len(nodes) - 1]
    reference = Reference(nodes)

    def distance(output: int) -> float:
        return abs(reference.adjoints({output: 1.0})[facts["node"]] - facts["expected"])

    return min(outputs, key=distance)


def _complete(nodes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Nodes with the values and partials that are missing."""
    found = [dict(node) for node in nodes]
    if all("value" in node and "partials" in node for node in found):
        return found
    reference = Reference(found)
    for node, value, partials in zip(found, reference.values, reference.partials, strict=True):
        node.setdefault("value", value)
        node.setdefault("partials", partials)
        if not math.isfinite(node["value"]):
            raise ValueError("a value that no picture can show")
    return found


def _expression(node: dict[str, Any], labels: Sequence[str], call: Any) -> str:
    operands = [labels[k] for k in node["operands"]]
    primitive = PRIMITIVES[node["op"]]
    between = re.fullmatch(r"x (\S+) y", primitive.symbolic)
    if between and len(operands) == 2:
        return f" {between[1]} ".join(operands)
    if primitive.sign and len(operands) == 1:
        return f"{primitive.sign}{operands[0]}"
    return call(node["op"], operands)


def _numpy_call(op: str, operands: list[str]) -> str:
    module = "np" if hasattr(np, op) else "adlab"
    return f"{module}.{op}({', '.join(operands)})"


def _method_call(op: str, operands: list[str]) -> str:
    return f"{operands[0]}.{op}({', '.join(operands[1:])})"
