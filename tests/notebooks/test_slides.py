"""Where slides of the lessons begin is written in them, and players and rules stand alone."""

import json

import pytest

from tests.notebooks.slides import LESSONS, PLAYER, with_slides

PATHS = sorted(LESSONS.glob("[0-9]*.ipynb"))


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_a_lesson_says_where_its_slides_begin(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    wrong = [
        each["id"] for each in cells if with_slides(each["metadata"], each) != each["metadata"]
    ]
    assert not wrong, f"run python -m tests.notebooks.slides: {wrong}"


def slides(path) -> list[list[dict]]:
    """The cells of each slide."""
    found: list[list[dict]] = []
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        kind = cell["metadata"].get("slideshow", {}).get("slide_type", "-")
        if kind in ("slide", "subslide"):
            found.append([])
        if kind != "skip":
            found[-1].append(cell)
    return found


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_question_step_and_rule_have_slides_of_their_own(path):
    made = slides(path)
    for own in made:
        texts = ["".join(cell["source"]) for cell in own]
        headings = [
            text
            for cell, text in zip(own, texts, strict=True)
            if cell["cell_type"] == "markdown" and text.startswith(("# ", "## "))
        ]
        assert headings in ([], texts[:1])
        if PLAYER.search(texts[0]) and own[0]["cell_type"] == "code":
            assert not any(cell["cell_type"] == "markdown" for cell in own)
        assert not any(text.startswith("adlab.review(") for text in texts)
