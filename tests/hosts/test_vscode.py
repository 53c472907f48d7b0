"""Stored players in VS Code's own notebook editor, as code-server serves it.

All outputs of a notebook share one frame there, which is as high as the notebook is long.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Locator, Page

from tests.hosts.conftest import here_only
from tests.hosts.hosting import free_port, serving
from tests.hosts.test_hosts import WAIT, stepped

pytestmark = [pytest.mark.hosts, pytest.mark.slow]

WINDOW = {"width": 1440, "height": 900}
QUIET = [
    "--auth=none",
    "--disable-workspace-trust",
    "--disable-telemetry",
    "--disable-update-check",
]
SETTINGS = {
    "workbench.startupEditor": "none",
    "security.workspace.trust.enabled": False,
    "notebook.output.scrolling": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
}
THEMES = {"light": "Default Light Modern", "dark": "Default Dark Modern"}


@pytest.fixture(scope="module", params=THEMES)
def editor(
    request, chromium: Browser, notebook: Path, tmp_path_factory
) -> Iterator[tuple[Page, Frame]]:
    """The window with the notebook, and the frame that has the outputs in it."""
    if not shutil.which("code-server"):
        pytest.skip("code-server is not installed")
    home = tmp_path_factory.mktemp("vscode")
    work, data = home / "work", home / "data"
    work.mkdir()
    shutil.copy(notebook, work / "players.ipynb")
    settings = data / "User" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(SETTINGS | {"workbench.colorTheme": THEMES[request.param]}))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    places = [f"--user-data-dir={data}", f"--extensions-dir={home / 'extensions'}"]
    command = ["code-server", *QUIET, *places, f"--bind-addr=127.0.0.1:{port}", work]
    with serving(command, f"{url}/healthz", home):
        context = chromium.new_context(viewport=WINDOW)
        context.route("**/*", here_only)
        page = context.new_page()
        page.goto(f"{url}/?folder={work}")
        yield page, outputs(page)
        context.close()


def outputs(page: Page) -> Frame:
    file = page.get_by_role("treeitem", name="players.ipynb")
    file.wait_for(timeout=WAIT)
    for k in range(2 * WAIT // 200):
        if k % 50 == 0:
            file.dblclick()  # again, since one that comes too early opens nothing
        for frame in page.frames:
            if not frame.is_detached() and frame.locator(".adlab-live").count():
                return frame
        page.wait_for_timeout(200)
    raise AssertionError([frame.url for frame in page.frames])


def test_a_stored_player_is_live(editor):
    _, frame = editor
    stepped(frame)


def test_its_keys_are_not_the_notebooks(editor):
    page, frame = editor
    count = frame.locator(".adlab-live").count()
    frame.locator(".adlab-live").first.focus()
    for key in ("d", "d", "Escape", "x"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert frame.locator(".adlab-live").count() == count


def test_the_stage_is_in_sight(editor):
    page, frame = editor
    live = next(each for each in frame.locator(".adlab-live").all() if begins_in_sight(each))
    live.focus()
    page.keyboard.press("f")
    page.wait_for_timeout(1000)
    graph = live.locator("[data-pane=graph]").bounding_box()
    assert graph["y"] >= 0
    assert graph["y"] + graph["height"] <= WINDOW["height"]
    assert live.bounding_box()["height"] < WINDOW["height"]
    page.keyboard.press("Escape")
    stepped(frame)


def begins_in_sight(live: Locator) -> bool:
    return 0 <= live.bounding_box()["y"] < WINDOW["height"]


def test_it_has_the_editors_theme(editor, request):
    _, frame = editor
    dark = "dark" in request.node.callspec.id
    ground = frame.locator(".adlab-live").first.evaluate(
        "each => getComputedStyle(each).backgroundColor.match(/\\d+/g).map(Number)"
    )
    assert (sum(ground[:3]) < 384) == dark
