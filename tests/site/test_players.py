"""Every page in a real browser: players are alive, and people with other senses can use them."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import watched_page

pytestmark = [pytest.mark.site, pytest.mark.slow]

WAIT = 20_000  # ms, on a busy machine
SIZES = {"desk": (1280, 800), "phone": (390, 844)}
LOOKED_AT = (
    "index.html", "try.html", "search.html", "lessons/index.html", "exercises/index.html",
    "exercises/reverse-sweep.html", "guides/index.html", "guides/readme.html",
    "guides/teaching.html", "reference/index.html", "reference/step.html", "reference/Graph.html",
)  # fmt: skip
# Whole sweeps by key, and back: what a page shows after it is another step. In predict mode a key
# puts the focus into the question.
STEP = """async () => {
  const live = [...document.querySelectorAll('.adlab-live')].filter((each) => each.offsetParent);
  const stuck = [];
  for (const player of live) {
    const shown = (name) => player.querySelector(`.adlab-${name}`)?.textContent;
    const count = () => `${shown('count')}: ${shown('narration')}`; // a turn has several steps
    const pressed = (key) => new KeyboardEvent('keydown', { key, bubbles: true });
    const press = (key) => player.dispatchEvent(pressed(key));
    const before = count();
    player.focus();
    press('ArrowRight');
    let moved = count() !== before;
    if (!moved) { press('ArrowLeft'); moved = count() !== before; }
    const asked = player.querySelector('.adlab-predict[data-open="true"]');
    if (!moved && !asked) stuck.push(`${player.id}: ${before}`);
  }
  return [live.length, stuck];
}"""
ALIVE = "() => !document.querySelector('.adlab-player[data-adlab=pending]')"
WIDE = "() => document.documentElement.scrollWidth > innerWidth"
SERIOUS = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
  .filter(({ impact }) => ['serious', 'critical'].includes(impact))
  .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200))}`)"""


@contextmanager
def looked_at(chromium, scheme, size):
    width, height = SIZES[size]
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": height}}
    with watched_page(chromium, **options) as page:
        yield page


def with_players(site):
    marked = 'class="adlab-player"'
    pages = [path for path in site.folder.rglob("*.html") if marked in path.read_text("utf-8")]
    names = [path.relative_to(site.folder).as_posix() for path in pages]
    return sorted(name for name in names if name.startswith(("lessons/", "index")))


@pytest.mark.parametrize(
    ("scheme", "size", "over"),
    [("light", "desk", "disk"), ("dark", "phone", "disk"), ("dark", "desk", "http")],
)
def test_every_player_steps_by_key(chromium, site, served, scheme, size, over):
    root = site.folder.as_uri() if over == "disk" else served
    names = with_players(site)
    assert len(names) > 15
    with looked_at(chromium, scheme, size) as page:
        for name in names:
            page.goto(f"{root}/{name}")
            page.wait_for_function(ALIVE, timeout=WAIT)
            count, stuck = page.evaluate(STEP)
            assert count and not stuck, f"{name}: {stuck}"
            assert not page.evaluate(WIDE), f"{name} scrolls sideways"


SHOWN = [("light", "desk"), ("dark", "desk"), ("dark", "phone")]


@pytest.mark.parametrize(("scheme", "size"), SHOWN)
def test_nothing_stands_in_the_way_of_other_senses(chromium, site, axe, scheme, size):
    names = sorted({*with_players(site), *LOOKED_AT})
    if size == "phone":
        names = [*LOOKED_AT]
    with looked_at(chromium, scheme, size) as page:
        for name in names:
            page.goto((site.folder / name).as_uri())
            page.wait_for_function(ALIVE, timeout=WAIT)
            page.evaluate(axe)
            assert page.evaluate(SERIOUS) == [], name
            assert not page.evaluate(WIDE), f"{name} scrolls sideways"


@pytest.mark.parametrize("size", SIZES)
def test_the_first_screen_has_the_sum_and_sliders(chromium, site, size):
    with looked_at(chromium, "light", size) as page:
        page.goto((site.folder / "index.html").as_uri())
        live = page.locator(".adlab-live")
        expect(live).to_be_visible(timeout=WAIT)
        expect(live.locator(".adlab-count")).to_contain_text("23 / 24")
        expect(live.locator(".adlab-diagram").first).to_contain_text("1.716")
        slider = page.locator("input[type=range]").first
        assert slider.bounding_box()["y"] < SIZES[size][1]
        slider.fill("3")
        expect(live).to_contain_text("3")
        for target in ("lessons/00-tour", "lessons/index", "guides/teaching", "try"):
            assert page.locator(f'.bd-article a[href^="{target}.html"]').count(), target


def test_the_themes_switch_turns_players_too(chromium, site):
    with looked_at(chromium, "light", "desk") as page:
        page.goto((site.folder / "index.html").as_uri())
        expect(page.locator(".adlab-live")).to_be_visible(timeout=WAIT)
        colour = "() => getComputedStyle(document.querySelector('.adlab-live')).backgroundColor"
        before = page.evaluate(colour)
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert page.evaluate(colour) != before


def test_search_works_from_disk(chromium, site):
    """Titles come; no browser lets a page read others from disk, so that there are no excerpts."""
    page = chromium.new_page()  # not watched: what cannot be read is an error there
    page.goto((site.folder / "search.html").as_uri() + "?q=overwriting")
    expect(page.locator("#search-results li a").first).to_be_visible(timeout=WAIT)
    titles = page.locator("#search-results li a").all_inner_texts()
    page.close()
    assert any("Fan-out" in each for each in titles)


def test_from_disk_the_page_says_that_it_needs_a_server(chromium, site):
    with looked_at(chromium, "light", "desk") as page:
        page.goto((site.folder / "try.html").as_uri())
        # Chromium loads no modules from disk, so that the page itself has to say it.
        expect(page.locator("[data-needs-server]")).to_be_visible()
        expect(page.locator("[data-start]")).to_be_disabled()
