"""The graph: the Wengert list of one run of a function.

Nodes stand in creation order, which is a topological order: every operand comes before its
consumers. The list is flat (no node holds another), so it needs no recursion and leaves no
reference cycles.

- `Graph`: the list, its inputs and outputs; `graph.nodes` to read it, `graph.edges` too.
- `Node`: one entry, with its names, formula and place in the source.
- `Edge`, `GraphEdge`: from which node to which, and the same with its local partial.

A record of the list is a flat tuple

    (primitive, params, code, instruction, *operands)

of strings, ints, floats and code objects, which Python's collector leaves alone: this is what
keeps a graph of a million nodes cheap. An operand that is an `int` is the index of a node; any
other operand is a constant (numbers are stored as floats, so the two cannot be mixed up).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from types import CodeType, MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.digits import number
from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.arrays.values import detach
from adlab.engine.primitives.needs import Gone
from adlab.engine.primitives.primitive import PRIMITIVES, PULL, PUSH, Edges, Function, Primitive
from adlab.engine.user import source
from adlab.engine.user.calls import Call, Place

INPUT = "input"


class Edge(NamedTuple):
    """One edge, from an operand to the node that consumes it. `x*x` has two: positions 0 and 1."""

    operand: int
    consumer: int
    position: int  # place of the operand among the consumer's arguments


class Guard(NamedTuple):
    """Something the trace took for granted, such as the outcome of a comparison."""

    node: int  # how many nodes there were when it was asked
    primitive: str  # "greater", "argmax", ...
    operands: tuple[Any, ...]
    params: dict[str, Any] | None
    outcome: Any
    code: CodeType | None
    instruction: int
    function: Callable[..., Any]  # what answered, and would have to be asked again

    @property
    def span(self) -> source.Span | None:
        """Where in the user's source the question was asked."""
        return source.locate(self.code, self.instruction)


class Node(NamedTuple):
    """One entry of the Wengert list, ready to be read."""

    index: int  # type: ignore[assignment]
    id: str  # canonical: v1, v2, … in creation order; an input's own name
    label: str  # the name the user gave it, or the canonical id
    primitive: str  # "multiply", or "input"
    symbol: str  # "·"
    formula: str  # "x1 · x2", with the labels of the operands; "input"
    operands: tuple[Any, ...]  # an int is a node's index, anything else a constant
    params: dict[str, Any]
    value: Any
    shape: tuple[int, ...]
    is_input: bool
    is_output: bool
    span: source.Span | None  # the exact sub-expression
    place: Place | None  # the call and loop iteration, when traced for display


class GraphEdge(NamedTuple):
    """One edge with its local partial."""

    edge: Edge
    partial: Any  # a number, an array (elementwise) or a LinearMap
    shape: tuple[int, ...]  # of the consumer
    label: str  # what a linear map does, in a few words; "" for numbers and arrays
    back: str = ""  # what its transpose does, where there are words for it

    @property
    def operand(self) -> int:
        """Index of the node that is used."""
        return self.edge.operand

    @property
    def consumer(self) -> int:
        """Index of the node that uses it."""
        return self.edge.consumer

    @property
    def matrix(self) -> np.ndarray:
        """The partial as a matrix: rows for the consumer's entries, columns for the operand's."""
        if isinstance(self.partial, LinearMap):
            return self.partial.matrix
        return np.diag(np.broadcast_to(self.partial, self.shape).ravel())


