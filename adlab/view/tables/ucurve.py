"""The U-curve: the error of numerical derivatives against the step h, with a slider.

- `u_curve(f, x)`: make one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.engine.derivatives.differences import (
    central_difference,
    complex_step,
    forward_difference,
    reference,
)
from adlab.engine.derivatives.transforms import grad
from adlab.view.assets import STATIC, in_script
from adlab.view.drawn.plot import Picture
from adlab.view.drawn.theme import BLACK, BLUE, GREEN, VERMILION

FLOOR, CEILING = 1e-17, 100.0  # smaller and larger errors stand here on a logarithmic axis
SMALLEST, LARGEST, PER_DECADE = -18, 0, 6  # the steps of a U-curve, as powers of ten

METHODS: tuple[tuple[str, Callable[..., Any], str, str, str], ...] = (
    ("forward difference", forward_difference, VERMILION, "o", "-"),
    ("central difference", central_difference, BLUE, "s", "--"),
    ("complex step", complex_step, GREEN, "^", ":"),
)


class UCurve:
    """The error of numerical derivatives against the step h; see `u_curve`.

    Attributes
    ----------
    steps : array
        The values of h, in rising order.
    values, errors : dict from method to array
        The numerical derivatives, and their relative errors (absolute ones where f′ is 0).
    exact : float
        The derivative that they are held against.
    """

    def __init__(self, f: Callable[[Any], Any], x: float, name: str) -> None:
        self.name, self.x = name, float(x)
        decades = LARGEST - SMALLEST
        self.steps = np.logspace(SMALLEST, LARGEST, decades * PER_DECADE + 1)
        self.exact = reference(f, x)
        scale = abs(self.exact) or 1.0
        self.values: dict[str, np.ndarray] = {}
        self.errors: dict[str, np.ndarray] = {}
        for method, difference, *_ in METHODS:
            values = np.array([difference(f, self.x, h) for h in self.steps])
            if np.all(np.isnan(values)):
                continue  # the function takes no complex numbers
            self.values[method] = values
            self.errors[method] = np.abs(values - self.exact) / scale
        self.automatic = abs(grad(f)(self.x) - self.exact) / scale
        self.relative = self.exact != 0

    def best(self, method: str) -> tuple[float, float]:
        """The step with the smallest error, and that error."""
        k = int(np.nanargmin(self.errors[method]))
        return float(self.steps[k]), float(self.errors[method][k])

    def picture(self) -> Picture:
        """The plot, without the slider."""

        def draw(axes: Any) -> None:
            for k, (method, _, colour, mark, line) in enumerate(METHODS):
                if method in self.errors:
                    shown = _height(self.errors[method])
                    options = {"color": colour, "marker": mark, "linestyle": line}
                    axes.loglog(
                        self.steps, shown, label=method, markevery=(2 * k, PER_DECADE), **options
                    )
            level = max(self.automatic, FLOOR)
            label = "AD: has no h"
            axes.axhline(level, color=BLACK, linestyle=(0, (1, 4)), linewidth=2, label=label)
            axes.set_xlim(10.0**SMALLEST, 10.0**LARGEST)
            axes.set_ylim(FLOOR / 3, 1e7)  # room for the legend
            axes.set_yticks(10.0 ** np.arange(-16, 1, 4))
            axes.set_xlabel("step h")
            axes.set_ylabel("relative error" if self.relative else "error")
            axes.set_title(f"error of the derivative of {self.name} at {self.x:g}", loc="left")
            axes.legend(loc="upper center", ncols=2)

        found = "; ".join(
            f"{method} best {error:.0e} at h = {h:.0e}"
            for method in self.errors
            for h, error in [self.best(method)]
        )
        alt = f"Error against step h, both logarithmic, for {self.name} at {self.x:g}: {found}."
        return Picture(draw, alt)

    def __repr__(self) -> str:
        lines = [f"error of the derivative of {self.name} at {self.x:g}, by step h"]
        for method in self.errors:
            h, error = self.best(method)
            lines.append(f"{method:18}  best {error:.0e} at h = {h:.0e}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        picture = self.picture()
        methods = [
            {
                "name": method,
                "colour": colour,
                "at": [picture.place(*point) for point in zip(self.steps, heights, strict=True)],
                "value": [f"{value:.12g}" for value in self.values[method]],
                "error": [f"{error:.1e}" for error in self.errors[method]],
            }
            for method, _, colour, _, _ in METHODS
            if method in self.errors
            for heights in [_height(self.errors[method])]
        ]
        low, high = picture.edges()
        data = {
            "steps": [f"{h:.1e}" for h in self.steps],
            "start": int(np.argmin(np.abs(np.log10(self.steps) + 3))),
            "span": [low, high],
            "methods": methods,
            "exact": f"{self.exact:.12g}",
            "words": {
                "step": "step h",
                "exact": "exact",
                "error": "relative error" if self.relative else "error",
            },
        }
        script = (STATIC / "ucurve.js").read_text(encoding="utf-8")
        return (
            '<div class="adlab-u" data-adlab-u="pending" data-lm-suppress-shortcuts="true"'
            ' style="max-width: 820px">\n'
            f'<div style="position: relative">{picture._repr_html_()}</div>\n'
            f'<script type="application/json">{in_script(data)}</script>\n'
            f"<script>{script}</script>\n</div>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}


def _height(errors: np.ndarray) -> np.ndarray:
    """Where errors stand on the axis: within it, and at its top where there is no number."""
    return np.clip(np.nan_to_num(errors, nan=CEILING, posinf=CEILING), FLOOR, CEILING)


def u_curve(f: Callable[..., Any], x: float, name: str | None = None, **options: Any) -> UCurve:
    """How good is a numerical derivative of `f` at `x`? It depends on the step h.

    Parameters
    ----------
    f : callable
        Of one number. For the complex step it must take complex numbers too, as NumPy's functions
        do; else that curve is left out.
    x : float
    name : str, optional
        For the title; by default the function's own.
    **options
        Keyword arguments go to `f` as they are, as constants; as in `step`.

    Returns
    -------
    UCurve
        A notebook shows the plot with a slider for h; `.picture()` is the plot alone.

    A large h cuts off terms of Taylor's series: the error falls with h, or with h². A small h loses
    digits, because f(x + h) and f(x) are rounded and nearly equal: the error rises as 1/h. The
    complex step subtracts nothing, and only its truncation is left.

    >>> import numpy as np
    >>> u_curve(lambda x: np.exp(x) * np.sin(x), 1.0, name="exp(x) sin(x)").errors.keys()
    dict_keys(['forward difference', 'central difference', 'complex step'])

    Sources: Griewank & Walther (2008), chapter 1; Squire and Trapp, *Using complex variables to
    estimate derivatives of real functions* (1998).
    """
    given = getattr(f, "__name__", "f")
    f = functools.partial(f, **options) if options else f
    return UCurve(f, x, name or ("f" if given == "<lambda>" else given))
