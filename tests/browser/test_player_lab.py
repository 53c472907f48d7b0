"""The player in a real JupyterLab, beyond what lesson 00 shows of it."""

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import is_trusted, notebook, open_notebook, run_all
from tests.browser.players import at, press, state
from tests.browser.test_diagram_geometry import contrast
from tests.lab_server import LabServer
from tests.notebooks.store import KERNEL

pytestmark = pytest.mark.browser

SOURCES = [
    "import adlab, numpy as np\n\ndef f(x1, x2):\n    return np.log(x1) + x1 * x2 - np.sin(x2)",
    "adlab.step(f, 2.0, 5.0, sweep='tangent x2')",
    "'after'",
]


def write(server: LabServer, name: str) -> str:
    """A notebook that was never run."""
    cells = [nbformat.v4.new_code_cell(source) for source in SOURCES]
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(made, server.folder / name)
    return name


def open_and_run(page: Page, server: LabServer, name: str) -> Locator:
    """Open a notebook with a player in its second cell, and run it."""
    open_notebook(page, server, write(server, name))
    run_all(page)
    live = page.locator(".adlab-live")
    expect(live).to_be_visible()
    return live


def execute(page: Page, command: str, **arguments: object) -> None:
    page.evaluate(
        "([command, args]) => window.jupyterapp.commands.execute(command, args)",
        [command, arguments],
    )


def choose_player_cell(page: Page) -> None:
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1; }")


# What edits in JupyterLab's command mode: cut, copy, paste, insert, delete twice, change of type,
# undo, restart the kernel (0 twice); and what moves: j, k.
EDITING = ["d", "d", "x", "c", "v", "z", "a", "b", "m", "y", "r", "j", "k", "6", "0", "0"]


# Everything in a player that takes the focus.
FOCUSABLE = [
    "", ".adlab-tab", "select", ".adlab-button", "input", ".adlab-diagram-pane", ".adlab-code-body",
    '[data-row="2"]',
]  # fmt: skip


def test_no_key_reaches_the_notebook_wherever_the_focus_is(page: Page, lab: LabServer):
    live = open_and_run(page, lab, "keys.ipynb")
    choose_player_cell(page)
    before = cells(page)
    reached = {}
    for target in FOCUSABLE:
        place = live.locator(target) if target else live
        for key in EDITING:
            live.focus()
            press(live, "3")  # to the tangent sweep, where there is everything to focus
            place.first.focus()
            press(live, key)
            if cells(page) != before:
                reached[target] = key
                break
        if reached:
            break  # the player may be gone
    assert reached == {}
    expect(page.locator(".jp-Dialog")).to_have_count(0)


def cells(page: Page) -> list[object]:
    """The source and the kind of each cell, and which one is chosen."""
    chosen = page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex")
    return [chosen, *[(cell["cell_type"], cell["source"]) for cell in notebook(page)["cells"]]]


def test_saved_and_reopened_it_is_alive_without_having_run(page: Page, lab: LabServer):
    open_and_run(page, lab, "saved.ipynb")
    execute(page, "docmanager:save")
    page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")
    open_notebook(page, lab, "saved.ipynb")
    assert is_trusted(page)
    live = page.locator(".adlab-live")
    expect(live).to_be_visible()
    assert state(live)["seed"] == "x2"
    live.focus()
    press(live, "End")
    assert "∂v5/∂x2 = 1.716" in state(live)["narration"]


def test_a_second_view_of_an_output_is_a_player_of_its_own(page: Page, lab: LabServer):
    live = open_and_run(page, lab, "views.ipynb")
    choose_player_cell(page)
    execute(page, "notebook:create-output-view")
    expect(live).to_have_count(2)
    for k in range(2):
        live.nth(k).focus()
        press(live, *["ArrowRight"] * (k + 2))
    assert [at(live.nth(k)) for k in range(2)] == [2, 3]


def test_it_is_dark_in_the_dark_theme(page: Page, lab: LabServer):
    live = open_and_run(page, lab, "dark.ipynb")
    execute(page, "apputils:change-theme", theme="JupyterLab Dark")
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    colours = live.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
    execute(page, "apputils:change-theme", theme="JupyterLab Light")
    assert contrast(*colours) >= 10
    assert contrast(colours[1], "rgb(255, 255, 255)") > 10
