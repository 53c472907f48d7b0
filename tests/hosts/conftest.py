"""A page of a real browser that reaches this machine alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.chromium import headless
from tests.hosts import hosting


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with headless() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """What a host asks for elsewhere, as an icon font, does not come."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.route("**/*", here_only)
    yield context.new_page()
    context.close()


def here_only(route: Route) -> None:
    here = route.request.url.startswith(("file:", "data:", "blob:", "about:"))
    if here or "//127.0.0.1" in route.request.url or "//localhost" in route.request.url:
        route.continue_()
    else:
        route.abort()


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture(scope="session")
def notebook(tmp_path_factory):
    """Players in the outputs of a notebook, as it is stored."""
    path = tmp_path_factory.mktemp("notebook") / "players.ipynb"
    cells = [
        hosting.FUNCTION,
        hosting.STEP,
        hosting.EXPLORE,
        hosting.PAIR,
        f"{hosting.STEP}  # again",
    ]
    return hosting.executed(path, cells)
