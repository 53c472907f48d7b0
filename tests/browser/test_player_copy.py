"""The buttons that copy the graph and the narration."""

import pytest
from playwright.sync_api import Page, expect

import adlab
from tests.browser.players import open_player, press
from tests.engine.examples import baydin

pytestmark = pytest.mark.browser

CLIPBOARD = """refused => Object.defineProperty(navigator, "clipboard", {value: {
    writeText: text => refused ? Promise.reject(Error("no")) : Promise.resolve(window.copied = text)
}})"""


def test_the_graph_is_copied_as_dot(page: Page, tmp_path):
    player = adlab.step(baydin, 2.0, 5.0)
    live = open_player(page, player, tmp_path)
    page.evaluate(CLIPBOARD, False)
    live.get_by_role("button", name="Copy the graph as DOT").click()
    expect(live.locator(".adlab-copy [role=status]")).to_have_text("Copied")
    assert page.evaluate("window.copied") == player.to_dot()


def test_the_narration_of_this_step_is_copied(page: Page, tmp_path):
    live = open_player(page, adlab.step(baydin, 2.0, 5.0), tmp_path)
    page.evaluate(CLIPBOARD, False)
    press(live, "ArrowRight")
    live.get_by_role("button", name="Copy the narration").click()
    expect(live.locator(".adlab-copy [role=status]")).to_have_text("Copied")
    assert page.evaluate("window.copied") == "x1 is an input: the value 2 was given."


def test_where_the_clipboard_is_refused_the_text_is_there_to_be_copied(page: Page, tmp_path):
    player = adlab.step(baydin, 2.0, 5.0)
    live = open_player(page, player, tmp_path)
    page.evaluate(CLIPBOARD, True)
    live.get_by_role("button", name="Copy the graph as DOT").click()
    field = live.get_by_label("Copy this with Ctrl and C")
    expect(field).to_be_focused()
    expect(field).to_have_value(player.to_dot())
    selected = field.evaluate("field => field.selectionEnd - field.selectionStart")
    assert selected == len(player.to_dot())


def test_a_key_in_the_text_does_not_work_the_player(page: Page, tmp_path):
    live = open_player(page, adlab.step(baydin, 2.0, 5.0), tmp_path)
    page.evaluate(CLIPBOARD, True)
    live.get_by_role("button", name="Copy the narration").click()
    expect(live.get_by_label("Copy this with Ctrl and C")).to_be_focused()
    press(live, "4")
    expect(live).to_have_attribute("data-sweep", "forward")
