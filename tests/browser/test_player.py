"""The live player in a bare page from disk: what it shows at every step, and how it is moved."""

import re
from typing import Any, NamedTuple

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import adlab
from adlab.engine.recording.graph import Graph
from adlab.engine.sweeps.timeline import Timeline
from adlab.view.player.player import SWEEP_LIMIT, Player
from adlab.view.replay.spec import STEP_LIMIT
from tests.browser.chromium import watched_page
from tests.browser.players import (
    PAGE,
    at,
    by_our_clock,
    choose,
    expected,
    go,
    is_share,
    open_html,
    open_player,
    press,
    squeezed,
    state,
    walk,
)
from tests.engine.examples import (
    baydin,
    branch,
    comprehension,
    griewank_expression,
    helpers,
    nested_loops,
)
from tests.view.functions import NETWORK, kinks, network, random_graph, square

pytestmark = pytest.mark.browser


def many_operands(x, y):
    return np.sum(np.stack([x, y, x * y, x, x + 1.0, y]) * y)


def several_lines(x, y):
    return (
        np.sin(x)
        + y * 2.0
    )  # fmt: skip


GRAPHS = {
    "baydin": lambda: adlab.trace(baydin, 2.0, 5.0),
    "one-expression": lambda: adlab.trace(griewank_expression, 1.5, 0.5),
    "helpers": lambda: adlab.trace(helpers, 2.0, 3.0),
    "branch": lambda: adlab.trace(branch, -2.0),
    "loops": lambda: adlab.trace(nested_loops, 1.5),
    "comprehension": lambda: adlab.trace(comprehension, 1.5),
    "square": lambda: adlab.trace(square, 3.0),
    "kinks": lambda: adlab.trace(kinks, 1.0, 1.0),
    "lambda": lambda: adlab.trace(lambda x, y: {"out": [x * y, y]}, 2.0, 3.0),
    "several-lines": lambda: adlab.trace(several_lines, 1.0, 2.0),
    "many-operands": lambda: adlab.trace(many_operands, 2.0, 3.0),
    "network": lambda: adlab.trace(network, *NETWORK),
}
SAMPLE, MORE = (2, 8, 18, 22), sorted({*range(24)} - {2, 8, 18, 22})


def random(seed: int) -> Any:
    return lambda: random_graph(seed)


# As in Bootstrap, in the themes of documentation, in JupyterLab and in exported notebooks.
SITE_RULES = [
    "* { box-sizing: border-box }",
    "p { margin: 0 0 1em }",
    "dl { margin: 1em 0 } dt { font-weight: 700 } dd { margin: 0 0 8px 2em }",
    "svg, img { max-width: 100%; height: auto }",
    "svg { overflow: hidden; vertical-align: middle }",
    "button { margin: 0; font-family: inherit; font-size: inherit; line-height: inherit }",
    "input, select { font: inherit; margin: 0 }",
    "label { display: inline-block; margin-bottom: 0.5rem }",
    "small { font-size: 80% }",
    "b, strong { font-weight: bolder }",
    "kbd { padding: 0.2rem 0.4rem; font-size: 87.5%; border-radius: 3px }",
    "body { font: 16px/1.7 serif; letter-spacing: 0.02em; text-align: center }",
]


class Walked(NamedTuple):
    """A player that was stepped through all of its sweeps, there and back."""

    timelines: list[Timeline]
    sweeps: list[dict[str, Any]]  # what the page showed, as `players.walk` tells it

    def differences(self, *keys: str) -> list[Any]:
        """Where the page is not what the Timeline says: sweep, step, shown, expected."""
        found = []
        for timeline, sweep in zip(self.timelines, self.sweeps, strict=True):
            steps = zip(sweep["states"], expected(timeline), strict=True)
            for k, (shown, wanted) in enumerate(steps):
                found += [
                    (timeline.sweep.name, k, key, shown[key], wanted[key])
                    for key in keys
                    if shown[key] != wanted[key]
                ]
        return found


@pytest.fixture(
    scope="module",
    params=[
        *[pytest.param(make, id=name) for name, make in GRAPHS.items()],
        *[pytest.param(random(seed), id=f"random-{seed}") for seed in SAMPLE],
        *[pytest.param(random(seed), id=f"random-{seed}", marks=pytest.mark.slow) for seed in MORE],
    ],
)
def walked(request, chromium: Browser, tmp_path_factory) -> Walked:
    graph: Graph = request.param()
    player = Player(graph)
    with watched_page(chromium) as page:
        sweeps = walk(open_player(page, player, tmp_path_factory.mktemp("walked")))
    for sweep in sweeps:
        for shown in sweep["states"]:
            slots = shown["slots"].items()
            shown["slots"] = {slot: text for slot, text in slots if not slot.startswith("sign")}
            shown["lit"], shown["to"] = squeezed(shown["lit"]), squeezed(shown["to"])
            symbols, numbers = shown["formula"]
            if numbers and symbols.endswith(numbers):  # ∂v2/∂y = k, of a constant called 2
                shown["formula"] = [symbols, ""]
    return Walked(list(player.timelines.values()), sweeps)


