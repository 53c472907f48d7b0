"""The grid of the player: all panes in sight at every size, whatever the function and the step."""

import warnings

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import adlab
from adlab.view.player.player import Player, Segment
from tests.browser.chromium import watched_page
from tests.browser.players import PAGE, at, go, open_html, open_player, press
from tests.browser.zoo import ZOO
from tests.engine.examples import baydin

pytestmark = pytest.mark.browser

# Width and height of what scrolls around the player; the height that it then has.
SIZES = {
    "960x560": (960, 584, 560),
    "848x456": (848, 480, 456),
    "760x560": (760, 600, 560),
    "1300x560": (1300, 900, 560),
    "375x812": (375, 836, 812),
}
STAGE = {"width": 1280, "height": 720}
EVERY, SOME = 10_000, 12  # steps that are looked at; that no pane moves is one of the questions
FONTS = ("DejaVu Sans", "Noto Sans")  # half of the functions each; the first is the widest there is
FONT = "<style>.adlab-player.adlab-player {{ --adlab-sans: '{}', sans-serif }}</style>"
BOX = """<style>body {{ margin: 0 }} #box {{ height: 500px; overflow: auto }}</style>
<div id="box"><div>{}</div><div style="height: 2000px"></div></div>"""

# Looks at so many steps at one size. What is wrong is told with the first step where it is.
LOOK = """(live, most) => {
    const found = {};
    const slider = live.querySelector("input[type=range]");
    const stride = Math.ceil(Number(slider.max) / most);
    const panes = [...live.querySelectorAll("[data-pane]")].filter(pane => pane.clientWidth);
    const wrong = (what, ...example) => { found[what] ??= [Number(slider.value), ...example]; };
    const over = e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1;
    const within = (part, around) => {
        const [a, b] = [part, around].map(e => e.getBoundingClientRect());
        return a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1
            && a.bottom <= b.bottom + 1;
    };
    const still = panes.filter(pane => !pane.closest(".adlab-band"));
    const size = () => JSON.stringify(still.map(pane =>
        [pane.dataset.pane, pane.offsetLeft, pane.offsetTop, pane.offsetWidth].join(" ")));
    const before = size();
    const look = () => {
        for (const pane of [live, live.querySelector(".adlab-band"), ...panes]) {
            if (over(pane)) wrong(`${pane.dataset.pane ?? pane.className} overflows`);
        }
        if (size() !== before) wrong("a pane moved", size(), before);
        const body = live.querySelector(".adlab-code-body");
        if (body.clientWidth) {
            if (body.scrollWidth > body.clientWidth) wrong("code goes on to the right");
            const lit = live.querySelector(".adlab-code-line:has(.adlab-piece.adlab-now)");
            if (lit && !within(lit, body)) wrong("the code at work is out of sight");
        }
        const row = live.querySelector("[data-row].adlab-now");
        const rows = live.querySelector(".adlab-body");
        if (rows.clientWidth && row) {
            if (!within(row, rows)) wrong("the row that is written is out of sight");
            const heights = new Set([...rows.children].map(e => e.offsetHeight));
            if (heights.size > 1) wrong("rows have several heights", ...heights);
            if (rows.clientHeight % row.offsetHeight) wrong("a row is cut");
        }
        const columns = ["value", "derivative"].map(name => `[data-row] > .adlab-${name}`);
        for (const cell of live.querySelectorAll(columns.join())) {
            const array = cell.textContent.includes(", ");
            const text = cell.textContent;
            if (cell.clientWidth && !array && over(cell)) wrong("a number is cut", text);
        }
        const said = live.querySelectorAll(".adlab-narration, .adlab-numbers > *");
        for (const part of said) {
            if (part.getClientRects().length && !within(part, part.closest("[data-pane]"))) {
                wrong("the sentence or the formula is cut", part.textContent);
            }
        }
    };
    const press = key => live.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
    press("Home");
    look();
    while (Number(slider.value) < Number(slider.max)) {
        press("ArrowRight");
        if (Number(slider.value) % stride === 0 || slider.value === slider.max) look();
    }
    return found;
}"""

SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.mark.parametrize("name", ZOO)
def test_all_of_every_step_is_in_sight_at_every_size(chromium: Browser, tmp_path, name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        player = ZOO[name]()
    with watched_page(chromium, viewport={"width": 1320, "height": 920}) as page:
        page.emulate_media(reduced_motion="reduce")
        font = FONT.format(FONTS[[*ZOO].index(name) % len(FONTS)])
        open_html(page, PAGE.format(font + BOX.format(player._repr_html_())), tmp_path)
        live = page.locator(".adlab-live")
        found = {}
        for size, (width, height, wanted) in SIZES.items():
            page.locator("#box").evaluate(
                "(box, size) => { [box.style.width, box.style.height] = size; }",
                [f"{width}px", f"{height}px"],
            )
            page.evaluate(SETTLED)
            assert live.evaluate("live => live.offsetHeight") == wanted, size
            found[size] = live.evaluate(LOOK, EVERY if size == "960x560" else SOME)
        page.set_viewport_size(STAGE)
        live.focus()
        press(live, "f")
        page.evaluate(SETTLED)
        found["stage"] = live.evaluate(LOOK, SOME)
    assert {size: wrong for size, wrong in found.items() if wrong} == {}


SMALLEST = {"graph": (600, 380), "code": (300, 76), "trace": (300, 200)}


@pytest.mark.parametrize("name", ["baydin", "thirty", "deep", "commented"])
def test_at_960_by_560_each_pane_has_its_room(page: Page, tmp_path, name):
    page.set_viewport_size({"width": 960, "height": 560})
    live = open_player(page, ZOO[name](), tmp_path)
    boxes = {pane: live.locator(f"[data-pane={pane}]").bounding_box() for pane in SMALLEST}
    for pane, (width, height) in SMALLEST.items():
        assert (boxes[pane]["width"], boxes[pane]["height"]) >= (width, height), boxes
    assert live.locator(".adlab-band").bounding_box()["height"] == 112
    for pane in live.locator("[data-pane]").all():
        expect(pane).to_be_in_viewport(ratio=1)


def test_the_height_does_not_depend_on_the_function(page: Page, tmp_path):
    heights = set()
    for name in ("one node", "chain", "network"):
        live = open_player(page, ZOO[name](), tmp_path)
        heights.add(live.bounding_box()["height"])
    assert heights == {560}


@pytest.mark.parametrize(("room", "high"), [(300, 440), (479, 455), (599, 560), (959, 560)])
def test_it_takes_the_height_that_is_free_where_it_scrolls(page: Page, tmp_path, room, high):
    cell = f'<div style="overflow-x: auto">{ZOO["baydin"]()._repr_html_()}</div>'
    panel = f'<div style="height: {room}px; overflow: auto">{cell}<p style="height: 2000px"></div>'
    open_html(page, PAGE.format(panel), tmp_path)
    live = page.locator(".adlab-live")
    assert live.bounding_box()["height"] == high
    press(live, "ArrowRight", "ArrowRight")
    assert live.bounding_box()["height"] == high


def test_the_windows_follow_the_step_and_say_what_they_show(page: Page, tmp_path):
    live = open_player(page, ZOO["chain"](), tmp_path)
    go(live, 20)
    shown = live.evaluate(
        """live => {
            const body = live.querySelector(".adlab-body").getBoundingClientRect();
            const rows = [...live.querySelectorAll("[data-row]")];
            const seen = rows.map((row, i) => [row.getBoundingClientRect(), i + 1])
                .filter(([{top, bottom}]) => top >= body.top - 1 && bottom <= body.bottom + 1)
                .map(([, i]) => i);
            const now = rows.findIndex(row => row.matches(".adlab-now")) + 1;
            return [seen[0], seen.at(-1), now, rows.length];
        }"""
    )
    first, last, now, count = shown
    assert first + (last - first) / 3 - 1 <= now <= last - (last - first) / 3 + 1
    expect(live.locator(".adlab-trace .adlab-range")).to_have_text(f"{first}–{last} of {count}")


def test_a_long_line_goes_on_before_an_operator(page: Page, tmp_path):
    live = open_player(page, ZOO["one line"](), tmp_path)
    rows = live.locator(".adlab-code-line").evaluate_all(
        "all => all.map(e => [e.children[0].textContent, e.children[1].textContent.trim()])"
    )
    assert len(rows) > 2
    assert all(sign == "↪" and text[0] in "+-*/#" for sign, text in rows[1:])


class TestScrubber:
    @pytest.fixture
    def live(self, page: Page, tmp_path) -> Locator:
        return open_player(page, adlab.step(baydin, 2.0, 5.0, sweep="reverse"), tmp_path)

    def test_it_has_a_tick_for_each_step_in_the_colour_of_what_it_writes(self, live: Locator):
        ticks = live.locator(".adlab-ahead path").evaluate_all(
            "all => all.map(e => [e.dataset.accent, e.getAttribute('d').match(/M/g).length])"
        )
        assert dict(ticks) == {"value": 7, "partial": 8, "adjoint": 9}

    def test_a_tick_is_gone_to_by_a_click_and_pointing_at_it_shows_its_sentence(
        self, page: Page, live: Locator
    ):
        box = live.locator(".adlab-slider").bounding_box()
        for k in (1, 8, 15, 16, 23, 24):
            go(live, k)
            tick = live.locator(".adlab-tick-now").bounding_box()
            sentence = live.locator(".adlab-narration").text_content()
            go(live, 3)
            x = tick["x"] + tick["width"] / 2
            page.mouse.move(x, box["y"] + 16)
            expect(live.locator(".adlab-tick-hint")).to_have_text(f"{k} {sentence}")
            page.mouse.down()
            page.mouse.up()
            assert at(live) == k
        page.mouse.move(10, 300)
        expect(live.locator(".adlab-tick-hint")).to_be_hidden()

    def test_it_can_be_dragged_to_the_beginning(self, page: Page, live: Locator):
        box = live.locator(".adlab-slider").bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 16)
        page.mouse.down()
        page.mouse.move(box["x"] - 20, box["y"] + 16)
        page.mouse.up()
        assert at(live) == 0


