"""What a node of a framework's operation says, and the signs that both frameworks share."""

from __future__ import annotations

from typing import NamedTuple

COMPARISONS = {
    "gt": ("{x} > {y}", ">"),
    "lt": ("{x} < {y}", "<"),
    "ge": ("{x} ≥ {y}", "≥"),
    "le": ("{x} ≤ {y}", "≤"),
    "eq": ("{x} = {y}", "="),
    "ne": ("{x} ≠ {y}", "≠"),
}
# Names of operations that adlab has under another one.
LIKE = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "div": "divide",
    "neg": "negative",
    "pow": "power",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
}


class Said(NamedTuple):
    """What a node says: the name of its operation, its formula, and the sign in its box."""

    name: str
    formula: str
    symbol: str
