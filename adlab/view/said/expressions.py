"""What the primitives declare, as formulas: `"sin {x}"` and `"-z / y"` become trees.

- `value_tree(formula)`: the formula of a value, with holes for the arguments.
- `partial_tree(expression)`: the expression of a partial, with holes for arguments and result.
- `by_value(tree)`: the same with holes for the numbers.

The trees are those of `mathml`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import lru_cache
from string import Formatter

from adlab.engine.primitives.primitive import ARGUMENTS
from adlab.view.said.mathml import BETWEEN, SPACE, Tree, hole, row, words

PART = r"(\{\w\}|\w+)"
FORMS = {  # formulas that mathematics sets in two dimensions → the element of MathML
    rf"{PART} \^ {PART}": "msup",
    rf"{PART}(²)": "msup",
    rf"{PART} / {PART}": "mfrac",
    rf"√{PART}": "msqrt",
}
TOKEN = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)?|\s+|.")


def value_tree(formula: str) -> Tree:
    """The formula that a primitive declares, such as `"sin {x}"`, as a tree.

    >>> from adlab.view.said.mathml import plain
    >>> plain(value_tree("{x} · ln(1 + {y})"))
    'x · ln(1 + y)'
    >>> value_tree("1 / {x}")
    ['mfrac', ['mn', '1'], {'fact': 'x'}]
    """
    for pattern, element in FORMS.items():
        if found := re.fullmatch(pattern, formula):
            return [element, *_parts(found.groups(), "factor" if element == "msup" else "")]
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
        if child is not SPACE or not any(_has_space(c) for c in children[max(k - 1, 0) : k + 2])
    ]
    return row(*spaced) if len(spaced) != 1 else spaced[0]


def _parts(texts: Sequence[str], first: str) -> list[Tree]:
    """The operands of a formula in two dimensions; the first may stand in parentheses."""
    kinds = [first, *[""] * (len(texts) - 1)]
    return [
        hole(text[1:-1], kind) if text[0] == "{" else ["mn", text.replace("²", "2")]
        for text, kind in zip(texts, kinds, strict=True)
    ]


def _token(token: str) -> Tree:
    if token.isspace():
        return SPACE
    if token[0].isalpha():
        return ["mi", token]
    return ["mn", token] if token[0].isdigit() else ["mo", token]


def _has_space(tree: Tree) -> bool:
    """Whether a browser puts space around it anyway."""
    return isinstance(tree, list) and tree[0] == "mo" and tree[1] in {*BETWEEN, ","}


# -- Partials --------------------------------------------------------------------------------------

SUM, PRODUCT_LEVEL, POWER, ATOM = range(4)  # how tightly an expression binds
FUNCTION_NAMES = {"log": "ln", "absolute": "abs"}
BINARY = {ast.Add: ("+", SUM), ast.Sub: ("−", SUM), ast.Mult: ("·", PRODUCT_LEVEL)}
COMPARE = {ast.Gt: ">", ast.GtE: "≥", ast.Lt: "<", ast.LtE: "≤", ast.Eq: "=", ast.NotEq: "≠"}


class _Unreadable(Exception):
    """An expression that has no formula here; the number alone is shown."""


@lru_cache(maxsize=1024)
def partial_tree(expression: str) -> Tree:
    """A partial such as `"-z / y"` as a tree, or None where there is no formula for it.

    >>> from adlab.view.said.mathml import plain
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
            return _call(ast.unparse(function), arguments)
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
    match function.removeprefix("np."), trees:
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
            return _cases(row(x, ">", y), " if equal"), SUM
        case "inside", [x, low, high]:
            return _cases(row(low, "<", x, "<", high), " on a bound"), SUM
        case "low_share", [x, low, _]:
            return _cases(row(x, "<", low), " if equal"), SUM
        case "high_share", [x, _, high]:
            return _cases(row(x, ">", high), " if equal"), SUM
        case "part_of_length", [x, z]:
            return ["mfrac", x, z], POWER
        case "floor", [x]:
            return row("⌊", x, "⌋"), ATOM
        case "floor_divide", [x, y]:
            return row("⌊", ["mfrac", x, y], "⌋"), ATOM
        case name, [x] if function.startswith("np."):
            inner = arguments[0]
            atom = _expression(inner)[1] == ATOM
            argument = [SPACE, _inner(inner, ATOM)] if atom else ["(", x, ")"]
            return row(["mi", FUNCTION_NAMES.get(name, name)], *argument), POWER
    raise _Unreadable


def _cases(condition: Tree, at_kink: str) -> Tree:
    """1 if the condition holds, ½ at the kink, else 0."""
    otherwise = [words(", "), ["mn", "½"], words(f"{at_kink}, else "), ["mn", "0"]]
    return row(["mn", "1"], words(" if "), condition, *otherwise)


def by_value(tree: Tree) -> Tree:
    """The same formula with the values of its arguments in place of their names."""
    if isinstance(tree, dict):
        named = tree["fact"] in (*ARGUMENTS, "z", "args")
        return {**tree, "fact": f"{tree['fact']} value"} if named else tree
    return [by_value(child) for child in tree] if isinstance(tree, list) else tree
