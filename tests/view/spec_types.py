"""The types of the page's data for its scripts, made from `adlab.view.replay.spec`.

`python -m tests.view.spec_types` writes `adlab/view/static/spec.d.ts` anew.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from adlab.view.assets import STATIC
from adlab.view.replay import spec
from adlab.view.said import columns, maps

PATH = STATIC / "spec.d.ts"
HEAD = "/* Made by tests/view/spec_types.py from adlab/view/replay/spec.py. Do not edit. */"
PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}
ROWS_OF_FACTS = ("Step",)  # whose last field follows one by one


def declarations() -> str:
    """All types, in the order of the module."""
    kinds = [each for _, each in inspect.getmembers(spec, inspect.isclass)]
    kinds = [
        each
        for each in kinds
        if each.__module__ in (spec.__name__, columns.__name__, maps.__name__)
    ]
    kinds.sort(key=lambda kind: (kind.__module__, inspect.getsourcelines(kind)[1]))
    return "\n\n".join([HEAD, *map(_declared, kinds)]) + "\n"


def _declared(kind: Any) -> str:
    hints = get_type_hints(kind)
    said = f"/** {inspect.getdoc(kind).split(chr(10))[0]} */\n"
    if is_dataclass(kind):
        optional = {
            each.name
            for each in fields(kind)
            if each.default is not MISSING or each.default_factory is not MISSING
        }
        lines = [
            f"  {name}{'?' * (name in optional)}: {_type(hint, name in optional)};"
            for name, hint in hints.items()
        ]
        return f"{said}export interface {kind.__name__} {{\n" + "\n".join(lines) + "\n}"
    columns = [f"{name}: {_type(hint)}" for name, hint in hints.items()]
    if kind.__name__ in ROWS_OF_FACTS:
        columns[-1] = f"...{columns[-1]}"
    return f"{said}export type {kind.__name__} = [{', '.join(columns)}];"


def _type(hint: Any, optional: bool = False) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if hint is Any:
        return "any"
    if origin is Literal:
        return " | ".join(f'"{each}"' for each in arguments)
    if origin in (Union, types.UnionType):
        left = [each for each in arguments if not (optional and each is type(None))]
        return " | ".join(map(_type, left))
    if origin is tuple and arguments[-1] is not Ellipsis:
        return f"[{', '.join(map(_type, arguments))}]"
    if origin is dict:
        return f"Record<{_type(arguments[0])}, {_type(arguments[1])}>"
    if origin is not None and issubclass(origin, (Sequence, tuple)):
        inner = _type(arguments[0])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    return str(hint.__name__)


if __name__ == "__main__":
    PATH.write_text(declarations(), encoding="utf-8")
