"""Where in the user's source a node comes from.

While tracing, a node keeps two cheap facts: the code object of the frame that ran, and the offset
of the instruction in it. Only when somebody looks are they resolved, here:

- `locate(code, instruction)`: the exact sub-expression (`x*y` inside `np.sin(x*y) + x`).
- `assigned_name(code, instruction)`: the variable that the expression's value was assigned to.
- `where(code, instruction)`: "line 3, in f: v2 = x*y", for messages.
- `loops(filename)`: the loops of a file, for `calls`.
"""

from __future__ import annotations

import ast
import dis
import linecache
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple


class Span(NamedTuple):
    """A piece of source. Lines count from 1, columns from 0, in characters."""

    filename: str
    function: str  # qualified name of the function it is in
    first_line: int  # of that function
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def text(self) -> str:
        """The source of the span itself."""
        lines = [linecache.getline(self.filename, n) for n in range(self.line, self.end_line + 1)]
        lines[-1] = lines[-1][: self.end_column]
        lines[0] = lines[0][self.column :]
        return "".join(lines)


@dataclass(frozen=True, eq=False)
class KeptCode:
    """What is asked of a code object here, in a form that can be pickled."""

    co_filename: str
    co_name: str
    co_qualname: str
    co_firstlineno: int
    co_code: bytes
    positions: tuple[tuple[int | None, ...], ...]

    def co_positions(self) -> tuple[tuple[int | None, ...], ...]:
        """Line, end line, column and end column of each instruction."""
        return self.positions


@lru_cache(maxsize=1024)
def kept(code: Any) -> Any:
    """A code object in a form that can be pickled."""
    if not isinstance(code, CodeType):
        return code
    about = (code.co_filename, code.co_name, code.co_qualname, code.co_firstlineno)
    return KeptCode(*about, code.co_code, _positions(code))


NOWHERE = -1


def inherited(instruction: int) -> int:
    """Mark an instruction as inherited: the node belongs to what was made there, and is not it.

    It is a tangent or adjoint of it, or one of several nodes on the way to it.
    """
    return instruction if instruction < 0 else -2 - instruction


def own(instruction: int) -> int:
    """The instruction without that mark."""
    return -2 - instruction if instruction < NOWHERE else instruction


Position = tuple[int, int, int, int]  # line, end line, column, end column; columns in UTF-8 bytes


@lru_cache(maxsize=4096)
def _positions(code: CodeType) -> tuple[tuple[int | None, ...], ...]:
    return tuple(code.co_positions())


