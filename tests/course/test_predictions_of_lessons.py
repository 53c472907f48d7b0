"""Every prediction of a lesson is read and answered, and nothing before that gives it away.

The answers are taken from the stored lessons: where nobody is asked, the cell that answers says
"It is 4." Only numbers and words are searched for that stand for nothing else.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from adlab.course.asking.questions import predictions
from adlab.course.workspace import shipped
from tests.notebooks.store import NOTEBOOKS

SAID = re.compile(r"^· (?:[^:\n]+: )?It is (.+)\.$", re.MULTILINE)


class Prediction(NamedTuple):
    """A question in a lesson."""

    lesson: Path
    place: int  # of its cell
    name: str


@cache
def cells_of(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text("utf-8"))["cells"]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


@cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


def calls(cell: dict[str, Any], name: str) -> list[ast.Call]:
    """The calls of `adlab.<name>` in a code cell."""
    if cell["cell_type"] != "code" or f"adlab.{name}(" not in source(cell):
        return []
    return [
        node
        for node in ast.walk(parsed(source(cell)))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == f"adlab.{name}"
    ]


def names(found: list[ast.Call]) -> set[str]:
    return {call.args[0].value for call in found if isinstance(call.args[0], ast.Constant)}


def asked() -> Iterator[Prediction]:
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        for place, cell in enumerate(cells_of(path)):
            for name in sorted(names(calls(cell, "predict"))):
                yield Prediction(path, place, name)


PREDICTIONS = list(asked())
each_prediction = pytest.mark.parametrize("asked", PREDICTIONS, ids=lambda asked: asked.name)
each_lesson = pytest.mark.parametrize(
    "path", sorted(NOTEBOOKS.glob("[0-9]*.ipynb")), ids=lambda path: path.stem
)


def answering(asked: Prediction) -> list[int]:
    """The places of the later cells that answer it."""
    cells = cells_of(asked.lesson)
    return [
        place
        for place in range(asked.place + 1, len(cells))
        if asked.name in names(calls(cells[place], "answer"))
    ]


def visible(cell: dict[str, Any]) -> str:
    """What a reader sees of a cell's stored outputs, as text."""
    parts = []
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        html = re.sub(
            r"(?s)<(script|style)\b.*?</\1>|<[^>]*>", " ", "".join(data.get("text/html", ""))
        )
        parts += [
            "".join(output.get("text", "")),
            "".join(data.get("text/plain", "")),
            unescape(html),
        ]
    return "\n".join(parts)


def answers(asked: Prediction) -> set[str]:
    """What is right, as the lesson says it: what is long enough to stand for nothing else."""
    cells = cells_of(asked.lesson)
    said = {each for place in answering(asked) for each in SAID.findall(visible(cells[place]))}
    return {each for each in said if len(each) > 1 and not each.isalpha()}


def holds(text: str, answer: str) -> bool:
    return re.search(rf"(?<![\w.−-]){re.escape(answer)}(?!\w|\.\d)", text) is not None


@each_lesson
def test_a_cell_that_asks_has_the_tag_and_one_with_the_tag_asks(path: Path):
    for cell in cells_of(path):
        tagged = "predict" in cell["metadata"].get("tags", ())
        assert tagged == bool(calls(cell, "predict")), source(cell)


@each_prediction
def test_its_cell_is_blank(asked: Prediction):
    for call in calls(cells_of(asked.lesson)[asked.place], "predict"):
        given = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
        blank = [isinstance(each, ast.Constant) and each.value is ... for each in given]
        assert (given and all(blank)) or isinstance(given[0], ast.Call), ast.unparse(call)


@each_prediction
def test_it_is_declared_in_its_lesson(asked: Prediction):
    assert predictions()[asked.name].lesson == asked.lesson.name.partition("-")[0]


@each_prediction
def test_a_later_cell_reads_it(asked: Prediction):
    assert answering(asked), f"no cell after it calls adlab.answer({asked.name!r}, …)"


@each_prediction
def test_the_answer_is_computed_and_does_not_stand_in_a_cell(asked: Prediction):
    cells = cells_of(asked.lesson)
    for place in answering(asked):
        for call in calls(cells[place], "answer"):
            right = call.args[1:2]
            literal = [node for node in right if not any(map(is_looked_up, ast.walk(node)))]
            assert not literal, ast.unparse(call)


def is_looked_up(node: ast.AST) -> bool:
    """Whether part of an expression is a name or a call, and no literal."""
    return isinstance(node, (ast.Name, ast.Call))


@each_prediction
def test_nothing_above_it_gives_it_away(asked: Prediction):
    for cell in cells_of(asked.lesson)[: asked.place]:
        for answer in answers(asked):
            assert not holds(visible(cell), answer), f"{answer} is shown by\n{source(cell)}"


@each_prediction
def test_what_gives_it_away_waits(asked: Prediction):
    cells = cells_of(asked.lesson)
    for cell in cells[asked.place + 1 : min(answering(asked), default=0)]:
        for answer in answers(asked):
            waits = asked.name in names(calls(cell, "predicted"))
            assert waits or not holds(visible(cell), answer), source(cell)


@cache
def delivered() -> dict[str, bytes]:
    return shipped()


@each_lesson
def test_nothing_that_is_delivered_answers(path: Path):
    for cell in json.loads(delivered()[path.name])["cells"]:
        assert not SAID.search(visible(cell)), source(cell)


def test_every_declared_prediction_is_asked_somewhere():
    assert {asked.name for asked in PREDICTIONS} == set(predictions())


class TestThisTest:
    """That an answer would be found."""

    def cell(self, text: str = "", **data: str) -> dict[str, Any]:
        return {"cell_type": "code", "source": "f()", "outputs": [{"text": text, "data": data}]}

    @pytest.mark.parametrize("text", ["it is 16.", "16", "adjoint of x = 16\n", "(16, 2)"])
    def test_a_number_is_found(self, text: str):
        assert holds(visible(self.cell(text)), "16")

    @pytest.mark.parametrize("text", ["160", "1.16", "16.5", "x16", "−16", "2e-16"])
    def test_a_part_of_another_number_is_none(self, text: str):
        assert not holds(visible(self.cell(text)), "16")

    def test_tables_are_read_and_scripts_are_not(self):
        html = "<script>16</script><style>16</style><td width=16>7&lt;8</td>"
        assert visible(self.cell(**{"text/html": html})).split() == ["7<8"]