class TestEveryStepOfEverySweep:
    """All panes against the Python Timeline, which knows nothing of the page."""

    def test_all_sweeps_and_all_steps_are_there(self, walked: Walked):
        shown = [(f"{s['kind']} {s['seed']}", len(s["states"]) - 1) for s in walked.sweeps]
        # The chooser of a sweep that is the only one of its kind is hidden, but it is there.
        assert [(name.removesuffix(" "), steps) for name, steps in shown] == [
            (timeline.sweep.name, len(timeline)) for timeline in walked.timelines
        ]

    def test_the_picture_holds_what_the_timeline_holds(self, walked: Walked):
        assert walked.differences("slots") == []

    def test_the_table_holds_what_the_timeline_holds(self, walked: Walked):
        assert walked.differences("table") == []

    def test_the_narration_tells_the_step(self, walked: Walked):
        assert walked.differences("narration") == []

    def test_the_formula_computes_the_step(self, walked: Walked):
        assert walked.differences("formula") == []

    def test_the_source_of_the_node_is_lit(self, walked: Walked):
        assert walked.differences("lit", "to") == []

    def test_the_node_that_is_written_is_marked_in_picture_and_table(self, walked: Walked):
        for timeline, sweep in zip(walked.timelines, walked.sweeps, strict=True):
            for step, shown in zip(timeline, sweep["states"][1:], strict=True):
                edge = step.slot.kind == "partial"
                node = step.slot.at.consumer if edge else step.slot.at
                assert shown["row"] == [node]
                assert shown["now"] == ([] if edge else [node])

    def test_a_share_is_handed_back_by_one_node_along_one_edge(self, walked: Walked):
        for timeline, sweep in zip(walked.timelines, walked.sweeps, strict=True):
            for step, shown in zip(timeline, sweep["states"][1:], strict=True):
                if is_share(step):
                    assert shown["read"] == [step.reads[0].at]
                    assert len(shown["edges"]) == 1
                    assert set(shown["edges"]) <= set(shown["travelled"])

    def test_one_step_back_is_what_was_there_before(self, walked: Walked):
        assert [
            (sweep["kind"], sweep["undone"]) for sweep in walked.sweeps if sweep["undone"]
        ] == []


@pytest.fixture
def live(page: Page, tmp_path) -> Locator:
    """Baydin et al.'s example, in the reverse sweep before its first step."""
    return open_player(page, adlab.step(baydin, 2.0, 5.0, sweep="reverse"), tmp_path)


