"""Store, or compute again: the same derivatives with less memory, and the best schedules."""

import tracemalloc
from functools import cache

import numpy as np
import pytest

import adlab
from adlab.engine.extending.checkpointing import advances, replay, reversal

X = np.linspace(0.1, 1.0, 7)


def rounds(x):
    for _ in range(8):
        x = np.sin(x) * 1.01
    return x


def mixed(x, w):
    return np.tanh(x * w) + x


def chain(part, turns=6):
    def f(x):
        for _ in range(turns):
            x = part(x)
        return np.sum(x)

    return f


def test_the_gradient_of_a_chain_is_the_same_to_the_last_bit():
    plain, saved = chain(rounds), chain(adlab.checkpoint(rounds))
    assert np.array_equal(adlab.grad(plain)(X), adlab.grad(saved)(X))
    assert saved(X) == plain(X)


@pytest.mark.parametrize("derivative", [adlab.jacfwd, adlab.jacrev, adlab.hessian, adlab.grad])
def test_every_derivative_goes_through(derivative):
    plain, saved = chain(rounds), chain(adlab.checkpoint(rounds))
    assert np.allclose(derivative(plain)(X), derivative(saved)(X), rtol=1e-12)


def test_several_arguments_nested_checkpoints_and_constants():
    @adlab.checkpoint
    def outer(x, w, *, power):
        return adlab.checkpoint(mixed)(x, w) ** power

    def f(part, x, w):
        return np.sum(part(part(x, w), w))

    saved = adlab.grad(lambda x, w: f(lambda x, w: outer(x, w, power=2), x, w), (0, 1))(X, 1.3)
    plain = adlab.grad(lambda x, w: f(lambda x, w: mixed(x, w) ** 2, x, w), (0, 1))(X, 1.3)
    for one, other in zip(saved, plain, strict=True):
        assert np.allclose(one, other, rtol=1e-13)


def test_a_call_is_one_node_and_its_edge_says_so():
    part = adlab.checkpoint(rounds)
    graph = adlab.trace(lambda x: part(part(x)), 0.5)
    assert [node.formula for node in graph.nodes] == ["input", "rounds(x)", "rounds(v1)"]


def peak(f, x):
    """In arrays of the size of x."""
    adlab.grad(f)(x[:3])
    tracemalloc.start()
    try:
        adlab.grad(f)(x)
        return tracemalloc.get_traced_memory()[1] / x.nbytes
    finally:
        tracemalloc.stop()


def test_of_a_thousand_operations_a_fifth_is_held():
    x = np.linspace(0.1, 1.0, 4_000)

    def twenty(x):
        for _ in range(20):
            x = np.sin(x)
        return x

    stored, again = peak(chain(twenty, 50), x), peak(chain(adlab.checkpoint(twenty), 50), x)
    assert again < stored / 5
    assert again < 50 + 20 + 25  # the calls, the inside of one, and a few


@cache
def by_trying_all(steps, states):
    if steps == 1:
        return 0
    if states == 1:
        return steps * (steps - 1) // 2
    return min(
        k + by_trying_all(steps - k, states - 1) + by_trying_all(k, states) for k in range(1, steps)
    )


@pytest.mark.parametrize("states", range(1, 7))
def test_the_formula_and_the_schedule_are_the_best_there_is(states):
    for steps in range(1, 41):
        assert advances(steps, states) == by_trying_all(steps, states)
        count = replay(reversal(steps, states), steps)
        assert count.advanced == advances(steps, states)
        assert count.most_states <= states
        assert count.reversed == tuple(reversed(range(steps)))


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        ([("store", 0), ("advance", 3), ("back", 3)], "step 3 is to be reversed|cannot go to 3"),
        ([("back", 0)], "step 2 is to be reversed"),
        ([("restore", 1)], "not stored"),
        ([("store", 0), ("advance", 2), ("back", 2)], "step 1 has not been"),
        ([("jump", 1)], "no such action"),
    ],
)
def test_a_schedule_that_cannot_be_followed_is_refused(actions, words):
    with pytest.raises(adlab.InputError, match=words):
        replay(actions, 3)


def test_pins_are_checked_and_counted():
    assert adlab.schedule(10, 3).pins == [4, 7]
    assert adlab.schedule(16, 3, pins=[4, 8]).count.advanced > advances(16, 3)
    for pins in ([0], [1, 1], [10], [1, 2, 3]):
        with pytest.raises(adlab.InputError, match="pins"):
            adlab.schedule(10, 3, pins=pins)


def test_the_picture_stands_without_a_script():
    html = adlab.schedule(10, 3)._repr_html_()
    assert html.count("<line") == sum(
        op in ("advance", "back") for op, _ in adlab.schedule(10, 3).actions
    )
