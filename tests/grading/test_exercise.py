"""The format of an exercise."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from adlab.grading.exercises.exercise import (
    Exercise,
    ExerciseError,
    exercises,
    find,
    shipped_folder,
    starter,
)

GOOD = find("reverse-sweep")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of an exercise, to break."""
    return Path(shutil.copytree(GOOD.folder, tmp_path / "10-reverse-sweep"))


def test_they_are_in_the_order_of_their_lessons():
    lessons = [exercise.lesson for exercise in exercises().values()]
    assert lessons == sorted(lessons)


def test_an_id_names_one_exercise():
    assert len(exercises()) == len(list(shipped_folder().glob("*/exercise.toml")))


@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda exercise: exercise.id)
class TestEach:
    def test_the_folder_is_numbered_like_the_lesson(self, exercise: Exercise):
        assert exercise.folder.name == f"{exercise.lesson}-{exercise.id}"

    def test_the_file_says_to_which_exercise_it_belongs(self, exercise: Exercise):
        assert exercise.starter.startswith(f"# exercise: {exercise.id}\n")

    def test_the_starter_is_the_solution_without_the_marked_parts(self, exercise: Exercise):
        kept, inside = [], False
        for line in exercise.solution.splitlines():
            if line.strip() == "### BEGIN SOLUTION":
                inside = True
                indent = line[: len(line) - len(line.lstrip())]
                kept += [f"{indent}# Your code here.", f"{indent}raise NotImplementedError"]
            elif line.strip() == "### END SOLUTION":
                inside = False
            elif not inside:
                kept.append(line)
        assert exercise.starter.splitlines() == kept

    def test_the_checks_are_the_ones_with_points(self, exercise: Exercise):
        assert list(exercise.checks()) == list(exercise.points)

    def test_every_check_says_what_it_checks(self, exercise: Exercise):
        assert all(check.__doc__ for check in exercise.checks().values())

    def test_checks_need_no_pytest(self, exercise: Exercise):
        assert "pytest" not in exercise.checks_file.read_text()


@pytest.mark.parametrize(
    "text",
    [
        "def f(): pass",
        "### BEGIN SOLUTION\n",
        "### END SOLUTION\n### BEGIN SOLUTION\n",
        "### BEGIN SOLUTION\n### END SOLUTION\n### BEGIN SOLUTION\n",
    ],
)
def test_markers_without_a_partner_are_refused(text: str):
    with pytest.raises(ExerciseError, match="pairs of ### BEGIN SOLUTION"):
        starter(text)


def test_an_unknown_id_is_answered_with_the_known_ones():
    first = next(iter(exercises()))
    with pytest.raises(ExerciseError, match=rf"no exercise 'x'\. There are: {first}, "):
        find("x")


def test_what_toml_lacks_is_named(folder: Path):
    path = folder / "exercise.toml"
    path.write_text(path.read_text().replace("lesson =", "lessen ="))
    with pytest.raises(ExerciseError, match="does not say 'lesson'"):
        Exercise.load(folder)


def test_what_toml_says_in_vain_is_named(folder: Path):
    path = folder / "exercise.toml"
    path.write_text('hint = "?"\n' + path.read_text())
    with pytest.raises(ExerciseError, match="says hint, which nothing reads"):
        Exercise.load(folder)


def test_a_check_without_points_is_named(folder: Path):
    path = folder / "exercise.toml"
    path.write_text(path.read_text().replace("test_seed = 1\n", ""))
    with pytest.raises(ExerciseError, match="differ: test_seed"):
        Exercise.load(folder).checks()


def test_a_wrong_implementation_without_a_diagnosis_is_named(folder: Path):
    (folder / "misconceptions" / "new.py").write_text("x = 1\n")
    with pytest.raises(ExerciseError, match=r"new.py must begin with"):
        _ = Exercise.load(folder).misconceptions


def test_a_folder_without_an_exercise_is_named(tmp_path: Path):
    with pytest.raises(ExerciseError, match="is no exercise"):
        Exercise.load(tmp_path)


def test_an_exercise_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        GOOD.id = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        GOOD.points["test_seed"] = 100  # type: ignore[index]