class TestReading:
    """What a pane says of a moment, by example."""

    def test_the_shares_at_a_fan_out_are_listed_as_they_arrive_and_then_summed(self, live: Locator):
        go(live, 21)
        bars = live.locator('.adlab-node[data-node="1"] .adlab-share-bar')
        expect(bars).to_have_count(1)
        go(live, 23)
        expect(bars).to_have_count(2)
        expect(live.locator('.adlab-node[data-node="1"] .adlab-sum')).to_have_count(1)

    def test_a_product_travels_against_its_edge(self, live: Locator):
        go(live, 23)
        assert state(live)["edges"] == [2]
        expect(live.locator(".adlab-edge.adlab-back")).to_have_count(1)

    def test_the_table_shows_which_shares_have_come(self, live: Locator):
        go(live, 21)
        assert state(live)["table"]["1"] == ["x2", "input", "5", "1/2 −0.2837"]
        expect(live.locator("[data-row='1'] .adlab-dots")).to_have_text("●○")
        assert state(live)["table"]["0"] == ["x1", "input", "2", "0/2 –"]
        go(live, 23)
        assert state(live)["table"]["1"] == ["x2", "input", "5", "2/2 1.716"]

    def test_small_print_says_through_which_node_each_share_came(self, live: Locator):
        go(live, 23)
        expect(live.locator(".adlab-fine")).to_have_text("through v3: −0.2837 · through v2: 2")
        go(live, 20)
        expect(live.locator(".adlab-fine")).to_have_text("")

    def test_each_number_of_the_formula_stands_below_its_symbol(self, live: Locator):
        go(live, 23)
        columns = live.evaluate(
            """live => [...live.querySelectorAll(".adlab-symbols > *")].map((symbol, k) => {
                const number = live.querySelectorAll(".adlab-numbers > :not(.adlab-lead)")[k];
                const middle = e => { const {x, width} = e.getBoundingClientRect();
                    return Math.round(x + width / 2); };
                return [symbol.textContent, number.textContent,
                    symbol.textContent && number.textContent ? middle(symbol) - middle(number) : 0];
            })"""
        )
        assert [number for _, number, _ in columns] == ["−0.2837", "+", "1", "·", "2", "=", "1.716"]
        assert all(abs(apart) <= 1 for *_, apart in columns)
        assert live.locator(".adlab-captions").inner_text().split("\n") == [
            "held, from v3", "adjoint of v2", "partial", "the sum"
        ]  # fmt: skip

    def test_the_last_node_comes_first_in_the_backward_pass(self, live: Locator):
        go(live, 15)
        assert state(live)["order"] == [0, 1, 2, 3, 4, 5, 6]
        go(live, 16)
        assert state(live)["order"] == [6, 5, 4, 3, 2, 1, 0]

    def test_one_count_runs_through_both_passes(self, live: Locator):
        for k, said in ((15, "15 / 24 · forward"), (16, "16 / 24 · backward")):
            go(live, k)
            expect(live.locator(".adlab-progress")).to_have_text(said)

    def test_what_has_not_been_run_is_marked_and_is_not_zero(self, live: Locator):
        for cell in live.locator("[data-row] .adlab-value, [data-row] .adlab-derivative").all():
            expect(cell).to_have_text("–")
            expect(cell).to_have_class(re.compile("unset"))

    def test_x_times_x_has_two_edges_with_a_partial_each(self, page: Page, tmp_path):
        live = open_player(page, adlab.step(square, 3.0, sweep="reverse"), tmp_path)
        press(live, "End")
        shown = state(live)
        assert [shown["slots"][edge] for edge in ("p0", "p1", "p2", "p3")] == ["3", "3", "1", "1"]
        bars = live.locator('.adlab-node[data-node="0"] .adlab-ring.adlab-filled')
        expect(bars).to_have_count(3)

    def test_the_queue_is_shown_while_the_order_is_made(self, page: Page, tmp_path):
        live = open_player(page, adlab.step(baydin, 2.0, 5.0, sweep="order"), tmp_path)
        assert state(live)["queue"] is None
        go(live, 9)
        assert state(live)["queue"] == ["x1", "x2"]

    def test_the_source_pane_follows_into_the_helper_and_says_which_call(
        self, page: Page, tmp_path
    ):
        live = open_player(page, adlab.step(helpers, 2.0, 3.0), tmp_path)
        go(live, 5)
        shown = state(live)
        assert (shown["lit"], shown["where"]) == ("a * b", "call 2 of 2")
        expect(live.locator(".adlab-function").nth(shown["function"])).to_contain_text(
            "def product_rule"
        )
        press(live, "End")
        shown = state(live)
        assert (shown["lit"], shown["where"]) == ("first * second", "")

    def test_the_branch_that_was_taken_is_said_below_its_line(self, page: Page, tmp_path):
        live = open_player(page, adlab.step(branch, -2.0), tmp_path)
        expect(live.locator(".adlab-branch")).to_have_text(
            "x > 0 was false: AD follows this branch."
        )

    def test_an_array_is_told_in_full_where_one_points_at_it(self, page: Page, tmp_path):
        player = adlab.step(lambda x: np.sum(x * x), np.array([[1.0, -2.0], [3.0, 4.0]]))
        live = open_player(page, player, tmp_path)
        press(live, "End")
        cell = live.locator('[data-row="0"] .adlab-value')
        assert cell.get_attribute("title") == "[[ 1., −2.], [ 3.,  4.]]"


