"""What a single wrong number gives away, whoever wrote the code that made it.

- `signs(case, facts)`: ids of mistakes that would give just this number at just this node.

At the first wrong node all that it was computed from is right. So its right number is a sum of
shares, `upstream · partial`, one for each edge: from its consumers in a reverse sweep, from its
operands in a forward sweep. The wrong one is compared with what is left if a share is lost, sent
twice, or not multiplied.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Any

from adlab.grading.exercises.random_graphs import LEAVES, Nodes, Reference

BACKWARD = ("adjoint", "grad")
MOST = 3
MOST_PATHS = 6
"""How often a path is counted at most, and how many paths are looked at."""


@dataclass(frozen=True)
class Share:
    """What comes along one edge: upstream · partial.

    Attributes
    ----------
    other : the node at the other end of the edge
    """

    other: int
    upstream: float
    partial: float

    @property
    def value(self) -> float:
        return self.upstream * self.partial


def signs(case: dict[str, Any], facts: dict[str, Any]) -> frozenset[str]:
    """The mistakes that a wrong number may come from.

    Parameters
    ----------
    case : a graph, and the seed of a forward sweep
    facts : of the check that failed: `what`, `node`, `yours`

    >>> nodes = [
    ...     {"op": "input", "operands": [], "value": 3.0},
    ...     {"op": "multiply", "operands": [0, 0]},
    ... ]
    >>> sorted(signs({"nodes": nodes}, {"what": "adjoint", "node": 0, "yours": 3.0}))
    ['forgets-multiplicity', 'overwrites']
    """
    yours, node, what = facts.get("yours"), facts.get("node"), facts.get("what")
    if type(yours) not in (int, float) or not isinstance(node, int):
        return frozenset()
    if what not in (*BACKWARD, "tangent"):
        return frozenset()
    assert yours is not None
    reference = Reference(case["nodes"])
    if what == "tangent":
        seed = case.get("seed", 0)
        shares = _from_operands(case["nodes"], reference, node, seed)
        paths = _paths(case["nodes"], reference, seed, node)
        found = _at_a_leaf(case["nodes"], node, yours, node == seed)
    else:
        shares = _from_consumers(case["nodes"], reference, node)
        last = len(case["nodes"]) - 1
        paths = _paths(case["nodes"], reference, node, last)
        found = _at_a_leaf(case["nodes"], node, yours, True) if node == last else set()
    if _counted_again(paths, yours):
        found.add("resends-whole-adjoint")
    return frozenset(found | _from_shares(shares, yours))


def _at_a_leaf(nodes: Nodes, node: int, yours: float, seeded: bool) -> set[str]:
    if seeded:
        if yours == 0:
            return {"no-seed"}
        return {"seeds-with-value"} if _same(yours, Reference(nodes).values[node]) else set()
    if nodes[node]["op"] == "constant" and yours:
        return {"constant-moves"}
    return {"seeds-everything"} if nodes[node]["op"] in LEAVES and yours == 1 else set()


def _from_shares(shares: list[Share], yours: float) -> set[str]:
    """The mistakes in adding and multiplying that give this number."""
    found = set()
    if any(not _same(share.upstream, 1.0) for share in shares):
        if _same(yours, sum(share.partial for share in shares)):
            found.add("no-upstream")
        if _same(yours, sum(share.partial + share.upstream for share in shares)):
            found.add("adds-upstream")
    if len(shares) > 1 and any(_same(yours, share.value) for share in (shares[0], shares[-1])):
        found.add("overwrites")
    if yours == 0 and shares:
        found.add("path-cut")
    once = {share.other: share.value for share in shares}
    if len(once) < len(shares) and _same(yours, sum(once.values())):
        found.add("forgets-multiplicity")
    return found


def _counted_again(paths: list[float], yours: float) -> bool:
    """Whether some paths would have to count several times, and none is lost."""
    if not 1 < len(paths) <= MOST_PATHS:
        return False
    several = product(range(1, MOST + 1), repeat=len(paths))
    sums = (sum(n * path for n, path in zip(times, paths, strict=True)) for times in several)
    next(sums)  # each once is right
    return any(_same(yours, total) for total in sums)


def _paths(nodes: Nodes, reference: Reference, start: int, end: int) -> list[float]:
    """The product of the partials along each path from one node to a later one."""
    found: list[list[float]] = [[] for _ in nodes]
    found[start] = [1.0]
    for k in range(start + 1, end + 1):
        for operand, partial in zip(nodes[k]["operands"], reference.partials[k], strict=True):
            found[k] += [partial * path for path in found[operand]]
        found[k] = found[k][: MOST_PATHS + 1]
    return found[end]


def _from_consumers(nodes: Nodes, reference: Reference, at: int) -> list[Share]:
    adjoints = reference.adjoints()
    return [
        Share(k, adjoints[k], partial)
        for k, node in enumerate(nodes)
        for operand, partial in zip(node["operands"], reference.partials[k], strict=True)
        if operand == at and adjoints[k]
    ]


def _from_operands(nodes: Nodes, reference: Reference, at: int, seed: int) -> list[Share]:
    tangents = reference.tangents({seed: 1.0})
    return [
        Share(operand, tangents[operand], partial)
        for operand, partial in zip(nodes[at]["operands"], reference.partials[at], strict=True)
    ]


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-7, abs_tol=1e-12)
