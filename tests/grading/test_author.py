"""The author's tools: what `author check` finds, and mutants."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adlab.grading.authoring.author import Proof, examine, new
from adlab.grading.authoring.mutants import mutants
from adlab.grading.exercises.exercise import Exercise, ExerciseError, exercises
from adlab.grading.walls.server import ForkServer


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new exercise."""
    return new("twice-it", tmp_path)


def findings(folder: Path, server: ForkServer) -> list[Proof]:
    with ThreadPoolExecutor(2) as executor:
        return list(examine(Exercise.load(folder), server, executor))


def bad(folder: Path, server: ForkServer) -> Proof:
    """The first finding that is not as it should be; what passes is not diagnosed either."""
    return next(finding for finding in findings(folder, server) if not finding.good)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_new_exercise_is_in_order(folder, server):
    assert folder.name == "00-twice-it"
    assert [finding.fact for finding in findings(folder, server) if not finding.good] == []


def test_a_new_exercise_replaces_none(folder):
    with pytest.raises(ExerciseError, match="is there already"):
        new("twice-it", folder.parent)


@pytest.mark.parametrize("id", ["", "Reverse", "a_b", "../a", "a--b", "1a"])
def test_an_odd_id_is_refused(id, tmp_path):
    with pytest.raises(ExerciseError, match="in lower case with dashes"):
        new(id, tmp_path)


def test_a_solution_that_fails_is_found(folder, server):
    replace(folder / "test_twice_it.py", "2 * x", "3 * x")
    facts = [finding.fact for finding in findings(folder, server) if not finding.good]
    assert any(fact.startswith("the solution passes") for fact in facts)


def test_a_starter_that_passes_is_found(folder, server):
    replace(folder / "solution.py", "    return 2 * x", "    pass")
    replace(folder / "solution.py", "### END SOLUTION\n", "### END SOLUTION\n    return 2 * x\n")
    replace(folder / "solution.py", "    ### BEGIN", "    return 2 * x\n    ### BEGIN")
    assert "the starter fails every check" in [
        finding.fact for finding in findings(folder, server) if not finding.good
    ]


def test_a_wrong_implementation_that_passes_is_found(folder, server):
    replace(folder / "misconceptions" / "squares.py", "x * x", "x + x")
    finding = bad(folder, server)
    assert finding.details == ("squares: no check catches it whatever the seed",)


def test_a_false_example_in_the_prompt_is_found(folder, server):
    replace(folder / "prompt.md", "# 4.0", "# 5.0")
    assert bad(folder, server).details == ("twice_it(2.0) gives 4.0, not 5.0",)


def test_too_few_hints_are_found(folder, server):
    replace(folder / "exercise.toml", '    "Say which rule is needed.",\n', "")
    assert bad(folder, server).details == ("there should be 3 to 5 hints",)


def test_mutants_that_live_must_be_explained(folder, server):
    unseen = "    if x > 100:\n        return 3 * x\n    return 2 * x\n"
    replace(folder / "solution.py", "    return 2 * x\n", unseen)
    finding = bad(folder, server)
    assert finding.details[0].startswith("line 7: if x > 100: → if x >= 100:\n")
    assert "lives: strengthen a check; or" in finding.details[0]


def test_what_the_finding_says_to_write_saves_a_small_exercise(folder, server):
    """Most of its mutants are in lines that make no difference, and hold quotes and backslashes."""
    needless = (
        'if x > 100 or repr(x) == "it\'s \\"b\\n\\"":\n        return x + x\n    return 2 * x\n'
    )
    replace(folder / "solution.py", "return 2 * x\n", needless)
    finding = bad(folder, server)
    explained = {
        line.strip() for detail in finding.details for line in detail.splitlines() if " = " in line
    }
    lines = [line for line in explained if line.endswith('= "why it is right"')]
    assert len(lines) >= 4
    with (folder / "exercise.toml").open("a") as file:
        file.write("\n[equivalent]\n" + "\n".join(lines))
    *_, last = findings(folder, server)
    assert last.good, last.details
    assert "of those that live are right too" in last.fact


def test_the_same_program_under_two_names_is_found(folder, server):
    squares = folder / "misconceptions" / "squares.py"
    twin = squares.read_text().replace('"""', '"""Again: ', 1) + "# the end\n"
    (folder / "misconceptions" / "power.py").write_text(twin)
    [detail] = bad(folder, server).details
    assert detail == "squares is the same program as power: delete one of them"


def test_a_class_about_which_nothing_is_asked_is_found(folder, server):
    replace(folder / "misconceptions" / "squares.py", "# diagnosis: squares", "# diagnosis: new")
    [missing, unused] = bad(folder, server).details
    assert missing.startswith("no question is asked for the class 'new': write it under [questions")
    assert unused == "a question for the class 'squares', which no file in misconceptions/ has"


def test_a_class_that_another_exercise_has_needs_no_question_of_its_own(folder, server):
    toml = folder / "exercise.toml"
    toml.write_text(toml.read_text().partition("# What is asked")[0])
    replace(folder / "misconceptions" / "squares.py", ": squares", ": own-factor")
    assert [finding.fact for finding in findings(folder, server) if not finding.good] == []


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("You have {mine}. Why?", "has {mine}; there are {expected}, {node}, {yours}"),
        ("This is x squared.", "must end with a sentence that asks"),
        ("Why is it {yours}?", "must end with a sentence that asks, and needs no numbers"),
    ],
)
def test_a_question_that_cannot_be_asked_is_found(question, wrong, folder, server):
    asked = "You have {yours}, and it should be {expected}. Is x · x two times x?"
    replace(folder / "exercise.toml", asked, question)
    [detail] = bad(folder, server).details
    assert wrong in detail


def test_an_explanation_without_a_mutant_is_found(folder, server):
    with (folder / "exercise.toml").open("a") as file:
        file.write('\n[equivalent]\n"a → b" = "because"\n')
    assert "listed as equivalent, and does not live: a → b" in bad(folder, server).details


def test_only_the_learners_part_is_mutated():
    source = "x = 1 + 1\n### BEGIN SOLUTION\ny = 2\n### END SOLUTION\nz = 3 + 3\n"
    assert [mutant.change for mutant in mutants(source)] == ["y = 2 → y = 3"]


def test_a_mutant_differs_in_one_place():
    source = "### BEGIN SOLUTION\nfor k in range(3):\n    s += a[k] * b\n### END SOLUTION\n"
    changes = {mutant.change for mutant in mutants(source)}
    assert "s += a[k] * b → s = a[k] * b" in changes
    assert "s += a[k] * b → s += a[k] / b" in changes
    assert "for k in range(3): → its first round only" in changes
    assert len({mutant.source for mutant in mutants(source)}) == len(mutants(source))


@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda exercise: exercise.id)
def test_every_mutant_is_a_program(exercise):
    for mutant in mutants(exercise.solution):
        compile(mutant.source, "mutant", "exec")
