"""The picture in its pane: at every step it stands where it stood, can be read, and shows sizes."""

import warnings

import pytest
from playwright.sync_api import Browser, Page, expect

import adlab
from tests.browser.chromium import watched_page
from tests.browser.players import PAGE, go, open_html, open_player, press
from tests.browser.zoo import ZOO
from tests.engine.examples import baydin

pytestmark = pytest.mark.browser

SIZES = {"960x560": (960, 584), "848x456": (848, 480), "1300x560": (1300, 900), "phone": (375, 836)}
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# Looks at every third step at one size; what is wrong is told with the first step where it is.
LOOK = """live => {
    const found = {};
    const slider = live.querySelector("input[type=range]");
    const pane = live.querySelector("[data-pane=graph]");
    const svg = live.querySelector(".adlab-diagram:not(.adlab-magnifier)");
    const wrong = (what, ...example) => { found[what] ??= [Number(slider.value), ...example]; };
    const seen = element => element.getClientRects().length
        && getComputedStyle(element).visibility === "visible" && element.textContent.trim();
    const places = () => JSON.stringify([...svg.querySelectorAll(".adlab-node")]
        .map(node => node.getAttribute("transform")));
    const before = places();
    const within = (part, around, what) => {
        const [a, b] = [part, around].map(e => e.getBoundingClientRect());
        const beyond = Math.max(b.left - a.left, a.right - b.right);
        if (beyond > 1) wrong(what, part.textContent, beyond);
    };
    const look = () => {
        if (places() !== before) wrong("a node moved");
        const scrolls = live.querySelector(".adlab-scrolls");
        for (const text of pane.querySelectorAll("svg text")) {
            if (!seen(text)) continue;
            const scale = text.getScreenCTM().a;
            const size = parseFloat(getComputedStyle(text).fontSize) * scale;
            if (size < 10.95) wrong("a text is too small", text.textContent, size);
        }
        for (const node of svg.querySelectorAll(".adlab-node")) {
            if (!scrolls) within(node.querySelector(".adlab-box"), pane, "a node is out of sight");
            for (const kind of ["value", "derivative"]) {
                const text = node.querySelector(`.adlab-${kind}`);
                const body = node.querySelector(".adlab-box");
                if (text && seen(text)) within(text, body, "a number is wider than its node");
            }
        }
        for (const node of svg.querySelectorAll(".adlab-node:is(.adlab-now, .adlab-read)")) {
            within(node, pane, "what the step is about is out of sight");
        }
    };
    const press = key => live.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
    press("Home");
    look();
    while (Number(slider.value) < Number(slider.max)) {
        press("ArrowRight");
        if (Number(slider.value) % 3 === 0 || slider.value === slider.max) look();
    }
    return found;
}"""


@pytest.mark.parametrize("name", ZOO)
def test_the_picture_can_be_read_at_every_step_and_size(chromium: Browser, tmp_path, name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        player = ZOO[name]()
    box = '<div id="box" style="overflow: auto; height: 500px">{}</div>'
    with watched_page(chromium, viewport={"width": 1320, "height": 920}) as page:
        page.emulate_media(reduced_motion="reduce")
        content = PAGE.format(
            "<style>body { margin: 0 }</style>" + box.format(player._repr_html_())
        )
        open_html(page, content, tmp_path)
        live = page.locator(".adlab-live")
        found = {}
        for size, (width, height) in SIZES.items():
            page.locator("#box").evaluate(
                "(box, size) => { [box.style.width, box.style.height] = size; }",
                [f"{width}px", f"{height}px"],
            )
            page.evaluate(SETTLED)
            found[size] = live.evaluate(LOOK)
    assert {size: wrong for size, wrong in found.items() if wrong} == {}


@pytest.fixture
def live(page: Page, tmp_path):
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 960, "height": 560})
    return open_player(page, adlab.step(baydin, 2.0, 5.0, sweep="reverse"), tmp_path)


def widths(live) -> list[float]:
    return live.locator(".adlab-diagram .adlab-edge .adlab-line").evaluate_all(
        "lines => lines.map(line => parseFloat(getComputedStyle(line).strokeWidth))"
    )


