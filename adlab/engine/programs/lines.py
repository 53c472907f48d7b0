"""The lines of a straight-line program, and the forms in which they are written.

- `Line`: one assignment, or one more term of a sum.
- `readable(lines, ...)`: what is shown; one line a primitive, one line a contribution.
- `fast(lines, ...)`: what is compiled; a name that is used once is put where it is used, which
  spares the interpreter a store and a load, and lets NumPy reuse the memory of what it stood for.
- `careful(lines)`: what is run after Python raised an arithmetic error where NumPy has inf or nan.

All three are made of the same lines, so that they agree.

>>> lines = [
...     Line("v2", "{0} * {1}", ("v0", "v1"), 2, kind=NUMBER),
...     Line("v3", "np.sin({0})", ("v2",), 3, kind=CALLED),
... ]
>>> fast(lines, {"v3"})
['v3 = float(np.sin(v0 * v1))']
>>> careful(lines)
['v2 = float64(v0 * v1)', 'v3 = float64(np.sin(v2))']
"""

from __future__ import annotations

import ast
import itertools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

IN_PLACE, ANEW = 1, 2
ARRAY, NUMBER, CALLED = 0, 1, 2  # an array; a number by operators alone; a number by a call
DEEPEST = 25  # of expressions inside expressions: Python's parser has a limit
LONGEST = 400  # characters of an expression that is put into another
TERMS = 50  # of one sum: a longer one makes Python's compiler recurse too deep


class Line(NamedTuple):
    """`name = template(operands)`, or `name += template(operands)`; without a name, a statement."""

    name: str
    template: str
    operands: tuple[str, ...]
    node: int  # of the graph: the line computes its value, tangent or adjoint
    kind: int = ARRAY
    adds: int = 0  # whether it adds: IN_PLACE, or ANEW because another name holds the same array
    edge: tuple[int, int] | None = None  # (consumer, position), for a contribution
    loop: int = 0  # the loop over seeds that the line stands in; 0: none
    fixed: bool = False  # keeps its place and its name: it is changed in place, or changes another

    @property
    def expression(self) -> str:
        """The right-hand side."""
        return self.template.format(*self.operands)


class Parameter(NamedTuple):
    """One parameter of the compiled function: a leaf of what the program is called with."""

    name: str
    shape: tuple[int, ...]


class Result(NamedTuple):
    """One leaf of what a program returns: an expression."""

    template: str
    operands: tuple[str, ...] = ()
    number: bool = True


def alive(lines: Sequence[Line], wanted: Collection[str]) -> list[Line]:
    """The lines that the wanted names, or a statement, depend on."""
    needed = set(wanted)
    kept = []
    for line in reversed(lines):
        if not line.name or line.name in needed:
            needed.update(line.operands)
            kept.append(line)
    kept.reverse()
    return kept


# How tightly an expression holds together. What is not known to be tighter counts as ANY.
ANY, SUM, PRODUCT, ATOM = range(4)
CLOSED = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.List, ast.Dict)
ARITHMETIC = {
    **dict.fromkeys((ast.Add, ast.Sub), (SUM, SUM, PRODUCT)),  # itself, its left, its right side
    **dict.fromkeys((ast.Mult, ast.Div, ast.MatMult), (PRODUCT, PRODUCT, ATOM)),
}


class Form(NamedTuple):
    """What has to be known of a template to put it together with others."""

    level: int  # how tightly it holds together
    wanted: tuple[int, ...]  # per gap: how tight what goes in without parentheses must be
    names: frozenset[str]  # what it names, beside its gaps
    quick: str  # the same without NumPy's outer layer of Python


@lru_cache(maxsize=4096)  # a program of thousands of lines has a few dozen templates
def form(template: str) -> Form:
    """Where parentheses are needed, by Python's own parser: everywhere but where it is certain.

    >>> form("{0} + {1}")[:2], form("np.exp({0})")[:2], form("{0} or {1}")[:2]
    ((1, (1, 2)), (3, (0,)), (0, (3, 3)))
    """
    count = 0
    while f"{{{count}}}" in template:
        count += 1
    gaps = [f"gap{k}_" for k in range(count)]
    text = template.format(*gaps)
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:  # a statement
        words = frozenset(re.findall(r"[^\W\d]\w*", text)).difference(gaps)
        return Form(ANY, (ATOM,) * count, words, template)
    wanted = dict.fromkeys(gaps, ANY)
    for node in ast.walk(tree):
        for part, want in parts(node):
            if isinstance(part, ast.Name) and part.id in wanted:
                wanted[part.id] = max(wanted[part.id], want)
    names = frozenset([n.id for n in ast.walk(tree) if isinstance(n, ast.Name)])
    quick = template
    if template.startswith("np.sum({0}, axis="):
        quick = template.replace("np.sum", "add_reduce", 1)
    return Form(level_of(tree.body), tuple(wanted.values()), names.difference(gaps), quick)


def level_of(node: ast.expr) -> int:
    """How tightly an expression holds together."""
    if isinstance(node, ast.BinOp):
        return ARITHMETIC.get(type(node.op), (ANY,))[0]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return PRODUCT
    return ATOM if isinstance(node, CLOSED) or is_float(node) else ANY


