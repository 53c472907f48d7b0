"""How a primitive is written as Python: its value, its partials and its linear maps.

Everything comes from the primitive's one declaration. A partial such as `"1.0 - z * z"` is already
Python; here it becomes a template whose gaps take the names of a program's variables.

- `pattern(text)`: an expression in `x`, `y`, `w` and `z` as a template.
- `number_code(primitive)`: value and partials for plain numbers; `array_code(primitive)`: for
  arrays.
- `call_code(...)`: a call with literal parameters, for all that has no shorter form.
- `literal(value, keep)`: a constant as Python writes it.

>>> pattern("1.0 / (x * x + y)")
Pattern(template='1.0 / ({0} * {0} + {1})', letters='xy', called=False, number=None, floats='')
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.arrays.linear_maps import unit_seeds
from adlab.engine.errors import BranchChanged
from adlab.engine.primitives.primitive import ARGUMENTS, NAMESPACE, Primitive

LETTERS = (*ARGUMENTS, "z")  # the arguments, and the result


PLAIN = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call, ast.keyword,
         ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Slice, ast.Tuple, ast.List,
         ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context)  # fmt: skip


class Pattern(NamedTuple):
    """An expression with gaps."""

    template: str  # "{0} * np.cos({1})"
    letters: str  # what goes into the gaps, in order: "x", "y", "w" for arguments, "z" the result
    called: bool  # whether it calls a function, and so may give a NumPy number
    number: float | None  # what it is, if it has no gaps
    floats: str | None  # letters: where they are float64, it is; None: it may be other anyway


@cache
def pattern(text: str) -> Pattern:
    """An expression in `x`, `y`, `w` and `z` as a template."""
    tree = parsed(text)
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in LETTERS]
    names.sort(key=lambda n: (n.lineno, n.col_offset))
    letters = "".join(dict.fromkeys(n.id for n in names))
    called = any(isinstance(n, ast.Call) for n in ast.walk(tree))
    number = None if letters or called else float(eval(text, {**NAMESPACE}))
    floats = floats_of(tree)
    for name in names:
        name.id = f"gap{letters.index(name.id)}_"
    template = escape(ast.unparse(tree))
    for k in range(len(letters)):
        template = template.replace(f"gap{k}_", f"{{{k}}}")
    return Pattern(template, letters, called, number, floats)


def parsed(text: str) -> ast.expr:
    """The expression of a partial, read as `elementwise` reads it."""
    tree = ast.parse(f"lambda: {text}", mode="eval").body
    assert isinstance(tree, ast.Lambda)
    return tree.body


def is_plain(text: str) -> bool:
    """Whether a partial can be written into a program: it gives names to nothing.

    >>> is_plain("x if x > 0 else -x"), is_plain("(lambda v1: v1 + x)(y)")
    (True, False)
    """
    return all(isinstance(node, PLAIN) for node in ast.walk(parsed(text)))


def floats_of(tree: ast.expr) -> str | None:
    """The letters that have to be float64 for an expression to be; None if it may be other anyway.

    >>> [floats_of(parsed(text)) for text in ("1.0 - z * z", "-z * x", "np.where(x, 1.0, y)")]
    ['', 'xz', 'y']
    >>> [floats_of(parsed(text)) for text in ("x > 0", "x or y", "2 * x", "np.sum(x)")]
    [None, None, 'x', None]
    """
    match tree:
        case ast.Constant(value=float()):
            return ""
        case ast.Name(id=name):
            return name if name in LETTERS else None
        case ast.Attribute(value=ast.Name(id="np"), attr=name):
            return "" if type(getattr(np, name, None)) is float else None
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            return floats_of(operand)
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.Pow()):
            sides = [side for side in (tree.left, tree.right) if not is_whole(side)]
            found = [floats_of(side) for side in sides]
            return "" if "" in found and None not in found else all_of(found)
        case ast.IfExp(body=body, orelse=other):
            return all_of([floats_of(body), floats_of(other)])
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr=name), keywords=[]):
            return floats_of_call(getattr(np, name, None), tree.args)
        case ast.Call(func=ast.Name(id=name), keywords=[]):  # a helper of the rules
            return all_of(map(floats_of, tree.args)) if name in NAMESPACE else None
    return None


def floats_of_call(function: Any, arguments: Sequence[ast.expr]) -> str | None:
    """The same for a call of NumPy's."""
    if function is np.where:
        return all_of(map(floats_of, arguments[1:])) if len(arguments) == 3 else None
    keeps = isinstance(function, np.ufunc) and "d" * function.nin + "->d" in function.types
    return all_of(map(floats_of, arguments)) if keeps else None


def all_of(found: Iterable[str | None]) -> str | None:
    """The letters of all; None if there is none for one, or no one."""
    letters = list(found)
    if not letters or None in letters:
        return None
    return "".join(sorted({letter for some in letters for letter in some or ""}))


def is_whole(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Constant) and type(tree.value) is int


def escape(text: str) -> str:
    """Braces as `str.format` wants them where they are not gaps."""
    return text.replace("{", "{{").replace("}", "}}")


class Written(NamedTuple):
    """A primitive that works entry by entry, as Python."""

    value: Pattern
    partials: tuple[Pattern | None, ...]  # None where nothing flows
    functions: tuple[tuple[str, Place], ...] = ()  # what it calls that is not NumPy's