class Graph:
    """The computational graph of one run: what was computed, from what, and where in the source.

    Made by `adlab.trace(f, *args)`.

    >>> import adlab
    >>> graph = adlab.trace(lambda x, y: x * y + x, 2.0, 5.0)
    >>> for node in graph.nodes:
    ...     print(node.label, "=", node.formula, "=", node.value)
    x = input = 2.0
    y = input = 5.0
    v1 = x · y = 10.0
    v2 = v1 + x = 12.0
    >>> graph.edge("x", "v1").partial
    5.0
    """

    # Where the rules of its primitives are found; a graph recorded elsewhere may have its own.
    primitives: Mapping[str, Primitive] = PRIMITIVES
    push: Mapping[str, Function] = PUSH
    pull: Mapping[str, Function] = PULL
    # Sweeps of its own that such a graph has, by name: each is called with `output=`, and has the
    # `words` for its steps then.
    sweeps: Mapping[str, Any] = MappingProxyType({})
    about: str = ""  # whose numbers these are, if not NumPy's
    roles: Mapping[int, str] = MappingProxyType({})  # which inputs are a network's parameters
    is_layered = False  # whether its calls are the layers of a network, each with its parameters
    is_costly = False  # whether a sweep takes long, so that a page of many inputs has few

    def __init__(self, name: str = "f", level: int = 0) -> None:
        self.name = name  # of the traced function
        self.level = level  # nesting of the trace: 0, or more inside another traced function
        self.records: Any = []  # the Wengert list; a list while tracing, then a tuple
        self.values: list[Any] = []  # the value of each node
        self.input_names: list[str] = []
        self.input_tree: Any = ()  # the nesting of the arguments
        self.input_leaves: list[int | None] = []  # per leaf of the arguments: its node, if any
        self.programs: dict[str, Any] = {}  # those that were written, see `programs`
        self.outputs: list[Any] = []  # per leaf of the output: a node's index, or a constant
        self.output_tree: Any = None  # the nesting of the output
        self.guards: list[Guard] = []
        self.swept: list[tuple[int, int, int]] = []  # from, to: by a sweep of this order
        self.versions: dict[int, int] = {}  # node → the node that its array was before a write
        self.calls: list[Call] = []
        self.places: list[tuple[int, Place]] = []
        self.code: CodeType | None = None  # of the traced function
        self.finite = True  # whether all values are
        self.kink: str | None = ""  # the first one passed by a recorded sweep; None: it was told
        self.arrays = False  # whether some value is not a plain number
        self.frugal = False  # whether arrays are let go of which no partial is made, see `needs`
        self.held = 0  # bytes of the arrays before that is worth while
        self.sparing = False  # whether it has begun
        self.looked_at_from = 0  # at which node it began
        self.squares: Any = 0.0  # the sum of those of all entries since: finite only if all are

    def __len__(self) -> int:
        return len(self.values)

    def __repr__(self) -> str:
        inputs = ", ".join(self.input_names)
        return f"<Graph of {self.name}({inputs}), {len(self)} nodes>"

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: all but what is made anew when it is asked for."""
        state = {name: value for name, value in vars(self).items() if name not in CACHED}
        state["code"] = source.kept(self.code)
        state["records"] = tuple((*r[:2], source.kept(r[2]), *r[3:]) for r in self.records)
        for name in ("guards", "calls"):
            state[name] = [part._replace(code=source.kept(part.code)) for part in state[name]]
        return state

    @property
    def inputs(self) -> range:
        """The indices of the inputs: they come first."""
        return range(len(self.input_names))

    def __getitem__(self, key: int | str) -> Node:
        """A node by index, label or canonical id."""
        return self.nodes[self.find(key)]

    def find(self, key: int | str) -> int:
        """The index of a node, from its index, label or canonical id."""
        if isinstance(key, int):
            return range(len(self))[key]
        for node in self.nodes:
            if node.label == key:
                return node.index
        for node in self.nodes:
            if node.id == key:
                return node.index
        raise KeyError(f"{self!r} has no node {key!r}; it has {', '.join(self.labels[:20])}")

    def spare(self) -> None:
        """Keep, of the arrays from now on, only those of which some partial is made."""
        self.sparing, self.looked_at_from = self.frugal, len(self)

    def recall(self) -> None:
        """Compute once more the values that were let go, for those who want to look at them.

        They are plain, also in a nested trace: no partial is made of them.
        """
        if not self.sparing:
            return
        self.sparing = False
        values = self.values
        with np.errstate(all="ignore"):
            for index, value in enumerate(values):
                if type(value) is Gone:
                    name, params, _, _, *operands = self.records[index]
                    arguments = [detach(values[o] if type(o) is int else o) for o in operands]
                    values[index] = self.primitives[name].function(*arguments, **(params or {}))
                    values[index].setflags(write=False)

    def primitive(self, index: int) -> Primitive:
        """The primitive of a node that is not an input."""
        return self.primitives[self.records[index][0]]

    def partials(self, index: int) -> Edges:
        """The local partials on the edges into a node, as (operand, position, partial)."""
        record = self.records[index]
        return self.primitives[record[0]].edges(record, self.values, self.values[index])

    def operands(self, index: int) -> list[int]:
        """The operands of a node that are nodes, in order; `x*x` has x twice."""
        return [o for o in self.records[index][4:] if type(o) is int]

    def order(self, index: int) -> int:
        """How often was differentiated to write a node: 0 by the function itself, 1 by its sweep.

        >>> import adlab
        >>> graph = adlab.trace(adlab.grad(lambda x: x * x * x), 2.0)
        >>> [graph.order(node.index) for node in graph.nodes]
        [0, 0, 0, 1, 1, 1, 1, 1, 1]
        """
        return max((o for first, end, o in self.swept if first <= index < end), default=0)

    def shape(self, index: int) -> tuple[int, ...]:
        """The shape of a node's value; () for a number."""
        value = self.values[index]
        return () if isinstance(value, float) else np.shape(detach(value))

    def connections(self) -> tuple[Edge, ...]:
        """Every edge, also those through which no derivative flows."""
        return self._connections

    @cached_property
    def _connections(self) -> tuple[Edge, ...]:
        return tuple(
            [
                Edge(operand, consumer, position)
                for consumer, record in enumerate(self.records)
                for position, operand in enumerate(record[4:])
                if type(operand) is int
            ]
        )

    @cached_property
    def edges(self) -> tuple[GraphEdge, ...]:
        """Every edge that carries a partial, consumers in creation order, operands in order."""
        self.recall()
        with np.errstate(all="ignore"):
            return tuple(
                GraphEdge(
                    Edge(operand, consumer, position),
                    detach(partial),
                    self.shape(consumer),
                    *self._map_labels(partial, consumer),
                )
                for consumer in range(len(self))
                for operand, position, partial in self.partials(consumer)
            )

    def _map_labels(self, partial: Any, consumer: int) -> tuple[str, str]:
        if not isinstance(partial, LinearMap):
            return "", ""
        names = [self.labels[o] if type(o) is int else short(o) for o in self.records[consumer][4:]]
        fields = dict(zip(("x", "y", "w"), names, strict=False), z=self.labels[consumer])
        return partial.label.format(**fields), partial.back.format(**fields)

    def edge(
        self, operand: int | str, consumer: int | str, position: int | None = None
    ) -> GraphEdge:
        """The edge between two nodes; `position` chooses one where there are several (`x*x`)."""
        a, b = self.find(operand), self.find(consumer)
        for edge in self.edges:
            if edge.edge[:2] == (a, b) and position in (None, edge.edge.position):
                return edge
        raise KeyError(f"there is no edge from {operand!r} to {consumer!r} in {self!r}")

    @cached_property
    def output_nodes(self) -> tuple[int, ...]:
        """The distinct nodes that are outputs, in order."""
        return tuple(dict.fromkeys(o for o in self.outputs if type(o) is int))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What each node is called: the user's name for it, or its canonical id."""
        names = [*self.input_names, *[None] * (len(self) - len(self.input_names))]
        count = Counter(self.input_names)
        for index in range(len(self.input_names), len(self)):
            name = self._assigned_names[index]
            if name is not None:
                count[name] += 1
                names[index] = name + (subscript(count[name]) if count[name] > 1 else "")
        ids = self.ids
        return tuple(name or ids[index] for index, name in enumerate(names))

    @cached_property
    def _assigned_names(self) -> list[str | None]:
        """The name that each node was assigned to; none for inputs.

        The new version of an array that was written into keeps the array's name.
        """
        names: list[str | None] = [*self.input_names]
        for index in range(len(names), len(self)):
            before = self.versions.get(index)
            name = None if before is None else names[before]
            names.append(name or self._assigned_name(index))
        names[: len(self.input_names)] = [None] * len(self.input_names)
        return names

    def _assigned_name(self, index: int) -> str | None:
        """The variable a node was assigned to, in its own function or, if returned, in a caller."""
        code, instruction = self.records[index][2:4]
        name = source.assigned_name(code, instruction)
        place = self.node_places[index]
        if name is None and place is not None and source.is_returned(code, instruction):
            call = self.calls[place.call]
            name = call.assigned_name
            while name is None and call.caller and source.is_returned(call.code, call.instruction):
                call = self.calls[call.caller]
                name = call.assigned_name
        return name

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The canonical ids: inputs by name, then v1, v2, … (another letter if the user took v)."""
        first = len(self.input_names)
        assigned = {
            (self._assigned_names[index], index - first + 1) for index in range(first, len(self))
        } | {(name, 0) for name in self.input_names}
        for letter in ("v", "w", "u", "n", "node"):
            clash = any(
                name is not None
                and name.startswith(letter)
                and name[len(letter) :].isdigit()
                and int(name[len(letter) :]) != number
                for name, number in assigned
            )
            if not clash:
                break
        return (*self.input_names, *[f"{letter}{k + 1}" for k in range(len(self) - first)])

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, in creation order."""
        self.recall()
        labels, ids, outputs = self.labels, self.ids, set(self.output_nodes)
        places = self.node_places
        nodes = []
        spans: dict[tuple[int, int], source.Span | None] = {}  # the same place runs many times
        for index, (name, params, code, instruction, *operands) in enumerate(self.records):
            value = detach(self.values[index])
            if (id(code), instruction) not in spans:
                spans[id(code), instruction] = source.locate(code, instruction)
            nodes.append(
                Node(
                    index,
                    ids[index],
                    labels[index],
                    name,
                    self.primitives[name].symbol,
                    formula(self.primitives[name], operands, params, labels),
                    tuple(operands),
                    params or {},
                    value,
                    np.shape(value),
                    name == INPUT,
                    index in outputs,
                    spans[id(code), instruction],
                    places[index],
                )
            )
        return tuple(nodes)

    @cached_property
    def node_places(self) -> list[Place | None]:
        """The call and iteration of every node, from the log of changes."""
        places: list[Place | None] = [None] * len(self)
        starts = [*[start for start, _ in self.places], len(self)]
        for k, (start, here) in enumerate(self.places):
            places[start : starts[k + 1]] = [here] * (starts[k + 1] - start)
        rounds: Counter[Any] = Counter()  # a comprehension's round is how often its code has run
        for index, place in enumerate(places):
            code, instruction = self.records[index][2:4]
            line = source.comprehension(code, instruction)
            if place is not None and line is not None:
                rounds[place, code, instruction] += 1
                count = rounds[place, code, instruction]
                places[index] = place._replace(loops=(*place.loops, (line, count)))
        return places


