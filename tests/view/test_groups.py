"""Big graphs as trees of groups, and the pictures of the groups."""

from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adlab
from adlab.engine.recording.tracing import trace
from adlab.view.drawn.group_diagram import Album
from adlab.view.drawn.groups import CAP, PORTS, Group, groups, is_big, last_uses, pictures, result
from adlab.view.player.player import Player, step
from adlab.view.replay import jumps
from adlab.view.replay.spec import STEP_LIMIT
from adlab.view.said import numbers


def layer(x, y):
    z = x * y
    return np.sin(z) + x * 0.5


def calls(x, y):
    for _ in range(100):
        x = layer(x, y)
    return x


def flat(x, y):
    for _ in range(333):
        z = x * y
        x = np.sin(z) + y
    return x


def nested(x, y):
    for _ in range(12):
        for _ in range(30):
            x = layer(x, y)
        y = y + x
    return x


def recursive(x, y, depth=60):
    if depth == 0:
        return x
    return recursive(x * y, y, depth - 1) * x + y


def wide(*xs):
    return sum(x * x for x in xs)


def generated(x, y):
    def values():
        value = x
        while True:
            value = np.sin(value) * y + value
            yield value

    stream = values()
    for _ in range(80):
        x = next(stream) * x
    return x


FUNCTIONS = {
    "calls": (calls, (0.3, 0.7)),
    "flat": (flat, (0.3, 0.7)),
    "nested": (nested, (0.3, 0.7)),
    "recursive": (recursive, (0.3, 0.7)),
    "wide": (wide, tuple(np.linspace(0.1, 1, 120))),
    "generated": (generated, (0.3, 0.7)),
}


@pytest.fixture(params=FUNCTIONS, scope="module")
def graph(request):
    f, arguments = FUNCTIONS[request.param]
    return trace(f, *arguments)


def leaves(tree):
    """The nodes that stand in each picture, not in a closed group."""
    return [item for group in tree for item in group.items if isinstance(item, int)]


def nodes_of(item):
    """All nodes in an item, with the inputs that it has or that are in groups inside it."""
    if not isinstance(item, Group):
        return [item]
    return [node for inner in item.items for node in nodes_of(inner)]


def shown(group):
    """How many boxes there are in the picture of a group: a loop shows one turn at a time."""
    return 0 if group.kind == "loop" else len(group.items)


def check_partition(graph, tree):
    assert sorted(leaves(tree)) == list(range(len(graph)))
    for group in tree:
        inside = [node for item in group.items for node in nodes_of(item)]
        own = [node for node in inside if node >= len(graph.inputs)]
        assert own == list(range(max(group.first, len(graph.inputs)), group.stop))
        assert set(group.owned) <= {*inside} & {*graph.inputs}
        assert all(item.up is group for item in group.items if isinstance(item, Group))


def check_bonds(graph, tree):
    edges = graph.connections()
    for group, picture in zip(tree, pictures(graph, tree), strict=True):
        if group.kind == "loop":
            assert not picture.bonds
            continue
        inside = {node for item in group.items for node in nodes_of(item)}
        shown = [number for bond in picture.bonds for number in bond.edges]
        item_of = {node: k for k, item in enumerate(group.items) for node in nodes_of(item)}
        wanted = [
            number
            for number, edge in enumerate(edges)
            if (edge.operand in inside or edge.consumer in inside)
            and item_of.get(edge.operand, "in") != item_of.get(edge.consumer, "out")
        ]
        assert sorted(shown) == wanted
        entering = {edges[n].operand for n in wanted} - inside
        leaving = {edges[n].operand for n in wanted if edges[n].consumer not in inside}
        assert len(picture.entering) + picture.more_entering == len(entering)
        assert len(picture.leaving) + picture.more_leaving == len(leaving)
        assert set(picture.entering) <= entering
        assert set(picture.leaving) <= leaving


