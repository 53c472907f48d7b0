"""PyTorch's own backward pass as a sweep: in its order, with its shares, as they arrive.

- `Backward(graph, edges)`: runs it, and tells of each share; `words` says what PyTorch does.

`autograd` calls its nodes latest first, and a node hands all its shares on at once. Hooks on the
nodes see that. A share is seen before PyTorch sums it over what was broadcast, so that is done here
as it does it. At a leaf an AccumulateGrad waits for all shares, and adds their sum to `.grad`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch.autograd.graph import GradientEdge

from adlab.bridges.foreign import ForeignGraph
from adlab.bridges.torch_walk import Edge, TorchLocal, as_numpy, as_tensor, fitted, is_leaf, name_of
from adlab.engine.sweeps.readable import plus, store_partials
from adlab.engine.sweeps.seeds import weightings
from adlab.engine.sweeps.steps import Tell, announce

SCALES = {"alpha", "beta"}  # factors, which are mostly 1
MARK = "(PyTorch’s own)"
Event = tuple[Any, list[Any]]  # a node, and what it gave for each of its operands


class Backward:
    """The sweep "backward" of a graph of PyTorch's.

    Attributes
    ----------
    words : list of str
        What is said after 0, 1, 2, … steps, once it has run while somebody listened.
    """

    def __init__(self, graph: ForeignGraph, edges: Mapping[int, Edge]) -> None:
        self.graph, self.edges = graph, edges
        self.words: list[str] = []

    def __call__(self, output: int | str = 0) -> list[Any]:
        """Run it for one number among the outputs; the adjoints by node."""
        graph = self.graph
        label, seeds = weightings(graph).choose(output, "output")
        [(node, seed)] = seeds.items()
        events = self._run(node, seed)
        with announce("reverse", graph, label, mark=MARK) as tell:
            self.words = ["PyTorch computes the values first, and keeps what its backward needs."]
            self._forward(tell)
            adjoints: list[Any] = [None] * len(graph)
            adjoints[node] = self._told_seed(tell, node, seed)
            for fn, operand, consumer, position, share in self._shares(events):
                before = adjoints[operand]
                arrived = as_numpy(share)
                adjoints[operand] = plus(before, arrived)
                read = (
                    tell.slots["adjoint"][consumer],
                    tell.slots["partial"][operand, consumer, position],
                )
                slot = tell.slots["adjoint"][operand]
                tell("backward pass", "add", slot, before, adjoints[operand], read)
                self.words.append(self._said(fn, operand, consumer, before is not None))
        return adjoints

    def _forward(self, tell: Tell) -> None:
        stored = store_partials(self.graph, tell)
        for node, edges in enumerate(stored):
            self.words.append(self._kept(node))
            for operand, _, _ in edges:
                here, there = self.graph.labels[node], self.graph.labels[operand]
                self.words.append(
                    f"∂{here}/∂{there}: PyTorch stores no partial. Its backward will make it of "
                    "what was kept."
                )

    def _told_seed(self, tell: Tell, node: int, seed: Any) -> Any:
        tell("backward pass", "seed", tell.slots["adjoint"][node], None, seed)
        label = self.graph.labels[node]
        self.words.append(f"{label}.backward() starts here, with the adjoint 1 of {label}.")
        return seed

    def _kept(self, node: int) -> str:
        """What PyTorch keeps at a node."""
        graph = self.graph
        entry, local = graph.nodes[node], graph.local(node)
        if entry.is_input:
            return f"{entry.label} is a leaf: its gradient will arrive at an AccumulateGrad."
        said = f"{entry.label} = {entry.formula}."
        if not isinstance(local, TorchLocal):
            return f"{said} Nothing is kept: no gradient flows here."
        kept = [f"{name_of(fn)} keeps {', '.join(saved(fn)) or 'nothing'}" for fn in
                local.walk.nodes[:3]]  # fmt: skip
        more = ", …" if len(local.walk.nodes) > 3 else ""
        return f"{said} {'; '.join(kept)}{more}."

    def _said(self, fn: Any, operand: int, consumer: int, again: bool) -> str:
        """What happens when a share arrives."""
        labels = self.graph.labels
        giver, taker = labels[consumer], labels[operand]
        what = "adds a share to" if again else "hands a share to"
        said = f"{name_of(fn)}, of {giver}, {what} {taker}."
        if operand in self.graph.inputs:
            said += (
                f" AccumulateGrad adds the sum of all shares to {taker}.grad: called again, "
                "it would add as much once more."
            )
        return said

    # -- The pass itself -----------------------------------------------------------------------

    def _run(self, node: int, seed: Any) -> list[Event]:
        """Let PyTorch do its backward pass: which node gave what, in its order."""
        start = self.edges[node]
        events: list[Event] = []
        reached = list(_reachable(start.node))
        handles = [fn.register_hook(_noting(events, fn)) for fn in reached if not is_leaf(fn)]
        leaves = [fn.variable for fn in reached if is_leaf(fn)]
        before = [leaf.grad for leaf in leaves]
        try:
            for leaf in leaves:
                leaf.grad = None
            meta = start.node._input_metadata[start.number]
            with torch.enable_grad():
                torch.autograd.backward(
                    GradientEdge(start.node, start.number),
                    as_tensor(seed, tuple(meta.shape), meta.dtype),
                    retain_graph=True,
                )
        finally:
            for leaf, grad in zip(leaves, before, strict=True):
                leaf.grad = grad
            for handle in handles:
                handle.remove()
        return events

    def _shares(self, events: list[Event]) -> Iterator[tuple[Any, int, int, int, Any]]:
        """The shares among what nodes gave, each with its node, operand, consumer and position."""
        taken = self._taken()
        for fn, given in events:
            for k, share in enumerate(given):
                if share is not None and (fn, k) in taken:
                    consumer, position, edge = taken[fn, k]
                    operand = self.graph.records[consumer][4 + position]
                    yield fn, operand, consumer, position, fitted(share, edge)

    def _taken(self) -> dict[tuple[Any, int], tuple[int, int, Edge]]:
        """By node of PyTorch's and number of its result: the edge of the graph that it is."""
        taken: dict[tuple[Any, int], tuple[int, int, Edge]] = {}
        for consumer in range(len(self.graph)):
            local = self.graph.local(consumer)
            if isinstance(local, TorchLocal):
                arrivals = zip(local.walk.arrivals(), local.places, strict=True)
                for (fn, k, edge), position in arrivals:
                    if position >= 0:
                        taken.setdefault((fn, k), (consumer, position, edge))
        return taken