@cache
def array_code(primitive: Primitive) -> Written:
    """Value and partials of an elementwise primitive, for arrays."""
    name = primitive.name
    arguments = ", ".join(ARGUMENTS[: len(primitive.rules)])
    functions: list[tuple[str, Place]] = []
    if primitive.alias:
        value = "x"
    elif primitive.sign:
        value = f"x {primitive.sign} y" if len(primitive.rules) == 2 else f"{primitive.sign}x"
    else:
        called = function_name(primitive)
        if called in NAMES:
            functions.append((called, NAMES[called]))
        value = f"{called}({arguments})"
    partials = []
    for position, rule in enumerate(primitive.rules):
        text = primitive.partials[position] if primitive.partials else ""
        if rule is not None and not (text and is_plain(text)):  # called as it is
            place = ("partial", name, position)
            called = called_name(f"{plain_name(name)}_partial{position}", place, primitive)
            functions.append((called, place))
            text = f"{called}(z, {arguments})"
        partials.append(pattern(text) if rule is not None else None)
    return Written(pattern(value), tuple(partials), tuple(functions))


@cache
def number_code(primitive: Primitive) -> Written:
    """The same for plain numbers, which some primitives have a quicker way for."""
    return written(*primitive.numbers) if primitive.numbers else array_code(primitive)


@cache
def written(value: str, *partials: str | None) -> Written:
    """Value and partials that are given as expressions."""
    found = tuple(None if text is None else pattern(text) for text in partials)
    return Written(pattern(value), found)


def same_answer(outcome: Any, before: Any) -> bool:
    """Whether a question has the answer it had."""
    if isinstance(before, tuple):
        return len(outcome) == len(before) and all(map(same_answer, outcome, before))
    has_nan = np.asarray(before).dtype.kind == "f"
    return np.array_equal(outcome, before, equal_nan=has_nan)


def plain_name(name: str) -> str:
    """The name of a primitive as an identifier: `linalg_inv`."""
    return "".join(c if c.isalnum() or c == "_" else "_" for c in name)


Place = tuple[Any, ...]  # where a function is declared: ("value", "cube"), ("partial", "cube", 0)
NAMES: dict[str, Place] = {}  # the functions of primitives that are not NumPy's, as programs call
#                               them: no two alike, in whatever program they meet
TOOLS: dict[str, Any] = {"np": np, "float64": np.float64, "add_reduce": np.add.reduce,
                         "inf": np.inf, "nan": np.nan, "same": same_answer, "units": unit_seeds,
                         "BranchChanged": BranchChanged}  # fmt: skip
TAKEN = re.compile(r"([vptc]\d|block\d|gap\d|ask_|map_)")  # how other names in programs begin


def called_name(wish: str, place: Place, primitive: Primitive) -> str:
    """The name under which programs call a function of a primitive."""
    name = f"own_{wish}" if TAKEN.match(wish) or keyword.iskeyword(wish) else wish
    while NAMES.get(name, place) != place or not is_free(name, primitive):
        name += "_"
    NAMES[name] = place
    return name


def is_free(name: str, primitive: Primitive) -> bool:
    """Whether nothing else that a program may name is called so."""
    if name in TOOLS or hasattr(builtins, name):
        return False
    helper = NAMESPACE.get(name)  # of the expressions of partials
    home = getattr(primitive.function, "__module__", "")
    return helper is None or helper.__module__ == home  # as `sigmoid`, which is the same


def function_name(primitive: Primitive) -> str:
    """The function of a primitive as programs call it: `np.sin`, or a name of its own."""
    name = getattr(primitive.function, "__name__", "")
    if getattr(np, name, None) is primitive.function:
        return f"np.{name}"
    return called_name(plain_name(primitive.name), ("value", primitive.name), primitive)


def value_code(
    primitive: Primitive,
    count: int,
    params: dict[str, Any],
    keep: Callable[[Any], str],
    short: bool = True,
) -> str:
    """The template of a value: `np.sum({0}, axis=0)`; a short form may want arrays."""
    if primitive.code is not None and short:
        given = {key: keep_literal(value, keep) for key, value in params.items()}
        text: str | None = primitive.code(count, **given)
        if text is not None:
            return text
    if primitive.sign:
        return f"{{0}} {primitive.sign} {{1}}"
    return call_code(function_name(primitive), [f"{{{k}}}" for k in range(count)], params, keep)


def call_code(
    function: str, arguments: list[str], params: dict[str, Any], keep: Callable[[Any], str]
) -> str:
    """The template of a call, with the parameters as literals."""
    given = [f"{key}={keep_literal(value, keep)}" for key, value in params.items()]
    return f"{function}({', '.join([*arguments, *given])})"


def keep_literal(value: Any, keep: Callable[[Any], str]) -> str:
    return escape(literal(value, keep))


def literal(value: Any, keep: Callable[[Any], str]) -> str:
    """A constant as Python writes it; what cannot be written is kept under a name.

    >>> literal((slice(1, None), 0, None), keep=lambda value: "c0"), literal(-2.0, None)
    ('(slice(1, None, None), 0, None)', '(-2.0)')
    """
    if type(value) is float:
        text = repr(value)
        return f"({text})" if text[0] == "-" else text
    if value is None or value is Ellipsis or type(value) in (bool, int, str):
        return "..." if value is Ellipsis else repr(value)
    if type(value) in (tuple, list):
        inner = ", ".join(literal(part, keep) for part in value)
        if type(value) is list:
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if type(value) is slice:
        return (
            f"slice({', '.join(literal(v, keep) for v in (value.start, value.stop, value.step))})"
        )
    return keep(value)


def written_index(index: Any, keep: Callable[[Any], str]) -> str:
    """An index as it stands between brackets: `1:, 0`.

    >>> written_index((slice(1, None), None, 0), keep=None)
    '1:, None, 0'
    """
    if type(index) is tuple and index:
        return ", ".join(written_index(part, keep) for part in index) + "," * (len(index) == 1)
    if type(index) is slice:
        ends = ["" if end is None else str(end) for end in (index.start, index.stop, index.step)]
        return ":".join(ends[: 2 if index.step is None else 3])
    return literal(index, keep)
