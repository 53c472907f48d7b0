"""Players in Firefox."""

import numpy as np
import pytest

import adlab
from tests.hosts.firefox import FirefoxPage, firefox, found

pytestmark = [pytest.mark.hosts, pytest.mark.slow]

SIZES = [(1280, 800), (960, 600), (375, 812)]
LIVE = "document.querySelector('.adlab-live')"
COUNT = f"{LIVE}.querySelector('.adlab-count').innerText"
# What lies outside of the player's own frame, and scroll bars that nobody asked for.
OUTSIDE = f"""(() => {{
    const live = {LIVE}, frame = live.getBoundingClientRect();
    const shown = [...live.querySelectorAll('[data-pane]')].filter(pane => pane.checkVisibility());
    const out = shown.filter(pane => {{
        const box = pane.getBoundingClientRect();
        return box.left < frame.left - 1 || box.top < frame.top - 1 || box.width < 50
            || box.right > frame.right + 1 || box.bottom > frame.bottom + 1 || box.height < 20;
    }});
    return [shown.length, out.map(pane => pane.dataset.pane)];
}})()"""
SIDEWAYS = f"""[...{LIVE}.querySelectorAll('[data-pane=code], [data-pane=trace]')]
    .filter(pane => pane.checkVisibility() && pane.scrollWidth > pane.clientWidth + 1)
    .map(pane => pane.dataset.pane)"""


def readme(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)


def turns(x):
    y = x
    for _ in range(6):
        y = y * np.cos(x)
    return y


def layer(W, x):
    return np.sum(np.tanh(W @ x))


PLAYERS = {
    "numbers": lambda: adlab.step(readme, 2.0, 5.0, sweep="reverse", start=23),
    "a loop": lambda: adlab.step(turns, 0.5, sweep="reverse"),
    "arrays": lambda: adlab.step(layer, np.ones((2, 3)), np.ones(3), sweep="reverse"),
    "a pair": lambda: adlab.compare_steps(
        adlab.step(readme, 2.0, 5.0, sweep="reverse"),
        adlab.step(readme, 2.0, 5.0, sweep="forward"),
    ),
}


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> FirefoxPage:
    if not found():
        pytest.skip("Firefox is not installed")
    with firefox(tmp_path_factory.mktemp("firefox")) as page:
        yield page


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("what", PLAYERS)
def test_it_is_live_and_all_of_it_is_in_sight(page, tmp_path, what, size):
    path = tmp_path / "player.html"
    path.write_text(PLAYERS[what]().to_html(), "utf-8")
    page.open(path.as_uri(), *size)
    page.until(f"{LIVE} !== null")
    page.evaluate(f"{LIVE}.focus()")
    page.press("Home")
    page.until(f"{COUNT}.startsWith('0 /')")
    for step in (1, 2, 3):
        page.press("ArrowRight")
        page.until(f"{COUNT}.startsWith('{step} /')")
    panes, outside = page.evaluate(OUTSIDE)
    assert (outside, page.evaluate(SIDEWAYS)) == ([], [])
    assert panes == 5 or (panes == 3 and (what == "a pair" or size[0] < 500))  # the rest by tabs
    page.press("ArrowLeft")
    page.until(f"{COUNT}.startsWith('2 /')")
    assert page.errors == []


def test_sliders_move_without_python(page, tmp_path):
    path = tmp_path / "explore.html"
    path.write_text(adlab.explore(readme, x1=(1, 4), x2=(2, 6)).to_html(), "utf-8")
    page.open(path.as_uri())
    page.until(f"{LIVE}?.querySelector('input[type=range]') != null")
    before = page.evaluate(f"{LIVE}.innerText")
    page.evaluate(
        f"""(() => {{
            const slider = {LIVE}.querySelector('input[type=range]');
            slider.value = slider.max;
            slider.dispatchEvent(new Event('input', {{bubbles: true}}));
        }})()"""
    )
    page.until(f"{LIVE}.innerText !== {before!r}")
    assert page.errors == []
