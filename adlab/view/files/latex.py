r"""On paper: the picture when all has run, and the evaluation trace, in LaTeX.

`nbconvert --to latex` and `--to pdf` take it.

- `latex(graph, timelines, picture)`: both. What they need, PGF, xcolor, adjustbox and longtable, is
  what the documents have that nbconvert writes; in others without PGF the table stands alone.
- `escaped(text)`: a text with names and signs, as LaTeX.

>>> escaped("v̇₍₂₎ = learning_rate · −3")
'$\\dot{v}$\\textsubscript{(2)} = learning\\_rate $\\cdot$ $-$3'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from unicodedata import normalize
from xml.etree.ElementTree import Element

from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.drawn.diagram import diagram, fill, finished
from adlab.view.drawn.geometry import Point
from adlab.view.drawn.theme import COLOURS
from adlab.view.said.templates import WORDS
from adlab.view.tables.table import NODE_LIMIT, rows, slopes_in, slopes_of


class Look(NamedTuple):
    """How parts with a class are drawn; a part with none of these is left out."""

    fill: str = ""  # a colour
    stroke: str = ""
    width: float = 1.2


INHERITED = "*"  # the colour of what something is about: value, tangent or adjoint
SMALLER = ("note", "card-note", "lane-kind", "lane-most", "lane-turn")
LOOKS = {
    "line": Look(stroke="line"),
    "tab": Look(fill="adj-tint"),
    "box": Look("box", "line"),
    "gate-box": Look("paper", "partial", 0.8),
    "bundle": Look(stroke="line", width=2.6),
    "exit-mark": Look(stroke="line", width=1.8),
    "turn-behind": Look("paper", "faint"),
    "turn-card": Look("paper", INHERITED, 1.6),
    "card": Look("say", INHERITED, 1.6),
    "behind": Look("faint", "line"),
    "chip": Look("paper", "line", 0.8),
    "lane-zero": Look(stroke="faint"),
    "lane-line": Look(stroke=INHERITED, width=2.0),
    "lane-at": Look(stroke=INHERITED, width=1.6),
    "lane-dot": Look(fill=INHERITED),
    "bars-zero": Look(stroke="faint", width=0.8),
    "bars-line": Look(stroke=INHERITED, width=1.4),
    "bar": Look(fill=INHERITED),
}
INKS = {
    "value": "value",
    "derivative": "adjoint",
    "partial": "partial",
    **dict.fromkeys(("label", *SMALLER), "soft"),
    **dict.fromkeys(("lane-name", "lane-number"), INHERITED),
}
BOLD = {"glyph", "derivative", "lane-name", "lane-number", "trail"}
SIZES = {"glyph": 16.0, "label": 11.5, "chip-text": 14.0, **dict.fromkeys(SMALLER, 11.0)}
LONG_GLYPH = 6  # characters, beyond which the name of an input is written smaller
PIXEL = 0.75  # points

SIGNS = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "|": r"\textbar{}", "<": r"\textless{}", ">": r"\textgreater{}", "…": r"\dots{}", "−": "$-$",
    "·": r"$\cdot$", "×": r"$\times$", "÷": r"$\div$", "√": r"$\surd$", "∂": r"$\partial$",
    "≥": r"$\ge$", "≤": r"$\le$", "≠": r"$\ne$", "∞": r"$\infty$", "⌊": r"$\lfloor$",
    "⌋": r"$\rfloor$", "⌈": r"$\lceil$", "⌉": r"$\rceil$", "σ": r"$\sigma$", "→": r"$\to$",
    "°": r"$^\circ$", "∛": r"$\sqrt[3]{\ }$", "ᵀ": r"$^T$", "⊙": r"$\odot$", "²": r"$^2$",
    "ⁿ": r"$^n$", "Σ": r"$\Sigma$", "π": r"$\pi$", "₂": r"$_2$",
}  # fmt: skip
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₍₎", "0123456789()")
TOKEN = re.compile("(.)([\u0304\u0307])|([₀₁₂₃₄₅₆₇₈₉₍₎]+)|(.)", re.DOTALL)


def latex(graph: Graph, timelines: Mapping[str, Timeline], picture: Element | None = None) -> str:
    """The graph as it is when all has run, and the evaluation trace below it.

    `picture` is another picture of it, as that of a graph in groups.

    >>> import adlab
    >>> "pgfpicture" in latex(adlab.trace(lambda x: x * x, 3.0), {})
    True
    """
    backward = next((each for each in timelines.values() if each.sweep.kind == "reverse"), None)
    if picture is None:
        picture = diagram(graph)
        fill(picture, finished(graph, backward))
    return f"{_picture(picture)}\n\n{table(graph, timelines)}"


def table(graph: Graph, timelines: Mapping[str, Timeline]) -> str:
    """Values and derivatives: those of the first output, else those along the first input."""
    shown = rows(graph, timelines, NODE_LIMIT)
    held = shown[0].adjoints or shown[0].tangents if shown else {}
    seed = next(iter(held), None)
    heads = [WORDS["node"], WORDS["is"], f"{WORDS['value']} v"]
    if seed is not None:
        heads.append(slopes_of(seed) if shown[0].adjoints else slopes_in(seed))
    lines = [heads]
    for row in shown:
        cells = [(row.adjoints or row.tangents)[seed].text] if seed is not None else []
        lines.append([row.node, row.formula, row.value.text, *cells])
    if len(graph) > len(shown):
        lines.append([WORDS["rows"].format(n=len(graph) - len(shown)), *[""] * (len(heads) - 1)])
    written = [" & ".join(map(escaped, line)) + r" \\" for line in lines]
    body = "\n".join([written[0], r"\hline", *written[1:]])
    return f"\\begin{{longtable}}{{ll{'r' * (len(heads) - 2)}}}\n{body}\n\\end{{longtable}}"


def escaped(text: str) -> str:
    """A text as LaTeX; letters with a bar or a dot, and signs, as formulas."""
    found = []
    for letter, mark, low, other in TOKEN.findall(normalize("NFD", text)):
        if mark:
            found.append(rf"$\{'bar' if mark == chr(0x304) else 'dot'}{{{letter}}}$")
        elif low:
            found.append(rf"\textsubscript{{{low.translate(SUBSCRIPTS)}}}")
        elif other in "#$%&_{}":
            found.append(f"\\{other}")
        else:
            found.append(SIGNS.get(other, other))
    return "".join(found)


# -- The picture ----------------------------------------------------------------------------------


def _picture(root: Element) -> str:
    """The drawing of a graph in PGF."""
    used = {"ink", "value", "adjoint", "tangent", *INKS.values()}
    used |= {name for look in LOOKS.values() for name in look[:2]}
    colours = [
        f"\\definecolor{{adlab-{name}}}{{HTML}}{{{colour.light[1:].upper()}}}"
        for name, colour in COLOURS.items()
        if name in used
    ]
    return "\n".join(
        [
            r"\ifdefined\pgfpicture\ifdefined\adjustbox",
            r"\begin{adjustbox}{max width=\linewidth}\begin{pgfpicture}",
            *colours,
            *_parts(root, 0.0, 0.0),
            r"\end{pgfpicture}\end{adjustbox}",
            r"\fi\fi",
        ]
    )


def _parts(group: Element, x: float, y: float, ink: str = "ink") -> Iterator[str]:
    for part in group:
        if part.tag == "g":
            dx, dy = _numbers(part.get("transform", "")) or (0.0, 0.0)
            yield from _parts(part, x + dx, y + dy, _ink(part, ink))
            continue
        looks = [name.removeprefix("adlab-") for name in part.get("class", "").split()]
        if part.tag == "text":
            yield from _text(part, looks, x, y, ink)
            continue
        look = next((LOOKS[name] for name in looks if name in LOOKS), None)
        if look and part.tag in OUTLINES:
            own = _ink(part, ink)
            look = Look(
                look.fill.replace(INHERITED, own), look.stroke.replace(INHERITED, own), look.width
            )
            yield from _drawn(OUTLINES[part.tag](part, x, y), look)


def _ink(part: Element, ink: str) -> str:
    """The colour of what a part is about: its own, or that of what it is in."""
    found = re.search(r"adlab-of-(value|adjoint|tangent)", part.get("class", ""))
    return found[1] if found else ink


def _drawn(outline: list[str], look: Look) -> Iterator[str]:
    uses = ["fill"] * bool(look.fill) + ["stroke"] * bool(look.stroke)
    yield r"\begin{pgfscope}"
    yield rf"\pgfsetlinewidth{{{PIXEL * look.width:.2f}bp}}"
    yield from [rf"\pgfset{use}color{{adlab-{getattr(look, use)}}}" for use in uses]
    yield from outline
    yield rf"\pgfusepath{{{','.join(uses)}}}\end{{pgfscope}}"


def _path(part: Element, x: float, y: float) -> list[str]:
    drawn, at = [], (0.0, 0.0)
    for command, rest in re.findall(r"([MCLHVlz])([^MCLHVlz]*)", part.get("d", "")):
        points = _reached(command, _numbers(rest), at)
        at = points[-1] if points else at
        said = [_point(x + a, y + b) for a, b in points]
        if command == "C":
            curves = zip(said[::3], said[1::3], said[2::3], strict=True)
            drawn += [rf"\pgfpathcurveto{{{a}}}{{{b}}}{{{c}}}" for a, b, c in curves]
        elif command == "z":
            drawn.append(r"\pgfpathclose")
        else:
            drawn.append(rf"\pgfpath{'move' if command == 'M' else 'line'}to{{{said[0]}}}")
    return drawn


def _reached(command: str, numbers: list[float], at: Point) -> list[Point]:
    """The points that a command of a path names."""
    if command == "H":
        return [(numbers[0], at[1])]
    if command == "V":
        return [(at[0], numbers[0])]
    points = [*zip(numbers[::2], numbers[1::2], strict=True)]
    return [(at[0] + x, at[1] + y) for x, y in points] if command == "l" else points


def _circle(part: Element, x: float, y: float) -> list[str]:
    centre = _point(x + float(part.get("cx", "0")), y + float(part.get("cy", "0")))
    return [rf"\pgfpathcircle{{{centre}}}{{{PIXEL * float(part.get('r', '0')):.2f}bp}}"]


def _rectangle(part: Element, x: float, y: float) -> list[str]:
    left, top, width, height = (float(part.get(n, "0")) for n in ("x", "y", "width", "height"))
    round_ = PIXEL * min(float(part.get("rx", "0")), height / 2)
    corner = rf"\pgfpoint{{{round_:.2f}bp}}{{{round_:.2f}bp}}"
    low, size = _point(x + left, y + top + height), _point(width, -height)
    return [rf"\pgfsetcornersarced{{{corner}}}\pgfpathrectangle{{{low}}}{{{size}}}"]


OUTLINES = {"path": _path, "rect": _rectangle, "circle": _circle}


def _text(part: Element, looks: list[str], x: float, y: float, about: str) -> Iterator[str]:
    said = "".join(part.itertext())
    if not said:
        return
    size = PIXEL * next((SIZES[name] for name in looks if name in SIZES), 12.0)
    if len(said) > LONG_GLYPH and "glyph" in looks:
        size *= 0.75
    ink = next((INKS[name] for name in looks if name in INKS), "ink").replace(INHERITED, about)
    bold = r"\bfseries" if BOLD & {*looks} else ""
    place = {"middle": "base", "end": "right,base"}.get(part.get("text-anchor", ""), "left,base")
    at = _point(x + float(part.get("x", "0")), y + float(part.get("y", "0")))
    font = rf"\sffamily{bold}\fontsize{{{size:.1f}}}{{{size:.1f}}}\selectfont"
    yield rf"\pgftext[{place},at={{{at}}}]{{\color{{adlab-{ink}}}{font} {escaped(said)}}}"


def _point(x: float, y: float) -> str:
    return rf"\pgfpoint{{{PIXEL * x:.2f}bp}}{{{-PIXEL * y:.2f}bp}}"


def _numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)]
