"""What a sweep costs, counted by a hook; and how many paths there are where there are few edges.

- `Meter`: the hook that counts.
- `cost(graph, kind)`: the operations of one sweep; `gradient_cost(f, *args)`: those of a gradient
  beside those of the function, and the bound that no function can exceed.
- `paths(graph)`: how many paths lead from the inputs to an output; `walk(graph)` goes along them.

The unit is one elementary function of the graph, one slope of it, one product or one sum. Then a
node with k operands costs 1 in the function, and in the gradient at most 1 + 3·k: its value, and
for each edge one slope, one product and one sum. So a gradient of any length costs at most 7 times
the function, if its primitives take one or two operands (4 times, if they take one): the *cheap
gradient principle*. Where memory traffic is counted too, the factor is between 3 and 4.

Sources: Baur and Strassen, *The complexity of partial derivatives* (1983); Griewank & Walther
(2008), chapter 4; for the paths, Bauer, *Computational graphs and rounding error* (1974).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from adlab.engine import sweeps
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.tracing import trace
from adlab.engine.sweeps.steps import Step, observe


class Cost(NamedTuple):
    """Operations, by kind."""

    values: int = 0  # elementary functions
    slopes: int = 0  # of elementary functions: the partials on the edges
    products: int = 0  # partial × tangent, or adjoint × partial
    sums: int = 0  # where paths meet

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self)


class Meter:
    """A hook that counts what the sweeps do.

    >>> import adlab, numpy as np
    >>> meter = Meter()
    >>> with adlab.observe(meter):
    ...     adlab.grad(lambda x: x * np.sin(x))(2.0)
    0.0770037537313969
    >>> meter.cost
    Cost(values=2, slopes=3, products=3, sums=1)
    """

    def __init__(self) -> None:
        self.cost = Cost()

    def __call__(self, step: Step) -> None:
        kind, count = step.slot.kind, self.cost
        if kind == "value":
            self.cost = count._replace(values=count.values + bool(step.reads))
        elif kind == "partial":
            self.cost = count._replace(slopes=count.slopes + 1)
        elif kind == "tangent" and step.reads:  # its partials are made on the way
            terms = sum(slot.kind == "partial" for slot in step.reads)
            self.cost = count._replace(
                slopes=count.slopes + terms,
                products=count.products + terms,
                sums=count.sums + terms - 1,
            )
        elif kind == "adjoint" and step.op == "add":
            self.cost = count._replace(
                products=count.products + 1, sums=count.sums + (step.before is not None)
            )


def cost(graph: Graph, kind: str, **options: Any) -> Cost:
    """The operations of one sweep; the options are those of `adlab.timeline`.

    >>> import adlab
    >>> graph = adlab.trace(lambda x, y: x * y + x, 2.0, 5.0)
    >>> cost(graph, "forward").total, cost(graph, "tangent").total, cost(graph, "reverse").total
    (2, 12, 11)
    """
    meter = Meter()
    with observe(meter, graph=graph):
        sweeps.run(graph, kind, **options)
    return meter.cost


class GradientCost(NamedTuple):
    """The cost of a gradient beside that of its function."""

    function: int
    gradient: int
    bound: int  # gradient ≤ bound × function

    @property
    def ratio(self) -> float:
        """How many times as much the gradient costs."""
        return self.gradient / self.function


def gradient_cost(f: Callable[..., Any], *args: Any, **options: Any) -> GradientCost:
    """Count the operations of `f` and of its gradient by one reverse sweep.

    >>> def product(*xs):
    ...     result = xs[0]
    ...     for x in xs[1:]:
    ...         result = result * x
    ...     return result
    >>> gradient_cost(product, *[1.1] * 100)
    GradientCost(function=99, gradient=495, bound=7)
    """
    graph = trace(f, *args, **options)
    function, gradient = cost(graph, "forward").total, cost(graph, "reverse").total
    fan_in = max((len(graph.operands(node)) for node in range(len(graph))), default=0)
    return GradientCost(function, gradient, 1 + 3 * fan_in)


class Paths(NamedTuple):
    """The paths of a graph, and its edges."""

    paths: int  # from an input to the output
    edges: int  # from which a path leads to the output


def paths(graph: Graph, output: int | str | None = None) -> Paths:
    """Count the paths by one sweep: a node has as many as its consumers have together.

    >>> def doubled(x, n):
    ...     for _ in range(n):
    ...         x = x + x
    ...     return x
    >>> paths(trace(lambda x: doubled(x, 20), 1.0))
    Paths(paths=1048576, edges=40)
    """
    start = graph.output_nodes[0] if output is None else graph.find(output)
    onwards = [0] * len(graph)  # the number of paths from each node to the output
    onwards[start] = 1
    edges = 0
    for node in reversed(range(len(graph))):
        for operand in graph.operands(node):
            onwards[operand] += onwards[node]
            edges += onwards[node] > 0
    return Paths(sum(onwards[node] for node in graph.inputs), edges)


def walk(graph: Graph, limit: int = 3_000_000) -> int:
    """Go along every path from the output, as a recursion would, and count the edges gone along.

    Raises
    ------
    ValueError
        There are more than `limit`.

    >>> walk(trace(lambda x: (x + x) * (x + x), 1.0))  # 2 edges, and from each end 2 more
    6
    """
    operands = [graph.operands(node) for node in range(len(graph))]
    stack, gone = [graph.output_nodes[0]], 0
    while stack:
        below = operands[stack.pop()]
        gone += len(below)
        stack += below
        if gone > limit:
            raise ValueError(
                f"more than {limit} edges gone along, and not done: there are "
                f"{paths(graph).paths} paths. Take fewer rounds."
            )
    return gone
