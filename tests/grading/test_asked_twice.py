"""The same objects are asked again: what a call keeps or changes costs points, in every exercise.

A wrong implementation may be right when it is asked once. So every one of every exercise runs here
in *twice* form, in which each call of the checks is two calls on the same objects; and the solution
of every exercise is spoilt in the ways in which a second call shows what the first left behind.
"""

from __future__ import annotations

import re

import pytest

from adlab.grading.exercises.exercise import exercises
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.local import Local
from adlab.grading.walls.server import ForkServer

ALL = exercises()
FUNCTIONS = [id for id, exercise in ALL.items() if not exercise.asks_for_class]
OF_NUMBERS = (
    *("choose-h", "local-partials", "engine-1-rules"),
    *("engine-2-record", "engine-3-order", "engine-4-backward", "stable-rules", "schedule"),
    *("tagged-duals", "double-where", "implicit-slope", "second-opinion"),
)
"""Their arguments are numbers, or objects of which the checks of these exercises look after."""
OF_NODES = (
    *("measure-swell", "evaluation-trace", "topological-order", "forward-sweep"),
    *("directional-derivative", "jacobian-by-columns", "reverse-sweep", "forward-or-reverse"),
    *("taylor",),
)
"""Their first argument is a list of nodes."""
OF_ARRAYS = ("unbroadcast", "matmul-rules")
OF_TWO = (
    *("three-ways", "evaluation-trace", "forward-sweep", "directional-derivative"),
    *("jacobian-by-columns", "forward-or-reverse"),
)
"""They take more than one argument: who knows the first again does not know the answer."""

TWICE = """

_asked_once = {entry}


def {entry}(*arguments):
    _asked_once(*arguments)
    return _asked_once(*arguments)
"""
TWICE_BACKWARD = """

_asked_once = {entry}.backward


def _twice(*arguments):
    _asked_once(*arguments)
    return _asked_once(*arguments)


{entry}.backward = _twice
"""

SPOILT = {
    "answers as the first time": """
_known = []


def {entry}(*arguments):
    for given, answer in _known:
        if given is arguments[0]:
            return answer
    _known.append((arguments[0], _right(*arguments)))
    return _known[-1][1]
""",
    "takes out what it has used": """
def {entry}(*arguments):
    answer = _right(*arguments)
    inside = [each for one in arguments if isinstance(one, dict) for each in one.values()]
    for given in [*arguments, *inside]:
        if isinstance(given, list) and given:
            given.pop()
    return answer
""",
    "turns the caller's lists round": """
def {entry}(*arguments):
    answer = _right(*arguments)
    inside = [each for one in arguments if isinstance(one, dict) for each in one.values()]
    for given in [*arguments, *inside]:
        if isinstance(given, list):
            given.reverse()
    return answer
""",
    "writes into the caller's nodes": """
def {entry}(*arguments):
    answer = _right(*arguments)
    for node in arguments[0] if isinstance(arguments[0], list) else ():
        if isinstance(node, dict):
            node["seen"] = 1.0
        elif isinstance(node, list):
            node.append(0)
    return answer
""",
    "writes into the caller's arrays": """
def {entry}(*arguments):
    answer = _right(*arguments)
    for given in arguments:
        if hasattr(given, "fill") and given.ndim:
            given[(0,) * given.ndim] = 0.0
    return answer
""",
}


@pytest.fixture(scope="module")
def server():
    with ForkServer() as server:
        yield server


def twice(exercise, source):
    """A submission of which every call is two calls on the same objects; "" if there is no way."""
    if not exercise.asks_for_class:
        return source + TWICE.format(entry=exercise.entry)
    if re.search(r"^    def backward\b", source, re.MULTILINE):
        return source + TWICE_BACKWARD.format(entry=exercise.entry)
    return ""


SPOILING = [
    (id, how)
    for id in FUNCTIONS
    if id not in OF_NUMBERS
    for how in SPOILT
    if (how == "writes into the caller's arrays") == (id in OF_ARRAYS)
    if how != "writes into the caller's nodes" or id in OF_NODES
    if how != "answers as the first time" or id in OF_TWO
]


@pytest.mark.parametrize(("id", "how"), SPOILING)
def test_a_solution_that_spoils_the_next_call_fails(id, how, server):
    exercise = ALL[id]
    changes = SPOILT[how].format(entry=exercise.entry)
    source = f"{exercise.solution}\n\n_right = {exercise.entry}\n{changes}"
    assert not points(exercise, source, server).solved


def points(exercise, source, server, seed=1):
    return grade(exercise, source, seed=seed, server=server, until_failure=True)


@pytest.mark.parametrize("id", ALL)
def test_the_solution_passes_in_twice_form_too(id, server):
    exercise = ALL[id]
    source = twice(exercise, exercise.solution)
    counted = exercise.oracle  # there, twice is too often
    if source and not counted:
        assert points(exercise, source, server).solved


@pytest.mark.slow
@pytest.mark.parametrize("id", ALL)
def test_every_wrong_implementation_fails_in_twice_form(id, server):
    exercise = ALL[id]
    passed = [
        each.name
        for each in exercise.misconceptions
        if (source := twice(exercise, each.source)) and points(exercise, source, server).solved
    ]
    assert passed == []


FALSE_ACCEPTS = {
    "scalar-engine": ["placed_for_ever", "marked_for_ever"],
    "engine-3-order": ["placed_for_ever", "marked_for_ever"],
    "reverse-sweep": ["adjoints_in_the_nodes", "operands_used_up"],
    "zeroing": ["seeds_popped", "seeds_filled_up"],
    "numerical-gradient": ["scaled_by_the_largest", "scaled_by_first_input"],
    "three-ways": ["formula_again", "sweep_for_both"],
    "topological-order": ["looks_at_every_edge", "operands_taken_out"],
    "evaluation-trace": ["kept_in_the_nodes", "inputs_used_up"],
}
"""What is right when it is asked once, on one graph, of moderate numbers and size."""


@pytest.mark.parametrize(
    ("id", "name"), [(id, name) for id, names in FALSE_ACCEPTS.items() for name in names]
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_right_once_gets_no_full_marks(id, name, seed, server):
    exercise = ALL[id]
    source = next(each.source for each in exercise.misconceptions if each.name == name)
    report = points(exercise, source, server, seed)
    assert not report.solved and report.first_failed.kind in ("wrong", "time", "error")


def test_several_calls_share_their_objects():
    task = ALL["reverse-sweep"].task(
        "def f(a, b): return [a is b, a[0] is b[0]] and [1.0 * (a is b)]"
    )
    local = Local(task.__class__(task.source, "f"))
    one = [{"value": 1.0}]
    answers, changed = local.again([[one, one], [one, one[:]]])
    assert (answers, changed) == ([[1.0], [0.0]], "")


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("a[0]['value'] = 2.0", "[0]['value']"),
        ("a[0]['new'] = 2.0", "[0]['new']"),
        ("a.pop()", "[0]"),
        ("a[0]['value'] = 1.0", ""),
        ("a[0]['partials'][1] = 9.0", "[0]['partials'][1]"),
    ],
)
def test_what_was_changed_is_named_as_one_writes_it(line, place):
    task = ALL["reverse-sweep"].task("")
    local = Local(task.__class__(f"def f(a):\n    {line}\n    return 0.0", "f"))
    _, changed = local.again([[[{"value": 1.0, "partials": [1.0, 2.0]}]]])
    assert changed == place
