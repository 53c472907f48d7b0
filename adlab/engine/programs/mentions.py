"""What a piece of code mentions: the globals it reads, the attributes, the modules it imports.

- `mentioned(code)`: by the instructions of the code, and of the functions written inside it.
"""

from __future__ import annotations

import dis
import re
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

# Where code looks names up that only a string knows.
REFLECTION = frozenset(
    ["getattr", "hasattr", "setattr", "vars", "globals", "eval", "exec", "attrgetter",
     "methodcaller", "__dict__", "__getattribute__", "import_module"]
)  # fmt: skip


class Mentions(NamedTuple):
    """The names that a piece of code mentions."""

    globals: frozenset[str]
    attributes: frozenset[str]
    modules: frozenset[str]
    reflects: bool  # whether it looks up names that are strings


@lru_cache(maxsize=1024)
def mentioned(code: CodeType) -> Mentions:
    """The names that a code object and those inside it mention.

    >>> found = mentioned(compile("net.layers[0].w + getattr(net, 'b')", "", "eval"))
    >>> sorted(found.globals), sorted(found.attributes)
    (['b', 'getattr', 'net'], ['b', 'layers', 'w'])
    """
    names: dict[str, set[str]] = {"global": set(), "attribute": set(), "module": set()}
    for instruction in dis.get_instructions(code):
        if instruction.opcode in dis.hasname:
            names[_sort(instruction.opname)].add(instruction.argval)
    reflects = bool((names["global"] | names["attribute"]) & REFLECTION)
    if reflects:
        words = set(words_of(code.co_consts))
        names["global"] |= words
        names["attribute"] |= words
    inner = [mentioned(part) for part in code.co_consts if isinstance(part, CodeType)]
    return Mentions(
        frozenset(names["global"]).union(*[part.globals for part in inner]),
        frozenset(names["attribute"]).union(*[part.attributes for part in inner]),
        frozenset(names["module"]).union(*[part.modules for part in inner]),
        reflects or any(part.reflects for part in inner),
    )


def _sort(opname: str) -> str:
    """Which sort of name an instruction has: LOAD_GLOBAL, LOAD_NAME; IMPORT_NAME; LOAD_ATTR, …"""
    if opname == "IMPORT_NAME":
        return "module"
    return "global" if "GLOBAL" in opname or "NAME" in opname else "attribute"


def words_of(value: object) -> Iterator[str]:
    """The names that stand in a string, or in a list or the like of strings."""
    if isinstance(value, str):
        yield from re.findall(r"[^\W\d]\w*", value)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for part in value:
            yield from words_of(part)
