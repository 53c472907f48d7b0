"""Expression swell: how formula and graph grow with the rounds of a loop, as a table and a plot.

- `swell(f, x, ns)`: measure it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from adlab.engine.derivatives.symbolic import Size, sizes
from adlab.view.drawn.plot import Picture
from adlab.view.drawn.theme import BLUE, GREEN, VERMILION
from adlab.view.tables.counts import Counts


class Swell(Counts):
    """How formula and graph grow with the rounds of a loop; see `swell`.

    Attributes
    ----------
    sizes : list of Size
    """

    HEADINGS = (
        "n",
        "f as a formula",
        "f′ as a formula",
        "f as a graph",
        "f and f′ as a graph",
    )

    def __init__(self, sizes: list[Size]) -> None:
        self.sizes = sizes

    def cells(self) -> list[Size]:
        return self.sizes

    def picture(self) -> Picture:
        """Operations against n."""
        ns = [size.n for size in self.sizes]
        series = [
            ("f′ as a formula", [s.derivative for s in self.sizes], VERMILION, "o", "-"),
            ("f as a formula", [s.formula for s in self.sizes], BLUE, "s", "--"),
            ("f and f′ as a graph", [s.gradient for s in self.sizes], GREEN, "^", ":"),
        ]

        def draw(axes: Any) -> None:
            for label, counts, colour, mark, line in series:
                axes.plot(ns, counts, color=colour, marker=mark, linestyle=line, label=label)
                axes.annotate(
                    f"{counts[-1]}",
                    (ns[-1], counts[-1]),
                    (10, -4),
                    color=colour,
                    textcoords="offset points",
                    weight="bold",
                )
            axes.margins(x=0.09)
            axes.set_xlabel("n")
            axes.set_ylabel("operations")
            axes.set_xticks(ns)
            axes.set_title("the formula swells, the graph does not", loc="left")
            axes.legend(loc="upper left")

        ends = "; ".join(f"{label} {counts[-1]}" for label, counts, *_ in series)
        return Picture(draw, f"Operations at n = {ns[-1]}: {ends}.")


def swell(f: Callable[[Any, int], Any], x: float, ns: Iterable[int]) -> Swell:
    """Count the operations of formula and graph of `f(x, n)`, for each n.

    >>> def logistic(x, n):
    ...     for _ in range(n - 1):
    ...         x = 4.0 * x * (1.0 - x)
    ...     return x
    >>> swell(logistic, 0.3, [2, 4, 6])
    n  f as a formula  f′ as a formula  f as a graph  f and f′ as a graph
    2               3                2             3                    8
    4              18               82             9                   24
    6              78              768            15                   40
    """
    return Swell(sizes(f, x, ns))
