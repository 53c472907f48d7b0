"""Two sweeps on one slider."""

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import adlab
from tests.browser.players import open_html, press, violations

pytestmark = pytest.mark.browser


def reused(x):
    z = x * x
    return np.sin(z) * z


def open_pair(page: Page, tmp_path, pair) -> Locator:
    open_html(page, pair.to_html(), tmp_path)
    whole = page.locator(".adlab-twins")
    expect(whole).to_have_count(1)
    whole.focus()
    return whole


def wrong_pair():
    right = adlab.step(reused, 3.0, sweep="reverse")
    wrong = adlab.step(reused, 3.0, sweep="reverse", wrong="overwriting")
    return adlab.compare_steps(right, wrong, titles=("add", "overwrite"))


def test_one_key_goes_to_the_first_difference_and_marks_it(page: Page, tmp_path):
    pair = wrong_pair()
    whole = open_pair(page, tmp_path, pair)
    press(whole, "d")
    assert whole.get_by_role("slider").input_value() == str(pair.first_difference)
    assert whole.locator(".adlab-verdict").inner_text().endswith("Different now: z.")
    marked = whole.locator(".adlab-node.adlab-differs")
    expect(marked).to_have_count(2)
    assert [marked.nth(i).locator(".adlab-derivative").text_content() for i in (0, 1)] == [
        "−7.788",
        "−8.2",
    ]


def test_the_arrow_keys_step_both(page: Page, tmp_path):
    whole = open_pair(page, tmp_path, wrong_pair())
    press(whole, "ArrowRight", "ArrowRight", "ArrowLeft")
    values = whole.locator(".adlab-node[data-node='0'] .adlab-value")
    assert values.all_text_contents() == ["3", "3"]
    assert whole.get_by_role("slider").input_value() == "1"


def test_before_the_first_difference_it_says_where_that_is(page: Page, tmp_path):
    pair = wrong_pair()
    whole = open_pair(page, tmp_path, pair)
    expect(whole.locator(".adlab-verdict")).to_contain_text(f"step {pair.first_difference}.")
    expect(whole.locator(".adlab-differs")).to_have_count(0)


def test_the_shorter_sweep_stays_at_its_end(page: Page, tmp_path):
    graph = adlab.trace(reused, 3.0)
    pair = adlab.compare_steps(adlab.timeline(graph, "forward"), adlab.timeline(graph, "reverse"))
    whole = open_pair(page, tmp_path, pair)
    press(whole, "End")
    sides = whole.locator(".adlab-live")
    assert sides.nth(0).locator("[data-slot='v3']").text_content() == "3.709"
    assert sides.nth(1).locator("[data-slot='d0']").text_content() not in ("–", "")
    expect(whole.get_by_role("button", name="First difference")).to_be_disabled()


def test_it_can_be_used_by_everybody(page: Page, tmp_path, axe):
    whole = open_pair(page, tmp_path, wrong_pair())
    press(whole, "d")
    assert violations(page, axe) == []
