"""The cells of a notebook, and what a piece of code needs of them.

- `Cell.read(text)`: a cell without what is for the notebook (magics, shell lines).
- `gather(cells, statements, order)`: the statements of the cells that others need, by name.

Nothing is run here: what is needed is found by the names that code uses and defines. Each statement
is looked at once, so that the time grows with the length of the notebook and no faster.

>>> cells = [Cell.read("scale = 2.0"), Cell.read("def double(x): return scale * x")]
>>> wanted = Cell.read("twice = double").body
>>> [piece.text for piece in gather(cells, wanted, [1, 0])]
['scale = 2.0', 'def double(x): return scale * x']
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from adlab.grading.collecting.names import (
    acts_on,
    bound,
    called,
    changed,
    free_names,
    is_import,
    made_of,
    reworked,
)

_CELL_MAGIC = re.compile(r"\s*%%(\w+)[^\n]*(?:\n|\Z)")
_HELP = re.compile(r"[\w.]+\?{1,2}$")
_NAMES = re.compile(r"[\w\s,]+$")
_FUTURE = re.compile(r"^from __future__ import [\w, ]+$", re.MULTILINE)

ELSEWHERE = frozenset(
    [
        "HTML",
        "SVG",
        "bash",
        "cmd",
        "file",
        "html",
        "javascript",
        "js",
        "latex",
        "markdown",
        "perl",
        "pypy",
        "python",
        "python2",
        "python3",
        "ruby",
        "script",
        "sh",
        "sql",
        "svg",
        "system",
        "sx",
        "writefile",
    ]
)
"""Cell magics that hand the cell to something else. All others run it, and define what it defines:
%%time, %%capture, …"""


@dataclass(frozen=True)
class Cell:
    """A code cell.

    Attributes
    ----------
    text : its source, without magics; as many lines as it had
    left_out : the lines that were left out, each with its number, from 1
    tree : None if it is not Python
    future : its imports from `__future__`, which hold for the whole notebook; they are not in text
    """

    text: str
    left_out: tuple[tuple[int, str], ...]
    tree: ast.Module | None
    future: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> Cell:
        """A cell from what stands in it."""
        text, left_out = _without_cell_magics(text)
        future = tuple(_FUTURE.findall(text))
        text = _FUTURE.sub("", text)
        tree = parsed(text)
        if tree is None:
            text, lines = _without_magics(text)
            left_out += lines
            tree = parsed(text)
        return cls(text, tuple(left_out), tree, future)

    @property
    def body(self) -> list[ast.stmt]:
        return self.tree.body if self.tree else []


def _without_cell_magics(text: str) -> tuple[str, list[tuple[int, str]]]:
    """A cell without %%time and the like above it, or without all of it; and what was left out."""
    left_out: list[tuple[int, str]] = []
    line, end = 1, 0
    while magic := _CELL_MAGIC.match(text, end):
        line += text.count("\n", end, magic.start(1))
        if magic[1] in ELSEWHERE:
            return "", [*left_out, *enumerate(text[magic.start(1) - 2 :].split("\n"), line)]
        left_out.append((line, magic[0].strip()))
        line, end = line + 1, magic.end()
    return "\n" * (line - 1) + text[end:], left_out


def _without_magics(text: str) -> tuple[str, list[tuple[int, str]]]:
    """A cell without its lines for the notebook, and what was left out."""
    lines, left_out, goes_on = text.split("\n"), [], False
    for number, line in enumerate(lines):
        if goes_on or _is_for_the_notebook(line):
            indent, said = line[: len(line) - len(line.lstrip())], line.strip()
            lines[number] = "" if goes_on else f"{indent}pass  # {said.rstrip(chr(92))}"
            left_out.append((number + 1, said))
            goes_on = line.endswith("\\")
    return "\n".join(lines), left_out


def _is_for_the_notebook(line: str) -> bool:
    """Whether a line is a magic, a question or for the shell: `%time f()`, `f?`, `x = !ls`."""
    line = line.strip()
    if line[:1] in ("%", "!", "?"):
        return True
    if line.endswith("?"):
        return _HELP.match(line) is not None
    names, _, value = line.partition("=")
    return value.lstrip()[:1] in ("%", "!") and value != "" and _NAMES.match(names) is not None


@dataclass(frozen=True)
class Piece:
    """A statement of a cell.

    Attributes
    ----------
    cell : index of the cell
    line : number of its first line there, from 1
    text : its source
    """

    cell: int
    line: int
    text: str


def gather(
    cells: Sequence[Cell],
    statements: Sequence[ast.stmt],
    order: Sequence[int],
    whole: Iterable[int] = (),
    wanted: Iterable[str] = (),
    tick: Callable[[], None] = lambda: None,
) -> list[Piece]:
    """The pieces of cells that statements need, in the order of the cells.

    Parameters
    ----------
    statements : what is to run; the names that it defines are its own
    order : the cells in which to look for a name, one after the other
    whole : cells that are taken as they are
    wanted : names that are needed beside those that the statements use
    tick : called again and again; it may raise to end the search

    A name that is found brings along what its definition needs, and what is done to it elsewhere:
    `Value.exp = exp`.
    """
    definitions = _Definitions(cells, order, tick)
    taken = {index: set(range(len(cells[index].body))) for index in whole}
    left = free_names(statements) | set(wanted)
    for index in taken:
        left |= free_names(cells[index].body)
    seen = bound(statements) - _used_before_defined(statements)
    while left:
        name = left.pop()
        if name in seen:
            continue
        tick()
        seen.add(name)
        for index, k in definitions.of(name):
            places = taken.setdefault(index, set())
            if k not in places:
                places.add(k)
                left |= free_names([cells[index].body[k]]) | bound([cells[index].body[k]])
    found = []
    for index, k in sorted((index, k) for index, places in taken.items() for k in places):
        tick()
        found.append(_piece(cells[index], index, k))
    return found


def added_later(
    cells: Sequence[Cell], graded: int, wanted: str, tick: Callable[[], None] = lambda: None
) -> list[Piece]:
    """What later cells do to what a cell defines, as far as `wanted` is made of it.

    >>> cells = [Cell.read("class V: pass"), Cell.read("print(V)\\nV.exp = abs\\nclass V(V): pass")]
    >>> [piece.text for piece in added_later(cells, 0, "V")]
    ['V.exp = abs', 'class V(V): pass']
    """
    body = cells[graded].body
    uses = [free_names([each]) for each in body]
    own = made_of(body, uses, [wanted])[1] & bound(body)
    own -= bound(filter(is_import, body))
    found = []
    for index in range(graded + 1, len(cells)):
        for k, statement in enumerate(cells[index].body):
            tick()
            if own & (changed(statement) | reworked(statement)):
                found.append(_piece(cells[index], index, k))
    return found


def _used_before_defined(statements: Sequence[ast.stmt]) -> set[str]:
    """The names that statements rework before they define them."""
    found, known = set[str](), set[str]()
    for each in statements:
        found |= reworked(each) - known
        known |= bound([each])
    return found


class _Definitions:
    """Where names are defined, and where more is done to what they name."""

    def __init__(
        self, cells: Sequence[Cell], order: Sequence[int], tick: Callable[[], None]
    ) -> None:
        self._places: dict[str, dict[int, list[int]]] = defaultdict(dict)
        self._changes: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._calls: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._agents: set[str] = set()
        self._modules: set[str] = set()
        self._from_before: set[tuple[str, int]] = set()
        for index in order:
            tick()
            for k, statement in enumerate(cells[index].body):
                self._add(index, k, statement)

    def _add(self, index: int, k: int, statement: ast.stmt) -> None:
        anew = reworked(statement)
        for name in bound([statement]):
            if name in anew and index not in self._places[name]:
                self._from_before.add((name, index))
            self._places[name].setdefault(index, []).append(k)
        if is_import(statement):
            self._modules |= bound([statement])
        for name in changed(statement):
            self._changes[name].append((index, k))
        for name in acts_on(statement):
            self._agents |= bound([statement])
            self._changes[name].append((index, k))
        self._calls[called(statement)].append((index, k))

    def of(self, name: str) -> list[tuple[int, int]]:
        """Cells and statements in them; none if no cell defines the name."""
        found: list[tuple[int, int]] = []
        for index, places in (self._places.get(name) or self._places.get("*", {})).items():
            found += [(index, k) for k in places]
            if (name, index) not in self._from_before:
                break
        if name in self._modules:
            return found
        calls = self._calls[name] if name in self._agents else []
        return [*found, *self._changes[name], *calls]


def _piece(cell: Cell, index: int, k: int) -> Piece:
    statement = _whole(cell.body[k])
    return Piece(index, statement.lineno, "\n".join(segment(lines_of(cell.text), statement)))


@lru_cache(8)
def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text as the syntax tree numbers them."""
    return tuple(text.split("\n"))


