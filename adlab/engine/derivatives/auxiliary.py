"""What a function returns beside its output, for `has_aux=True`.

- `Beside(f)`: calls `f`, hands on the output, and keeps the rest.
- `plain(tree, graph)`: the same containers with numbers for the values recorded in a graph.

>>> import adlab
>>> def loss(w):
...     error = 3.0 * w - 1.0
...     return error**2, {"error": error, "name": "fit"}
>>> adlab.grad(loss, has_aux=True)(2.0)
(30.0, {'error': 5.0, 'name': 'fit'})
"""

from __future__ import annotations

import copy
import dataclasses
import functools
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np

from adlab.engine.errors import OutputError, explain
from adlab.engine.recording.graph import Graph
from adlab.engine.recording.refusals import leaked
from adlab.engine.recording.var import Var


class Beside:
    """A function that returns a pair, as a function that returns the first and keeps the second."""

    def __init__(self, f: Callable[..., Any]) -> None:
        functools.update_wrapper(self, f)
        self.f = f
        self.kept: Any = None

    def __call__(self, *args: Any, **options: Any) -> Any:
        both = self.f(*args, **options)
        if not (isinstance(both, tuple) and len(both) == 2):
            raise OutputError(
                explain(
                    f"{getattr(self.f, '__name__', 'f')} must return a pair for has_aux=True; "
                    f"it returned {both!r}.",
                    fix="return output, rest",
                )
            )
        self.kept = both[1]
        return both[0]


def plain(tree: Any, graph: Graph) -> Any:
    """Numbers and arrays for what was recorded in `graph`; all else stays as it is.

    Values of enclosing traces stay recorded. Containers and dataclasses are copied, never changed.
    """
    if isinstance(tree, Var):
        return _value(tree, graph)
    if isinstance(tree, dict):
        same: Any = copy.copy(tree)
        for key, part in tree.items():
            same[key] = plain(part, graph)
        return same
    if isinstance(tree, (list, deque)):
        same = copy.copy(tree)
        for k, part in enumerate(tree):
            same[k] = plain(part, graph)
        return same
    if isinstance(tree, tuple):
        parts = [plain(part, graph) for part in tree]
        return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)
    if dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        same = copy.copy(tree)
        for field in dataclasses.fields(tree):
            if hasattr(tree, field.name):  # past a frozen class's own __setattr__
                object.__setattr__(same, field.name, plain(getattr(tree, field.name), graph))
        return same
    return tree


def _value(var: Var, graph: Graph) -> Any:
    if var._graph is graph:
        value = var._value
        return np.array(value) if type(value) is np.ndarray else value  # the caller's own
    if var._graph.level >= graph.level:
        raise leaked(var)
    return var
