"""The evaluation trace of a sweep beside that of its derivatives, as Baydin et al. (2018) print it.

- `table(f, *args)`: both traces of a function; a notebook shows them as a table.
- `text_traces(timeline)`, `html_traces(timeline)`: the same of a recorded sweep.

To the left stand the values, downwards. To the right stand the tangents, downwards as well, or the
adjoints, which are read upwards: beside each node is what it hands back to its operands.

>>> print(table(lambda x, z: x * z, 2.0, 5.0))
forward primal trace ↓    │ reverse adjoint trace ↑
──────────────────────────┼───────────────────────────────
x = given            = 2  │ x̄                          = 5
z = given            = 5  │ z̄                          = 2
──────────────────────────┼───────────────────────────────
v1 = x · z  = 2 · 5  = 10 │ z̄ += v̄1 · ∂v1/∂z  = 1 · 2  = 2
                          │ x̄ += v̄1 · ∂v1/∂x  = 1 · 5  = 5
──────────────────────────┼───────────────────────────────
v1                   = 10 │ v̄1 = ∂v1/∂v1               = 1

Source: Baydin, Pearlmutter, Radul and Siskind, *Automatic differentiation in machine learning: a
survey*, JMLR 18 (2018), tables 2 and 3.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from itertools import zip_longest
from typing import Any, NamedTuple

from adlab.bridges.choosing import trace
from adlab.engine.sweeps.readable import filled
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.replay.asked import find_timeline
from adlab.view.replay.fold import DERIVATIVES
from adlab.view.said.dependence import remarks
from adlab.view.said.facts import moments
from adlab.view.said.formula import filled as formula_of
from adlab.view.said.mathml import marked
from adlab.view.said.numbers import text
from adlab.view.said.templates import TRACES
from adlab.view.tables import columns
from adlab.view.tables.table import text_table

Line = tuple[str, str, str]  # rule, with numbers, result
NOTHING: Line = ("", "", "")


class Traces(NamedTuple):
    """Two traces, in groups of lines that belong together."""

    heads: tuple[str, str]
    groups: list[list[tuple[Line, Line]]]


class Table:
    """Both traces of one run of a function: `print` it, or let a notebook show it.

    Attributes
    ----------
    timeline : Timeline
        The sweep that is shown.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline

    def __repr__(self) -> str:
        return text_traces(self.timeline)

    def _repr_html_(self) -> str:
        return html_traces(self.timeline)


def table(
    f: Callable[..., Any],
    *args: Any,
    sweep: str | tuple[str, str] = "reverse",
    **options: Any,
) -> Table:
    """Run `f(*args, **options)`, and put its values and their derivatives side by side.

    Parameters
    ----------
    f : callable
    *args : numbers, arrays, or nested tuples, lists and dicts of them
    sweep : str or (str, str)
        As in `step`: "reverse" for adjoints, "tangent" or ("tangent", "x2") for tangents.
    **options
        Keyword arguments go to `f` as they are, as constants; as in `step`.

    Raises
    ------
    ValueError
        There is no such sweep.

    >>> print(table(lambda x: 3.0 * x, 2.0, sweep="tangent"))
    forward primal trace ↓   │ forward tangent trace ↓
    ─────────────────────────┼──────────────────────────────
    x = given            = 2 │ ẋ = seed                  = 1
    ─────────────────────────┼──────────────────────────────
    v1 = 3 · x  = 3 · 2  = 6 │ v̇1 = ∂v1/∂x · ẋ  = 3 · 1  = 3
    ─────────────────────────┼──────────────────────────────
    v1                   = 6 │ v̇1                        = 3
    """
    return Table(find_timeline(trace(f, *args, **options), sweep))


