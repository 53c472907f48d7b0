"""The cells of a notebook, and what a piece of code needs of them.

- `Cell.read(text)`: a cell without what is for the notebook (magics, shell lines).
- `gather(cells, statements, order)`: the statements of the cells that others need, by name.

Nothing is run here: what is needed is found by the names that code uses and defines.

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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|[\w.]+\?{1,2}\s*|[\w\s,]+=\s*[%!].*)$")


@dataclass(frozen=True)
class Cell:
    """A code cell.

    Attributes
    ----------
    text : its source, without magics
    dropped : how many lines were left out
    tree : None if it is not Python
    """

    text: str
    dropped: int
    tree: ast.Module | None

    @classmethod
    def read(cls, text: str) -> Cell:
        """A cell from what stands in it."""
        if text.lstrip().startswith("%%"):
            return cls("", text.count("\n") + 1, ast.Module([], []))
        tree, dropped = parsed(text), 0
        if tree is None:
            lines = text.split("\n")
            for number, line in enumerate(lines):
                magic = _MAGIC.match(line)
                if magic:
                    lines[number] = f"{magic[1]}pass  # {line.strip()}"
                    dropped += 1
            text = "\n".join(lines)
            tree = parsed(text)
        return cls(text, dropped, tree)

    @property
    def body(self) -> list[ast.stmt]:
        return self.tree.body if self.tree else []


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
) -> list[Piece]:
    """The pieces of cells that statements need, in the order of the cells.

    Parameters
    ----------
    statements : what is to run; the names that it defines are its own
    order : the cells in which to look for a name, one after the other
    whole : cells that are taken as they are

    A name that is found brings along what its definition needs, and what is done to it elsewhere:
    `Value.exp = exp`.
    """
    taken = {index: set(range(len(cells[index].body))) for index in whole}
    needed = free_names(statements)
    for index in taken:
        needed |= free_names(cells[index].body)
    provided = bound(statements)
    while wanted := needed - provided:
        name = min(wanted)
        provided.add(name)
        for index in order:
            places = {k for k, one in enumerate(cells[index].body) if name in bound([one])}
            if places:
                break
        else:
            continue
        found = {index: places}
        for other in order:
            places = {k for k, one in enumerate(cells[other].body) if name in _changed(one)}
            found.setdefault(other, set()).update(places)
        for index, places in found.items():
            if places:
                taken.setdefault(index, set()).update(places)
                needed |= free_names([cells[index].body[k] for k in places])
    return [_piece(cells[index], index, k) for index in sorted(taken) for k in sorted(taken[index])]


def _piece(cell: Cell, index: int, k: int) -> Piece:
    statement = _whole(cell.body[k])
    return Piece(index, statement.lineno, ast.get_source_segment(cell.text, statement) or "")


def parsed(text: str) -> ast.Module | None:
    """The syntax tree of a text, or None if it is not Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


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


def _changed(statement: ast.stmt) -> set[str]:
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
