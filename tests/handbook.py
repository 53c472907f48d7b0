"""The commands that the pages of the docs show: what is tested is what is written there."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


def commands(page: str, program: str = "") -> list[str]:
    """The lines of the plain blocks of a page, or those that begin with a program."""
    text = (DOCS / page).read_text("utf-8")
    lines = [
        line.strip()
        for kind, block in _BLOCK.findall(text)
        if not kind
        for line in block.splitlines()
    ]
    return [line for line in lines if line.startswith(program)]


def code(page: str) -> list[str]:
    """The blocks of Python of a page."""
    text = (DOCS / page).read_text("utf-8")
    return [block for kind, block in _BLOCK.findall(text) if kind == "python"]
