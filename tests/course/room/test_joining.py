"""A notebook in a room: checks are told as counts, and never wait, also when the class is gone."""

import time

import pytest

import adlab
from adlab.course.room import joining
from tests.course.room.test_service import view


@pytest.fixture(autouse=True)
def own_record(tmp_path, monkeypatch):
    monkeypatch.setenv("ADLAB_HOME", str(tmp_path))
    yield
    adlab.leave()


def wait_for(condition):
    for _ in range(100):
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_check_is_told(asked):
    held_class, host, code = asked
    assert "no code, no name" in str(adlab.join(code, held_class.url))
    joining.tell("zeroing", False, "no-zeroing")
    assert wait_for(lambda: "zeroing" in view(host, code)["exercises"])
    assert "left the room" in str(adlab.leave())
    joining.tell("reverse-sweep", True, "")
    time.sleep(0.3)
    assert "reverse-sweep" not in view(host, code)["exercises"]


def test_a_room_that_is_not_there(asked):
    held_class, _, _ = asked
    with pytest.raises(adlab.InputError, match="cannot be joined: there is no such room"):
        adlab.join("BBBBBB", held_class.url)
    with pytest.raises(adlab.InputError, match="Nobody answers"):
        adlab.join("BBBBBB", "http://127.0.0.1:9")
    with pytest.raises(adlab.InputError, match="no address"):
        adlab.join("BBBBBB", "somewhere")


def test_telling_never_waits_and_never_fails(asked, monkeypatch):
    held_class, _, code = asked
    adlab.join(code, held_class.url)
    with monkeypatch.context() as patched:
        patched.setitem(joining._room, "address", "http://127.0.0.1:9/r/XXXXXX")  # it is gone
        for _ in range(3 * joining.WAITING):
            joining.tell("zeroing", False, "")
        assert joining._told.qsize() <= joining.WAITING


def test_in_no_room_nothing_is_kept():
    joining.tell("zeroing", False, "")
    assert joining._told.empty()
    assert "in no room" in str(adlab.leave())
