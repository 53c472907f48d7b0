"""Find what people submit: in Python files, in notebooks, in folders of them.

- `collect(path)`: a Work for each exercise that is found there.

A file or a cell belongs to an exercise by a comment, `# exercise: reverse-sweep`; a file may also
be named for it, `reverse_sweep.py`, and a cell may have nbgrader's metadata. Nothing that is found
is run here, or written to.

Of a notebook, the graded cell is taken, and from its other cells what it needs: definitions that it
uses by name, and cells marked `# helper`. Magics and shell lines are left out, with a note.
"""

from __future__ import annotations

import ast
import builtins
import json
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adlab.grading.exercise import exercises
from adlab.grading.wire import clean

LONGEST_FILE = 64 * 1024 * 1024
"""Bytes; a notebook carries its pictures."""

_MARK = re.compile(r"^#\s*exercise:\s*([a-z0-9-]+)\s*$", re.MULTILINE)
_HELPER = re.compile(r"^#\s*helper\b", re.MULTILINE)
_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|[\w.]+\?{1,2}\s*|[\w\s,]+=\s*[%!].*)$")


@dataclass(frozen=True)
class Work:
    """One submission to one exercise.

    Attributes
    ----------
    name : where it was found
    exercise : id; "" if it could not be told
    source : the code
    notes : what was left out of it
    problem : why there is no code to grade; else ""
    """

    name: str
    exercise: str
    source: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""


def collect(path: Path, exercise: str = "") -> list[Work]:
    """Find the submissions in a file or below a folder.

    Parameters
    ----------
    path : a .py file, a notebook, or a folder, of which other files, hidden ones and links are
        passed over
    exercise : take only submissions to this one; a Python file then needs no mark

    Whatever is wrong with a file is the `problem` of a Work, never an exception.
    """
    if path.is_dir():
        return [work for file in _files_below(path) for work in collect(file, exercise)]
    works = _from_file(path, exercise)
    return works or [Work(shown(path), exercise, problem=_nothing(path, exercise))]


def shown(path: Path) -> str:
    """A path that is safe to print: a name may hold anything but a slash."""
    return clean(str(path)).replace("\n", "\\n")


def _nothing(path: Path, exercise: str) -> str:
    ids = ", ".join(exercises())
    if path.suffix == ".ipynb":
        wanted = exercise or "reverse-sweep"
        return (
            f"No cell here belongs to {'this' if exercise else 'an'} exercise. "
            f"Mark it with a comment of its own: # exercise: {wanted}"
        )
    return f"It does not say to which exercise it belongs (# exercise: …). There are: {ids}."


def _files_below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in (".py", ".ipynb") and not hidden and _is_plain_file(path, folder):
            yield path


def _is_plain_file(path: Path, folder: Path) -> bool:
    """Whether it is a file of the folder: a link could lead to somebody else's work."""
    try:
        own = path.resolve().is_relative_to(folder.resolve())
        return own and not path.is_symlink() and path.is_file()
    except OSError:
        return False


def _from_file(path: Path, exercise: str) -> list[Work]:
    try:
        if not path.is_file():
            raise OSError("it is not a file")
        if path.stat().st_size > LONGEST_FILE:
            raise OSError("it is larger than 64 MiB")
        text = path.read_text("utf-8-sig")
        if path.suffix == ".ipynb":
            return _from_notebook(path, json.loads(text), exercise)
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return [Work(shown(path), exercise, problem=f"It cannot be read: {why[:200]}.")]
    marked = _MARK.search(text)
    by_name = path.stem.replace("_", "-")
    id = exercise or (marked[1] if marked else by_name)
    if id not in exercises():
        return []
    if exercise and marked and marked[1] != exercise:
        return []
    return [Work(shown(path), id, text)]


# ------------------------------------------------------------------------------ notebooks


@dataclass
class _Cell:
    text: str  # without magics
    exercise: str
    is_helper: bool
    dropped: int  # lines left out
    tree: ast.Module | None  # None if it is not Python


