"""Elimination and series in a page: clicks count as Python does, bars come with numbers."""

from itertools import permutations

import pytest
from playwright.sync_api import Page, expect

import adlab
from tests.browser.players import open_html, open_player, press, violations

EDGES = [(0, 2), (1, 2), (1, 3), (1, 5), (2, 4), (2, 6), (3, 5), (4, 6), (5, 7), (5, 8)]


@pytest.mark.browser
def test_every_order_counts_as_in_python(page: Page, tmp_path, axe):
    made = adlab.elimination(EDGES)
    html = made._repr_html_()
    page_text = f"<!doctype html><html lang=en><title>e</title><main><h1>e</h1>{html}</main>"
    open_html(page, page_text, tmp_path)
    counter = page.locator("p").first
    assert violations(page, axe) == []
    for order in list(permutations((2, 3, 4, 5)))[::5]:
        for node in order:
            page.get_by_role("button", name=f"node {node},").press("Enter")
        expect(counter).to_have_text(f"{made.cost(order)} products")
        expect(page.get_by_text(f"in the order {', '.join(map(str, order))}")).to_be_visible()
        page.get_by_role("button", name="One back").click()
        expect(counter).to_have_text(f"{made.cost(order[:3])} products")
        page.get_by_role("button", name="Begin again").click()
    expect(counter).to_have_text("0 products")


@pytest.mark.browser
def test_bars_come_with_their_numbers(page: Page, tmp_path):
    player = adlab.taylor_steps(lambda x: x * x * x, 2.0, 3)
    live = open_player(page, player, tmp_path)
    bars = live.locator(".adlab-bars")
    assert bars.count() == 3
    assert [each.is_visible() for each in bars.all()] == [False, False, False]
    press(live, "ArrowRight")
    assert [each.is_visible() for each in bars.all()] == [True, False, False]
    press(live, "End")
    assert all(each.is_visible() for each in bars.all())
    assert "8, 12, 6, 1" in live.locator("[data-pane=sentence]").inner_text()
