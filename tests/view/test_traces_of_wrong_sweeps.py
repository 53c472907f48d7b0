"""A sweep that is wrong on purpose has its two traces as well: nothing that it does is left out."""

from html import unescape

import pytest

import adlab
from adlab.engine.sweeps.wrong_sweeps import WRONG, in_order, wrong
from adlab.view.tables.traces import html_traces, text_traces


def f(x, y):
    a = x * y
    b = a + x
    return a * b


def graph():
    return adlab.trace(f, 2.0, 3.0)


def right_side(timeline):
    """The lines to the right, from the last to the first, each as a rule and its result."""
    lines = [" ".join(line.partition("│")[2].split()) for line in text_traces(timeline).split("\n")]
    told = [line for line in reversed(lines) if "=" in line]
    return [f"{line.split(' = ')[0]} = {line.rpartition(' = ')[2]}" for line in told]


@pytest.mark.parametrize(("kind", "name"), WRONG)
def test_each_wrong_sweep_has_a_table_as_text_and_as_html(kind, name):
    timeline = wrong(graph(), kind, name)
    assert text_traces(timeline).startswith(timeline.sweep.note.split(".")[0])
    assert timeline.sweep.note.split(".")[0] in unescape(html_traces(timeline))


def test_adjoints_that_a_call_left_stand_where_they_are_read_first():
    told = right_side(wrong(graph(), "reverse", "not zeroed"))
    assert told[:5] == ["x̄ = 48", "ȳ = 28", "ā = 14", "b̄ = 6", "v̄3 = 1"]
    assert told[-2:] == ["ȳ = 96", "x̄ = 162"]


def test_an_adjoint_that_is_taken_to_be_0_stands_beside_the_node_that_hands_it_on():
    told = right_side(in_order(graph(), "reverse", ["v1", "v3", "v2", "x", "y"]))
    assert "ā = 0" in told
    assert told.index("ā = 0") < told.index("x̄ += ā · ∂a/∂x = 0")


def test_a_seed_that_was_left_stands_with_the_seeds():
    told = right_side(wrong(graph(), "tangent", "stale seed", "y"))
    assert told[::-1][:2] == ["ẋ = 1", "ẏ = 1"]


def test_a_player_of_a_wrong_sweep_writes_its_table(tmp_path):
    for wrong_name, sweep in (("not zeroed", "reverse"), ("stale seed", "tangent")):
        text = adlab.step(f, 2.0, 3.0, sweep=sweep, wrong=wrong_name).to_text()
        assert "on purpose" in text
