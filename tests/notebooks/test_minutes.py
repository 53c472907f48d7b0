"""The minutes that a lesson says are those that it takes."""

from pathlib import Path

import nbformat
import pytest

from tests.notebooks import minutes
from tests.notebooks.store import NOTEBOOKS

LESSONS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_says_the_minutes_that_it_takes(path: Path):
    takes = minutes.rounded(minutes.taken(path))
    assert minutes.said(path) == takes, (
        f"{path.name} takes {takes} minutes: say so in its first cell and on the map"
    )


def test_prose_is_counted_by_words_and_what_is_folded_is_not():
    words = " ".join(["word"] * minutes.WORDS)
    cell = nbformat.v4.new_markdown_cell(f"{words}\n<details>\n{words}\n</details>")
    assert minutes.minutes_of_cell(cell) == 1.0


def test_an_exercise_with_more_gaps_takes_longer():
    one, two = (
        nbformat.v4.new_code_cell(
            "# exercise: x\n" + gaps * "raise NotImplementedError\n",
            metadata={"tags": ["exercise"]},
        )
        for gaps in (1, 2)
    )
    assert minutes.minutes_of_cell(two) - minutes.minutes_of_cell(one) == minutes.GAP
