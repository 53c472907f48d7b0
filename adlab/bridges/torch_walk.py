"""The local derivatives at one call of PyTorch's: a walk through the nodes that it left behind.

- `edge_of(tensor)`: where a tensor's gradient arrives; `Edge` is that, as a key.
- `Walk(out, stops)`: from a result's edge back to those of its operands.
- `TorchLocal`: the walk as a `Local`, in NumPy's arrays.

PyTorch keeps a node for each of its own operations, such as AddmmBackward0. Called with an adjoint
it gives those of what the operation used. A walk calls them one after the other, latest first as
PyTorch does, and stops at edges that are known: so it differentiates one call, and no more.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.autograd.graph import get_gradient_edge

from adlab.bridges.local import Local, Words
from adlab.engine.arrays.linear_maps import Shape

MOST_ROWS = 2_048  # of a map that has no derivative of its own, and is made row by row


class Edge(NamedTuple):
    """A node of PyTorch's, and which of its results."""

    node: Any
    number: int


def edge_of(tensor: Any) -> Edge:
    """Where the gradient of a tensor arrives."""
    found = get_gradient_edge(tensor)
    return Edge(found.node, found.output_nr)


class Walk:
    """The way from one edge back to edges that are known."""

    def __init__(self, out: Edge, stops: Collection[Edge]) -> None:
        self.out = out
        self.reached: list[Edge] = []  # in the order in which shares arrive; `x*x` has x twice
        self.nodes: list[Any] = []  # in the order in which they are called
        waiting_for: dict[Any, int] = {}
        found, unseen = {out.node}, [out.node]
        while unseen:
            node = unseen.pop()
            for edge in self._onward(node):
                if edge not in stops and edge.node not in found and not is_leaf(edge.node):
                    found.add(edge.node)
                    unseen.append(edge.node)
                if edge not in stops:
                    waiting_for[edge.node] = waiting_for.get(edge.node, 0) + 1
        heap = [(_latest_first(out.node), 0, out.node)]
        while heap:
            _, _, node = heapq.heappop(heap)
            self.nodes.append(node)
            for edge in self._onward(node):
                if edge in stops or is_leaf(edge.node):
                    self.reached.append(edge)
                    continue
                waiting_for[edge.node] -= 1
                if not waiting_for[edge.node]:
                    heapq.heappush(heap, (_latest_first(edge.node), len(self.nodes), edge.node))
        self.inner = {node: k for k, node in enumerate(self.nodes)}
        self.stops = set(self.reached)

    @staticmethod
    def _onward(node: Any) -> Iterator[Edge]:
        return (Edge(*each) for each in node.next_functions if each[0] is not None)

    def arrivals(self) -> Iterator[tuple[Any, int, Edge]]:
        """Which result of which node arrives at which known edge, in order."""
        for node in self.nodes:
            for k, (following, number) in enumerate(node.next_functions):
                if following is not None and Edge(following, number) in self.stops:
                    yield node, k, Edge(following, number)

    def back(self, adjoint: Any) -> list[Any]:
        """What arrives at each edge that is reached, for an adjoint of the result."""
        held: dict[Any, dict[int, Any]] = {self.out.node: {self.out.number: adjoint}}
        arrived: list[Any] = []
        for node in self.nodes:
            given = held.pop(node, None)
            results = _called(node, given) if given else [None] * len(node.next_functions)
            for (following, number), share in zip(node.next_functions, results, strict=False):
                if following is None:
                    continue
                edge = Edge(following, number)
                share = None if share is None else fitted(share, edge)
                if edge in self.stops:
                    arrived.append(share)
                elif share is not None:
                    slots = held.setdefault(following, {})
                    slots[number] = slots[number] + share if number in slots else share
        return arrived


def is_leaf(node: Any) -> bool:
    """Whether a node stands for a tensor that nothing computed."""
    return hasattr(node, "variable")


def _latest_first(node: Any) -> int:
    number: int = node._sequence_nr()
    return -number


def _called(node: Any, given: dict[int, Any]) -> list[Any]:
    """What a node gives for the adjoints of its results."""
    adjoints = [given.get(k) for k in range(len(node._input_metadata))]
    if isinstance(node, torch.autograd.function.BackwardCFunction):
        return _of_own_function(node, adjoints)
    made = node(*adjoints)
    return list(made) if isinstance(made, tuple) else [made]


