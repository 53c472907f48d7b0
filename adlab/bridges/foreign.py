"""Graphs that were recorded elsewhere: a `Graph` whose primitives and sweeps are a framework's.

- `ForeignGraph`: the graph of one run of a PyTorch or JAX program.
- `Making`: what a bridge writes while it records, in the order in which it is found out.

All inputs of a Graph come first, and a bridge meets parameters as it goes. So it writes `Entry`s,
and `Making.graph` numbers them at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from adlab.bridges.local import KEY, Local, edges
from adlab.engine.errors import TracingError, explain
from adlab.engine.primitives.edges import pull_of, push_of
from adlab.engine.primitives.primitive import PRIMITIVES, Function, Primitive
from adlab.engine.recording.graph import INPUT, Graph
from adlab.engine.recording.tracing import check_values


class ForeignGraph(Graph):
    """The graph of one run of a program of PyTorch's or JAX's.

    Attributes
    ----------
    framework, version, dtype : str
        "PyTorch", "2.13.0", "float32".
    roles : dict from a node's index to "parameter" or "buffer", for inputs that are no arguments
    unused : tuple of str
        The parameters that nothing was computed from.

    >>> graph = ForeignGraph("f", "PyTorch", "2.13.0")
    >>> graph.about
    'PyTorch 2.13.0 · float64 · the partials are PyTorch’s own'
    """

    is_costly = True
    is_layered = True

    def __init__(self, name: str, framework: str, version: str) -> None:
        super().__init__(name)
        self.framework, self.version, self.dtype = framework, version, "float64"
        self.primitives = {INPUT: PRIMITIVES[INPUT]}
        self.push: dict[str, Function] = {}
        self.pull: dict[str, Function] = {}
        self.roles = {}
        self.unused: tuple[str, ...] = ()
        self.sweeps: dict[str, Any] = {}
        self.notes: tuple[str, ...] = ()

    @property
    def about(self) -> str:  # type: ignore[override]
        """Whose numbers these are."""
        said = f"{self.framework} {self.version} · {self.dtype} · "
        return said + f"the partials are {self.framework}’s own"

    def local(self, index: int) -> Local | None:
        """The local derivatives at a node; None where nothing flows back."""
        return (self.records[index][1] or {}).get(KEY)

    def program(self, kind: str = "value") -> Any:
        """There is none: the operations are the framework's.

        Raises
        ------
        TracingError
            Always; the message says what to use.
        """
        raise TracingError(
            explain(
                f"{self!r} has no program: its operations are {self.framework}'s, and adlab knows "
                "no NumPy for them.",
                fix={"PyTorch": "use torch.compile, torch.func.grad", "JAX": "use jax.jit"}.get(
                    self.framework, "step through it, or read its table"
                ),
            )
        )

    def __reduce__(self) -> Any:
        raise TypeError(
            f"{self!r} cannot be pickled: its derivatives are {self.framework}'s own objects. "
            "graph.to_json(path) keeps it, and adlab.load(path) reads it."
        )

    def declare(self, name: str, formula: str, symbol: str, flows: bool) -> None:
        """Let a name stand for an operation of the framework's, through which something flows."""
        if name in self.primitives and (self.primitives[name].rules or not flows):
            return
        made = Primitive(name, _unknown, (edges,) if flows else (), formula, symbol)
        known = PRIMITIVES.get(name)
        if known and known.elementwise:  # it reads like adlab's own, and has the same slopes
            made = known._replace(function=_unknown, kink="", kink_at=None)
        made = made._replace(edges=edges)
        self.primitives = {**self.primitives, name: made}
        self.push[name], self.pull[name] = push_of(made, {}), pull_of(made, {})


def _unknown(*arguments: Any, **params: Any) -> Any:
    raise TracingError(
        "this graph was recorded from a run of PyTorch or JAX: adlab does not compute its "
        "operations anew. Call the function again with other numbers."
    )


@dataclass(eq=False)
class Entry:
    """A node to be: an input, or an operation."""

    name: str  # of an input its own, else that of the operation
    value: Any
    role: str = ""  # of an input: "argument", "parameter" or "buffer"
    operands: list[Any] = field(default_factory=list)  # Entries, and constants
    local: Local | None = None
    code: CodeType | None = None
    instruction: int = -1
    index: int = -1
    formula: str = ""
    symbol: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def is_input(self) -> bool:
        """Whether it is an input."""
        return bool(self.role)


class Making:
    """A graph in the making."""

    def __init__(self, graph: ForeignGraph) -> None:
        self.graph = graph
        self.inputs: list[Entry] = []
        self.made: list[Entry] = []

    def add(self, entry: Entry) -> Entry:
        """One entry more."""
        if entry.is_input:
            self.inputs.append(entry)
        else:
            self.made.append(entry)
            self.graph.values.append(None)  # by which `Watch` knows where it is
        return entry

    def finish(self, outputs: list[Any], order: Mapping[str, int]) -> ForeignGraph:
        """The graph, its inputs in order of their roles and then as `order` has their names."""
        graph = self.graph
        rank = {"argument": 0, "parameter": 1, "buffer": 2}
        self.inputs.sort(key=lambda e: (rank[e.role], order.get(e.name, len(order))))
        first = len(self.inputs)
        entries = [*self.inputs, *self.made]
        for index, entry in enumerate(entries):
            entry.index = index
        graph.input_names = [entry.name for entry in self.inputs]
        graph.roles = {e.index: e.role for e in self.inputs if e.role != "argument"}
        graph.places = [(start + first, place) for start, place in graph.places]
        graph.values = [entry.value for entry in entries]
        graph.arrays = any(type(value) is not float for value in graph.values)
        graph.records = tuple(map(self._record, entries))
        graph.outputs = [each.index if isinstance(each, Entry) else each for each in outputs]
        check_values(graph)
        return graph

    def _record(self, entry: Entry) -> tuple[Any, ...]:
        if entry.is_input:
            return (INPUT, None, None, -1)
        flows = entry.local is not None
        self.graph.declare(entry.name, entry.formula, entry.symbol, flows)
        operands = [each.index if isinstance(each, Entry) else each for each in entry.operands]
        params = entry.params | ({KEY: entry.local} if entry.local else {})
        return (entry.name, params or None, entry.code, entry.instruction, *operands)