class TestShares:
    def test_a_line_is_as_thick_as_its_share_and_hollow_for_minus(self, live):
        go(live, 24)
        thick = widths(live)
        # shares of Baydin's function: 0.5, 5, 2, −0.2837, 1, 1, 1, −1
        shares = [0.5, 5.0, 2.0, 0.2837, 1.0, 1.0, 1.0, 1.0]
        for (a, wide), (b, narrow) in zip(
            zip(shares, thick, strict=True), zip(shares[1:], thick[1:], strict=True), strict=False
        ):
            if abs(a) > 2 * abs(b):
                assert wide >= narrow + 0.5
        cores = live.locator(".adlab-edge.adlab-minus").evaluate_all(
            "edges => edges.map(edge => Number(edge.dataset.edge))"
        )
        assert cores == [3, 7]

    def test_nothing_has_travelled_before_its_step(self, live):
        go(live, 15)
        assert set(widths(live)) <= {1.2, 2.4}  # as thin as a line, or lit

    def test_a_tab_waits_until_all_shares_have_come(self, live):
        go(live, 23)
        expect(live.locator(".adlab-node.adlab-waiting")).to_have_count(1)
        expect(
            live.locator('.adlab-node[data-node="0"].adlab-waiting .adlab-derivative')
        ).to_have_text("5")
        go(live, 24)
        expect(live.locator(".adlab-node.adlab-waiting")).to_have_count(0)

    def test_dots_count_the_shares_that_have_come(self, live):
        def filled():
            return [
                live.locator(f'.adlab-node[data-node="{node}"] .adlab-ring.adlab-filled').count()
                for node in (0, 1)
            ]

        go(live, 15)
        assert filled() == [0, 0]
        go(live, 23)
        assert filled() == [1, 2]

    def test_the_ledger_shows_each_share_and_their_sum(self, live):
        go(live, 23)
        ledger = live.locator('.adlab-node[data-node="1"] .adlab-ledger')
        assert ledger.locator("text").all_text_contents() in ([], ["−0.2837", "2"])
        expect(ledger.locator(".adlab-share-bar")).to_have_count(2)
        expect(ledger.locator(".adlab-share-bar.adlab-hollow")).to_have_count(1)


class TestMotion:
    def test_a_bead_carries_the_adjoint_and_leaves_as_the_share(self, page: Page, tmp_path):
        live = open_player(page, adlab.step(baydin, 2.0, 5.0, sweep="reverse", start=22), tmp_path)
        page.wait_for_timeout(400)
        press(live, "ArrowRight")
        bead = live.locator(".adlab-bead text")
        expect(bead).to_have_text("1")
        expect(bead).to_have_text("2")
        expect(bead).to_have_count(0)
        expect(live.locator(".adlab-held")).to_have_count(0)

    def test_a_key_on_the_way_goes_to_the_end_and_steps(self, page: Page, tmp_path):
        live = open_player(page, adlab.step(baydin, 2.0, 5.0, sweep="reverse", start=20), tmp_path)
        page.wait_for_timeout(400)
        press(live, "ArrowRight", "ArrowRight")
        assert int(live.get_by_role("slider").input_value()) == 22
        expect(live.locator(".adlab-bead")).to_have_count(0)

    def test_those_who_asked_for_reduced_motion_see_the_end_at_once(self, live):
        go(live, 22)
        live.page.wait_for_timeout(400)
        press(live, "ArrowRight")
        assert live.locator(".adlab-bead:not(.adlab-at-rest), .adlab-held").count() == 0
        assert live.page.evaluate("document.getAnimations().length") == 0
        expect(live.locator('.adlab-node[data-node="1"] .adlab-derivative')).to_have_text("1.716")


def test_m_shows_a_map_at_its_natural_size_and_back(page: Page, tmp_path):
    page.set_viewport_size({"width": 960, "height": 560})
    live = open_player(page, ZOO["chain"](), tmp_path)
    faces = "svg => svg.dataset.face"
    picture = live.locator(".adlab-diagram:not(.adlab-magnifier)")
    assert picture.evaluate(faces) in ("compact", "dot")
    press(live, "m")
    assert picture.evaluate(faces) == "full"
    press(live, "m")
    assert picture.evaluate(faces) in ("compact", "dot")