class TestTree:
    def test_each_node_is_in_exactly_one_picture(self, graph):
        check_partition(graph, groups(graph))

    def test_a_picture_holds_few_boxes(self, graph):
        tree = groups(graph)
        assert max(map(shown, tree)) <= CAP
        assert all(len(p.entering) <= PORTS for p in pictures(graph, tree))
        assert all(len(p.leaving) <= PORTS for p in pictures(graph, tree))

    def test_a_group_comes_before_those_inside_it(self, graph):
        assert all(group.up is None or group.up.index < group.index for group in groups(graph))

    def test_every_edge_shows_where_its_ends_are_apart(self, graph):
        check_bonds(graph, groups(graph))

    def test_a_call_is_a_group_with_its_number(self):
        graph = trace(lambda x: sum(layer(x, x * k) for k in range(7)) + layer(x, x), 0.3)
        found = [g for g in groups(graph) if g.kind == "call"]
        assert [group.note for group in found] == [f"call {k} of 8" for k in range(1, 9)]
        assert [group.number for group in found] == list(range(1, 9))
        assert {len(group) for group in found} == {4}

    def test_a_turn_that_is_one_call_shows_what_is_in_that(self):
        tree = groups(trace(calls, 0.3, 0.7))
        assert {g.kind for g in tree} == {"graph", "loop", "turn"}
        assert {len(g.items) for g in tree if g.kind == "turn"} == {4}

    def test_a_loop_is_a_group_with_its_turns(self):
        top = groups(trace(flat, 0.3, 0.7))[0]
        [loop] = [item for item in top.items if isinstance(item, Group)]
        assert (loop.kind, loop.title, loop.note) == ("loop", "for _ in range(333)", "333 turns")
        assert [turn.number for turn in loop.items] == list(range(1, 334))
        assert {len(turn) for turn in loop.items} == {3}

    def test_what_has_no_structure_is_cut_into_ranges_of_nodes(self):
        scope = {}
        lines = "\n".join(["    x = x * 1.01"] * 400)
        exec(f"def f(x):\n{lines}\n    return x", scope)
        tree = groups(trace(scope["f"], 1.0))
        assert tree[1].kind == "nodes"
        check_partition(trace(scope["f"], 1.0), tree)

    def test_deep_recursion_needs_no_recursion_here(self):
        graph = trace(lambda x: recursive(x, x, 200), 0.5)
        check_partition(graph, groups(graph))

    @pytest.mark.filterwarnings("ignore::adlab.NonFiniteWarning")
    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 60)), min_size=1, max_size=8))
    def test_any_mix_of_calls_and_loops_is_partitioned(self, plan):
        def inner(x, n):
            for _ in range(n):
                x = x * 0.9 + 0.1
            return x

        def outer(x, y):
            for kind, n in plan:
                if kind == 0:
                    x = inner(x, n)
                elif kind == 1:
                    for k in range(n):
                        x = x + y if k % 2 else x * y
                elif kind == 2:
                    x = sum(x * y for _ in range(n))
                elif kind == 3:
                    for k in range(n):
                        y = inner(x, k % 5)
                else:
                    y = x - y
            return x + y

        graph = trace(outer, 0.3, 0.7)
        tree = groups(graph)
        check_partition(graph, tree)
        check_bonds(graph, tree)
        assert max(map(shown, tree)) <= CAP

    def test_a_closed_group_shows_the_last_value_that_is_needed_outside(self):
        graph = trace(calls, 0.3, 0.7)
        used = last_uses(graph)
        for group in groups(graph):
            if group.kind == "turn":
                assert result(graph, group, used) == group.stop - 1

    def test_more_than_150_nodes_are_too_many_for_one_picture(self):
        def chain(n):
            def f(x):
                for _ in range(n):
                    x = x * 1.01
                return x

            return trace(f, 1.0)

        assert not is_big(chain(149))
        assert is_big(chain(150))


