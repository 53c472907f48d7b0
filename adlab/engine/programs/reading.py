"""A program as it is read: the user's names, and comments that say which rule was used.

- `rows(program, graph)`: the lines with their comments.
- `aligned(rows)`: one text.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from adlab.engine.arrays.linear_maps import LinearMap
from adlab.engine.programs import lines as code_lines
from adlab.engine.programs import patterns
from adlab.engine.programs.lines import ANEW, IN_PLACE, Line, Parameter, Result
from adlab.engine.recording.graph import Graph, formula
from adlab.engine.user import source

WIDEST = 60  # of a line whose comment is aligned with the others


class Row(NamedTuple):
    """One line of the source."""

    code: str
    comment: str = ""
    node: int | None = None  # of the graph
    derived: bool = False  # whether it is there for the derivative


class Readable(Protocol):
    """What of a program is read."""

    name: str
    lines: list[Line]
    parameters: list[Parameter | None]
    results: list[Result]
    nesting: str
    folded: dict[str, Any]

    @property
    def wanted(self) -> set[str]: ...

    def returned(
        self, number: str = "", known: bool = True, names: Callable[[str], str] = str
    ) -> str: ...


def aligned(rows: Sequence[Row]) -> str:
    """The rows as one text, the comments in one column."""
    lengths = [len(row.code) for row in rows if row.comment and len(row.code) <= WIDEST]
    width = max(lengths, default=0)
    return "\n".join(
        f"{row.code:{width}}  # {row.comment}" if row.comment else row.code for row in rows
    )


def identifier(label: str) -> str:
    """A label as Python can read it: `x₍₂₎` is `x_2`, `params['w'][0]` is `params_w_0`.

    >>> identifier("x₍₂₎"), identifier("params['w'][0]"), identifier("lambda"), identifier("<f>")
    ('x_2', 'params_w_0', 'lambda_', 'f')
    """
    plain = label.translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉₍₎", "0123456789  "))
    parts = re.findall(r"\w+", plain)
    name = "_".join(part.strip("_") if len(parts) > 1 else part for part in parts) or "v"
    if name[0].isdigit():
        name = f"v{name}"
    return name + "_" * (keyword.iskeyword(name) or name == "np")


class Names:
    """What a reader sees for each variable: no two alike, and none that means something else."""

    def __init__(self, program: Readable, graph: Graph) -> None:
        self.taken = named_in(program)
        self.nodes = [self._free(identifier(label)) for label in graph.labels]
        self.shown: dict[str, str] = {}
        self.others = 0  # partials and terms so far

    def _free(self, name: str) -> str:
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name

    def __call__(self, variable: str) -> str:
        """What is shown for a variable; a constant is shown as it is."""
        shown = self.shown.get(variable)
        if shown is None:
            match = VARIABLE.fullmatch(variable)
            shown = self.shown[variable] = self._named(*match.groups()) if match else variable
        return shown

    def _named(self, kind: str, number: str, rest: str) -> str:
        if kind == "v":
            name = self.nodes[int(number)]
            rest = re.sub(r"_(\d+)$", lambda m: f"_of_{self.nodes[int(m[1])]}", rest)
            return self._free(name + rest) if rest else name
        self.others += 1
        return self._free(f"{LETTERS[kind]}{self.others}")


VARIABLE = re.compile(r"([vpt])(\d+)((?:_bar|_dot|_seeds?\d*)?(?:_\d+)?)")
LETTERS = {"p": "partial", "t": "term"}


def named_in(program: Readable) -> set[str]:
    """What the expressions of a program name beside its variables."""
    both = (program.lines, program.results)
    templates = {e.template for expressions in both for e in expressions}
    operands = {o for expressions in both for e in expressions for o in e.operands}
    names = set().union(*[code_lines.form(template).names for template in templates])
    constants = [operand for operand in operands if not VARIABLE.fullmatch(operand)]
    return names.union(re.findall(r"[^\W\d]\w*", " ".join([*constants, program.nesting])))


def rows(program: Readable, graph: Graph) -> tuple[Row, ...]:
    """The lines of a program as they are read."""
    names = Names(program, graph)
    wanted = program.wanted
    lines = code_lines.alive(program.lines, wanted)
    used = [p.name for p in program.parameters if p is not None]
    result = [Row(f"def {program.name}({', '.join(map(names, used))}):")]
    for line, text, level in code_lines.inlined(lines, wanted, names):
        code = "        " if line.loop else "    "
        if line.name:
            name = names(line.name)
            code += f"{name} += " if line.adds == IN_PLACE else f"{name} = "
        if line.adds == ANEW:
            text = code_lines.total([(name, code_lines.ATOM), (text, level)])
        said = comment(program, graph, names, line)
        derived = bool(line.name) and line.name != f"v{line.node}"
        result.append(Row(code + text, said, line.node, derived))
    end = f"    {program.returned(names=names)}"
    result.append(Row(end, derived=any(row.derived for row in result)))
    return tuple(result)


def titles(rows: Sequence[Row], graph: Graph) -> dict[int, str]:
    """For each node of the rows, `v2 = x1 · x2, line 3, in f: v2 = x1*x2`."""
    result = {}
    for node in {row.node for row in rows if row.node is not None}:
        _, params, code, instruction, *operands = graph.records[node]
        read = "an input"
        if code is not None:
            read = formula(graph.primitive(node), operands, params, graph.labels)
            place = source.where(code, source.own(instruction))
            read += f", {place}" if place else ""
        result[node] = f"{graph.labels[node]} = {read}" if code else f"{graph.labels[node]}: {read}"
    return result


def comment(program: Readable, graph: Graph, names: Names, line: Line) -> str:
    """Which rule a contribution follows: the partial, and what it is multiplied by."""
    if line.edge is None or line.edge[1] < 0:
        return ""
    consumer, position = line.edge
    operand = graph.records[consumer][4 + position]
    suffix = re.sub(r"^v\d+", "", line.name) or re.sub(r"^v\d+", "", line.operands[0])
    other = f"v{consumer if '_bar' in suffix else operand}{suffix}"
    said = rule(graph, names, consumer, position, back="_bar" in suffix)
    text = f"∂{names.nodes[consumer]}/∂{names.nodes[operand]} {said}"
    folded = program.folded.get(other)
    if folded is not None:
        text += f", {names(other)} = {names(str(folded))}"
    return text


def rule(graph: Graph, names: Names, consumer: int, position: int, back: bool) -> str:
    """The partial of an edge in a few words: `= cos(x2)`, or what its map does."""
    record = graph.records[consumer]
    primitive = graph.primitive(consumer)
    shown: Any = [
        names.nodes[o] if type(o) is int else patterns.literal(o, lambda value: "constant")
        for o in record[4:]
    ]
    if primitive.elementwise:
        text = primitive.partials[position] if primitive.partials else ""
        if not text:
            return "as declared"
        pattern = patterns.pattern(text)
        arguments = (*shown, names.nodes[consumer])
        filled = [arguments["xyw".find(letter)] for letter in pattern.letters]
        return f"= {pattern.template.format(*filled)}"
    for _, place, partial in graph.partials(consumer):
        if place == position and isinstance(partial, LinearMap):
            fields = dict(zip(("x", "y", "w"), shown, strict=False), z=names.nodes[consumer])
            words = (partial.back if back else "") or partial.label
            return f"{'transposed' if back else 'applied'}: {words.format(**fields)}"
    return ""