class TestMoving:
    """Buttons, keys and slider; the slider stands for all panes, which were compared above."""

    @pytest.mark.parametrize(
        ("name", "from_", "to"),
        [
            ("Next step", 3, 4),
            ("Previous step", 3, 2),
        ],
    )
    def test_a_button_moves(self, live: Locator, name, from_, to):
        go(live, from_)
        live.get_by_role("button", name=name).click()
        assert at(live) == to

    @pytest.mark.parametrize(
        ("name", "to"), [("First step", 0), ("Last step", 24), ("Go to the backward pass", 16)]
    )
    def test_an_item_of_the_menu_moves(self, live: Locator, name, to):
        go(live, 3)
        choose(live, name)
        assert at(live) == to
        expect(live).to_be_focused()

    @pytest.mark.parametrize(
        ("key", "from_", "to"),
        [
            ("ArrowRight", 3, 4),
            ("ArrowLeft", 3, 2),
            ("Home", 3, 0),
            ("End", 3, 24),
            ("b", 3, 16),
            ("ArrowLeft", 0, 0),
            ("ArrowRight", 24, 24),
        ],
    )
    def test_a_key_moves(self, live: Locator, key, from_, to):
        go(live, from_)
        live.focus()
        press(live, key)
        assert at(live) == to

    def test_a_jump_with_the_slider_is_the_same_as_stepping_there(self, live: Locator):
        press(live, *["ArrowRight"] * 20)
        stepped = state(live)
        press(live, "Home")
        go(live, 20)
        assert state(live) == stepped

    def test_an_arrow_key_on_the_slider_is_one_step(self, live: Locator):
        live.get_by_role("slider").focus()
        press(live, "ArrowRight", "ArrowRight", "ArrowLeft")
        assert at(live) == 1

    def test_buttons_that_lead_nowhere_say_so_and_keep_the_focus(self, live: Locator):
        previous = live.get_by_role("button", name="Previous step")
        expect(previous).to_have_attribute("aria-disabled", "true")
        previous.focus()
        press(live, "Enter")
        expect(previous).to_be_focused()
        press(live, "ArrowRight")
        expect(previous).to_have_attribute("aria-disabled", "false")

    @pytest.mark.parametrize(
        ("label", "key"),
        [("←", "ArrowLeft"), ("→", "ArrowRight"), ("Home", "Home"), ("End", "End"),
         ("Space", " "), *[(key, key) for key in "1234[]bf?"]],
    )  # fmt: skip
    def test_a_key_of_the_help_is_used_and_goes_no_further(self, live: Locator, label, key):
        expect(live.locator(".adlab-help kbd", has_text=label).first).to_have_text(label)
        go(live, 3)
        live.focus()
        live.page.evaluate("addEventListener('keydown', () => (window.unused = true))")
        press(live, key)
        assert live.page.evaluate("window.unused") is None

    @pytest.mark.parametrize("key", ["Control+ArrowRight", "Alt+ArrowRight", "Meta+f", "Control+b"])
    def test_a_shortcut_of_the_browser_is_left_to_it(self, live: Locator, key):
        live.page.evaluate(
            "addEventListener('keydown', event => { window.left = !event.defaultPrevented;"
            " event.preventDefault(); })"
        )
        press(live, key)
        assert live.page.evaluate("window.left")
        assert at(live) == 0

    def test_keys_outside_of_the_player_do_nothing(self, live: Locator):
        live.evaluate("live => live.blur()")
        press(live, "ArrowRight", "End", "1")
        assert at(live) == 0

    def test_the_help_opens_and_closes_by_key_and_gives_the_focus_back(self, live: Locator):
        panel = live.get_by_role("dialog", name="Help")
        expect(panel).to_be_hidden()
        press(live, "?")
        expect(panel).to_be_visible()
        expect(panel).to_be_focused()
        press(live, "Escape")
        expect(panel).to_be_hidden()
        expect(live).to_be_focused()


