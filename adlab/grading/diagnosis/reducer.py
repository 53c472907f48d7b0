"""Make a failing graph as small as it gets, while it still fails in the same way.

- `reduce(case, fails)`: the smaller case.

A case is what a check of graphs is given: `{"nodes": […], …}`, in which a node has `operands`, the
indices of other nodes, and `seed` and `outputs`, where they occur, are such indices too. Each step
below makes a graph that is again one: cut all that a node does not depend on, put a number in the
place of a node, lead its consumers past it to its operand, make two leaves one. The graphs that are
tried first are the smallest, since a mistake mostly shows on few nodes.

After Zeller & Hildebrandt (2002), "Simplifying and isolating failure-inducing input", with steps
that know graphs: a list of nodes with one taken out is no graph.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from adlab.engine.primitives.primitive import PRIMITIVES
from adlab.grading.exercises.random_graphs import LEAVES, Nodes

Failing = dict[str, Any]
Fails = Callable[[Failing], bool]

MARKS = ("seed", "outputs")
"""Entries of a case that hold indices of nodes."""
FRIENDLY = ((3.0, 2.0, 5.0, 4.0, 7.0), (2.0, 3.0, 0.5, 4.0, 5.0), (1.5, 0.5, 2.5, 3.5, 4.5))
"""Numbers to compute with by hand; of each leaf the sign is kept."""
FLAT = ("exp", "tanh", "sin", "cos", "relu", "log", "power")
"""Operations for which the last of these are better: they grow, level off or go in waves."""
SMALL = 4
"""Nodes of a graph that needs no merging of leaves."""
SECONDS = 0.6


def reduce(case: Failing, fails: Fails, seconds: float = SECONDS) -> Failing:
    """Return a smaller case that fails in the same way.

    Parameters
    ----------
    fails : whether a case fails in the same way; every graph it is given is well formed
    seconds : after which the smallest case so far has to do

    >>> graph = [
    ...     {"op": "input", "operands": [], "value": 1.3},
    ...     {"op": "sin", "operands": [0]},
    ...     {"op": "multiply", "operands": [1, 1]},
    ... ]
    >>> small = reduce({"nodes": graph}, lambda case: case["nodes"][-1]["op"] == "multiply")
    >>> [(node["op"], node["operands"]) for node in small["nodes"]]
    [('input', []), ('multiply', [0, 0])]
    """
    deadline = time.monotonic() + seconds
    tried: set[str] = set()
    smaller = True
    while smaller:
        smaller = False
        for candidate in sorted(_smaller(case), key=_size):
            key = shape(candidate)
            if key in tried or _size(candidate) >= _size(case):
                continue
            if time.monotonic() > deadline:
                return case
            tried.add(key)
            if _is_generic(candidate["nodes"]) and fails(candidate):
                case, smaller = candidate, True
                break
    return case


def shape(case: Failing) -> str:
    """The case without its numbers."""
    nodes = [[node.get("op"), node["operands"]] for node in case["nodes"]]
    return json.dumps([nodes, *[case.get(mark) for mark in MARKS]])


def friendly(case: Failing, fails: Fails) -> Failing:
    """Return the case with round numbers at its leaves, if it fails with them too."""
    leaves = [k for k, node in enumerate(case["nodes"]) if "value" in node and not node["operands"]]
    flat = any(node.get("op") in FLAT for node in case["nodes"])
    for numbers in FRIENDLY[::-1] if flat else FRIENDLY:
        nodes = [dict(node) for node in case["nodes"]]
        for place, k in enumerate(leaves):
            sign = -1.0 if nodes[k]["value"] < 0 else 1.0
            nodes[k]["value"] = sign * (numbers[place % len(numbers)] + place // len(numbers))
        rounded = {**case, "nodes": nodes}
        if leaves and _is_generic(nodes, 100.0) and fails(rounded):
            return rounded
    return case


def _is_generic(nodes: Nodes, largest: float = math.inf) -> bool:
    """Whether every value is a number, and none is 0, which hides what it is multiplied with."""
    return all(1e-3 < abs(value) < largest for value in _values(nodes))


def _size(case: Failing) -> tuple[int, int, int]:
    """Few nodes first, then few edges, then few outputs."""
    nodes = case["nodes"]
    edges = sum(len(node["operands"]) for node in nodes)
    return len(nodes), edges, len(case.get("outputs", ()))


def _smaller(case: Failing) -> Iterator[Failing]:
    """Cases one step away."""
    nodes: Nodes = case["nodes"]
    count = len(nodes)
    for output in range(count):
        yield from _kept(case, nodes, _ancestors(nodes, [output]))
    for node in range(count):  # one unused node less
        if not any(node in other["operands"] for other in nodes):
            yield from _kept(case, nodes, set(range(count)) - {node})
    values: list[float] = []
    for node in range(count):
        if nodes[node]["operands"]:
            values = values or _values(nodes)
            leaf: dict[str, Any] = {"operands": []}
            if "op" in nodes[node]:
                leaf |= {"op": "input", "value": values[node]}
            yield from _pruned(case, [*nodes[:node], leaf, *nodes[node + 1 :]])
            for operand in dict.fromkeys(nodes[node]["operands"]):
                yield from _pruned(case, _redirected(nodes, node, operand))
    if count > SMALL:
        leaves = [k for k in range(count) if nodes[k].get("op") in LEAVES]
        for leaf_at in leaves[1:]:
            yield from _pruned(case, _redirected(nodes, leaf_at, leaves[0]))
    outputs = case.get("outputs", ())
    if len(outputs) > 1:
        for output in outputs:
            yield from _pruned({**case, "outputs": [output]}, nodes)


def _pruned(case: Failing, nodes: Nodes) -> Iterator[Failing]:
    """The case with other nodes: all of them, and only those that something depends on."""
    count = len(nodes)
    used = {operand for node in nodes for operand in node["operands"]}
    before = {operand for node in case["nodes"] for operand in node["operands"]}
    ends = [k for k in range(count) if k not in used and (k not in before or k == count - 1)]
    yield from _kept(case, nodes, _ancestors(nodes, ends))
    yield from _kept(case, nodes, set(range(count)))


def _redirected(nodes: Nodes, past: int, to: int) -> Nodes:
    """The graph in which all that uses the node `past` uses the node `to` instead."""
    changed = []
    for node in nodes:
        operands = [to if operand == past else operand for operand in node["operands"]]
        changed.append({**node, "operands": operands})
    return changed


def _ancestors(nodes: Nodes, ends: list[int]) -> set[int]:
    """Some nodes with all that they depend on."""
    found: set[int] = set()
    todo = list(ends)
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo.extend(nodes[node]["operands"])
    return found


def _kept(case: Failing, nodes: Nodes, kept: set[int]) -> Iterator[Failing]:
    """The case with only some of the nodes, numbered anew; nothing, if a mark would be lost."""
    number = {node: k for k, node in enumerate(sorted(kept))}
    made = {**case, "nodes": []}
    for mark in MARKS:
        at = case.get(mark)
        if type(at) is int:
            if at not in number:
                return
            made[mark] = number[at]
        elif type(at) is list:
            made[mark] = [number[node] for node in at if node in number]
            if not made[mark]:
                return
    for node in sorted(kept):
        operands = [number[operand] for operand in nodes[node]["operands"]]
        made["nodes"].append({**nodes[node], "operands": operands})
    if number:
        yield made


def _values(nodes: Nodes) -> list[float]:
    """The values of a graph; nan outside of a domain, and 1 where there are only edges."""
    values: list[float] = []
    with np.errstate(all="ignore"):
        for node in nodes:
            if "op" not in node:
                values.append(1.0)
            elif node["op"] in LEAVES:
                values.append(node["value"])
            else:
                arguments = [np.float64(values[operand]) for operand in node["operands"]]
                values.append(float(PRIMITIVES[node["op"]].function(*arguments)))
    return values
