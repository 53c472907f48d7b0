"""Style and script of the player, as they go into a page.

- `player_html(identity, still, data)`: a player for a notebook or a page.
- `page(title, player)`: a page of its own.
- `style(arrays, sliders)`: the style sheet; `sheet(name)` is one room of it.
- `script(arrays, sliders)`: a plain script, for a page, which makes every waiting player live.
- `module()`: an ES module, for a widget.
- `in_script(data)`: data that can stand inside a `<script>`.

The script is written as small ES modules under `static/player/`, one per pane, and the style sheet
as one file per room under `static/style/`. They are joined here, the modules without their imports
and exports: nothing is fetched by a page, and nothing has to be built.
"""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from adlab.view.drawn import theme

STATIC = Path(__file__).parent / "static"

# In an order in which each needs only those before it.
MODULES = (
    "tools",
    "jumps",
    "state",
    "templates",
    "geometry",
    "links",
    "places",
    "ledger",
    "motion",
    "magnifier",
    "windows",
    "diagram",
    "code",
    "trace",
    "formula",
    "copy",
    "scrubber",
    "menu",
    "toolbar",
    "zoom",
    "search",
    "picture",
    "groups",
    "details",
    "arithmetic",
    "predict",
    "page",
    "layout",
    "address",
    "player",
    "direction",
    "pair",
    "scalars",
    "digits",
    "refill",
    "sliders",
    "boot",
)
ARRAYS_ONLY = ("details",)
SLIDERS_ONLY = ("scalars", "digits", "refill", "sliders")

# The style sheet by room. A later one may say otherwise of what an earlier one dresses.
ROOMS = (
    "base",
    "toolbar",
    "panes",
    "said",
    "code",
    "trace",
    "menu",
    "help",
    "diagram",
    "heat",
    "arrays",
    "details",
    "stage",
    "predict",
    "widget",
    "sliders",
    "pair",
    "tools",
    "groups",
    "phone",
    "contrast",
    "print",
)
ARRAY_ROOMS = ("heat", "arrays", "details")
SLIDER_ROOMS = ("sliders",)

# In JupyterLab, not a word of a widget that does not come to life, where its twin is the output
# before it. What shows widgets there is the only output without a type.
TWIN = (
    ".jp-OutputArea-child:has([data-adlab-twin])+.jp-OutputArea-child:has(>.jp-OutputArea-output"
    ":not([data-mime-type])):not(:has(.adlab-live)){display:none}"
    "[data-adlab-twin][hidden]{display:none}"
)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ background: Canvas; color: CanvasText; margin: 0; padding: clamp(4px, 2vw, 24px) }}
h1 {{ font: 600 18px system-ui, sans-serif; margin: 4px 2px 12px }}
@media screen and (max-height: 660px), screen and (max-width: 727px) {{
body {{ padding: 0 }}
h1 {{ clip-path: inset(50%); margin: 0; overflow: hidden; position: absolute; height: 1px; width: 1px }}
}}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{player}
</main>
</body>
</html>
"""


def player_html(
    identity: str, still: str, data: dict[str, Any], arrays: bool = True, sliders: bool = False
) -> str:
    """A player: what needs no script, and then the script that makes it live.

    Parameters
    ----------
    identity : str
        The element's id.
    still : str
        HTML that shows where no script may run.
    data : dict
        What the script shows, see `spec`.
    arrays : bool
        Whether there are arrays to show; if not, the page is smaller.
    sliders : bool
        Whether it has sliders of its own.
    """
    return (
        f'<div class="adlab-player" id="{identity}" data-adlab="pending"'
        f' data-lm-suppress-shortcuts="true">\n{still}\n'
        f"<style>{style(arrays, sliders)}</style>\n"
        f'<script type="application/json" class="adlab-spec">{in_script(data)}</script>\n'
        f"<script>{script(arrays, sliders)}</script>\n</div>"
    )


def page(title: str, player: str) -> str:
    """A complete page with a player, which works from disk with no network."""
    return PAGE.format(title=escape(title), player=player)


@cache
def style(arrays: bool = True, sliders: bool = True) -> str:
    """The style sheet, without its comments and needless spaces."""
    colours = f".adlab-player{{{theme.variables()}}}"
    left_out = {*(() if arrays else ARRAY_ROOMS), *(() if sliders else SLIDER_ROOMS)}
    return colours + "".join(sheet(name) for name in ROOMS if name not in left_out)


@cache
def sheet(name: str) -> str:
    """One room of the style sheet."""
    source = (STATIC / "style" / f"{name}.css").read_text(encoding="utf-8")
    return re.sub(r"\s*([{};])\s*", r"\1", compact(source))


@cache
def script(arrays: bool = True, sliders: bool = True) -> str:
    """The modules as one plain script, which mounts the players of the page."""
    return f'(() => {{\n"use strict";\n{_joined(arrays, sliders)}\nboot();\n}})();'


@cache
def module() -> str:
    """The modules as one, which exports what a widget needs."""
    return f"{_joined(arrays=True, sliders=False)}\nexport default {{ render }};"


def _joined(arrays: bool, sliders: bool) -> str:
    left_out = {*(() if arrays else ARRAYS_ONLY), *(() if sliders else SLIDERS_ONLY)}
    names = [name for name in MODULES if name not in left_out]
    return compact("\n".join(_plain(_read(f"player/{name}.js", arrays)) for name in names))


def _plain(source: str) -> str:
    """A module's text without its imports and exports."""
    source = re.sub(r"^import [^;]*;$", "", source, flags=re.MULTILINE)
    source = re.sub(r"^export (?=function|class|const)", "", source, flags=re.MULTILINE)
    return re.sub(r"^export [^;]*;$", "", source, flags=re.MULTILINE)


def _read(name: str, arrays: bool) -> str:
    """A file of the player, for a page with arrays or for one that has none."""
    source = (STATIC / name).read_text(encoding="utf-8")
    if arrays:
        return source
    marked = r"/\* arrays: from here.*?/\* arrays: to here \*/"
    return re.sub(marked, "", source, flags=re.DOTALL)


def compact(source: str) -> str:
    """Leave out comments and indentation; comments stand in lines of their own, as /* … */."""
    source = re.sub(r"^\s*/\*.*?\*/\s*?$", "", source, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(line.strip() for line in source.splitlines() if line.strip())


def in_script(data: Any) -> str:
    """JSON that can stand inside a `<script>`: nothing in it can end the element."""
    dumped = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return dumped.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
