"""Write `docs/reverse.svg`: the backward pass of the README's function, step by step.

    python docs/reverse_svg.py

It is CSS alone, so that it moves in the README's `<img>`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

import adlab

PICTURE = Path(__file__).parent / "reverse.svg"


def f(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)


def picture() -> str:
    """The backward pass of the README's function, from the end of the forward pass."""
    graph = adlab.trace(f, 2.0, 5.0)
    steps = adlab.timeline(graph, "reverse")
    first = sum(step.phase == "forward pass" for step in steps)
    return adlab.Player(graph, sweep="reverse", only=(first, len(steps))).to_animated_svg()


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
