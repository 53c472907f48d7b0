"""The player in Chromium, beside what a widget costs that asks Python at every step."""

from __future__ import annotations

import gzip
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

import adlab
from adlab.course.doctor import find_chromium
from adlab.view.player.player import Player
from benchmarks.measure import Result, interleaved
from tests.browser.chromium import FLAGS
from tests.browser.lab import open_notebook, run_all
from tests.lab_server import running_lab
from tests.notebooks.store import KERNEL

ROUNDS = 50
BUSY = 2  # seconds


def hundred_nodes(x, y):
    """Two inputs and 98 operations, with fan-out."""
    for _ in range(32):
        z = x * y
        x = x + np.sin(z)
    return x * y + x


def thirty_nodes(x, y):
    """Two inputs and 28 operations."""
    for _ in range(9):
        z = x * y
        x = x + np.sin(z)
    return x * y


def thirty_one_nodes(x, y):
    """Two inputs and 29 operations."""
    return thirty_nodes(x, y) + 1.0


def layer(x, y):
    """Six operations."""
    z = x * y
    w = np.sin(z) + x
    return w * 0.5 + y * 0.1


def made_of_calls(x, y):
    """10,004 nodes: 1,667 calls of one function."""
    for _ in range(1667):
        x = layer(x, y)
    return x


def flat_loop(x, y):
    """10,001 nodes in a loop without a call."""
    for _ in range(3333):
        z = x * y
        x = np.sin(z) + y
    return x


# From a key to a page that is changed and laid out anew, in the backward pass. In ms.
STEP_TIMES = """rounds => {
    const live = document.querySelector(".adlab-live");
    const times = [];
    for (let k = 0; k < rounds; k++) {
        const start = performance.now();
        live.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}));
        live.getBoundingClientRect();
        times.push(performance.now() - start);
    }
    return times;
}"""

# From a click on an ipywidgets button to the text that its callback changes. In ms.
CALLBACK_TIMES = """async rounds => {
    const button = document.querySelector("button.widget-button");
    const label = document.querySelector(".widget-html-content");
    const times = [];
    for (let k = 0; k < rounds; k++) {
        const changed = new Promise(resolve => {
            const observer = new MutationObserver(() => {
                observer.disconnect();
                resolve();
            });
            observer.observe(label, {childList: true, subtree: true, characterData: true});
        });
        const start = performance.now();
        button.click();
        await changed;
        label.getBoundingClientRect();
        times.push(performance.now() - start);
    }
    return times;
}"""

# Both at once: the kernel is asked, and steps are taken while it does not answer.
BOTH_TIMES = f"""async rounds => {{
    const callback = ({CALLBACK_TIMES})(1);
    const steps = ({STEP_TIMES})(rounds);
    return [steps, await callback];
}}"""

CELLS = [
    "import adlab, ipywidgets\nfrom benchmarks.player import hundred_nodes",
    "adlab.step(hundred_nodes, 0.3, 0.7, sweep='reverse', start='backward pass')",
    "button, label = ipywidgets.Button(description='next'), ipywidgets.HTML('0')\n"
    "def count(_):\n"
    "    label.value = str(int(label.value) + 1)\n"
    "button.on_click(count)\n"
    "ipywidgets.VBox([button, label])",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


def stepping() -> Iterator[Result]:
    """A step in a page from disk."""
    player = Player(adlab.trace(hundred_nodes, 0.3, 0.7), sweep="reverse", start="backward pass")
    assert len(player.graph) == 100
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "player.html"
        player.to_html(path)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri())
        page.evaluate(STEP_TIMES, 20)  # warm up
        times = page.evaluate(STEP_TIMES, ROUNDS)
    yield _step("a step of the player, 100 nodes, from the key to the new layout", times)


def without_motion() -> Iterator[Result]:
    """A step where nothing moves: what it takes of the processor, 31 and 100 nodes."""
    for f, nodes, limit in ((thirty_one_nodes, 31, 8.0), (hundred_nodes, 100, 12.0)):
        with opened(f, nodes, reduced_motion="reduce") as (page, metrics):
            page.evaluate(STEP_TIMES, 20)  # warm up
            before = metrics()
            page.evaluate(STEP_TIMES, ROUNDS // 2)
            taken = 1000 * (metrics()["TaskDuration"] - before["TaskDuration"]) / (ROUNDS // 2)
        what = f"a step without motion, {nodes} nodes, processor time"
        yield Result(what, f"{taken:.1f} ms", f"≤ {limit:.0f} ms", taken <= limit)


def with_motion() -> Iterator[Result]:
    """The frames of a share on its way: whether anything is laid out, and how long scripts take."""
    with opened(thirty_one_nodes, 31, reduced_motion="no-preference") as (page, metrics):
        layouts, frames, script = 0, 0, 0.0
        for _ in range(5):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(120)
            before = metrics()
            frames += page.evaluate(FRAMES, 250)
            after = metrics()
            layouts += after["LayoutCount"] - before["LayoutCount"]
            script += 1000 * (after["ScriptDuration"] - before["ScriptDuration"])
            page.wait_for_timeout(600)
    each = script / max(frames, 1)
    measured = f"{each:.2f} ms of script a frame, {layouts:.0f} layouts in {frames} frames"
    yield Result("a share on its way", measured, "≤ 4 ms, 0", each <= 4 and layouts == 0)


# How many frames there are in so many ms.
FRAMES = """time => new Promise(done => {
    const end = performance.now() + time;
    let frames = 0;
    const tick = now => (now < end ? requestAnimationFrame(tick, frames++) : done(frames));
    requestAnimationFrame(tick);
})"""


@contextmanager
def opened(f: Any, nodes: int, **options: Any) -> Iterator[tuple[Page, Any]]:
    """A page with a player in its backward pass, and a function that says what it has taken."""
    player = Player(adlab.trace(f, 0.3, 0.7), sweep="reverse", start="backward pass")
    assert len(player.graph) == nodes
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "player.html"
        player.to_html(path)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, **options)
        page.goto(path.as_uri())
        page.wait_for_selector(".adlab-live")
        page.focus(".adlab-live")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})  # of the processor

        def metrics() -> dict[str, float]:
            found = session.send("Performance.getMetrics")["metrics"]
            return {each["name"]: each["value"] for each in found}

        yield page, metrics


