"""The flow of a vote, what is refused, what is kept, and what is left when a room is over."""

import asyncio
import json
import sqlite3
import threading
import time

import httpx
import pytest

from adlab.course.room.store import BEASTS, KINDS
from tests.course.room.conftest import KEY, held


def view(host, code, which="host"):
    with host.stream("GET", f"/r/{code}/events/{which}") as stream:
        for line in stream.iter_lines():
            if line.startswith("data: "):
                return json.loads(line.removeprefix("data: "))
    raise AssertionError("the stream ended")


def answer(student, given, number=2, vote=1):
    return student.post("/answer", json={"number": number, "round": vote, "given": given})


def test_the_whole_flow(asked):
    held_class, host, code = asked
    students = [held_class.student(code) for _ in range(3)]
    for student, given in zip(students, (1.716, 2.0, 2.0), strict=True):
        assert answer(student, given).status_code == 200
    wall = view(host, code, "wall")
    assert (wall["joined"], wall["answered"]) == (3, 3)
    assert "bars" not in wall, "nothing is shown between the votes"
    host.post(f"/r/{code}/host/close", json={})
    assert view(host, code)["share_right"] == pytest.approx(1 / 3)
    assert host.post(f"/r/{code}/host/again", json={}).status_code == 200
    for student, given in zip(students, (1.716, 1.72, 5.0), strict=True):
        assert answer(student, given, vote=2).status_code == 200
    host.post(f"/r/{code}/host/close", json={})
    assert host.get(f"/r/{code}/steps/2/overwrites").status_code == 403
    host.post(f"/r/{code}/host/reveal", json={})
    bars = view(host, code, "wall")["bars"]
    assert (bars[0]["right"], bars[0]["first"], bars[0]["second"]) == (True, 1, 2)
    overwritten = next(bar for bar in bars if bar["number"] == 2.0)
    assert (overwritten["first"], overwritten["second"]) == (2, 0)
    assert bars[-1]["second"] == 0 or bars[-1]["number"] is None
    assert "wrong on purpose" in host.get(f"/r/{code}/steps/2/overwrites").text
    results = host.get(f"/r/{code}/results").text
    assert "What is the adjoint of x2" in results


def test_a_vote_ends_by_itself(asked):
    held_class, host, code = asked
    host.post(f"/r/{code}/host/ask", json={"number": 1, "seconds": 1})
    student = held_class.student(code)
    assert answer(student, 5.0, number=1).status_code == 200
    time.sleep(1.4)
    assert view(host, code)["state"] == "closed"
    assert answer(student, 5.0, number=1).status_code == 409


def test_an_answer_may_be_changed_while_the_vote_is_open(asked):
    held_class, host, code = asked
    student = held_class.student(code)
    for given in (2.0, 1.716):
        assert answer(student, given).status_code == 200
    host.post(f"/r/{code}/host/close", json={})
    assert view(host, code)["share_right"] == 1.0


def test_a_question_of_ones_own(asked):
    import adlab

    held_class, host, code = asked
    adlab.ask(lambda x: x * x * x, 2.0, node="x").send(held_class.url, code, KEY)
    assert [each["number"] for each in view(host, code)["questions"]] == [1, 2, 3, 4]


# -- Attacks -------------------------------------------------------------------------------------


def raw(held_class):
    return httpx.Client(base_url=held_class.url, timeout=20.0)


def refused(response, *codes):
    assert response.status_code in codes, (response.status_code, response.text)


def another_room(held_class):
    host, code = held_class.host()
    host.post(f"/r/{code}/questions", json={"set": "workshop of 90 minutes"})
    host.post(f"/r/{code}/host/ask", json={"number": 2})
    return host, code


BAD_NUMBERS = ("NaN", "Infinity", "true", '"1.7"', "null", "[1]", "{}", "1e400", "1e15")

