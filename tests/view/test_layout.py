"""That boxes and links find room, whichever engine lays them out."""

import random
import subprocess
import sys
from itertools import combinations
from types import SimpleNamespace

import pytest

from adlab.view.drawn import layout
from adlab.view.drawn.fit import along
from adlab.view.drawn.geometry import Area, Box, Layout, Link, around
from adlab.view.drawn.layered import layered
from adlab.view.drawn.layout import engine_name, lay_out
from tests.conftest import require
from tests.view.functions import overlap


@pytest.fixture(params=["pygraphviz", "dot", "built-in"])
def engine(request, monkeypatch) -> str:
    """Each layout engine; a failing one may not hide behind the built-in layout."""
    name = request.param
    require(name != "pygraphviz" or engine_name() == "pygraphviz", "pygraphviz does not work")
    require(name != "dot" or layout.shutil.which("dot"), "Graphviz's dot is not installed")
    if name != "built-in":
        monkeypatch.setattr(layout, "layered", None)
    return name


def random_problem(seed: int) -> tuple[list[Box], list[Link], range]:
    """Boxes with links to near and far ones, some of them twice."""
    rng = random.Random(seed)
    count, inputs = rng.choice([2, 4, 8, 15, 30]), rng.choice([1, 2])
    boxes = [Box(rng.choice([112, 130, 260]), rng.choice([79, 96])) for _ in range(count)]
    links = [
        Link(max(0, head - rng.choice([1, 1, 2, 3, 9])), head)
        for head in range(inputs, count)
        for _ in range(rng.choice([1, 2, 2, 3]))
    ]
    return boxes, links, range(inputs)


def area(centre: tuple[float, float], box: Box, shrink: float = 0.0) -> Area:
    return around(centre, Box(box.width - 2 * shrink, box.height - 2 * shrink))


def areas(found: Layout, boxes: list[Box]) -> list[Area]:
    """What may not overlap."""
    return [area(c, box) for c, box in zip(found.boxes, boxes, strict=True)]


def course(points) -> list[tuple[float, float]]:
    """Points along a curve."""
    return [(float(x), float(y)) for x, y in along(points)]


@pytest.mark.parametrize("seed", range(12))
class TestAnyProblem:
    def test_nothing_overlaps(self, engine, seed):
        boxes, links, first = random_problem(seed)
        for a, b in combinations(areas(lay_out(boxes, links, first, engine), boxes), 2):
            assert not overlap(a, b)

    def test_everything_is_inside(self, engine, seed):
        boxes, links, first = random_problem(seed)
        found = lay_out(boxes, links, first, engine)
        for left, top, right, bottom in areas(found, boxes):
            assert min(left, top) >= -1
            assert right <= found.width + 1
            assert bottom <= found.height + 1

    def test_links_lead_to_the_right(self, engine, seed):
        boxes, links, first = random_problem(seed)
        found = lay_out(boxes, links, first, engine)
        for link in links:
            assert found.boxes[link.tail][0] < found.boxes[link.head][0]

    def test_links_begin_and_end_at_their_boxes(self, engine, seed):
        boxes, links, first = random_problem(seed)
        found = lay_out(boxes, links, first, engine)
        for link, curve in zip(links, found.curves, strict=True):
            for end, box in (curve.points[0], link.tail), (curve.tip, link.head):
                assert overlap((*end, *end), area(found.boxes[box], boxes[box], shrink=-3))

    def test_no_link_runs_through_a_box(self, engine, seed):
        boxes, links, first = random_problem(seed)
        found = lay_out(boxes, links, first, engine)
        inner = [area(c, box, shrink=4) for c, box in zip(found.boxes, boxes, strict=True)]
        for curve in found.curves:
            assert not any(overlap((*p, *p), box) for p in course(curve.points) for box in inner)


def test_inputs_stand_in_the_first_column(engine):
    boxes = [Box(100, 50)] * 4
    links = [Link(0, 2), Link(2, 3), Link(1, 3)]  # box 1 is needed only at the end
    found = lay_out(boxes, links, range(2), engine)
    assert found.boxes[0][0] == pytest.approx(found.boxes[1][0])