def beside_a_callback() -> Iterator[Result]:
    """A step in JupyterLab, and a callback of ipywidgets, with the kernel idle and busy."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder, home = Path(name) / "lessons", Path(name) / "home"
        root = {"PYTHONPATH": str(Path(__file__).parents[1])}
        with running_lab(folder, home, environment=root) as server:
            cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
            made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
            nbformat.write(made, folder / "benchmark.ipynb")
            page = browser.new_page(viewport={"width": 1280, "height": 2000})
            open_notebook(page, server, "benchmark.ipynb")
            run_all(page)
            page.wait_for_selector(".widget-html-content")
            page.evaluate(STEP_TIMES, 20)  # warm up
            page.evaluate(CALLBACK_TIMES, 5)
            steps = page.evaluate(STEP_TIMES, ROUNDS)
            callbacks = page.evaluate(CALLBACK_TIMES, ROUNDS)
            _keep_busy(page)
            busy_steps, (busy_callback,) = page.evaluate(BOTH_TIMES, ROUNDS)
    beside = f"an ipywidgets callback {statistics.median(callbacks):.0f} ms"
    yield _step("the same in JupyterLab", steps, beside)
    beside = f"an ipywidgets callback {busy_callback:,.0f} ms"
    yield _step(f"the same while the kernel computes for {BUSY} s", busy_steps, beside)


def _keep_busy(page: Page) -> None:
    """Start a computation in the kernel, and come back as soon as it runs."""
    page.evaluate(
        """seconds => new Promise(resolve => {
            const kernel = window.jupyterapp.shell.currentWidget.context.sessionContext
                .session.kernel;
            const code = `import time\\ntime.sleep(${seconds})`;
            const future = kernel.requestExecute({code});
            future.onIOPub = message => message.header.msg_type === "execute_input" && resolve();
        })""",
        BUSY,
    )


def _step(what: str, times: list[float], beside: str = "") -> Result:
    middle = statistics.median(times)
    measured = f"{middle:.1f} ms, median of {len(times)}" + (f"; {beside}" if beside else "")
    return Result(what, measured, "≤ 2 ms", middle <= 2.0)


def writing() -> Iterator[Result]:
    """From a function to the HTML of its player."""
    assert len(adlab.trace(thirty_nodes, 0.3, 0.7)) == 30
    run = {"html": lambda: adlab.step(thirty_nodes, 0.3, 0.7)._repr_html_()}
    taken = 1000 * statistics.median(interleaved(run, rounds=15, calls=1)["html"])
    yield Result("step(f) to HTML, 30 nodes", f"{taken:.0f} ms", "≤ 100 ms", taken <= 100)


def size() -> Iterator[Result]:
    """The HTML of a player with all its sweeps, in a notebook's output, and the smallest page."""
    smallest = adlab.step(lambda x: x * x, 2.0).to_html().encode()
    packed = len(gzip.compress(smallest, 9)) / 1000
    measured = f"{len(smallest) / 1000:.0f} KB, {packed:.0f} KB compressed"
    yield Result("the smallest page", measured, "≤ 150 KB", len(smallest) <= 150_000)
    output = adlab.step(hundred_nodes, 0.3, 0.7)._repr_html_()
    kilobytes = len(output.encode()) / 1000
    what = "HTML of a player, 100 nodes, 2 inputs, all sweeps"
    yield Result(what, f"{kilobytes:.0f} KB", "≤ 400 KB", kilobytes <= 400)


# Every group in turn, by keys: in, along, and out. In ms.
OPEN_TIMES = """rounds => {
    const live = document.querySelector(".adlab-live");
    const times = [];
    for (let k = 0; k < rounds; k++) {
        const start = performance.now();
        const key = k % 8 < 3 ? "Enter" : k % 8 < 5 ? "PageDown" : "u";
        live.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
        live.getBoundingClientRect();
        times.push(performance.now() - start);
    }
    return times;
}"""


def big_graphs() -> Iterator[Result]:
    """From a function to a player of 10,000 nodes that can be stepped, and from group to group."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "player.html"
        for f, what in ((made_of_calls, "made of calls"), (flat_loop, "a flat loop")):
            times, written = [], []
            for _ in range(5):
                start = time.perf_counter()
                output = adlab.step(f, 0.3, 0.7).to_html(path)
                written.append(time.perf_counter() - start)
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(path.as_uri())
                page.wait_for_selector(".adlab-live")
                times.append(time.perf_counter() - start)
                opened = page.evaluate(OPEN_TIMES, ROUNDS)
                page.close()
            middle, python = statistics.median(times), statistics.median(written)
            measured = f"{middle:.1f} s, of it Python {python:.1f} s; {len(output) / 1e6:.1f} MB"
            yield Result(f"open 10,000 nodes, {what}", measured, "≤ 2 s", middle <= 2)
            yield _group(f"the same, from one group to another, {what}", opened)


def _group(what: str, times: list[float]) -> Result:
    return Result(what, f"{statistics.median(times):.0f} ms, median of {len(times)}", "", None)


BENCHMARKS = (stepping, without_motion, with_motion, beside_a_callback, writing, size, big_graphs)
