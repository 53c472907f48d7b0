"""The colours of everything that adlab shows, and how its parts are called in style sheets.

- `COLOURS`: by name, on a light and on a dark ground.
- `BLUE`, `VERMILION`, `GREEN`, `BLACK`: of plots and marks, the same on both grounds; `HUES`.
- `variables()`, `ground_variables(ground)`, `on_ground(ground)`: the colours as CSS variables.
- `class_names(look)`: the classes of a look.

The hues are those of Okabe and Ito, *Color universal design* (2008), darkened on a light ground to
a contrast of 4.5 to 1, since they are those of text.
"""

from __future__ import annotations

from typing import NamedTuple

BLUE, VERMILION, GREEN, BLACK = "#0072b2", "#d55e00", "#009e73", "#000000"
# By which the parts of a picture are told apart: those of Okabe and Ito on which black text can be
# read, and a grey.
HUES = ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#a0a0a0")
GRID, FRAME = "#dddddd", "#8490a0"  # lines behind a plot, and around a text to be copied
GOOD, BAD = GREEN, VERMILION  # beside a verdict, which says it in words


class Colour(NamedTuple):
    """A colour that has the same meaning on either ground."""

    light: str
    dark: str


COLOURS = {
    "ink": Colour("#1c2024", "#e6e9ed"),
    "soft": Colour("#59626d", "#a4adb8"),
    "faint": Colour("#e0e4e9", "#343b44"),
    "line": Colour("#8a94a3", "#77828f"),
    "paper": Colour("#ffffff", "#14181d"),
    "panel": Colour("#f6f8fa", "#1b2027"),
    "box": Colour("#ffffff", "#1b2027"),
    "input": Colour("#eff6fc", "#1a2a38"),
    "mark": Colour("#fff3c8", "#433a12"),
    "lit": Colour("#e2eefa", "#22405a"),
    "say": Colour("#fffaee", "#231f12"),
    "value": Colour("#0069a6", "#67bcf0"),
    "adjoint": Colour("#b84a00", "#ff9a5c"),
    "tangent": Colour("#00734f", "#3fcf9f"),
    "partial": Colour("#8a3a7e", "#e39fca"),
    "number": Colour("#0d6b58", "#5fd3b7"),  # in the text of a program
    # The ground of a number, and what has arrived and is no longer the step's own.
    "val-tint": Colour("#dcecf8", "#173247"),
    "par-tint": Colour("#f4e6f1", "#38243a"),
    "tan-tint": Colour("#dcf3ea", "#12342a"),
    "tan-mid": Colour("#45a081", "#1f7a5d"),
    "adj-tint": Colour("#fdefe4", "#3a2618"),
    "adj-mid": Colour("#d08146", "#955b36"),
    "onacc": Colour("#ffffff", "#14181d"),  # text on the full colour of a sweep
    # Beside a verdict, which says it in words.
    "good": Colour("#1a7f37", "#57c46f"),
    "bad": Colour("#c62828", "#ff7b72"),
    # Of a heat map, from cold through zero, which is 0, to hot.
    "cold": Colour("#0067a5", "#62bdf5"),
    "zero": Colour("#ffffff", "#0d1014"),
    "hot": Colour("#c65300", "#ff9550"),
}


def variables(*names: str) -> str:
    """These colours, or all, for a page: each follows the ground of what it is used in."""
    return " ".join(
        f"--adlab-{name}: light-dark({COLOURS[name].light}, {COLOURS[name].dark});"
        for name in names or COLOURS
    )


def on_ground(ground: str) -> dict[str, str]:
    """The CSS variables of the colours with their values on a "light" or a "dark" ground."""
    return {f"--adlab-{name}": getattr(colour, ground) for name, colour in COLOURS.items()}


def ground_variables(ground: str) -> str:
    """The same as declarations, for a picture that knows no light-dark()."""
    return " ".join(f"{name}: {colour};" for name, colour in on_ground(ground).items())


def class_names(look: str) -> str:
    """The classes of a look; they all begin with adlab-, so that no host's style sheet meets them.

    >>> class_names("now on-value")
    'adlab-now adlab-on-value'
    """
    return " ".join(f"adlab-{name}" for name in look.split())
