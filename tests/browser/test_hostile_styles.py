"""In a page whose style sheet has classes of the same short names, adlab looks as it does alone."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page

import adlab
from adlab.view.tables.ucurve import u_curve
from tests.browser.players import PAGE, open_html
from tests.engine.examples import baydin

pytestmark = pytest.mark.browser

# Classes of Sphinx, its themes, Bootstrap and others, and the words that adlab uses itself.
NAMES = re.findall(
    r"[\w-]+",
    """
    adjoint admonition align-center alert array back back-head backward badge bar behind beside
    blocked body box btn c callout caption card cell chip clearfix closed col complete constant
    container content copy count current d derivative diagram difference differing differs
    document dragged edge empty fade fan first formula frame giving h0 h7 hd he head header
    hidden highlight hint hit important input inside is k kink kink_mark label last layout
    legend line line-block literal live map mark math menu miss modal n name nav next node note
    noted now now-value number numbers option output pane panel paper part partial picture pill
    play player port predicting prev preview previous progress queue read related result row
    rule scale search section shape share show sidebar sign sign2 slider small source stage step
    strong sum tab table tangent tag tags target text tip title to toc tooltip topic total track
    trace turned unset value versionadded viewcode visited warning wrapper written zero
    """,
)
HOSTILE = "".join(
    f".{name} {{ display: none !important; position: absolute !important; fill: red !important;"
    " color: red !important; font: 40px serif !important; transform: scale(2) !important;"
    f" margin: 99px !important; --adjoint: red; --{name}: red }}"
    for name in NAMES
) + (
    ":root { --ink: red; --value: red; --adjoint: red; --paper: red; --picture: 9px; --grow: 9;"
    " --at: 9%; --names: 9px; --accent: red; --line: red }"
    "@keyframes back { to { transform: scale(3) } }"
)

# A step, the end, help, details, search, what is upstream, predict, and the stage.
KEYS = ["", "ArrowRight", "End", "?", "Escape", "i", "Escape", "/", "Escape", ">", "p", "f"]


def loop(x):
    for _ in range(200):
        x = np.sin(x) + 0.1
    return x


def sweeps(f, *values, **options) -> Callable[[], str]:
    return lambda: adlab.step(f, *values, **options).to_html()


def pair() -> str:
    right, wrong = (
        adlab.step(lambda x: x * x, 3.0, sweep="reverse", **options)
        for options in ({}, {"wrong": "overwriting"})
    )
    return adlab.compare_steps(right, wrong).to_html()


def alone(made: Callable[[], str]) -> Callable[[], str]:
    return lambda: PAGE.format(made())


LAYER = np.ones((6, 5)), np.arange(20.0).reshape(5, 4) - 9
PAGES: dict[str, Callable[[], str]] = {
    "reverse": sweeps(baydin, 2.0, 5.0, sweep="reverse", start=19),
    "arrays": sweeps(lambda x, w: np.sum(np.tanh(x @ w)), *LAYER, sweep="reverse", start=8),
    "groups": sweeps(loop, 0.3, sweep="reverse", start=30),
    "wrong": sweeps(lambda x: x * x, 3.0, sweep="reverse", wrong="overwriting", start=6),
    "predict": sweeps(baydin, 2.0, 5.0, sweep="reverse", predict="adjoints"),
    "pair": pair,
    "u-curve": alone(lambda: u_curve(np.sin, 1.0)._repr_html_()),
    "program": alone(lambda: adlab.trace(baydin, 2.0, 5.0).program("reverse")._repr_html_()),
    "still": alone(lambda: adlab.step(baydin, 2.0, 5.0, sweep="reverse").to_svg(19, caption=True)),
    "moving": alone(lambda: adlab.step(baydin, 2.0, 5.0, sweep="reverse").to_animated_svg()),
}

# Where each element is, its colours and its size of type; and every class that it has.
LOOK = """() => [...document.body.querySelectorAll("*")].map(element => {
    const {x, y, width, height} = element.getBoundingClientRect();
    const {color, fill, stroke, fontSize, fontWeight, visibility} = getComputedStyle(element);
    const box = [x, y, width, height].map(Math.round);
    return [element.localName, ...box, color, fill, stroke, fontSize, fontWeight, visibility];
})"""
CLASSES = """() => [...document.body.querySelectorAll("*")].flatMap(e => [...e.classList])"""


def looks(page: Page, keys: list[str]) -> tuple[list, set[str]]:
    """What the page looks like after each key, and the classes that its elements ever had."""
    shown, classes = [], set()
    for key in keys:
        if key:
            page.keyboard.press(key)
        shown.append(page.evaluate(LOOK))
        classes |= set(page.evaluate(CLASSES))
    return shown, classes


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_style_sheet_meets_nothing_of_ours(page: Page, tmp_path, name):
    html = PAGES[name]()
    page.emulate_media(reduced_motion="reduce")
    found = []
    for sheet in ("", HOSTILE):
        open_html(page, html.replace("</title>", f"</title><style>{sheet}</style>", 1), tmp_path)
        live = page.locator(".adlab-live, .adlab-twins").first
        if live.count():
            live.focus()
        found.append(looks(page, KEYS if live.count() else [""]))
    (alone, classes), (among_others, _) = found
    assert {each for each in classes if not each.startswith("adlab-")} == set()
    for key, before, after in zip(KEYS, alone, among_others, strict=False):
        assert before == after, f"after {key or 'opening'}"
