"""Predict mode on a bare page, with no kernel: the student says what the next step writes."""

import pytest
from playwright.sync_api import Locator, Page, expect

import adlab
from tests.browser.players import at, open_html, open_player, press, violations
from tests.engine.examples import baydin

pytestmark = pytest.mark.browser


def product(x, y):
    z = x * y
    return z * z + x


def asking(page: Page, tmp_path, f, *args, **options) -> Locator:
    return open_player(page, adlab.step(f, *args, **options), tmp_path)


def question(live: Locator) -> str:
    return live.locator(".adlab-question").inner_text()


def said(live: Locator) -> str:
    return live.locator(".adlab-said").text_content() or ""


def answer(live: Locator, text: str) -> None:
    live.locator(".adlab-entry").fill(text)
    live.locator(".adlab-entry").press("Enter")


def test_it_opens_before_the_seed_of_the_backward_pass(page: Page, tmp_path):
    live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="adjoints")
    assert live.get_attribute("data-sweep") == "reverse"
    assert question(live) == "What does the adjoint of v5 start at?"
    press(live, "ArrowRight")
    expect(live.locator(".adlab-entry")).to_be_focused()


def test_a_whole_backward_pass_answered_right(page: Page, tmp_path):
    live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="adjoints")
    for text in ("1", "1", "-1", "1", "1", "-cos(5)", "5", "2 - cos(5)", "5.5"):
        answer(live, text)
        assert said(live).startswith("Right"), question(live)
    assert live.locator(".adlab-score").inner_text() == "9 of 9 right, 9 at the first try"
    assert question(live) == "The sweep is done."


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2*cos(3)", 2 * -0.9899924966),
        ("-2^2", -4),
        ("2**3**2", 512),
        ("(1 + 2)*3/4 - 1", 1.25),
        ("1.5e2 + .5", 150.5),
        ("e^0 + sin(pi/2)", 2),
        ("−3·2", -6),
        ("ln(exp(2)) + log(1) + sqrt(4) + abs(-1) + tanh(0) + tan(0)", 5),
    ],
)
def test_arithmetic_is_calculated(page: Page, tmp_path, text: str, wanted: float):
    live = asking(page, tmp_path, lambda x: x + 0.0, wanted, predict="values")
    press(live, "ArrowRight")
    answer(live, text)
    assert said(live).startswith("Right")


@pytest.mark.parametrize(
    ("text", "part"),
    [("2*(3", ")"), ("2 3", "3"), ("foo(2)", "foo"), ("2 ? 3", "?"), ("tos", "tos")],
)
def test_what_is_no_arithmetic_costs_no_try(page: Page, tmp_path, text: str, part: str):
    live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="adjoints")
    answer(live, text)
    assert f"“{part}” cannot stand there" in said(live)
    answer(live, "1")
    assert live.locator(".adlab-score").inner_text() == "1 of 1 right, 1 at the first try"


def test_a_wrong_answer_gets_a_second_try_and_then_the_step_is_shown(page: Page, tmp_path):
    live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="adjoints")
    before = at(live)
    answer(live, "7")
    assert said(live).startswith("Not yet")
    assert at(live) == before
    answer(live, "8")
    assert said(live) == "v5 has 1."
    assert at(live) == before + 1
    assert live.locator(".adlab-score").inner_text() == "0 of 1 right, 0 at the first try"


def test_an_answer_right_at_the_second_try_counts_as_that(page: Page, tmp_path):
    live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="adjoints")
    answer(live, "7")
    answer(live, "1")
    assert live.locator(".adlab-score").inner_text() == "1 of 1 right, 0 at the first try"


def test_the_answer_can_be_asked_for(page: Page, tmp_path):
    live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="adjoints")
    live.get_by_role("button", name="Show me").click()
    assert said(live) == "v5 has 1."


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("2", "the share alone"),
        ("cos(5)*-1", "what was there before"),
        ("-1.7163", "Look at the sign"),
    ],
)
def test_a_typical_mistake_is_recognised(page: Page, tmp_path, wrong: str, hint: str):
    live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="adjoints")
    for text in ("1", "1", "-1", "1", "1", "-cos(5)"):
        answer(live, text)
    assert question(live) == "v2 hands x1 its share. What is the adjoint of x1 then?"
    answer(live, "5")
    answer(live, wrong)
    assert hint in said(live)


def test_the_partial_alone_and_the_adjoint_alone_are_recognised(page: Page, tmp_path):
    live = asking(page, tmp_path, lambda x: np_sin(x) * 3.0, 2.0, predict="adjoints")
    answer(live, "1")
    answer(live, "3")
    answer(live, "cos(2)")
    assert "partial on the edge" in said(live)
    answer(live, "0")
    assert said(live) == "x has −1.248."


def np_sin(x):
    import numpy as np

    return np.sin(x)


def test_sums_are_asked_only_where_all_shares_have_come(page: Page, tmp_path):
    live = asking(page, tmp_path, product, 2.0, 5.0, predict="sums")
    asked = []
    for _ in range(12):
        press(live, "ArrowRight")
        if live.locator("[data-open=true]").count():
            asked.append(question(live))
            live.get_by_role("button", name="Show me").click()
            live.focus()
    assert asked == [
        "z now gets the last of its 2 shares. What is its adjoint, their sum?",
        "x now gets the last of its 2 shares. What is its adjoint, their sum?",
    ]


