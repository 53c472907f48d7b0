"""What a notebook keeps of a widget: alive with Python, and where there is none, its HTML."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import is_trusted, notebook, open_notebook
from tests.browser.players import press
from tests.browser.test_widget_lab import open_and_run, run
from tests.lab_server import LabServer

pytestmark = pytest.mark.browser

EXPLORE = "e = adlab.explore(kinked, x=(-2, 2)); e"


def shown(page: Page) -> list[str]:
    """What the second cell's outputs look like, in words."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.jp-OutputArea-child')]
            .filter(each => each.offsetHeight > 0).map(each => each.innerText)"""
    )


def moved(page: Page, value: float) -> Locator:
    """A slider of the page itself, which moves the values without Python."""
    page.locator(".adlab-inputs input").evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", value
    )
    live = page.locator(".adlab-live")
    expect(live).to_have_count(1)
    live.focus()
    press(live, "End")
    return live


def kept(page: Page, server: LabServer, name: str, again: str) -> dict:
    """Run a notebook with a widget, and keep it under another name, as it would be saved."""
    open_and_run(page, server, name, EXPLORE)
    expect(page.locator(".adlab-live")).to_have_count(1)
    content = notebook(page)
    content["metadata"].pop("widgets", None)
    (server.folder / again).write_text(json.dumps(content))
    return content


def test_with_python_the_widget_stands_in_for_its_html(page: Page, lab: LabServer):
    open_and_run(page, lab, "alive.ipynb", EXPLORE)
    live = page.locator(".adlab-live")
    expect(live).to_have_count(1)
    expect(page.locator("[data-adlab-twin]")).to_be_hidden()
    expect(page.locator(".adlab-inputs")).to_have_count(0)
    run(page, "e.sliders['x'].value = -1")
    expect(page.locator(".adlab-notice")).to_contain_text("x > 0 in line 7 is false now")


def test_reopened_without_its_state_the_sliders_work_without_python(page: Page, lab: LabServer):
    kept(page, lab, "kept.ipynb", "reopened.ipynb")
    run(page, "import nbformat; from nbformat.sign import NotebookNotary as N; "
        "N().sign(nbformat.read('reopened.ipynb', 4))")  # fmt: skip
    open_notebook(page, lab, "reopened.ipynb")
    assert is_trusted(page)
    expect(moved(page, 0.5).locator("[data-slot='v1']")).to_have_text("0.25")
    page.wait_for_timeout(1500)
    assert not any("widget" in text.lower() for text in shown(page)), shown(page)
    moved(page, -0.5)
    expect(page.locator(".adlab-notice")).to_contain_text("run the function in Python")


def test_untrusted_it_is_a_picture_and_a_table(page: Page, lab: LabServer):
    kept(page, lab, "kept2.ipynb", "untrusted2.ipynb")
    open_notebook(page, lab, "untrusted2.ipynb")
    assert not is_trusted(page)
    expect(page.locator(".jp-OutputArea-output img")).to_be_visible()
    expect(page.locator(".jp-OutputArea-output details")).to_be_visible()
    assert not any("Explorer" in text or "widget" in text.lower() for text in shown(page))
