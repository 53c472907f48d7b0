"""Lesson 14 in JupyterLab, with an engine that has a bug: the lesson's own tests find it."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import open_notebook, run_all
from tests.browser.test_lesson_12 import shown
from tests.lab_server import LabServer
from tests.notebooks.store import NOTEBOOKS
from tests.notebooks.test_engine_lesson import reference

pytestmark = pytest.mark.browser


def test_a_bug_in_ones_own_engine_is_found(page: Page, lab: LabServer):
    folder = lab.folder / "with-a-bug"
    folder.mkdir()
    engine = json.loads((NOTEBOOKS / "12-engine.ipynb").read_text("utf-8"))
    wrong = reference().replace("1 - result**2", "1 - x**2")
    assert wrong != reference()
    for cell in engine["cells"]:
        if cell["id"].startswith("engine-do-") and cell["cell_type"] == "code":
            cell["source"] = "pass"
        if cell["id"] == "engine-do-5":
            cell["source"] = "# exercise: scalar-engine\n" + wrong
    (folder / "12-engine.ipynb").write_text(json.dumps(engine), "utf-8")
    lesson = NOTEBOOKS / "14-training.ipynb"
    (folder / lesson.name).write_text(lesson.read_text("utf-8"), "utf-8")

    open_notebook(page, lab, f"with-a-bug/{lesson.name}")
    run_all(page)
    cell = shown(page, "training-step-engine-run")
    expect(cell).to_contain_text("This is your engine, from 12-engine.ipynb")
    expect(cell).to_contain_text("The first wrong partial is on the edge")
    expect(cell.locator(".adlab-trail").first).to_contain_text("error")
    expect(shown(page, "training-step-loop-run")).to_contain_text("step 60 of 60")
    said = shown(page, "training-break-own-run").inner_text()
    slopes = said.rpartition("your engine:")[2].strip(" []\n").split()
    assert all(float(slope) < 1.5 for slope in slopes[-2:])
