"""Forward or reverse, measured."""

import itertools

import adlab


def squares(*xs):
    total = xs[0] * xs[0]
    for x in xs[1:]:
        total = total + x * x
    return total


def test_forward_mode_pays_for_every_input_and_reverse_mode_does_not():
    rows = adlab.sweeps_against_inputs(squares, [4, 8, 16, 32]).rows
    for small, large in itertools.pairwise(rows):
        assert 3.5 < large.forward / small.forward < 5.0  # twice the sweeps, each twice as long
        assert 1.8 < large.reverse / small.reverse < 2.3
        assert large.reverse <= 7 * large.function


def test_table_and_picture_say_the_same():
    costs = adlab.sweeps_against_inputs(squares, [2, 4])
    last = costs.rows[-1]
    assert f"{last.forward} by forward mode" in costs.picture().alt
    assert str(last.forward) in repr(costs)
    assert f">{last.forward}</td>" in costs._repr_html_()
