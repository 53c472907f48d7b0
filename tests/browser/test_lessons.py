"""Lessons 01 and on as a learner meets them in JupyterLab: every cell, and every player."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from adlab.grading.exercises.exercise import find
from tests.browser.lab import notebook, open_notebook, run_all
from tests.lab_server import LabServer
from tests.notebooks.store import NOTEBOOKS

pytestmark = pytest.mark.browser

LESSONS = sorted(path for path in NOTEBOOKS.glob("[0-9]*.ipynb") if path.name[:2] != "00")
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def show(page: Page, index: int) -> None:
    """Scroll to a cell: JupyterLab keeps only those near the window in the page."""
    page.evaluate(
        """index => {
            const { content } = window.jupyterapp.shell.currentWidget;
            content.activeCellIndex = index;
            return content.scrollToItem(index, 'start');
        }""",
        index,
    )


def cells_with(page: Page, mark: str) -> list[int]:
    """The indices of the cells whose outputs hold this text."""
    return [
        index
        for index, cell in enumerate(notebook(page)["cells"])
        if any(mark in str(output.get("data", "")) for output in cell.get("outputs", ()))
    ]


@each_lesson
def test_every_cell_runs_and_every_player_takes_a_step(page: Page, lab: LabServer, path: Path):
    open_notebook(page, lab, path.name)
    run_all(page)
    found = cells_with(page, "data-adlab=")
    assert found or page.get_by_text("Predict first").count()  # all of them may wait
    for index in found:
        show(page, index)
        live = page.locator(f'[data-windowed-list-index="{index}"] .adlab-live').first
        expect(live).to_be_visible()
        status = live.locator(".adlab-narration")
        before = status.inner_text()
        asked = live.get_by_role("button", name="Show me")  # in predict mode
        if asked.is_visible():
            asked.click()
        live.focus()
        page.keyboard.press("ArrowRight")
        if status.inner_text() == before:  # it opened at its end
            page.keyboard.press("ArrowLeft")
        expect(status).not_to_have_text(before)


def test_a_prediction_is_waited_for_and_answered(page: Page, lab: LabServer):
    open_notebook(page, lab, "09-backward.ipynb")
    ids = [cell["id"] for cell in notebook(page)["cells"]]
    asked, answered = ids.index("backward-predict-numbers"), ids.index("backward-step-predict")
    cell = page.locator(f'[data-windowed-list-index="{answered}"]')
    run_all(page)
    show(page, answered)
    expect(cell).to_contain_text("Predict first")
    expect(cell.locator(".adlab-live")).to_have_count(0)
    write(page, asked, 'adlab.predict("backward-adjoints", v=8, u=1, x="8*3")')
    run_all(page)
    show(page, answered)
    expect(cell.locator(".adlab-answer")).to_contain_text("u: You said 1; it is 8.")
    expect(cell.locator(".adlab-live")).to_be_visible()


def test_the_slider_moves_along_the_curve(page: Page, lab: LabServer):
    open_notebook(page, lab, "03-numerical.ipynb")
    asked = [cell["id"] for cell in notebook(page)["cells"]].index("numerical-predict-h")
    write(page, asked, 'adlab.predict("numerical-best-h", "?")')  # the curve waits for it
    run_all(page)
    index = cells_with(page, "data-adlab-u=")[0]
    show(page, index)
    curve = page.locator(f'[data-windowed-list-index="{index}"] .adlab-u')
    slider = curve.get_by_role("slider", name="step h")
    expect(curve).to_contain_text("h = 1.0e-03")
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    expect(curve).to_contain_text("h = 1.0e-04")
    expect(curve.get_by_role("row", name="forward difference")).to_contain_text("3.9e-05")


def write(page: Page, index: int, text: str) -> None:
    """Put a text into a cell."""
    page.evaluate(
        """([index, text]) => {
            const { content } = window.jupyterapp.shell.currentWidget;
            content.widgets[index].model.sharedModel.setSource(text);
        }""",
        [index, text],
    )


@pytest.mark.parametrize(
    ("lesson", "id", "wrong", "says"),
    [
        ("03-numerical.ipynb", "numerical-gradient", "one_step_for_all", "x1 · x1"),
        ("06-forward.ipynb", "forward-sweep", "begins_with_ones", "Tangent of n"),
        ("07-seeds.ipynb", "jacobian-by-columns", "stale_seed", "yours"),
        ("08-store.ipynb", "local-partials", "own_factor", "∂v1/∂x1"),
        ("09-backward.ipynb", "running-product", "partials_alone", "The adjoints after it are"),
        ("10-fan-out.ipynb", "reverse-sweep", "overwrites", "expected"),
        ("11-modes.ipynb", "forward-or-reverse", "always_reverse", "The numbers are right."),
    ],
)
def test_an_exercise_is_failed_and_then_solved(
    page: Page, lab: LabServer, lesson: str, id: str, wrong: str, says: str
):
    open_notebook(page, lab, lesson)
    exercise = find(id)
    cells = notebook(page)["cells"]
    start = next(
        k for k, cell in enumerate(cells) if f"# exercise: {id}" in "".join(cell["source"])
    )
    for source, verdict in (
        (next(each.source for each in exercise.misconceptions if each.name == wrong), says),
        (exercise.solution, "10 of 10 points"),
    ):
        write(page, start, source)
        run_all(page)
        show(page, start + 1)
        shown = page.locator(f'[data-windowed-list-index="{start + 1}"] .adlab-feedback')
        expect(shown).to_contain_text(verdict)
        assert ("Next hint" in shown.inner_text()) == (source != exercise.solution)
