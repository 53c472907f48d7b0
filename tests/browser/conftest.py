"""A real browser and a real JupyterLab, and the promise that nothing leaves this machine."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import headless, watched_page
from tests.conftest import require
from tests.lab_server import LabServer, running_lab


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    with headless() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page; the test fails if it raises an error or asks for anything elsewhere."""
    with watched_page(chromium) as page:
        yield page


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """JupyterLab on the lessons, as ``adlab lab --no-browser`` brings them to a new learner."""
    root = tmp_path_factory.mktemp("lab")
    with running_lab(root / "adlab-lessons", root / "home") as server:
        yield server


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which finds what is wrong for people with other senses."""
    found = importlib.util.find_spec("axe_playwright_python")
    require(found, "axe-playwright-python is not installed")
    return (Path(found.origin).parent / "axe.min.js").read_text("utf-8")
