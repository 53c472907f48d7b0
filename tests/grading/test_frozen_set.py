"""The frozen set: submissions with known bugs, by which the diagnosis is measured.

They were written from the prompts alone, without a look at the library of wrong implementations, so
that they say how well a diagnosis does on code it was not made for. So the set is never edited: not
when a diagnosis misses, and not when a class changes its name.
"""

import json
import tomllib
from pathlib import Path

from adlab.grading.exercises.exercise import exercises

FROZEN = Path(__file__).parent / "frozen"
LABELS = tomllib.loads((FROZEN / "labels.toml").read_text("utf-8"))
FILES = {path.relative_to(FROZEN).as_posix(): path for path in sorted(FROZEN.glob("*/*/*.py"))}


def test_each_file_has_a_label_and_each_label_a_file():
    assert sorted(LABELS) == sorted(FILES)


def odd(problems):
    """Those that have something wrong, each with what it is."""
    return {name: wrong for name, wrong in problems if wrong}


def test_every_file_compiles_and_names_its_exercise():
    known = exercises()

    def wrong(name, source):
        exercise = name.split("/")[1]
        try:
            compile(source, name, "exec")
        except SyntaxError as error:
            return str(error)
        if not source.startswith(f"# exercise: {exercise}\n"):
            return f"does not begin with the line `# exercise: {exercise}`"
        return "" if exercise in known else f"there is no exercise {exercise}"

    sources = {name: path.read_text("utf-8") for name, path in FILES.items()}
    assert odd((name, wrong(name, source)) for name, source in sources.items()) == {}


def test_a_label_says_as_many_bugs_as_its_folder():
    def wrong(name, label):
        kind = name.split("/")[0]
        if kind == "right":
            return "" if label == {"right": True} else "must say right = true, and nothing else"
        if not label.get("wrong"):
            return "does not say what is wrong"
        if kind == "one_bug":
            return "" if isinstance(label["diagnosis"], str) else "must have one diagnosis"
        return "" if len(set(label["diagnosis"])) == 2 else "must have two diagnoses"

    assert odd((name, wrong(name, label)) for name, label in LABELS.items()) == {}


ARGUMENTS = {
    "topological-order": {"operands"},
    "forward-sweep": {"nodes", "seed"},
    "local-partials": {"op", "operands", "value"},
    "reverse-sweep": {"nodes"},
    "forward-or-reverse": {"nodes", "outputs"},
    "scalar-engine": {"nodes", "times"},
}


def test_a_case_is_json_with_the_arguments_by_name():
    def wrong(name, label):
        expected = ARGUMENTS[name.split("/")[1]]
        for key in label.keys() & {"case", "before"}:
            if (found := set(json.loads(label[key]))) != expected:
                return f"{key} has {sorted(found)}, not {sorted(expected)}"
        return ""

    cases = {name: label for name, label in LABELS.items() if "case" in label}
    assert len(cases) > 50
    assert odd((name, wrong(name, label)) for name, label in cases.items()) == {}


def test_a_bug_has_a_case_or_a_note_why_not():
    bugs = {name: label for name, label in LABELS.items() if name.startswith("one_bug/")}
    assert len(bugs) > 50
    assert [name for name, label in bugs.items() if not label.keys() & {"case", "note"}] == []
