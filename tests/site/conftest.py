"""The site, built once as `adlab site` builds it, and served on this machine alone."""

import functools
import importlib.util
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import headless
from tests.conftest import require
from tests.site.pyodide import folder_of_pyodide


class Site(NamedTuple):
    """A site that has been built."""

    folder: Path
    said: str


def built(folder: Path, *options: str) -> Site:
    """Build the site; nothing of what Sphinx has to say is left over."""
    if importlib.util.find_spec("sphinx") is None:  # not a failure: `.ci/run site` installs it
        pytest.skip("Sphinx is not installed")
    command = [sys.executable, "-m", "adlab", "site", str(folder), "--strict", *options]
    told = {name: text for name, text in os.environ.items() if name != "ADLAB_PYODIDE"}
    done = subprocess.run(command, capture_output=True, text=True, env=told)
    assert done.returncode == 0, done.stdout + done.stderr
    return Site(folder, done.stdout)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return built(tmp_path_factory.mktemp("site") / "site")


@pytest.fixture(scope="session")
def with_python(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same with Python for the browser beside its page."""
    folder = tmp_path_factory.mktemp("page")
    pyodide = folder_of_pyodide(tmp_path_factory.mktemp("pyodide"))
    return built(folder / "site", "--pyodide", str(pyodide))


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def serving(folder: Path) -> Iterator[str]:
    """Serve a folder as `python -m http.server` does; yield the address."""
    handler = functools.partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def served(site: Site) -> Iterator[str]:
    yield from serving(site.folder)


@pytest.fixture(scope="session")
def served_with_python(with_python: Site) -> Iterator[str]:
    yield from serving(with_python.folder)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with headless() as browser:
        yield browser


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which finds what is wrong for people with other senses."""
    found = importlib.util.find_spec("axe_playwright_python")
    require(found, "axe-playwright-python is not installed")
    return (Path(found.origin).parent / "axe.min.js").read_text("utf-8")
