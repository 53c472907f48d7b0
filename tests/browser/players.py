"""Players in a page: how to open one, what its panes say, and what they should say.

    live = open_player(page, adlab.step(f, 2.0), tmp_path)   from disk, without a network
    state(live)                                              what all panes say now
    walk(live)                                               the same at every step of every sweep
    expected(timeline, k)                                    the same, from the Python Timeline

`python -m tests.browser.players` writes the golden files anew: what a screen reader gets.
"""

from __future__ import annotations

import html
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect, sync_playwright

import adlab
from adlab.course.doctor import find_chromium
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.steps import Step
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.player.player import Player
from adlab.view.said.arrays import raster
from adlab.view.said.formula import formula
from adlab.view.said.graph_texts import edge_numbers, edge_text
from adlab.view.said.narration import narrate
from adlab.view.said.numbers import text
from adlab.view.said.templates import WORDS
from tests.browser.chromium import FLAGS, watched_page
from tests.engine.examples import baydin, branch, helpers

UNSET = "–"
PAGE = "<!doctype html><html lang='en'><meta charset='utf-8'><title>page</title>{}"


def open_html(page: Page, content: str, folder: Path) -> None:
    """Write a page and open it from disk, with no network to ask."""
    path = folder / "page.html"
    path.write_text(content, encoding="utf-8")
    page.context.set_offline(True)
    page.goto(path.as_uri())


def open_player(page: Page, player: Player, folder: Path) -> Locator:
    """Open the page that a player writes; return the live player."""
    open_html(page, player.to_html(), folder)
    live = page.locator(".adlab-live")
    expect(live).to_have_count(1)
    live.focus()
    return live


def by_our_clock(page: Page, player: Player, folder: Path) -> Locator:
    """A player whose time goes on by `page.clock.run_for` alone, not by itself as well."""
    page.clock.install(time=0)
    live = open_player(page, player, folder)
    page.clock.pause_at(3_600)
    return live


def press(live: Locator, *keys: str) -> None:
    """Press keys, one after the other, wherever the focus is in the page."""
    for key in keys:
        live.page.keyboard.press(key)


def go(live: Locator, k: int) -> None:
    """Put the slider at a step."""
    live.get_by_role("slider", name="Step", exact=True).fill(str(k))


def at(live: Locator) -> int:
    """The step that is shown."""
    return int(live.get_by_role("slider", name="Step", exact=True).input_value())


def choose(live: Locator, name: str) -> None:
    """Open the menu, and press what is called so in it."""
    live.get_by_role("button", name="More").click()
    live.locator(".adlab-menu").get_by_text(name, exact=False).click()


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core finds wrong in the page, with the elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found = page.evaluate("axe.run().then(({violations}) => violations)")
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


# -- What the panes say ----------------------------------------------------------------------------

STATE = """live => {
    const all = selector => [...live.querySelectorAll(selector)];
    const one = selector => live.querySelector(selector);
    const join = parts => [...parts].map(part => part.textContent).filter(Boolean).join(" ");
    const marked = (selector, key) =>
        all(selector).filter(e => key in e.dataset).map(e => Number(e.dataset[key]));
    const slider = one("input[type=range]");
    const texts = elements => elements.map(e => e.textContent).join("");
    const row = name => texts(all(`.adlab-${name} > :not(.adlab-lead)`));
    return {
        sweep: live.dataset.sweep,
        seed: one("select").selectedOptions[0]?.textContent ?? "",
        step: Number(slider.value),
        count: one(".adlab-count").textContent,
        phase: one(".adlab-phase").textContent,
        slots: Object.fromEntries(
            all("[data-slot]").map(e => [e.dataset.slot, e.dataset.full ?? e.textContent])),
        now: marked(".adlab-node.adlab-now", "node"),
        read: marked(".adlab-node.adlab-read", "node"),
        edges: marked(".adlab-edge.adlab-now", "edge"),
        travelled: marked(".adlab-edge.adlab-travelled", "edge"),
        order: all("[data-row]").map(e => Number(e.dataset.row)),
        table: Object.fromEntries(all("[data-row]").map(row => [
            row.dataset.row,
            [...row.children].map(cell => join(cell.childNodes).replace(
                /^[●○]+/, dots => `${dots.replaceAll("○", "").length}/${dots.length}`)),
        ])),
        row: marked("[data-row].adlab-now", "row"),
        narration: one(".adlab-narration").textContent,
        formula: [row("symbols"), row("numbers")],
        queue: one(".adlab-queue").hidden
            ? null : all(".adlab-chip").map(e => e.textContent),
        function: all(".adlab-function").findIndex(e => !e.hidden),
        lit: texts(all(".adlab-piece.adlab-now")),
        to: texts(all(".adlab-piece.adlab-to")),
        where: one(".adlab-where").textContent,
    };
}"""

