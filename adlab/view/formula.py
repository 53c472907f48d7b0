"""What a step computes, as a formula: the rule in symbols, with numbers, and the result.

- `formula(timeline, k)`: the three parts for one Step; `.mathml()` and `.text()` of each.
- `template(graph, moment)`: the same with holes where the facts go, shared by all steps of a kind.

>>> import adlab
>>> graph = adlab.trace(lambda x, z: x * z, 2.0, 5.0)
>>> parts = formula(adlab.timeline(graph, "reverse"), 8)
>>> print(parts.rule.text(), "|", parts.numbers.text(), "|", parts.result.text())
z̄ += v̄1 · ∂v1/∂z | 1 · 2 | = 2
>>> parts.result.mathml()
'<math alttext="= 2"><mrow><mo>=</mo><mn>2</mn></mrow></math>'
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from string import Formatter
from typing import NamedTuple

from adlab.engine.graph import Graph
from adlab.engine.primitives import ARGUMENTS, PRIMITIVES
from adlab.engine.steps import Timeline
from adlab.view.facts import MOST, Moment, moments
from adlab.view.mathml import BETWEEN, SPACE, Tree, fill, hole, mathml, plain, row, words


class Part(NamedTuple):
    """One of the three parts, with every hole filled; it may be empty."""

    tree: Tree

    def mathml(self) -> str:
        """A `<math>` element."""
        return mathml(self.tree) if self.tree else ""

    def text(self) -> str:
        """The same in one line of Unicode."""
        return plain(self.tree) if self.tree else ""


class Formula(NamedTuple):
    """What one step computes."""

    rule: Part
    numbers: Part
    result: Part


class Template(NamedTuple):
    """A formula with holes."""

    rule: Tree
    numbers: Tree  # None where it would only repeat the result
    result: Tree


def formula(timeline: Timeline, k: int) -> Formula:
    """The formula of the k-th Step of a timeline, counted from 1 as in the player."""
    if not 1 <= k <= len(timeline):
        raise IndexError(f"step {k} is outside 1 to {len(timeline)}")
    return filled(timeline.graph, moments(timeline, k)[-1])


def filled(graph: Graph, moment: Moment) -> Formula:
    """The formula of one moment."""
    trees = template(graph, moment)
    return Formula(*[Part(tree and fill(tree, moment.facts, graph.labels)) for tree in trees])


# -- Templates, one for each kind of step ---------------------------------------------------------


def ratio(above: Tree, below: Tree) -> Tree:
    """∂above/∂below."""
    return ["mfrac", row(["mi", "∂"], above), row(["mi", "∂"], below)]


AFTER = row("=", hole("after"))
NODE, BAR, DOT = hole("node"), hole("node", "bar"), hole("node", "dot")
GIVER = hole("from", "bar")
SLOPE = ratio(hole("from"), NODE)  # of the consumer that hands back, by the node that receives
SHARE = row(BAR, "+=", GIVER, "·", SLOPE)
ARRAY_SHARE = row(BAR, "+=", GIVER, "⊙", SLOPE)
MAP_SHARE = row(BAR, "+=", ["msup", row("(", SLOPE, ")"), ["mi", "T"]], SPACE, GIVER)
PRODUCT = [hole("adjoint"), "·", hole("partial", "factor")]
WAITS = row(["mi", "waits"], "(", NODE, ")")
ONE = ["mn", "1"]

FIXED = {
    "input": Template(row(NODE, "=", words("given")), None, AFTER),
    "seed": Template(row(DOT, "=", words("seed")), None, AFTER),
    "held": Template(row(DOT, "=", words("held still")), None, AFTER),
    "start": Template(row(BAR, "=", ratio(NODE, NODE)), None, AFTER),
    "share": Template(SHARE, row(*PRODUCT), AFTER),
    "next share": Template(SHARE, row(hole("before"), "+", *PRODUCT), AFTER),
    "share array": Template(ARRAY_SHARE, None, AFTER),
    "share map": Template(MAP_SHARE, None, AFTER),
    "count": Template(row(WAITS, "=", words("edges into "), NODE), None, AFTER),
    "release": Template(row(WAITS, "−=", ONE), row(hole("before"), "−", ONE), AFTER),
    "ready": Template(row(WAITS, "=", ["mn", "0"]), None, row("⇒", words("ready"))),
    "visit": Template(row(["mi", "place"], "(", NODE, ")"), None, AFTER),
}
SAME_AS = {
    "count none": "count",
    "first share": "share",
    "share on seed": "next share",
    **{f"{kind} share array": "share array" for kind in ("first", "next")},
    **{f"{kind} share map": "share map" for kind in ("first", "next")},
    "share on seed array": "share array",
    "share on seed map": "share map",
}


def template(graph: Graph, moment: Moment) -> Template:
    """The formula of a kind of step, with holes for its facts."""
    kind, facts = moment.kind, moment.facts
    node = facts["node"]
    assert isinstance(node, int)
    primitive = graph.records[node][0]
    if kind.startswith("value"):
        return _value(primitive, "axis" in facts)
    if kind.startswith("partial"):
        return _partial(primitive, int(facts["position"]), kind)
    if kind.startswith("tangent"):
        return _tangent(int(facts["terms"]), kind == "tangent")
    return FIXED[SAME_AS.get(kind, kind)]


def declared_formula(primitive: str, axis: bool) -> str:
    """The formula of a primitive, as in `Node.formula`."""
    return PRIMITIVES[primitive].formula + (", axis {axis}" if axis else "")


@lru_cache(maxsize=1024)
def _value(primitive: str, axis: bool) -> Template:
    rule = value_tree(declared_formula(primitive, axis), primitive.partition("#")[0])
    return Template(row(NODE, "=", rule), by_value(rule), AFTER)


@lru_cache(maxsize=1024)
def _partial(primitive: str, position: int, kind: str) -> Template:
    slope = ratio(NODE, hole("from"))
    if kind == "partial map":
        return Template(row(slope, ":", words("linear map")), hole("shapes"), AFTER)
    expressions = PRIMITIVES[primitive].partials
    rule = partial_tree(expressions[position]) if position < len(expressions) else None
    if rule is None:
        return Template(slope, None, AFTER)
    says_more = kind == "partial" and isinstance(rule, list) and not _is_number(rule)
    return Template(row(slope, "=", rule), by_value(rule) if says_more else None, AFTER)


def _is_number(tree: Tree) -> bool:
    """1 or −1."""
    return tree[0] == "mn" or (tree[0] == "mrow" and tree[1] == ["mo", "−"] and tree[2][0] == "mn")


@lru_cache(maxsize=64)
def _tangent(terms: int, with_numbers: bool) -> Template:
    """v̇ = Σ ∂v/∂operand · tangent of the operand."""
    if terms == 0:
        return Template(row(DOT, "=", ["mn", "0"]), None, AFTER)
    rule: list[Tree] = []
    numbers: list[Tree] = []
    for k in range(min(terms, MOST)):
        plus = ["+"] if k else []
        rule += [*plus, ratio(NODE, hole(f"from{k}")), "·", hole(f"from{k}", "dot")]
        first = hole(f"partial{k}", "factor" if k else "")
        numbers += [*plus, first, "·", hole(f"tangent{k}", "factor")]
    more = ["+", ["mi", "…"]] if terms > MOST else []
    shown = row(*numbers, *more) if with_numbers else None
    return Template(row(DOT, "=", *rule, *more), shown, AFTER)


def by_value(tree: Tree) -> Tree:
    """The same formula with the values of its arguments in place of their names."""
    if isinstance(tree, dict):
        named = tree["fact"] in (*ARGUMENTS, "z", "args")
        return {**tree, "fact": f"{tree['fact']} value"} if named else tree
    return [by_value(child) for child in tree] if isinstance(tree, list) else tree


# -- Formulas of primitives -----------------------------------------------------------------------

X, Y = hole("x"), hole("y")
FORMS: dict[str, Tree] = {
    "power": ["msup", hole("x", "factor"), Y],
    "square": ["msup", hole("x", "factor"), ["mn", "2"]],
    "sqrt": ["msqrt", X],
    "divide": ["mfrac", X, Y],
    "reciprocal": ["mfrac", ["mn", "1"], X],
}
TOKEN = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)?|\s+|.")


def value_tree(formula: str, primitive: str = "") -> Tree:
    """The formula that a primitive declares, such as `"sin {x}"`, as a tree.

    >>> plain(value_tree("{x} · ln(1 + {y})"))
    'x · ln(1 + y)'
    """
    if primitive in FORMS:
        return FORMS[primitive]
    children: list[Tree] = []
    for literal, field, _, _ in Formatter().parse(formula):
        children += [_token(token) for token in TOKEN.findall(literal)]
        if field is not None:
            bare = not children or children[-1] in (["mo", "("], ["mo", "|"], ["mo", "⌊"])
            after_comma = children[-2:-1] == [["mo", ","]]
            children.append(hole(field, "" if bare or after_comma else "factor"))
    spaced = [
        child
        for k, child in enumerate(children)
        if child is not SPACE or not any(_is_operator(c) for c in children[max(k - 1, 0) : k + 2])
    ]
    return row(*spaced) if len(spaced) != 1 else spaced[0]


def _token(token: str) -> Tree:
    if token.isspace():
        return SPACE
    if token[0].isalpha():
        return ["mi", token]
    return ["mn", token] if token[0].isdigit() else ["mo", token]


def _is_operator(tree: Tree) -> bool:
    return isinstance(tree, list) and tree[0] == "mo" and tree[1] in BETWEEN


# -- Partials, from the expressions that the primitives declare -----------------------------------

SUM, PRODUCT_LEVEL, POWER, ATOM = range(4)  # how tightly an expression binds
FUNCTION_NAMES = {"log": "ln", "absolute": "abs"}
BINARY = {ast.Add: ("+", SUM), ast.Sub: ("−", SUM), ast.Mult: ("·", PRODUCT_LEVEL)}
COMPARE = {ast.Gt: ">", ast.GtE: "≥", ast.Lt: "<", ast.LtE: "≤", ast.Eq: "=", ast.NotEq: "≠"}


class _Unreadable(Exception):
    """An expression that has no formula here; the number alone is shown."""


@lru_cache(maxsize=1024)
def partial_tree(expression: str) -> Tree:
    """A partial such as `"-z / y"` as a tree, or None where there is no formula for it.

    >>> plain(partial_tree("1.0 - z * z")), plain(partial_tree("1.0 / np.sqrt(1.0 - x * x)"))
    ('1 − z²', '1/√(1 − x²)')
    """
    try:
        return _expression(ast.parse(expression, mode="eval").body)[0]
    except (SyntaxError, _Unreadable):
        return None


def _expression(node: ast.expr) -> tuple[Tree, int]:
    """The tree of an expression, and how tightly it binds."""
    match node:
        case ast.Name(id=name) if name in (*ARGUMENTS, "z"):
            return hole(name), ATOM
        case ast.Constant(value=int() | float() as number):
            return ["mn", f"{number:.4g}"], ATOM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return row("−", _inner(operand, PRODUCT_LEVEL)), PRODUCT_LEVEL
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if _same(left, right):
            return ["msup", _inner(left, ATOM), ["mn", "2"]], POWER
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return ["mfrac", _expression(left)[0], _expression(right)[0]], POWER
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return ["msup", _inner(left, ATOM), _expression(right)[0]], POWER
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in BINARY:
            sign, level = BINARY[type(operator)]
            return row(_inner(left, level), sign, _inner(right, level + 1)), level
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if (
            type(operator) in COMPARE
        ):
            sign = COMPARE[type(operator)]
            return row(_expression(left)[0], sign, _expression(right)[0]), SUM
        case ast.Call(func=function, args=arguments, keywords=[]):
            return _call(ast.unparse(function).removeprefix("np."), arguments)
    raise _Unreadable


def _inner(node: ast.expr, least: int) -> Tree:
    """An operand, in parentheses if it binds less tightly than its place asks for."""
    tree, level = _expression(node)
    if isinstance(tree, dict):
        return {**tree, "as": "factor"}
    return tree if level >= least else row("(", *(tree[1:] if tree[0] == "mrow" else [tree]), ")")


def _same(left: ast.expr, right: ast.expr) -> bool:
    return isinstance(left, ast.Name) and ast.dump(left) == ast.dump(right)


def _call(function: str, arguments: list[ast.expr]) -> tuple[Tree, int]:
    trees = [_expression(argument)[0] for argument in arguments]
    match function, trees:
        case "sqrt", [x]:
            return ["msqrt", x], POWER
        case "power", [x, y]:
            return ["msup", _inner(arguments[0], ATOM), y], POWER
        case "power_slope", [x, y]:
            power = ["msup", _inner(arguments[0], ATOM), row(y, "−", ["mn", "1"])]
            return row(_inner(arguments[1], ATOM), "·", power), PRODUCT_LEVEL
        case "where", [condition, yes, no]:
            return row(yes, words(" if "), condition, words(", else "), no), SUM
        case "larger_share", [x, y]:
            return row(["mn", "1"], words(" if "), x, ">", y, words(", else "), ["mn", "0"]), SUM
        case "inside", [x, low, high]:
            return row(["mn", "1"], words(" if "), low, "<", x, "<", high,
                       words(", else "), ["mn", "0"]), SUM  # fmt: skip
        case "floor", [x]:
            return row("⌊", x, "⌋"), ATOM
        case name, [x] if name.isidentifier():
            inner = arguments[0]
            atom = _expression(inner)[1] == ATOM
            argument = [SPACE, _inner(inner, ATOM)] if atom else ["(", x, ")"]
            return row(["mi", FUNCTION_NAMES.get(name, name)], *argument), POWER
    raise _Unreadable