def test_two_links_between_the_same_boxes_are_apart(engine):
    found = lay_out([Box(100, 50)] * 2, [Link(0, 1), Link(0, 1)], [0], engine)
    first, second = found.curves
    assert abs(first.tip[1] - second.tip[1]) > 5
    assert first.points != second.points


def test_the_same_problem_has_the_same_layout(engine):
    assert lay_out(*random_problem(1), engine) == lay_out(*random_problem(1), engine)


def test_boxes_without_links_are_placed(engine):
    found = lay_out([Box(100, 50)] * 3, [], range(3), engine)
    assert len(set(found.boxes)) == 3


def test_nothing_at_all_is_a_layout():
    assert lay_out([], []).boxes == ()


def test_a_chain_is_straight(engine):
    links = [Link(k, k + 1) for k in range(9)]
    found = lay_out([Box(100, 50)] * 10, links, [0], engine)
    assert max(y for _, y in found.boxes) - min(y for _, y in found.boxes) < 1


def test_a_long_link_runs_straight_in_the_built_in_layout():
    boxes = [Box(100, 50)] * 10
    links = [Link(k, k + 1) for k in range(9)] + [Link(0, 9)]
    long = layered(boxes, links).curves[-1]
    heights = {round(y, 3) for x, y in course(long.points) if 300 < x < 900}
    assert len(heights) == 1


def test_a_straight_run_past_many_columns_is_one_piece_in_the_built_in_layout():
    boxes = [Box(100, 50)] * 40
    links = [Link(k, k + 1) for k in range(39)] + [Link(0, 39)]
    assert len(layered(boxes, links).curves[-1].points) < 20


@pytest.mark.parametrize("built_in", [False, True])
def test_graphs_with_many_long_links_take_the_built_in_layout(monkeypatch, built_in):
    asked = []
    monkeypatch.setattr(layout, "RENDERERS", {engine_name(): lambda dot: asked.append(dot) or b""})
    count = 60 if built_in else 20  # each box is used by all that follow it for a while
    links = [Link(k, n) for k in range(count) for n in range(k + 1, min(k + 5, count))]
    found = lay_out([Box(100, 50)] * count, links, [0])
    assert len(found.boxes) == count
    assert bool(asked) is not built_in


class TestChain:
    """pygraphviz, else dot, else the built-in layout."""

    @pytest.fixture(autouse=True)
    def fresh(self):
        engine_name.cache_clear()
        yield
        engine_name.cache_clear()

    def test_dot_is_used_without_pygraphviz(self, monkeypatch):
        monkeypatch.setattr(layout, "find_spec", lambda name: None)
        monkeypatch.setattr(layout.shutil, "which", lambda name: "/usr/bin/dot")
        assert engine_name() == "dot"

    def test_the_built_in_layout_is_used_without_any_graphviz(self, monkeypatch):
        monkeypatch.setattr(layout, "find_spec", lambda name: None)
        monkeypatch.setattr(layout.shutil, "which", lambda name: None)
        assert engine_name() == "built-in"

    def test_a_pygraphviz_that_cannot_be_imported_is_passed_over(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "pygraphviz", None)
        monkeypatch.setattr(layout, "find_spec", lambda name: SimpleNamespace())
        monkeypatch.setattr(layout.shutil, "which", lambda name: None)
        assert engine_name() == "built-in"

    def test_a_graphviz_that_fails_is_passed_over(self, monkeypatch):
        def fail(dot: str) -> bytes:
            raise subprocess.CalledProcessError(1, "dot")

        monkeypatch.setattr(layout, "RENDERERS", {"dot": fail})
        boxes, links, first = random_problem(1)
        assert lay_out(boxes, links, first, "dot") == layered(boxes, links)


def test_graphviz_says_nothing_on_the_error_stream(engine, capfd):
    lay_out(*random_problem(2), engine)
    assert capfd.readouterr() == ("", "")
