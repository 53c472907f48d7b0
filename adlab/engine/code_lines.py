"""The lines of a straight-line program, and the forms in which they are written.

- `Line`: one assignment, or one more term of a sum.
- `readable(lines, ...)`: what is shown; one line a primitive, one line a contribution.
- `fast(lines, ...)`: what is compiled; a name that is used once is put where it is used, which
  spares the interpreter a store and a load, and lets NumPy reuse the memory of what it stood for.
- `careful(lines)`: what is run after Python raised an arithmetic error where NumPy has inf or nan.

All three are made of the same lines, so that they agree.

>>> lines = [
...     Line("v2", "{0} * {1}", ("v0", "v1"), 2),
...     Line("v3", "np.sin({0})", ("v2",), 3, kind=CALLED),
... ]
>>> fast(lines, {"v3"})
['v3 = float(np.sin(v0 * v1))']
>>> careful(lines)
['v2 = float64(v0 * v1)', 'v3 = float64(np.sin(v2))']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
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


def inlined(
    lines: Sequence[Line], wanted: Collection[str], may: Callable[[str], bool] | None = None
) -> Iterable[tuple[Line, str]]:
    """The lines with their right-hand sides, those used once put where they are used.

    `may` tells which names may be; by default all.
    """
    uses: Counter[str] = Counter()
    for line in lines:
        uses.update(line.operands)
    summed = {line.name for line in lines if line.adds}
    changed = {line.name for line in lines if line.fixed} | {
        name for line in lines if line.fixed and not line.name for name in line.operands[:1]
    }
    loop_of = {}  # of the one who uses a name
    for line in lines:
        if line.loop:
            loop_of.update(dict.fromkeys(line.operands, line.loop))
    waiting: dict[str, tuple[str, int]] = {}  # name → its expression and how deep it is
    for line in lines:
        operands, depth = [], 0
        for name in line.operands:
            if name in waiting:
                text, deep = waiting.pop(name)
                whole = not line.adds or (may is not None and line.adds == IN_PLACE)
                alone = whole and line.template == "{0}" and text[0] == "("
                operands.append(text[1:-1] if alone else text)
                depth = max(depth, deep + 1)
            else:
                operands.append(name)
        text = line.template.format(*operands)
        name = line.name
        if (
            uses[name] == 1
            and depth < DEEPEST
            and len(text) < LONGEST
            and name not in wanted
            and name not in summed
            and name not in changed
            and loop_of.get(name, line.loop) == line.loop
            and (may is None or may(name))
        ):
            if may is None and line.kind == CALLED:
                text = f"float({text})"
            plain = text.endswith(")") and is_call(text)
            waiting[name] = (text if plain else f"({text})", depth)
        else:
            yield line, text


def is_call(text: str) -> bool:
    """Whether the text is one call, which needs no parentheses around it: `np.exp(x - z)`.

    >>> is_call("np.exp(x - z)"), is_call("f(x) + g(y)")
    (True, False)
    """
    name, bracket, rest = text.partition("(")
    if not bracket or not name.replace(".", "").isidentifier():
        return False
    depth = 1
    for k, character in enumerate(rest):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return k == len(rest) - 1
    return False


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

    for line, text in inlined(merged(lines, wanted), wanted):
        if terms and not (line.adds and line.name == name):
            close()
        indent = "    " if line.loop else ""
        if not line.name:
            result.append(indent + text)
            continue
        if line.kind == CALLED:
            text = f"float({text})"
        if line.loop:
            result.append(f"{indent}{line.name} = {f'{line.name} + ' if line.adds else ''}{text}")
        else:
            name = line.name
            terms.append(text)
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
        template, operands = [], []
        for part in parts:
            gaps = [f"{{{len(operands) + k}}}" for k in range(len(part.operands))]
            text = part.template.format(*gaps)
            template.append(f"float({text})" if part.kind == CALLED else text)
            operands += part.operands
        kind = ARRAY if line.kind == ARRAY else NUMBER
        result.append(Line(line.name, " + ".join(template), tuple(operands), line.node, kind))
        parts = []
    return result


QUICK = {"np.sum(": "add_reduce("}


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
            result.append(f"{indent}{line.name} = {line.name} + {text}")
        else:
            result.append(f"{indent}{line.name} = {text}")
    return result