def _from_notebook(path: Path, notebook: dict[str, Any], exercise: str) -> list[Work]:
    cells = [_cell(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    graded: dict[str, int] = {}
    notes: dict[str, list[str]] = {}
    for index, cell in enumerate(cells):
        if cell.exercise in exercises() and exercise in ("", cell.exercise):
            if cell.exercise in graded:
                notes[cell.exercise] = ["several cells belong to this exercise; the last was taken"]
            graded[cell.exercise] = index
    return [
        Work(shown(path), id, *_with_helpers(cells, index, notes.get(id, [])))
        for id, index in graded.items()
    ]


def _cell(cell: dict[str, Any]) -> _Cell:
    text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    marked = _MARK.search(text)
    metadata = cell.get("metadata", {}).get("nbgrader", {})
    exercise = marked[1] if marked else str(metadata.get("grade_id", ""))
    dropped = 0
    tree = _parsed(text)
    if text.lstrip().startswith("%%"):
        dropped, text, tree = text.count("\n") + 1, "", ast.Module([], [])
    elif tree is None:
        lines = text.split("\n")
        for number, line in enumerate(lines):
            magic = _MAGIC.match(line)
            if magic:
                lines[number] = f"{magic[1]}pass  # {line.strip()}"
                dropped += 1
        text = "\n".join(lines)
        tree = _parsed(text)
    return _Cell(text, exercise, bool(_HELPER.search(text)), dropped, tree)


def _with_helpers(cells: list[_Cell], graded: int, notes: list[str]) -> tuple[str, tuple[str, ...]]:
    """The source of a graded cell with what it needs of the others, and notes."""
    taken: dict[int, set[int]] = {}  # cell → which of its statements
    for index, cell in enumerate(cells):
        if cell.is_helper and index != graded and cell.tree:
            taken[index] = set(range(len(cell.tree.body)))
    tree = cells[graded].tree
    needed = _free_names(tree.body) if tree else set()
    for index in taken:
        needed |= _free_names(_body(cells[index]))
    provided = _bound(_body(cells[graded]))
    while wanted := needed - provided:
        name = min(wanted)
        provided.add(name)
        for index in [*reversed(range(graded)), *range(graded + 1, len(cells))]:
            places = {k for k, one in enumerate(_body(cells[index])) if name in _bound([one])}
            if places:
                taken.setdefault(index, set()).update(places)
                needed |= _free_names([_body(cells[index])[k] for k in places])
                break
    parts = []
    for index, cell in enumerate(cells):
        if index == graded:
            continue
        for k in sorted(taken.get(index, ())):
            parts.append(ast.get_source_segment(cell.text, _whole(_body(cell)[k])) or "")
    dropped = sum(cells[index].dropped for index in {graded, *taken})
    if dropped:
        notes = [*notes, f"left out {dropped} line{'s' * (dropped > 1)} for the notebook (% or !)"]
    if any(taken.values()):
        notes = [*notes, "took along what the cell uses from other cells"]
    return "\n\n".join([*parts, cells[graded].text]), tuple(notes)


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _body(cell: _Cell) -> list[ast.stmt]:
    return cell.tree.body if cell.tree else []


def _whole(statement: ast.stmt) -> ast.stmt:
    """A statement that begins at its first decorator."""
    decorators = getattr(statement, "decorator_list", [])
    if decorators:
        statement.lineno = min(decorator.lineno for decorator in decorators)
        statement.col_offset = 0
    return statement


def _bound(statements: list[ast.stmt]) -> set[str]:
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


def _free_names(statements: list[ast.stmt]) -> set[str]:
    """The global names that statements use, without Python's own; a function's locals are not."""
    try:
        table = symtable.symtable(ast.unparse(ast.Module(statements, [])), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return set()
    return {name for name in _global_names(table) if not hasattr(builtins, name)}


def _global_names(table: symtable.SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (table.get_type() == "module" or symbol.is_global()):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _global_names(inner)