def _position(code: CodeType | None, instruction: int) -> Position | None:
    if code is None or instruction == NOWHERE:
        return None
    instruction = own(instruction)
    line, end_line, column, end_column = _positions(code)[instruction // 2]
    if line is None or end_line is None or column is None or end_column is None:
        return None
    position = line, end_line, column, end_column
    if is_store(code, instruction):
        return _file(code.co_filename).stores.get(position, position)
    return position


@lru_cache(maxsize=4096)
def is_store(code: CodeType, instruction: int) -> bool:
    """Whether an instruction is the store of `z[0] = v`."""
    return dis.opname[code.co_code[instruction]] in ("STORE_SUBSCR", "STORE_SLICE")


def locate(code: CodeType | None, instruction: int) -> Span | None:
    """The span of one instruction, or None where Python kept no positions or no source is found."""
    position = _position(code, instruction)
    if code is None or position is None:
        return None
    line, end_line, column, end_column = position
    first, last = (linecache.getline(code.co_filename, n) for n in (line, end_line))
    if not first:
        return None
    return Span(
        code.co_filename,
        code.co_qualname,
        code.co_firstlineno,
        line,
        len(first.encode()[:column].decode(errors="ignore")),
        end_line,
        len(last.encode()[:end_column].decode(errors="ignore")),
    )


def where(code: CodeType | None, instruction: int) -> str:
    """The line of the user's code, for a message: `line 3, in f: v2 = x*y`."""
    if code is None:
        return ""
    position = _position(code, instruction)
    number = position[0] if position else code.co_firstlineno
    text = linecache.getline(code.co_filename, number).strip()
    name = "" if code.co_name in ("<module>", "<lambda>") else f", in {code.co_name}"
    library = f" of {Path(code.co_filename).name}" if is_library_file(code.co_filename) else ""
    return f"line {number}{library}{name}" + (f": {text}" if text else "")


@lru_cache(maxsize=1024)
def is_library_file(filename: str) -> bool:
    """Whether a file is of an installed package: a line of it is not named as the user's."""
    return not {"site-packages", "dist-packages"}.isdisjoint(Path(filename).parts)


class _File(NamedTuple):
    """What the syntax tree of a file tells."""

    assigned: dict[Position, str]  # span of a value → the name it is assigned to
    returned: set[Position]  # spans of the values of `return` statements and lambdas
    loops: tuple[tuple[int, int], ...]  # first and last line of each loop, outer ones first
    comprehensions: tuple[Position, ...]
    stores: dict[Position, Position]  # span of a target such as `z[0]` → that of its statement


_files: dict[str, tuple[list[str], _File]] = {}


def _file(filename: str) -> _File:
    lines = linecache.getlines(filename)
    if filename not in _files or _files[filename][0] is not lines:  # another run of a cell
        _files[filename] = lines, _parse("".join(lines))
    return _files[filename][1]


@lru_cache(maxsize=256)
def _parse(text: str) -> _File:
    assigned: dict[Position, str] = {}
    returned: set[Position] = set()
    loops, comprehensions = [], []
    stores: dict[Position, Position] = {}
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return _File({}, set(), (), (), {})
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            stores |= {
                _span(target): _span(node) for target in targets for target in _parts(target)
            }
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _match(target, node.value, assigned)
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
            _match(node.target, node.value, assigned)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            assigned[_span(node)] = node.target.id
        elif isinstance(node, ast.Return) and node.value is not None:
            returned.add(_span(node.value))
        elif isinstance(node, ast.Lambda):
            returned.add(_span(node.body))
        elif isinstance(node, (ast.For, ast.While)):
            loops.append((node.lineno, node.end_lineno or node.lineno))
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            comprehensions.append(_span(node))
    return _File(assigned, returned, tuple(sorted(loops)), tuple(comprehensions), stores)


def _parts(target: ast.expr) -> list[ast.expr]:
    """The targets of `a[0], (b, c[1]) = …`, one by one."""
    if isinstance(target, (ast.Tuple, ast.List)):
        return [part for each in target.elts for part in _parts(each)]
    return [target]


def _match(target: ast.expr, value: ast.expr, assigned: dict[Position, str]) -> None:
    """Pair names with values: `v = x*y`, and each of `a, b = x*y, x+y`."""
    if isinstance(target, ast.Name):
        assigned[_span(value)] = target.id
    elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
        for part, source in zip(target.elts, value.elts, strict=False):
            _match(part, source, assigned)


def _span(node: ast.expr | ast.stmt) -> Position:
    return (
        node.lineno,
        node.end_lineno or node.lineno,
        node.col_offset,
        node.end_col_offset or node.col_offset,
    )


def assigned_name(code: CodeType | None, instruction: int) -> str | None:
    """The name that the value of this instruction was assigned to, or None."""
    position = _position(code, instruction)
    if code is None or position is None or instruction < 0:
        return None
    return _file(code.co_filename).assigned.get(position)


def is_returned(code: CodeType | None, instruction: int) -> bool:
    """Whether the value of this instruction is what its function returns."""
    position = _position(code, instruction)
    if code is None or position is None or instruction < 0:
        return False
    return position in _file(code.co_filename).returned


def loops(filename: str) -> tuple[tuple[int, int], ...]:
    """First and last line of each `for` and `while` of a file, outer ones first."""
    return _file(filename).loops


def comprehension(code: CodeType | None, instruction: int) -> int | None:
    """The line of the innermost comprehension that the instruction stands in, or None."""
    position = _position(code, instruction)
    if code is None or position is None:
        return None
    around = [
        span
        for span in _file(code.co_filename).comprehensions
        if (span[0], span[2]) <= (position[0], position[2])
        and (position[1], position[3]) <= (span[1], span[3])
    ]
    return max(around)[0] if around else None
