"""The concept inventory on paper: a sheet to print, and its key on another.

- `sheet_html(form, short)`: the questions as a page with boxes to mark.
- `key_text(form, short)`, `key_html(form, short)`: for the instructor: the key, and what each wrong
  answer tells of who takes it.

>>> print(key_text("A", short=True).splitlines()[3])
1 C  A: the near path only; B: a share was written over the one before; D: the value of a
"""

from __future__ import annotations

from html import escape

from adlab.course.asking.inventory import (
    CONVENTIONS,
    NOT_VALIDATED,
    Item,
    items,
    questions_html,
)

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 11pt/1.4 system-ui, sans-serif; max-width: 46rem; margin: 1.5rem auto }}
body {{ padding: 0 1rem }}
li {{ break-inside: avoid; margin: 0 0 0.8rem }}
li p {{ margin: 0 0 0.2rem }}
td, th {{ padding: 2px 12px 2px 0; text-align: left; vertical-align: top }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def sheet_html(form: str, short: bool = False) -> str:
    """The questions as a page to print; the key is not in it."""
    body = (
        f"<p>Name: ______________________________ Date: ______________</p>"
        f"<p>{escape(CONVENTIONS)}</p>{questions_html(items(form, short), '☐ ')}"
    )
    return _PAGE.format(title=f"Concept inventory, form {form}", body=body)


def key_text(form: str, short: bool = False) -> str:
    """The key of a form, a line for each question."""
    lines = [f"Concept inventory, form {form}: the key", NOT_VALIDATED, ""]
    return "\n".join([*lines, *(f"{i.number} {i.key}  {_said(i)}" for i in items(form, short))])


def key_html(form: str, short: bool = False) -> str:
    """The same as a page."""
    rows = "".join(
        f"<tr><td>{i.number}</td><td><strong>{i.key}</strong></td><td>{escape(i.cluster)}</td>"
        f"<td>{escape(_said(i))}</td></tr>"
        for i in items(form, short)
    )
    body = (
        f"<p><em>{escape(NOT_VALIDATED)}</em></p><table><tr><th></th><th>key</th><th>cluster</th>"
        f"<th>what wrong answers tell</th></tr>{rows}</table>"
    )
    return _PAGE.format(title=f"Concept inventory, form {form}: the key", body=body)


def _said(item: Item) -> str:
    return "; ".join(f"{letter}: {words}" for letter, words in item.says.items())