CACHED = {name for name, part in vars(Graph).items() if isinstance(part, cached_property)}


def formula(primitive: Primitive, operands: Any, params: dict[str, Any] | None, labels: Any) -> str:
    """A node's formula with the labels of its operands, e.g. `x1 · x2`."""
    names = [labels[o] if type(o) is int else short(o) for o in operands]
    fields = dict(zip(("x", "y", "w"), names, strict=False))
    params = params or {}
    if "index" in params:
        fields["index"] = written_index(params["index"])
    axis = f", axis {params['axis']}" if params.get("axis") is not None else ""
    return primitive.formula.format(args=", ".join(names), **fields) + axis


def written_index(index: Any) -> str:
    """An index as one writes it: `0`, `1:3`, `:, None`."""
    if isinstance(index, tuple):
        return ", ".join(written_index(part) for part in index)
    if isinstance(index, slice):
        ends = ["" if end is None else str(end) for end in (index.start, index.stop, index.step)]
        return ":".join(ends[:2] if index.step is None else ends)
    if index is Ellipsis:
        return "..."
    return str(index) if np.ndim(index) == 0 else short(index)


def short(value: Any) -> str:
    """A constant in a few characters: a number, a small array, or an array by its shape."""
    value = detach(value)
    if np.ndim(value) == 0:
        return number(value)
    if np.size(value) > 6:
        return f"array of shape {np.shape(value)}"
    return "[" + ", ".join(short(entry) for entry in value) + "]"


def subscript(number: int) -> str:
    """₍₂₎ for the second node of the same name."""
    return f"₍{str(number).translate(str.maketrans('0123456789', '₀₁₂₃₄₅₆₇₈₉'))}₎"
