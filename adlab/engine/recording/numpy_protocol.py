"""How NumPy's functions come to adlab's (NEP 18), and what the handlers have in common.

`implements(np.sum)` marks the handler of a NumPy function. A handler brings the arguments into the
primitive's form and calls `bind`; what is built of other primitives needs nothing else. Options
that have no meaning for a derivative (`out=`, `dtype=`) are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from adlab.engine.arrays.values import Recorded, detach
from adlab.engine.primitives.primitive import FUNCTIONS
from adlab.engine.recording.array_writes import together
from adlab.engine.recording.guards import assume
from adlab.engine.recording.refusals import unsupported, value_error
from adlab.engine.user.frames import user_position

Handler = Callable[..., Any]


def implements(*functions: Callable[..., Any]) -> Callable[[Handler], Handler]:
    """Register the handler of one or more NumPy functions."""

    def register(handler: Handler) -> Handler:
        for function in functions:
            FUNCTIONS[function] = handler
        return handler

    return register


def refuse(name: str, **options: Any) -> None:
    """Refuse those of NumPy's optional arguments that were given."""
    given = [key for key, value in options.items() if value is not None]
    if given:
        raise unsupported(f"{name}({', '.join(given)}=...)")


def let_numpy_refuse(
    function: Callable[..., Any], arrays: Sequence[Any], *before: Any, **options: Any
) -> None:
    """Call a function of NumPy that will say what is wrong with its arguments, and explain it."""
    try:
        function(*before, *[detach(array) for array in arrays], **options)
    except ValueError as error:
        name = function.__name__
        raise value_error(name, arrays, error, *user_position()) from None


def as_array(value: Any) -> Any:
    """An argument that may be a list, with recorded values in it or without, as an array."""
    value = together(value)
    return value if isinstance(value, Recorded) else np.asarray(value)


def taken(value: Any) -> Any:
    """A mask, or positions, as they are; the graph remembers what it took."""
    return assume("mask", np.asarray, value) if isinstance(value, Recorded) else value
