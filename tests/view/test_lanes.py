"""Loops as lanes: what is carried from turn to turn, the jumps over turns, and very long loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adlab
from adlab.engine.arrays.values import detach
from adlab.view.drawn.group_diagram import Album
from adlab.view.drawn.groups import folds, groups
from adlab.view.drawn.loops import NOTHING, carried
from adlab.view.player.player import Player, step
from adlab.view.replay import jumps
from adlab.view.replay.abridged import abridged
from adlab.view.said import numbers


def lanes(graph):
    """The lanes of all loops of a graph, outer ones first."""
    return [carried(graph, group) for group in groups(graph) if group.kind == "loop"]


def swish(u):
    return u / (1 + np.exp(-u))


def net(x, y):
    a = swish(x + y)
    b = swish(x - y)
    c = swish(a * b)
    return swish(c + a)


# -- What a loop carries ------------------------------------------------------------------------

KINDS = ("both", "only x", "swap", "twice")


def machine(kinds, inner, noted):
    """A loop over x and y with other bodies and a loop inside, which notes what it carries."""

    def f(x, y):
        for kind in kinds:
            before = detach(x), detach(y)
            if kind == "both":
                x, y = x * 0.9 + y, y - 0.1 * x
            elif kind == "only x":
                x = np.sin(x) + 0.5
            elif kind == "swap":
                y = x * y
            else:
                x = x * x * 0.1
                x = x + y
            for _ in range(inner):
                x = 0.5 * x + 0.1
            noted.append((before, (detach(x), detach(y))))
        return x + y

    return f


class TestCarried:
    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(st.sampled_from(KINDS), min_size=4, max_size=9),
        st.sampled_from((0, 1, 5)),
    )
    def test_lanes_are_the_variables_and_the_timeline_at_every_turn(self, kinds, inner):
        noted = []
        graph = adlab.trace(machine(kinds, inner, noted), 0.3, 0.7)
        noted = noted[-len(kinds) :]  # the function has been rehearsed
        found = {
            lane.name: lane for lane in lanes(graph)[0]
        }  # what the last turn alone makes is none
        assert set(found) <= {"x", "y"}
        backward = adlab.timeline(graph, "reverse")
        adjoints = backward.adjoints(len(backward))
        for place, name in enumerate("xy"):
            if name not in found:
                continue
            entering = [graph.values[n] for n in found[name].entering]
            leaving = [graph.values[n] for n in found[name].leaving]
            assert entering == [before[place] for before, _ in noted]
            assert leaving == [after[place] for _, after in noted]
            # The adjoint of what comes in at a turn is the derivative of the rest of the function.
            for k, node in enumerate(found[name].entering):
                rest = adlab.grad(machine(kinds[k:], inner, []), argnums=place)
                is_new = found[name].entering.index(node) == k
                if is_new and node in adjoints:
                    assert np.isclose(adjoints[node], rest(*noted[k][0]))

    def test_a_name_that_begins_as_a_number_has_no_node_in_the_first_turn(self):
        def f(x):
            s = 0.0
            for i in range(5):
                s = s + x * i
            return s

        [[lane]] = lanes(adlab.trace(f, 2.0))
        assert lane.name == "s"
        assert lane.entering[0] == NOTHING
        assert lane.entering[1:] == lane.leaving[:-1]

    def test_two_versions_of_one_name_are_two_lanes(self):
        def fibonacci(a, b):
            for _ in range(6):
                a, b = b, a + b
            return b

        graph = adlab.trace(fibonacci, 1.0, 1.0)
        later, earlier = lanes(graph)[0]
        assert (later.name, earlier.name) == ("b", "b′")
        assert [graph.values[node] for node in later.leaving] == [2, 3, 5, 8, 13, 21]
        assert [graph.values[node] for node in earlier.leaving] == [1, 2, 3, 5, 8, 13]

    def test_a_while_loop_has_turns_too(self):
        def newton(x):
            y = x * 0.5
            while abs(y * y - x) > 1e-9:
                y = 0.5 * (y + x / y)
            return y

        graph = adlab.trace(newton, 2.0)
        [loop] = [group for group in groups(graph) if group.kind == "loop"]
        assert loop.title == "while abs(y * y - x) > 1e-9"
        assert len(set(Album(graph).bodies[loop.items[0].index :])) == 2  # the last one only asks
        [[lane]] = lanes(graph)
        assert graph.values[lane.leaving[-1]] == pytest.approx(2**0.5)

    def test_of_many_names_those_with_the_largest_adjoints_come_first(self):
        def f(a, b, c, d):
            for _ in range(6):
                a, b, c, d = a * 1.01, b * 3.0, c * 0.5, d * 2.0
            return a + b + c + d

        spec = step(f, 1.0, 1.0, 1.0, 1.0, unfold=0).spec
        [loop] = spec["groups"]["loops"].values()
        assert [lane[0] for lane in loop] == ["b", "d", "a", "c"]


# -- What is drawn once -------------------------------------------------------------------------


class TestFolding:
    def test_a_small_loop_stays_as_it_is_unless_one_asks(self):
        def f(x):
            for _ in range(4):
                x = x * 1.1
            return x

        assert "groups" not in step(f, 2.0).spec
        assert step(f, 2.0, unfold=0).spec["groups"]["opens"] == 1
        assert "groups" not in step(f, 2.0, unfold=1).spec

    def test_calls_are_drawn_once_where_one_asks(self):
        spec = step(net, 1.2, 0.5, unfold=0).spec
        boxes = [row for row in spec["groups"]["tree"] if row[12] == "c"]
        assert [row[13] for row in boxes] == [1, 2, 3, 4]
        assert len({row[5] for row in boxes[:3]}) == 1  # one drawing, the last has no exit
        assert len({row[15] for row in boxes}) == 1  # and one body
        assert "groups" not in step(net, 1.2, 0.5, predict="values").spec

    @pytest.mark.parametrize("unfold", [-1, True, 1.5])
    def test_unfold_is_a_number_of_levels(self, unfold):
        with pytest.raises(ValueError, match="outer levels of loops and calls"):
            step(net, 1.2, 0.5, unfold=unfold)

    def test_outer_levels_can_be_opened(self):
        def f(x):
            for _ in range(4):
                for _ in range(4):
                    x = x * 1.1 + 0.1
            return x

        graph = adlab.trace(f, 1.0)
        kinds = [[group.kind for group in groups(graph, n)] for n in range(3)]
        assert kinds[0].count("loop") == 5
        assert kinds[1] == ["graph"] + ["loop"] * 4 + ["turn"] * 16
        assert not folds(graph, 2)

    def test_an_input_that_one_layer_uses_is_inside_of_it(self):
        def block(h, w):
            return np.tanh(h * w) * h + 0.5

        def blocks(h, *ws):
            h = block(h, ws[0])
            h = block(h, ws[1])
            h = block(h, ws[2])
            h = block(h, ws[3])
            return h * h

        root, loop, *calls = groups(adlab.trace(blocks, 0.3, 1.0, 2.0, 3.0, 4.0))
        assert (loop.title, loop.note) == ("block × 4", "4 calls in a row")
        assert root.items == (0, loop, len(blocks.__code__.co_varnames) and root.items[-1])
        assert [call.owned for call in calls] == [(1,), (2,), (3,), (4,)]

    def test_recursion_is_a_call_in_a_call(self):
        def f(x, n=5):
            return x if n == 0 else f(x * 1.1, n - 1) * x + 1.0

        tree = groups(adlab.trace(f, 2.0))
        calls = [group for group in tree if group.kind == "call"]
        assert [call.up for call in calls[1:]] == calls[:-1]


# -- Jumps over turns ---------------------------------------------------------------------------


class TestJumps:
    @pytest.fixture
    def graph(self):
        def f(x, y):
            for _ in range(90):
                x = np.sin(x * y) + 0.5 * y
            return x

        return adlab.trace(f, 0.3, 0.7)

    @pytest.mark.parametrize("kind", ["forward", "tangent", "reverse"])
    def test_what_is_there_after_a_jump_is_the_state_of_the_timeline(self, graph, kind):
        timeline = adlab.timeline(graph, kind)
        jumped = jumps.jumps(timeline, Album(graph).turns, most=60)
        assert len(jumped) > 20
        data = jumps.finals(timeline, jumped)
        held = data.get("held", [])
        for (_, stop), jump in zip(jumped, data["jumps"].values(), strict=True):
            state = timeline.state(stop)
            backward = jump.letters == "vpd" and kind == "reverse"
            reached = range(jump.low, len(graph)) if backward else range(jump.high)
            derivatives = {s.at: v for s, v in state.items() if s.kind in ("tangent", "adjoint")}
            under_way = {pending.node: pending.text for pending in jump.pending}
            done = {node: held[node] for node in reached if "d" in jump.letters and held[node]}
            assert done | under_way == {n: numbers.text(v) for n, v in derivatives.items()}
            values = {s.at for s in state if s.kind == "value"}
            assert values == set(range(len(graph)) if backward else reached)

    def test_shares_that_came_in_a_jump_are_counted(self, graph):
        player = Player(graph, sweep="reverse")
        whole = player.spec["sweeps"][-1]["tags"]
        [shown] = [each for name, each in player.timelines.items() if name.startswith("reverse")]
        assert whole[len(shown) - 1] == [180, 0, True]


# -- Very long loops ----------------------------------------------------------------------------


class TestAbridged:
    def test_values_and_derivatives_are_those_of_the_whole(self):
        def f(x, y):
            for _ in range(800):
                z = x * y
                x = np.sin(x) + z
                y = y * 0.999
            return x + y

        graph = adlab.trace(f, 2.0, 1e-4)
        short = abridged(graph, limit=1000)
        assert len(short) < len(graph) / 2
        assert short.values[-1] == graph.values[-1]
        whole, part = (adlab.timeline(each, "reverse") for each in (graph, short))
        adjoints = {graph.labels[n]: a for n, a in whole.adjoints(len(whole)).items()}
        for node, adjoint in part.adjoints(len(part)).items():
            assert adjoint == pytest.approx(adjoints[short.labels[node]], rel=1e-9)
        [loop] = [group for group in groups(short) if group.kind == "loop"]
        assert loop.items[20].title == "turns 21–24"
        assert loop.items[-1].number == 800

    def test_a_graph_that_is_not_so_long_stays(self):
        graph = adlab.trace(net, 1.2, 0.5)
        assert abridged(graph) is graph
