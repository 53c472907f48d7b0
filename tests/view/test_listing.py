"""The user's source as the player shows it."""

import textwrap

import numpy as np

import adlab
from adlab.view.replay.listing import listing
from tests.engine.examples import baydin, helpers


def lit(shown, at):
    """The piece of source that a place lights."""
    lines = shown.functions[at.function].lines[at.line : at.end_line + 1]
    if at.line == at.end_line:
        return lines[0][at.column : at.end_column]
    return "\n".join([lines[0][at.column :], *lines[1:-1], lines[-1][: at.end_column]])


def pieces(graph):
    shown = listing(graph)
    return {
        node.label: lit(shown, at)
        for node, at in zip(graph.nodes, shown.places, strict=True)
        if at is not None
    }


def squash(t):
    if t > 0:
        return np.tanh(t)
    return 0.1 * t


def with_branches(a):
    total = 0.0
    for k in range(3):
        total = total + squash(a - k)
    return total


def test_each_node_lights_its_own_sub_expression():
    assert pieces(adlab.trace(baydin, 2.0, 5.0)) == {
        "x1": "x1",
        "x2": "x2",
        "v1": "np.log(x1)",
        "v2": "x1 * x2",
        "v3": "np.sin(x2)",
        "v4": "v1 + v2",
        "v5": "v4 - v3",
    }


def test_a_function_inside_another_is_dedented():
    def inner(x):
        return (
            x * x
            + 1.0
        )  # fmt: skip

    graph = adlab.trace(inner, 2.0)
    shown = listing(graph)
    assert shown.functions[0].lines[0] == "def inner(x):"
    assert pieces(graph)["v1"] == "x * x"
    assert textwrap.dedent(pieces(graph)["v2"]).split() == ["x", "*", "x", "+", "1.0"]


def test_helpers_come_in_the_order_in_which_they_are_needed():
    graph = adlab.trace(helpers, 2.0, 3.0)
    shown = listing(graph)
    assert [function.name for function in shown.functions] == ["helpers", "product_rule"]
    wheres = [at.where for at in shown.places if at and at.where]
    assert wheres == ["call 1 of 2"] * 2 + ["call 2 of 2"] * 2


def test_a_loop_counts_its_iterations():
    shown = listing(adlab.trace(with_branches, 2.0))
    line = shown.functions[0].first + 2
    wheres = [at.where for at in shown.places if at and at.function == 0 and at.where]
    assert wheres[0] == f"iteration 1 of the loop in line {line}"
    assert wheres[-1] == f"iteration 3 of the loop in line {line}"


def test_the_branch_taken_is_said_at_its_line():
    shown = listing(adlab.trace(squash, 2.0))
    (branch,) = shown.branches
    assert branch.text == "t > 0 was true: AD follows this branch."
    assert shown.functions[branch.function].lines[branch.line] == "    if t > 0:"


def test_a_branch_asked_several_times_gives_all_answers():
    (branch,) = listing(adlab.trace(with_branches, 2.0)).branches
    assert branch.text == "t > 0 was true 2 times and false: AD follows the branch taken each time."


def test_a_choice_that_is_no_comparison_is_said_too():
    shown = listing(adlab.trace(lambda x: x[np.argmax(x)], np.array([1.0, 3.0, 2.0])))
    assert [branch.text for branch in shown.branches] == [
        "np.argmax(x) was 1: AD takes it as fixed."
    ]


def test_a_lambda_shows_the_statement_it_stands_in():
    f = lambda x: np.sin(x * x)  # noqa: E731
    graph = adlab.trace(f, 2.0)
    (function,) = listing(graph).functions
    assert function.lines == ("f = lambda x: np.sin(x * x)  # noqa: E731",)
    assert pieces(graph) == {"x": "x", "v1": "x * x", "v2": "np.sin(x * x)"}


def test_a_comprehension_belongs_to_its_function():
    def f(x):
        return sum([x * k for k in range(3)])

    graph = adlab.trace(f, 2.0)
    shown = listing(graph)
    assert [function.name for function in shown.functions] == ["f"]
    assert pieces(graph)["v1"] == "x * k"


def test_letters_of_several_bytes_do_not_shift_a_piece():
    def f(größe, maß):
        änderung = größe * maß
        return änderung + 1.0

    assert pieces(adlab.trace(f, 2.0, 3.0)) == {
        "größe": "größe",
        "maß": "maß",
        "änderung": "größe * maß",
        "v2": "änderung + 1.0",
    }


def test_an_input_of_several_parts_lights_its_parameter():
    def f(params):
        return params["w"] * params["b"]

    graph = adlab.trace(f, {"w": 2.0, "b": 3.0})
    assert [pieces(graph)[node.label] for node in graph.nodes[:2]] == ["params", "params"]


def test_without_source_there_is_nothing_to_show():
    scope = {}
    exec("def f(x):\n    return x * x", scope)
    shown = listing(adlab.trace(scope["f"], 2.0))
    assert shown.functions == ()
    assert shown.places == (None, None)
