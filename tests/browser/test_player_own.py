"""An engine of one's own in the player: it opens where the engine goes wrong."""

import pytest
from playwright.sync_api import Page, expect

import adlab
from tests.browser.players import open_html, press
from tests.engine import own_engines as engines

pytestmark = pytest.mark.browser


def reused(x):
    z = x * x
    w = 3.0 * z
    return z + w


BUGS = {  # engine → the nodes that are marked where it opens, and the adjoints of z on either side
    engines.Overwriting: ("z", ["3", "4"]),
    engines.InsertionOrder: ("z, x", ["1", "4"]),
    engines.NeverZeroed: ("z", ["5", "1"]),
    engines.SetOfOperands: ("x", ["4", "4"]),
    engines.RecursionByPaths: ("z, x", ["1", "1"]),
}


def opened(page: Page, tmp_path, engine):
    shown = adlab.step_with(engine, reused, 2.0)
    open_html(page, shown.to_html(), tmp_path)
    whole = page.locator(".adlab-twins")
    expect(whole).to_have_count(1)
    return shown, whole


@pytest.mark.parametrize("engine", BUGS, ids=lambda each: each.__name__)
def test_it_opens_at_the_node_that_goes_wrong(page: Page, tmp_path, engine):
    shown, whole = opened(page, tmp_path, engine)
    marked, adjoints = BUGS[engine]
    assert whole.get_by_role("slider").input_value() == str(shown.first_difference)
    expect(whole.locator(".adlab-verdict")).to_have_text(f"Different now: {marked}.")
    expect(whole.locator(".adlab-node.adlab-differs")).to_have_count(2 * len(marked.split(", ")))
    z = shown.own.graph.find("z")
    texts = whole.locator(f".adlab-node[data-node='{z}'] .adlab-derivative")
    assert texts.all_text_contents() == adjoints
    for said in shown.verdict:
        expect(page.get_by_text(said)).to_be_visible()


def test_a_right_engine_opens_with_all_its_adjoints(page: Page, tmp_path):
    _, whole = opened(page, tmp_path, engines.Value)
    expect(whole.locator(".adlab-verdict")).to_have_text("No difference at any step.")
    texts = whole.locator(".adlab-node .adlab-derivative").all_text_contents()
    assert texts == ["16", "4", "1", "1"] * 2
    whole.focus()
    press(whole, "Home", "ArrowRight")
    assert whole.get_by_role("slider").input_value() == "1"
