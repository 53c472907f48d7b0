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


FITS = """whole => {
    const frame = whole.getBoundingClientRect();
    const cut = [...whole.querySelectorAll("[data-pane], .adlab-title, .adlab-found-out, button")]
        .filter(each => each.checkVisibility()).filter(each => {
            const {left, right, top, bottom} = each.getBoundingClientRect();
            return left < frame.left - 1 || right > frame.right + 1 || top < frame.top - 1
                || bottom > frame.bottom + 1 || each.scrollWidth > each.clientWidth + 1
                || each.scrollHeight > each.clientHeight + 1;
        });
    return [frame.height, cut.map(each => each.className)];
}"""


@pytest.mark.parametrize(("width", "height"), [(960, 560), (1280, 720), (760, 560), (375, 812)])
def test_it_is_one_screen_with_one_trace(page: Page, tmp_path, width, height):
    page.set_viewport_size({"width": width, "height": height})
    whole = open_pair(page, tmp_path, wrong_pair())
    for key in ["d", *["ArrowRight"] * 2, "Home"]:
        press(whole, key)
        tall, cut = whole.evaluate(FITS)
        assert tall <= height and cut == [], key
    tables = [each for each in whole.get_by_role("table").all() if each.is_visible()]
    assert len(tables) == 1
    heads = tables[0].get_by_role("columnheader").all_text_contents()
    assert heads == ["node", "value v", "add", "overwrite"]
    press(whole, "d")
    marked = tables[0].locator(".adlab-differs-here")
    assert marked.all_text_contents() == ["−7.788", "−8.2"]


def test_a_sweep_that_is_wrong_on_purpose_says_so(page: Page, tmp_path):
    whole = open_pair(page, tmp_path, wrong_pair())
    titles = whole.locator(".adlab-side > .adlab-title")
    assert titles.all_text_contents() == ["add", "overwrite (wrong on purpose: overwriting)"]


def test_values_that_differ_have_a_column_on_either_side(page: Page, tmp_path):
    left, right = (adlab.step(reused, x, sweep="reverse") for x in (3.0, 2.0))
    whole = open_pair(page, tmp_path, adlab.compare_steps(left, right))
    titles = whole.locator(".adlab-side > .adlab-title").all_text_contents()
    assert titles == ["reused(x = 3)", "reused(x = 2)"]
    press(whole, "ArrowRight")
    row = whole.get_by_role("row", name="x", exact=False).last
    assert row.get_by_role("cell").all_text_contents() == ["3", "–", "2", "–"]


def test_a_node_that_is_pressed_leads_both(page: Page, tmp_path):
    whole = open_pair(page, tmp_path, wrong_pair())
    whole.locator(".adlab-node[data-node='1']").first.click()
    assert whole.get_by_role("slider").input_value() == "2"
    values = whole.locator(".adlab-node[data-node='1'] .adlab-value")
    assert values.all_text_contents() == ["9", "9"]
