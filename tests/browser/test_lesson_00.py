"""Lesson 00 as a learner meets it: in JupyterLab, untrusted, and exported to a page."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lab import notebook, open_notebook, run_all
from tests.lab_server import LabServer
from tests.notebooks.store import NOTEBOOKS

pytestmark = pytest.mark.browser

LESSON = "00-tour.ipynb"


def player(page: Page):
    """The first live player of the page."""
    return page.locator(".adlab-player .adlab-live").first


def panes(page: Page) -> dict[str, str]:
    """What diagram, table and narration of the first player say now."""
    live = player(page)
    return {
        "diagram": "|".join(live.locator("[data-slot]").all_text_contents()),
        "table": live.get_by_role("table").inner_text(),
        "narration": live.locator(".adlab-narration").inner_text(),
    }


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def press(page: Page, key: str) -> None:
    player(page).focus()
    page.keyboard.press(key)


def test_buttons_keys_and_slider_move_all_panes_of_the_player_in_jupyterlab(
    page: Page, lab: LabServer
):
    open_notebook(page, lab, LESSON)
    run_all(page)
    expect(player(page)).to_be_visible()
    press(page, "4")
    press(page, "b")
    start = panes(page)

    player(page).get_by_role("button", name="next step").click()
    second = panes(page)
    assert changed(start, second) == {"diagram", "table", "narration"}

    player(page).get_by_role("button", name="previous step").click()
    assert panes(page) == start

    press(page, "ArrowRight")
    assert panes(page) == second

    player(page).get_by_role("slider").fill("24")
    end = panes(page)
    assert changed(second, end) == {"diagram", "table", "narration"}
    assert "1.716" in end["diagram"]
    assert "1.716" in end["table"]


def test_editing_keys_inside_the_player_do_nothing_to_the_notebook(page: Page, lab: LabServer):
    open_notebook(page, lab, LESSON)
    before = [cell["source"] for cell in notebook(page)["cells"]]
    expect(player(page)).to_be_visible()
    press(page, "ArrowRight")
    for key in ["d", "d", "x", "a", "b", "m", "y"]:
        page.keyboard.press(key)
    player(page).get_by_role("button", name="next step").focus()
    for key in ["d", "d", "x"]:
        page.keyboard.press(key)
    assert [cell["source"] for cell in notebook(page)["cells"]] == before


def test_untrusted_the_picture_and_the_table_show(page: Page, lab: LabServer):
    copy = lab.folder / "untrusted.ipynb"
    text = (NOTEBOOKS / LESSON).read_text("utf-8").replace("A tour in five", "A walk in five")
    copy.write_text(
        text.replace("adlab.step(f, 2.0, 5.0)", "adlab.step(f, 2.0, 5.0)  # mine"), "utf-8"
    )
    open_notebook(page, lab, copy.name)
    picture = page.locator(".jp-OutputArea-output img").first
    expect(picture).to_be_visible()
    assert page.evaluate("image => image.naturalWidth", picture.element_handle()) > 300
    assert "x1" in picture.get_attribute("alt")
    page.locator(".jp-OutputArea-output summary").first.click()
    expect(page.locator(".jp-OutputArea-output table").first).to_contain_text("11.65")
    assert page.locator(".adlab-live").count() == 0


def test_an_exported_lesson_steps_offline(chromium: Browser, tmp_path: Path):
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "html", str(NOTEBOOKS / LESSON),
         "--output-dir", str(tmp_path)],
        check=True, capture_output=True,
    )  # fmt: skip
    # Not a watched page: the export itself asks for scripts elsewhere, the players must do without.
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / "00-tour.html").as_uri(), wait_until="domcontentloaded")
    expect(player(page)).to_be_visible()
    start = panes(page)
    press(page, "ArrowRight")
    assert changed(start, panes(page)) == {"diagram", "table", "narration"}
    context.close()
