"""A headless Chromium, and pages that are watched."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from adlab.course.doctor import find_chromium
from tests.conftest import require

# The first is for running as root in a container; the rest keep Chromium from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def headless() -> Iterator[Browser]:
    """The system's Chromium; a test without it is skipped, or fails in CI."""
    path = find_chromium()
    require(path, "Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def watched_page(browser: Browser, **options: object) -> Iterator[Page]:
    """Give an empty page; at the end, fail if it raised an error or asked for anything elsewhere.

    More pages of the same test, from ``page.context.new_page()``, are watched as well.
    ``options`` go to ``browser.new_context``, for example ``color_scheme="dark"``.
    """
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
    errors: list[str] = []
    elsewhere: list[str] = []

    def note(url: str) -> None:
        if not _stays_here(url):
            elsewhere.append(url)

    context.on("request", lambda request: note(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: note(socket.url)))
    context.on("weberror", lambda error: errors.append(str(error.error)))
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not elsewhere, f"requests that leave this machine: {elsewhere}"
    assert not errors, f"errors in the page: {errors}"


def _stays_here(url: str) -> bool:
    """Return whether a URL is on loopback or needs no network at all, as data: and file: do."""
    return urlsplit(url).hostname in (None, "", "localhost", "127.0.0.1", "::1")
