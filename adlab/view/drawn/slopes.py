"""Local slopes as a picture that stands alone: the curves of a node, each with its tangent.

- `slopes(graph, node)`: the operation against each of its operands, the others held, as SVG.

What the card of the live player shows at one place, `static/player/slopes.js`; there it moves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import numpy as np

from adlab.engine.arrays.values import detach
from adlab.engine.recording.graph import Graph, GraphEdge
from adlab.view.assets import sheet
from adlab.view.drawn.diagram import canvas, standing_alone
from adlab.view.drawn.fit import Pane
from adlab.view.drawn.geometry import Point
from adlab.view.drawn.svg import box, moved, shape, written
from adlab.view.said.numbers import text
from adlab.view.said.templates import SLOPES

WIDTH, HEIGHT = 240.0, 150.0  # of a plot
PAD, HEAD, TITLE = 16.0, 34.0, 22.0
START, END = 8.0, 14.0  # room beside the curve
LETTER = 7.2  # width of a character
SAMPLES = 400
ALIKE = 4.0  # times that one range may be larger than another, drawn to one scale
SHOOTS = 5.0  # a curve that is so many times as high as most of it is cut


class Plot(NamedTuple):
    """The curve of a node against one operand, and the part of it that is shown."""

    edge: GraphEdge
    at: float
    value: float
    xs: np.ndarray
    ys: np.ndarray
    low: float
    high: float

    def x(self, x: float) -> float:
        """Where that stands."""
        left, right = self.xs[0], self.xs[-1]
        return float(START + (x - left) / (right - left) * (WIDTH - START - END))

    def y(self, y: float) -> float:
        """And how high."""
        return float(6 + (self.high - y) / (self.high - self.low) * (HEIGHT - 12))


def slopes(graph: Graph, node: int) -> str:
    """Draw the curves of a node.

    Raises
    ------
    ValueError
        It has none: it is an input, has arrays, or no derivative flows through it.

    >>> import adlab
    >>> svg = slopes(adlab.trace(lambda x, y: x * y, 2.0, 5.0), 2)
    >>> svg.count("adlab-plot-tangent"), ">slope 5<" in svg
    (3, True)
    """
    label = graph.labels[node]
    edges = [edge for edge in graph.edges if edge.consumer == node]
    if not edges or any(np.ndim(edge.partial) or edge.label for edge in edges):
        raise ValueError(
            f"{label} has no curves: local slopes are those of an operation on numbers through "
            "which a derivative flows"
        )
    plots = _to_one_scale([_plot(graph, edge, half) for edge, half in _halves(graph, edges)])
    width = PAD + (WIDTH + PAD) * len(plots)
    said = f"{label} = {graph.nodes[node].formula} = {text(graph.values[node])}"
    about = [f"slope {text(p.edge.partial)} against {graph.labels[p.edge.operand]}" for p in plots]
    root = canvas(Pane(width, HEAD + TITLE + HEIGHT + TITLE + PAD), f"{said}: {', '.join(about)}")
    root.append(written(said, "plot-heading", PAD, 24, font_size=16))
    for k, plot in enumerate(plots):
        place = {"transform": moved(PAD + (WIDTH + PAD) * k, HEAD)}
        root.append(shape("g", "plot", place, *_drawn(graph, plot)))
    return standing_alone(root).replace("</style>", f"{sheet('plots')}</style>", 1)


def _halves(graph: Graph, edges: list[GraphEdge]) -> list[tuple[GraphEdge, float]]:
    """How far each curve is shown: equally far, unless one would be lost in that."""
    halves = [max(1.0, abs(float(graph.values[edge.operand])) / 2) for edge in edges]
    alike = max(halves) <= ALIKE * min(halves)
    return [
        (edge, max(halves) if alike else half) for edge, half in zip(edges, halves, strict=True)
    ]


def _to_one_scale(plots: list[Plot]) -> list[Plot]:
    """All as high as the highest, so that slopes can be compared, if they are alike."""
    low, high = min(plot.low for plot in plots), max(plot.high for plot in plots)
    if high - low > ALIKE * min(plot.high - plot.low for plot in plots):
        return plots
    return [plot._replace(low=low, high=high) for plot in plots]


def _plot(graph: Graph, edge: GraphEdge, half: float) -> Plot:
    primitive = graph.primitive(edge.consumer)
    _, params, _, _, *operands = graph.records[edge.consumer]
    held: list[Any] = [graph.values[o] if type(o) is int else detach(o) for o in operands]
    at = float(held[edge.edge.position])

    def f(x: float) -> float:
        given = [x if k == edge.edge.position else value for k, value in enumerate(held)]
        return float(primitive.function(*given, **(params or {})))

    with np.errstate(all="ignore"):
        left, right = [_last_finite(f, at, at + by) for by in (-half, half)]
        xs = np.linspace(left, right, SAMPLES + 1)
        ys = np.array([f(x) for x in xs])
    value = f(at)
    return Plot(edge, at, value, xs, ys, *_heights(ys[np.isfinite(ys)], value))


def _last_finite(f: Any, inside: float, outside: float) -> float:
    """The farthest place on the way there where the function has a value."""
    if math.isfinite(f(outside)):
        return outside
    for _ in range(50):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if math.isfinite(f(middle)) else (inside, middle)
    return inside


def _heights(ys: np.ndarray, value: float) -> tuple[float, float]:
    """From where to where, without what shoots up."""
    low, some, most, high = np.quantile(ys, [0.0, 0.12, 0.88, 1.0])
    if high - low > SHOOTS * (most - some):
        low, high = some, most
    low, high = min(low, value), max(high, value)
    if high - low < 1e-9 * max(1.0, abs(high)):
        low, high = low - 1.0, high + 1.0
    pad = 0.14 * (high - low)
    return float(low - pad), float(high + pad)


def _drawn(graph: Graph, plot: Plot) -> Iterator[Element]:
    operand, slope = graph.labels[plot.edge.operand], float(plot.edge.partial)
    ground = TITLE
    yield written(_title(graph, plot.edge), "plot-title", 0, 15, font_size=13)
    inside = shape("svg", "", {"y": ground, "width": WIDTH, "height": HEIGHT})
    inside.append(box("plot-ground", 0, 0, WIDTH, HEIGHT, 7))
    if plot.low < 0 < plot.high:
        inside.append(_line("axis", [(0, plot.y(0.0)), (WIDTH, plot.y(0.0))]))
    for line in _pieces(plot):
        inside.append(_line("curve", line))
    inside.append(_line("drop", [(plot.x(plot.at), plot.y(plot.value)), (plot.x(plot.at), HEIGHT)]))
    inside.extend(_tangent(plot, slope))
    ends = slope < 0
    inside.append(
        written(
            f"slope {text(slope)}",
            "plot-slope",
            WIDTH - 9 if ends else 9,
            18,
            text_anchor="end" if ends else "start",
        )
    )
    point = {"cx": plot.x(plot.at), "cy": plot.y(plot.value), "r": 6}
    inside.append(shape("circle", "plot-point", point))
    yield inside
    x = plot.x(plot.at)
    caption = f"{operand} = {text(plot.at)}"
    yield written(caption, "plot-title", x, ground + HEIGHT + 17, text_anchor="middle")


def _title(graph: Graph, edge: GraphEdge) -> str:
    """What moves, and what stays."""
    operands = graph.records[edge.consumer][4:]
    held = [
        f"{graph.labels[o]} = {text(graph.values[o])}" if type(o) is int else text(detach(o))
        for k, o in enumerate(operands)
        if k != edge.edge.position
    ]
    words = SLOPES["stay" if len(held) > 1 else "stays"].format(held=", ".join(held))
    moves = SLOPES["moves"].format(label=graph.labels[edge.operand])
    return f"{moves}, {words}" if held else moves


def _line(kind: str, points: list[Point]) -> Element:
    return shape(
        "path", f"plot-{kind}", {"d": "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)}
    )


def _pieces(plot: Plot) -> Iterator[list[Point]]:
    """The curve, with gaps where it has no value or jumps."""
    span = plot.high - plot.low
    clipped = np.clip(plot.ys, plot.low - span, plot.high + span)
    line: list[Point] = []
    for k, (x, y) in enumerate(zip(plot.xs, clipped, strict=True)):
        jumps = k and abs(y - clipped[k - 1]) > span / 3
        if (math.isnan(y) or jumps) and len(line) > 1:
            yield line
        if math.isnan(y) or jumps:
            line = []
        if not math.isnan(y):
            line.append((plot.x(x), plot.y(y)))
    if len(line) > 1:
        yield line


def _tangent(plot: Plot, slope: float) -> Iterator[Element]:
    """The tangent, a run of 1 (or of 10, 100, …) and the rise."""
    if not math.isfinite(slope):
        return
    half = (plot.xs[-1] - plot.xs[0]) / 2
    run = 10.0 ** math.floor(math.log10(half) + 1e-9)
    rise = slope * run
    back = plot.x(plot.at + run) + 5 + LETTER * len(text(rise)) > WIDTH
    x, y = (plot.at - run, plot.value - rise) if back else (plot.at, plot.value)
    ends = [(plot.at + by * run, plot.value + by * rise) for by in (-1.15, 1.15)]
    yield _line("tangent", [(plot.x(a), plot.y(b)) for a, b in ends])
    if not slope:
        return
    corner = [(x, y), (x + run, y), (x + run, y + rise)]
    yield _line("rise", [(plot.x(a), plot.y(b)) for a, b in corner])
    under = plot.y(y) + (14 if rise > 0 else -6)
    yield written(text(run), "plot-run", plot.x(x + run / 2), under, text_anchor="middle")
    middle = min(max((plot.y(y) + plot.y(y + rise)) / 2 + 4, 30), HEIGHT - 6)
    yield written(text(rise), "plot-rise-text", plot.x(x + run) + 5, middle)
