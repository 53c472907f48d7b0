"""Sliders on the inputs of a function.

- `explore(f, x=(-2, 2), y=(0.5, 3))`: the player follows in place, by Python where there are
  widgets, and else by the page's own arithmetic.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from adlab.engine.recording.tracing import trace
from adlab.view.player.player import FIRST, Player
from adlab.view.replay.asked import slider_of


def explore(
    f: Callable[..., Any], *inputs: Any, sweep: str | tuple[str, str] = FIRST, **named: Any
) -> Any:
    """Move the inputs of `f` with sliders; the player follows in place.

    Parameters
    ----------
    f : callable
        An ordinary function that uses NumPy and Python's operators.
    *inputs, **named
        For each parameter of `f`: `(low, high)` for a slider; a number for one that is held
        still; an array for one entry at a time on a slider. What `f` takes by keyword only is a
        constant, and may be anything else too. A parameter of `f` called sweep is given by
        position, or with `functools.partial`.
    sweep : str or (str, str)
        The sweep that opens, as for `step`.

    Returns
    -------
    Explorer
        A notebook shows it. `.widget` is the player, `.sliders` are those of ipywidgets. Without
        ipywidgets, as in a browser's Python, a `Player`, whose sliders the page itself has.

    Raises
    ------
    TypeError
        The inputs do not fit the parameters of `f`, or one is neither range, number nor array.

    >>> import adlab, numpy as np
    >>> def f(x, y):
    ...     return np.sin(x) * y
    >>> shown = adlab.explore(f, x=(-2, 2), y=(0.5, 3))
    >>> shown.sliders["x"].value = 0.5
    >>> shown.widget.player.title
    'f(x = 0.5, y = 2.375)'
    """
    bound = inspect.signature(f).bind(*inputs, **named)
    if all(find_spec(name) for name in ("anywidget", "ipywidgets")):
        return import_module("adlab.view.player.widget").Explorer(f, bound, sweep)
    return _without_widgets(f, bound, sweep)


def _without_widgets(
    f: Callable[..., Any], bound: inspect.BoundArguments, sweep: str | tuple[str, str]
) -> Player:
    """A player whose sliders are the page's; what is no range is held still."""
    ranges = {}
    for name, given in bound.arguments.items():
        slider = slider_of(name, given)
        if slider:
            bound.arguments[name] = slider.start
            ranges[name] = slider.low, slider.high
    return Player(trace(f, *bound.args, **bound.kwargs), sweep=sweep, ranges=ranges)
