"""The player for everyone: by ear, by keys alone, in any colours, on paper, on a phone."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import adlab
from tests.browser.chromium import watched_page
from tests.browser.players import (
    GOLDEN,
    PAGE,
    SNAPSHOTS,
    at,
    by_our_clock,
    go,
    open_html,
    open_player,
    press,
    violations,
)
from tests.browser.test_diagram_geometry import contrast
from tests.engine.examples import baydin, branch, helpers
from tests.view.functions import NETWORK, kinks, network

pytestmark = pytest.mark.browser


@pytest.fixture
def live(page: Page, tmp_path) -> Locator:
    """Baydin et al.'s example at its fan-out: the second share reaches x2."""
    return open_player(page, adlab.step(baydin, 2.0, 5.0, sweep="reverse", start=23), tmp_path)


# -- By ear ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_a_screen_reader_gets_what_it_got_before(page: Page, tmp_path, name):
    live = open_player(page, SNAPSHOTS[name](), tmp_path)
    assert live.aria_snapshot() + "\n" == (GOLDEN / f"{name}.yml").read_text("utf-8")


def test_the_narration_is_a_polite_status(live: Locator):
    expect(live.locator(".adlab-narration")).to_have_attribute("aria-live", "polite")
    expect(live.locator(".adlab-narration")).to_contain_text("hands its share back to x2")


def test_the_narration_is_muted_while_playing(page: Page, tmp_path):
    live = by_our_clock(page, adlab.step(baydin, 2.0, 5.0), tmp_path)
    press(live, " ")
    expect(live.locator(".adlab-narration")).to_have_attribute("aria-live", "off")
    page.clock.run_for(3_000)
    expect(live.locator(".adlab-narration")).to_have_attribute("aria-live", "off")
    press(live, " ")
    expect(live.locator(".adlab-narration")).to_have_attribute("aria-live", "polite")


def test_the_narration_speaks_again_when_playing_has_come_to_the_end(page: Page, tmp_path):
    live = by_our_clock(page, adlab.step(baydin, 2.0, 5.0), tmp_path)
    press(live, " ")
    page.clock.run_for(30_000)
    expect(live.locator(".adlab-narration")).to_have_attribute("aria-live", "polite")
    expect(live.locator(".adlab-narration")).to_contain_text("Done: v5 = 11.65")


def test_the_slider_says_pass_and_step(live: Locator):
    slider = live.get_by_role("slider", name="Step")
    expect(slider).to_have_attribute("aria-valuetext", "step 23 of 24, backward pass")


# -- axe-core -------------------------------------------------------------------------------------