# Every step of every sweep, by keys alone; and all the way back again.
WALK = """(live, kinds) => {
    const state = STATE;
    const slider = live.querySelector("input[type=range]");
    const select = live.querySelector("select");
    const press = key => live.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
    const walk = () => {
        press("Home");
        const there = [state(live)];
        while (Number(slider.value) < Number(slider.max)) {
            press("ArrowRight");
            there.push(state(live));
        }
        const undone = [];
        for (let k = there.length - 2; k >= 0; k--) {
            press("ArrowLeft");
            const back = state(live);
            if (JSON.stringify(back) !== JSON.stringify(there[k])) undone.push([k, back]);
        }
        return {kind: live.dataset.sweep, seed: there[0].seed, states: there, undone};
    };
    const found = [];
    for (const [number, tab] of [...live.querySelectorAll(".adlab-tab")].entries()) {
        if (tab.disabled || !kinds.includes(number + 1)) continue;
        tab.click();
        for (const option of [...select.options]) {
            select.value = option.value;
            select.dispatchEvent(new Event("change", {bubbles: true}));
            found.push(walk());
        }
    }
    return found;
}""".replace("STATE", STATE)


def state(live: Locator) -> dict[str, Any]:
    """What all panes say now."""
    return live.evaluate(STATE)


def walk(live: Locator, kinds: tuple[int, ...] = (1, 2, 3, 4)) -> list[dict[str, Any]]:
    """What all panes say at every step: for each sweep its kind, its seed, its `states` from step
    0 on, and `undone`, the states that were not the same on the way back."""
    return live.evaluate(WALK, kinds)


# -- What they should say, from the Timeline alone ------------------------------------------------


def expected(timeline: Timeline) -> Iterator[dict[str, Any]]:
    """What the panes should say after 0, 1, 2, … steps."""
    for k in range(len(timeline) + 1):
        yield {
            "slots": slots(timeline, k),
            "table": table(timeline, k),
            "narration": "".join(said for said, _ in narrate(timeline, k)),
            "formula": math(timeline, k),
            **source(timeline, k),
        }


def slots(timeline: Timeline, k: int) -> dict[str, str]:
    """The texts in the picture: v3, d3 in node 3, p7 on edge 7."""
    graph, kind = timeline.graph, timeline.sweep.kind
    texts: dict[str, str] = {}
    values, derivatives = timeline.values(k), derivatives_of(timeline, k)
    places = held(timeline, k, "order")
    for node in range(len(graph)):
        if raster(graph.shape(node)):
            continue  # an array is drawn in colours
        value, derivative = shown(values.get(node)), shown(derivatives.get(node)).strip(UNSET)
        if kind == "order":
            value = ""
            if node in places:
                derivative = f"{WORDS['place']} {places[node]}"
            elif node in held(timeline, k, "queue"):
                derivative = WORDS["ready"]
            elif derivative:
                derivative = f"{WORDS['waits']} {derivative}"
        elif kind == "forward":
            derivative = ""
        texts |= {f"v{node}": value, f"d{node}": derivative}
    numbers, edges = edge_numbers(graph), {edge.edge: edge for edge in graph.edges}
    known = {slot.at for step in timeline.steps[:k] for slot in (step.slot, *step.reads)}
    for edge, number in numbers.items():
        numbers_only = not (graph.shape(edge.operand) or graph.shape(edge.consumer))
        if edge in edges and numbers_only:  # a derivative flows through it
            texts[f"p{number}"] = edge_text(edges[edge]) if edge in known else ""
    return texts


