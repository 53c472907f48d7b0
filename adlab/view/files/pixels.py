"""Pictures as pixels.

- `png(svg)`: a picture of `exports.still_svg` as a PNG file.
- `plain_css(svg, theme)`: the picture with simpler CSS, as programs other than browsers know it.
"""

from __future__ import annotations

import re

from adlab.engine.errors import MissingPackageError, explain
from adlab.view.drawn.theme import on_ground


def png(svg: str, *, theme: str = "light", scale: float = 2.0) -> bytes:
    """A picture as pixels, drawn by resvg, whose wheels need no system library.

    Parameters
    ----------
    svg : str
        What `still_svg` gives.
    theme : "light" or "dark"
    scale : float
        Pixels for each unit of the picture.

    Raises
    ------
    MissingPackageError
        The package resvg-py is not installed.
    ValueError
        There is no such theme.
    """
    if theme not in ("light", "dark"):
        raise ValueError(f"theme={theme!r} is neither 'light' nor 'dark'")
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise MissingPackageError(
            explain(
                "A picture of pixels needs the package resvg-py, which is not installed.",
                fix='python -m pip install "adlab[png]"    (or use to_svg(), which needs nothing: '
                "browsers and slides take SVG as well)",
            )
        ) from None
    # Where a font lacks the minus sign, another font takes over the whole text; all have a dash.
    text = plain_css(svg, theme).replace("\u2212", "\u2013")
    return bytes(svg_to_bytes(svg_string=text, zoom=scale))


def plain_css(svg: str, theme: str) -> str:
    """A picture with the colours of one theme, in CSS of level 2, as simple programs know it.

    >>> plain_css("<style>:is(.a, .b) { fill: none; }</style>", "light")
    '<style>.a { fill: none; } .b { fill: none; }</style>'
    """
    named = on_ground(theme)
    start, style, rest = re.split(r"(?<=<style>)|(?=</style>)", svg, maxsplit=2)
    style = re.sub(r"@media .*?\}\s*\}", "", style, flags=re.DOTALL)
    style = re.sub(r"var\((--[\w-]+)\)", lambda match: named[match[1]], style)
    mixed = r"color-mix\(in srgb, #(\w+) (\d+)%, #(\w+)\)"
    style = re.sub(mixed, lambda match: _mixed(*match.groups()), style)
    rules = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style):
        before, inside, after = re.split(r":is\(|\)", f"{selector.strip()}:is()")[:3]
        rules += [f"{before}{each}{after} {{ {body.strip()} }}" for each in inside.split(", ")]
    # They also drop the space with which a part of a line begins, if it begins a part of its own.
    rest = re.sub(r'(<tspan class="adlab-output-mark">) ', "\\1\u00a0", rest)
    return (start + " ".join(rules) + rest).replace("currentColor", named["--adlab-ink"])


def _mixed(one: str, percent: str, other: str) -> str:
    """color-mix() of two colours."""
    share = int(percent) / 100
    pairs = zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
    return "#" + bytes(round(share * a + (1 - share) * b) for a, b in pairs).hex()
