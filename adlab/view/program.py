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

# The text has the colours of the page around it. Hues are told apart in light and in dark, and
# comments and keywords differ in slant and weight as well.
STYLE = """
.adlab-program { margin: 0; overflow-x: auto; line-height: 1.5; color-scheme: inherit;
  font: 13px/1.5 var(--jp-code-font-family, ui-monospace, "DejaVu Sans Mono", monospace);
  color: var(--jp-content-font-color1, currentColor); }
.adlab-program a { color: inherit; text-decoration: none; display: block; white-space: pre;
  border-radius: 3px; }
.adlab-program a:hover, .adlab-program a:focus-visible, .adlab-program a:target {
  background: rgb(127 127 127 / 0.22); }
.adlab-program .adlab-keyword { font-weight: 700; }
.adlab-program .adlab-derivative { color: #b3500a; color: light-dark(#b3500a, #ff9d5c); }
.adlab-program .adlab-number { color: #0d6b58; color: light-dark(#0d6b58, #5fd3b7); }
.adlab-program .adlab-comment { font-style: italic; opacity: 0.78; }
"""

TOKEN = re.compile(
    r"(?P<derivative>\b\w+_(?:bar|dot|seed)(?:_of_\w+)?\b)|(?P<word>\b[^\W\d]\w*\b)|(?P<number>\b\d[\d.]*(?:e[+-]?\d+)?)"
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
        f"<style>{STYLE}</style>"
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
