"""What to do in a page of JupyterLab.

    open_notebook(page, server, "00-tour.ipynb")   with its kernel ready
    run_all(page)                                  fails on a cell that ended in an error
    cell_outputs(page)                             what each code cell shows
    is_trusted(page)                               whether stored outputs are alive

The page is driven through the application's own objects. Menus are no way to do it: a click on
"Run All Cells" is silently lost while JupyterLab is still starting.
"""

from typing import Any
from uuid import uuid4

from playwright.sync_api import Page

from tests.lab_server import LabServer


def open_notebook(page: Page, server: LabServer, path: str) -> None:
    """Open a notebook in JupyterLab and wait until it and its kernel are ready."""
    # A workspace of its own: JupyterLab would reopen what an earlier test left open.
    page.goto(f"{server.url}lab/workspaces/{uuid4().hex}/tree/{path}")
    page.wait_for_function("() => window.jupyterapp")
    _evaluate(page, "() => window.jupyterapp.restored")
    page.wait_for_function(
        "path => window.jupyterapp.shell.currentWidget?.context?.path === path", arg=path
    )
    _evaluate(
        page,
        """async () => {
            const context = window.jupyterapp.shell.currentWidget.context;
            await context.ready;
            await context.sessionContext.ready;
            await context.sessionContext.session.kernel.info;
        }""",
    )


def run_all(page: Page) -> None:
    """Run all cells of the open notebook; fail if one is not run or ends in an error.

    A cell with the tag ``raises-exception`` may end in one, as in a lesson on what goes wrong.
    """
    _evaluate(page, "() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    for cell in notebook(page)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code" or not source.strip():
            continue
        if "raises-exception" not in cell["metadata"].get("tags", ()):
            for output in cell["outputs"]:
                assert output["output_type"] != "error", (
                    f"{output['ename']}: {output['evalue']}, in\n{source}"
                )
        assert cell["execution_count"], f"not run:\n{source}"


def cell_outputs(page: Page) -> list[list[dict[str, Any]]]:
    """Return the outputs of each code cell, as the notebook format writes them."""
    return [cell["outputs"] for cell in notebook(page)["cells"] if cell["cell_type"] == "code"]


def is_trusted(page: Page) -> bool:
    """Return whether JupyterLab shows the outputs of the open notebook alive."""
    return page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.widgets
            .filter(cell => cell.model.type === 'code')
            .every(cell => cell.model.trusted)"""
    )


def notebook(page: Page) -> dict[str, Any]:
    """Return the open notebook as it would be saved."""
    return page.evaluate("() => window.jupyterapp.shell.currentWidget.context.model.toJSON()")


def _evaluate(page: Page, script: str, seconds: int = 90) -> None:
    """Wait for what an asynchronous function in the page does; Playwright itself waits for ever."""
    page.evaluate(
        f"""milliseconds => Promise.race([
            ({script})(),
            new Promise((_, fail) => setTimeout(() => fail(new Error('too slow')), milliseconds))
        ])""",
        seconds * 1000,
    )
