"""Bytes as Python and IPython read them, within bounds.

- `text_of(data)`: the text of a Python file: UTF-8, or as its first lines or first bytes say.
- `cells_of(data)`: the code cells of a notebook, of format 3 or 4.
- `Deadline`: how long one file may take.

Whatever is wrong with a file is an `Unreadable`.
"""

from __future__ import annotations

import codecs
import io
import json
import time
import tokenize
from dataclasses import dataclass
from typing import Any

LONGEST_CODE = 1024 * 1024
"""Bytes of a Python file, and characters of all the code in a notebook."""

LONGEST_NOTEBOOK = 64 * 1024 * 1024
"""Bytes; a notebook carries its pictures."""

SECONDS = 20.0
"""Of processor time, for one file: a few hundred times what the longest of a course takes."""

SOLUTION_CELL = "-solution"
"""What nbgrader's id of the student's cell ends with, after the id of the exercise."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, which begins with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SLOW = ("punycode", "idna", "unicode_escape", "raw_unicode_escape")
"""Codecs that no editor writes, some of which take quadratic time."""


class Unreadable(ValueError):
    """A file that cannot be read. The message goes on after "It cannot be read: "."""


class Deadline:
    """How long reading a file may take, in processor time of this thread."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._end = time.thread_time() + seconds

    def check(self) -> None:
        """Raise Unreadable if the time is over."""
        if time.thread_time() > self._end:
            raise Unreadable("it takes too long")


@dataclass(frozen=True)
class CodeCell:
    """A code cell of a notebook: its text, and nbgrader's id of it or ""."""

    text: str
    id: str = ""


def text_of(data: bytes, longest: int = LONGEST_CODE) -> str:
    r"""The text of a Python file; lines end with "\n".

    >>> text_of("# coding: latin-1\r\n# caf\u00e9".encode("latin-1"))
    '# coding: latin-1\n# café'
    >>> text_of(codecs.BOM_UTF16_LE + "x = 1".encode("utf-16-le"))
    'x = 1'

    Raises Unreadable if it is too long, or not in the encoding that it says, UTF-8 if it says none.
    """
    if len(data) > longest:
        raise Unreadable(f"it is larger than {longest // 1024**2} MiB")
    bom, encoding = next((pair for pair in _BOMS if data.startswith(pair[0])), (b"", ""))
    try:
        encoding = encoding or _declared(data)
        text = data[len(bom) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"byte {error.start + 1} is not {encoding.upper()}; save the file as UTF-8"
        ) from error
    except LookupError as error:
        raise Unreadable(f"there is no encoding {encoding!r}; save the file as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _declared(data: bytes) -> str:
    """The encoding that the first two lines say (PEP 263); else UTF-8."""
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError as error:
        if "encoding" in str(error) and "unknown" in str(error):
            raise Unreadable(f"it says {str(error)!r}; save the file as UTF-8") from error
        return "utf-8"  # decoding will say at which byte it is not
    if codecs.lookup(encoding).name.replace("-", "_") in _SLOW:
        raise Unreadable(f"it says that it is {encoding}; save the file as UTF-8")
    return encoding


def cells_of(data: bytes) -> list[CodeCell]:
    """The code cells of a notebook; raise Unreadable if it is none."""
    try:
        notebook = json.loads(text_of(data, LONGEST_NOTEBOOK))
        pages = notebook.get("worksheets", [notebook])
        cells = [_code_cell(cell) for page in pages for cell in page["cells"] if _is_code(cell)]
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("lists within lists, too deep") from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"it is no notebook ({error.msg} in line {error.lineno})") from error
    except (ValueError, KeyError, TypeError, AttributeError, LookupError) as error:
        raise Unreadable(f"it is no notebook ({type(error).__name__}: {error})") from error
    if sum(len(cell.text) for cell in cells) > LONGEST_CODE:
        raise Unreadable(f"it has more than {LONGEST_CODE // 1024**2} MiB of code")
    return cells


def _is_code(cell: dict[str, Any]) -> bool:
    return cell["cell_type"] == "code"


def _code_cell(cell: dict[str, Any]) -> CodeCell:
    source = cell["source"] if "source" in cell else cell["input"]  # "input" in format 3
    text = source if isinstance(source, str) else "".join(source)
    nbgrader = cell.get("metadata", {}).get("nbgrader", {})
    return CodeCell(text.replace("\r\n", "\n").replace("\r", "\n"), _id_of(nbgrader))


def _id_of(nbgrader: dict[str, Any]) -> str:
    """nbgrader's id of a cell that the student writes; "" of one that checks it."""
    if nbgrader.get("grade") and not nbgrader.get("solution", True):
        return ""
    return str(nbgrader.get("grade_id", "")).removesuffix(SOLUTION_CELL)
