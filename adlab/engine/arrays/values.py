"""What stands for a value: a number or an array that is recorded, or a constant that is neither.

- `Recorded`: a value that a graph knows; `Var` is the one that computes.
- `detach(value)`: the plain number, array or linear map inside.
- `Fixed`: a constant operand that is no float and no array of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from adlab.engine.arrays.linear_maps import LinearMap


class Recorded:
    """The value of one node of a graph, while the function that is traced runs.

    A class of its own far below `Var`, so that a rule can tell what is recorded without knowing
    how recording works. The class of a recorded value says, in `_bind`, how a primitive is applied
    to it.
    """

    __slots__ = ("_graph", "_index", "_value")
    _graph: Any  # the graph that knows it
    _index: int  # of its node
    _value: Any  # the number or array inside, which may be recorded by an outer graph
    _bind: ClassVar[Callable[..., Any]]


def detach(value: Any) -> Any:
    """The plain number, array or linear map inside any nesting of recording values."""
    if value is None or type(value) is float or type(value) is int:
        return value
    if type(value) is np.float64:
        return float(value)
    while isinstance(value, Recorded):
        value = value._value
    if isinstance(value, float):
        return float(value)
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        return value.item()
    if isinstance(value, LinearMap):
        return value.with_data(tuple([detach(item) for item in value.data]))
    return value


@dataclass(frozen=True, slots=True)
class Fixed:
    """A constant operand that is no float and no array of them: a count, a name, indices.

    It stands beside the indices of nodes, which are plain ints.
    """

    value: Any

    def __repr__(self) -> str:
        text = getattr(self.value, "__name__", None) or repr(self.value)
        return text if len(text) <= 20 else f"{text[:18]}…"
