"""`adlab.explore`: from a moved slider to the updated picture, beside a full redraw.

Measured without a server: the kernel's part is what the slider's callback takes and the JSON of
what it sends; the page's part is a widget of the same script in Chromium, from that JSON to the new
layout. What comes on top in JupyterLab is the way there and back, a few ms on one machine.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

import adlab
from adlab.view.assets import module
from adlab.view.player.player import Player
from adlab.view.player.widget import PlayerWidget
from benchmarks.measure import Result
from benchmarks.player import chromium, thirty_nodes

ROUNDS = 15

# The widget with a model that keeps what it is told, as anywidget's does.
MOUNT = """([spec, sweep, step]) => {
    const state = { spec, sweep, step, playing: false, selected: "", answers: [] };
    const heard = {};
    window.model = {
        get: name => state[name],
        set: (name, value) => (state[name] = value),
        save_changes() {},
        on: (events, act) => events.split(" ").forEach(event => (heard[event] = act)),
        off() {},
        receive(text) {
            state.spec = JSON.parse(text);
            heard["change:spec"]();
        },
    };
    window.widget.render({ model: window.model, el: document.body });
}"""

RECEIVE = """text => {
    const start = performance.now();
    window.model.receive(text);
    document.querySelector(".adlab-live").getBoundingClientRect();
    return performance.now() - start;
}"""


def sliders() -> Iterator[Result]:
    """A slider that moves the values in place, and one that has all drawn anew."""
    explorer = adlab.explore(thirty_nodes, x=(-2, 2), y=(0.5, 3))
    widget, slider = explorer.widget, explorer.sliders["x"]
    assert len(widget.player.graph) == 30
    in_place, anew = [], []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_content("<!doctype html><body></body>")
        source = module().replace("export default", "window.widget =")
        page.add_script_tag(content=source, type="module")
        page.wait_for_function("window.widget")
        page.evaluate(MOUNT, [widget.spec, widget.sweep, 20])
        for k in range(ROUNDS + 3):  # the first three warm up
            value = round(-2 + 0.22 * k, 2)

            def move(value: float = value) -> dict[str, Any]:
                slider.value = value
                return dict(widget.spec)

            def redraw() -> dict[str, Any]:
                fresh = PlayerWidget(Player(adlab.trace(thirty_nodes, slider.value, 1.0)))
                return {**fresh.spec, "structure": str(time.perf_counter_ns())}

            in_place.append(_taken(page, move))
            anew.append(_taken(page, redraw))
    kernel, shown = (statistics.median(times) for times in zip(*in_place[3:], strict=True))
    full = statistics.median(sum(times) for times in anew[3:])
    total = statistics.median(sum(times) for times in in_place[3:])
    measured = f"{total:.0f} ms (kernel {kernel:.0f}, page {shown:.0f}); redrawn {full:.0f} ms"
    what = "explore: slider to updated picture, 30 nodes, without the way between"
    yield Result(what, measured, "≤ 120 ms", total <= 120)


def _taken(page: Page, act: Any) -> tuple[float, float]:
    """What it takes in the kernel, and in the page, in ms."""
    start = time.perf_counter()
    text = json.dumps(act())
    kernel = 1000 * (time.perf_counter() - start)
    return kernel, page.evaluate(RECEIVE, text)


BENCHMARKS = (sliders,)
