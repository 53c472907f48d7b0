"""Random graphs as plain data, and the right numbers for them.

- `random_graph(rng)`: a graph of scalar primitives at a generic point, as a list of nodes.
- `scattered(rng, nodes)`: the same graph in an order in which inputs do not stand first.
- `Reference(nodes)`: its values, partials, tangents and adjoints, by adlab's own sweeps.
- `formulas(nodes)`: how its nodes read.

A graph here is what an exercise hands to a learner and what can travel to another process: a list
of nodes in topological order, each a dictionary

    {"op": "input", "operands": [], "value": 1.7}
    {"op": "constant", "operands": [], "value": 3.0}
    {"op": "multiply", "operands": [0, 0]}

of which an operand is the index of an earlier node. The last node is the output.

Random graphs find the bugs that examples hide, if they are generic: no value is 0, 1 or 2 or equals
another one, no operand is close to a kink or to the end of a domain, and nothing grows out of hand.
Some nodes are used twice, also by one operation (`x·x` has two edges).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any

from adlab.engine import sweeps
from adlab.engine.primitives.primitive import PRIMITIVES, call
from adlab.engine.recording import tracing
from adlab.engine.recording.graph import formula
from adlab.engine.sweeps.steps import Step, observe

Nodes = list[dict[str, Any]]

OPERATIONS = {
    "add": 2,
    "subtract": 2,
    "multiply": 2,
    "divide": 2,
    "power": 2,
    "maximum": 2,
    "negative": 1,
    "exp": 1,
    "log": 1,
    "sqrt": 1,
    "sin": 1,
    "cos": 1,
    "tanh": 1,
    "relu": 1,
}
"""Names of primitives, and how many operands each takes."""

LEAVES = ("input", "constant")
CLEAR = 0.2  # operands stay this far from kinks, poles and the ends of a domain,
APART = 0.06  # values this far from each other and from 0, 1 and 2,
LARGEST = 6.0  # values within ±LARGEST,
STEEPEST = 12.0  # and partials within ±STEEPEST
ATTEMPTS = 1000


def random_graph(
    rng: Random,
    size: int = 8,
    inputs: int = 2,
    constants: int = 0,
    operations: Sequence[str] = tuple(OPERATIONS),
    doubled: bool = True,
) -> Nodes:
    """Draw a graph: inputs, then constants, then `size` operations.

    Parameters
    ----------
    rng : of Python's `random`
    size : how many operations
    inputs, constants : how many leaves of each kind; at least one input
    operations : which primitives may occur, of those in `OPERATIONS`
    doubled : whether an operation may use a node twice; a check that is about something else should
        not find out by chance who cannot do x·x

    Returns
    -------
    The nodes. An operation has at least one operand that is no constant. A node that nothing uses
    may occur before the output; its adjoint is 0.

    Raises
    ------
    ValueError
        So many of these operations alone make no generic graph, such as ten times `exp`.

    >>> graph = random_graph(Random(1), size=3, inputs=1, operations=["multiply", "sin"])
    >>> print(*formulas(graph), sep="\\n")
    x1 = 1.723
    v1 = x1 · x1
    v2 = x1 · v1
    v3 = sin v2
    """
    for _ in range(ATTEMPTS):
        nodes: Nodes = []
        values: list[float] = []
        for kind, count in (("input", inputs), ("constant", constants)):
            for _ in range(count):
                value = _leaf_value(rng, values)
                nodes.append({"op": kind, "operands": [], "value": value})
                values.append(value)
        if all(_grow(rng, nodes, values, operations, doubled) for _ in range(size)):
            return nodes
    raise ValueError(f"found no generic graph of {size} nodes with only {', '.join(operations)}")


def scattered(rng: Random, nodes: Nodes) -> Nodes:
    """The same graph in another valid order, with the same output: leaves stand anywhere.

    Who takes the number of a node for that of an input is right where inputs stand first. So one
    input waits until nothing else can be placed.

    >>> scattered(Random(1), random_graph(Random(1), size=1, operations=["multiply"]))[-1]["op"]
    'multiply'
    """
    inputs = [k for k, node in enumerate(nodes) if node["op"] == "input"]
    order = _some_order(rng, nodes, late=rng.choice(inputs))
    place = {k: position for position, k in enumerate(order)}
    return [
        {**nodes[k], "operands": [place[operand] for operand in nodes[k]["operands"]]}
        for k in order
    ]


def _some_order(rng: Random, nodes: Nodes, late: int) -> list[int]:
    """A topological order that ends with the last node; one leaf comes as late as it can."""
    last = len(nodes) - 1
    waits_for = [set(node["operands"]) for node in nodes]
    left, order = list(range(last)), []
    while left:
        ready = [k for k in left if not waits_for[k]]
        early = [k for k in ready if k != late]
        chosen = rng.choice(early or ready)
        order.append(chosen)
        left.remove(chosen)
        for k in left:
            waits_for[k].discard(chosen)
    return [*order, last]


def _leaf_value(rng: Random, values: list[float]) -> float:
    while True:
        value = round(rng.choice((1, 1, -1)) * rng.uniform(0.3, 2.8), 3)
        if _is_generic(value, values):
            return value


def _grow(
    rng: Random, nodes: Nodes, values: list[float], operations: Sequence[str], doubled: bool
) -> bool:
    """Add one operation with a generic value; return whether one was found."""
    used = {operand for node in nodes for operand in node["operands"]}
    movable = [k for k, node in enumerate(nodes) if node["op"] != "constant"]
    unused = [k for k in movable if k not in used]
    for _ in range(60):
        op = rng.choice(operations)
        pool = unused if unused and rng.random() < 0.6 else movable
        operands = [rng.choice(pool)]
        if OPERATIONS[op] == 2:
            other = operands[0] if rng.random() < 0.2 else rng.randrange(len(nodes))
            operands.insert(rng.randrange(2), other)
        arguments = [values[k] for k in operands]
        is_doubled = len(set(operands)) < len(operands)
        if not _is_clear(op, arguments) or (is_doubled and not doubled):
            continue
        value = float(PRIMITIVES[op].function(*arguments))
        slopes = [rule(value, *arguments) for rule in PRIMITIVES[op].rules]
        pieces = op in ("relu", "maximum")  # their value is an operand, or 0
        if (pieces or _is_generic(value, values)) and all(
            abs(slope) <= STEEPEST for slope in slopes
        ):
            nodes.append({"op": op, "operands": operands})
            values.append(value)
            return True
    return False


def _is_generic(value: float, values: list[float]) -> bool:
    """Whether a value tells itself apart from the others, and from 0, 1 and 2."""
    taken = [0.0, 1.0, -1.0, 2.0, *values]
    return abs(value) <= LARGEST and all(abs(value - other) >= APART for other in taken)


def _is_clear(op: str, arguments: list[float]) -> bool:
    """Whether the operands are away from kinks, poles and the ends of the domain.

    They are away, too, from where a slope would vanish or saturate and so hide a wrong one.
    """
    x, y = arguments[0], arguments[-1]
    for argument, (low, high) in zip(arguments, PRIMITIVES[op].domain, strict=True):
        if not low + CLEAR < argument < high - CLEAR:
            return False
    match op:
        case "divide":
            return abs(y) > CLEAR
        case "maximum":
            return abs(x - y) > CLEAR
        case "tanh" | "relu":
            return CLEAR < abs(x) < 2.0
        case "sin" | "cos":
            return min(abs(math.sin(x)), abs(math.cos(x))) > CLEAR / 2
    return True


class Reference:
    """The right numbers for a graph that is given as data.

    The graph becomes one of adlab's own, by a trace that applies one primitive a node; all numbers
    then come from adlab's sweeps, which is to say that there is no second implementation.

    >>> nodes = [
    ...     {"op": "input", "operands": [], "value": 3.0},
    ...     {"op": "multiply", "operands": [0, 0]},
    ... ]
    >>> reference = Reference(nodes)
    >>> reference.values, reference.partials
    ([3.0, 9.0], [[], [3.0, 3.0]])
    >>> reference.tangents({0: 1.0})
    [1.0, 6.0]
    >>> reference.adjoints()
    [6.0, 1.0]
    """

    def __init__(self, nodes: Sequence[Mapping[str, Any]]) -> None:
        leaves = [k for k, node in enumerate(nodes) if node["op"] in LEAVES]
        others = [k for k, node in enumerate(nodes) if node["op"] not in LEAVES]
        self._place = {k: place for place, k in enumerate((*leaves, *others))}

        def run(*arguments: Any) -> Any:
            made = dict(zip(leaves, arguments, strict=True))
            for k in others:
                made[k] = call(nodes[k]["op"], *[made[operand] for operand in nodes[k]["operands"]])
            return made[len(nodes) - 1]

        self.nodes = nodes
        self.graph = tracing.run(run, [float(nodes[k]["value"]) for k in leaves])

    @cached_property
    def values(self) -> list[float]:
        """The value of each node."""
        return [float(self.graph.values[place]) for place in self._places]

    @cached_property
    def partials(self) -> list[list[float]]:
        """For each node, the partial on each of its edges, in the order of its operands."""
        return [
            [float(partial) for _, _, partial in self.graph.partials(place)]
            for place in self._places
        ]

    def tangents(self, seeds: Mapping[int, float]) -> list[float]:
        """The tangent of each node, in the direction that `seeds` gives the leaves."""
        placed = {self._place[k]: seed for k, seed in seeds.items()}
        found = sweeps.tangent(self.graph, placed)
        return [float(found[place] or 0.0) for place in self._places]

    def adjoints(self, seeds: Mapping[int, float] | None = None) -> list[float]:
        """The adjoint of each node, for the weighting `seeds`; by default of the last node.

        The sweep keeps an adjoint only until it is handed on, so that a hook writes them down.
        """
        seeds = {len(self.nodes) - 1: 1.0} if seeds is None else seeds
        found = [0.0] * len(self.nodes)

        def write(step: Step) -> None:
            if step.slot.kind == "adjoint":
                found[step.slot.at] = float(step.after)  # type: ignore[index]

        with observe(write, graph=self.graph):
            sweeps.reverse(self.graph, {self._place[k]: seed for k, seed in seeds.items()})
        return [found[place] for place in self._places]

    @property
    def _places(self) -> list[int]:
        return [self._place[k] for k in range(len(self.nodes))]


def names(nodes: Sequence[Mapping[str, Any]]) -> list[str]:
    """What each node is called: x1, x2, … for inputs, c1, … for constants, v1, … for the rest."""
    letters = {"input": "x", "constant": "c"}
    count: dict[str, int] = {}
    found = []
    for node in nodes:
        letter = letters.get(node["op"], "v")
        count[letter] = count.get(letter, 0) + 1
        found.append(f"{letter}{count[letter]}")
    return found


def formulas(nodes: Sequence[Mapping[str, Any]]) -> list[str]:
    """How each node reads, such as `v2 = sin v1`; a leaf with its value."""
    called = names(nodes)
    lines = []
    for name, node in zip(called, nodes, strict=True):
        if node["op"] in LEAVES:
            lines.append(f"{name} = {node['value']:.4g}")
        else:
            lines.append(
                f"{name} = {formula(PRIMITIVES[node['op']], node['operands'], {}, called)}"
            )
    return lines