def segment(lines: Sequence[str], statement: ast.stmt) -> list[str]:
    """The lines of a statement, cut at its first and last column, which count bytes."""
    found = list(lines[statement.lineno - 1 : statement.end_lineno])
    found[-1] = found[-1].encode()[: statement.end_col_offset].decode()
    found[0] = found[0].encode()[statement.col_offset :].decode()
    return found


def as_written(text: str) -> str:
    """A script that nbconvert made of a notebook, with the cells below %%time as they were.

    >>> as_written("x = 1\\nget_ipython().run_cell_magic('time', '', 'y = 2\\\\n')\\nz = 3")
    'x = 1\\ny = 2\\n\\nz = 3'
    """
    if "run_cell_magic" not in text:
        return text
    lines = text.split("\n")
    for statement in reversed(statements_of(text)):
        match statement:
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(attr="run_cell_magic"),
                    args=[ast.Constant(str(name)), _, ast.Constant(str(body))],
                )
            ) if name not in ELSEWHERE:
                lines[statement.lineno - 1 : statement.end_lineno] = body.split("\n")
    return "\n".join(lines)


def parsed(text: str) -> ast.Module | None:
    """The syntax tree of a text, or None if it is not Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def statements_of(text: str) -> list[ast.stmt]:
    """The statements of a text; none if it is not Python."""
    tree = parsed(text)
    return tree.body if tree else []


def _whole(statement: ast.stmt) -> ast.stmt:
    """A statement that begins at its first decorator."""
    decorators = getattr(statement, "decorator_list", [])
    if decorators:
        statement.lineno = min(decorator.lineno for decorator in decorators)
        statement.col_offset = 0
    return statement