def saved(fn: Any) -> list[str]:
    """What a node of PyTorch's keeps for its backward, by PyTorch's names.

    >>> x = torch.tensor(2.0, requires_grad=True)
    >>> saved((x * x).grad_fn), saved(x.tanh().grad_fn), saved((x + x).grad_fn)
    (['self', 'other'], ['result'], ['alpha'])
    >>> saved(x.expand(3).sum().grad_fn)
    ['the shape of self']
    """
    names = [name.removeprefix("_saved_") for name in dir(fn) if name.startswith("_saved_")]
    arrays = [name for name in names if "_sym_" not in name and name not in SCALES]
    shapes = [f"the shape of {name.partition('_sym_')[0]}" for name in names if "_sym_" in name]
    order = {"self": 0, "result": 2}
    arrays.sort(key=lambda name: (order.get(name, 1), name))
    return arrays or list(dict.fromkeys(shapes)) or [name for name in names if name in SCALES]


def _reachable(node: Any) -> Iterator[Any]:
    seen, waiting = {node}, [node]
    while waiting:
        here = waiting.pop()
        yield here
        for following, _ in here.next_functions:
            if following is not None and following not in seen:
                seen.add(following)
                waiting.append(following)


def _noting(events: list[Event], fn: Any) -> Any:
    def note(given: Any, taken: Any) -> None:
        events.append((fn, [None if each is None else each.detach().clone() for each in given]))

    return note
