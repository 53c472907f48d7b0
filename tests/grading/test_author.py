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
    assert "lives: strengthen a check, or say why it is right" in finding.details[0]


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
