"""Two sweeps side by side: where they part is where the mistake is."""

import pytest

import adlab
from adlab import compare_steps
from adlab.view.step_comparison import StepComparison
from tests.engine.examples import baydin


def late_fan_out(x):
    z = x * x
    w = 3.0 * z
    y = z + w
    return y


def test_an_overwriting_sweep_parts_at_the_second_share():
    comparison = compare_steps(late_fan_out, 2.0)
    assert comparison.first == 4
    assert comparison.pairs[3].right == "z̄ += w̄ · ∂w/∂z = 4"
    assert comparison.pairs[3].other == "z̄ = w̄ · ∂w/∂z (should be +=) = 3"


def test_a_wrong_order_parts_where_a_node_sends_too_early():
    comparison = compare_steps(late_fan_out, 2.0, wrong="breadth-first")
    assert comparison.pairs[comparison.first - 1].other.startswith("x̄ += z̄")


def test_a_sweep_agrees_with_itself():
    timeline = adlab.timeline(adlab.trace(baydin, 2.0, 5.0), "reverse")
    assert StepComparison(timeline, timeline).first is None


def test_a_sweep_that_goes_on_longer_parts_where_the_right_one_ends():
    comparison = compare_steps(lambda a: (a + a) * 2.0, 1.0, wrong="recursion")
    assert comparison.first is None
    comparison = compare_steps(late_fan_out, 2.0, wrong="recursion")
    assert len(comparison.pairs) == 8
    assert comparison.pairs[-1].right == ""


def test_an_order_of_ones_own_is_compared_too():
    comparison = compare_steps(
        lambda x, y: x * y + x, 2.0, 5.0, sweep="forward", order=["x", "y", "v2", "v1"]
    )
    assert comparison.first == 3


@pytest.mark.parametrize("form", ["text", "page"])
def test_text_and_table_mark_the_first_difference(form):
    comparison = compare_steps(lambda x: x * x, 3.0)
    shown = repr(comparison) if form == "text" else comparison._repr_html_()
    assert "They part at step 3." in shown
    assert shown.count("→") == 1
