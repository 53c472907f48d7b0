"""An exercise in a real JupyterLab: wrong, a hint, an endless loop, right."""

from typing import Any

import nbformat
import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import cell_outputs, notebook, open_notebook, run_all
from tests.lab_server import LabServer
from tests.notebooks.store import KERNEL

pytestmark = pytest.mark.browser

HEAD = "def {name}(nodes):\n    adjoints = [0.0] * len(nodes)\n    adjoints[-1] = SEED\n"
LOOP = (
    "    for index in reversed(range(len(nodes))):\n"
    '        for operand, partial in zip(nodes[index]["operands"], nodes[index]["partials"]):\n'
    "            adjoints[operand] {sign} share(adjoints[index], partial)\n"
    "    return adjoints\n"
)
CELLS = {
    "begin": "import adlab",
    "task": 'adlab.exercise("reverse-sweep")',
    "helpers": "SEED = 1.0\n\ndef share(adjoint, partial):\n    return adjoint * partial",
    "wrong": HEAD.format(name="mine") + LOOP.format(sign="="),
    "report": 'adlab.check("reverse-sweep", mine, seed=1)',
    "hint": 'adlab.hint("reverse-sweep")',
    "broken": "def broken(nodes):\n    return nodes[99]",
    "traceback": 'adlab.check("reverse-sweep", broken)',
    "loop": "def loop(nodes):\n    while True:\n        pass",
    "time": 'adlab.check("reverse-sweep", loop)',
    "loop here": 'adlab.check("reverse-sweep", [lambda nodes: loop(nodes)][0])',
    "alive": "6 * 7",
    "right": HEAD.format(name="reverse_sweep") + LOOP.format(sign="+="),
    "solved": 'adlab.check("reverse-sweep", reverse_sweep)',
    "progress": "adlab.progress()",
}


@pytest.fixture(scope="module")
def name(lab: LabServer) -> str:
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(made, lab.folder / "tutor.ipynb")
    return "tutor.ipynb"


@pytest.fixture
def ran(page: Page, lab: LabServer, name: str) -> Page:
    """The notebook, open and run from top to bottom."""
    page.set_viewport_size({"width": 1400, "height": 1000})
    open_notebook(page, lab, name)
    run_all(page)
    return page


def said(page: Page) -> dict[str, str]:
    """The text of each cell's output."""
    texts = []
    for outputs in cell_outputs(page):
        data: dict[str, Any] = outputs[0].get("data", {}) if outputs else {}
        texts.append("".join(data.get("text/plain", "")))
    return dict(zip(CELLS, texts, strict=True))


def test_each_cell_says_what_a_learner_needs(ran: Page):
    text = said(ran)
    assert 'Check it: adlab.check("reverse-sweep", reverse_sweep)' in text["task"]
    assert "4 of 10 points" in text["report"]
    assert "◀ adjoint: yours -3, expected -6" in text["report"]
    assert "What happens to the first when the second is written?" in text["report"].replace(
        "\n", " "
    )
    assert "note" not in text["report"]  # its source was found, with what it needs
    assert text["hint"].startswith("Hint 1: ")
    assert "cell 7, line 2, in broken\n        return nodes[99]" in text["traceback"]
    assert "did not finish within 1 second" in text["time"]
    assert "did not finish within 1 second" in text["loop here"]
    assert "called in this process" in text["loop here"]
    assert text["alive"] == "42"
    assert "\nSolved." in text["solved"]
    assert "✓ solved" in text["progress"]


def test_the_failing_graph_can_be_stepped_through(ran: Page):
    at = list(CELLS).index("report")
    ran.evaluate(
        "at => window.jupyterapp.shell.currentWidget.content.scrollToItem(at, 'start')", at
    )
    report = ran.locator(".adlab-feedback").first
    report.get_by_text("Step through it").click()
    live = report.locator(".adlab-live").first
    expect(live).to_be_visible()
    expect(report).to_contain_text("like yours")
    expect(report.locator(".adlab-node.adlab-noted .adlab-note").last).to_have_text(
        "yours -3, expected -6"
    )
    report.get_by_role("button", name="First difference").click()
    expect(report).to_contain_text("7 / 7")


def test_what_is_not_trusted_is_a_picture_and_a_table(ran: Page, lab: LabServer):
    stored = nbformat.from_dict(notebook(ran))
    nbformat.write(stored, lab.folder / "stranger.ipynb")
    open_notebook(ran, lab, "stranger.ipynb")
    at = list(CELLS).index("report")
    ran.evaluate(
        "at => window.jupyterapp.shell.currentWidget.content.scrollToItem(at, 'start')", at
    )
    output = ran.locator(".jp-OutputArea-output", has_text="4 of 10 points").first
    expect(output).to_contain_text("Adjoint of n0: yours -3, expected -6")
    expect(output.locator("img").first).to_be_visible()
    expect(output.locator("script")).to_have_count(0)
