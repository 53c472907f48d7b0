"""That nothing moves, nothing is cut off and nothing covers anything else, at every step.

Of the still picture, filled with the widest texts there can be, `test_diagram_geometry` shows the
same; here it is what a live player adds to it: heavier type, callouts, and tags at fan-outs.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import adlab
from adlab.view.player.player import Player
from tests.browser.chromium import watched_page
from tests.browser.players import open_player
from tests.engine.examples import baydin, branch, griewank_expression, helpers
from tests.view.functions import NETWORK, kinks, long_names, network, random_graph, square

pytestmark = pytest.mark.browser

GRAPHS = {
    "baydin": lambda: adlab.trace(baydin, 2.0, 5.0),
    "one-expression": lambda: adlab.trace(griewank_expression, 1.5, 0.5),
    "helpers": lambda: adlab.trace(helpers, 2.0, 3.0),
    "branch": lambda: adlab.trace(branch, -2.0),
    "square": lambda: adlab.trace(square, 3.0),
    "kinks": lambda: adlab.trace(kinks, 1.0, 1.0),
    "long-names": lambda: adlab.trace(long_names, 0.3, 0.9),
    "network": lambda: adlab.trace(network, *NETWORK),
}
SAMPLE, MORE = (0, 4, 6, 9, 11, 13, 17, 20), (1, 2, 3, 5, 7, 8, 10, 12, 14, 15, 16, 18, 19, 21)

# Steps through the first sweep of each kind, and the sweep of the last output, and looks at each
# step. What is found is counted by what it is, with the first example of each.
LOOK = """(live, font) => {
    document.head.insertAdjacentHTML("beforeend",
        `<style>.adlab-live svg text { font-family: "${font}" !important; }</style>`);
    const svg = live.querySelector(".adlab-diagram");
    const slider = live.querySelector("input[type=range]");
    const select = live.querySelector("select");
    const found = {};
    let where = "";
    const wrong = (what, ...example) => {
        found[what] ??= {count: 0, where, example};
        found[what].count += 1;
    };

    const place = (element, margin = 0) => {
        const {x, y, width, height} = element.getBBox();
        const {a, e, f} = svg.getCTM().inverse().multiply(element.getCTM());
        const [left, top] = [x * a + e, y * a + f + margin];
        return {left, top, right: left + width * a, bottom: top + height * a - 2 * margin,
            text: element.textContent, node: element.closest(".adlab-node")?.dataset.node};
    };
    const framed = group => ({...place(group.querySelector("rect")), text: group.textContent});
    const shown = selector => [...live.querySelectorAll(selector)].filter(element =>
        getComputedStyle(element).visibility === "visible" && element.getClientRects().length
        && element.textContent);
    const inside = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top
        && a.bottom <= b.bottom;
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom
        && b.top < a.bottom;
    const meeting = (what, some, others) => some.forEach((a, i) => {
        for (const b of some === others ? others.slice(i + 1) : others) {
            if (meet(a, b)) wrong(what, a.text, b.text);
        }
    });

    const boxes = [...live.querySelectorAll(".adlab-node .adlab-box")];
    const still = JSON.stringify(boxes.map(box => place(box)).map(({left, top}) => [left, top]));
    const look = () => {
        const frames = boxes.map(box => ({...place(box),
            text: box.parentNode.querySelector(".adlab-label").textContent}));
        if (JSON.stringify(frames.map(({left, top}) => [left, top])) !== still) wrong("box moved");
        const byNode = new Map(frames.map(frame => [frame.node, frame]));

        const texts = shown(".adlab-node text").map(text => place(text, 2));
        for (const text of texts) {
            if (!inside(text, byNode.get(text.node))) wrong("text outside its box", text.text);
        }
        for (const node of byNode.keys()) {
            const own = texts.filter(text => text.node === node);
            meeting("texts of a node meet", own, own);
        }

        const partials = shown(".adlab-edge .adlab-partial").map(text => place(text, 2));
        const callouts = shown(".adlab-callout").map(framed);
        const tags = shown(".adlab-pill").map(framed);
        for (const group of shown(".adlab-callout, .adlab-pill")) {
            const [text, rect] = ["text", "rect"].map(name => place(group.querySelector(name)));
            if (!(text.left >= rect.left && text.right <= rect.right)) {
                wrong("text outside its callout or tag", text.text);
            }
        }
        meeting("partials meet", partials, partials);
        meeting("a partial on a box", partials, frames);
        meeting("a callout on a box", callouts, frames);
        meeting("a callout on a partial", callouts, partials);
        meeting("a callout on a tag", callouts, tags);
        meeting("tags meet", tags, tags);
        meeting("a tag on a partial", tags, partials);
        meeting("a tag on a text", tags, texts);
        for (const tag of tags) {
            const others = frames.filter(frame => !meet(frame, {...tag, bottom: tag.top + 3}));
            meeting("a tag on another box", [tag], others);
        }
        const [x, y, width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
        const pad = getComputedStyle(svg.parentNode);
        const sheet = {left: x - parseFloat(pad.paddingLeft), top: y - parseFloat(pad.paddingTop),
            right: x + width + parseFloat(pad.paddingRight),
            bottom: y + height + parseFloat(pad.paddingBottom)};
        for (const each of [...callouts, ...tags, ...partials]) {
            if (!inside(each, sheet)) wrong("outside the picture", each, sheet);
        }

        for (const cell of live.querySelectorAll(".adlab-rows [role=row] > *, .adlab-narration")) {
            const {clientWidth, scrollWidth, className, textContent} = cell;
            if (scrollWidth > clientWidth + 1) wrong("cut off", className, textContent);
        }
    };

    const press = key => live.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
    for (const tab of live.querySelectorAll(".adlab-tab:enabled")) {
        tab.click();
        const seeds = [...select.options].map(option => option.value);
        for (const seed of new Set([seeds[0], seeds.at(-1)])) {
            select.value = seed;
            select.dispatchEvent(new Event("change", {bubbles: true}));
            press("Home");
            for (;;) {
                where = `${live.dataset.sweep} ${select.selectedOptions[0]?.textContent}, `
                    + `step ${slider.value}`;
                look();
                if (slider.value === slider.max) break;
                press("ArrowRight");
            }
        }
    }
    return found;
}"""


def random(seed: int) -> Any:
    return lambda: random_graph(seed)


@pytest.mark.parametrize("font", ["DejaVu Sans", "Liberation Sans"])
@pytest.mark.parametrize(
    "make",
    [
        *[pytest.param(make, id=name) for name, make in GRAPHS.items()],
        *[pytest.param(random(seed), id=f"random-{seed}") for seed in SAMPLE],
        *[pytest.param(random(n), id=f"random-{n}", marks=pytest.mark.slow) for n in MORE],
    ],
)
def test_at_every_step_each_text_has_its_place_and_meets_no_other(
    chromium: Browser, tmp_path, make, font
):
    with watched_page(chromium) as page:
        live = open_player(page, Player(make()), tmp_path)
        found = live.evaluate(LOOK, font)
    assert not found, found


def test_the_whole_player_keeps_its_size_within_a_pass(page: Page, tmp_path):
    """So the next button stays under the pointer, and the picture where it was looked at."""
    live = open_player(page, adlab.step(baydin, 2.0, 5.0, sweep="reverse"), tmp_path)
    places = live.evaluate(
        """live => {
            const places = new Map();
            for (let k = 0; k <= 24; k++) {
                const pass = k < 16 ? "forward" : "backward";
                const parts = [".adlab-button-next", ".adlab-diagram", ".adlab-narration",
                    ".adlab-formula", ".adlab-code-body", ".adlab-trace"];
                const place = JSON.stringify(parts.map(part => {
                    const {x, y, width} = live.querySelector(part).getBoundingClientRect();
                    return [part, x, y, width];
                }));
                places.set(pass, (places.get(pass) ?? new Set()).add(place));
                live.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight"}));
            }
            return [...places].map(([pass, seen]) => [pass, [...seen]]);
        }"""
    )
    assert [(name, len(seen)) for name, seen in places] == [("forward", 1), ("backward", 1)], places


@pytest.mark.parametrize("width", [375, 700, 1280, 1700])
def test_no_word_at_the_head_of_the_table_is_broken(page: Page, tmp_path, width):
    page.set_viewport_size({"width": width, "height": 900})
    live = open_player(page, adlab.step(baydin, 2.0, 5.0, sweep="reverse"), tmp_path)
    broken = live.evaluate(
        """live => [...live.querySelectorAll("[role=columnheader]")].filter(head => {
            const range = document.createRange();
            const text = head.firstChild;
            return [...text.data.matchAll(/\\S+/g)].some(({index, 0: word}) => {
                range.setStart(text, index);
                range.setEnd(text, index + word.length);
                return new Set([...range.getClientRects()].map(({top}) => top)).size > 1;
            });
        }).map(head => head.textContent)"""
    )
    assert broken == []