def _of_own_function(node: Any, adjoints: list[Any]) -> list[Any]:
    """What a user's own `autograd.Function` gives; for numbers among its arguments that is None."""
    zeros = [
        torch.zeros(meta.shape, dtype=meta.dtype) if each is None else each
        for each, meta in zip(adjoints, node._input_metadata, strict=True)
    ]
    made = node.apply(*zeros)
    results = list(made) if isinstance(made, tuple) else [made]
    extra = len(results) - len(node.next_functions)
    for k in reversed([k for k, each in enumerate(results) if each is None][-extra:]):
        if extra > 0:
            del results[k]
    return results


def fitted(share: Any, edge: Edge) -> Any:
    """A share in shape and type of where it arrives: PyTorch sums over what was broadcast."""
    wanted = edge.node._input_metadata[edge.number]
    if share.shape != wanted.shape:
        share = share.sum_to_size(wanted.shape)
    return share if share.dtype == wanted.dtype else share.to(wanted.dtype)


class TorchLocal(Local):
    """The local derivatives at a call."""

    def __init__(
        self,
        walk: Walk,
        places: list[int],
        shapes: dict[int, Shape],
        result: Any,
        by_entry: bool,
        name: str,
        explained: Callable[[RuntimeError], Exception],
    ) -> None:
        back = name_of(walk.nodes[0])
        super().__init__(shapes, tuple(result.shape), by_entry, Words(name, back))
        self.walk, self.places, self.explained = walk, places, explained
        self.dtype = result.dtype

    def pull(self, adjoint: Any) -> dict[int, Any]:
        """The shares of all operands, in one walk."""
        with torch.no_grad():
            found = self._back(as_tensor(adjoint, self.result, self.dtype))
        return {k: as_numpy(share) for k, share in found.items() if share is not None}

    def _back(self, adjoint: Any) -> dict[int, Any]:
        shares: dict[int, Any] = {}
        try:
            arrived = self.walk.back(adjoint)
        except RuntimeError as error:
            raise self.explained(error) from error
        for place, share in zip(self.places, arrived, strict=True):
            if share is not None:
                shares[place] = shares[place] + share if place in shares else share
        return shares

    def push(self, position: int, tangent: Any) -> Any:
        """The walk is linear in the adjoint, so its derivative along a tangent is the transpose."""
        given = as_tensor(tangent, self.shapes[position], self.dtype)
        with torch.enable_grad():
            probe = torch.zeros(self.result, dtype=self.dtype, requires_grad=True)
            try:
                share = self._back(probe).get(position)
                if share is None:
                    return as_numpy(torch.zeros_like(probe))
                given = given.to(share.dtype)
                [made] = torch.autograd.grad(share, probe, given, allow_unused=True)
            except RuntimeError:  # it has no derivative, as fused attention has none
                return self._by_rows(position, tangent)
        return np.zeros(self.result) if made is None else as_numpy(made)

    def _by_rows(self, position: int, tangent: Any) -> Any:
        size = int(np.prod(self.result))
        if size > MOST_ROWS:
            return np.full(self.result, np.nan)
        units = np.eye(size).reshape(size, *self.result)
        rows = [np.vdot(self.share(position, unit), tangent) for unit in units]
        return np.reshape(rows, self.result)


def name_of(node: Any) -> str:
    """What PyTorch calls a node: "AddmmBackward0"."""
    name: str = node.name()
    return name.rpartition("::")[2].rpartition(".")[2]


def as_tensor(value: Any, shape: Shape, dtype: Any) -> Any:
    """A number or an array as a tensor."""
    if dtype in (torch.bfloat16, torch.float16):
        return torch.tensor(np.asarray(value)).to(dtype).expand(shape)
    return torch.tensor(np.asarray(value), dtype=dtype).expand(shape)


def as_numpy(tensor: Any) -> Any:
    """A tensor as adlab keeps values: a float, or an array that is nobody else's."""
    tensor = tensor.detach()
    if tensor.dtype in (torch.bfloat16, torch.float16):
        tensor = tensor.float()
    if not tensor.is_floating_point() and tensor.dtype != torch.bool:
        tensor = tensor.double()
    if tensor.ndim == 0:
        return float(tensor)
    return np.array(tensor.cpu().numpy())
