"""That every text of a picture has room, in a real browser, with several fonts."""

import re

import pytest
from playwright.sync_api import Page

import adlab
from adlab.view.assets import sheet
from adlab.view.drawn import layout
from adlab.view.drawn.diagram import diagram, fill, finished, picture, standalone_css
from adlab.view.drawn.svg import as_text
from adlab.view.said import numbers
from tests.engine.examples import baydin, griewank
from tests.view.functions import NETWORK, chain, kinks, long_names, network, random_graph, square

pytestmark = pytest.mark.browser

# What a step has just written is set in bold.
TYPES = [("DejaVu Sans", 400), ("Liberation Sans", 400), ("DejaVu Sans", 700)]
STYLE = """<style>
    svg text { font-family: 'FONT' !important; }
    .adlab-value, .adlab-derivative, .adlab-partial { font-weight: WEIGHT !important; }
</style>"""

GRAPHS = [
    adlab.trace(baydin, 2.0, 5.0),
    adlab.trace(griewank, 1.5, 0.5),
    adlab.trace(square, 3.0),
    adlab.trace(square, -1.2345e-30),
    adlab.trace(kinks, 1.0, 1.0),
    adlab.trace(long_names, 0.3, 0.9),
    adlab.trace(network, *NETWORK),
    chain(12),
    *[random_graph(seed) for seed in range(12)],
]

# Each text, and the shape that it has to stay in.
MEASURE = """() => {
    const GROUND = {
        "adlab-glyph": ".adlab-box", "adlab-value": ".adlab-box",
        "adlab-derivative": ".adlab-derivative-tab", "adlab-partial": ".adlab-gate-box",
    };
    const found = [];
    for (const text of document.querySelectorAll("svg text")) {
        const ground = GROUND[text.classList[0]];
        if (!ground || !text.textContent) continue;
        const [inner, outer] = [text, text.parentNode.querySelector(ground)].map(e => e.getBBox());
        const beyond = Math.max(outer.x - inner.x, inner.x + inner.width - outer.x - outer.width);
        if (beyond > 0.5) found.push([text.classList[0], text.textContent, beyond]);
    }
    return found;
}"""


def run(graph: adlab.Graph) -> str:
    """A picture of the finished sweep."""
    root = diagram(graph)
    fill(root, finished(graph))
    return as_text(root)


def at_its_widest(graph: adlab.Graph) -> str:
    """A picture with the widest number in every slot of a node, as other inputs might bring it."""
    root = diagram(graph)
    fill(root, {f"{kind}{n.index}": numbers.widest() for kind in "vd" for n in graph.nodes})
    return as_text(root)


@pytest.fixture(params=["pygraphviz", "built-in"])
def engine(request, monkeypatch) -> str:
    monkeypatch.setattr(layout, "engine_name", lambda: request.param)
    return request.param


@pytest.mark.parametrize(("font", "weight"), TYPES)
def test_every_text_is_inside_its_shape(page: Page, engine, font, weight):
    style = STYLE.replace("FONT", font).replace("WEIGHT", str(weight))
    pictures = "".join(state(g) for g in GRAPHS for state in (run, at_its_widest))
    page.set_content(f"<style>{standalone_css()}{sheet('frames')}</style>{style}{pictures}")
    assert page.evaluate(MEASURE) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_of_a_picture_stand_out_from_their_ground(page: Page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_content(picture(GRAPHS[0]))
    colours = page.evaluate(
        """() => [...document.querySelectorAll("text")].map(text => {
            const of = {
                "adlab-derivative": ".adlab-derivative-tab", "adlab-partial": ".adlab-gate-box",
                "adlab-label": "", "adlab-shape": "",
            };
            const kind = text.classList[0];
            const on = of[kind] || (kind in of ? "none" : ".adlab-box");
            const paper = document.querySelector(".adlab-paper");
            const ground = text.parentNode.querySelector(on) ?? paper;
            const fill = element => getComputedStyle(element).fill;
            return [kind, fill(text), fill(ground)];
        })"""
    )
    assert len(colours) > 30
    for kind, text, ground in colours:
        assert contrast(text, ground) >= 4.5, (kind, text, ground)


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours, after WCAG 2."""
    bright, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