def test_the_next_key_does_not_give_the_answer_away(page: Page, tmp_path):
    live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="adjoints")
    before = at(live)
    live.focus()
    press(live, "ArrowRight", "ArrowRight")
    assert at(live) == before
    assert said(live) == "First say what v5 has, or let it be shown."
    expect(live.locator(".adlab-entry")).to_be_focused()


def test_playing_stops_at_a_question(page: Page, tmp_path):
    live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="values")
    press(live, " ")
    expect(live.locator("[data-open=true]")).to_have_count(1, timeout=5000)
    expect(live.get_by_role("button", name="Play")).to_have_count(1)
    assert question(live) == "v1 = ln x1. What is its value?"


def test_typing_works_no_player_keys(page: Page, tmp_path):
    live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="adjoints")
    before = at(live)
    live.locator(".adlab-entry").press_sequentially("f1b p?")
    assert live.locator(".adlab-entry").input_value() == "f1b p?"
    assert at(live) == before
    assert "stage" not in (live.get_attribute("class") or "")


def test_the_key_p_turns_it_on_and_off(page: Page, tmp_path):
    live = asking(page, tmp_path, baydin, 2.0, 5.0)
    form = live.locator(".adlab-predict")
    expect(form).to_be_hidden()
    press(live, "p")
    expect(form).to_be_visible()
    expect(live.locator("[role=menuitemcheckbox]", has_text="Predict")).to_have_count(1)
    press(live, "p")
    expect(form).to_be_hidden()


class TestNextNode:
    def open(self, page, tmp_path) -> Locator:
        live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="next node")
        while not live.locator("[data-open=true]").count():
            press(live, "ArrowRight")
        return live

    def test_a_click_on_the_right_node_takes_the_step(self, page: Page, tmp_path):
        live = self.open(page, tmp_path)
        before = at(live)
        live.locator("[data-node='0']").first.click()
        assert said(live) == "Right: x1."
        assert at(live) == before + 1

    def test_any_node_that_waits_for_nothing_is_right(self, page: Page, tmp_path):
        live = self.open(page, tmp_path)
        live.locator("[data-node='1']").first.click()
        assert said(live) == "Right, x2 is ready too. The one written first, x1, is taken."

    def test_a_node_that_still_waits_is_wrong_and_it_says_for_how_many(self, page: Page, tmp_path):
        live = self.open(page, tmp_path)
        live.locator("[data-node='3']").first.click()
        assert said(live) == "Not yet: v2 still waits for 2."
        live.locator("[data-node='3']").first.click()
        assert said(live) == "It is x1."

    def test_it_works_by_the_keyboard_alone(self, page: Page, tmp_path):
        live = self.open(page, tmp_path)
        live.locator("[data-row='0']").focus()
        press(live, "Enter")
        assert said(live) == "Right: x1."


def test_a_sweep_that_is_wrong_on_purpose_asks_nothing(page: Page, tmp_path):
    options = {"sweep": "reverse", "wrong": "overwriting", "predict": "adjoints"}
    live = asking(page, tmp_path, lambda x: x * x, 3.0, **options)
    assert question(live) == "Nothing to predict at the next step: go on."


def test_it_can_be_used_by_everybody(page: Page, tmp_path, axe):
    live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="adjoints")
    answer(live, "7")
    assert violations(page, axe) == []


@pytest.mark.parametrize("way", ["p", "Escape", "×"])
def test_one_can_stop_being_asked(page: Page, tmp_path, way):
    live = asking(page, tmp_path, baydin, 2.0, 5.0, predict="adjoints")
    if way == "×":
        live.get_by_role("button", name="Stop asking").click()
    else:
        press(live, way)
    expect(live.locator(".adlab-predict")).to_be_hidden()


def test_a_page_hears_its_keys_before_anything_was_pressed(page: Page, tmp_path):
    open_html(page, adlab.step(baydin, 2.0, 5.0).to_html(), tmp_path)
    live = page.locator(".adlab-live")
    before = at(live)
    page.keyboard.press("ArrowRight")
    assert at(live) == before + 1


def test_the_stage_says_how_to_leave_it(page: Page, tmp_path):
    live = open_player(page, adlab.step(baydin, 2.0, 5.0), tmp_path)
    leave = live.get_by_role("button", name="Leave: Esc")
    expect(leave).to_be_hidden()
    press(live, "f")
    leave.click()
    expect(leave).to_be_hidden()


def test_a_node_is_found_by_its_operation_and_the_first_that_is_not_finite_by_its_name(
    page: Page, tmp_path
):
    live = open_player(page, adlab.step(baydin, 2.0, 5.0), tmp_path)
    press(live, "/", "s", "i", "n")
    expect(live.locator(".adlab-matches li")).to_have_text(["v3 sin x2"])
    press(live, "Escape")
    live.get_by_role("button", name="More").click()
    item = live.get_by_role("menuitem", name="First number that is not finite")
    expect(item).to_be_visible()
