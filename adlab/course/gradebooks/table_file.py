"""A CSV file that somebody else made: read, and written back as it was, but for some cells.

- `TableFile.read(path)`: its rows, and how it is written: encoding, delimiter, ends of lines.
- `TableFile.write(path)`: the same, with its rows as they are now.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from adlab.grading.collecting.kept import replace_file

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass
class TableFile:
    """Rows, and how they are written.

    Attributes
    ----------
    rows : the header, and the others; of all the same number of cells
    """

    rows: list[list[str]]
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file; raise ValueError if it is no table, and OSError."""
        data = path.read_bytes()
        encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "") or _encoding(
            data
        )
        text = data.decode(encoding)
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        if not rows or not any(rows[0]):
            raise ValueError(f"{path} is empty")
        width = max(map(len, rows))
        rows = [row + [""] * (width - len(row)) for row in rows if row]
        return cls(rows, encoding, delimiter, "\r\n" if "\r\n" in text else "\n")

    def write(self, path: Path) -> None:
        """Write the file as a whole, or leave the one that is there; raises OSError."""
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=self.delimiter, lineterminator=self.line_end).writerows(
            self.rows
        )
        replace_file(path, file.getvalue(), self.encoding)


def _encoding(data: bytes) -> str:
    """UTF-8, or else what Excel writes in western Europe."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252" if _decodes(data, "cp1252") else "latin-1"
    return "utf-8"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
