"""Style and script of the player, as they go into a page.

- `player_html(identity, still, data)`: a player for a notebook or a page.
- `page(title, player)`: a page of its own.
- `style(needs)`: the style sheet; `sheet(name)` is one room of it.
- `script(needs)`: a plain script, for a page; it turns every waiting player into a live one.
- `pack(needs)`: both, and the words of all players, compressed: a page with many needs one copy.
- `shared(html)`: players without any copy, for a site whose pages all load `shared_script()`.
- `module()`: an ES module, for a widget; `loader()`: the one that loads it.
- `in_script(data)`: data that can stand inside a `<script>`.

The script is written as small ES modules under `static/player/`, one per pane, and the style sheet
as one file per room under `static/style/`. They are joined here, the modules without their imports
and exports: nothing is fetched by a page, and nothing has to be built.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from adlab.view.drawn import theme
from adlab.view.replay.spec import VERSION
from adlab.view.said.templates import WORDS

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
    "resting",
    "motion",
    "magnifier",
    "windows",
    "walk",
    "diagram",
    "code",
    "trace",
    "formula",
    "copy",
    "scrubber",
    "menu",
    "toolbar",
    "search",
    "finite",
    "tree",
    "turns",
    "sizes",
    "lanes",
    "frame",
    "group",
    "calls",
    "groups",
    "entries",
    "lens",
    "details",
    "arithmetic",
    "predict",
    "page",
    "layout",
    "address",
    "player",
    "direction",
    "beside",
    "pair",
    "scalars",
    "digits",
    "refill",
    "moving",
    "curves",
    "slopes",
    "sliders",
    "boot",
)
# What only some pages need, by what it is for.
ONLY = {
    **dict.fromkeys(("scalars", "digits", "refill", "moving", "curves", "slopes"), "tape"),
    "sliders": "sliders",
    **dict.fromkeys(("entries", "lens", "details"), "arrays"),
    **dict.fromkeys(
        ("tree", "turns", "sizes", "lanes", "frame", "group", "calls", "groups"), "groups"
    ),
    "beside": "pair",
    "pair": "pair",
    "direction": "widget",
}

# The style sheet by room. A later one may say otherwise of what an earlier one dresses.
ROOMS = (
    "base",
    "toolbar",
    "panes",
    "said",
    "formula",
    "code",
    "trace",
    "menu",
    "help",
    "diagram",
    "faces",
    "heat",
    "arrays",
    "details",
    "stage",
    "predict",
    "widget",
    "sliders",
    "plots",
    "slopes",
    "pair",
    "tools",
    "groups",
    "lanes",
    "calls",
    "phone",
    "contrast",
    "print",
)
ROOMS_ONLY = {
    **dict.fromkeys(("heat", "arrays", "details"), "arrays"),
    **dict.fromkeys(("lanes", "calls"), "groups"),
    **{name: name for name in ("groups", "pair", "widget", "sliders")},
    **dict.fromkeys(("plots", "slopes"), "tape"),
}
EVERYTHING = frozenset(["arrays", "groups", "pair", "widget", "tape", "sliders"])
SHARED = "site"
"""What players wait for that come without a copy."""

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
h1 {{ clip-path: inset(50%); height: 1px; margin: 0; overflow: hidden; position: absolute }}
}}
</style>
</head>
<body data-adlab-page>
<main>
<h1>{title}</h1>
{player}
</main>
</body>
</html>
"""


class Pack(NamedTuple):
    """Script, style and words of the player, as a page carries them."""

    name: str  # the same for the same content
    packed: str  # compressed by zlib, as base64


def player_html(identity: str, still: str, data: dict[str, Any], *, carries: bool = True) -> str:
    """A player: what needs no script, and then the script that makes it live.

    Parameters
    ----------
    identity : str
        The element's id.
    still : str
        HTML that shows where no script may run.
    data : dict
        What the script shows, see `spec`. What it does not need is left out of the page.
    carries : bool
        Whether it brings script and style. Another player of the page has to, if it does not.
    """
    name, packed = pack_of(data)
    return (
        f'<div class="adlab-player" id="{identity}" data-adlab="pending" data-adlab-pack="{name}"'
        f' data-lm-suppress-shortcuts="true">\n{still}\n'
        f'<script type="application/json" class="adlab-spec">{in_script(_lean(data))}</script>\n'
        f'<script>{unpacker()}("{name}", "{packed if carries else ""}");</script>\n</div>'
    )


def _lean(data: dict[str, Any]) -> dict[str, Any]:
    """The data without the words that all players have: these are in the pack."""
    words = {key: each for key, each in data["words"].items() if WORDS.get(key) != each}
    lean = data | {"words": words}
    if "pair" not in data:
        return lean
    sides = [side | {"spec": _lean(side["spec"])} for side in data["pair"]["sides"]]
    return lean | {"pair": data["pair"] | {"sides": sides}}


def needs_of(data: dict[str, Any]) -> frozenset[str]:
    """What a page has to have for this data, beside what all have."""
    sides = [side["spec"] for side in data["pair"]["sides"]] if "pair" in data else [data]
    found = {"pair"} if "pair" in data else set()
    found |= {"arrays"} if any("pool" in side for side in sides) else set()
    found |= {"tape"} if "tape" in data else set()
    found |= {"sliders"} if data.get("tape", {}).get("sliders") else set()
    found |= {"groups"} if any("groups" in side for side in sides) else set()
    return frozenset(found)


