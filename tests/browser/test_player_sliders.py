"""Sliders in a page without Python: what is shown is what Python would have drawn."""

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import adlab
from adlab.view.player.player import Player
from tests.browser.players import open_html, press
from tests.engine.examples import baydin

pytestmark = pytest.mark.browser


def kinked(x, y):
    if x > 0:
        return adlab.relu(x - 1.0) * y
    return np.sin(x) + y


def player(f, *inputs: float, **options) -> Player:
    graph = adlab.trace(f, *inputs)
    return Player(graph, ranges=dict.fromkeys(graph.input_names, (-2.0, 6.0)), **options)


def opened(page: Page, shown: Player, folder) -> Locator:
    open_html(page, shown.to_html(), folder)
    live = page.locator(".adlab-live")
    live.focus()
    press(live, "End")
    return live


def move(page: Page, label: str, value: float) -> None:
    page.locator(".adlab-inputs").get_by_label(label, exact=True).evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", value
    )


def drawn(live: Locator) -> str:
    """Everything in the page, the picture's lines and bars included."""
    return live.evaluate(
        """live => {
            const copy = live.cloneNode(true);
            for (const each of copy.querySelectorAll("[style]")) each.style.scrollMargin = "";
            return copy.innerHTML.replace(/adlab-(page|[0-9]+)/g, "");
        }"""
    )


@pytest.mark.parametrize("sweep", ["forward", "tangent x2", "reverse"])
def test_after_a_move_all_panes_show_what_python_would(page: Page, tmp_path, sweep):
    live = opened(page, player(baydin, 2.0, 5.0, sweep=sweep), tmp_path)
    move(page, "x1", 1.0)
    move(page, "x2", -0.32)
    moved = drawn(live)
    expect(page.locator(".adlab-inputs output")).to_have_text(["1", "−0.32"])
    assert moved == drawn(opened(page, player(baydin, 1.0, -0.32, sweep=sweep), tmp_path))
