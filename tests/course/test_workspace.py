"""Delivering lessons: a learner's work is never lost, and a lesson never goes stale unseen."""

import json
import os
import stat
from pathlib import Path

import pytest

from adlab.course.workspace import MANIFEST, Outcome, deliver, shipped
from adlab.grading.exercises.exercise import find

LESSON = "00-tour.ipynb"


class Course:
    """Something to ship, in successive versions, and a learner's folder to deliver it into."""

    def __init__(self, root: Path):
        self.source = root / "shipped"
        self.folder = root / "learner"

    def ship(self, content: str, name: str = LESSON) -> tuple[Outcome, str | None]:
        """Deliver a version; return what happened and where that version is now."""
        source = self.source / name
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(content)
        [delivery] = deliver({name: source.read_bytes()}, self.folder)
        assert delivery.name == name
        place = delivery.path and delivery.path.relative_to(self.folder).as_posix()
        return delivery.outcome, place

    def write(self, content: str, name: str = LESSON) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / name).write_text(content)

    def files(self) -> dict[str, str]:
        return {
            path.relative_to(self.folder).as_posix(): path.read_text()
            for path in self.folder.rglob("*")
            if path.is_file() and path.name != MANIFEST
        }


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(tmp_path)


def test_a_new_folder_is_made_and_filled(course: Course):
    assert course.ship("one") == (Outcome.ADDED, LESSON)
    assert course.files() == {LESSON: "one"}


def test_subfolders_are_made(course: Course):
    name = "exercises/10-sweep/prompt.md"
    assert course.ship("task", name) == (Outcome.ADDED, name)
    assert course.files() == {name: "task"}


def test_delivering_twice_changes_nothing(course: Course):
    course.ship("one")
    before = (course.folder / LESSON).stat().st_mtime_ns
    assert course.ship("one") == (Outcome.UNCHANGED, LESSON)
    assert (course.folder / LESSON).stat().st_mtime_ns == before


def test_an_untouched_lesson_is_updated_in_place(course: Course):
    course.ship("one")
    assert course.ship("two") == (Outcome.UPDATED, LESSON)
    assert course.files() == {LESSON: "two"}


def test_a_changed_lesson_is_kept_when_there_is_no_newer_one(course: Course):
    course.ship("one")
    course.write("one, and my notes")
    assert course.ship("one") == (Outcome.KEPT, None)
    assert course.files() == {LESSON: "one, and my notes"}


def test_a_changed_lesson_stays_and_the_newer_one_goes_beside_it(course: Course):
    course.ship("one")
    course.write("one, and my notes")
    assert course.ship("two") == (Outcome.BESIDE, "00-tour.new.ipynb")
    assert course.files() == {LESSON: "one, and my notes", "00-tour.new.ipynb": "two"}


def test_a_newer_version_is_offered_once(course: Course):
    course.ship("one")
    course.write("mine")
    course.ship("two")
    assert course.ship("two") == (Outcome.KEPT, None)
    (course.folder / "00-tour.new.ipynb").unlink()
    assert course.ship("two") == (Outcome.KEPT, None)
    assert course.files() == {LESSON: "mine"}


def test_an_untouched_offer_makes_way_for_the_next(course: Course):
    course.ship("one")
    course.write("mine")
    course.ship("two")
    assert course.ship("three") == (Outcome.BESIDE, "00-tour.new.ipynb")
    assert course.files() == {LESSON: "mine", "00-tour.new.ipynb": "three"}


def test_a_changed_offer_is_not_overwritten_either(course: Course):
    course.ship("one")
    course.write("mine")
    course.ship("two")
    course.write("two, and more notes", "00-tour.new.ipynb")
    assert course.ship("three") == (Outcome.BESIDE, "00-tour.new-2.ipynb")
    assert course.ship("four") == (Outcome.BESIDE, "00-tour.new-2.ipynb")
    assert course.files() == {
        LESSON: "mine",
        "00-tour.new.ipynb": "two, and more notes",
        "00-tour.new-2.ipynb": "four",
    }


def test_an_offer_that_was_adopted_is_updated_like_any_untouched_lesson(course: Course):
    course.ship("one")
    course.write("mine")
    course.ship("two")
    (course.folder / "00-tour.new.ipynb").replace(course.folder / LESSON)
    assert course.ship("two") == (Outcome.UNCHANGED, LESSON)
    assert course.ship("three") == (Outcome.UPDATED, LESSON)
    assert course.files() == {LESSON: "three"}


def test_a_deleted_lesson_comes_back(course: Course):
    course.ship("one")
    (course.folder / LESSON).unlink()
    assert course.ship("one") == (Outcome.ADDED, LESSON)


def test_a_file_that_was_there_before_is_the_learners(course: Course):
    course.write("my own tour")
    assert course.ship("one") == (Outcome.BESIDE, "00-tour.new.ipynb")
    assert course.files()[LESSON] == "my own tour"


@pytest.mark.parametrize("manifest", [None, "", "{", "[]", "{}", '{"written": 1, "offered": {}}'])
def test_without_a_readable_manifest_nothing_is_overwritten(course: Course, manifest: str | None):
    course.ship("one")
    if manifest is None:
        (course.folder / MANIFEST).unlink()
    else:
        (course.folder / MANIFEST).write_text(manifest)
    assert course.ship("two") == (Outcome.BESIDE, "00-tour.new.ipynb")
    assert course.files() == {LESSON: "one", "00-tour.new.ipynb": "two"}


