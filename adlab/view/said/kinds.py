"""The kinds of steps: what happens, to what sort of value, and as which of several.

>>> Kind("share", "next", "map")
Kind(event='share', order='next', form='map')
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Event = Literal[
    # order
    "count",
    "count none",
    "ready",
    "visit",
    "release",
    # values and partials
    "input",
    "value",
    "missing",
    "partial",
    # tangents
    "seed",
    "direction",
    "held",
    "kept seed",
    "tangent",
    # adjoints
    "start",
    "weight",
    "share",
    "no share",
    "kept adjoint",
    # an engine of one's own, where it does what no rule explains
    "own value",
    "own partial",
    "own adjoint",
    "own clear",
    # many steps at once
    "rest",
]
Order = Literal[
    "only",  # of one
    "first",  # of several
    "next",
    "none",  # a tangent without terms
    "sum",  # a tangent of several terms
    "on seed",  # a share that is added to the seed of an output
    "on rest",  # ... to what was left in the node
    "on kept",  # ... to what an earlier call left
    "over",  # a share that is written over another
]
Form = Literal["number", "array", "map", "sum"]  # a sum is a map that undoes a copy


class Kind(NamedTuple):
    """A kind of step: all of one kind are told in the same way."""

    event: Event
    order: Order = "only"
    form: Form = "number"
