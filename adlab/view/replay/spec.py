"""What the page gets: the whole player as typed data, small because nothing is said twice.

Records are dataclasses, and objects in the page; rows are named tuples, and arrays there. The types
that the scripts of the page are checked against, `static/spec.d.ts`, are made from these.
`fold` makes the sweeps, `contents` the rest.

- `Spec`: all of it. `as_data(record)`: as plain data, without what is as usual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import Any, Literal, NamedTuple

from adlab.view.said.columns import Column
from adlab.view.said.maps import Wires

Parts = Sequence[tuple[str, str]]  # texts with their classes
Template = Sequence[Any]  # texts, and holes for facts, see `narration`
Accent = Literal["value", "partial", "tangent", "adjoint"]

VERSION = 1
STEP_LIMIT = 500  # of one sweep in a page; beyond, the first ones are shown


# -- What a step says -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Phrase:
    """What there is to say and to show at all steps of a kind; holes name facts of the step."""

    event: str
    fields: Sequence[str]  # the facts of such a step, in the order in which it has them
    reads: Sequence[str]  # those that are nodes it reads, beside the other ends of its edges
    accent: Accent  # the colour of what is written
    say: Template
    order: str = "only"
    form: str = "number"
    columns: Sequence[Column] = ()  # of the formula
    sum: Template = ()  # in the table, where something is added to what was there
    shows_partials: bool = False  # its edges show their partials from then on
    travels: bool = False  # something goes along its edges
    asks: dict[str, str] = field(default_factory=dict)  # what predict mode may ask → in which words


class Step(NamedTuple):
    """One step. The state after k steps is the fold of the first k, so that none needs a way back.

    A slot is "v3", "d3" (value, derivative of node 3), "p7" (partial on edge 7), "q3" (node 3 in
    the queue) or "o3" (its place in the order).
    """

    phrase: int
    slot: str
    after: str  # what the slot shows from now on
    edges: int  # the number of the set of edges along which it reads or sends; they are lit
    facts: Sequence[Any]


class Tag(NamedTuple):
    """At a node that waits for several shares: how many have come."""

    come: int
    first: int  # the first of them that still counts, where a wrong sweep writes over others
    complete: bool


class Flow(NamedTuple):
    """What the line of an edge shows of the share that has gone along it."""

    width: float
    sign: Literal["", "minus", "zero", "array"]


class Bar(NamedTuple):
    """One share in a ledger, which is as long as the sums on the way need: from 0 to 1."""

    start: float
    end: float
    text: str


class Pass(NamedTuple):
    """One pass of a sweep."""

    name: str
    first: int  # steps before its first
    last: int


class Row(NamedTuple):
    """What the second row of a node shows, from when a slot of it has been written."""

    letter: str  # of the slot
    sign: str  # before the text


class Pending(NamedTuple):
    """An adjoint that is under way after a jump."""

    node: int
    text: str
    come: int  # shares


class Jump(NamedTuple):
    """What there is after a jump: the slots of all nodes that the pass has reached."""

    letters: str  # of the slots that are full then; z: no node waits any more
    low: int  # the nodes that it is about: `range(low, high)`
    high: int
    pending: Sequence[Pending]


@dataclass(frozen=True)
class Sweep:
    """One sweep, step by step. What only some steps have is kept by the number of the step."""

    kind: str
    name: str
    seed: str
    phases: Sequence[Pass]
    steps: Sequence[Step]
    opening: Parts
    closing: Parts
    rows: Sequence[Row]  # the first of them that is written is shown; else the last one, as unset
    values: bool  # whether the first row of a node shows its value
    sign: str = ""  # of what is computed beside the values: "v̇", "v̄"
    derivative: str = ""  # what that is called
    halfway: int = 0  # the step between the two passes
    tags: dict[int, Tag] = field(default_factory=dict)
    flows: dict[int, Flow] = field(default_factory=dict)  # by edge
    ledgers: dict[int, list[Bar]] = field(default_factory=dict)  # by node
    waits: dict[int, int] = field(default_factory=dict)  # by node: how many shares it gets in all
    arrays: dict[int, int] = field(default_factory=dict)  # numbers in the pool
    scales: dict[int, str] = field(default_factory=dict)  # of the colours, by node
    full: dict[int, str] = field(default_factory=dict)  # every entry of an array
    cut: str = ""  # that there are more steps than the page has
    only: Sequence[int] = ()  # the first and the last step that can be gone to
    noted: bool = False  # it may be wrong, on purpose
    segment: str = ""  # where it stands in the bar, if not with those of its kind
    told: Sequence[str] = ()  # what is said after 0, 1, 2, … steps, in place of the phrases
    bare: bool = False  # whether its steps are no chain rule, and have no formula
    # of a big graph, see `big`
    jumps: dict[int, Jump] = field(default_factory=dict)
    held: Sequence[str] = ()
    places: Sequence[str] = ()
    final: Sequence[str] = ()
    held_arrays: dict[int, int] = field(default_factory=dict)
    sizes: dict[int, float] = field(default_factory=dict)  # norms of the last arrays, by node


# -- The graph ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ArrayFace:
    """An array at a node, whatever the step."""

    shape: str
    # rows and columns of the cells, and of the block of each; facets, and how many there are more
    preview: Sequence[int] | None
    said: str
    rows: Sequence[str]  # headings of the table of all entries
    columns: Sequence[str]
    value: int  # its number in the pool
    scale: str  # of the colours


@dataclass(frozen=True)
class Node:
    """A node of the graph."""

    label: str
    formula: str
    name: tuple[str, str]  # base and subscript
    at: Sequence[int] = ()  # function, line, column, end line, end column
    where: str = ""
    output: bool = False
    array: ArrayFace | None = None


@dataclass(frozen=True)
class MapOnEdge:
    """What there is to say about an edge from or to an array."""

    label: str
    shapes: str
    size: Sequence[int]
    back: str = ""
    matrix: str = ""
    wires: Wires | None = None


@dataclass(frozen=True)
class Place:
    """Where the picture stands in a pane of some size; see `drawn.fit`."""

    pane: Sequence[float]  # width and height that it needs
    face: str  # the class of its nodes
    nodes: Sequence[Sequence[float]]
    lines: Sequence[str]  # paths
    gates: Sequence[Sequence[float]]  # empty where there is none
    ledgers: dict[int, int]
    legend: Sequence[float] = ()
    whole: Sequence[float] = ()  # the pane, if this is a map that takes a part of it
    down: bool = False
    others: Sequence[Sequence[float]] = ()  # what shows no value, in the picture of a group
    bundles: Sequence[str] = ()


class Group(NamedTuple):
    """One picture of a big graph."""

    title: str
    note: str
    up: int
    first: int
    stop: int
    shape: int  # which drawing
    roles: str  # a letter for each box: n node, c closed group, i port, o exit, m a shared one
    nodes: Sequence[int]  # that each box but o and m shows
    closed: Sequence[int]  # the groups of the closed boxes, or the turns of a loop
    edges: Sequence[int]  # those with lines of their own
    bundles: Sequence[Sequence[int]]  # the ends of the others, boxes counted in the picture
    more: Sequence[int]  # how many share a port
    kind: str  # l loop, t turn, c one of several calls of a function
    number: int  # of the turn or of the call
    count: int  # type: ignore[assignment]  # of its nodes
    body: int  # what it does, whatever is around it


class Lane(NamedTuple):
    """A name that a loop carries: its nodes in all turns, -1 where there is none."""

    name: str
    entering: Sequence[int]
    leaving: Sequence[int]


@dataclass(frozen=True)
class Groups:
    """The pictures of a big graph."""

    drawings: Sequence[str]  # SVG, one for each shape of picture
    tree: Sequence[Group]
    values: Sequence[str]  # of every node
    short: dict[int, str]  # names that had to be shortened
    kinks: Sequence[int]  # nodes that stand at one
    opens: int = 0  # the group that is shown first
    fits: dict[int, list[Place]] = field(default_factory=dict)  # by drawing
    loops: dict[int, list[Lane]] = field(default_factory=dict)  # by group
    sizes: dict[int, float] = field(default_factory=dict)  # norms of arrays, by node


@dataclass(frozen=True)
class Function:
    """The source of one function."""

    name: str
    first: int  # number of its first line in the file
    lines: tuple[str, ...]  # dedented


@dataclass(frozen=True)
class Opened:
    """Which sweep is shown first, at which step."""

    sweep: int
    step: int


# -- The graph as a program -----------------------------------------------------------------------


class Rule(NamedTuple):
    """What a primitive computes, as trees; see `rules`."""

    value: Any
    partials: Sequence[Any]  # null where nothing flows
    kink: int  # 1 if it has one, 2 if that is a jump


class Question(NamedTuple):
    """A comparison that the function made."""

    text: str
    line: int
    outcome: bool
    call: Sequence[Any]  # as a node


@dataclass(frozen=True)
class Tape:
    """What every number of the page is computed from anew, for other inputs; see `tape`."""

    inputs: Sequence[float]  # those of what Python wrote
    nodes: Sequence[Sequence[Any]]  # [primitive, operands…]; a text among these is a number
    rules: dict[str, Rule]
    still: bool = False  # sweeps that are wrong, or a caller's: slopes are shown, and nothing moves
    sliders: Sequence[tuple[int, float, float]] = ()  # input, lowest and highest
    questions: Sequence[Question] = ()
    otherwise: dict[int, list[int]] = field(default_factory=dict)  # phrases of other numbers
    seeds: Sequence[dict[int, float]] = ()  # of each sweep
    results: Sequence[dict[str, int]] = ()  # of each sweep: what is said after it, and its node


@dataclass(frozen=True)
class Spec:
    """The whole player."""

    version: int
    title: str
    count: int  # nodes
    nodes: Sequence[Node]
    edges: Sequence[tuple[int, int]]  # operand and consumer, numbered as in the picture
    partials: Sequence[str]  # what each of them shows once its partial is known
    functions: Sequence[Function]
    branches: Sequence[Any]  # function, line, text
    sweeps: Sequence[Sweep]
    phrases: Sequence[Phrase]
    lit: Sequence[Sequence[int]]  # sets of edges
    halfway: Parts
    open: Opened
    limits: dict[str, tuple[int, int]]  # sweeps shown, and those there are
    dot: str  # the graph in the DOT language, to be copied
    words: dict[str, Any]  # every label of the player
    predict: str = ""  # what is asked from the start
    maps: dict[int, MapOnEdge] = field(default_factory=dict)  # by edge
    pool: Sequence[Sequence[str]] = ()  # [preview, entries, blocks?] of each array, see `arrays`
    groups: Groups | None = None
    places: Sequence[Place] = ()
    tape: Tape | None = None
    constants: str = ""  # outputs that are no nodes, see `dependence`
    # in a widget or a pair, where there is no still picture to take it from
    diagram: str = ""


# -- As plain data --------------------------------------------------------------------------------


def as_data(record: Any) -> Any:
    """A record as plain data; what is as usual is left out.

    >>> as_data(Phrase("input", ["x"], [], "value", ["it is ", {"fact": "x"}]))["say"]
    ['it is ', {'fact': 'x'}]
    """
    if hasattr(record, "__dataclass_fields__"):
        usual = _usual(record.__class__)
        return {
            name: value if type(value) in PLAIN else as_data(value)
            for name, value in vars(record).items()
            if usual[name] is MISSING or (value != usual[name] and (value or usual[name]))
        }
    if isinstance(record, list):
        first = record[0] if record else None
        if hasattr(first, "__dataclass_fields__"):
            return [as_data(each) for each in record]
        return [list(each) for each in record] if hasattr(first, "_fields") else record
    if isinstance(record, dict) and record:
        first = next(iter(record.values()))
        if hasattr(first, "_fields"):
            return {key: list(each) for key, each in record.items()}
        if hasattr(first, "__dataclass_fields__") or isinstance(first, list):
            return {key: as_data(each) for key, each in record.items()}
    return record


PLAIN = {str, int, bool, float, type(None)}


@cache
def _usual(kind: Any) -> dict[str, Any]:
    return {
        each.name: {} if each.default_factory is dict else each.default for each in fields(kind)
    }
