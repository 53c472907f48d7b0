"""A wrong answer beside the right one: the first wrong node is marked, and what was lost."""

import re
from xml.etree import ElementTree

import pytest

import adlab
from adlab.engine.sweeps import wrong_sweeps
from adlab.view.drawn.verdict import lost, verdict
from tests.engine.examples import baydin

SVG = "{http://www.w3.org/2000/svg}"


def marked(svg: str, look: str) -> list[tuple[str, str]]:
    """The sign and the derivative of the nodes with that look."""
    found = []
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if look in group.get("class", "").split():
            texts = {t.get("class", "").split()[0]: t.text for t in group.iter(f"{SVG}text")}
            found.append((texts["adlab-glyph"], texts["adlab-derivative"]))
    return found


@pytest.fixture
def square():
    return adlab.trace(lambda x: x * x, -3.0)


def test_only_the_first_wrong_node_is_marked_with_both_numbers(square):
    right = adlab.timeline(square, "reverse")
    svg = verdict(
        square, right, wrong_sweeps.wrong(square, "reverse", "overwriting"), 0, -3.0, -6.0
    )
    assert marked(svg, "adlab-wrong") == [("x", "−3")]
    assert marked(svg, "adlab-right") == [("x", "−6")]


def test_shares_that_were_written_over_are_lost():
    graph = adlab.trace(baydin, 2.0, 5.0)
    wrong = wrong_sweeps.wrong(graph, "reverse", "overwriting")
    assert lost(wrong, 1) == [3]  # v3 came first, and v2 wrote over it
    assert lost(adlab.timeline(graph, "reverse"), 1) == []
    svg = verdict(graph, adlab.timeline(graph, "reverse"), wrong, 1, 2.0, 1.7163)
    assert svg.count("adlab-lost") == 1 + svg.count(".adlab-lost")


def test_a_number_that_no_known_sweep_gives_stands_on_the_tab_all_the_same(square):
    svg = verdict(square, adlab.timeline(square, "reverse"), None, 0, 7.25, -6.0)
    assert marked(svg, "adlab-wrong") == [("x", "7.25")]
    assert "adlab-lost" not in re.sub(r"<style>.*?</style>", "", svg, flags=re.DOTALL)


def test_values_are_compared_on_a_forward_sweep(square):
    svg = verdict(square, adlab.timeline(square, "forward"), None, 1, 8.0, 9.0)
    texts = [t.text for t in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert texts.count("8") == 1
    assert texts.count("9") == 1
