"""check_grads says what makes a point doubtful, in words about the user's own run."""

import numpy as np
import pytest

import adlab

DRAWS = np.random.default_rng(0).uniform(size=500)


def root(a):
    y = np.sqrt(2.0)
    while abs(y * y - a) > 1e-9:
        y = y - (y * y - a) / (2.0 * y)
    return y


def ratio(x):
    return (np.exp(x) - 1.0) / x


def patched(x):
    return x * x if x != 2.0 else 4.0


def split(x):
    return 3.0 * x if x > 1.00001 else x


@pytest.mark.parametrize(
    ("f", "x", "said"),
    [
        (ratio, 1e-8, "v2 = v1 − 1 loses 8.0 digits: its operands cancel"),
        (patched, 2.0, "the branch `x != 2.0` turns there"),
        (root, 2.0, "no operation of this run leads from the arguments to the result"),
        (split, 1.0, "the branch `x > 1.00001` turns 1e−5 away"),
        (lambda x: np.floor(x) * x, 2.0, "stands at its kink"),
    ],
)
def test_a_disagreement_names_its_reason(f, x, said):
    with pytest.raises(adlab.GradientCheckError) as caught:
        adlab.check_grads(f, (x,))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("f", "x", "said"),
    [
        (abs, 0.0, "stands at its kink"),
        (lambda t: np.mean(t > DRAWS), 0.3, "moves in jumps"),
    ],
)
def test_an_agreement_by_chance_is_warned_of(f, x, said):
    with pytest.warns(adlab.KinkWarning, match=said):
        adlab.check_grads(f, (x,))


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.where(x > 0.5, x * x, x),
        lambda x: x * (x > 0.5) + np.floor(x),
        lambda x: np.maximum(x, 0.0) + abs(x),
    ],
)
def test_masks_and_kinks_far_away_are_not_suspected(f, recwarn):
    adlab.check_grads(f, (1.3,))
    assert not recwarn


def test_a_wrong_rule_is_named_first():
    wrong = adlab.primitive("2.0 * x", symbol="cube")(lambda x: x * x * x)
    with pytest.raises(adlab.GradientCheckError, match="your primitive cube"):
        adlab.check_grads(lambda x: wrong(x) + abs(x - 1.7), (1.7,))


def test_an_array_without_entries_has_no_kink(recwarn):
    adlab.check_grads(lambda x: np.sum(np.abs(x)), (np.zeros(0),))
    assert not [each for each in recwarn if "kink" in str(each.message)]
