"""Private copies: nobody else's changes reach them, and what is let go is used again."""

import numpy as np
import pytest

import adlab
from adlab.engine.arrays import copies
from adlab.engine.arrays.copies import private

LARGE = copies.LARGE // 8  # entries


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(copies, "_kept", [])


def address(array):
    return array.__array_interface__["data"][0]


@pytest.mark.parametrize("size", [3, LARGE])
def test_a_copy_does_not_follow_the_original_and_cannot_be_written(size):
    original = np.ones(size)
    copy = private(original)
    original[0] = 5.0
    assert copy[0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        copy[0] = 2.0


def test_memory_that_was_let_go_is_written_over():
    copy = private(np.ones(LARGE))
    before = address(copy)
    del copy
    assert address(private(np.zeros(LARGE))) == before


@pytest.mark.parametrize("view", [lambda a: a, lambda a: a[1:], lambda a: a.reshape(-1, 1).T])
def test_a_copy_of_which_a_view_is_held_is_left_alone(view):
    held = view(private(np.ones(LARGE)))
    private(np.zeros(LARGE))
    assert np.all(held == 1.0)


def test_a_graph_keeps_its_values_while_others_come_and_go():
    graph = adlab.trace(lambda x: np.sum(x * x), np.ones(LARGE))
    kept = graph["x"].value.T
    for factor in (2.0, 3.0):
        assert adlab.grad(lambda x: np.sum(x * x))(factor * np.ones(LARGE))[0] == 2.0 * factor
    assert np.all(graph.values[0] == 1.0)
    del graph
    adlab.grad(lambda x: np.sum(x * x))(4.0 * np.ones(LARGE))
    assert np.all(kept == 1.0)


def test_gradients_of_one_call_after_the_other_are_apart():
    gradient = adlab.grad(lambda x, y: np.sum(x * y), argnums=(0, 1))
    first = gradient(np.ones(LARGE), 2.0 * np.ones(LARGE))
    gradient(3.0 * np.ones(LARGE), 4.0 * np.ones(LARGE))
    assert first[0][0] == 2.0
    assert first[1][0] == 1.0


def test_only_so_much_is_kept():
    held = [private(np.ones(LARGE)) for _ in range(copies.KEPT[0] + 5)]
    assert len(copies._kept) == copies.KEPT[0]
    private(np.ones(copies.KEPT[1] // 8 + 1))
    assert sum(array.nbytes for array in copies._kept) <= copies.KEPT[1]
    assert all(copy[0] == 1.0 for copy in held)
