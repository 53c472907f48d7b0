"""A page of what was worked through: true to the record, and nothing of it leaves the machine."""

import pytest

import adlab
from adlab.course import progress as log


@pytest.fixture(autouse=True)
def own_record(tmp_path, monkeypatch):
    monkeypatch.setenv("ADLAB_HOME", str(tmp_path))


def test_nothing_is_claimed_that_was_not_done():
    text = str(adlab.certificate("Ada"))
    assert "0 of" in text
    assert "nothing yet" in text


def test_it_says_what_was_solved_and_answered():
    log.record("reverse-sweep", "checked", passed=True, points=10)
    log.record("zeroing", "checked", passed=False, points=3)
    log.record_answer("10", "recap", "q", "1", True)
    log.record_answer("", "inventory", "inventory-B", "{}", None)
    text = str(adlab.certificate("Ada"))
    assert "1 of" in text
    assert "13 of" in text
    assert "10 Fan-out: when paths meet, add: 1 of 2" in text
    assert "recap: 1 of 1 right" in text
    assert "form B answered on" in text


def test_a_name_is_text_and_is_kept_nowhere(tmp_path):
    page = adlab.certificate("<script>Ada</script>").save(tmp_path / "page.html")
    html = page.read_text(encoding="utf-8")
    assert "<script>" not in html
    assert "&lt;script&gt;Ada" in html
    assert all(b"Ada" not in part.read_bytes() for part in tmp_path.glob("*.sqlite3*"))


def test_without_a_name_there_is_a_line_to_write_on():
    assert "____" in str(adlab.certificate())
