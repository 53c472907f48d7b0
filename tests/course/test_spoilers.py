"""A delivered lesson gives no answer away, and running one does not make it the learner's."""

import hashlib
import json
from pathlib import Path

import pytest

from adlab.course.spoilers import without_spoilers
from adlab.course.workspace import MANIFEST, Outcome, deliver, shipped

LESSON = "01-lesson.ipynb"


def code(source: str, *outputs: str, tags: tuple[str, ...] = (), count: int | None = 1) -> dict:
    shown = [{"output_type": "stream", "name": "stdout", "text": each} for each in outputs]
    return {
        "cell_type": "code",
        "id": source,
        "metadata": {"tags": [*tags]} if tags else {},
        "source": source,
        "outputs": shown,
        "execution_count": count,
    }


def notebook(*cells: dict, **metadata: object) -> bytes:
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1).encode()


BEFORE = code("adlab.step(f, 2.0)", "a picture")
ASKS = code("adlab.predict('x', ...)", "Write your answer", tags=("predict",))
AFTER = code("adlab.answer('x', f, 2.0)", "It is 15.")
CHECK = code("adlab.check('reverse-sweep', f)", "0 of 10 points", tags=("check",))


def delivered(*cells: dict) -> list[tuple[list, int | None]]:
    shown = json.loads(without_spoilers(notebook(*cells)))["cells"]
    return [(cell["outputs"], cell["execution_count"]) for cell in shown]


def test_outputs_from_the_first_question_on_are_left_out():
    kept, *left_out = delivered(BEFORE, ASKS, AFTER, BEFORE)
    assert kept == (BEFORE["outputs"], 1)
    assert left_out == [([], None)] * 3


def test_a_report_of_a_check_is_left_out_wherever_it_stands():
    assert delivered(CHECK, BEFORE) == [([], None), (BEFORE["outputs"], 1)]


def test_a_lesson_that_asks_nothing_is_delivered_byte_by_byte():
    lesson = notebook(BEFORE)
    assert without_spoilers(lesson) == lesson


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b"{}", b'{"cells": 1}', b'{"cells": [1]}', b"\xff"]
)
def test_what_is_no_notebook_stays(content: bytes):
    assert without_spoilers(content) == content


def test_no_delivered_lesson_shows_anything_after_a_question():
    for name, content in shipped().items():
        if name.endswith(".ipynb"):
            assert without_spoilers(content) == content, name
            assert b"of 10 points" not in content, name


class TestTheFingerprint:
    """A lesson is the learner's when its text was changed, and not when it was run."""

    def ship(self, folder: Path, content: bytes) -> Outcome:
        [delivery] = deliver({LESSON: content}, folder)
        return delivery.outcome

    def test_a_lesson_that_was_run_and_saved_is_updated(self, tmp_path: Path):
        self.ship(tmp_path, notebook(code("1 + 1", count=None)))
        ran = code("1 + 1", "2", count=7)
        ran["metadata"] = {"execution": {"iopub.status.busy": "now"}, "collapsed": False}
        (tmp_path / LESSON).write_bytes(notebook(ran, language_info={"version": "3.13"}))
        assert self.ship(tmp_path, notebook(code("1 + 1", count=None))) is Outcome.UNCHANGED
        assert b'"2"' in (tmp_path / LESSON).read_bytes()  # what it showed stays
        assert self.ship(tmp_path, notebook(code("2 + 2"))) is Outcome.UPDATED

    def test_a_lesson_that_was_written_in_is_the_learners(self, tmp_path: Path):
        self.ship(tmp_path, notebook(code("1 + 1")))
        (tmp_path / LESSON).write_bytes(notebook(code("1 + 2")))
        assert self.ship(tmp_path, notebook(code("2 + 2"))) is Outcome.BESIDE

    def test_lines_of_a_source_may_be_stored_as_a_list(self, tmp_path: Path):
        self.ship(tmp_path, notebook(code("a\nb")))
        listed = code("a\nb") | {"source": ["a\n", "b"]}
        (tmp_path / LESSON).write_bytes(notebook(listed))
        assert self.ship(tmp_path, notebook(code("2"))) is Outcome.UPDATED

    def test_new_pictures_come_to_who_has_not_run_the_lesson(self, tmp_path: Path):
        self.ship(tmp_path, notebook(code("f", "old picture")))
        assert self.ship(tmp_path, notebook(code("f", "new picture"))) is Outcome.UPDATED
        assert b"new picture" in (tmp_path / LESSON).read_bytes()

    def test_a_folder_of_an_older_version_is_known(self, tmp_path: Path):
        old = notebook(code("1 + 1", "2"))
        plain = json.dumps(json.loads(old), sort_keys=True).encode()
        (tmp_path / LESSON).write_bytes(old)
        written = {LESSON: hashlib.sha256(plain).hexdigest()}
        (tmp_path / MANIFEST).write_text(json.dumps({"written": written, "offered": {}}))
        assert self.ship(tmp_path, notebook(code("2 + 2"))) is Outcome.UPDATED
