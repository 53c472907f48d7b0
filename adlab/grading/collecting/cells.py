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
import builtins
import re
import symtable
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_CELL_MAGIC = re.compile(r"\s*%%(\w+)[^\n]*(?:\n|\Z)")
_HELP = re.compile(r"[\w.]+\?{1,2}$")
_NAMES = re.compile(r"[\w\s,]+$")

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
    """

    text: str
    left_out: tuple[tuple[int, str], ...]
    tree: ast.Module | None

    @classmethod
    def read(cls, text: str) -> Cell:
        """A cell from what stands in it."""
        text, left_out = _without_cell_magics(text)
        tree = parsed(text)
        if tree is None:
            lines = text.split("\n")
            for number, line in enumerate(lines):
                if _is_for_the_notebook(line):
                    indent = line[: len(line) - len(line.lstrip())]
                    lines[number] = f"{indent}pass  # {line.strip()}"
                    left_out.append((number + 1, line.strip()))
            text = "\n".join(lines)
            tree = parsed(text)
        return cls(text, tuple(left_out), tree)

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
    seen = bound(statements)
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
                left |= free_names([cells[index].body[k]])
    return [_piece(cells[index], index, k) for index in sorted(taken) for k in sorted(taken[index])]


class _Definitions:
    """Where names are defined, and where more is done to what they name."""

    def __init__(
        self, cells: Sequence[Cell], order: Sequence[int], tick: Callable[[], None]
    ) -> None:
        self._first: dict[str, int] = {}
        self._places: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._changes: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index in order:
            tick()
            for k, statement in enumerate(cells[index].body):
                for name in bound([statement]):
                    self._first.setdefault(name, index)
                    self._places[index, name].append(k)
                for name in changed(statement):
                    self._changes[name].append((index, k))

    def of(self, name: str) -> list[tuple[int, int]]:
        """Cells and statements in them; none if no cell defines the name."""
        index = self._first.get(name)
        if index is None:
            return []
        return [*((index, k) for k in self._places[index, name]), *self._changes[name]]


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


def bound(statements: Iterable[ast.stmt]) -> set[str]:
    """The names that statements define at the level of the module."""
    names: set[str] = set()
    for statement in statements:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(statement.name)
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
        else:
            names |= {
                node.id
                for node in ast.walk(statement)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
    return names


def changed(statement: ast.stmt) -> set[str]:
    """The names to whose objects a statement assigns: `Value` in `Value.exp = exp`."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    names = set()
    for target in targets:
        while isinstance(target, (ast.Attribute, ast.Subscript)):
            target = target.value
            if isinstance(target, ast.Name):
                names.add(target.id)
    return names


def free_names(statements: Sequence[ast.stmt]) -> set[str]:
    """The global names that statements use, without Python's own; a function's locals are not."""
    try:
        module = ast.Module(list(statements), [])
        table = symtable.symtable(ast.unparse(module), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return set()
    return {name for name in _global_names(table) if not hasattr(builtins, name)}


def _global_names(table: symtable.SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (table.get_type() == "module" or symbol.is_global()):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _global_names(inner)