class TestHandles:
    """Words and numbers light what they are about."""

    LIT = """live => [...live.querySelectorAll("[data-lit]")].map(e =>
        e.dataset.node ? `node ${e.dataset.node}` : e.dataset.edge ? `edge ${e.dataset.edge}`
        : e.dataset.row ? `row ${e.dataset.row}` : e.matches(".adlab-piece") ? "code" : "word")"""

    @pytest.fixture
    def live(self, page: Page, tmp_path) -> Locator:
        live = open_player(page, adlab.step(baydin, 2.0, 5.0, sweep="reverse"), tmp_path)
        go(live, 23)
        return live

    def test_a_name_in_the_sentence(self, live: Locator):
        live.locator(".adlab-narration .adlab-to").first.hover()
        assert {"node 1", "row 1", "code", "word"} == {*live.evaluate(self.LIT)}
        live.locator(".adlab-pane-head").first.hover()
        assert live.evaluate(self.LIT) == []

    def test_a_partial_lights_its_edge_and_both_ends(self, live: Locator):
        for place in (".adlab-narration .adlab-partial", ".adlab-numbers .adlab-partial"):
            live.locator(place).first.hover()
            assert {"edge 2", "node 1", "node 3", "row 1", "row 3"} <= {*live.evaluate(self.LIT)}

    def test_a_number_lights_the_node_that_holds_it(self, live: Locator):
        live.locator(".adlab-numbers .adlab-adjoint", has_text="−0.2837").hover()
        assert {"node 1", "row 1"} <= {*live.evaluate(self.LIT)}


class TestSegments:
    """Sweeps that a caller adds to the bar."""

    @pytest.fixture
    def graph(self):
        return adlab.trace(baydin, 2.0, 5.0)

    def test_they_stand_in_the_bar_and_are_stepped(self, page: Page, tmp_path, graph):
        added = adlab.timeline(graph, "reverse", seeds={graph.find("v2"): 1.0}, label="from v2")
        player = Player(graph, timelines={"From v2": added}, sweep="From v2")
        live = open_player(page, player, tmp_path)
        tab = live.get_by_role("button", name="From v2")
        expect(tab).to_have_attribute("aria-pressed", "true")
        press(live, "End")
        assert at(live) == len(added)
        press(live, "2")
        expect(tab).to_have_attribute("aria-pressed", "false")
        press(live, "5")
        expect(tab).to_have_attribute("aria-pressed", "true")
        assert at(live) == len(added)

    def test_they_say_what_the_caller_says(self, page: Page, tmp_path, graph):
        added = adlab.timeline(graph, "forward")
        words = [f"After {k} steps." for k in range(len(added) + 1)]
        player = Player(graph, timelines={"Schedule": Segment(added, words)}, sweep="Schedule")
        live = open_player(page, player, tmp_path)
        for k in (0, 1, len(added)):
            go(live, k)
            expect(live.locator(".adlab-narration")).to_have_text(words[k])

    def test_what_cannot_be_added_is_said(self, graph):
        other = adlab.timeline(adlab.trace(baydin, 1.0, 2.0), "forward")
        with pytest.raises(ValueError, match="another graph"):
            Player(graph, timelines={"A": other})
        own = adlab.timeline(graph, "forward")
        with pytest.raises(ValueError, match="Call it something else"):
            Player(graph, timelines={"reverse": own})
        with pytest.raises(ValueError, match="has 2 sentences, and needs 8"):
            Player(graph, timelines={"A": Segment(own, ["one", "two"])})


def test_two_keys_at_once_are_two_steps(page: Page, tmp_path):
    live = open_player(page, ZOO["baydin"](), tmp_path)
    press(live, "ArrowRight", "ArrowRight")
    assert at(live) == 2


def test_with_reduced_motion_nothing_runs(page: Page, tmp_path):
    page.emulate_media(reduced_motion="reduce")
    live = open_player(page, ZOO["baydin"](), tmp_path)
    for _ in range(24):
        press(live, "ArrowRight")
        running = live.evaluate(
            "e => e.getAnimations({subtree: true}).filter(a => a.playState === 'running').length"
        )
        assert running == 0


def test_a_player_that_has_left_the_page_is_let_go(page: Page, tmp_path):
    """An output that is made anew again and again leaves nothing behind that listens."""
    output = "<div id='output' style='height: 600px; overflow: auto'></div>"
    open_html(page, PAGE.format(output), tmp_path)
    again = """html => {
        const output = document.querySelector("#output");
        output.innerHTML = html;
        for (const old of output.querySelectorAll("script:not([type])")) {
            const script = document.createElement("script");
            script.text = old.textContent;
            old.replaceWith(script);
        }
    }"""
    html = ZOO["baydin"]()._repr_html_()
    session = page.context.new_cdp_session(page)
    counts = []
    for _ in range(6):
        page.evaluate(again, html)
        page.evaluate(SETTLED)
        session.send("HeapProfiler.collectGarbage")
        counts.append(session.send("Memory.getDOMCounters")["jsEventListeners"])
    assert counts[-1] <= counts[2] + 5, counts
