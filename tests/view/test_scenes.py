"""Graphs in groups as files: the body of a loop with its lanes, and of a helper with its calls."""

import re
from importlib.util import find_spec
from xml.etree import ElementTree

import numpy as np
import pytest

import adlab
from adlab.view.drawn.lanes import CALLS_AS_BARS
from adlab.view.drawn.scenes import stops
from adlab.view.files.pixels import plain_css
from adlab.view.replay.jumps import about
from adlab.view.said.numbers import text
from tests.conftest import require
from tests.view.functions import chain
from tests.view.test_exports import SVG, assert_alone, every, shown

TURNS = 40


def loop(x):
    s = 0.0
    for i in range(TURNS):
        s = s + np.sin(x) * 0.01 * i
        x = x * 0.99
    return s


def swish(u):
    return u / (1 + np.exp(-u))


def net(x, y):
    a = swish(x + y)
    b = swish(x - y)
    return swish(a * b)


def many(*xs):
    return sum(swish(x) for x in xs)


def branches(x, y):
    for i in range(7):
        if i % 3 == 0:
            y = y * 2.0
        else:
            x = x + y * x
    return x


def stretch(x, y):
    for _ in range(5):
        x = np.tanh(x * y) + x
    return x


PLAYERS = {
    "loop": (loop, 1.0),
    "calls": (net, 1.2, 0.5),
    "branches": (branches, 1.0, 0.5),
    "arrays": (stretch, np.ones((3, 4)), 0.5),
    "line": (chain, None),
}


def opened(name, **options):
    function, *arguments = PLAYERS[name]
    if name == "line":
        return adlab.Player(chain(160), sweep="reverse", **options)
    return adlab.step(function, *arguments, sweep="reverse", unfold=0, **options)


@pytest.fixture(params=PLAYERS, scope="module")
def player(request):
    return opened(request.param)


def named(svg, look):
    """The texts of a look that are not hidden."""
    root = ElementTree.fromstring(svg)
    return [
        "".join(part.itertext())
        for part in root.iter(f"{SVG}text")
        if f"adlab-{look}" in part.get("class", "").split() and part.get("visibility") != "hidden"
    ]


