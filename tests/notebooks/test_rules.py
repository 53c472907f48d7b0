"""A stub of a lesson is told, rule by rule, what to write."""

import nbformat
import pytest

from tests.notebooks import rules


@pytest.fixture
def stub(tmp_path):
    path = tmp_path / "99-stub.ipynb"
    cells = [nbformat.v4.new_markdown_cell("# A stub"), nbformat.v4.new_code_cell("1 + 1")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (rules.shape, "write `## A question`, `## Predict`, `## Step`"),
        (rules.beginning, "lacks `**Time**`: say how long it takes, as in `**Time**: 30 minutes.`"),
        (rules.ending, "lacks `**In short.**`: say the lesson in three sentences"),
        (rules.ending, "names no source: say where in Griewank"),
        (rules.ending, "lacks `adlab.review(`: say in a cell of code which lesson it is"),
        (rules.work, "has the tag `predict`: it belongs to that in which one commits"),
        (rules.player, "end a cell with `adlab.step(f, ...)`, and store the outputs with"),
        (rules.stored, "`python -m tests.notebooks.store notebooks/99-stub.ipynb`"),
    ],
)
def test_what_is_missing_is_said(rule, says, stub):
    assert says in "\n".join(rule(stub))


def test_a_long_header_is_told_its_three_lines(stub):
    header = (
        "# A stub\n\n**You will**\n**You need**\n**Time**\n\nAnd you can do more.\n\n## A question"
    )
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(header)]), stub)
    [wrong] = rules.beginning(stub)
    assert "write a line each for **You will**, **You need**, **Time**" in wrong


def test_a_comment_for_nbval_is_told_its_tag(stub):
    cell = nbformat.v4.new_code_cell("# NBVAL_CHECK_OUTPUT\n1 + 1")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), stub)
    [wrong] = rules.compared(stub)
    assert "give the cell the tag `nbval-check-output`" in wrong


def test_a_lesson_that_is_not_on_the_map_is_told_its_row(stub):
    [wrong] = rules.on_the_map(stub, "| 00 | [A tour](00-tour.ipynb) | step through it | 15 |")
    assert "| 99 | [Title](99-stub.ipynb) | what one can do after it | minutes |" in wrong


def test_the_minutes_of_map_and_lesson_are_compared(stub):
    row = "| 99 | [A stub](99-stub.ipynb) | do nothing at all, and know it | 15 |"
    [wrong] = rules.on_the_map(stub, row)
    assert "says 15 minutes for 99-stub.ipynb" in wrong and "lacks a line such as" in wrong
