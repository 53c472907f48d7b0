"""The same derivative by symbols, by differences and by AD, side by side.

- `compare(f, *args)`: values, errors and costs, as a table with bars.

>>> import numpy as np
>>> def f(x):
...     return x**3
>>> comparison = compare(f, 2.0)
>>> [way.kind for way in comparison.ways if way.error < 1e-12]
['symbolic', 'numerical', 'automatic', 'automatic']
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

import numpy as np

from adlab.engine import sweeps
from adlab.engine.arrays.containers import flatten, rebuild
from adlab.engine.arrays.digits import number
from adlab.engine.derivatives.checking import directional
from adlab.engine.derivatives.differences import (
    STEPS,
    central_difference,
    complex_step,
    forward_difference,
)
from adlab.engine.derivatives.symbolic import closed_form
from adlab.engine.errors import AdlabError, InputError, OutputError, explain
from adlab.engine.recording.tracing import is_input, trace
from adlab.engine.sweeps.cost import cost
from adlab.engine.sweeps.seeds import directions
from adlab.view.drawn.theme import BLUE, GREEN, VERMILION
from adlab.view.tables import columns

COLOURS = {"symbolic": BLUE, "numerical": VERMILION, "automatic": GREEN}
LOWEST, HIGHEST = -17.0, 0.0  # powers of ten: where a bar of the error begins and ends


class Way(NamedTuple):
    """One way to the derivative."""

    kind: str  # "symbolic", "numerical" or "automatic"
    name: str
    value: float | None  # None where the way does not lead there
    error: float | None
    cost: str  # of this derivative; or why there is none
    for_all: str  # cost of the derivatives with respect to all inputs
    h: float | None = None  # the step of a difference


class Comparison:
    """The ways to one derivative; see `compare`."""

    def __init__(self, title: str, ways: list[Way], note: str, inputs: int) -> None:
        self.title, self.ways, self.note, self.inputs = title, ways, note, inputs

    def __getitem__(self, name: str) -> Way:
        """A way by its name, such as "central difference"."""
        for way in self.ways:
            if way.name == name:
                return way
        raise KeyError(f"there is no {name!r}; there are {', '.join(w.name for w in self.ways)}")

    def _rows(self) -> list[list[str]]:
        rows = [["", "", "derivative", "error", "cost"]]
        rows[0] += [f"for all {self.inputs} inputs"] * (self.inputs > 1)
        kinds: set[str] = set()
        for way in self.ways:
            value = "" if way.value is None else f"{way.value:.15g}"
            row = [way.kind if way.kind not in kinds else "", way.name, value]
            row += [_error(way.error), way.cost]
            rows.append(row + [way.for_all] * (self.inputs > 1))
            kinds.add(way.kind)
        return rows

    def __repr__(self) -> str:
        lines = ["  ".join(row).rstrip() for row in columns.aligned(self._rows())]
        return "\n".join([self.title, *lines, self.note])

    def _repr_html_(self) -> str:
        head, *rows = self._rows()
        left = "text-align: left; padding: 5px 14px 5px 8px; white-space: nowrap"
        lines = []
        for way, row in zip(self.ways, rows, strict=True):
            edge = f'scope="row" style="{left}; border-left: 6px solid {COLOURS[way.kind]}"'
            bars = ["", "", _bar(way), *[""] * len(row)]
            cells = [
                columns.cell(text, "td", f'style="{left}"', bar)
                for text, bar in zip(row[1:], bars, strict=False)
            ]
            lines.append(columns.row([columns.cell(row[0], "th", edge), *cells]))
        named = columns.row(columns.cell(h, "th", f'scope="col" style="{left}"') for h in head)
        shown = columns.table(named, lines, attributes='style="font-size: 15px"')
        return (
            f'<div class="adlab-compare"><p><strong>{escape(self.title)}</strong></p>'
            f"{shown}<p>{escape(self.note)}</p></div>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}


def compare(f: Callable[..., Any], *args: Any, input: int | str = 0, **options: Any) -> Comparison:
    """Differentiate `f` at a point in every way there is, and say what each gives and costs.

    Parameters
    ----------
    f : callable
        Takes numbers (or nested containers of them), returns one number.
    *args
        The point.
    input : int or str
        With respect to which input: a position, or a label such as "x2".
    **options
        Keyword arguments go to `f` as they are, as constants; as in `step`.

    Returns
    -------
    Comparison
        `.ways` has the numbers; a notebook shows a table.

    Raises
    ------
    InputError, OutputError
        An argument is an array; the output is not one number.

    The three kinds are different things. Symbolic differentiation makes a formula, exact and in
    closed form. Numerical differentiation evaluates `f` and nothing else, and is inexact. Automatic
    differentiation runs `f` once and multiplies exact slopes of its operations.

    >>> comparison = compare(lambda x, y: x * y + x, 2.0, 5.0)
    >>> comparison["reverse mode"].value, comparison["reverse mode"].cost
    (6.0, '1 sweep back: 11 operations')
    >>> comparison["forward difference"].for_all
    '3 evaluations'
    """
    graph = trace(f, *args, **options)
    _check(graph)
    units = directions(graph)
    label, seeds = units.choose(input, "input")
    (node,) = seeds
    count = len(units)
    leaves = [leaf for _, leaf in flatten(args)]
    position = [k for k, leaf in enumerate(leaves) if is_input(leaf)][node]

    def along(x: Any) -> Any:
        """`f` as a function of the chosen input alone."""
        moved = list(leaves)
        moved[position] = x
        return f(*rebuild(args, moved), **options)

    x = float(leaves[position])
    ways = [_symbolic(f, args, options, label, count)]
    exact = ways[0][0]
    if exact is not None:
        note = "Errors are measured against the formula, evaluated with 50 digits."
    else:
        slope, uncertainty = directional(along, (x,), (1.0,))
        exact = float(slope[0])
        note = (
            "Errors are measured against differences extrapolated to h = 0, which are themselves "
            f"uncertain by {uncertainty:.0e}."
        )
    alone = cost(graph, "forward").total
    called = "f" if graph.name == "<lambda>" else graph.name
    note += f" {called} alone takes {alone} operation{'s' * (alone != 1)}."
    if graph.guards:
        note += " The function took a branch here: formula and AD are those of that branch."

    found = [ways[0][1]._replace(error=_distance(ways[0][1].value, exact))]
    for name, difference, all_inputs in (
        ("forward difference", forward_difference, count + 1),
        ("central difference", central_difference, 2 * count),
        ("complex step", complex_step, count),
    ):
        scale = 1.0 if name == "complex step" else max(1.0, abs(x))
        h = STEPS[name] * scale
        value = difference(along, x, h)
        if name == "complex step" and np.isnan(value):
            why = "not possible: f takes no complex numbers"
            found.append(Way("numerical", name, None, None, why, ""))
            continue
        each = _evaluations(1 if name == "complex step" else 2)
        error, for_all = _distance(value, exact), _evaluations(all_inputs)
        found.append(Way("numerical", name, value, error, each, for_all, h))

    output = graph.output_nodes[0] if graph.output_nodes else None
    for name, kind in (("forward mode", "tangent"), ("reverse mode", "reverse")):
        if output is None:
            found.append(Way("automatic", name, 0.0, _distance(0.0, exact), "no sweep", ""))
            continue
        derivatives = sweeps.run(graph, kind, input=label)
        value = derivatives[output if kind == "tangent" else node]
        value = 0.0 if value is None else float(value)
        operations = cost(graph, kind).total
        back = " back" if kind == "reverse" else ""
        each = f"1 sweep{back}: {operations} operations"
        for_all = f"{count} sweep{'s' * (count > 1)}" if kind == "tangent" else "the same 1 sweep"
        found.append(Way("automatic", name, value, _distance(value, exact), each, for_all))

    point = ", ".join(f"{graph.labels[n]} = {number(graph.values[n])}" for n in graph.inputs)
    title = f"Derivative of {called} with respect to {label}, at {point}"
    return Comparison(title, found, note, count)


def _symbolic(
    f: Callable[..., Any], args: Any, options: dict[str, Any], label: str, count: int
) -> tuple[float | None, Way]:
    """The exact derivative, if there is a formula, and the symbolic way."""
    try:
        form = closed_form(f, *args, input=label, **options)
    except AdlabError as error:
        why = str(error).partition("\n")[0]
        return None, Way("symbolic", "closed form", None, None, why, "")
    operations = form.derivative_operations
    each = f"formula of {operations} operation{'s' * (operations != 1)}"
    formulas = f"{count} formulas"
    return form.value, Way("symbolic", "closed form", form.evaluated, None, each, formulas)


def _check(graph: Any) -> None:
    for node in graph.inputs:
        if graph.shape(node):
            raise InputError(
                explain(
                    f"{graph.labels[node]} is an array of shape {graph.shape(node)}.",
                    why="one derivative is compared here, with respect to one number",
                    fix="write a function of numbers",
                )
            )
    if (
        len(graph.outputs) != 1
        or np.ndim(graph.outputs[0])
        or (graph.output_nodes and graph.shape(graph.output_nodes[0]))
    ):
        raise OutputError(
            explain(
                f"{graph.name} does not return one number.",
                why="one derivative is compared here",
                fix="return one number, for instance one entry of the result",
            )
        )


def _evaluations(count: int) -> str:
    return f"{count} evaluation{'s' * (count > 1)}"


def _distance(value: float | None, exact: float | None) -> float | None:
    return None if value is None or exact is None else abs(value - exact)


def _error(error: float | None) -> str:
    return "" if error is None else "0" if error == 0 else f"{error:.0e}"


def _bar(way: Way) -> str:
    """The error as a bar, one unit for each power of ten."""
    if not way.error or not np.isfinite(way.error):
        return ""
    power = min(max(float(np.log10(way.error)), LOWEST), HIGHEST)
    width = round(6 * (power - LOWEST))
    return (
        f'<span style="display: inline-block; height: 12px; width: {width}px;'
        f' margin-right: 8px; background: {COLOURS[way.kind]}"></span>'
    )
