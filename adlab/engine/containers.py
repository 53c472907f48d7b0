"""Nested tuples, lists and dicts of numbers and arrays, and how to walk them.

- `flatten(tree)`: the leaves, with their paths, in order.
- `rebuild(tree, leaves)`: the same nesting with other leaves.

>>> tree = {"w": [1.0, 2.0], "b": 3.0}
>>> flatten(tree, "params")
[("params['w'][0]", 1.0), ("params['w'][1]", 2.0), ("params['b']", 3.0)]
>>> rebuild(tree, [10.0, 20.0, 30.0])
{'w': [10.0, 20.0], 'b': 30.0}
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def flatten(tree: Any, name: str = "") -> list[tuple[str, Any]]:
    """The leaves of `tree` as (path, leaf) pairs; the path is the Python that reaches the leaf."""
    if isinstance(tree, dict):
        return [leaf for key in tree for leaf in flatten(tree[key], f"{name}[{key!r}]")]
    if isinstance(tree, (tuple, list)):
        return [leaf for k, part in enumerate(tree) for leaf in flatten(part, f"{name}[{k}]")]
    return [(name, tree)]


def rebuild(tree: Any, leaves: Iterable[Any]) -> Any:
    """The nesting of `tree` with `leaves` in place of its own, in order."""
    return _rebuild(tree, iter(leaves))


def _rebuild(tree: Any, leaves: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _rebuild(part, leaves) for key, part in tree.items()}
    if isinstance(tree, (tuple, list)):
        parts = [_rebuild(part, leaves) for part in tree]
        if hasattr(tree, "_fields"):  # a named tuple
            return type(tree)(*parts)
        return type(tree)(parts)
    return next(leaves)