def table(timeline: Timeline, k: int) -> dict[str, list[str]]:
    """The rows: name, formula, shape if arrays are there, value or in-degree, derivative or place.

    At a fan-out there is before the adjoint how many shares have come, of how many: in the page as
    dots, if there is room.
    """
    graph, kind = timeline.graph, timeline.sweep.kind
    step = timeline[k - 1] if k else None
    first, second = timeline.values(k), derivatives_of(timeline, k)
    if kind == "order":
        first, second = held(timeline, k, "in-degree"), held(timeline, k, "order")
    terms, total = timeline.terms(k), timeline.terms(len(timeline))
    backward = step is not None and step.phase == "backward pass"
    rows = {}
    shapes = [graph.shape(node.index) for node in graph.nodes]
    for node in graph.nodes:
        i = node.index
        extent = ["×".join(map(str, shapes[i]))] if any(shapes) else []
        derivative = "" if kind == "forward" else shown(second.get(i))
        if backward and len(total.get(i, ())) > 1:
            derivative = f"{len(terms.get(i, ()))}/{len(total[i])} {derivative}"
        value = shown(first.get(i))
        if extent:  # which is not said twice
            value, derivative = (BEFORE_ENTRIES.sub(r"\1", text) for text in (value, derivative))
        rows[str(i)] = [node.label, node.formula, *extent, value, derivative]
    return rows


BEFORE_ENTRIES = re.compile(r"^(\d+/\d+ )?\([^)]*\) ?(?:max )?")  # the shape of an array


def math(timeline: Timeline, k: int) -> list[str]:
    """The texts of the formula: its symbols, and its numbers with the result.

    Where the rule is a number, as in ∂v3/∂v1 = 1, it is not said twice.
    """
    if k == 0:
        return ["", ""]
    rule, numbers, result = (
        html.unescape(re.sub("<[^>]*>", "", part.mathml())) for part in formula(timeline, k)
    )
    if not numbers and "=" in rule and rule.split("=", 1)[1] == result.removeprefix("="):
        return [rule, ""]
    if not numbers and ("=" not in rule or not result.startswith("=")):
        return [rule + result, ""]
    return [rule, numbers + result]


def source(timeline: Timeline, k: int) -> dict[str, Any]:
    """The piece of source that is lit, without its spaces, and the one that is underlined.

    While a share travels, the giver is lit and the receiver underlined; else both are the node.
    """
    if k == 0:
        return {"lit": "", "to": ""}
    step = timeline[k - 1]
    target = step.slot.at if isinstance(step.slot.at, int) else step.slot.at.consumer
    giver: Any = step.reads[0].at if is_share(step) else target
    return {"lit": piece(timeline.graph, giver), "to": piece(timeline.graph, target)}


def piece(graph: Graph, index: int) -> str:
    """The source of a node; of an input, its parameter."""
    node = graph.nodes[index]
    if node.is_input:
        return node.label.partition("[")[0]
    return squeezed(node.span.text) if node.span else ""


def is_share(step: Step) -> bool:
    return step.op == "add" and step.slot.kind == "adjoint"


def derivatives_of(timeline: Timeline, k: int) -> Mapping[int, Any]:
    kinds = {"tangent": "tangent", "reverse": "adjoint", "order": "in-degree"}
    return held(timeline, k, kinds.get(timeline.sweep.kind, ""))


def held(timeline: Timeline, k: int, kind: str) -> dict[int, Any]:
    """What the slots of one kind hold after k steps, by node."""
    return {slot.at: value for slot, value in timeline.state(k).items() if slot.kind == kind}


def shown(value: Any) -> str:
    return UNSET if value is None else text(value)


def squeezed(texts: str) -> str:
    """Source without its spaces, as line breaks and indentation are not part of a piece."""
    return re.sub(r"\s", "", texts)


# -- What a screen reader gets ---------------------------------------------------------------------

GOLDEN = Path(__file__).parent / "golden"
SNAPSHOTS = {
    "forward-opened": lambda: adlab.step(baydin, 2.0, 5.0),
    "reverse-fan-out": lambda: adlab.step(baydin, 2.0, 5.0, sweep="reverse", start=23),
    "tangent-second-input": lambda: adlab.step(helpers, 2.0, 3.0, sweep="tangent y", start=8),
    "order-queue": lambda: adlab.step(branch, -2.0, sweep="order", start=4),
}


def write_golden(folder: Path) -> None:
    """Write what a screen reader gets of each snapshot into the golden files."""
    GOLDEN.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for name, make in SNAPSHOTS.items():
            with watched_page(browser) as page:
                live = open_player(page, make(), folder)
                (GOLDEN / f"{name}.yml").write_text(live.aria_snapshot() + "\n", encoding="utf-8")
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        write_golden(Path(folder))
