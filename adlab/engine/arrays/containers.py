"""Nested tuples, lists and dicts of numbers and arrays, and how to walk them.

- `flatten(tree)`: the leaves, with their paths, in order.
- `flatten_like(tree, given)`: the leaves of something that is nested in the same way.
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


def flatten_like(tree: Any, given: Any) -> list[Any]:
    """The leaves of `given` in the order of those of `tree`, which it must be nested like.

    Raises
    ------
    ValueError
        The nesting differs.

    >>> flatten_like({"a": 1, "b": [2]}, {"b": [20], "a": 10})
    [10, 20]
    """
    if isinstance(tree, dict):
        if not isinstance(given, dict) or given.keys() != tree.keys():
            raise ValueError(f"a dict with the keys {list(tree)} is needed, not {given!r}")
        return [leaf for key in tree for leaf in flatten_like(tree[key], given[key])]
    if isinstance(tree, (tuple, list)):
        if not isinstance(given, (tuple, list)) or len(given) != len(tree):
            raise ValueError(f"{len(tree)} values side by side are needed, not {given!r}")
        return [leaf for a, b in zip(tree, given, strict=True) for leaf in flatten_like(a, b)]
    if isinstance(given, (tuple, list, dict)):
        raise ValueError(f"one number or array is needed, not {given!r}")
    return [given]


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
