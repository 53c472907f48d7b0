"""The Taylor test as a picture: remainders against the step h, beside lines of slope 1 and 2.

- `picture(test)`: the plot; `html(test)`: the plot above what the test says, for a notebook.
"""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from adlab.engine.derivatives.taylor_test import TaylorTest
from adlab.view.drawn.plot import Picture
from adlab.view.drawn.theme import BLACK, BLUE, VERMILION


def picture(test: TaylorTest) -> Picture:
    """The plot."""
    curves = (
        ("without a gradient", test.without, VERMILION, "s", "--"),
        ("with the gradient", test.remainders, BLUE, "o", "-"),
    )

    def draw(axes: Any) -> None:
        h = np.array(test.steps)
        for label, heights, colour, mark, line in curves:
            shown = np.where(np.array(heights) > 0.0, heights, np.nan)
            axes.loglog(h, shown, label=label, color=colour, marker=mark, linestyle=line)
        top = max([r for r in test.remainders if np.isfinite(r) and r > 0.0], default=1.0)
        for power, dashes in ((1, (0, (1, 3))), (2, (0, (5, 3)))):
            guide = 3.0 * top * (h / h[0]) ** power
            axes.loglog(
                h, guide, color=BLACK, linestyle=dashes, linewidth=1.5, label=f"slope {power}"
            )
        axes.axhline(max(test.rounding, 1e-300), color=BLACK, linewidth=1, label="rounding")
        axes.set_xlabel("step h")
        axes.set_ylabel("what is left")
        axes.set_title(f"Taylor test of {test.name}", loc="left")
        axes.legend(loc="lower right")

    left = ", ".join(
        f"{r:.1e} at h = {h:.0e}" for h, r in zip(test.steps, test.remainders, strict=True)
    )
    return Picture(draw, f"Remainder against step h, both logarithmic: {left}. {test.meaning}")


def html(test: TaylorTest) -> str:
    """The plot, and below it what the slope says."""
    return f"{picture(test)._repr_html_()}\n<p>{escape(test.meaning)}</p>"
