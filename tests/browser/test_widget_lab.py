"""The widget, the sliders and predictions in a real JupyterLab: what is shown is shared."""

from typing import Any

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import notebook, open_notebook, run_all
from tests.browser.players import choose, press
from tests.lab_server import LabServer
from tests.notebooks.store import KERNEL

pytestmark = pytest.mark.browser

FUNCTIONS = """import adlab, ipywidgets, numpy as np

def f(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)

def kinked(x):
    if x > 0:
        return x * x
    return np.sin(x)"""


def open_and_run(page: Page, server: LabServer, name: str, *cells: str) -> None:
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in (FUNCTIONS, *cells)],
        metadata={"kernelspec": KERNEL},
    )
    nbformat.write(made, server.folder / name)
    open_notebook(page, server, name)
    run_all(page)


def run(page: Page, code: str) -> str:
    """Run code in the notebook's kernel; return what it prints."""
    return page.evaluate(
        """async code => {
            const {sessionContext} = window.jupyterapp.shell.currentWidget.context;
            const {kernel} = sessionContext.session;
            const future = kernel.requestExecute({code, stop_on_error: true});
            let printed = "";
            future.onIOPub = ({header, content}) => {
                if (header.msg_type === "stream") printed += content.text;
                if (header.msg_type === "error") printed += content.evalue;
            };
            await future.done;
            return printed.trim();
        }""",
        code,
    )


def until(page: Page, code: str, wanted: Any) -> None:
    """Wait until the kernel prints this: a message from the page may still be on its way."""
    printed = ""
    for _ in range(40):
        printed = run(page, code)
        if printed == str(wanted):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{code} gave {printed!r}, not {wanted!r}")


def slider_of(live: Locator) -> Locator:
    return live.locator(".adlab-slider input")


def test_step_and_sweep_go_both_ways(page: Page, lab: LabServer):
    open_and_run(page, lab, "sync.ipynb", "w = adlab.step(f, 2.0, 5.0).widget(); w")
    live = page.locator(".adlab-live")
    live.focus()
    press(live, "4", "ArrowRight", "ArrowRight")
    until(page, "print(w.sweep, w.step, w.selected)", "reverse v5 2 x2")
    run(page, "w.sweep = 'tangent x2'; w.step = 3")
    expect(live).to_have_attribute("data-sweep", "tangent")
    expect(slider_of(live)).to_have_value("3")
    until(page, "print(w.selected)", "x2")  # what the page says of this step has come back
    run(page, "w.selected = 'v4'")
    expect(live.locator("[data-node].adlab-now")).to_have_attribute("data-node", "5")
    run(page, "w.playing = True")
    expect(live.get_by_role("button", name="Pause")).to_be_visible()
    press(live, " ")
    until(page, "print(w.playing)", False)


def test_a_direction_is_typed_and_its_sweep_opens(page: Page, lab: LabServer):
    open_and_run(
        page, lab, "direction.ipynb", "w = adlab.step(f, 2.0, 5.0, sweep='tangent').widget(); w"
    )
    live = page.locator(".adlab-live")
    choose(live, "direction …")
    form = live.locator(".adlab-direction")
    form.get_by_label("x1").fill("3/5")
    form.get_by_label("x2").fill("-0.8")
    form.get_by_role("button", name="Run this sweep").click()
    expect(page.locator(".adlab-live select.adlab-sweep option:checked")).to_have_text(
        "0.6·x1 − 0.8·x2"
    )
    press(page.locator(".adlab-live"), "End")
    until(page, "print(w.sweep)", "tangent 0.6·x1 − 0.8·x2")


def test_two_players_are_linked_by_ipywidgets(page: Page, lab: LabServer):
    open_and_run(
        page,
        lab,
        "link.ipynb",
        "a = adlab.step(f, 2.0, 5.0).widget(); b = adlab.step(f, 3.0, 1.0).widget()\n"
        "link = ipywidgets.jslink((a, 'step'), (b, 'step'))\nipywidgets.VBox([a, b])",
    )
    first, second = (page.locator(".adlab-live").nth(i) for i in (0, 1))
    first.focus()
    press(first, "ArrowRight", "ArrowRight", "ArrowRight")
    expect(slider_of(second)).to_have_value("3")
    second.focus()
    press(second, "ArrowLeft")
    expect(slider_of(first)).to_have_value("2")


def test_the_score_of_predictions_is_read_in_python(page: Page, lab: LabServer):
    open_and_run(
        page, lab, "predict.ipynb", "w = adlab.step(f, 2.0, 5.0, predict='adjoints').widget(); w"
    )
    entry = page.locator(".adlab-entry")
    for text in ("1", "5", "6"):
        entry.fill(text)
        entry.press("Enter")
    until(page, "print(w.score)", (1, 2))
    until(page, "print(w.answers[1]['tries'], w.answers[1]['expected'])", "[5, 6] 1")
    assert len(notebook(page)["cells"]) == 2


def test_a_slider_moves_the_values_in_place_and_through_a_branch(page: Page, lab: LabServer):
    open_and_run(page, lab, "explore.ipynb", "e = adlab.explore(kinked, x=(-2, 2)); e")
    live = page.locator(".adlab-live")
    live.focus()
    press(live, "ArrowRight", "ArrowRight")
    expect(live.locator("[data-slot='v1']")).to_have_text("1")
    handle = page.locator(".widget-slider [role=slider], .widget-slider .noUi-handle").first
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(live.locator("[data-slot='v1']")).to_have_text("1.04")
    expect(slider_of(live)).to_have_value("2")
    run(page, "e.sliders['x'].value = -1")
    notice = page.locator(".adlab-notice")
    expect(notice).to_contain_text("x > 0 in line 7 is false now, and was true")
    expect(page.locator(".adlab-live [data-slot='v1']")).to_have_text("−0.8415")
    expect(slider_of(page.locator(".adlab-live"))).to_have_value("2")
