"""adlab in the page, with a real Pyodide: a function of one's own, and exercises.

All of it is one visit, since Python takes seconds to start.
"""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from adlab.grading.exercises.exercise import exercises, find
from tests.browser.chromium import watched_page

pytestmark = [pytest.mark.site, pytest.mark.slow]

WAIT = 120_000  # ms, on a busy machine
README = "import numpy as np\n\ndef f(x1, x2):\n    return np.log(x1) + x1 * x2 - np.sin(x2)\n"
LOOP = """def half(x):
    return x / 2

def f(a, b):
    for _ in range(3):
        a = a * b + half(a)
    return a
"""


@pytest.fixture(scope="module")
def visit(chromium, served_with_python) -> Iterator[Page]:
    """The page; no request of it leaves this machine, and none is for Python before the click."""
    with watched_page(chromium) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{served_with_python}/try.html")
        expect(page.locator("[data-start]")).to_have_text("Start Python (about 13 MB)")
        page.wait_for_load_state("networkidle")
        assert not [url for url in asked if "pyodide" in url or ".whl" in url]
        start = time.monotonic()
        page.locator("[data-start]").click()
        expect(shown(page).locator(".adlab-live")).to_be_visible(timeout=WAIT)
        print(f"the first player came {time.monotonic() - start:.1f} s after the click")
        yield page


def shown(page: Page):
    return page.locator("[data-shown]")


def done(page: Page, what: str, code: str | None = None, call: str | None = None) -> str:
    """Press a button, and wait until Python has answered; return what is shown."""
    if code is not None:
        page.locator("[data-code]").fill(code)
    if call is not None:
        page.locator("[data-call]").fill(call)
    page.locator(f"[data-do={what}]").click()
    expect(page.locator("[data-stop]")).to_be_hidden(timeout=WAIT)
    assert "Python" not in page.locator("[data-status]").inner_text()  # it has not ended
    return shown(page).inner_text()


def test_a_function_steps_tabulates_and_compares(visit):
    count = shown(visit).locator(".adlab-count")
    expect(count).to_contain_text("0 / 7")
    shown(visit).locator(".adlab-live").press("ArrowRight")
    expect(count).to_contain_text("1 / 7")
    assert "1.716" in done(visit, "table", README, "f(2.0, 5.0)")
    assert "Derivative of f" in done(visit, "compare")
    assert done(visit, "run", README + "adlab.grad(f)(2.0, 5.0)") == "5.5"
    explored = README + "adlab.explore(f, x1=(1, 4), x2=(2, 6))"
    done(visit, "run", explored)
    expect(shown(visit).locator(".adlab-inputs input")).to_have_count(2)


def test_a_loop_with_a_helper_has_its_lines_lit(visit):
    done(visit, "step", LOOP, "f(1.5, 0.7)")
    live = shown(visit).locator(".adlab-live")
    for _ in range(3):
        live.press("ArrowRight")
    expect(live.locator("[data-pane=code]")).to_contain_text("def half")
    assert "0 /" not in live.locator(".adlab-count").inner_text()


def test_an_error_says_what_to_write_and_the_page_goes_on(visit):
    told = done(visit, "step", "import math\n\ndef f(x):\n    return math.sin(x)\n", "f(1.5)")
    assert "line 4" in told and "np.sin" in told
    assert "did not work" in visit.locator("[data-status]").inner_text()
    done(visit, "step", README, "f(2.0, 5.0)")
    expect(shown(visit).locator(".adlab-live")).to_be_visible()


def test_an_endless_loop_is_stopped_and_one_goes_on(visit):
    visit.locator("[data-code]").fill("def f(x):\n    while True:\n        pass\n")
    visit.locator("[data-call]").fill("f(3.0)")
    visit.locator("[data-do=step]").click()
    visit.locator("[data-stop]").click()
    expect(visit.locator("[data-status]")).to_contain_text("Stopped")
    done(visit, "step", "def f(x):\n    return x * x\n", "f(3.0)")
    expect(shown(visit).locator(".adlab-live")).to_be_visible(timeout=WAIT)


def test_a_function_that_calls_itself_for_ever_is_told_so(visit):
    told = done(visit, "step", "def f(x):\n    return f(x + 1)\n", "f(1.0)")
    assert "RecursionError" in told or "recursion" in told


def test_a_link_shares_the_code_and_runs_nothing(visit):
    code = 'def f(x):\n    return "größer <b>" and x\n'
    visit.locator("[data-code]").fill(code)
    visit.locator("[data-link]").click()
    expect(visit.locator("[data-address]")).to_be_visible()
    address = visit.locator("[data-address]").input_value()
    assert "try.html#f=" in address
    other = visit.context.new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    other.goto(address)
    expect(other.locator("[data-from-link]")).to_be_visible()
    assert other.locator("[data-code]").input_value() == code
    assert not [url for url in asked if "pyodide" in url or "#" in url]
    other.goto(address.partition("#")[0] + "#f=brokenlink")
    expect(other.locator("[data-status]")).to_contain_text("not whole")
    other.goto(address.partition("#")[0] + "#exercise=reverse-sweep")
    expect(other.locator("[data-task]")).to_contain_text("You return")
    other.close()


def test_an_exercise_is_wrong_and_then_right(visit):
    visit.locator("[data-what]").select_option("reverse-sweep")
    expect(visit.locator("[data-task] details")).to_have_count(4)
    assert "raise NotImplementedError" in visit.locator("[data-code]").input_value()
    exercise = find("reverse-sweep")
    wrong = next(each for each in exercise.misconceptions if each.diagnosis == "overwrites")
    told = done(visit, "check", wrong.source)
    assert "of 10 points" in told and "yours" in told and "expected" in told
    assert "10 of 10 points" in done(visit, "check", exercise.solution)
    expect(visit.locator("[data-status]")).to_have_text("Solved.")


@pytest.mark.parametrize("id", exercises())
def test_every_solution_passes_and_the_first_misconception_is_named(visit, id):
    exercise = find(id)
    visit.locator("[data-what]").select_option(id)
    expect(visit.locator("[data-task] h2")).to_have_text(exercise.title)
    total = f"{exercise.out_of} of {exercise.out_of} points"
    assert total in done(visit, "check", exercise.solution)
    assert "not yet" in done(visit, "check", exercise.misconceptions[0].source)
    expect(shown(visit).locator("blockquote").first).to_contain_text("?")


def test_keys_run_indent_and_leave_the_editor(visit):
    visit.locator("[data-what]").select_option("")
    code = visit.locator("[data-code]")
    visit.locator("[data-call]").fill("f(3.0)")
    code.fill("")
    code.press_sequentially("def f(x):")
    code.press("Enter")
    code.press_sequentially("return x * x")
    assert code.input_value() == "def f(x):\n    return x * x"
    code.press("Control+Enter")
    expect(shown(visit).locator(".adlab-live")).to_be_visible(timeout=WAIT)
    code.press("Escape")
    code.press("Tab")
    expect(visit.locator("[data-call]")).to_be_focused()


def test_the_page_answers_people_with_other_senses(visit, axe):
    visit.evaluate(axe)
    found = visit.evaluate(
        "async () => (await axe.run(document)).violations"
        ".filter(({impact}) => ['serious', 'critical'].includes(impact)).map(({id}) => id)"
    )
    assert found == []
