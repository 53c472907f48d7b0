"""A live class in real browsers: a wall, three phones, a lost connection; keys alone; axe."""

import pytest

from tests.browser.players import violations
from tests.course.room.conftest import KEY, held


@pytest.fixture(scope="module")
def room_class(tmp_path_factory):
    with held(tmp_path_factory.mktemp("class")) as held_class:
        yield held_class


def a_page(browser, width, height):
    return browser.new_context(viewport={"width": width, "height": height}).new_page()


def send(phone, given):
    phone.wait_for_selector("#vote:not([hidden])")
    phone.fill("#given", given)
    phone.keyboard.press("Enter")
    phone.wait_for_selector("text=Kept")


def size_of_type(wall):
    numbers = wall.locator(".number").first
    return numbers.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")


@pytest.mark.browser
def test_a_vote_from_the_first_code_to_the_wrong_sweep(chromium, axe, room_class):
    host = a_page(chromium, 1280, 720)
    errors = []
    host.goto(f"{room_class.url}/host")
    host.keyboard.press("Tab")
    host.fill("#key", KEY)
    host.keyboard.press("Enter")
    host.wait_for_selector("#room:not([hidden])")
    code = host.url.split("/")[-2]
    wall = host.context.new_page()
    wall.on("pageerror", lambda error: errors.append(str(error)))
    wall.goto(f"{room_class.url}/r/{code}/wall")
    wall.wait_for_selector(".qr")
    assert not violations(wall, axe)

    phones = [a_page(chromium, 375, 740) for _ in range(3)]
    for phone in phones:
        phone.on("pageerror", lambda error: errors.append(str(error)))
        phone.goto(f"{room_class.url}/r/{code}/")
        phone.wait_for_selector("#alias:not(:empty)")
    host.select_option("#set", "workshop of 90 minutes")
    host.get_by_text("Bring these questions").press("Enter")
    host.get_by_text("Ask 2", exact=True).press("Enter")
    for phone, given in zip(phones, ("1,716", "2", "−0.2837"), strict=True):
        send(phone, given)
    wall.get_by_text("3 of 3 answered").wait_for()
    assert wall.locator(".bar").count() == 0, "nothing is shown before it is revealed"
    assert not violations(phones[0], axe)
    width = phones[0].evaluate("document.documentElement.scrollWidth")
    assert width <= 375, "nothing is to be scrolled sideways on a phone"

    host.get_by_text("Close the vote").press("Enter")
    phones[0].get_by_text("Talk to your neighbour").wait_for()
    phones[2].context.set_offline(True)  # somebody walks out of the network
    host.locator("[data-act=again]").press("Enter")
    send(phones[0], "1.716")
    send(phones[1], "12/7")
    phones[2].context.set_offline(False)
    phones[2].reload()
    send(phones[2], "2")
    wall.get_by_text("3 of 3 answered").wait_for()
    host.get_by_text("Close the vote").press("Enter")
    host.get_by_text("67 % right").wait_for()
    host.locator("[data-act=reveal]").press("Enter")

    wall.wait_for_selector(".row")
    first = wall.locator(".row").first
    assert "1.716" in first.inner_text()
    assert first.locator(".votes").inner_text() == "2"
    assert (
        float(
            wall.locator(".number").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        )
        >= 32
    )
    assert not violations(wall, axe)
    wall.get_by_text("step by step").first.press("Enter")
    inside = wall.frame_locator("dialog iframe")
    inside.get_by_text("wrong on purpose").first.wait_for()
    wall.get_by_text("Back to the room").press("Enter")
    phones[1].get_by_text("The answer is 1.716").wait_for()
    assert not violations(host, axe)

    wall.set_viewport_size({"width": 3840, "height": 2160})
    assert size_of_type(wall) >= 90, "readable from the back row on a large screen, too"
    results = host.context.new_page()
    results.goto(f"{room_class.url}/r/{code}/results")
    assert "What is the adjoint of x2" in results.inner_text("main")
    host.on("dialog", lambda dialog: dialog.accept())
    host.get_by_text("End the room").press("Enter")
    phones[0].get_by_text("This room is over").wait_for()
    assert not errors


@pytest.mark.browser
def test_what_is_no_number_is_said_on_the_phone(chromium, room_class):
    client, code = room_class.host()
    client.post(f"/r/{code}/questions", json={"set": "workshop of 90 minutes"})
    client.post(f"/r/{code}/host/ask", json={"number": 1})
    phone = a_page(chromium, 375, 740)
    phone.goto(f"{room_class.url}/r/{code}/")
    phone.wait_for_selector("#vote:not([hidden])")
    for given in ("five", "1/0", "1/2/3", ""):
        phone.fill("#given", given)
        phone.keyboard.press("Enter")
        phone.get_by_text("This is not a number").wait_for()
    for given in ("-3", "−3", "3/2", "2e-3", ",5"):
        send(phone, given)
        phone.evaluate("document.getElementById('told').textContent = ''")
        phone.wait_for_timeout(1100)  # nobody types faster than that
