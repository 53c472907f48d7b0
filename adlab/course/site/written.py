"""Code that is given as text, run as if it stood in a file of its own.

- `run(text, filename, names)`: run it; functions in it are shown with their source.
"""

from __future__ import annotations

import linecache
from types import CodeType
from typing import Any


def run(text: str, filename: str, names: dict[str, Any]) -> None:
    """Run code, with its lines known to whoever shows where something happened.

    >>> names = {}
    >>> run("def double(x):\\n    return 2 * x\\n", "double.py", names)
    >>> names["double"](4.0), linecache.getline("double.py", 2)
    (8.0, '    return 2 * x\\n')
    """
    exec(compiled(text, filename), names)


def compiled(text: str, filename: str) -> CodeType:
    """Compile code; its lines are known under the name of the file."""
    lines = text.splitlines(keepends=True)
    linecache.cache[filename] = (len(text), None, lines, filename)
    return compile(text, filename, "exec", dont_inherit=True)
