"""Any order of elimination: forward and reverse mode are two of many ways to a Jacobian.

Each edge holds its local partial. To eliminate a node is to join each edge into it with each edge
out of it: their product is added to the edge from the one end to the other. When all nodes in
between are gone, the edges that are left are the Jacobian.

- `eliminate(edges, order)`: the edges that are left, and how many products it took.
- `least(edges)`: the cheapest order, of a small graph.

Eliminated in the order of the run, the products are those of a tangent sweep for all inputs at a
time; in the opposite order, those of a reverse sweep for all outputs. The best order is hard to
find for large graphs: the decision problem is NP-complete (Naumann 2008).

Sources: Griewank & Walther, *Evaluating Derivatives* (2008), chapters 9 and 10; Naumann, *Optimal
Jacobian accumulation is NP-complete* (2008).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from typing import Any

from adlab.engine.errors import InputError, explain

Ends = tuple[int, int]  # operand, consumer
MOST = 8  # nodes of which all orders are tried


def eliminate(edges: Mapping[Ends, Any], order: Iterable[int]) -> tuple[dict[Ends, Any], int]:
    """Eliminate nodes one after the other.

    Parameters
    ----------
    edges : dict from (operand, consumer) to the partial
    order : sequence of int

    Returns
    -------
    (the edges that are left, the number of products)

    Raises
    ------
    InputError
        A node of the order has no edges into it, or none out of it.

    >>> eliminate({(0, 1): 3.0, (1, 2): 5.0, (0, 2): 1.0}, [1])
    ({(0, 2): 16.0}, 1)
    """
    left, products = dict(edges), 0
    for node in order:
        into = [ends for ends in left if ends[1] == node]
        out = [ends for ends in left if ends[0] == node]
        if not into or not out:
            raise InputError(
                explain(
                    f"Node {node} cannot be eliminated.",
                    why="it is an input or an output, or it is gone",
                    fix="eliminate each node in between once",
                )
            )
        for before, _ in into:
            for _, after in out:
                product = left[before, node] * left[node, after]
                known = left.get((before, after))
                left[before, after] = product if known is None else known + product
        products += len(into) * len(out)
        for ends in (*into, *out):
            del left[ends]
    return left, products


def between(edges: Iterable[Ends]) -> list[int]:
    """The nodes that are neither inputs nor outputs.

    >>> between([(0, 2), (1, 2), (2, 3)])
    [2]
    """
    pairs = list(edges)
    return sorted({consumer for _, consumer in pairs} & {operand for operand, _ in pairs})


def least(edges: Sequence[Ends]) -> tuple[int, tuple[int, ...]]:
    """The fewest products, and an order that needs no more: all orders are tried.

    Raises
    ------
    InputError
        There are more than 8 nodes in between.

    >>> least([(0, 2), (1, 2), (2, 3), (3, 4), (3, 5)])
    (6, (2, 3))
    """
    nodes = between(edges)
    if len(nodes) > MOST:
        raise InputError(
            explain(
                f"{len(nodes)} nodes can be eliminated in too many orders to try them all.",
                fix=f"take a graph with at most {MOST} nodes between inputs and outputs",
            )
        )
    ones = dict.fromkeys(edges, 1.0)
    return min((eliminate(ones, order)[1], order) for order in permutations(nodes))
