"""A schedule in a page: its own script counts as Python does, and pins can be moved by keys."""

import re

import pytest
from playwright.sync_api import Page, expect

import adlab
from tests.browser.players import violations


@pytest.mark.browser
def test_pins_are_moved_and_the_counter_answers(page: Page, tmp_path, axe):
    path = tmp_path / "schedule.html"
    html = adlab.schedule(16, 4, pins=[5, 9, 13])._repr_html_()
    path.write_text(
        f"<!doctype html><html lang=en><title>s</title><main><h1>s</h1>{html}</main>", "utf-8"
    )
    page.goto(path.as_uri())
    counter = page.locator("p").first
    for pins in ([5, 9, 13], [2, 9, 13], [2, 4, 13], [2, 4, 15]):
        for field, pin in zip(page.locator("input[type=number]").all(), pins, strict=True):
            field.fill(str(pin))
            field.press("Enter")
        count = adlab.schedule(16, 4, pins=pins).count
        expect(counter).to_contain_text(f"{count.advanced} of {count.advanced} steps")
    assert violations(page, axe) == []
    page.get_by_role("slider").focus()
    page.keyboard.press("Home")
    expect(counter).to_contain_text("0 of")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(counter).to_have_text(re.compile("^2 of"))
    expect(page.get_by_text("From state 0 forward to state 2")).to_be_visible()
