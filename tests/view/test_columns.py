"""The formula as a table: what stands in each column, for every kind of step."""

import html
import re

import pytest

import adlab
from adlab.view.said.columns import columns
from adlab.view.said.facts import moments
from adlab.view.said.formula import formula, template
from adlab.view.said.mathml import fill, mathml
from adlab.view.said.narration import fill as said
from tests.engine.examples import baydin, griewank_expression
from tests.view.functions import kinks, square


def shown(tree, moment, graph) -> str:
    made = mathml(fill(tree, moment.facts, graph.labels)) if tree else ""
    return html.unescape(re.sub("<[^>]*>", "", made))


def rows(graph, kind: str, k: int) -> list[tuple[str, ...]]:
    """Symbols, numbers and captions of one step."""
    moment = moments(adlab.timeline(graph, kind))[k - 1]
    made = columns(template(graph, moment), moment.kind)
    captions = ["".join(text for text, _ in said(list(each.caption), moment.facts, graph.labels))
                for each in made]  # fmt: skip
    return [
        tuple(shown(each.symbol, moment, graph) for each in made),
        tuple(shown(each.number, moment, graph) for each in made),
        tuple(captions),
    ]


@pytest.fixture
def graph():
    return adlab.trace(baydin, 2.0, 5.0)


def test_a_share_that_is_added(graph):
    symbols, numbers, captions = rows(graph, "reverse", 23)
    assert symbols == ("x¯2", "+=", "v¯2", "·", "∂v2∂x2", "", "")
    assert numbers == ("−0.2837", "+", "1", "·", "2", "=", "1.716")
    assert captions == ("held, from v3", "", "adjoint of v2", "", "partial", "", "the sum")


def test_a_value_has_the_value_of_each_operand_below_its_name(graph):
    symbols, numbers, _ = rows(graph, "forward", 4)
    assert symbols == ("v2", "=", "x1", "·", "x2", "", "")
    assert numbers == ("", "", "2", "·", "5", "=", "10")


def test_a_result_that_is_the_only_number_stands_below_what_it_is_of(graph):
    assert rows(graph, "forward", 1) == [
        ("x1", "=", "given"), ("", "=", "2"), ("", "", "its value")
    ]  # fmt: skip


def test_what_is_a_number_anyway_is_said_once(graph):
    symbols, numbers, _ = rows(graph, "reverse", 15)
    assert (symbols, set(numbers)) == (("∂v5∂v3", "=", "−1"), {""})


@pytest.mark.parametrize("kind", ["order", "forward", "tangent", "reverse"])
@pytest.mark.parametrize(
    "make",
    [
        lambda: adlab.trace(baydin, 2.0, 5.0),
        lambda: adlab.trace(griewank_expression, 1.5, 0.5),
        lambda: adlab.trace(square, 3.0),
        lambda: adlab.trace(kinks, 1.0, 1.0),
    ],
)
def test_no_part_of_a_formula_is_lost(make, kind):
    graph = make()
    timeline = adlab.timeline(graph, kind)
    for k in range(1, len(timeline) + 1):
        symbols, numbers, _ = rows(graph, kind, k)
        parts = formula(timeline, k)
        whole = [html.unescape(re.sub("<[^>]*>", "", part.mathml())) for part in parts]
        said_once = "".join(symbols) == whole[0] and not any(numbers)
        together = "".join(symbols) + "".join(numbers)
        assert said_once or together in ("".join(whole), whole[0] + whole[2] + whole[1])
