"""Tables: their cells one below the other as text, and as a plain `<table>`.

- `aligned(rows)`: rows of texts, each column of one width; `pad`, `width` of one text.
- `cell`, `cells`, `row`, `table`: HTML, with no script and no style sheet.
- `as_text(rows)`, `as_html(rows)`: a whole table, of which the first row is the head.

>>> aligned([("x", "2 · 5"), ("v̄1", "")])
[['x ', '2 · 5'], ['v̄1', '     ']]
>>> row([cell("x", "th", 'scope="row"'), cell("< 5")])
'<tr><th scope="row">x</th><td>&lt; 5</td></tr>'
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from html import escape


def width(line: str) -> int:
    """How many columns a text takes: combining marks take none."""
    return sum(not unicodedata.combining(character) for character in line)


def pad(line: str, columns: int) -> str:
    """A text with spaces to a given width."""
    return line + " " * (columns - width(line))


def aligned(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows with every text as wide as the widest of its column."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [[pad(*each) for each in zip(line, widths, strict=True)] for line in rows]


def cell(text: object, tag: str = "td", attributes: str = "", before: str = "") -> str:
    """A cell of an HTML table; `before` is HTML that stands before the text in it."""
    return f"<{tag}{' ' * bool(attributes)}{attributes}>{before}{escape(str(text))}</{tag}>"


def cells(texts: Iterable[object], tag: str = "td", attributes: str = "") -> list[str]:
    """Cells that are alike."""
    return [cell(text, tag, attributes) for text in texts]


def row(cells: Iterable[str]) -> str:
    """A row of such cells."""
    return f"<tr>{''.join(cells)}</tr>"


def table(head: str, *bodies: Iterable[str], attributes: str = "", caption: str = "") -> str:
    """A table of rows: one is the head, and each body is a group of rows."""
    groups = "".join([f"<tbody>{''.join(body)}</tbody>" for body in bodies])
    opening = f"<table{' ' * bool(attributes)}{attributes}>"
    return f"{opening}{caption}<thead>{head}</thead>{groups}</table>"


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows as lines of text.

    >>> print(as_text([("node", "value"), ("v1", "10")]))
    node  value
    v1    10
    """
    return "\n".join("  ".join(row).rstrip() for row in aligned(rows))


def as_html(rows: Sequence[Sequence[str]]) -> str:
    """The same as a table that can be read from afar."""
    left = 'style="text-align: left; padding: 4px 14px 4px 6px"'
    head = row(cells(rows[0], "th", f'scope="col" {left}'))
    body = [row(cells(each, "td", left)) for each in rows[1:]]
    return table(head, body, attributes='style="font-size: 15px"')