def text_traces(timeline: Timeline) -> str:
    """The traces as lines of text; a sweep without derivatives as its steps."""
    note = [*filter(None, [timeline.sweep.note])]
    if timeline.sweep.kind not in DERIVATIVES:
        return "\n".join([*note, text_table(timeline), *remarks(timeline)])
    heads, groups = traces(timeline)
    rows = [row for group in groups for row in group]
    sides = [[head, *_columns([row[k] for row in rows])] for k, head in enumerate(heads)]
    left, right = (max(map(columns.width, side)) for side in sides)
    lines = iter([f"{columns.pad(a, left)} │ {b}" for a, b in zip(*sides, strict=True)])
    rule = "─" * (left + 1) + "┼" + "─" * (right + 1)
    shown = [*note, next(lines)]
    for group in groups:
        shown += [rule, *[next(lines).rstrip() for _ in group]]
    return "\n".join([*shown, *remarks(timeline)])


def _columns(lines: list[Line]) -> list[str]:
    """Lines with their parts one below the other."""
    padded = columns.aligned([line[:2] for line in lines])
    return [
        "  ".join(filter(None, [*parts, line[2]]))
        for parts, line in zip(padded, lines, strict=True)
    ]


def html_traces(timeline: Timeline) -> str:
    """The same as a `<table>`, with no script and no style sheet."""
    if timeline.sweep.kind not in DERIVATIVES:
        return f"<pre>{escape(text_traces(timeline))}</pre>"
    heads, groups = traces(timeline)
    named = f'colspan="3" scope="colgroup" {LEFT}"'
    bodies = [
        [
            columns.row(
                columns.cell(part, "td", f'{LEFT}{EDGE * (k == 3)}"')
                for k, part in enumerate([*a, *b])
            )
            for a, b in group
        ]
        for group in groups
    ]
    note = timeline.sweep.note
    strong = [f"<strong>{escape(note)}</strong>"] if note else []
    said = "<br>".join([*strong, *map(escape, remarks(timeline))])
    caption = said and f"<caption>{said}</caption>"
    head = columns.row(columns.cell(h, "th", named) for h in heads)
    return columns.table(head, *bodies, caption=caption)


LEFT = 'style="text-align: left'
EDGE = "; border-left: 1px solid"


def traces(timeline: Timeline) -> Traces:
    """The traces as data: inputs, then what is computed, then outputs."""
    graph, kind = timeline.graph, timeline.sweep.kind
    values: dict[int, Line] = {}
    beside: dict[int, list[Line]] = {}  # by the node they stand beside
    seeds: dict[int, Line] = {}
    kept: list[tuple[Line, Line]] = []  # adjoints of an earlier call, which a wrong sweep adds to
    for step, moment in zip(timeline, moments(timeline), strict=True):
        if step.slot.kind == "partial":
            continue
        rule, numbers, result = (part.text() for part in formula_of(graph, moment))
        line = rule, numbers and f"= {numbers}", result
        node = step.slot.at
        assert isinstance(node, int)
        if step.slot.kind == "value":
            values[node] = line
        elif step.op == "seed" or (kind == "tangent" and node in graph.inputs):
            seeds[node] = line
        elif kind == "tangent":
            beside[node] = [line]
        elif step.op == "keep":
            kept = [(NOTHING, line), *kept]
        else:  # read upwards: a later share stands above an earlier one
            giver = step.reads[0].at if step.reads else node  # who sends what never came takes 0
            assert isinstance(giver, int)
            beside[giver] = [line, *beside.get(giver, [])]
    last = len(timeline)
    held = timeline.tangents(last) if kind == "tangent" else timeline.adjoints(last)

    def total(node: int) -> Line:
        name = marked(graph.labels[node], "dot" if kind == "tangent" else "bar")
        return name, "", f"= {text(filled(held.get(node), graph.values[node]))}"

    inputs = [(values[i], seeds[i] if kind == "tangent" else total(i)) for i in graph.inputs]
    made = [
        row
        for node in values
        if node not in graph.inputs
        for row in zip_longest([values[node]], beside.get(node, []), fillvalue=NOTHING)
    ]
    ends = seeds if kind == "reverse" else graph.output_nodes
    outputs = [
        (
            (graph.labels[node], "", f"= {text(graph.values[node])}"),
            seeds[node] if kind == "reverse" else total(node),
        )
        for node in ends
    ]
    heads = TRACES["primal"], TRACES[kind]
    return Traces(heads, [group for group in (inputs, made, outputs, kept) if group])
