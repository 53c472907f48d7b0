"""The evaluation trace as a table: every node with its value, its tangents and its adjoints.

- `rows(graph, timelines)`: the table as data.
- `html_table(graph, timelines)`: as a plain `<table>`, which shows where no script may run.
- `text_table(timeline)`: one sweep in lines of text, in the manner of Baydin et al. (2018), tables
  2 and 3.

>>> import adlab
>>> graph = adlab.trace(lambda x, z: x * z, 2.0, 5.0)
>>> print(text_table(adlab.timeline(graph, "reverse")))
forward pass
  x = given                  = 2
  z = given                  = 5
  v1 = x · z        = 2 · 5  = 10
backward pass
  v̄1 = ∂v1/∂v1               = 1
  x̄ += v̄1 · ∂v1/∂x  = 1 · 5  = 5
  z̄ += v̄1 · ∂v1/∂z  = 1 · 2  = 2
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.readable import filled
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.said.facts import full_texts, moments
from adlab.view.said.formula import filled as formula_of
from adlab.view.said.numbers import texts
from adlab.view.said.templates import WORDS
from adlab.view.tables import columns

NODE_LIMIT = 500  # rows of the table
SUM = re.compile(r" [+−-] |·")  # in the name of a seed: several nodes, each with its weight


class Cell(NamedTuple):
    """A number or an array: in short, and in full where that says more."""

    text: str
    full: str = ""


class Row(NamedTuple):
    """One node of the evaluation trace."""

    node: str
    formula: str
    value: Cell
    tangents: dict[str, Cell]  # by input
    adjoints: dict[str, Cell]  # by output


def rows(graph: Graph, timelines: Mapping[str, Timeline], limit: int | None = None) -> list[Row]:
    """The evaluation trace with the derivatives of the given sweeps, all of them complete."""
    tangents: dict[str, dict[int, object]] = {}
    adjoints: dict[str, dict[int, object]] = {}
    for timeline in timelines.values():
        sweep = timeline.sweep
        if sweep.kind == "tangent":
            tangents[sweep.about] = timeline.tangents(len(timeline))
        elif sweep.kind == "reverse":
            adjoints[sweep.about] = timeline.adjoints(len(timeline))

    nodes = graph.nodes[:limit]
    values = _cells([node.value for node in nodes])
    by_input = {
        seed: _cells([held.get(node.index) for node in nodes]) for seed, held in tangents.items()
    }
    by_output = {
        seed: _cells([filled(held.get(node.index), node.value) for node in nodes])
        for seed, held in adjoints.items()
    }
    return [
        Row(
            node.label,
            node.formula,
            values[k],
            {seed: cells[k] for seed, cells in by_input.items()},
            {seed: cells[k] for seed, cells in by_output.items()},
        )
        for k, node in enumerate(nodes)
    ]


def _cells(values: Sequence[object]) -> list[Cell]:
    return [Cell(*each) for each in zip(texts(values), full_texts(values), strict=True)]


def slopes_in(moved: str) -> str:
    """What a column of tangents holds, from what moves: an input, or several along a direction.

    >>> slopes_in("x1"), slopes_in("d − 0.5·r")
    ('∂/∂x1', 'along d − 0.5·r')
    """
    name, note = _noted(moved)
    return (f"along {name}" if SUM.search(name) else f"∂/∂{name}") + note


def slopes_of(weighed: str) -> str:
    """What a column of adjoints holds, from what is differentiated: an output, or several weighed.

    >>> slopes_of("p + q"), slopes_of("v2 (your engine)")
    ('∂(p + q)/∂', '∂v2/∂ (your engine)')
    """
    name, note = _noted(weighed)
    return f"∂({name})/∂{note}" if SUM.search(name) else f"∂{name}/∂{note}"


def _noted(title: str) -> tuple[str, str]:
    """The name of a sweep's seed, and the note in brackets behind it."""
    name, bracket, note = title.partition(" (")
    return name, bracket + note


def html_table(graph: Graph, timelines: Mapping[str, Timeline]) -> str:
    """A plain `<table>` with one row for each node; full arrays where there is room."""
    table = rows(graph, timelines, NODE_LIMIT)
    first = table[0] if table else Row("", "", Cell(""), {}, {})
    head = [WORDS["node"], WORDS["is"], WORDS["value"] + " v"]
    head += [f"{WORDS['tangent']} {slopes_in(seed)}" for seed in first.tangents]
    head += [f"{WORDS['adjoint']} {slopes_of(seed)}" for seed in first.adjoints]
    shown = [
        [cell.full or cell.text for cell in (r.value, *r.tangents.values(), *r.adjoints.values())]
        for r in table
    ]
    lines = []
    for row, held in zip(table, shown, strict=True):
        named = columns.cell(row.node, "th", 'scope="row"')
        lines.append(columns.row([named, *columns.cells([row.formula, *held])]))
    if len(graph) > len(table):
        more = WORDS["rows"].format(n=len(graph) - len(table))
        lines.append(columns.row([columns.cell(more, "td", f'colspan="{len(head)}"')]))
    return columns.table(columns.row(columns.cells(head, "th", 'scope="col"')), lines)


def text_table(timeline: Timeline) -> str:
    """One sweep as lines of text: rule, numbers and result of each step, in columns.

    The partials of a reverse sweep are left out, as in the literature: they are in the numbers.
    """
    lines: list[tuple[str, str, str, str]] = []
    for step, moment in zip(timeline, moments(timeline), strict=True):
        if step.slot.kind == "partial":
            continue
        parts = [part.text() for part in formula_of(timeline.graph, moment)]
        lines.append((step.phase, parts[0], parts[1] and f"= {parts[1]}", parts[2]))
    padded = columns.aligned([line[1:3] for line in lines])
    shown: list[str] = []
    phase = ""
    for line, (rule, numbers) in zip(lines, padded, strict=True):
        if line[0] != phase:
            phase = line[0]
            shown.append(WORDS["phases"].get(phase, phase))
        shown.append("  " + "  ".join(filter(None, [rule, numbers, line[3]])).rstrip())
    return "\n".join(shown)
