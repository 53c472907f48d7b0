"""The keyboard reaches every node; where nothing may move, a share's number is there at rest."""

import pytest
from playwright.sync_api import Page, expect

import adlab
from tests.browser.players import at, open_player, press, violations
from tests.browser.zoo import ZOO
from tests.engine.examples import baydin

pytestmark = pytest.mark.browser

NAME = "() => document.activeElement.getAttribute('aria-label')?.split(',')[0]"
PLACES = """live => {
    const boxes = selector => [...live.querySelectorAll(selector)]
        .filter(each => each.getClientRects().length).map(each => each.getBoundingClientRect());
    const [bead] = boxes(".adlab-at-rest");
    const meet = (a, b) =>
        a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
    const others = boxes(".adlab-box, .adlab-gate, .adlab-label, .adlab-derivative-tab");
    return bead ? others.filter(each => meet(bead, each)).length : -1;
}"""


def test_arrow_keys_go_from_node_to_node(page: Page, tmp_path, axe):
    player = adlab.step(baydin, 2.0, 5.0, sweep="reverse", start=24)
    live = open_player(page, player, tmp_path)
    live.locator(".adlab-diagram-pane").focus()
    press(live, "Enter")
    found = [page.evaluate(NAME)]
    for key in ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"]:
        press(live, key)
        found.append(page.evaluate(NAME))
    assert found == ["x1", "v1", "v4", "v5", "v4"]
    assert at(live) == 24  # no step was taken
    said = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert said == "v4, v1 + v2; value 10.69; adjoint 1"
    assert violations(page, axe) == []
    press(live, "Enter")
    assert live.get_attribute("data-sweep") == "reverse" and at(live) != 24
    press(live, "Escape")
    expect(live.locator(".adlab-diagram-pane")).to_be_focused()


def test_every_node_of_a_map_can_be_reached(page: Page, tmp_path):
    player = ZOO["thirty"]()
    live = open_player(page, player, tmp_path)
    live.locator(".adlab-diagram-pane").focus()
    press(live, "Enter")
    reached, ways = set(), ["ArrowRight"] * 12 + ["ArrowDown", "ArrowLeft"] * 14
    for key in [*ways, *["ArrowUp", "ArrowRight"] * 14]:
        press(live, key)
        reached.add(page.evaluate(NAME))
    assert len(reached) > 15


def test_there_are_at_most_twelve_tab_stops(page: Page, tmp_path):
    live = open_player(page, ZOO["thirty"](), tmp_path)
    stops = live.locator(
        ":is(button, input, select, [tabindex='0']):not([disabled], [tabindex='-1'])"
    )
    assert sum(stop.is_visible() for stop in stops.all()) <= 12


@pytest.mark.parametrize("name", ["baydin", "branch"])
def test_at_rest_a_share_has_its_number_where_it_meets_nothing(page: Page, tmp_path, name):
    page.emulate_media(reduced_motion="reduce")
    live = open_player(page, ZOO[name](), tmp_path)
    press(live, "4", "b")
    seen = 0
    for _ in range(9):
        press(live, "ArrowRight")
        met = live.evaluate(PLACES)
        assert met <= 0
        seen += met == 0
    assert seen >= 2


def test_where_things_move_no_number_stays_on_the_edge(page: Page, tmp_path):
    player = adlab.step(baydin, 2.0, 5.0, sweep="reverse", start=23)
    live = open_player(page, player, tmp_path)
    press(live, "ArrowRight")
    page.wait_for_timeout(900)
    expect(live.locator(".adlab-bead")).to_have_count(0)
