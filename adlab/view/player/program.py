"""A program in a notebook: its source with highlighting, each line linked to its node.

- `html(program)`: one self-contained piece of HTML, without a script.

A line carries its node as `data-node`. The line of a contribution links to the line that computes
the node's value, and every line tells in its title what the node is.
"""

from __future__ import annotations

import html as escaping
import keyword
import re
from collections import Counter

from adlab.engine.programs.program import Program
from adlab.view.assets import sheet
from adlab.view.drawn.theme import variables

TOKEN = re.compile(
    r"(?P<derivative>\b\w+_(?:bar|dot|seed)(?:_of_\w+)?\b)"
    r"|(?P<word>\b[^\W\d]\w*\b)"
    r"|(?P<number>\b\d[\d.]*(?:e[+-]?\d+)?)"
)

_counts: Counter[str] = Counter()


def html(program: Program) -> str:
    """The program as HTML."""
    _counts[program.name] += 1
    prefix = f"adlab-{program.name}-{_counts[program.name]}"
    first: dict[int, int] = {}  # node → the row that computes its value
    for k, row in enumerate(program.rows):
        if row.node is not None:
            first.setdefault(row.node, k)
    width = max((len(row.code) for row in program.rows if row.comment), default=0)
    lines = []
    for k, row in enumerate(program.rows):
        text = highlighted(row.code)
        if row.comment:
            gap = " " * (width - len(row.code))
            text += f'{gap}  <span class="adlab-comment"># {escaping.escape(row.comment)}</span>'
        attributes = f'id="{prefix}-{k}"'
        if row.node is not None:
            title = escaping.escape(program.titles.get(row.node, ""), quote=True)
            attributes += (
                f' href="#{prefix}-{first[row.node]}" data-node="{row.node}" title="{title}"'
            )
        lines.append(f"<a {attributes}>{text}</a>")
    return (
        f"<style>.adlab-program{{{variables('adjoint', 'number')}}}{sheet('program')}</style>"
        f'<pre class="adlab-program" role="region" aria-label="{program.name}" tabindex="0">'
        f"{''.join(lines)}</pre>"
    )


def highlighted(code: str) -> str:
    """A line of Python with its derivatives, keywords and numbers marked."""

    def marked(match: re.Match[str]) -> str:
        kind, text = match.lastgroup, escaping.escape(match[0])
        if kind == "word":
            return (
                f'<span class="adlab-keyword">{text}</span>'
                if keyword.iskeyword(match[0])
                else text
            )
        return f'<span class="adlab-{kind}">{text}</span>'

    parts, end = [], 0
    for match in TOKEN.finditer(code):
        parts += [escaping.escape(code[end : match.start()]), marked(match)]
        end = match.end()
    return "".join(parts) + escaping.escape(code[end:])
