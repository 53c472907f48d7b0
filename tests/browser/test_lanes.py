"""Loops as lanes and helpers as calls, in the page: what is shown is the Timeline at every step."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

import adlab
from adlab.view.said.numbers import text
from tests.browser.players import open_player, press

pytestmark = pytest.mark.browser

SUB = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def loop(x):
    s = 0.0
    for i in range(60):
        s = s + np.sin(x) * 0.01 * i
        x = x * 0.99
    return s


def swish(u):
    return u / (1 + np.exp(-u))


def net(x, y):
    a = swish(x + y)
    b = swish(x - y)
    c = swish(a * b)
    return swish(c + a)


def turn(live: Locator) -> str:
    return live.locator(".adlab-trail [aria-current] b").text_content().strip()


def numbers_of(live: Locator, accent: str) -> list[str]:
    return live.locator(f".adlab-lane[data-accent={accent}] .adlab-lane-number").all_text_contents()


def test_a_loop_is_dragged_stepped_and_spoken(page, tmp_path):
    player = adlab.step(loop, 1.0, sweep="reverse", start="backward pass", unfold=0)
    live = open_player(page, player, tmp_path)
    slider = live.locator(".adlab-lane-input")
    graph, backward = player.graph, player.opened
    adjoints = backward.adjoints(len(backward))
    assert turn(live) == "turn 60"
    expect(live.locator(".adlab-count")).to_have_text("turn 60 of 60")

    for wanted in (60, 59, 58):  # the keys go by turns, to where one is done
        press(live, ".")
        assert turn(live) == f"turn {wanted}"
    press(live, ",")
    assert turn(live) == "turn 59"

    for n in (40, 7):  # the lines are dragged, and say what the Timeline says
        slider.fill(str(n))
        assert turn(live) == f"turn {n}"
        entering = graph.find("x₍" + str(n).translate(SUB) + "₎")
        leaving = graph.find("x₍" + str(n + 1).translate(SUB) + "₎")
        assert text(graph.values[leaving]) in numbers_of(live, "value")
        assert text(adjoints[entering]) in numbers_of(live, "adjoint")
        spoken = slider.get_attribute("aria-valuetext")
        assert spoken.startswith(f"turn {n} of 60, x: value")
        assert f"adjoint {text(adjoints[entering])}" in spoken

    slider.focus()  # arrow keys in the slider are turns, and not steps
    press(live, "ArrowRight")
    assert turn(live) == "turn 8"


def test_a_helper_is_drawn_once_with_the_numbers_of_all_calls(page, tmp_path):
    player = adlab.step(net, 1.2, 0.5, sweep="reverse", start="backward pass", unfold=0)
    live = open_player(page, player, tmp_path)
    card = live.locator(".adlab-card")
    expect(card.locator("code")).to_have_text("def swish(u):")
    chips = card.locator(".adlab-call")
    assert chips.all_text_contents() == ["①", "②", "③", "④"]

    seen = []
    for _ in range(4):  # one call on
        press(live, ")")
        seen.append(card.locator("[aria-pressed=true]").text_content())
    assert seen == ["④", "③", "②", "①"]
    press(live, "(")
    expect(card.locator("[aria-pressed=true]")).to_have_text("②")

    backward = player.opened
    adjoints = backward.adjoints(len(backward))
    press(live, "End")
    for n, name in enumerate(("v5", "v10", "v15", "v20")):
        chips.nth(n).click()
        expect(chips.nth(n)).to_have_attribute("aria-pressed", "true")
        node = player.graph.find(("a", "b", "c", name)[n])
        drawn = card.locator(f".adlab-node[data-node='{node}']")
        expect(drawn.locator(".adlab-value")).to_have_text(text(player.graph.values[node]))
        expect(drawn.locator(".adlab-derivative")).to_have_text(text(adjoints[node]))
        expect(drawn.locator(".adlab-bars g").first.locator("rect")).to_have_count(4)


def test_bodies_that_differ_are_drawn_apart(page, tmp_path):
    def branches(x, y):
        for i in range(6):
            x = x * y if i % 3 == 0 else x + np.sin(y)
        return x

    live = open_player(page, adlab.step(branches, 1.0, 0.5, unfold=0), tmp_path)
    chips = live.locator(".adlab-body-chip")
    assert chips.all_text_contents() == ["A ×2", "B ×4"]
    chips.nth(1).click()
    assert turn(live) == "turn 2"
    chips.nth(0).click()
    assert turn(live) == "turn 4"


def test_the_first_number_that_is_not_finite_is_found(page, tmp_path):
    def explodes(x):
        for _ in range(12):
            x = x * x * 1e30
        return x

    with pytest.warns(adlab.NonFiniteWarning):
        player = adlab.step(explodes, 3.0, unfold=0)
    live = open_player(page, player, tmp_path)
    press(live, "n")
    now = live.locator(".adlab-place .adlab-node.adlab-now .adlab-value")
    expect(now).to_have_text("inf")
    assert re.fullmatch(r"turn \d+", turn(live))
    fine = open_player(page, adlab.step(net, 1.2, 0.5, unfold=0), tmp_path)
    press(fine, "n")
    expect(fine.locator(".adlab-notice")).to_have_text("All numbers of this sweep are finite.")
