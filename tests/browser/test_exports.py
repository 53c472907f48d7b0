"""Exported pictures in a real browser: they say what the player says, and they move in an image."""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

import adlab
from adlab.course.doctor import find_chromium
from adlab.view.files.exports import durations
from adlab.view.replay.frames import UNSET, frames
from tests.browser.chromium import FLAGS, watched_page
from tests.browser.players import go, open_html, open_player, state
from tests.browser.test_diagram_geometry import contrast
from tests.engine.examples import baydin, branch, griewank
from tests.view.functions import NETWORK, network

pytestmark = pytest.mark.browser

PACE = 40.0  # times as fast as for people

PLAYERS = {
    "reverse": lambda: adlab.step(baydin, 2.0, 5.0, sweep="reverse"),
    "tangent": lambda: adlab.step(griewank, 1.5, 0.5, sweep="tangent x2"),
    "order": lambda: adlab.step(branch, -2.0, sweep="order"),
    "forward": lambda: adlab.step(griewank, 1.5, 0.5),
    "arrays": lambda: adlab.step(network, *NETWORK, sweep="reverse"),
}

# What a picture in the page shows: as `players.state`, and where its texts are.
SHOWN = """svg => {
    const seen = element => getComputedStyle(element).visibility === "visible";
    const all = selector => [...svg.querySelectorAll(selector)].filter(seen);
    const groups = kind => [...svg.querySelectorAll(`:scope > .adlab-${kind}`)];
    const text = (group, kind) => [...group.querySelectorAll(`:scope > text.adlab-${kind}`)]
        .filter(seen).map(e => e.textContent).join("");
    const slots = {};
    groups("node").forEach((group, i) => {
        slots[`v${i}`] = text(group, "value:not(.adlab-derivative)");
        slots[`d${i}`] = text(group, "derivative");
    });
    groups("edge").forEach((group, i) => {
        const gates = [...group.querySelectorAll("text.adlab-partial")].filter(seen);
        if (!group.querySelector(".adlab-partial")) return;
        slots[`p${i}`] = gates.map(e => e.textContent).join("");
    });
    const marked = (kind, look) => groups(kind)
        .flatMap((group, i) => [...group.querySelectorAll(`.adlab-${look}`)].some(seen) ? [i] : []);
    return {
        slots,
        now: marked("node", "now"),
        read: marked("node", "read"),
        edges: groups("edge").flatMap((group, i) =>
            [...group.querySelectorAll(".adlab-line.adlab-now")].some(seen) ? [i] : []),
        travelled: groups("edge").flatMap((group, i) =>
            [...group.querySelectorAll(".adlab-line.adlab-travelled")].some(seen) ? [i] : []),
        said: [...svg.querySelectorAll(":scope > g")].filter(seen)
            .filter(g => !g.matches(".adlab-node, .adlab-edge"))
            .map(g => [...g.children].map(e => e.textContent).join(" ")).join(""),
    };
}"""


def image(svg: str) -> str:
    data = base64.b64encode(svg.encode()).decode()
    return f'<img alt="" src="data:image/svg+xml;base64,{data}">'


@pytest.fixture
def calm_page(chromium: Browser) -> Iterator[Page]:
    """A page whose reader has asked the system for reduced motion: images follow the system."""
    path, flags = find_chromium(), [*FLAGS, "--force-prefers-reduced-motion"]
    browser = chromium.browser_type.launch(executable_path=path, args=flags)
    with watched_page(browser, reduced_motion="null") as page:
        yield page
    browser.close()


@pytest.mark.parametrize("name", PLAYERS)
def test_a_picture_shows_at_every_step_what_the_live_player_shows(page: Page, tmp_path, name):
    player = PLAYERS[name]()
    steps = len(player._timeline(None))
    live = open_player(page, player, tmp_path)
    expected = []
    for k in range(steps + 1):
        go(live, k)
        expected.append(state(live))
    page.set_content("".join(player.to_svg(k, caption=True) for k in range(steps + 1)))
    found = page.evaluate(f"() => [...document.querySelectorAll('svg')].map({SHOWN})")
    for k, (here, there) in enumerate(zip(found, expected, strict=True)):
        slots = {slot: there["slots"].get(slot, "") for slot in here["slots"]}
        assert here["slots"] == slots, k
        for part in ("now", "read", "edges", "travelled"):
            assert here[part] == there[part], (k, part)
        if k:
            assert here["said"] == there["narration"], k


def test_the_moving_picture_shows_each_step_in_its_time(page: Page):
    """The clock of its animations is set by hand, so that nothing depends on the machine."""
    player = PLAYERS["reverse"]()
    told = frames(player._timeline(None))
    seconds = durations(told)
    page.set_content(player.to_animated_svg())
    svg = page.locator("svg")
    start = 0.0
    for frame, length in zip(told, seconds, strict=True):
        moment = 1000 * (start + length / 2)
        page.evaluate(
            """moment => document.getAnimations().forEach(animation => {
                animation.pause();
                animation.currentTime = moment;
            })""",
            moment,
        )
        found = svg.evaluate(SHOWN)
        texts = {slot: text for slot, text in frame.texts.items() if slot in found["slots"]}
        unset = {slot: "" for slot, text in texts.items() if slot[0] == "d" and text == UNSET}
        assert found["slots"] == texts | unset, frame.k
        assert found["now"] == ([frame.node] if frame.written[:1] in "vd" and frame.k else [])
        assert found["travelled"] == sorted(frame.travelled)
        assert found["said"] == "".join(text for text, _ in frame.said)
        start += length


