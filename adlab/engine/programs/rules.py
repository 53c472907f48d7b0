"""How a primitive is written as Python: its value, its partials and its linear maps.

Everything comes from the primitive's one declaration. A partial such as `"1.0 - z * z"` is already
Python; here it becomes a template whose gaps take the names of a program's variables.

- `pattern(text)`: an expression in `x`, `y`, `w` and `z` as a template.
- `number_code(name)`: value and partials for plain numbers; `array_code(name)`: for arrays.
- `call_code(...)`: a call with literal parameters, for all that has no shorter form.
- `literal(value, keep)`: a constant as Python writes it.

>>> pattern("1.0 / (x * x + y)")
Pattern(template='1.0 / ({0} * {0} + {1})', letters='xy', called=False, number=None)
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from adlab.engine.primitives import ARGUMENTS, PRIMITIVES, Primitive

LETTERS = (*ARGUMENTS, "z")  # the arguments, and the result
SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "matmul": "@",
         "greater": ">", "greater_equal": ">=", "less": "<", "less_equal": "<=",
         "equal": "==", "not_equal": "!="}  # fmt: skip


class Pattern(NamedTuple):
    """An expression with gaps."""

    template: str  # "{0} * np.cos({1})"
    letters: str  # what goes into the gaps, in order: "x", "y", "w" for arguments, "z" the result
    called: bool  # whether it calls a function, and so may give a NumPy number
    number: float | None  # what it is, if it has no gaps


@cache
def pattern(text: str) -> Pattern:
    """An expression in `x`, `y`, `w` and `z` as a template."""
    tree = ast.parse(text, mode="eval")
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in LETTERS]
    letters = "".join(dict.fromkeys(n.id for n in sorted(names, key=lambda n: n.col_offset)))
    called = any(isinstance(n, ast.Call) for n in ast.walk(tree))
    template, end = "", 0
    for name in sorted(names, key=lambda n: n.col_offset):
        template += escape(text[end : name.col_offset]) + f"{{{letters.index(name.id)}}}"
        end = name.col_offset + 1
    number = None if letters or called else float(eval(text))
    return Pattern(template + escape(text[end:]), letters, called, number)


def escape(text: str) -> str:
    """Braces as `str.format` wants them where they are not gaps."""
    return text.replace("{", "{{").replace("}", "}}")


class Written(NamedTuple):
    """A primitive that works entry by entry, as Python."""

    value: Pattern
    partials: tuple[Pattern | None, ...]  # None where nothing flows
    named: bool = False  # whether it calls functions that are not NumPy's


@cache
def array_code(name: str) -> Written:
    """Value and partials of an elementwise primitive, for arrays."""
    primitive = PRIMITIVES[name]
    arguments = ", ".join(ARGUMENTS[: len(primitive.rules)])
    if name in SIGNS:
        value = f"x {SIGNS[name]} y"
    elif name in ("negative", "positive"):
        value = "-x" if name == "negative" else "x"
    else:
        value = f"{function_name(primitive)}({arguments})"
    partials = []
    for position, rule in enumerate(primitive.rules):
        text = primitive.partials[position] if primitive.partials else ""
        if rule is not None and not text:  # a function that the user gave
            text = f"{plain_name(name)}_partial{position}(z, {arguments})"
        partials.append(pattern(text) if rule is not None else None)
    named = ("(" in value and not value.startswith("np.")) or any(
        partial is not None and "_partial" in partial.template for partial in partials
    )
    return Written(pattern(value), tuple(partials), named)


@cache
def number_code(name: str) -> Written:
    """The same for plain numbers, which some primitives have a quicker way for."""
    if not PRIMITIVES[name].numbers:
        return array_code(name)
    value, *partials = PRIMITIVES[name].numbers
    return Written(pattern(value), tuple(pattern(text) for text in partials))


@cache
def power_code(exponent: float) -> Written:
    """A power with a whole exponent: no number is taken to a complex one, so Python's `**` will do.

    >>> [p.template for p in (power_code(3.0).value, power_code(3.0).partials[0])]
    ['{0} ** 3.0', '3.0 * {0} ** 2.0']
    """
    slope = {0.0: "0.0", 1.0: "1.0", 2.0: "2.0 * x"}.get(
        exponent, f"{exponent!r} * x ** {exponent - 1.0!r}"
    )
    return Written(pattern(f"x ** {exponent!r}"), (pattern(slope), None))


def plain_name(name: str) -> str:
    """The name of a primitive as an identifier: `linalg_inv`."""
    return "".join(c if c.isalnum() or c == "_" else "_" for c in name)


def function_name(primitive: Primitive) -> str:
    """The function of a primitive as the program calls it: `np.sin`, or a name of its own."""
    name = getattr(primitive.function, "__name__", "")
    if getattr(np, name, None) is primitive.function:
        return f"np.{name}"
    return plain_name(primitive.name)


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
    if primitive.name in SIGNS:
        return f"{{0}} {SIGNS[primitive.name]} {{1}}"
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
