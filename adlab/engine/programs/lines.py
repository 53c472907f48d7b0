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


ANY, SUM, PRODUCT, ATOM = range(4)  # how tightly an expression holds together


class Form(NamedTuple):
    """How tightly a template holds together, and what its gaps want."""

    level: int
    wanted: tuple[int, ...]  # per gap: what goes in without parentheses


@lru_cache(maxsize=4096)
def form(template: str) -> Form:
    """Where parentheses are needed, from Python's own grammar.

    >>> form("{0} + {1}"), form("np.exp({0})")
    (Form(level=1, wanted=(1, 2)), Form(level=3, wanted=(0,)))
    """
    count = 0
    while f"{{{count}}}" in template:
        count += 1
    wanted = [ANY] * count
    try:
        tree = ast.parse(template.format(*[f"gap{k}" for k in range(count)]), mode="eval").body
    except SyntaxError:  # a statement
        return Form(ANY, (ATOM,) * count)

    def visit(node: ast.AST, want: int) -> int:
        if isinstance(node, ast.Name) and node.id.startswith("gap"):
            k = int(node.id[3:])
            wanted[k] = max(wanted[k], want)
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
            visit(node.left, SUM)
            visit(node.right, PRODUCT)
            return SUM
        if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Pow):
            visit(node.left, PRODUCT)
            visit(node.right, ATOM)
            return PRODUCT
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            visit(node.operand, ATOM)
            return PRODUCT
        if isinstance(node, ast.Call):
            for argument in [*node.args, *[keyword.value for keyword in node.keywords]]:
                visit(argument, ANY)
            visit(node.func, ATOM)
            return ATOM
        loose = isinstance(node, (ast.Compare, ast.IfExp))
        for part in ast.iter_child_nodes(node):
            visit(part, SUM if loose else ATOM)
        return ANY if loose or isinstance(node, ast.BinOp) else ATOM

    return Form(visit(tree, ANY), tuple(wanted))


def bracketed(text: str, level: int, wanted: int) -> str:
    """The text in parentheses, if it needs them."""
    return text if level >= wanted else f"({text})"


def inlined(
    lines: Sequence[Line], wanted: Collection[str], may: Callable[[str], bool] | None = None
) -> Iterable[tuple[Line, str, int]]:
    """The lines with their right-hand sides, those used once put where they are used.

    `may` tells which names may be; without it all, and what NumPy returns is made a float.
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
        level, wants = forms.get(template) or forms.setdefault(template, form(template))
        depth = 0
        if waiting:
            filled = []
            for operand, want in zip(operands, wants, strict=False):
                if operand in waiting:
                    text, inner, deep = waiting.pop(operand)
                    filled.append(text if inner >= want else f"({text})")
                    depth = max(depth, deep + 1)
                    if template == "{0}":
                        level = inner
                else:
                    filled.append(operand)
            text = template.format(*filled)
        else:
            text = template.format(*operands)
        if kind == CALLED and may is None:
            text, level = f"float({text})", ATOM
        if (
            uses[name] == 1
            and depth < DEEPEST
            and len(text) < LONGEST
            and name not in kept
            and loop_of.get(name, loop) == loop
            and (may is None or may(name))
        ):
            waiting[name] = (text, level, depth)
        else:
            yield line, text, level


def fast(lines: Sequence[Line], wanted: Collection[str]) -> list[str]:
    """The form that is compiled."""
    result: list[str] = []
    terms: list[str] = []  # of the sum that is being collected
    name = ""

    def close() -> None:
        for start in range(0, len(terms), TERMS):
            before = [name] if start else []
            result.append(f"{name} = {' + '.join(before + terms[start : start + TERMS])}")
        terms.clear()

    for line, text, level in inlined(merged(lines, wanted), wanted):
        if terms and not (line.adds and line.name == name):
            close()
        indent = "    " if line.loop else ""
        if not line.name:
            result.append(indent + text)
        elif line.loop:
            before = f"{line.name} + " if line.adds else ""
            text = bracketed(text, level, PRODUCT if line.adds else ANY)
            result.append(f"{indent}{line.name} = {before}{text}")
        else:
            name = line.name
            terms.append(bracketed(text, level, PRODUCT) if line.adds else text)
    close()
    return [quick(text) for text in result]


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
        templates: list[str] = []
        operands: list[str] = []
        for part in parts:
            gaps = [f"{{{len(operands) + k}}}" for k in range(len(part.operands))]
            text = part.template.format(*gaps)
            level = form(part.template).level if text != gaps[0] else ATOM
            text = f"float({text})" if part.kind == CALLED else bracketed(text, level, PRODUCT)
            templates.append(text)
            operands += part.operands
        kind = ARRAY if line.kind == ARRAY else NUMBER
        result.append(Line(line.name, " + ".join(templates), tuple(operands), line.node, kind))
        parts = []
    return result


QUICK = {"np.sum(": "add_reduce(", "np.mean(": "mean("}


def quick(text: str) -> str:
    """The same without NumPy's outer layer of Python."""
    for slow, fast in QUICK.items():
        text = text.replace(slow, fast)
    return text


def careful(lines: Sequence[Line]) -> list[str]:
    """The form in which every number is NumPy's."""
    result = []
    for line in lines:
        indent = "    " if line.loop else ""
        text = line.expression if line.kind == ARRAY else f"float64({line.expression})"
        if not line.name:
            result.append(indent + line.expression)
        elif line.adds:
            text = bracketed(text, form(line.template).level, PRODUCT)
            result.append(f"{indent}{line.name} = {line.name} + {text}")
        else:
            result.append(f"{indent}{line.name} = {text}")
    return result
