"""The card of local slopes: opened by key, pointer and menu, moved by keys and pointer."""

import base64

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import adlab
from adlab.view.assets import module
from adlab.view.player.widget import widget_spec
from tests.browser.players import open_html, press
from tests.engine.examples import baydin

pytestmark = pytest.mark.browser


def opened(page: Page, folder, f, *inputs: float, **options):
    open_html(page, adlab.step(f, *inputs, sweep="reverse", **options).to_html(), folder)
    live = page.locator(".adlab-live")
    live.focus()
    press(live, "End")
    return live


def test_a_card_is_opened_moved_and_closed(page: Page, tmp_path):
    live = opened(page, tmp_path, baydin, 2.0, 5.0)
    card = live.get_by_role("dialog", name="Local slopes of v2")
    live.locator('[data-node="3"]').dblclick()
    expect(card).to_be_visible()
    expect(card).to_contain_text("v2 = x1 · x2 = 10")
    expect(live.locator('[data-node="3"]')).to_have_attribute("data-sloped", "")
    expect(card.locator(".adlab-plot-slope")).to_have_text(["slope 5 = x2", "slope 2 = x1"])
    expect(card.locator(".adlab-plot-rise-text")).to_have_text(["5", "2"])
    box = card.bounding_box()
    assert box and (box["width"], box["height"]) == (452, 270)

    # The arrow keys move the input, and with it the whole graph.
    first, second = card.get_by_role("slider").all()
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-valuetext", "x1 = 2: v2 = 10, slope 5")
    press(first, *["ArrowRight"] * 2)
    expect(first).to_have_attribute("aria-valuetext", "x1 = 2.1: v2 = 10.5, slope 5")
    expect(second).to_have_attribute("aria-valuetext", "x2 = 5: v2 = 10.5, slope 2.1")
    expect(live.locator("[data-slot=v0]")).to_have_text("2.1")
    expect(live.locator("[data-slot=p2]")).to_have_text("2.1")
    assert "v2 changes 5 times as much" in card.locator("p").inner_text()

    # So does the pointer, and an operand that is computed moves alone.
    plot = card.locator(".adlab-plot").nth(1)
    at = plot.bounding_box()
    assert at
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + 50)
    page.mouse.down()
    page.mouse.move(at["x"] + at["width"] - 30, at["y"] + 40, steps=4)
    page.mouse.up()
    moved = float(live.locator("[data-slot=v1]").text_content() or "")
    assert 6.5 < moved < 7.5
    live.locator('[data-node="5"]').click()
    expect(live.get_by_role("dialog", name="Local slopes of v4")).to_be_visible()
    card = live.locator(".adlab-slopes")
    press(card.get_by_role("slider").first, "ArrowLeft")
    expect(card).to_contain_text("(graph: ")
    expect(live.locator("[data-slot=v1]")).to_have_text(f"{moved:g}")

    card.get_by_role("slider").first.press("Escape")
    expect(card).to_be_hidden()
    expect(live.locator("[data-sloped]")).to_have_count(0)


def test_the_curve_straightens_from_near_and_the_numbers_stay_those_of_the_edge(page, tmp_path):
    live = opened(page, tmp_path, baydin, 2.0, 5.0)
    row = live.locator('[data-row="4"]')
    row.focus()
    row.press("s")
    card = live.get_by_role("dialog", name="Local slopes of v3")
    expect(card.locator(".adlab-slope")).to_have_text("0.2837")
    expect(live.locator("[data-slot=p3]")).to_have_text("0.2837")
    expect(card).to_contain_text("= cos x2")
    for times, run, rise in (("×10", "0.1", "0.02837"), ("×100", "0.01", "0.002837")):
        card.get_by_role("button", name=times, exact=True).click()
        expect(card.locator(".adlab-plot-run")).to_have_text(run)
        expect(card.locator(".adlab-plot-rise-text")).to_have_text(rise)
    expect(card).to_contain_text("the curve and its tangent are one line")
    page.keyboard.press("Escape")
    expect(row).to_be_focused()
    row.press("s")
    card.get_by_role("button", name="Close").click()
    live.get_by_role("button", name="More: tools, copies, help").click()
    live.get_by_role("menuitem", name="Local slopes of this node").click()
    expect(live.locator(".adlab-slopes")).to_be_visible()
    live.locator('[data-node="0"]').click()
    expect(live.locator(".adlab-slopes")).to_contain_text("v5 against x1")
    expect(live.locator(".adlab-slopes .adlab-slope")).to_have_text("5.5")
    live.focus()
    live.press("Escape")
    expect(live.locator(".adlab-slopes")).to_be_hidden()


def test_kinks_predictions_wrong_sweeps_and_a_phone(page: Page, tmp_path):
    live = opened(page, tmp_path, lambda x: adlab.relu(x) + np.floor(x), 0.0)
    live.locator('[data-node="1"]').dblclick()
    card = live.locator(".adlab-slopes")
    expect(card).to_contain_text("the slope is 0 from the left and 1 from the right")
    expect(card.locator(".adlab-plot-side")).to_have_count(2)
    page.keyboard.press("Escape")
    press(live, "p")
    live.press("s")
    expect(card).to_be_hidden()

    live = opened(page, tmp_path, baydin, 2.0, 5.0, wrong="overwriting")
    live.locator('[data-node="3"]').dblclick()
    press(live.locator(".adlab-slopes").get_by_role("slider").first, "ArrowRight")
    expect(live.locator(".adlab-slopes")).to_contain_text("(graph: 2)")
    expect(live.locator("[data-slot=v0]")).to_have_text("2")

    page.set_viewport_size({"width": 375, "height": 812})
    live = opened(page, tmp_path, baydin, 2.0, 5.0)
    live.locator('[data-node="4"]').dblclick()
    box = live.locator(".adlab-slopes").bounding_box()
    assert box and box["width"] >= 370
    for part in live.locator(".adlab-slopes :is(b, svg, input, button)").all():
        inner = part.bounding_box()
        assert inner and inner["x"] >= 0 and inner["x"] + inner["width"] <= 375.5


RENDER = """async ([code, spec]) => {
    const { default: widget } = await import(`data:text/javascript;base64,${code}`);
    const state = { spec, sweep: spec.sweeps.at(-1).name, step: 0, playing: false };
    const heard = {};
    const el = document.createElement("div");
    document.body.append(el);
    window.model = {
        get: (name) => state[name],
        set: (name, value) => (state[name] = value),
        on: (events, call) => events.split(" ").forEach((event) => (heard[event] = call)),
        off() {}, save_changes() {},
        renew(fresh) { state.spec = fresh; heard["change:spec"](); },
    };
    await widget.render({ model: window.model, el });
}"""


def test_a_widget_has_slopes_too_and_leaves_the_graph_to_python(page: Page):
    first, then = (adlab.step(baydin, *at, sweep="reverse") for at in ((2.0, 5.0), (3.0, 5.0)))
    code = base64.b64encode(module().encode()).decode()
    page.evaluate(RENDER, [code, widget_spec(first)])
    live = page.locator(".adlab-live")
    live.locator('[data-node="3"]').dblclick()
    card = live.get_by_role("dialog", name="Local slopes of v2")
    expect(card.locator(".adlab-plot-slope")).to_have_text(["slope 5 = x2", "slope 2 = x1"])
    press(card.get_by_role("slider").first, "ArrowRight")
    expect(card).to_contain_text("(graph: 2)")
    page.evaluate("fresh => window.model.renew(fresh)", widget_spec(then))
    expect(card.locator(".adlab-plot-slope").last).to_have_text("slope 3 = x1")
