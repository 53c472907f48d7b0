"""The map of the course leads to every lesson, and says of each what one can do after it."""

import re

import nbformat
import pytest

from tests.notebooks.rules import on_the_map
from tests.notebooks.store import NOTEBOOKS

CELLS = nbformat.read(NOTEBOOKS / "index.ipynb", as_version=4).cells
TEXT = "\n".join(cell.source for cell in CELLS)
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("[0-9]*.ipynb"))
LINKS = re.findall(r"\]\(([^)]+\.ipynb)\)", TEXT)


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_is_on_the_map_with_the_time_that_it_says(name):
    wrong = on_the_map(NOTEBOOKS / name, TEXT)
    assert not wrong, "\n".join(wrong)


def test_no_link_leads_astray():
    assert [link for link in LINKS if link not in LESSONS] == []


def test_it_shows_the_learners_own_progress():
    (last,) = [cell for cell in CELLS if cell.cell_type == "code"]
    assert last.source.endswith("adlab.progress()")
    assert "not begun" in last.outputs[0]["data"]["text/plain"]