ATTACKS = {
    "no token": lambda c, h, code, s: refused(
        raw(c).post(f"/r/{code}/answer", json={"number": 2, "round": 1, "given": 1.0}), 401
    ),
    "forged token": lambda c, h, code, s: refused(
        raw(c).post(
            f"/r/{code}/answer",
            json={"number": 2, "round": 1, "given": 1.0},
            cookies={f"adlab-{code}": "x" * 32},
        ),
        401,
    ),
    "token in another header": lambda c, h, code, s: refused(
        raw(c).post(f"/r/{code}/answer", json={}, headers={"Authorization": "Bearer " + "y" * 32}),
        401,
    ),
    "token of another room": lambda c, h, code, s: refused(
        raw(c).post(
            f"/r/{another_room(c)[1]}/answer",
            json={"number": 2, "round": 1, "given": 1.0},
            headers={"Authorization": "Bearer " + s.cookies[f"adlab-{code}"]},
        ),
        401,
    ),
    "student as host": lambda c, h, code, s: refused(s.post("/host/reveal", json={}), 403),
    "student's token as host's": lambda c, h, code, s: refused(
        raw(c).post(
            f"/r/{code}/host/close",
            json={},
            cookies={f"adlab-host-{code}": s.cookies[f"adlab-{code}"]},
        ),
        403,
    ),
    "host of another room": lambda c, h, code, s: refused(
        another_room(c)[0].post(f"/r/{code}/host/close", json={}), 403
    ),
    "wrong key": lambda c, h, code, s: refused(raw(c).post("/rooms", json={"key": "a key"}), 403),
    "no key": lambda c, h, code, s: refused(raw(c).post("/rooms", json={}), 403),
    "key that is no text": lambda c, h, code, s: refused(
        raw(c).post("/rooms", json={"key": [KEY]}), 403
    ),
    "question without the key": lambda c, h, code, s: refused(
        s.post("/questions", json={"set": "workshop of 90 minutes"}), 403
    ),
    "another site's page": lambda c, h, code, s: refused(
        s.post("/answer", json={}, headers={"Origin": "https://elsewhere.example"}), 403
    ),
    "another site, as the browser says": lambda c, h, code, s: refused(
        s.post("/answer", json={}, headers={"Sec-Fetch-Site": "cross-site"}), 403
    ),
    "deleting from another site": lambda c, h, code, s: refused(
        s.request("DELETE", "/mine", json={}, headers={"Sec-Fetch-Site": "cross-site"}), 403
    ),
    "long body": lambda c, h, code, s: refused(s.post("/answer", content=b"9" * 50_000), 413),
    "long body in pieces": lambda c, h, code, s: refused(
        s.post("/answer", content=iter([b" " * 1500] * 40)), 413
    ),
    "no JSON": lambda c, h, code, s: refused(s.post("/answer", content=b"{"), 422),
    "deep JSON": lambda c, h, code, s: refused(s.post("/answer", content=b"[" * 1900), 422),
    "not an object": lambda c, h, code, s: refused(s.post("/answer", content=b"[1]"), 422),
    "no room": lambda c, h, code, s: refused(raw(c).get("/r/AEIOUA/"), 404),
    "path out of the room": lambda c, h, code, s: refused(
        raw(c).get(f"/r/{code}/steps/2/..%2f..%2fclass.sqlite3"), 403, 404
    ),
    "bars before they are revealed": lambda c, h, code, s: refused(
        s.get("/steps/2/overwrites"), 403
    ),
    "results by a student": lambda c, h, code, s: refused(s.get("/results"), 403),
    "host's stream by a student": lambda c, h, code, s: refused(s.get("/events/host"), 403),
    "wrong round": lambda c, h, code, s: refused(answer(s, 1.7, vote=2), 409),
    "wrong question": lambda c, h, code, s: refused(answer(s, 1.7, number=1), 409),
    "question that is none": lambda c, h, code, s: refused(answer(s, 1.7, number="2"), 409),
    "QR code of elsewhere": lambda c, h, code, s: refused(
        s.get("/code.svg", params={"base": "https://elsewhere.example"}), 422
    ),
    "exercise that is none": lambda c, h, code, s: refused(
        s.post("/checks", json={"exercise": "<b>", "passed": True, "diagnosis": ""}), 422
    ),
    "question that is no question": lambda c, h, code, s: refused(
        h.post(f"/r/{code}/questions", json={"question": {"text": "x"}}), 422
    ),
    "set that is none": lambda c, h, code, s: refused(
        h.post(f"/r/{code}/questions", json={"set": ["x"]}), 422
    ),
    "hours of countdown": lambda c, h, code, s: refused(
        h.post(f"/r/{code}/host/ask", json={"number": 1, "seconds": 10**9}), 422
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_fail(asked, name):
    held_class, host, code = asked
    student = held_class.student(code)
    ATTACKS[name](held_class, host, code, student)
    assert answer(student, 1.716).status_code in (200, 429), "and the room goes on"


@pytest.mark.parametrize("text", BAD_NUMBERS)
def test_what_is_no_number_is_refused(asked, text):
    held_class, _, code = asked
    student = held_class.student(code)
    body = f'{{"number": 2, "round": 1, "given": {text}}}'.encode()
    refused(student.post("/answer", content=body), 422)


def test_a_flood_is_held_back(asked):
    held_class, host, code = asked
    student = held_class.student(code)
    codes = [answer(student, float(k)).status_code for k in range(30)]
    assert codes.count(200) <= 8
    assert codes.count(429) >= 20
    assert view(host, code)["answered"] == 1


def test_after_closing_nothing_is_taken(asked):
    held_class, host, code = asked
    student = held_class.student(code)
    host.post(f"/r/{code}/host/close", json={})
    refused(answer(student, 1.716), 409)
    host.post(f"/r/{code}/host/reveal", json={})
    refused(answer(student, 1.716), 409)


def test_a_closed_door(asked):
    held_class, host, code = asked
    host.post(f"/r/{code}/host/door", json={})
    refused(raw(held_class).post(f"/r/{code}/join", json={}), 403)


def test_what_a_check_tells_is_exercise_passed_and_mistake_alone(asked):
    held_class, host, code = asked
    students = [held_class.student(code) for _ in range(4)]
    for k, student in enumerate(students):
        diagnosis = "overwrites" if k < 3 else "forgets-multiplicity"
        told = {"exercise": "reverse-sweep", "passed": False, "diagnosis": diagnosis}
        assert student.post("/checks", json=told | {"code": "secret", "name": "Ada"}).json()["kept"]
    exercise = view(host, code)["exercises"]["reverse-sweep"]
    assert exercise["tried"] == 4
    assert exercise["mistakes"]["others"] == 1
    assert exercise["mistakes"]["overwrites"] == 3
    assert b"secret" not in held_class.file.read_bytes()


def test_names_are_made_here_and_are_never_the_same_in_a_room(asked):
    held_class, _, code = asked
    names = [held_class.student(code).post("/join", json={}).json()["alias"] for _ in range(20)]
    assert len(set(names)) == 20
    for name in names:
        kind, beast, _ = name.split()
        assert kind in KINDS
        assert beast in BEASTS


def test_tokens_are_out_of_reach_of_scripts(asked):
    held_class, _, code = asked
    response = raw(held_class).post(f"/r/{code}/join", json={})
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert f"Path=/r/{code}" in cookie
    assert "token" not in response.json()


# -- What is left ----------------------------------------------------------------------------------


def everything(folder):
    return b"".join(each.read_bytes() for each in folder.iterdir())


def test_after_a_wipe_nothing_of_the_room_is_in_any_file(tmp_path):
    with held(tmp_path) as held_class:
        host, code = held_class.host()
        host.post(f"/r/{code}/questions", json={"set": "workshop of 90 minutes"})
        host.post(f"/r/{code}/host/ask", json={"number": 2})
        student = held_class.student(code)
        alias = student.post("/join", json={}).json()["alias"]
        answer(student, 1.2345678901)
        assert code.encode() in everything(tmp_path)
        assert host.post(f"/r/{code}/host/wipe", json={}).json() == {"wiped": True}
        left = everything(tmp_path)
        for trace in (code, alias, "adjoint of x2"):
            assert trace.encode() not in left
        refused(student.get("/"), 404)


def test_deleting_ones_own_answers(tmp_path):
    with held(tmp_path) as held_class:
        host, code = held_class.host()
        host.post(f"/r/{code}/questions", json={"set": "workshop of 90 minutes"})
        host.post(f"/r/{code}/host/ask", json={"number": 2})
        one, other = held_class.student(code), held_class.student(code)
        alias = one.post("/join", json={}).json()["alias"]
        answer(one, 2.0), answer(other, 2.0)
        assert one.request("DELETE", "/mine", json={}).json() == {"deleted": True}
        assert view(host, code)["answered"] == 1
        assert alias.encode() not in everything(tmp_path)
        refused(answer(one, 2.0), 401)


def test_a_room_expires(tmp_path):
    with held(tmp_path, keep=0.0) as held_class:
        _, code = held_class.host()
        held_class.stop()
        held_class.start()
        time.sleep(1.0)
        refused(raw(held_class).get(f"/r/{code}/"), 404)
        assert code.encode() not in everything(tmp_path)


@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_kills_lose_no_answer_that_was_acknowledged(tmp_path, kills):
    """Killed in the middle of a vote, several times; everything that was acknowledged is there."""
    with held(tmp_path) as held_class:
        host, code = held_class.host()
        host.post(f"/r/{code}/questions", json={"set": "workshop of 90 minutes"})
        host.post(f"/r/{code}/host/ask", json={"number": 2})
        students = [held_class.student(code) for _ in range(12)]
        for round_of_kills in range(kills):
            kept = {}

            def vote(k, kept=kept, value=float(round_of_kills + 1)):
                try:
                    if answer(students[k], value + k / 100).status_code == 200:
                        kept[k] = value + k / 100
                except httpx.TransportError:
                    pass

            threads = [threading.Thread(target=vote, args=(k,)) for k in range(len(students))]
            for thread in threads:
                thread.start()
            time.sleep(0.004 * (round_of_kills % 7))
            held_class.kill()
            for thread in threads:
                thread.join()
            begun = time.monotonic()
            held_class.start()
            assert time.monotonic() - begun < 15.0
            with sqlite3.connect(held_class.file) as file:
                given = {row[0] for row in file.execute("SELECT given FROM answers")}
            assert set(kept.values()) <= given
            assert view(host, code)["state"] == "open"


def test_behind_a_prefix(tmp_path):
    with held(tmp_path, prefix="/services/adlab-class") as held_class:
        host, code = held_class.host()
        assert host.post(f"/r/{code}/questions", json={"set": "workshop of 90 minutes"}).is_success
        host.post(f"/r/{code}/host/ask", json={"number": 2})
        assert answer(held_class.student(code), 1.716).status_code == 200
        refused(httpx.get(f"http://127.0.0.1:{held_class.port}/"), 404)


def test_a_class_full_of_people(asked):
    """Sixty at the same moment: all are kept, in far fewer commits than answers."""
    held_class, host, code = asked
    students = [held_class.student(code) for _ in range(60)]

    async def all_at_once():
        async with httpx.AsyncClient(base_url=held_class.url, timeout=30.0) as client:
            body = {"number": 2, "round": 1, "given": 2.0}
            tokens = [student.cookies[f"adlab-{code}"] for student in students]
            return await asyncio.gather(
                *[
                    client.post(
                        f"/r/{code}/answer", json=body, headers={"Authorization": f"Bearer {token}"}
                    )
                    for token in tokens
                ]
            )

    assert {each.status_code for each in asyncio.run(all_at_once())} == {200}
    assert view(host, code)["answered"] == 60