def test_it_moves_in_an_image(page: Page, tmp_path):
    svg = PLAYERS["reverse"]().to_animated_svg(pace=PACE)
    open_html(page, image(svg), tmp_path)
    seen = set()
    for _ in range(60):
        seen.add(page.locator("img").screenshot())
        if len(seen) >= 4:
            break
        page.wait_for_timeout(50)
    assert len(seen) >= 4


def test_with_reduced_motion_it_stands_still_on_the_last_step(calm_page: Page, tmp_path):
    svg = PLAYERS["reverse"]().to_animated_svg(pace=PACE)
    before, _, motion = svg.partition("@media (prefers-reduced-motion")
    never = before + motion[motion.index("</style>") :]
    open_html(calm_page, image(svg), tmp_path)
    first = calm_page.locator("img").screenshot()
    for _ in range(5):
        calm_page.wait_for_timeout(150)
        assert calm_page.locator("img").screenshot() == first
    calm_page.set_content(image(never))
    assert calm_page.locator("img").screenshot() == first
    calm_page.set_content(svg)
    found = calm_page.locator("svg").evaluate(SHOWN)
    assert found["said"].endswith("∂v5/∂x1 = 5.5 and ∂v5/∂x2 = 1.716.")
    assert found["slots"]["d0"] == "5.5"


@pytest.mark.parametrize("name", PLAYERS)
def test_texts_stay_in_the_picture_and_do_not_meet(page: Page, name):
    player = PLAYERS[name]()
    steps = len(player._timeline(None))
    svgs = [player.to_svg(k, caption=True) for k in range(0, steps + 1, 3)]
    page.set_content("".join(svgs))
    found = page.evaluate(
        """() => [...document.querySelectorAll("svg")].map(svg => {
            const frame = svg.getBoundingClientRect();
            const place = e => {
                const {left, top, right, bottom} = e.getBoundingClientRect();
                return [left - frame.left, top - frame.top, right - frame.left, bottom - frame.top];
            };
            return {
                size: [frame.width, frame.height],
                lines: [...svg.querySelectorAll(":scope > text, :scope > g:not([class]) > text")]
                    .map(place),
                gates: [...svg.querySelectorAll(".adlab-gate")]
                    .map(e => [place(e.querySelector("rect")), place(e.querySelector("text"))]),
            };
        })"""
    )
    for each in found:
        width, height = each["size"]
        for left, top, right, bottom in each["lines"]:
            assert left >= 0 and right <= width and top >= 0 and bottom <= height
        for ground, text in each["gates"]:
            assert ground[0] <= text[0] and text[2] <= ground[2]
            assert ground[0] >= 0 and ground[2] <= width and ground[1] >= 0 and ground[3] <= height
        places = each["lines"]
        for k, a in enumerate(places):
            for b in places[k + 1 :]:
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 4 or b[3] <= a[1] + 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["reverse", "tangent"])
def test_texts_stand_out_from_their_ground(page: Page, scheme, name):
    player = PLAYERS[name]()
    page.emulate_media(color_scheme=scheme)
    page.set_content(player.to_svg(len(player._timeline(None)) - 1, caption=True))
    colours = page.evaluate(
        """() => [...document.querySelectorAll("text, tspan")].map(text => {
            const kind = text.classList[0];
            const outside = ["adlab-label", "adlab-bar-text", "adlab-output-mark"].includes(kind);
            const ground = text.closest(".adlab-gate")?.querySelector("rect")
                ?? (kind === "adlab-derivative"
                    ? text.parentNode.querySelector(".adlab-derivative-tab") : null)
                ?? (outside ? null : text.closest(".adlab-node")?.querySelector(".adlab-box"))
                ?? document.querySelector(".adlab-paper");
            const fill = element => getComputedStyle(element).fill;
            return [text.textContent, fill(text), fill(ground)];
        })"""
    )
    for text, colour, ground in colours:
        assert contrast(colour, ground) >= 4.5, (text, colour, ground)


def test_a_long_title_is_cut_before_it_meets_the_step(page: Page):
    def f(first_argument, second_argument, third_argument):
        return first_argument * second_argument * third_argument

    player = adlab.step(f, 0.12345, 0.12345, 0.12345, sweep="tangent second_argument")
    page.set_content(player.to_svg(3, caption=True))
    first, second = page.evaluate(
        """() => [...document.querySelectorAll("svg > text")]
            .map(text => text.getBoundingClientRect().toJSON())"""
    )
    assert first["right"] < second["left"]