def is_float(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is float


def parts(node: ast.AST) -> Iterable[tuple[ast.AST, int]]:
    """The parts of an expression, and how tight each must be to stand without parentheses."""
    if isinstance(node, ast.Expression):
        return [(node.body, ANY)]
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        _, left, right = ARITHMETIC[type(node.op)]
        return [(node.left, left), (node.right, right)]
    tight = [(part, ATOM) for part in ast.iter_child_nodes(node)]
    if isinstance(node, ast.Call):  # between the commas anything may stand
        given = [*node.args, *[keyword.value for keyword in node.keywords]]
        return [*tight[:1], *[(argument, ANY) for argument in given]]
    return [] if isinstance(node, ast.keyword) else tight


def bracketed(text: str, level: int, wanted: int) -> str:
    """The text in parentheses, if it needs them."""
    return text if level >= wanted else f"({text})"


def total(terms: Sequence[tuple[str, int]]) -> str:
    """The sum of expressions, given with their levels."""
    if len(terms) == 1:
        return terms[0][0]
    first, *others = terms
    wants = form("{0} + {1}").wanted
    texts = [bracketed(text, level, wants[1]) for text, level in others]
    return " + ".join([bracketed(*first, wants[0]), *texts])


def inlined(
    lines: Sequence[Line], wanted: Collection[str], names: Callable[[str], str] | None = None
) -> Iterable[tuple[Line, str, int]]:
    """The lines with their right-hand sides, those used once put where they are used.

    With `names`, which tells what a reader sees for a variable, only partials and terms are put
    elsewhere; without it all, and what NumPy returns is made a float.
    Parentheses stand as `form` says: this is the only place where an expression goes into another.
    """
    uses = Counter(itertools.chain.from_iterable([line.operands for line in lines]))
    kept = {line.name for line in lines if line.adds or line.fixed}.union(wanted)
    kept.update(line.operands[0] for line in lines if line.fixed and not line.name)
    loop_of: dict[str, int] = {}  # of the one who uses a name
    for line in lines:
        if line.loop:
            loop_of.update(dict.fromkeys(line.operands, line.loop))
    forms: dict[str, Form] = {}
    waiting: dict[str, tuple[str, int, int]] = {}  # name → expression, its level, its depth
    for line in lines:
        name, template, operands, _, kind, _, _, loop, _ = line
        level, wants, _, quick = forms.get(template) or forms.setdefault(template, form(template))
        if names is None:
            template = quick
        shown = operands if names is None else tuple(map(names, operands))
        depth = 0
        if waiting:
            filled = []
            for operand, name_shown, want in zip(operands, shown, wants, strict=True):
                if operand in waiting:
                    text, inner, deep = waiting.pop(operand)
                    filled.append(text if inner >= want else f"({text})")
                    depth = max(depth, deep + 1)
                    if template == "{0}":
                        level = inner
                else:
                    filled.append(name_shown)
            text = template.format(*filled)
        else:
            text = template.format(*shown)
        if kind == CALLED and names is None:
            text, level = f"float({text})", ATOM
        if (
            uses[name] == 1
            and depth < DEEPEST
            and len(text) < LONGEST
            and name not in kept
            and loop_of.get(name, loop) == loop
            and (names is None or name[0] in "pt")
        ):
            waiting[name] = (text, level, depth)
        else:
            yield line, text, level


def fast(lines: Sequence[Line], wanted: Collection[str]) -> list[str]:
    """The form that is compiled."""
    result: list[str] = []
    terms: list[tuple[str, int]] = []  # of the sum that is being collected
    name = ""

    def close() -> None:
        for start in range(0, len(terms), TERMS):
            before = [(name, ATOM)] if start else []
            result.append(f"{name} = {total(before + terms[start : start + TERMS])}")
        terms.clear()

    for line, text, level in inlined(merged(lines, wanted), wanted):
        if terms and not (line.adds and line.name == name):
            close()
        indent = "    " if line.loop else ""
        if not line.name:
            result.append(indent + text)
        elif line.loop:
            before = [(line.name, ATOM)] if line.adds else []
            result.append(f"{indent}{line.name} = {total([*before, (text, level)])}")
        else:
            name = line.name
            terms.append((text, level))
    close()
    return result


def merged(lines: Sequence[Line], wanted: Collection[str]) -> Sequence[Line]:
    """Short sums as one line each, so that they too can be put where they are used."""
    counts = Counter(line.name for line in lines if line.adds)
    if not counts:
        return lines
    result: list[Line] = []
    parts: list[Line] = []
    fixed = {line.operands[0] for line in lines if line.fixed and not line.name}
    for line in lines:
        extra = counts.get(line.name, 0)
        if not extra or extra > 3 or line.loop or line.name in wanted or line.name in fixed:
            result.append(line)
            continue
        parts.append(line)
        if len(parts) <= extra:
            continue
        terms: list[tuple[str, int]] = []
        operands: list[str] = []
        for part in parts:
            gaps = [f"{{{len(operands) + k}}}" for k in range(len(part.operands))]
            text = form(part.template).quick.format(*gaps)
            if part.kind == CALLED:
                terms.append((f"float({text})", ATOM))
            else:  # a gap gets its parentheses when it is filled
                terms.append((text, ATOM if part.template == "{0}" else form(part.template).level))
            operands += part.operands
        kind = ARRAY if line.kind == ARRAY else NUMBER
        result.append(Line(line.name, total(terms), tuple(operands), line.node, kind))
        parts = []
    return result


def careful(lines: Sequence[Line]) -> list[str]:
    """The form in which every number is NumPy's."""
    result = []
    for line in lines:
        indent = "    " if line.loop else ""
        text, level = line.expression, form(line.template).level
        if not line.name:
            result.append(indent + text)
            continue
        if line.kind != ARRAY:
            text, level = f"float64({text})", ATOM
        before = [(line.name, ATOM)] if line.adds else []
        result.append(f"{indent}{line.name} = {total([*before, (text, level)])}")
    return result