class TestJumping:
    """A click on a node, a row or a piece of source goes to the step that writes it."""

    def test_on_a_node(self, live: Locator):
        live.locator('.adlab-node[data-node="4"]').click()
        assert state(live)["narration"].startswith("v3 is sin x2")

    def test_on_a_row(self, live: Locator):
        live.locator('[data-row="4"]').click()
        assert state(live)["narration"].startswith("v3 is sin x2")

    def test_on_a_piece_of_source(self, live: Locator):
        live.locator(".adlab-piece", has_text="np.sin(x2)").click()
        assert state(live)["narration"].startswith("v3 is sin x2")

    def test_on_an_inner_piece_of_source_goes_to_the_inner_node(self, page: Page, tmp_path):
        player = adlab.step(griewank_expression, 1.5, 0.5)
        live = open_player(page, player, tmp_path)
        live.locator(".adlab-piece", has_text=re.compile(r"^x1 / x2$")).first.click()
        assert state(live)["lit"] == "x1 / x2"
        live.locator(".adlab-piece", has_text=re.compile(r"^np\.sin\($")).first.click()
        assert state(live)["lit"] == "np.sin(x1 / x2)"

    def test_on_a_parameter_goes_to_the_input(self, live: Locator):
        live.locator(".adlab-piece", has_text=re.compile("^x2$")).first.click()
        assert state(live)["narration"].startswith("x2 is an input")

    def test_in_the_backward_pass_goes_from_share_to_share_and_round_again(self, live: Locator):
        go(live, 16)
        seen = []
        for _ in range(3):
            live.locator('.adlab-node[data-node="1"]').click()
            seen.append(at(live))
        assert seen == [21, 23, 21]

    @pytest.mark.parametrize(("sweep", "said"), [("order", "v3 is the first in the queue"),
                                                 ("tangent x2", "The tangent of v3"),
                                                 ("forward", "v3 is sin x2")])  # fmt: skip
    def test_goes_to_what_the_sweep_is_about(self, page: Page, tmp_path, sweep, said):
        live = open_player(page, adlab.step(baydin, 2.0, 5.0, sweep=sweep), tmp_path)
        live.locator('.adlab-node[data-node="4"]').click()
        assert state(live)["narration"].startswith(said)

    def test_by_keys_alone_in_the_table(self, live: Locator):
        live.locator('[data-row="0"]').focus()
        press(live, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp")
        expect(live.locator('[data-row="3"]')).to_be_focused()
        press(live, "Enter")
        assert state(live)["narration"].startswith("v2 is x1 · x2")

    def test_keys_work_at_once_after_a_click(self, live: Locator):
        live.locator('.adlab-node[data-node="2"]').click()
        before = at(live)
        press(live, "ArrowRight")
        assert at(live) == before + 1


class TestPointing:
    """A node lights up everywhere when one of its places is pointed at."""

    @pytest.mark.parametrize(
        "place", ['.adlab-node[data-node="3"]', '[data-row="3"]', ".adlab-piece:text-is('x1 * x2')"]
    )
    def test_pointing_at_one_place_lights_all(self, live: Locator, place):
        live.locator(place).hover()
        assert self.lit(live) == ["g 3", "span x1 * x2", "div 3"]
        live.locator(".adlab-narration").hover()
        assert self.lit(live) == []

    def test_so_does_the_focus(self, live: Locator):
        live.locator('[data-row="3"]').focus()
        assert self.lit(live) == ["g 3", "span x1 * x2", "div 3"]

    def lit(self, live: Locator) -> list[str]:
        places = live.locator("[data-lit]").evaluate_all(
            """all => all.map(e => [e.localName,
                e.dataset.node ?? e.dataset.row ?? e.textContent].join(" "))"""
        )
        return places


class TestTabs:
    @pytest.mark.parametrize(
        ("number", "kind"), [(1, "order"), (2, "forward"), (3, "tangent"), (4, "reverse")]
    )
    def test_a_tab_is_chosen_by_click_or_key(self, live: Locator, number, kind):
        press(live, "1" if number > 1 else "2")
        tab = live.locator(".adlab-tab").nth(number - 1)
        press(live, str(number))
        assert state(live)["sweep"] == kind
        expect(tab).to_have_attribute("aria-pressed", "true")
        press(live, "1" if number > 1 else "2")
        tab.click()
        assert state(live)["sweep"] == kind
        expect(live.locator('.adlab-tab[aria-pressed="true"]')).to_have_count(1)

    def test_the_input_of_a_tangent_sweep_is_chosen(self, live: Locator):
        press(live, "3")
        live.get_by_role("combobox").select_option("x2")
        assert "with respect to x2" in state(live)["narration"]
        assert (state(live)["sweep"], state(live)["seed"]) == ("tangent", "x2")

    def test_brackets_go_to_the_neighbouring_sweep_of_the_tab(self, live: Locator):
        press(live, "3", "]")
        assert state(live)["seed"] == "x2"
        press(live, "]")
        assert (state(live)["sweep"], state(live)["seed"]) == ("tangent", "x2")
        press(live, "[", "[")
        assert (state(live)["sweep"], state(live)["seed"]) == ("tangent", "x1")

    def test_brackets_reach_a_sweep_that_is_wrong_on_purpose(self, page: Page, tmp_path):
        player = adlab.step(baydin, 2.0, 5.0, sweep="forward", wrong="depth-first")
        live = open_player(page, player, tmp_path)
        press(live, "[")
        assert state(live)["seed"] == "right"
        press(live, "]")
        assert state(live)["seed"] == "(wrong on purpose: depth-first)"

    def test_the_output_of_a_reverse_sweep_is_chosen(self, page: Page, tmp_path):
        player = adlab.step(lambda x: (x * x, np.sin(x)), 2.0, sweep="reverse")
        live = open_player(page, player, tmp_path)
        live.get_by_role("combobox").select_option("v2")
        assert "derivatives of v2" in state(live)["narration"]

    def test_each_sweep_keeps_its_place(self, live: Locator):
        go(live, 20)
        before = state(live)
        press(live, "2", "End", "4")
        assert state(live) == before

    def test_b_goes_to_the_backward_pass_from_any_tab(self, live: Locator):
        press(live, "1", "b")
        assert (state(live)["sweep"], at(live)) == ("reverse", 16)

    def test_a_tab_without_sweeps_cannot_be_chosen(self, page: Page, tmp_path):
        live = open_player(page, adlab.step(lambda x: 3.0, 1.0), tmp_path)
        tab = live.locator(".adlab-tab").nth(3)
        expect(tab).to_be_disabled()
        assert "nothing to sweep" in (tab.get_attribute("title") or "")
        press(live, "4", "b")
        assert state(live)["sweep"] == "forward"


class TestOpening:
    def test_on_a_sweep_at_a_step(self, page: Page, tmp_path):
        player = adlab.step(baydin, 2.0, 5.0, sweep=("tangent", "x2"), start=6)
        shown = state(open_player(page, player, tmp_path))
        assert (shown["sweep"], shown["seed"], shown["step"]) == ("tangent", "x2", 6)

    def test_at_the_backward_pass(self, page: Page, tmp_path):
        player = adlab.step(baydin, 2.0, 5.0, sweep="reverse", start="backward pass")
        shown = state(open_player(page, player, tmp_path))
        assert shown["narration"].startswith("Start at the output")

    def test_with_a_range_that_nothing_leaves(self, page: Page, tmp_path):
        player = adlab.step(baydin, 2.0, 5.0, sweep="reverse", only=(16, 20))
        live = open_player(page, player, tmp_path)
        assert at(live) == 16
        press(live, "ArrowLeft", "Home")
        assert at(live) == 16
        press(live, "End", "ArrowRight")
        assert at(live) == 20
        live.locator('.adlab-node[data-node="0"]').click()
        assert at(live) == 20

    def test_it_never_plays_by_itself(self, page: Page, tmp_path):
        page.clock.install()
        live = open_player(page, adlab.step(baydin, 2.0, 5.0), tmp_path)
        page.clock.run_for(60_000)
        assert at(live) == 0


class TestPlaying:
    """By a clock of our own."""

    @pytest.fixture
    def live(self, page: Page, tmp_path) -> Locator:
        return by_our_clock(page, adlab.step(baydin, 2.0, 5.0), tmp_path)

    def test_play_goes_on_step_by_step_and_stops_at_the_end(self, live: Locator):
        press(live, " ")
        seen = []
        for _ in range(10):
            seen.append(at(live))
            live.page.clock.run_for(1_100)
        assert seen == [1, 2, 3, 4, 5, 6, 7, 7, 7, 7]
        expect(live.get_by_role("button", name="Play")).to_be_visible()

    def test_the_same_button_pauses(self, live: Locator):
        live.get_by_role("button", name="Play").click()
        live.page.clock.run_for(1_100)
        live.get_by_role("button", name="Pause").click()
        live.page.clock.run_for(5_000)
        assert at(live) == 2

    @pytest.mark.parametrize("key", ["ArrowRight", "ArrowLeft", "Home", "End", "3"])
    def test_moving_by_hand_pauses(self, live: Locator, key):
        press(live, " ")
        live.page.clock.run_for(2_200)
        press(live, key)
        before = state(live)
        live.page.clock.run_for(5_000)
        assert state(live) == before

    def test_play_at_the_end_begins_again(self, live: Locator):
        press(live, "End", " ")
        assert at(live) == 0
        live.page.clock.run_for(1_100)
        assert at(live) == 1

    def test_a_player_taken_out_of_the_page_stops(self, live: Locator):
        press(live, " ")
        slider = live.element_handle().query_selector("input")
        live.evaluate("live => live.closest('.adlab-player').remove()")
        before = slider.evaluate("slider => slider.value")
        live.page.clock.run_for(5_000)
        assert slider.evaluate("slider => slider.value") == before


class TestStage:
    """Large, for the back row of a lecture."""

    def test_it_fills_the_screen_whatever_it_stands_in(self, page: Page, tmp_path):
        box = "transform: scale(0.5); overflow: hidden; width: 500px; height: 300px; contain: paint"
        output = adlab.step(baydin, 2.0, 5.0)._repr_html_()
        open_html(page, PAGE.format(f'<div style="{box}">{output}</div>'), tmp_path)
        live = page.locator(".adlab-live")
        live.focus()
        press(live, "f")
        assert live.bounding_box() == {"x": 0, "y": 90, "width": 1280, "height": 720}
        middle = page.evaluate(
            "document.elementFromPoint(640, 450).closest('.adlab-live') !== null"
        )
        assert middle

    def test_all_panes_are_in_sight(self, live: Locator):
        go(live, 23)
        live.focus()
        press(live, "f")
        for pane in live.locator("[data-pane]").all():
            expect(pane).to_be_in_viewport(ratio=0.99)

    def test_everything_that_stays_is_larger(self, live: Locator):
        go(live, 23)
        live.focus()

        def sizes() -> list[float]:
            return live.evaluate(
                """live => ["sentence", "columns", "pane-head", "rows"].map(name => {
                    const element = live.querySelector(`.adlab-${name}`);
                    const scale = element.getScreenCTM?.().a
                        ?? live.getBoundingClientRect().width / live.offsetWidth;
                    return parseFloat(getComputedStyle(element).fontSize) * scale;
                })"""
            )

        before = sizes()
        press(live, "f")
        assert all(after >= 1.25 * old for after, old in zip(sizes(), before, strict=True))

    def test_keys_still_step_it_and_escape_leaves_it(self, live: Locator):
        press(live, "f", "b", "ArrowRight", "ArrowLeft", "ArrowLeft")
        assert at(live) == 15
        expect(live).to_be_focused()
        press(live, "Escape")
        expect(live.locator(".adlab-trace")).to_be_visible()
        assert at(live) == 15

    @pytest.mark.parametrize("key", ["f", "Escape"])
    def test_everything_is_back_where_it_was(self, live: Locator, key):
        small = live.bounding_box()
        press(live, "f", key)
        assert live.bounding_box() == small

    def test_its_button_opens_it(self, live: Locator):
        choose(live, "Stage")
        assert live.bounding_box()["width"] == 1280


class TestHosts:
    """Pages of all kinds that an output may come into."""

    def outputs(self, page: Page, tmp_path, *outputs: str) -> list[Locator]:
        open_html(page, PAGE.format("".join(outputs)), tmp_path)
        lives = page.locator(".adlab-live")
        expect(lives).to_have_count(len(outputs))
        return [lives.nth(k) for k in range(len(outputs))]

    def test_two_players_in_a_page_are_two(self, page: Page, tmp_path):
        first, second = self.outputs(
            page,
            tmp_path,
            adlab.step(baydin, 2.0, 5.0)._repr_html_(),
            adlab.step(helpers, 2.0, 3.0)._repr_html_(),
        )
        before = state(second)
        first.focus()
        press(first, "4", "End")
        assert at(first) == 24
        assert state(second) == before
        second.focus()
        press(second, "ArrowRight")
        assert (at(first), at(second)) == (24, 1)

    def test_no_id_is_there_twice(self, page: Page, tmp_path):
        player = adlab.step(baydin, 2.0, 5.0)
        self.outputs(page, tmp_path, player._repr_html_(), player._repr_html_())
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
        assert len(ids) == len({*ids}) >= 2

    def test_an_output_that_is_in_the_page_twice_is_two_players(self, page: Page, tmp_path):
        output = adlab.step(baydin, 2.0, 5.0)._repr_html_()
        first, second = self.outputs(page, tmp_path, output, output)
        first.focus()
        press(first, "ArrowRight", "ArrowRight")
        second.focus()
        press(second, "ArrowRight")
        assert (at(first), at(second)) == (2, 1)

    def test_a_copy_of_a_live_player_comes_alive_when_its_script_runs(self, page: Page, tmp_path):
        (first,) = self.outputs(page, tmp_path, adlab.step(baydin, 2.0, 5.0)._repr_html_())
        first.focus()
        press(first, "ArrowRight", "ArrowRight")
        page.evaluate("""() => {
            const copy = document.querySelector(".adlab-player").cloneNode(true);
            document.body.append(copy);
            const old = copy.querySelector("script:not([type])");
            const script = document.createElement("script");
            script.textContent = old.textContent;
            old.replaceWith(script);
        }""")
        lives = page.locator(".adlab-live")
        expect(lives).to_have_count(2)
        lives.nth(1).focus()
        press(first, "End")
        assert (at(lives.nth(0)), at(lives.nth(1))) == (2, 7)
        assert len(state(lives.nth(1))["slots"]) == len(state(lives.nth(0))["slots"])

    def test_scripts_that_are_made_anew_elsewhere_in_the_page_do(self, page: Page, tmp_path):
        """As in VS Code: the output comes in as text, its scripts are run from another place."""
        open_html(page, PAGE.format("<div id='output'></div><div id='elsewhere'></div>"), tmp_path)
        page.evaluate(
            """html => {
                const output = document.querySelector("#output");
                output.innerHTML = html;
                for (const old of output.querySelectorAll("script")) {
                    const script = document.createElement("script");
                    if (old.type) script.type = old.type;
                    script.text = old.textContent;
                    document.querySelector("#elsewhere").appendChild(script).remove();
                }
            }""",
            adlab.step(baydin, 2.0, 5.0)._repr_html_(),
        )
        live = page.locator("#output .adlab-live")
        live.focus()
        press(live, "4", "End")
        assert state(live)["table"]["1"][3] == "2/2 1.716"

    def test_rules_that_sites_have_for_bare_elements_do_not_reach_it(self, page: Page, tmp_path):
        output = adlab.step(baydin, 2.0, 5.0, sweep="reverse", start=23)._repr_html_()
        (live,) = self.outputs(page, tmp_path, output)
        boxes = """live => [...live.querySelectorAll("*")].map(each => {
            const {x, y, width, height} = each.getBoundingClientRect();
            return [each.localName, each.className, x, y, width, height].join(" ");
        })"""
        before, moved = live.evaluate(boxes), {}
        for rule in SITE_RULES:
            style = page.add_style_tag(content=rule)
            after = live.evaluate(boxes)
            changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
            if changed:
                moved[rule] = changed[:3]
            style.evaluate("style => style.remove()")
        assert moved == {}, moved

    def test_picture_and_table_show_under_a_strict_content_security_policy(
        self, page: Page, tmp_path
    ):
        policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        content = adlab.step(baydin, 2.0, 5.0).to_html().replace("<head>", f"<head>{meta}")
        open_html(page, content, tmp_path)
        expect(page.locator(".adlab-live")).to_have_count(0)
        picture = page.get_by_role("img")
        expect(picture).to_be_visible()
        assert "v5 = v4 − v3" in picture.get_attribute("alt")
        assert picture.evaluate("image => image.naturalWidth") > 300
        page.locator("summary").click()
        expect(page.get_by_role("table")).to_be_visible()
        expect(page.get_by_role("row", name="x2 input 5")).to_contain_text("1.716")

    def test_what_the_user_wrote_is_never_read_as_html(self, page: Page, tmp_path):
        def f(inputs):
            """</script><img src=x onerror="window.owned = true"> <b>{{}}</b> </style> --> ]]>"""
            y = inputs["<i>x</i>"] * 2.0
            return {"</script><script>window.owned = true</script>": y}

        f.__name__ = f.__qualname__ = "<img src=x onerror='window.owned = true'>"
        live = open_player(page, adlab.step(f, {"<i>x</i>": 2.0}), tmp_path)
        press(live, "End")
        assert page.evaluate("window.owned") is None
        assert "window.owned" in live.text_content()
        assert live.locator("i, b:not([class|='adlab'], .adlab-count b), img").count() == 0

    def test_a_spec_that_cannot_be_read_leaves_the_picture(self, page: Page, tmp_path):
        output = adlab.step(baydin, 2.0, 5.0)._repr_html_()
        open_html(page, PAGE.format(output.replace('"version":1', "broken")), tmp_path)
        expect(page.locator(".adlab-live")).to_have_count(0)
        expect(page.get_by_role("img")).to_be_visible()


class TestLimits:
    """What is too much, or not there, is said."""

    def test_a_sweep_that_is_cut_says_so_at_its_end(self, page: Page, tmp_path):
        def long(x):
            for _ in range(120):
                x = x * x
            return x

        live = open_player(page, adlab.step(long, 1.0, sweep="reverse"), tmp_path)
        press(live, "End")
        assert at(live) == STEP_LIMIT
        assert "602 steps; the first 500" in state(live)["narration"]

    def test_inputs_without_a_sweep_of_their_own_are_counted(self, page: Page, tmp_path):
        live = open_player(page, adlab.step(lambda x: np.sum(x), np.ones(10)), tmp_path)
        expect(live.locator(".adlab-limit")).to_contain_text(f"first {SWEEP_LIMIT} of 10")

    def test_a_function_without_source_says_so(self, page: Page, tmp_path):
        scope = {}
        exec("def f(x): return x * x", scope)
        live = open_player(page, adlab.step(scope["f"], 2.0), tmp_path)
        press(live, "End")
        expect(live.locator(".adlab-code")).to_contain_text("Python kept no source")
        assert state(live)["table"]["1"][2] == "4"

    @pytest.mark.parametrize("f", [lambda: 2.0, lambda x: 3.0, lambda x: x], ids=["nothing",
                             "constant", "identity"])  # fmt: skip
    def test_a_function_with_nothing_to_do_can_be_stepped(self, page: Page, tmp_path, f):
        arguments = () if f.__code__.co_argcount == 0 else (1.0,)
        live = open_player(page, adlab.step(f, *arguments), tmp_path)
        for key in ["1", "2", "3", "4"]:
            press(live, key, "End", "Home")
        assert at(live) == 0
