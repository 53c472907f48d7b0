"""Two sweeps side by side: where they differ."""

import numpy as np
import pytest

import adlab
from adlab.view.player.pair import differences
from tests.engine.examples import baydin


def square(x):
    return x * x


def reverse(f, *args):
    return adlab.timeline(adlab.trace(f, *args), "reverse")


def test_a_sweep_does_not_differ_from_itself():
    assert not any(differences(reverse(baydin, 2.0, 5.0), reverse(baydin, 2.0, 5.0)))


def test_the_first_difference_is_where_the_share_is_lost():
    wrong = adlab.step(square, 3.0, sweep="reverse", wrong="overwriting")
    pair = adlab.compare_steps(adlab.step(square, 3.0, sweep="reverse"), wrong)
    left, right, label = pair.differences[pair.first_difference][0]
    assert (left, right, label) == ("d0", "d0", "x")
    assert pair.timelines[0].adjoints(pair.first_difference)[0] == 6.0
    assert pair.timelines[1].adjoints(pair.first_difference)[0] == 3.0


def test_other_inputs_differ_in_their_values_from_the_first_step_on():
    pair = adlab.compare_steps(reverse(square, 3.0), reverse(square, 2.0))
    assert pair.first_difference == 1


def test_forward_and_reverse_agree_on_the_values_they_share():
    graph = adlab.trace(baydin, 2.0, 5.0)
    forward, back = (adlab.timeline(graph, kind) for kind in ("forward", "reverse"))
    assert adlab.compare_steps(forward, back).first_difference is None


def test_an_adjoint_that_never_comes_differs_at_the_end():
    graph = adlab.trace(baydin, 2.0, 5.0)
    whole = adlab.timeline(graph, "reverse")
    cut = adlab.Timeline(graph, whole.sweep, whole.steps[:-1])
    found = differences(whole, cut)
    assert not any(found[:-1])
    assert [label for _, _, label in found[-1]] == ["x1"]


def test_a_slot_that_only_one_of_two_like_sweeps_has_written_differs_at_the_end():
    graph = adlab.trace(baydin, 2.0, 5.0)
    whole = adlab.timeline(graph, "reverse")
    seeded = [step.op for step in whole].index("seed") + 1
    found = differences(whole, adlab.Timeline(graph, whole.sweep, whole.steps[:seeded]))
    assert not any(found[:-1])
    assert {label for _, _, label in found[-1]} == set(graph.labels) - {"v5"}


def test_the_same_map_with_another_matrix_differs():
    x = np.array([1.0, 2.0])
    a, b = (reverse(lambda x, m=m: np.sum(m @ x), x) for m in (np.eye(2), 2 * np.eye(2)))
    first = next(
        pairs for pairs in differences(a, b) if any(left[0] == "p" for left, _, _ in pairs)
    )
    assert any(label == "x → v1" for _, _, label in first)


def test_arrays_differ_by_their_entries():
    a, b = (reverse(lambda x: np.sum(x * x), np.array(v)) for v in ([1.0, 2.0], [1.0, 3.0]))
    assert any(label == "x" for _, _, label in differences(a, b)[1])


def test_a_graph_too_big_for_a_picture_is_refused_with_a_way_out():
    def chain(x):
        for _ in range(200):
            x = x * 1.01
        return x

    player = adlab.step(chain, 1.0)
    with pytest.raises(ValueError, match=r"201 nodes: more than 150.*adlab\.step"):
        adlab.compare_steps(player, player)


def test_what_is_no_sweep_is_refused_with_a_way_out():
    with pytest.raises(TypeError, match=r"takes timelines or players, and got int.*adlab\.step"):
        adlab.compare_steps(1, 2)
