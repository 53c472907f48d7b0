"""What flows back through a program, layer by layer: where it vanishes, dies, or becomes nan.

- `gradients(f, *args)`: a table with one row for each module, or each function that was called.
- `Gradients`: what it returns; `.rows` has the numbers.

A reverse sweep has the adjoints of all nodes, and this is a look at them: how large each layer's
result is, how much of it is 0, how large its adjoint is, and the gradient of its parameters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from adlab.bridges.choosing import trace
from adlab.engine.arrays.digits import number
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.timeline import timeline
from adlab.engine.user import source
from adlab.view.drawn.theme import BAD
from adlab.view.said.maps import stretched
from adlab.view.said.templates import GRADIENTS
from adlab.view.tables import columns

DECADES = 12  # of a bar: from the largest number down to 10⁻¹² of it
BLOCKS = 8  # of a bar in text


class Row(NamedTuple):
    """One layer: a module, a function, or where there are none a node."""

    name: str
    value: float  # the norm of its result
    zeros: float  # the share of that which is 0
    adjoint: float | None  # the norm of the adjoint of its result; None: nothing comes back
    gradient: float | None  # the norm of all gradients of its parameters; None: it has none
    notes: tuple[str, ...]


class Gradients:
    """The table; a notebook shows it with bars, `print` without.

    Attributes
    ----------
    graph : Graph
    rows : list of Row
    without : list of str
        The parameters, or inputs, that get no gradient at all.
    """

    def __init__(self, graph: Graph, output: int | str = 0) -> None:
        self.graph = graph
        backward = timeline(graph, "reverse", output=output)
        self._adjoints = backward.adjoints(len(backward))
        self._bad = next((k for k, v in enumerate(graph.values) if not _is_finite(v)), None)
        owned = _owned(graph)
        self.rows = [
            self._row(name, nodes, owned.get(name, [])) for name, nodes in _layers(graph).items()
        ]
        unused = getattr(graph, "unused", ())
        wanted = graph.roles or graph.inputs  # of a network the parameters
        lost = [graph.labels[k] for k in wanted if self._adjoints.get(k) is None]
        self.without = [*lost, *unused]

    def _row(self, name: str, nodes: Sequence[int], parameters: Iterable[int]) -> Row:
        graph, last = self.graph, nodes[-1]
        value, adjoint = graph.values[last], self._adjoints.get(last)
        given = [self._adjoints.get(k) for k in parameters]
        found = [norm(each) for each in given if each is not None]
        notes = [
            GRADIENTS["grew"].format(what=_shapes(graph, k), shape=graph.shape(k))
            for k in nodes
            if stretched(graph, k)
        ]
        if self._bad in nodes:
            notes.insert(0, self._first_bad())
        zeros = float(np.mean(np.asarray(value) == 0))
        if zeros == 1.0 and np.size(value) > 1:
            notes.append(GRADIENTS["dead"])
        if adjoint is None or not np.any(adjoint):
            notes.append(GRADIENTS["nothing back"])
        return Row(
            name,
            norm(value),
            zeros,
            None if adjoint is None else norm(adjoint),
            math.hypot(*found) if found else None,
            tuple(notes),
        )

    def _first_bad(self) -> str:
        """The first value that is not finite, with its line."""
        assert self._bad is not None
        node = self.graph.nodes[self._bad]
        kind = "nan" if np.any(np.isnan(node.value)) else "inf"
        where = source.where(*self.graph.records[self._bad][2:4])
        said = GRADIENTS["bad"].format(kind=kind, node=node.label, formula=node.formula)
        return f"{said}, {where}" if where else said

    def __repr__(self) -> str:
        heads = [GRADIENTS[key] for key in ("layer", "value", "zeros", "adjoint", "gradient")]
        bars = self._shares([row.adjoint for row in self.rows])
        body = [
            [*_texts(row), "▇" * math.ceil(BLOCKS * bar), "; ".join(row.notes)]
            for row, bar in zip(self.rows, bars, strict=True)
        ]
        lines = columns.aligned([[*heads, "", ""], *body])
        said = [" ".join(line).rstrip() for line in lines]
        return "\n".join([*said, *self._remarks()])

    def _remarks(self) -> list[str]:
        """What is said below the table."""
        about = [self.graph.about] if self.graph.about else []
        if not self.without:
            return about
        return [GRADIENTS["without"].format(names=", ".join(self.without)), *about]

    def _repr_html_(self) -> str:
        keys = ("layer", "value", "zeros", "adjoint", "gradient", "notes")
        head = columns.row(columns.cells([GRADIENTS[key] for key in keys], "th", 'scope="col"'))
        sizes = [
            self._shares([getattr(row, name) for row in self.rows])
            for name in ("value", "adjoint", "gradient")
        ]
        body = [
            _html_row(row, shares)
            for row, *shares in zip(self.rows, *sizes, strict=True)
        ]  # fmt: skip
        below = "".join(f"<p>{columns.cell(said, 'span')}</p>" for said in self._remarks())
        return columns.table(head, body) + below

    @staticmethod
    def _shares(sizes: Sequence[float | None]) -> list[float]:
        """How long the bar of each is, from 0 to 1, on a scale of powers of ten."""
        known = [each for each in sizes if each is not None and 0 < each < math.inf]
        top = math.log10(max(known, default=1.0))
        return [
            max(0.05, 1 + (math.log10(each) - top) / DECADES)
            if each is not None and 0 < each < math.inf
            else 0.0
            for each in sizes
        ]


def gradients(
    f: Callable[..., Any],
    *args: Any,
    framework: str | None = None,
    output: int | str = 0,
    **options: Any,
) -> Gradients:
    """Run `f(*args, **options)` forwards and backwards, and show what flows through each layer.

    Parameters
    ----------
    f : callable
        A function, or a module of PyTorch's.
    *args : as for `adlab.step`
    framework : "numpy", "torch" or "jax", optional
        Where it cannot be seen whose function it is.
    output : int or str
        Of several outputs, the one whose gradients are shown.
    **options
        Keyword arguments go to `f` as they are.

    Returns
    -------
    Gradients
        A notebook shows it as a table with bars on a scale of powers of ten.

    Raises
    ------
    ValueError
        There is no such output.

    >>> def layer(x):
    ...     return 1 / (1 + np.exp(-3 * x))
    >>> def loss(x):
    ...     for _ in range(3):
    ...         x = layer(x)
    ...     return x * x
    >>> print(gradients(loss, 2.0))
    layer        ‖value‖ zeros ‖adjoint‖ ‖gradient‖
    layer call 1 0.9975  0 %   0.03978   2.943e−4   ▇▇▇▇▇▇▇
    layer call 2 0.9522  0 %   0.2915               ▇▇▇▇▇▇▇▇
    layer call 3 0.9457  0 %   1.891                ▇▇▇▇▇▇▇▇
    loss         0.8943  0 %   1                    ▇▇▇▇▇▇▇▇
    """
    return Gradients(trace(f, *args, framework=framework, **options), output)


def norm(value: Any) -> float:
    """The square root of the sum of all squares."""
    return float(np.linalg.norm(np.ravel(np.asarray(value, dtype=float))))


def _is_finite(value: Any) -> bool:
    return bool(np.all(np.isfinite(np.asarray(value, dtype=float))))


def _layers(graph: Graph) -> dict[str, list[int]]:
    """The nodes of each layer, in the order in which it has its result."""
    places = [graph.node_places[k] for k in range(len(graph))]
    calls = {place.call for k, place in enumerate(places) if place and k not in graph.inputs}
    if len(calls) <= 1:
        return {graph.labels[k]: [k] for k in range(len(graph.inputs), len(graph))}
    names = _call_names(graph)
    found: dict[str, list[int]] = {}
    for k in range(len(graph.inputs), len(graph)):
        place = places[k]
        name = names[place.call if place else 0]
        nodes = found.pop(name, [])
        found[name] = [*nodes, k]
    return found


def _call_names(graph: Graph) -> list[str]:
    """What each call is called; of several of one function, with their numbers."""
    count: dict[str, int] = {}
    total = [call.name for call in graph.calls]
    names = []
    for call in graph.calls:
        count[call.name] = count.get(call.name, 0) + 1
        several = total.count(call.name) > 1
        said = GRADIENTS["call"].format(name=call.name, n=count[call.name])
        names.append(said if several else call.name)
    return names


def _owned(graph: Graph) -> dict[str, list[int]]:
    """By layer, the parameters that it uses; of a graph without roles, the inputs."""
    roles = graph.roles
    wanted = {k for k in graph.inputs if not roles or roles.get(k) == "parameter"}
    layer_of = {k: name for name, nodes in _layers(graph).items() for k in nodes}
    owned: dict[str, list[int]] = {}
    for edge in graph.connections():
        if edge.operand in wanted:
            mine = owned.setdefault(layer_of[edge.consumer], [])
            if edge.operand not in mine:
                mine.append(edge.operand)
    return owned


def _shapes(graph: Graph, node: int) -> str:
    shapes = [graph.shape(k) for k in graph.operands(node)]
    return " and ".join(map(str, shapes))


def _texts(row: Row) -> list[str]:
    sizes = ["" if size is None else number(size) for size in (row.adjoint, row.gradient)]
    return [row.name, number(row.value), f"{row.zeros:.0%}".replace("%", " %"), *sizes]


def _html_row(row: Row, shares: Sequence[float]) -> str:
    value, adjoint, gradient = shares
    name, *texts = _texts(row)
    bars = [_bar(value), "", _bar(adjoint), _bar(gradient)]
    cells = [columns.cell(text, before=bar) for text, bar in zip(texts, bars, strict=True)]
    style = f'style="color: {BAD}"' if row.notes else ""
    return columns.row([columns.cell(name, "th", 'scope="row"'), *cells,
                        columns.cell("; ".join(row.notes), attributes=style)])  # fmt: skip


def _bar(share: float) -> str:
    """A bar below a number, on a scale of powers of ten."""
    style = "display: block; height: 4px; background: currentColor; opacity: 0.6"
    return f'<span style="{style}; width: {60 * share:.0f}px"></span>' if share else ""