def test_each_stands_alone_and_needs_no_more_than_simple_css(player):
    svg = player.to_svg(len(player.opened) // 2, caption=True)
    assert_alone(svg)
    plain = plain_css(svg, "dark")
    assert not [unknown for unknown in ("var(", ":is(", "@media", "color-mix(") if unknown in plain]


def test_the_turn_of_a_loop_is_shown_with_all_turns_below():
    player = opened("loop")
    timeline, graph = player.opened, player.graph
    k = backward(timeline) + 60
    svg = player.to_svg(k)
    (trail,) = named(svg, "trail")
    turn = int(re.search(r"turn (\d+) of 40", trail)[1])
    node = about(timeline[k - 1])
    assert node in range(*player.spec["groups"]["tree"][1 + turn][3:5])
    assert set(named(svg, "lane-name")) == {"x", "x̄", "s", "s̄"}
    entering, leaving = lane_of(player, "x")
    held = timeline.adjoints(k)
    numbers = named(svg, "lane-number")
    assert text(graph.values[leaving[turn - 1]]) in numbers
    assert text(held[entering[turn - 1]]) in numbers


def backward(timeline):
    """The first step of the backward pass."""
    return next(k for k, step in enumerate(timeline, 1) if step.phase == "backward pass")


def lane_of(player, name):
    (lanes,) = player.spec["groups"]["loops"].values()
    return next(lane[1:] for lane in lanes if lane[0] == name)


def test_a_line_has_a_point_for_each_turn_that_is_known():
    player = opened("loop")
    timeline = player.opened
    k = backward(timeline) + 60
    entering, _ = lane_of(player, "x")
    held = timeline.adjoints(k)
    root = ElementTree.fromstring(player.to_svg(k))
    lanes = [g for g in root.iter(f"{SVG}g") if g.get("class") == "adlab-lane adlab-of-adjoint"]
    lines = [g.find(f"{SVG}path[@class='adlab-lane-line']").get("d") for g in lanes]
    assert lines[0].count("L") + 1 == sum(node in held for node in entering)


def test_the_call_at_work_is_shown_with_the_numbers_of_all():
    player = opened("calls")
    calls = [group for group in player._album.groups if group.kind == "call"]
    for k in range(1, len(player.opened) + 1):
        node = about(player.opened[k - 1])
        around = [group for group in calls if group.first <= node < group.stop]
        if not around:
            continue
        svg = player.to_svg(k)
        root = ElementTree.fromstring(svg)
        chips = [t for t in root.iter(f"{SVG}text") if "chip-now" in t.get("class", "")]
        assert [chip.text for chip in chips] == [chr(0x245F + around[0].number)]
        assert "def swish(u):" in shown(svg)
        if player.opened[k - 1].slot.kind != "partial":  # in the body, and the box that is closed
            boxes = [r.get("class") for r in root.iter(f"{SVG}rect") if "now" in r.get("class", "")]
            assert sum(box.startswith("adlab-box adlab-now") for box in boxes) == 2
    assert len([r for r in root.iter(f"{SVG}rect") if "bar-now" in r.get("class", "")]) == 10


def test_many_calls_have_a_line_in_place_of_bars():
    xs = [0.5 + 0.1 * n for n in range(CALLS_AS_BARS + 1)]
    few, lots = (
        adlab.step(many, *xs[:n], sweep="reverse", unfold=0) for n in (CALLS_AS_BARS, len(xs))
    )
    assert (
        'class="adlab-bar"' in few.to_svg(90)
        and "adlab-bars-line" not in few.to_svg(90).split("</style>")[1]
    )
    drawn = lots.to_svg(len(lots.opened)).split("</style>")[1]
    assert "adlab-bars-line" in drawn and 'class="adlab-bar"' not in drawn
    assert f"call 1 of {len(xs)}" in drawn


def test_it_moves_by_turns_where_there_are_many_steps():
    player = opened("loop")
    svg = player.to_animated_svg()
    assert_alone(svg)
    assert ".adlab-lane-line" in svg and ".adlab-lane-line" not in adlab.step(swish, 1.0).to_svg(2)
    said = [each for each in every(svg) if each.startswith("for i in range")]
    assert len(said) > 30 and len(set(said)) == len(said)
    assert len(svg) < 1_500_000


def test_a_range_of_steps_moves_step_by_step():
    player = opened("loop", only=(3, 9))
    steps = stops(player._album, player.opened, 3, 9, 60)
    assert steps == [3, 4, 5, 6, 7, 8, 9]
    assert sum("/ 679" in each for each in every(player.to_animated_svg())) == 7


def test_stops_are_where_turns_end_and_never_more_than_asked_for(player):
    timeline = player.opened
    for most in (10, 60):
        found = stops(player._album, timeline, 0, len(timeline), most)
        assert found[0] == 0 and found[-1] == len(timeline)
        assert found == sorted(set(found)) and len(found) <= most


def test_pixels_and_paper_show_the_same(player):
    require(find_spec("resvg_py"), "resvg-py is not installed")
    assert player.to_png(5)[:8] == b"\x89PNG\r\n\x1a\n"
    paper = player._repr_mimebundle_()["text/latex"]
    assert r"\begin{pgfpicture}" in paper and r"\begin{longtable}" in paper


def test_lanes_are_on_paper():
    paper = opened("loop")._repr_mimebundle_()["text/latex"]
    assert "turn 1 of 40" in paper
    assert r"$\bar{x}$" in paper
    assert paper.count(r"\pgfpathlineto") > 4 * TURNS


def test_a_long_graph_has_its_groups_as_picture_and_its_whole_text():
    player = opened("line")
    assert "turn 1 of 160" in " ".join(shown(player.to_svg(3)))
    assert player.to_text().count("\n") >= 161
