"""The first page of the site: a live player at the step on which everything turns, and ways on.

- `front_page()`: the page. Its player opens at the sum of two shares, with sliders on the inputs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from adlab.course.site.sources import Page, contents
from adlab.course.site.written import run
from adlab.engine.recording.tracing import trace
from adlab.view.assets import shared
from adlab.view.player.player import Player

FUNCTION = """def f(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)
"""
"""That of the README."""

SUM = 23
"""The step of the reverse sweep that adds the second share to the adjoint of x2."""

RANGES = {"x1": (1.0, 4.0), "x2": (2.0, 6.0)}

TEXT = """# adlab

Learn automatic differentiation by stepping through the derivative of
<a href="try.html">**your own** NumPy function</a>.

```{{raw}} html
{player}
```

::::{{grid}} 1 1 3 3
:gutter: 3

:::{{grid-item-card}} Begin
:link: lessons/00-tour
:link-type: doc
Lesson 00, a tour in five minutes.
:::

:::{{grid-item-card}} The course
:link: lessons/index
:link-type: doc
The map of the lessons, from three ways to differentiate to an engine of your own.
:::

:::{{grid-item-card}} For instructors
:link: guides/teaching
:link-type: doc
Workshops minute by minute, an inventory of what a class knows, grading.
:::
::::
"""

SECTIONS = (
    "Lessons <lessons/index>",
    "Exercises <exercises/index>",
    "Try your own function <try>",
    "Guides <guides/index>",
    "Reference <reference/index>",
)


def front_page() -> Page:
    """The first page, with all others below it."""
    names: dict[str, Any] = {"np": np}
    run(FUNCTION, "f.py", names)
    player = Player(trace(names["f"], 2.0, 5.0), sweep="reverse", start=SUM, ranges=RANGES)
    text = TEXT.format(player=shared(player._repr_html_()))
    return Page("index.md", text + contents(list(SECTIONS), depth=2))
