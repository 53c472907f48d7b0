"""The frozen set: submissions with known bugs, by which the diagnosis is measured.

They were written from the prompts alone, without a look at the library of wrong implementations, so
that they say how well a diagnosis does on code it was not made for. So the set is never edited: not
when a diagnosis misses, and not when a class changes its name.
"""

import json
import tomllib
from pathlib import Path

import pytest

from adlab.grading.exercises.exercise import exercises

FROZEN = Path(__file__).parent / "frozen"
LABELS = tomllib.loads((FROZEN / "labels.toml").read_text("utf-8"))
FILES = {path.relative_to(FROZEN).as_posix(): path for path in sorted(FROZEN.glob("*/*/*.py"))}
CASES = [name for name, label in LABELS.items() if "case" in label]


def test_each_file_has_a_label_and_each_label_a_file():
    assert sorted(LABELS) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_every_file_compiles_and_names_its_exercise(name: str):
    source = FILES[name].read_text("utf-8")
    exercise = name.split("/")[1]
    compile(source, name, "exec")
    assert source.startswith(f"# exercise: {exercise}\n")
    assert exercise in exercises()


@pytest.mark.parametrize("name", LABELS)
def test_a_label_says_as_many_bugs_as_its_folder(name: str):
    label = LABELS[name]
    kind = name.split("/")[0]
    if kind == "right":
        assert label == {"right": True}
    elif kind == "one_bug":
        assert isinstance(label["diagnosis"], str) and label["wrong"]
    else:
        assert len(set(label["diagnosis"])) == 2 and label["wrong"]


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_json_with_the_arguments_by_name(name: str):
    arguments = {
        "topological-order": {"operands"},
        "forward-sweep": {"nodes", "seed"},
        "local-partials": {"op", "operands", "value"},
        "reverse-sweep": {"nodes"},
        "forward-or-reverse": {"nodes", "outputs"},
        "scalar-engine": {"nodes", "times"},
    }[name.split("/")[1]]
    assert set(json.loads(LABELS[name]["case"])) == arguments
    assert set(json.loads(LABELS[name].get("before", LABELS[name]["case"]))) == arguments


@pytest.mark.parametrize("name", [name for name in LABELS if name.startswith("one_bug/")])
def test_a_bug_has_a_case_or_a_note_why_not(name: str):
    assert "case" in LABELS[name] or "note" in LABELS[name]