STATES = {
    "opened": lambda: adlab.step(baydin, 2.0, 5.0),
    "share": lambda: adlab.step(baydin, 2.0, 5.0, sweep="reverse", start=23),
    "tangent": lambda: adlab.step(baydin, 2.0, 5.0, sweep=("tangent", "x2"), start=9),
    "order": lambda: adlab.step(helpers, 2.0, 3.0, sweep="order", start=10),
    "arrays": lambda: adlab.step(network, *NETWORK, sweep="reverse", start="backward pass"),
    "branch": lambda: adlab.step(branch, -2.0, start=2),
    "no derivative": lambda: adlab.step(lambda x: 3.0, 1.0),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(chromium: Browser, tmp_path, axe, scheme):
    found = {}
    for name, make in STATES.items():
        with watched_page(chromium, color_scheme=scheme) as page:
            live = open_player(page, make(), tmp_path)
            found[name] = violations(page, axe)
            if name == "share":
                press(live, "?")
                found["help"] = violations(page, axe)
                press(live, "Escape", "f")
                found["stage"] = violations(page, axe)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_axe_finds_nothing_wrong_in_what_needs_no_script(chromium: Browser, tmp_path, axe):
    with watched_page(chromium) as page:
        open_html(page, adlab.step(baydin, 2.0, 5.0).to_html().replace("boot?.();", ""), tmp_path)
        page.locator("summary").click()
        assert violations(page, axe) == []


def test_axe_finds_nothing_wrong_on_a_phone(chromium: Browser, tmp_path, axe):
    with watched_page(chromium, viewport={"width": 375, "height": 740}) as page:
        open_player(page, STATES["share"](), tmp_path)
        assert violations(page, axe) == []


# -- By keys alone --------------------------------------------------------------------------------


def test_tab_comes_by_every_control_and_leaves_again(live: Locator):
    live.page.evaluate("document.body.append(document.createElement('button'))")
    seen = []
    for _ in range(30):
        press(live, "Tab")
        seen.append(
            live.page.evaluate(
                """() => { const e = document.activeElement;
                    return e.closest(".adlab-live") &&
                        (e.getAttribute("aria-label") || e.dataset.row || e.textContent); }"""
            )
        )
        if seen[-1] is None:
            break
    assert seen == [
        "Order", "Forward", "Tangent", "Reverse", "Previous step", "Play", "Next step", "Step",
        "More: tools, copies, help", "Computational graph", "Your code", "1", None,
    ]  # fmt: skip
    assert len(seen) - 1 <= 12


def test_the_menu_is_worked_by_keys_and_gives_the_focus_back(live: Locator):
    more = live.get_by_role("button", name="More")
    more.focus()
    press(live, "Enter")
    items = live.get_by_role("menuitem").or_(live.get_by_role("menuitemcheckbox"))
    expect(items.first).to_be_focused()
    press(live, "ArrowUp")
    expect(items.last).to_be_focused()
    press(live, "ArrowDown", "ArrowDown")
    expect(items.nth(1)).to_be_focused()
    assert at(live) == 23
    press(live, "Escape")
    expect(more).to_be_focused()
    expect(live.locator(".adlab-menu")).to_be_hidden()
    press(live, "Enter", "ArrowDown", "Enter")
    assert at(live) == 24
    expect(live).to_be_focused()


def test_the_focus_can_be_seen_wherever_it_is(live: Locator):
    unseen = []
    for _ in range(12):
        outline = live.page.evaluate(
            """() => { const e = document.activeElement, style = getComputedStyle(e);
                return [e.className, style.outlineStyle, parseFloat(style.outlineWidth)]; }"""
        )
        if outline[1] == "none" or outline[2] < 2:
            unseen.append(outline)
        press(live, "Tab")
    assert unseen == []


def test_stepping_leaves_the_focus_and_the_page_where_they_are(page: Page, tmp_path):
    output = adlab.step(baydin, 2.0, 5.0, sweep="reverse")._repr_html_()
    tall = '<div style="height: 3000px"></div>'
    open_html(page, PAGE.format(tall + output + tall), tmp_path)
    button = page.get_by_role("button", name="Next step")
    button.focus()
    before = page.evaluate("scrollY")
    for _ in range(24):
        press(page.locator(".adlab-live"), "Enter")
    expect(button).to_be_focused()
    assert at(page.locator(".adlab-live")) == 24
    assert page.evaluate("scrollY") == before


# -- In any colours -------------------------------------------------------------------------------

GROUNDS = """live => [...live.querySelectorAll(".adlab-diagram text")]
    .filter(text => text.textContent && getComputedStyle(text).visibility === "visible"
        && text.getBoundingClientRect().width)
    .map(text => {
        const kind = text.classList[0];
        const tab = text.parentNode.querySelector(".adlab-derivative-tab");
        const onTab = kind === "adlab-derivative" && tab?.getClientRects().length;
        const outside = ["adlab-label", "adlab-bar-text", "adlab-share-count"].includes(kind);
        const box = outside ? null : onTab ? tab
            : text.closest(".adlab-node")?.querySelector(".adlab-box")
            ?? text.parentNode.querySelector("rect");
        const ground = box ? getComputedStyle(box).fill
            : getComputedStyle(live).backgroundColor;
        return [text.className.baseVal, text.textContent, getComputedStyle(text).fill, ground];
    })"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_of_the_live_picture_stand_out_from_their_ground(page: Page, tmp_path, scheme):
    page.emulate_media(color_scheme=scheme)
    live = open_player(page, adlab.step(kinks, 1.0, 1.0, sweep="reverse"), tmp_path)
    faint = set()
    for k in range(0, 24, 3):
        go(live, k)
        for kind, text, colour, ground in live.evaluate(GROUNDS):
            if contrast(colour, ground) < (3 if text == "–" else 4.5):
                faint.add((kind, text, colour, ground))
    assert faint == set()


@pytest.mark.parametrize(
    ("host", "dark"),
    [
        ('data-jp-theme-light="true"', False),
        ('data-jp-theme-light="false"', True),
        ('class="vscode-light"', False),
        ('class="vscode-dark"', True),
    ],
)
def test_it_is_as_dark_as_the_notebook_around_it(page: Page, tmp_path, host, dark):
    page.emulate_media(color_scheme="light" if dark else "dark")
    output = adlab.step(baydin, 2.0, 5.0)._repr_html_()
    open_html(page, f"<!doctype html><title>page</title><body {host}>{output}", tmp_path)
    paper = page.locator(".adlab-live").evaluate("e => getComputedStyle(e).backgroundColor")
    assert (contrast(paper, "rgb(255, 255, 255)") > 10) is dark


def test_what_is_current_is_told_by_more_than_colour(live: Locator):
    """By a thicker border, a thicker line, a heavier type."""
    drawn = live.evaluate(
        """live => {
            const of = (selector, property) =>
                getComputedStyle(live.querySelector(selector)).getPropertyValue(property);
            return {
                box: [".adlab-now", ".adlab-read", ""].map(look =>
                    parseFloat(of(`.adlab-node${look} .adlab-box`, "stroke-width"))),
                line: parseFloat(of(".adlab-edge.adlab-now .adlab-line", "stroke-width")),
                plain: parseFloat(
                    of(".adlab-edge:not(.adlab-travelled) .adlab-line", "stroke-width")),
                weight: of("[data-row].adlab-now .adlab-derivative .adlab-total", "font-weight"),
            };
        }"""
    )
    now, read, other = drawn["box"]
    assert now > read > other
    assert drawn["line"] > drawn["plain"] + 1
    assert int(drawn["weight"]) >= 700


class TestForcedColours:
    @pytest.fixture
    def live(self, page: Page, live: Locator) -> Locator:
        page.emulate_media(forced_colors="active")
        return live

    def test_texts_of_the_picture_stand_out(self, live: Locator):
        texts = live.evaluate(GROUNDS)
        assert [each for each in texts if contrast(*each[2:]) < 4.5] == []

    def test_the_current_row_stands_out(self, live: Locator):
        row, other = (
            live.locator(selector).evaluate(
                "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
            )
            for selector in ('[data-row="1"]', '[data-row="2"]')
        )
        assert row != other
        assert contrast(*row) >= 4.5

    def test_every_cell_of_the_current_row_can_be_read(self, live: Locator):
        pairs = live.evaluate(
            """live => [...live.querySelectorAll("[data-row].adlab-now *")].map(e => [
                getComputedStyle(e).color,
                getComputedStyle(e.closest("[data-row]")).backgroundColor])"""
        )
        assert all(contrast(*pair) >= 4.5 for pair in pairs)

    def test_the_current_node_is_drawn_thicker(self, live: Locator):
        widths = live.evaluate(
            """live => [".adlab-now", ":not(.adlab-now)"].map(look =>
                `.adlab-node${look} .adlab-box`).map(selector =>
                parseFloat(getComputedStyle(live.querySelector(selector)).strokeWidth))"""
        )
        assert widths[0] >= 2 * widths[1]

    def test_buttons_have_an_edge(self, live: Locator):
        for button in live.locator(".adlab-button").all():
            width, style, colour, ground = button.evaluate(
                """e => { const s = getComputedStyle(e);
                    return [parseFloat(s.borderWidth), s.borderStyle, s.borderColor,
                        s.backgroundColor]; }"""
            )
            assert width >= 1 and style == "solid"
            assert colour != ground


# -- Motion ---------------------------------------------------------------------------------------


def test_with_reduced_motion_nothing_else_is_lost(page: Page, live: Locator):
    page.emulate_media(reduced_motion="reduce")
    expect(live.locator(".adlab-edge.adlab-now.adlab-travelled")).to_have_count(1)
    expect(live.locator('.adlab-node[data-node="1"] .adlab-derivative')).to_have_text("1.716")


# -- On paper -------------------------------------------------------------------------------------


class TestPrint:
    @pytest.fixture
    def live(self, page: Page, tmp_path) -> Locator:
        page.emulate_media(media="print", color_scheme="dark")
        player = adlab.step(network, *NETWORK, sweep="reverse", start="backward pass")
        return open_player(page, player, tmp_path)

    def test_there_is_nothing_to_press(self, live: Locator):
        expect(live.locator(".adlab-button, .adlab-slider").first).to_be_hidden()
        assert live.locator(".adlab-button:visible, .adlab-slider:visible").count() == 0

    def test_nothing_is_cut_off(self, live: Locator):
        cut = live.evaluate(
            """live => [...live.querySelectorAll("*")].filter(e => {
                const {overflowX, overflowY} = getComputedStyle(e);
                return (overflowY !== "visible" && e.scrollHeight > e.clientHeight + 1)
                    || (overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1);
            }).filter(e => e.clientWidth && !e.closest("svg")).map(e => e.className)"""
        )
        assert cut == []

    def test_the_picture_is_not_wider_than_the_paper(self, page: Page, live: Locator):
        page.set_viewport_size({"width": 700, "height": 1000})
        box = live.locator(".adlab-diagram:not(.adlab-magnifier)").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 700

    def test_it_is_dark_on_white(self, live: Locator):
        colour, paper = live.evaluate(
            "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        )
        assert paper == "rgb(255, 255, 255)"
        assert contrast(colour, paper) >= 12

    def test_it_can_be_printed(self, page: Page, live: Locator):
        assert page.pdf().startswith(b"%PDF")


# -- On a phone -----------------------------------------------------------------------------------

PHONE = {"width": 375, "height": 740}


class TestPhone:
    @pytest.fixture
    def page(self, chromium: Browser):
        with watched_page(chromium, viewport=PHONE, has_touch=True) as page:
            yield page

    @pytest.mark.parametrize("name", ["share", "order", "arrays", "tangent"])
    def test_the_page_never_scrolls_sideways(self, page: Page, tmp_path, name):
        live = open_player(page, STATES[name](), tmp_path)
        for _ in range(8):
            assert page.evaluate("document.documentElement.scrollWidth") <= 375
            press(live, "ArrowLeft")

    def test_every_control_is_on_the_screen_and_large_enough(self, live: Locator):
        for control in live.locator("button:visible, input:visible, select:visible").all():
            box = control.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 375
            assert min(box["width"], box["height"]) >= 24

    def test_a_finger_steps_it(self, live: Locator):
        live.get_by_role("button", name="Previous step").tap()
        assert at(live) == 22

    def test_the_node_that_is_written_is_brought_into_sight(self, live: Locator):
        press(live, "Home")
        for _ in range(24):
            press(live, "ArrowRight")
            if live.locator(".adlab-node.adlab-now").count():
                inside = live.evaluate(
                    """live => {
                        const place = selector =>
                            live.querySelector(selector).getBoundingClientRect();
                        const pane = place(".adlab-diagram-pane");
                        const box = place(".adlab-node.adlab-now .adlab-box");
                        return box.left >= pane.left && box.right <= pane.right
                            && box.top >= pane.top && box.bottom <= pane.bottom;
                    }"""
                )
                assert inside, at(live)


# -- Size -----------------------------------------------------------------------------------------

SIZES = """live => {
    const found = {};
    const walker = document.createTreeWalker(live, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        // An index of an index is smaller than its formula by the rules of type.
        if (!walker.currentNode.data.trim() || element.closest("math, svg")) continue;
        if (!element.getClientRects().length) continue;
        const scale = element.getScreenCTM?.().a ?? 1;
        const size = parseFloat(getComputedStyle(element).fontSize) * scale;
        if (size < 10.9) found[`${element.localName} ${element.getAttribute("class")}`] = size;
    }
    return found;
}"""


@pytest.mark.parametrize("width", [375, 700, 1280])
def test_no_type_is_smaller_than_11_pixels(page: Page, tmp_path, width):
    page.set_viewport_size({"width": width, "height": 800})
    small = {}
    for make in STATES.values():
        live = open_player(page, make(), tmp_path)
        press(live, "?")
        small |= live.evaluate(SIZES)
    assert small == {}


def test_a_formula_is_set_larger_than_its_text(live: Locator):
    sizes = live.locator("math").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 18
