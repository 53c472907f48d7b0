"""Taylor mode on the diagram: each step writes the coefficient that the sentence says."""

import numpy as np
import pytest

import adlab
from adlab.view.drawn.faces import Bars


def test_each_node_ends_with_its_coefficients():
    player = adlab.taylor_steps(lambda x: np.exp(x) * x, 0.5, 4)
    state = player.opened.state(len(player.opened))
    last = state[max(state, key=lambda slot: slot.at)]
    assert np.allclose(last, adlab.taylor(lambda x: np.exp(x) * x, 0.5, 4))


def test_the_sentence_has_the_convolution():
    html = adlab.taylor_steps(lambda x: x * x, 3.0, 2)._repr_html_()
    assert "all pairs of orders that add up to 1: 3 · 1 + 1 · 3 = 6" in html


def test_bars_are_hollow_for_minus_and_as_high_as_their_number():
    first, second, third = Bars((2.0, -1.0, float("inf"))).draw(0.0, 0.0, 90.0)
    assert "minus" in second.get("class")
    assert float(first.get("height")) == 2.0 * float(second.get("height"))
    assert third.get("height") == first.get("height")


@pytest.mark.parametrize(
    ("f", "x", "degree"),
    [(lambda x: x * x, 1.0, 0), (lambda x: np.sum(x), np.ones(2), 2)],
)
def test_what_cannot_be_stepped_is_refused(f, x, degree):
    with pytest.raises(adlab.InputError, match="cannot be stepped through"):
        adlab.taylor_steps(f, x, degree)