def page(title: str, player: str) -> str:
    """A complete page with a player, which works from disk with no network."""
    return PAGE.format(title=escape(title), player=player)


@cache
def style(needs: frozenset[str] = EVERYTHING) -> str:
    """The style sheet, without its comments and needless spaces."""
    colours = f".adlab-player{{{theme.variables()}}}"
    return colours + "".join(map(sheet, _needed(ROOMS, ROOMS_ONLY, needs)))


@cache
def sheet(name: str) -> str:
    """One room of the style sheet."""
    source = (STATIC / "style" / f"{name}.css").read_text(encoding="utf-8")
    return re.sub(r"\s*([{};])\s*", r"\1", compact(source))


@cache
def script(needs: frozenset[str] = EVERYTHING) -> str:
    """The modules as one plain script, which leaves behind what mounts the players of the page."""
    return f'(() => {{\n"use strict";\n{_joined(needs)}\nwindow.adlabBoot = boot;\n}})();'


def pack_of(data: dict[str, Any]) -> Pack:
    """The pack that a player needs."""
    return pack(needs_of(data))


@cache
def pack(needs: frozenset[str]) -> Pack:
    """Script, style and words, compressed. Browsers unpack them, see `static/unpack.js`.

    >>> pack(frozenset()) == pack(frozenset()), pack(frozenset()) == pack(frozenset(["arrays"]))
    (True, False)
    """
    content = json.dumps([script(needs), style(needs), WORDS])
    return Pack(hashlib.sha1(content.encode()).hexdigest()[:12], _packed(content))


@cache
def unpacker() -> str:
    """A function that takes the name of a pack and, where it is carried, its content."""
    return compact(_read("unpack.js")).removesuffix(";")


def shared(html: str) -> str:
    """HTML with players in it, without script and style: for a page that loads `shared_script()`.

    Their data are compressed as well. Players whose data an older or newer script was written for
    keep their own.

    >>> import adlab
    >>> whole = adlab.step(lambda x: x * x, 3.0)._repr_html_()
    >>> len(whole) > 60_000, len(shared(whole)) < 15_000
    (True, True)
    """
    versions = set(re.findall(r'"version":(\d+),"title":', html))
    if versions != {str(VERSION)}:
        return html
    html = re.sub(r'<script>[^<]*\("\w+", "[\w+/=]*"\);</script>\n?', "", html)
    html = re.sub(r' data-adlab-pack="\w+"', f' data-adlab-pack="{SHARED}"', html)
    return _SPEC.sub(lambda spec: f"{spec[1]} data-packed>{_packed(spec[2])}<", html)


_SPEC = re.compile(r'(<script type="application/json" class="adlab-spec")>([^<]*)<')


def _packed(content: str) -> str:
    return b64encode(zlib.compress(content.encode(), 9)).decode()


@cache
def shared_script() -> str:
    """Script, style and words as one plain script, which puts up all players of its page.

    It leaves behind `adlabShow()`, which does the same for players that come later.
    """
    needs = EVERYTHING - {"widget"}
    given = [SHARED, style(needs), WORDS]
    told = ", ".join(json.dumps(each, ensure_ascii=False) for each in given)
    return f"{script(needs)}\n({compact(_read('shared.js')).removesuffix(';')})({told});\n"


@cache
def module() -> str:
    """The modules as one with the style sheet, which exports what a widget needs."""
    needs = EVERYTHING - {"sliders"}
    sheet = f"const sheet = widgetSheet({json.dumps(style(needs))});"
    shown = "export default { render: (context) => render(context, sheet) };"
    return f"{_joined(needs)}\n{sheet}\n{shown}"


@cache
def loader() -> str:
    """The ES module of a widget: it loads what `module` gives, once for a page."""
    return compact(_read("widget.js"))


def _joined(needs: frozenset[str]) -> str:
    names = _needed(MODULES, ONLY, needs)
    return compact("\n".join(_plain(_read(f"player/{name}.js")) for name in names))


def _needed(names: Sequence[str], only: dict[str, str], needs: frozenset[str]) -> list[str]:
    return [name for name in names if name not in only or only[name] in needs]


def _plain(source: str) -> str:
    """A module's text without its imports and exports."""
    source = re.sub(r"^import [^;]*;$", "", source, flags=re.MULTILINE)
    source = re.sub(r"^export (?=function|class|const)", "", source, flags=re.MULTILINE)
    return re.sub(r"^export [^;]*;$", "", source, flags=re.MULTILINE)


def _read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def compact(source: str) -> str:
    """Leave out comments and indentation; comments end their line, as /* … */."""
    source = re.sub(r"^\s*/\*.*?\*/\s*?$", "", source, flags=re.DOTALL | re.MULTILINE)
    source = re.sub(r"[ \t]*/\*[^*\n]*\*/$", "", source, flags=re.MULTILINE)
    return "\n".join(line.strip() for line in source.splitlines() if line.strip())


def in_script(data: Any) -> str:
    """JSON that can stand inside a `<script>`: nothing in it can end the element."""
    dumped = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return dumped.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
