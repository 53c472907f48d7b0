"""That every text has room, in a real browser, with two fonts, whatever the values are."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page

import adlab
from adlab.engine.recording.graph import Graph
from adlab.view.drawn import layout
from adlab.view.drawn.diagram import diagram, fill, finished, picture
from adlab.view.said import numbers
from adlab.view.said.texts import edge_text
from tests.engine.examples import baydin, griewank
from tests.view.functions import NETWORK, chain, kinks, long_names, network, random_graph, square

pytestmark = pytest.mark.browser

# What a step has just written is set in bold.
TYPES = [("DejaVu Sans", 400), ("Liberation Sans", 400), ("DejaVu Sans", 700)]
STYLE = """<style>
    svg text { font-family: 'FONT' !important; }
    .adlab-value, .adlab-derivative, .adlab-partial { font-weight: WEIGHT; }
</style>"""

GRAPHS = [
    adlab.trace(baydin, 2.0, 5.0),
    adlab.trace(griewank, 1.5, 0.5),
    adlab.trace(square, 3.0),
    adlab.trace(kinks, 1.0, 1.0),
    adlab.trace(long_names, 0.3, 0.9),
    adlab.trace(network, *NETWORK),
    chain(12),
    *[random_graph(seed) for seed in range(24)],
]

MEASURE = """() => [...document.querySelectorAll("svg")].map(svg => {
    const place = (element, dx = 0, dy = 0) => {
        const {x, y, width, height} = element.getBBox();
        return [x + dx, y + dy, x + dx + width, y + dy + height, element.textContent];
    };
    const nodes = [...svg.querySelectorAll(".adlab-node")].map(g => {
        const {e, f} = g.transform.baseVal.consolidate().matrix;
        return {
            box: place(g.querySelector(".adlab-box"), e, f),
            texts: [...g.querySelectorAll("text")].filter(t => t.textContent)
                .map(t => [...place(t, e, f), t.className.baseVal]),
        };
    });
    const labels = [...svg.querySelectorAll(".adlab-partial")].filter(t => t.textContent);
    return {nodes, labels: labels.map(label => place(label))};
})"""


def in_full(graph: Graph) -> str:
    """A picture with the widest text in every slot, as other inputs might bring them."""
    texts = {f"{kind}{n.index}": numbers.widest(n.shape) for kind in "vd" for n in graph.nodes}
    order = {edge: number for number, edge in enumerate(graph.connections())}
    for edge in graph.edges:
        words = edge.label or np.ndim(edge.partial)
        texts[f"p{order[edge.edge]}"] = edge_text(edge) if words else numbers.widest()
    return fill(diagram(graph), texts)


def waiting(graph: Graph) -> str:
    """A picture while nodes are put in order: each says how many edges it waits for."""
    svg = fill(diagram(graph), {f"d{node.index}": "12345" for node in graph.nodes})
    return re.sub(r'(<text class="adlab-sign2"[^>]*>)', r"\1waits", svg)


def run(graph: Graph) -> str:
    """A picture of the finished sweep."""
    svg = fill(diagram(graph), finished(graph))
    return re.sub(r'(<text class="adlab-sign2"[^>]*>)', r"\1v̄", svg)


def meet(a: list, b: list) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.fixture(params=["pygraphviz", "built-in"])
def engine(request, monkeypatch) -> str:
    monkeypatch.setattr(layout, "engine_name", lambda: request.param)
    return request.param


@pytest.mark.parametrize(("font", "weight"), TYPES)
def test_every_text_is_inside_its_box_and_meets_no_other(page: Page, engine, font, weight):
    style = STYLE.replace("FONT", font).replace("WEIGHT", str(weight))
    states = [state(graph) for graph in GRAPHS for state in (in_full, run, waiting)]
    page.set_content(style + "".join(states))
    wrong = []
    for number, found in enumerate(page.evaluate(MEASURE)):
        boxes = [node["box"] for node in found["nodes"]]
        for node in found["nodes"]:
            left, top, right, bottom, _ = node["box"]
            wrong += [
                (number, "outside", text)
                for text in node["texts"]
                if text[0] < left or text[1] < top or text[2] > right or text[3] > bottom
            ]
            texts = [[x, y + 2, x2, y2 - 2, *rest] for x, y, x2, y2, *rest in node["texts"]]
            wrong += pairs(number, texts, texts)
        wrong += pairs(number, found["labels"], found["labels"])
        wrong += [
            (number, "label on box", label, box)
            for label in found["labels"]
            for box in boxes
            if meet(label, box)
        ]
    assert wrong == []


def pairs(number: int, some: list, others: list) -> list:
    return [(number, a, b) for k, a in enumerate(some) for b in others[k + 1 :] if meet(a, b)]


def test_boxes_stay_where_they_are_whatever_is_written(page: Page):
    graph = GRAPHS[0]
    page.set_content(diagram(graph) + in_full(graph) + run(graph))
    empty, full, finished = page.evaluate(MEASURE)
    boxes = [[node["box"][:4] for node in found["nodes"]] for found in (empty, full, finished)]
    assert boxes[0] == boxes[1] == boxes[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_of_a_picture_stand_out_from_their_ground(page: Page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_content(picture(GRAPHS[0]))
    colours = page.evaluate(
        """() => [...document.querySelectorAll("text")].map(text => {
            const ground = text.closest(".adlab-node")?.querySelector(".adlab-box")
                ?? document.querySelector(".adlab-paper");
            const fill = element => getComputedStyle(element).fill;
            return [text.className.baseVal, fill(text), fill(ground)];
        })"""
    )
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
