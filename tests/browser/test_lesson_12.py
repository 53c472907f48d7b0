"""Lesson 12 in JupyterLab: an engine that is not there yet, then a wrong one, then a right one."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import notebook, open_notebook, run_all
from tests.browser.test_lessons import show
from tests.lab_server import LabServer
from tests.notebooks.test_engine_lesson import reference

pytestmark = pytest.mark.browser


def place(page: Page, id: str) -> int:
    """The index of a cell."""
    return [cell["id"] for cell in notebook(page)["cells"]].index(id)


def write(page: Page, id: str, source: str) -> None:
    """Put other code into a cell."""
    page.evaluate(
        """([index, source]) => window.jupyterapp.shell.currentWidget.content
            .widgets[index].model.sharedModel.setSource(source)""",
        [place(page, id), source],
    )


def shown(page: Page, id: str):
    """A cell, scrolled to."""
    index = place(page, id)
    show(page, index)
    return page.locator(f'[data-windowed-list-index="{index}"]')


def test_an_engine_is_missing_then_wrong_then_right(page: Page, lab: LabServer):
    open_notebook(page, lab, "12-engine.ipynb")
    run_all(page)
    for step in range(1, 6):
        expect(shown(page, f"engine-check-{step}")).to_contain_text("not yet")
    expect(shown(page, "engine-own-step")).to_contain_text("Your engine")

    right = reference()
    for step in range(2, 6):
        write(page, f"engine-do-{step}", "pass")
    write(page, "engine-do-1", right.replace("operand.grad +=", "operand.grad ="))
    run_all(page)
    expect(shown(page, "engine-check-3")).to_contain_text("Solved.")
    expect(shown(page, "engine-check-4")).to_contain_text("shares add: not yet.")
    cell = shown(page, "engine-own-step")
    expect(cell).to_contain_text("The first wrong adjoint is that of x1")
    expect(cell.locator(".adlab-verdict")).to_have_text("Different now: x1.")

    write(page, "engine-do-1", right)
    run_all(page)
    for step in range(1, 6):
        expect(shown(page, f"engine-check-{step}")).to_contain_text("Solved.")
    cell = shown(page, "engine-own-step")
    expect(cell).to_contain_text("Your engine is right, in both calls of backward()")
    expect(cell.locator(".adlab-verdict")).to_have_text("No difference at any step.")
