"""That a watched page notices what it is there to notice."""

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import watched_page

pytestmark = pytest.mark.browser


def test_a_quiet_page_passes(chromium: Browser):
    with watched_page(chromium) as page:
        page.set_content("<img src='data:image/svg+xml,<svg/>'>")


def test_a_request_to_another_machine_fails(chromium: Browser):
    with (
        pytest.raises(AssertionError, match=r"leave this machine.*http://elsewhere\.invalid/a\.js"),
        watched_page(chromium) as page,
    ):
        page.set_content("<script src='http://elsewhere.invalid/a.js'></script>")


def test_a_websocket_to_another_machine_fails(chromium: Browser):
    with (
        pytest.raises(AssertionError, match=r"leave this machine.*ws://elsewhere\.invalid"),
        watched_page(chromium) as page,
    ):
        page.evaluate(
            "new Promise(done => new WebSocket('ws://elsewhere.invalid').onerror = () => done())"
        )


def test_an_error_in_a_second_page_fails(chromium: Browser):
    with (
        pytest.raises(AssertionError, match=r"errors in the page.*broken"),
        watched_page(chromium) as page,
    ):
        page.context.new_page().set_content("<script>throw new Error('broken')</script>")
