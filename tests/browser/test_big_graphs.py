"""Big graphs in the page: groups to step into, a trail back, search, what depends on what."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import adlab
from adlab.view.player.player import Player
from adlab.view.said.numbers import text
from tests.browser.players import at, open_player, press, state
from tests.engine.examples import baydin

pytestmark = pytest.mark.browser


def layer(x, y):
    z = x * y
    w = np.sin(z) + x
    return w * 0.5 + y * 0.1


def calls(x, y):
    for _ in range(1667):
        x = layer(x, y)
    return x


def flat(x, y):
    for _ in range(3333):
        z = x * y
        x = np.sin(z) + y
    return x


@pytest.fixture(scope="module", params=[calls, flat], ids=["calls", "flat"])
def big(request):
    player = Player(adlab.trace(request.param, 0.3, 0.7))
    assert len(player.graph) > 10_000
    return player


@pytest.fixture
def live(page: Page, tmp_path):
    return open_player(page, Player(adlab.trace(calls, 0.3, 0.7)), tmp_path)


def trail(live: Locator) -> list[str]:
    return live.locator(".adlab-trail button:not(.adlab-beside)").all_text_contents()


def boxes(live: Locator, which: str = "") -> list[str]:
    """What each box is called: a group and what stands outside in it, a node above it."""
    return live.locator(f".adlab-node{which}").evaluate_all(
        """nodes => nodes.map(node => {
            const inside = node.matches(".adlab-closed, .adlab-port, .adlab-input");
            const text = node.querySelector(inside ? ".adlab-glyph" : ".adlab-label");
            return text.firstChild.textContent;
        })"""
    )


def find(live: Locator, label: str) -> None:
    press(live, "/")
    live.page.keyboard.insert_text(label)
    press(live, "Enter")


LOOP = "for _ in range(1667)"


class TestGroups:
    def test_it_opens_on_the_loop_that_is_all_there_is(self, live):
        assert trail(live) == ["calls", f"{LOOP} turn 1"]
        assert boxes(live) == ["x", "y", "z", "v2", "w", "v4", "v5", "x₍₂₎"]

    def test_keys_lead_out_of_the_loop_and_in_again(self, live):
        press(live, "u")
        assert trail(live) == ["calls"]
        assert boxes(live) == ["x", "y", LOOP]
        press(live, "Enter", "Backspace", "u", "u")
        assert trail(live) == ["calls"]

    def test_a_click_steps_in_and_the_trail_leads_out(self, live):
        press(live, "u")
        live.locator(".adlab-node.adlab-closed").click()
        assert trail(live)[-1] == f"{LOOP} turn 1"
        live.locator(".adlab-trail button").first.click()
        assert trail(live) == ["calls"]
        box = live.get_by_role("button", name=f"step into {LOOP}")
        box.focus()
        press(live, "Enter")
        assert trail(live)[-1] == f"{LOOP} turn 1"

    def test_page_keys_go_to_the_turns_beside(self, live):
        press(live, "PageDown")
        assert trail(live)[-1] == f"{LOOP} turn 2"
        press(live, "PageUp")
        assert trail(live)[-1] == f"{LOOP} turn 1"

    def test_a_port_leads_to_the_node_outside(self, live):
        find(live, "x₍₅₀₎")
        assert trail(live)[-1] == f"{LOOP} turn 49"
        live.get_by_role("button", name="go to x₍₄₉₎, outside this group").click()
        assert trail(live)[-1] == f"{LOOP} turn 48"

    def test_the_table_shows_the_open_turn_and_what_comes_into_it(self, live):
        labels = live.locator(".adlab-group-table [role=rowheader]").all_text_contents()
        assert labels == ["x", "y", "z", "v2", "w", "v4", "v5", "x₍₂₎"]

    def test_a_step_inside_a_closed_group_lights_it_and_is_counted(self, live):
        press(live, "u")
        for _ in range(4):
            press(live, "ArrowRight")
        group = live.locator(".adlab-node.adlab-closed").first
        expect(group).to_have_class(re.compile(r"\badlab-inside\b"))
        expect(group.locator(".adlab-note")).to_have_text("2 of 10,002 done")

    def test_steps_in_an_open_turn_write_into_its_picture(self, live):
        press(live, "ArrowRight", "ArrowRight", "ArrowRight")
        now = live.locator(".adlab-node.adlab-now")
        expect(now.locator(".adlab-label")).to_have_text("z")
        expect(now.locator(".adlab-value")).to_have_text("0.21")

    def test_the_backward_pass_begins_step_by_step(self, live):
        press(live, "4", "b", "ArrowRight")
        said = state(live)["narration"]
        assert said.endswith("x₍₁₆₆₈₎ hands v10000 its share: adjoint times partial, 1 · 1 = 1.")
        assert said.startswith("In turn 1667 of 1667:")


class TestEveryNode:
    def test_every_node_can_be_reached_with_its_value_and_adjoint(self, page, tmp_path, big):
        live = open_player(page, big, tmp_path)
        press(live, "4", "End")
        graph = big.graph
        reverse = next(t for name, t in big.timelines.items() if name.startswith("reverse"))
        adjoints = reverse.adjoints(len(reverse))
        generator = np.random.default_rng(1)
        for index in {0, 1, 2, len(graph) - 1, *generator.integers(0, len(graph), 25).tolist()}:
            find(live, graph.labels[index])
            found = live.locator(".adlab-node[data-found]:not(.adlab-closed)")
            assert boxes(live, "[data-found]:not(.adlab-closed)") == [graph.labels[index]]
            expect(found.locator(".adlab-value")).to_have_text(text(graph.values[index]))
            expect(found.locator(".adlab-derivative")).to_have_text(text(adjoints[index]))

    def test_the_pictures_hold_every_node_once(self, page, tmp_path, big):
        live = open_player(page, big, tmp_path)
        counts = live.evaluate(
            """live => {
                const spec = JSON.parse(live.parentNode.querySelector(".adlab-spec").textContent);
                const counts = new Int32Array(spec.nodes.length);
                for (const row of spec.groups.tree) {
                    const roles = [...row[6]].filter(role => !"mo".includes(role));
                    roles.forEach((role, k) => role === "n" && counts[row[7][k]]++);
                }
                return [counts.length, Math.min(...counts), Math.max(...counts)];
            }"""
        )
        assert counts == [len(big.graph), 1, 1]

    @pytest.mark.parametrize("loop", ["calls", "flat"])
    def test_keys_alone_lead_to_every_node(self, page, tmp_path, loop):
        def function(x, y):
            for _ in range(80):
                x = layer(x, y) if loop == "calls" else np.sin(x * y) + x
            return x

        player = Player(adlab.trace(function, 0.3, 0.7))
        live = open_player(page, player, tmp_path)
        reached = live.evaluate(
            """live => {
                const key = key =>
                    live.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
                const own = ".adlab-diagram-pane .adlab-node:not(.adlab-closed, .adlab-port)";
                const reached = [];
                const walk = () => {
                    for (const node of live.querySelectorAll(own)) reached.push(+node.dataset.node);
                    if (!live.querySelector("[data-group]")) return;
                    key("Enter");
                    walk();
                    while (!live.querySelector(".adlab-beside:last-child").disabled) {
                        key("PageDown");
                        walk();
                    }
                    key("u");
                };
                key("u");
                walk();
                return reached;
            }"""
        )
        assert sorted(reached) == list(range(len(player.graph)))


class TestSearch:
    def test_it_lists_names_that_begin_so_and_counts_them(self, live):
        press(live, "/")
        live.page.keyboard.insert_text("x166")
        options = live.get_by_role("option")
        expect(options).to_have_count(8)
        expect(options.nth(2)).to_contain_text("x₍₁₆₆₁₎")
        expect(live.locator(".adlab-found")).to_have_text("10 found")

    def test_arrows_choose_and_escape_closes(self, live):
        press(live, "/")
        live.page.keyboard.insert_text("w12")
        press(live, "ArrowDown", "Enter")
        expect(live.locator("[data-found]:not(.adlab-closed) .adlab-label")).to_have_text("w₍₁₂₀₎")
        press(live, "/", "Escape")
        expect(live.locator(".adlab-search")).to_be_hidden()

    def test_typing_takes_no_steps(self, live):
        press(live, "/", "b", "f", "4", "ArrowRight")
        assert at(live) == 0
        expect(live).to_have_attribute("data-sweep", "forward")

    def test_it_finds_a_node_of_a_small_graph(self, page, tmp_path):
        live = open_player(page, adlab.step(baydin, 2.0, 5.0), tmp_path)
        find(live, "v3")
        expect(live.locator(".adlab-node[data-found]")).to_have_attribute("data-node", "4")
        press(live, "Escape")
        expect(live.locator("[data-found]")).to_have_count(0)


class TestDependence:
    def test_what_a_node_was_computed_from_is_lit(self, page, tmp_path):
        live = open_player(page, adlab.step(baydin, 2.0, 5.0), tmp_path)
        find(live, "v4")
        press(live, "<")
        assert sorted(boxes(live, "[data-reached]")) == ["v1", "v2", "v4", "x1", "x2"]
        expect(live.locator(".adlab-way")).to_have_text("v4 was computed from 4 nodes")
        press(live, ">")
        assert boxes(live, "[data-reached]") == ["v4", "v5"]
        press(live, ">")
        expect(live.locator("[data-faded]")).to_have_count(0)

    def test_groups_are_lit_that_hold_such_nodes(self, live):
        find(live, "x₍₅₀₎")
        press(live, "<", "u")
        assert trail(live) == ["calls"]
        assert boxes(live, ".adlab-closed[data-reached]") == [LOOP]


class TestHelp:
    def test_all_keys_are_listed(self, live):
        press(live, "?")
        listed = live.locator(".adlab-help kbd").all_text_contents()
        assert {"/", "<", ">", "Enter", "u", "PageUp"} <= set(listed)