class TestAlbum:
    def test_every_group_has_a_drawing_with_its_boxes_and_lines(self, graph):
        album = Album(graph)
        for index, picture in enumerate(album.pictures):
            if album.groups[index].kind == "loop":
                assert album.shapes[index] == -1
                continue
            drawing = album.drawings[album.shapes[index]]
            boxes = [box for box in album.boxes[index] if box.role not in ("more", "out")]
            single = len(album.singles(index))
            looks = [
                part.get("class", "").split()[0]
                for part in ElementTree.fromstring(drawing)
                if part.get("class")
            ]
            assert looks.count("adlab-node") == len(boxes)
            assert looks.count("adlab-edge") == single
            assert looks.count("adlab-bundle") == len(picture.bonds) - single

    def test_calls_of_one_function_share_a_drawing(self):
        album = Album(trace(calls, 0.3, 0.7))
        shapes = {album.shapes[g.index] for g in album.groups if g.kind == "turn"}
        assert len(shapes) <= 4

    def test_drawings_stop_where_a_page_would_be_too_big(self, monkeypatch):
        monkeypatch.setattr("adlab.view.drawn.group_diagram.BYTES_LIMIT", 1)
        album = Album(trace(wide, *np.linspace(0.1, 1, 120)))
        assert len(album.drawings) == 1
        assert album.shapes[0] == 0
        assert -1 in album.shapes


class TestSweeps:
    def test_jumps_and_steps_together_are_the_sweep(self, graph):
        for kind in ("order", "forward", "tangent", "reverse"):
            timeline = adlab.timeline(graph, kind)
            jumped = jumps.jumps(timeline)
            taken = jumps.taken(timeline, jumped)
            single = [k for k in taken if k >= 0]
            skipped = [k for first, stop in jumped for k in range(first, stop)]
            assert sorted(single + skipped) == list(range(len(timeline)))
            assert len(taken) == jumps.position(len(timeline), jumped)
            assert len(single) <= STEP_LIMIT

    def test_each_pass_of_a_sweep_begins_step_by_step(self):
        player = step(flat, 0.3, 0.7, sweep="reverse", start="backward pass")
        reverse = player.spec["sweeps"][-1]
        (_, _, end), (_, first, last) = reverse["phases"]
        assert end == first
        assert player.spec["open"]["step"] == first + 1
        assert reverse["steps"][first][1].startswith("d")
        assert len(reverse["steps"]) == last

    def test_after_the_last_jump_all_adjoints_are_there(self):
        player = Player(trace(flat, 0.3, 0.7))
        reverse = player.timelines["reverse x₍₃₃₄₎"]
        held = player.spec["sweeps"][-1]["held"]
        adjoints = reverse.adjoints(len(reverse))
        assert held == [numbers.text(adjoints[node]) for node in range(len(held))]

    def test_after_the_last_jump_a_wrong_sweep_has_its_own_values(self):
        player = step(flat, 0.3, 0.7, sweep="forward", wrong="depth-first")
        wrong = player.opened.values(len(player.opened))
        data = player.spec["sweeps"][-1]
        assert data["noted"]
        assert data["final"] == [numbers.text(wrong.get(n)) for n in range(1001)]
        assert data["final"] != player.spec["groups"]["values"]

    def test_a_start_that_the_page_does_not_carry_is_refused(self):
        with pytest.raises(ValueError, match="outside the forward sweep"):
            step(flat, 0.3, 0.7, start=900)

    def test_the_page_is_the_same_each_time(self):
        assert Player(trace(flat, 0.3, 0.7)).to_html() == Player(trace(flat, 0.3, 0.7)).to_html()

    def test_arrays_have_their_previews_after_a_jump(self, monkeypatch):
        monkeypatch.setattr("adlab.view.player.contents.STEPS", 100)

        def net(x, w):
            for _ in range(60):
                x = np.tanh(x @ w) + x
            return np.sum(x)

        spec = step(net, np.ones((2, 2)), np.eye(2) * 0.1).spec
        assert len(spec["nodes"]) > 150
        reverse = spec["sweeps"][-1]
        assert set(reverse["held_arrays"]) == {
            i for i, n in enumerate(spec["nodes"]) if "array" in n
        }
