"""Forward or reverse? What both cost as the number of inputs grows, counted, timed and plotted.

- `sweeps_against_inputs(f, sizes)`: m tangent sweeps beside one reverse sweep.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from adlab.engine import sweeps
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.tracing import trace
from adlab.engine.sweeps.cost import cost
from adlab.engine.sweeps.seeds import directions, weightings
from adlab.view.drawn.plot import Picture
from adlab.view.drawn.theme import BLACK, BLUE, VERMILION
from adlab.view.tables.counts import Counts

REPEATS = 5
"""Each is timed so often at least …"""

ENOUGH = 0.1
"""… and for so many seconds at least: the first runs of a short sweep are the slowest."""


class GradientBy(NamedTuple):
    """The whole gradient of a function of m numbers, by both modes."""

    inputs: int
    function: int  # operations of f
    forward: int  # operations of m tangent sweeps
    reverse: int  # operations of one reverse sweep
    times: float  # how many times as long the m sweeps took as the one


class SweepCosts(Counts):
    """The measurements; see `sweeps_against_inputs`."""

    HEADINGS = ("inputs", "f", "m tangent sweeps", "1 reverse sweep", "time ratio")

    def __init__(self, rows: list[GradientBy]) -> None:
        self.rows = rows

    def cells(self) -> list[list[Any]]:
        return [[*row[:4], f"{row.times:.1f}"] for row in self.rows]

    def picture(self) -> Picture:
        """Operations against inputs, both logarithmic."""
        inputs = [row.inputs for row in self.rows]
        series = [
            ("forward mode: m sweeps", [row.forward for row in self.rows], VERMILION, "o", "-"),
            ("reverse mode: 1 sweep", [row.reverse for row in self.rows], BLUE, "s", "--"),
            ("f itself", [row.function for row in self.rows], BLACK, "^", ":"),
        ]

        def draw(axes: Any) -> None:
            for label, counts, colour, mark, line in series:
                axes.loglog(inputs, counts, color=colour, marker=mark, linestyle=line, label=label)
            axes.set_xlabel("inputs m")
            axes.set_ylabel("operations")
            axes.set_title("the whole gradient", loc="left")
            axes.legend(loc="upper left")

        last = self.rows[-1]
        return Picture(
            draw,
            f"Operations of a gradient against inputs. At {last.inputs} inputs: {last.forward} by "
            f"forward mode, {last.reverse} by reverse mode, {last.function} for the function.",
        )


def sweeps_against_inputs(
    f: Callable[..., Any],
    sizes: Iterable[int] = (1, 2, 4, 8, 16, 32, 64, 128),
    point: Callable[[int], float] = lambda k: 1.0 + 0.1 * np.sin(k),
) -> SweepCosts:
    """Measure the gradient of `f(*xs)` by both modes, for each number m of inputs.

    Parameters
    ----------
    f : callable
        Of any number of numbers, returning one.
    sizes : iterable of int
        The numbers of inputs.
    point : callable
        Gives the value of the k-th input.

    Returns
    -------
    SweepCosts
        Operations, counted by a hook, and how many times as long forward mode took (the fastest of
        many interleaved runs of the sweeps alone: whatever else the machine does only slows a run).

    >>> def product(*xs):
    ...     y = xs[0]
    ...     for x in xs[1:]:
    ...         y = y * x
    ...     return y
    >>> for row in sweeps_against_inputs(product, [2, 4, 8]).rows:
    ...     print(row[:4])
    (2, 1, 12, 5)
    (4, 3, 72, 15)
    (8, 7, 336, 35)
    """
    return SweepCosts(
        [measured(trace(f, *[float(point(k)) for k in range(count)])) for count in sizes]
    )


def measured(graph: Graph) -> GradientBy:
    """The gradient of one function by both modes."""
    inputs = directions(graph)
    units = [inputs.seeds(label) for label in inputs]
    seeds = weightings(graph).seeds(0)

    def forward() -> None:
        for direction in units:
            sweeps.tangent(graph, direction)

    return GradientBy(
        len(inputs),
        cost(graph, "forward").total,
        len(inputs) * cost(graph, "tangent").total,
        cost(graph, "reverse").total,
        times_as_long(forward, lambda: sweeps.reverse(graph, seeds)),
    )


def times_as_long(longer: Callable[[], object], shorter: Callable[[], object]) -> float:
    """How many times as long one takes as the other: the fastest run of each."""
    fastest = [math.inf, math.inf]
    begun, runs = time.perf_counter(), 0
    while runs < REPEATS or time.perf_counter() - begun < ENOUGH:
        for k, run in enumerate((longer, shorter)):
            start = time.perf_counter()
            run()
            fastest[k] = min(fastest[k], time.perf_counter() - start)
        runs += 1
    return fastest[0] / fastest[1]
