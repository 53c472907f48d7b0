"""Ready-made questions: for the two workshops of docs/teaching.md, and by ideas of the inventory.

- `SETS`: by name, what makes the questions of a set, in the order in which they are asked.
- `python -m adlab.course.room.sets NAME`: prints them as JSON, for the process that serves.
"""

from __future__ import annotations

import json
import linecache
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from adlab.course.room.asked import Asked
from adlab.course.room.questions import ask

Maker = Callable[[], Asked]


# As text of their own, as a user's functions are: what belongs to adlab is no user's line.
TEXT = """
import numpy as np


def f(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)


def chain(x):
    v = x * x
    w = np.sin(v)
    return 3.0 * w


def twice(x):
    z = x * x
    w = 3.0 * z
    return z * w


def doubled(x):
    z = x + 1.5
    return z * z


def product(a, b):
    return a * b + np.exp(a)
"""
NAME = "<questions for a room>"
linecache.cache[NAME] = len(TEXT), None, TEXT.splitlines(keepends=True), NAME
_made: dict[str, Any] = {}
exec(compile(TEXT, NAME, "exec"), _made)
f, chain, twice, doubled, product = (
    _made[name] for name in ("f", "chain", "twice", "doubled", "product")
)

BACKWARD: list[Maker] = [
    partial(ask, chain, 1.2, node="v", what="adjoint"),
    partial(ask, product, 2.0, 3.5, node="v1", what="partial", operand="a", target="own-factor"),
    partial(ask, f, 2.0, 5.0, node="x2", target="overwrites"),
    partial(ask, doubled, 2.0, node="z", target="forgets-multiplicity"),
    partial(ask, twice, 1.3, node="x", target="resends-whole-adjoint"),
]
FORWARD: list[Maker] = [
    partial(ask, f, 2.0, 5.0, node="v2", what="tangent", unit="x1"),
    partial(ask, f, 2.0, 5.0, node="v5", what="tangent", unit="x2", target="stale-seed"),
    partial(ask, chain, 1.2, node="w", what="tangent", unit="x", target="no-upstream"),
]
SETS: dict[str, list[Maker]] = {
    "workshop of 90 minutes": [FORWARD[0], *BACKWARD[2:4]],
    "workshop of half a day": [*FORWARD, *BACKWARD],
    "inventory: forward mode": FORWARD,
    "inventory: reverse mode": BACKWARD,
}

if __name__ == "__main__":
    print(json.dumps([make().to_data() for make in SETS[sys.argv[1]]]))