def test_an_offer_already_there_is_recognised_without_a_manifest(course: Course):
    course.write("mine")
    course.ship("one")
    (course.folder / MANIFEST).unlink()
    assert course.ship("one") == (Outcome.BESIDE, "00-tour.new.ipynb")
    assert course.files() == {LESSON: "mine", "00-tour.new.ipynb": "one"}


def test_a_folder_in_a_lessons_place_is_left_alone(course: Course):
    (course.folder / LESSON).mkdir(parents=True)
    assert course.ship("one") == (Outcome.BESIDE, "00-tour.new.ipynb")
    assert (course.folder / LESSON).is_dir()


def test_a_dangling_link_in_a_lessons_place_is_left_alone(course: Course):
    course.folder.mkdir()
    (course.folder / LESSON).symlink_to("nowhere")
    assert course.ship("one") == (Outcome.BESIDE, "00-tour.new.ipynb")
    assert (course.folder / LESSON).is_symlink()


def test_what_the_learner_keeps_in_the_folder_is_left_alone(course: Course):
    course.write("x", "my-own.ipynb")
    course.ship("one")
    assert course.files() == {"my-own.ipynb": "x", LESSON: "one"}


def test_a_failed_write_leaves_the_old_file_whole_and_no_remains(
    course: Course, monkeypatch: pytest.MonkeyPatch
):
    course.ship("one")

    def no_space(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", no_space)
        with pytest.raises(OSError, match="No space left"):
            course.ship("two")
    assert course.files() == {LESSON: "one"}
    assert course.ship("two") == (Outcome.UPDATED, LESSON)


def test_a_run_that_was_cut_off_before_the_manifest_goes_on_safely(course: Course):
    course.ship("one")
    old = (course.folder / MANIFEST).read_text()
    course.ship("two")
    (course.folder / MANIFEST).write_text(old)
    assert course.ship("two") == (Outcome.UNCHANGED, LESSON)
    assert course.ship("three") == (Outcome.UPDATED, LESSON)


@pytest.mark.skipif(os.name != "posix", reason="file modes are a matter of POSIX")
def test_delivered_files_have_the_usual_permissions(course: Course):
    course.write("x", "ordinary")
    course.ship("one")
    ordinary, delivered = (course.folder / name for name in ("ordinary", LESSON))
    assert stat.filemode(delivered.stat().st_mode) == stat.filemode(ordinary.stat().st_mode)


def test_a_notebook_whose_kernel_version_was_noted_is_still_untouched(course: Course):
    course.ship(_notebook("one"))
    course.write(_notebook("one", language_info={"name": "python", "version": "3.12"}))
    assert course.ship(_notebook("one")) == (Outcome.UNCHANGED, LESSON)
    assert course.ship(_notebook("two")) == (Outcome.UPDATED, LESSON)


@pytest.mark.parametrize("metadata", [{"title": "My tour"}, {"kernelspec": {"name": "other"}}])
def test_what_jupyter_notes_about_a_notebook_is_no_change(course: Course, metadata: dict):
    course.ship(_notebook("one"))
    course.write(_notebook("one", **metadata))
    assert course.ship(_notebook("two")) == (Outcome.UPDATED, LESSON)


@pytest.mark.parametrize("content", ["", "[1]", "{}", '{"metadata": 1}', '{"metadata": []}'])
def test_a_file_that_only_looks_like_a_notebook_counts_byte_by_byte(course: Course, content: str):
    course.ship(content)
    course.write(content + " ")
    assert course.ship(content) == (Outcome.KEPT, None)


def test_the_manifest_holds_no_paths_of_this_machine(course: Course):
    course.ship("one")
    manifest = json.loads((course.folder / MANIFEST).read_text())
    assert manifest["written"].keys() == {LESSON}
    assert str(course.folder.parent) not in (course.folder / MANIFEST).read_text()


def test_what_is_shipped_is_meant_for_learners():
    files = shipped()
    assert "exercises/README.md" not in files
    assert not [name for name in files if "checkpoint" in name or "__pycache__" in name]
    assert not [name for name in files if "solution" in name or "misconception" in name]


def test_of_an_exercise_the_prompt_and_the_starter_are_shipped():
    exercise = find("reverse-sweep")
    folder = f"exercises/{exercise.folder.name}"
    files = {name: text for name, text in shipped().items() if name.startswith(folder)}
    assert files == {
        f"{folder}/prompt.md": exercise.prompt.encode(),
        f"{folder}/reverse_sweep.py": exercise.starter.encode(),
    }


def test_lessons_are_shipped_to_the_top_of_the_folder():
    checkout = Path(__file__).parents[2]
    lessons = {path.name for path in (checkout / "notebooks").glob("*.ipynb")}
    assert lessons == {name for name in shipped() if name.endswith(".ipynb") and "/" not in name}


def _notebook(source: str, **metadata: object) -> str:
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": source}
    return json.dumps(
        {"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1
    )
