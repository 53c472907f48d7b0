"""What the menu copies: the graph, the narration, a link to this step."""

import pytest
from playwright.sync_api import Page, expect

import adlab
from tests.browser.players import at, choose, open_player, press
from tests.engine.examples import baydin

pytestmark = pytest.mark.browser

CLIPBOARD = """refused => Object.defineProperty(navigator, "clipboard", {value: {
    writeText: text => refused ? Promise.reject(Error("no")) : Promise.resolve(window.copied = text)
}})"""


def test_the_graph_is_copied_as_dot(page: Page, tmp_path):
    player = adlab.step(baydin, 2.0, 5.0)
    live = open_player(page, player, tmp_path)
    page.evaluate(CLIPBOARD, False)
    choose(live, "Copy the graph as DOT")
    expect(live.locator(".adlab-copy [role=status]")).to_have_text("Copied")
    assert page.evaluate("window.copied") == player.to_dot()


def test_the_narration_of_this_step_is_copied(page: Page, tmp_path):
    live = open_player(page, adlab.step(baydin, 2.0, 5.0), tmp_path)
    page.evaluate(CLIPBOARD, False)
    press(live, "ArrowRight")
    choose(live, "Copy the narration")
    expect(live.locator(".adlab-copy [role=status]")).to_have_text("Copied")
    assert page.evaluate("window.copied") == "x1 is an input: the value 2 was given."


def test_a_copied_link_opens_at_the_step(page: Page, tmp_path):
    live = open_player(page, adlab.step(baydin, 2.0, 5.0, sweep="tangent x2", start=7), tmp_path)
    page.evaluate(CLIPBOARD, False)
    choose(live, "Copy a link")
    link = page.evaluate("window.copied")
    assert link.endswith("page.html#tangent%20x2/7")
    page.goto(link.removesuffix("7") + "4")
    assert (at(live), live.get_attribute("data-sweep")) == (4, "tangent")
    page.goto("about:blank")
    page.goto(link)
    assert (at(live), live.get_attribute("data-sweep")) == (7, "tangent")


@pytest.mark.parametrize(
    ("address", "sweep", "step"),
    [
        ("#reverse/23", "reverse", 23),
        ("#tangent/3", "tangent", 3),
        ("#reverse/99", "reverse", 24),
        ("#reverse", "forward", 0),
        ("#elsewhere/3", "forward", 0),
        ("#%E0%A4%A", "forward", 0),
    ],
)
def test_the_address_of_a_page_may_name_a_step(page: Page, tmp_path, address, sweep, step):
    open_player(page, adlab.step(baydin, 2.0, 5.0), tmp_path)
    page.goto("about:blank")
    page.goto((tmp_path / "page.html").as_uri() + address)
    live = page.locator(".adlab-live")
    expect(live).to_have_attribute("data-sweep", sweep)
    assert at(live) == step


def test_where_the_clipboard_is_refused_the_text_is_there_to_be_copied(page: Page, tmp_path):
    player = adlab.step(baydin, 2.0, 5.0)
    live = open_player(page, player, tmp_path)
    page.evaluate(CLIPBOARD, True)
    choose(live, "Copy the graph as DOT")
    field = live.get_by_label("Copy this with Ctrl and C")
    expect(field).to_be_focused()
    expect(field).to_have_value(player.to_dot())
    selected = field.evaluate("field => field.selectionEnd - field.selectionStart")
    assert selected == len(player.to_dot())


def test_a_key_in_the_text_does_not_work_the_player(page: Page, tmp_path):
    live = open_player(page, adlab.step(baydin, 2.0, 5.0), tmp_path)
    page.evaluate(CLIPBOARD, True)
    choose(live, "Copy the narration")
    expect(live.get_by_label("Copy this with Ctrl and C")).to_be_focused()
    press(live, "4")
    expect(live).to_have_attribute("data-sweep", "forward")
