"""Sliders in a page without Python: what is shown is what Python would have drawn."""

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import adlab
from adlab.view.assets import needs_of, script
from adlab.view.player.player import Player
from tests.browser.players import open_html, press
from tests.engine.examples import baydin

pytestmark = pytest.mark.browser


def kinked(x, y):
    if x > 0:
        return adlab.relu(x - 1.0) * y
    return np.sin(x) + y


def player(f, *inputs: float, **options) -> Player:
    graph = adlab.trace(f, *inputs)
    return Player(graph, ranges=dict.fromkeys(graph.input_names, (-2.0, 6.0)), **options)


def opened(page: Page, shown: Player, folder) -> Locator:
    open_html(page, shown.to_html(), folder)
    live = page.locator(".adlab-live")
    live.focus()
    press(live, "End")
    return live


def move(page: Page, label: str, value: float) -> None:
    page.locator(".adlab-inputs").get_by_label(label, exact=True).evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", value
    )


def drawn(live: Locator) -> str:
    """Everything in the page, the picture's lines and bars included."""
    return live.evaluate(
        """live => {
            const copy = live.cloneNode(true);
            for (const each of copy.querySelectorAll("[style]")) each.style.scrollMargin = "";
            return copy.innerHTML.replace(/adlab-(page|[0-9]+)/g, "");
        }"""
    )


@pytest.mark.parametrize("sweep", ["forward", "tangent x2", "reverse"])
def test_after_a_move_all_panes_show_what_python_would(page: Page, tmp_path, sweep):
    live = opened(page, player(baydin, 2.0, 5.0, sweep=sweep), tmp_path)
    move(page, "x1", 1.0)
    move(page, "x2", -0.32)
    moved = drawn(live)
    expect(page.locator(".adlab-inputs output")).to_have_text(["1", "−0.32"])
    assert moved == drawn(opened(page, player(baydin, 1.0, -0.32, sweep=sweep), tmp_path))


def test_another_branch_is_said_and_nothing_is_drawn(page: Page, tmp_path):
    live = opened(page, player(kinked, 2.0, 3.0), tmp_path)
    numbers = live.locator("[data-pane=graph] [data-slot]").all_inner_texts()
    move(page, "x", -0.4)
    notice = page.locator(".adlab-notice")
    expect(notice).to_contain_text("x > 0 in line")
    expect(notice).to_contain_text("is false now, and was true")
    expect(notice).to_contain_text("The picture is still that of the inputs before")
    assert live.locator("[data-pane=graph] [data-slot]").all_inner_texts() == numbers
    move(page, "x", 2.0)
    expect(notice).to_be_hidden()


def test_a_kink_is_told_in_the_sentence(page: Page, tmp_path):
    live = opened(page, player(kinked, 2.0, 3.0), tmp_path)
    move(page, "x", 1.0)
    live.focus()
    press(live, "Home", *["ArrowRight"] * 4)
    expect(live.locator("[data-pane=sentence]")).to_contain_text("It stands at a kink")


def test_where_a_value_is_none_the_page_says_what_the_engine_says(page: Page, tmp_path):
    live = opened(page, player(baydin, 2.0, 5.0), tmp_path)
    move(page, "x1", -1.0)
    with pytest.warns(adlab.NonFiniteWarning) as said:
        adlab.trace(baydin, -1.0, 5.0)
    wanted = str(said[0].message)
    expect(page.locator(".adlab-notice")).to_have_text(" ".join(wanted.split()))
    expect(live.locator("[data-slot='v2']")).to_have_text("nan")


def test_digits_that_rounding_left_are_said_to_be_so(page: Page, tmp_path):
    opened(page, player(lambda x: np.sin(x) ** 2 + np.cos(x) ** 2 - 1.0, 0.3), tmp_path)
    move(page, "x", 0.52)
    expect(page.locator(".adlab-notice")).to_contain_text("larger numbers cancel")


def test_a_slider_is_moved_with_keys_which_stay_with_it(page: Page, tmp_path):
    live = opened(page, player(baydin, 2.0, 5.0), tmp_path)
    slider = page.get_by_label("x1", exact=True)
    count = live.locator(".adlab-count, .adlab-progress").first.inner_text()
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".adlab-inputs output").first).to_have_text("2.04")
    expect(live.locator("[data-slot='v0']")).to_have_text("2.04")
    assert live.locator(".adlab-count, .adlab-progress").first.inner_text() == count


def test_a_page_without_sliders_has_none_of_their_script():
    with_sliders, without = (
        needs_of(each.spec) for each in (player(baydin, 2.0, 5.0), adlab.step(baydin, 2.0, 5.0))
    )
    assert "adlab-inputs" in script(with_sliders)
    assert "adlab-inputs" not in script(without)


def test_a_function_of_arrays_keeps_python_and_shows_its_player(page: Page, tmp_path):
    shown = adlab.explore(lambda w, b: np.sum(w * b), w=np.array([1.0, 2.0]), b=(0, 4))
    open_html(page, shown.to_html(), tmp_path)
    expect(page.locator(".adlab-live")).to_be_visible()
    expect(page.locator(".adlab-inputs")).to_have_count(0)
