"""Grading one submission: whatever it does is a result."""

import pytest

from adlab.grading.exercises.checks import Wrong
from adlab.grading.exercises.exercise import exercises, find
from adlab.grading.exercises.report import CheckResult
from adlab.grading.exercises.runner import grade, run_check

REVERSE = find("reverse-sweep")


def kinds(report):
    return [check.kind for check in report.checks]


@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda exercise: exercise.id)
def test_a_solution_gets_all_points(exercise):
    report = grade(exercise, exercise.solution, seed=5)
    assert report.solved and report.points == report.out_of == exercise.out_of


def test_a_wrong_solution_gets_the_points_of_the_checks_it_passes():
    source = next(m.source for m in REVERSE.misconceptions if m.name == "overwrites")
    report = grade(REVERSE, source, seed=5)
    passed = [check.name for check in report.checks if check.passed]
    assert passed == ["test_seed", "test_one_path", "test_second_call"]
    assert report.points == sum(REVERSE.points[name] for name in passed)


def test_a_failed_check_says_which_node_yours_and_expected():
    source = next(m.source for m in REVERSE.misconceptions if m.name == "no_seed")
    report = grade(REVERSE, source, seed=5)
    facts = report.checks[0].facts
    assert (facts["what"], facts["node"], facts["yours"], facts["expected"]) == (
        "adjoint",
        0,
        0.0,
        1.0,
    )
    assert report.checks[0].message.endswith("The adjoint of node 0: yours 0, expected 1.")


def test_the_same_seed_gives_the_same_report():
    source = next(m.source for m in REVERSE.misconceptions if m.name == "breadth_first")
    messages = [[c.message for c in grade(REVERSE, source, seed=9).checks] for _ in range(2)]
    assert messages[0] == messages[1]


def test_without_a_seed_the_graphs_differ():
    seeds = {grade(REVERSE, "def reverse_sweep(nodes): return []").seed for _ in range(4)}
    assert len(seeds) > 1


def test_code_that_cannot_be_loaded_is_a_problem_of_the_whole():
    report = grade(REVERSE, "def reverse_sweep(nodes:")
    assert report.problem and report.problem.kind == "syntax"
    assert set(kinds(report)) == {"not run"} and report.points == 0


def test_after_an_endless_loop_nothing_more_is_run():
    source = "def reverse_sweep(nodes):\n    while True: pass"
    report = grade(REVERSE, source)
    assert kinds(report) == ["time", *["not run"] * (len(report.checks) - 1)]


def test_after_the_end_of_the_process_the_next_check_gets_a_new_one():
    source = REVERSE.solution + (
        "\nright = reverse_sweep\n"
        "def reverse_sweep(nodes):\n"
        "    import random\n"
        "    return right(nodes) if len(nodes) < 7 else random._os._exit(0)\n"
    )
    report = grade(REVERSE, source)
    passed = [check.name for check in report.checks if check.passed]
    assert passed == ["test_seed", "test_one_operand_twice", "test_second_call"]
    assert "not run" not in kinds(report)


def test_an_exception_fails_its_check_only():
    source = REVERSE.solution + (
        "\nright = reverse_sweep\n"
        "def reverse_sweep(nodes):\n"
        "    return right(nodes) if len(nodes) > 1 else 1 / 0\n"
    )
    report = grade(REVERSE, source)
    assert kinds(report) == ["error", *[""] * (len(report.checks) - 1)]
    assert "ZeroDivisionError" in report.checks[0].message
    assert "return right(nodes)" in report.checks[0].trace


@pytest.mark.parametrize(
    "returned",
    ["None", "3.0", "'x'", "{}", "[]", "[None]", "[[1.0]]", "['1']", "float('nan')", "[1.0] * 99"],
)
@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda exercise: exercise.id)
def test_whatever_is_returned_fails_with_words(exercise, returned):
    if exercise.entry[0].isupper():  # a class, whose attributes and methods all return it
        source = (
            f"class {exercise.entry}:\n"
            "    def __init__(self, *data): pass\n"
            f"    def __getattr__(self, name): return {returned}\n"
        )
    else:
        source = f"def {exercise.entry}(*data): return {returned}"
    report = grade(exercise, source, seed=3)
    assert report.points == 0 and "check" not in kinds(report)


def test_a_check_that_breaks_fails_and_says_so():
    result = CheckResult("test_x", "X", 0, 1, False)

    def check(submission, rng):
        return [][1]

    assert run_check(check, result, None, None).kind == "check"


def test_a_plain_assert_fails_a_check():
    result = CheckResult("test_x", "X", 0, 1, False)

    def check(submission, rng):
        raise AssertionError("3 is not 4")

    done = run_check(check, result, None, None)
    assert (done.kind, done.message, done.passed) == ("wrong", "3 is not 4", False)


def test_the_facts_of_a_failure_are_kept():
    result = CheckResult("test_x", "X", 0, 1, False)

    def check(submission, rng):
        raise Wrong("no", node=3)

    assert run_check(check, result, None, None).facts == {"node": 3}


def test_until_failure_leaves_out_what_comes_after():
    report = grade(REVERSE, "def reverse_sweep(nodes): return 1", until_failure=True)
    assert kinds(report)[:2] == ["wrong", "not run"]


@pytest.mark.parametrize(
    "order", [[1, 3, 2, 0], [3, 1, 2, 0], [1, 2, 3, 0]], ids=lambda order: "".join(map(str, order))
)
def test_any_valid_order_is_right(order):
    exercise = find("topological-order")
    module = exercise.checks()["test_two_nodes"].__globals__
    nodes = module["graph"]([[2], [], [1, 1], []])
    module["check_graph"](lambda operands: order, nodes)


def test_an_order_is_judged_by_its_violated_edges():
    module = find("topological-order").checks()["test_two_nodes"].__globals__
    with pytest.raises(Wrong, match=r"Node 0 comes before node 2.*Violated edges: 1 of 3") as error:
        module["check_graph"](lambda operands: [1, 0, 2], module["graph"]([[2], [], [1, 1]]))
    assert error.value.facts["violated"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda exercise: exercise.id)
def test_no_wrong_implementation_passes_and_no_solution_fails_whatever_the_seed(exercise):
    for seed in range(100, 120):
        assert grade(exercise, exercise.solution, seed=seed).solved
        for wrong in exercise.misconceptions:
            report = grade(exercise, wrong.source, seed=seed, until_failure=True)
            assert not report.solved, (wrong.name, seed)
