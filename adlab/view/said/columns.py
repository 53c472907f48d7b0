"""A formula as a table: symbols in one row, the number of each exactly below, and what it is.

- `columns(formula, kind, heading)`: the template of a formula, cut into Columns.
- `columns_of(each)`: the same of many.

>>> import adlab
>>> from adlab.view.said.facts import moments
>>> from adlab.view.said.formula import template
>>> from adlab.view.said.mathml import plain
>>> graph = adlab.trace(lambda x, z: x * z, 2.0, 5.0)
>>> last = moments(adlab.timeline(graph, "reverse"))[-1]
>>> made = columns(template(graph, last), last.kind)
>>> [plain(column.symbol) if column.symbol else "" for column in made]
['node', '+=', 'from', '·', '∂from/∂node', '', '']
>>> [plain(column.number) if column.number else "" for column in made]
['', '', 'adjoint', '·', 'partial', '=', 'after']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

from adlab.view.said.formula import Template
from adlab.view.said.kinds import Event, Kind, Order
from adlab.view.said.mathml import Tree
from adlab.view.said.narration import parse
from adlab.view.said.templates import CAPTIONS

OPERATORS = {"+", "−", "·", "⊙", "=", "+=", "−=", ":", "⇒"}  # each is a column of its own
EQUALS = ["mo", "="]
SIGNS = {"+", "−"}  # at the beginning they belong to what follows


class Column(NamedTuple):
    """One column; what is None has no place in it."""

    symbol: Tree
    number: Tree
    caption: Sequence[Any] = ()  # a template, see `narration`


def columns_of(each: Iterable[tuple[Template, Kind, str]]) -> list[list[Column]]:
    """The columns of many formulas."""
    return [columns(*one) for one in each]


KNOWN: dict[Any, tuple[Template, list[Column]]] = {}  # by the identity of the formula, which stays


def columns(formula: Template, kind: Kind, heading: str = "") -> list[Column]:
    """The formula of a kind of step, cut into columns; `heading` says what its numbers are."""
    key = (id(formula), kind, heading)
    if key not in KNOWN:
        KNOWN[key] = formula, _cut(formula, kind, heading)
    return KNOWN[key][1]


def _cut(formula: Template, kind: Kind, heading: str) -> list[Column]:
    rule, numbers, result = (_pieces(tree) for tree in formula)
    if not numbers:
        pairs = _resulting(rule, result)
    else:
        before = 0 if len(numbers) == len(rule) else 2
        if len(rule) - before != len(numbers):
            rule, numbers = [*rule[:2], _beside(rule[2:])], [_beside(numbers)]
        pairs = [*zip_longest([], rule[:before]), *zip(numbers, rule[before:], strict=True)]
        pairs += [(piece, None) for piece in result]
    return [Column(above, below, _caption(below, kind, heading)) for below, above in pairs]


def _resulting(rule: list[Tree], result: list[Tree]) -> list[tuple[Tree, Tree]]:
    """Numbers and symbols where the result is the only number: it stands below what it is of."""
    if len(result) == 2 and len(rule) > 2 and result[0] == EQUALS:
        if all(_is_plain(piece) for piece in rule[2:]):  # 1 is 1: to say it once is enough
            return [(None, rule[0]), (None, rule[1]), (None, result[1])]
        return [(None, rule[0]), (result[0], rule[1]), (result[1], _beside(rule[2:]))]
    return [(None, piece) for piece in [*rule, *result]]


def _is_plain(tree: Tree) -> bool:
    """A number, and nothing that one would have to know the value of."""
    tag, *children = tree if isinstance(tree, list) else [""]
    return tag in ("mn", "mo") or (tag == "mrow" and all(map(_is_plain, children)))


def _pieces(tree: Tree) -> list[Tree]:
    """The parts of a row, cut at its operators; each operator is a part as well."""
    pieces: list[list[Tree]] = [[]]
    depth = 0
    for child in _children(tree):
        sign = child[1] if isinstance(child, list) and child[0] == "mo" else ""
        depth += (sign == "(") - (sign == ")")
        if depth or sign not in OPERATORS or (sign in SIGNS and not pieces[-1]):
            pieces[-1].append(child)
        else:
            pieces += [[child], []]
    return [_beside(part) for part in pieces if part]


def _beside(parts: Sequence[Tree]) -> Tree:
    return parts[0] if len(parts) == 1 else ["mrow", *parts]


def _children(tree: Tree) -> Iterator[Tree]:
    """What stands side by side, also in rows within rows."""
    if isinstance(tree, list) and tree[0] == "mrow":
        for child in tree[1:]:
            yield from _children(child)
    elif tree is not None:
        yield tree


def _caption(number: Tree, kind: Kind, heading: str) -> Sequence[Any]:
    """What a number is, in a word or two."""
    if not isinstance(number, dict):
        return ()
    return _said(number.get("fact") or number["of"], kind.event, kind.order, heading)


@lru_cache(maxsize=256)
def _said(fact: str, event: Event, order: Order, heading: str) -> Sequence[Any]:
    if fact == "summed":
        return parse(CAPTIONS.get(heading, ""))
    found = (CAPTIONS.get(f"{event} {order} {fact}"), CAPTIONS.get(f"{event} {fact}"))
    return parse(next((said for said in found if said is not None), ""))
