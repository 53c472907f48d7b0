"""Exercises with arrays: they travel with their shape, and the first wrong entry is shown."""

from random import Random

import numpy as np
import pytest

from adlab.grading.exercises.arrays import as_array, compare_array, drawn, sent
from adlab.grading.exercises.checks import Wrong
from adlab.grading.exercises.exercise import exercises
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.local import Local
from adlab.grading.walls.remote import Hidden, SubmissionProblem, Task
from adlab.grading.walls.server import ForkServer

ROWS = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


@pytest.fixture(scope="module")
def server():
    with ForkServer() as server:
        yield server


def task(body: str) -> Task:
    source = f"import numpy as np\ndef f(x, *more):\n    {body}\n"
    return Task(source, "f", imports=("numpy",), oracle=True)


@pytest.fixture(params=["in a process", "here"])
def asked(request, server):
    """Call a function of one line, in another process or as probes do."""

    def ask(body, *arguments):
        if request.param == "here":
            local = Local(task(body))
            return local(*arguments), dict(local.counts)
        with submitted(task(body), server=server) as submission:
            return submission(*arguments), dict(submission.counts)

    return ask


def again(body, calls, server):
    with submitted(task(body), server=server) as submission:
        found = submission.again(calls)
    assert Local(task(body)).again(calls) == found
    return found


@pytest.mark.parametrize("shape", [(), (1,), (2, 3), (2, 1, 3)])
def test_an_array_arrives_with_its_shape_and_comes_back_with_it(shape, asked):
    array = drawn(Random(1), shape)
    returned, _ = asked("return x if type(x) is np.ndarray else None", sent(array))
    assert np.array_equal(as_array("x", returned, ""), array)


def test_a_hidden_array_is_computed_with_and_counted(asked):
    returned, counts = asked("return x.sum(axis=0)", Hidden(sent(ROWS)))
    assert returned == [5.0, 7.0, 9.0] and sum(counts.values()) == 3
    returned, counts = asked("return x @ x.T", Hidden(sent(ROWS)))
    assert returned == [[14.0, 32.0], [32.0, 77.0]] and sum(counts.values()) == 4 * (3 + 2)


def test_a_hidden_array_cannot_be_looked_at(server):
    with (
        submitted(task("return x.astype(float)"), server=server) as submission,
        pytest.raises(SubmissionProblem, match="kept by the grader"),
    ):
        submission(Hidden(sent(ROWS)))


def test_one_array_in_two_places_is_one_array(server):
    one = sent(ROWS)
    assert again("return float(x is more[0])", [[one, one], [one, sent(ROWS)]], server) == (
        [1.0, 0.0],
        "",
    )


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("x[1, 2] = 9.0", "[1, 2]"),
        ("x += 1.0", "[0, 0]"),
        ("x.shape = (3, 2)", "[…]"),
        ("x = x + 1.0", ""),
    ],
)
def test_what_was_changed_in_an_array_is_named(line, place, server):
    assert again(f"{line}; return 0.0", [[sent(ROWS)]], server)[1] == place


def told(yours, expected):
    with pytest.raises(Wrong) as error:
        compare_array("adjoint of b", yours, np.array(expected), "    given")
    return str(error.value)


def test_a_wrong_shape_is_said_before_any_number():
    text = told([[1.0] * 3] * 4, [4.0, 4.0, 4.0])
    assert "The adjoint of b has shape (4, 3), expected shape (3,)." in text
    assert "no axes: a number, expected shape (1,)" in told(2.0, [2.0])


def test_the_first_wrong_entry_is_named_and_all_are_marked():
    text = told([[1.0, 2.0], [3.0, 4.0]], [[1.0, 5.0], [3.0, 6.0]])
    assert "The adjoint of b, entry [0, 1]: yours 2, expected 5." in text
    assert [line.count("◀") for line in text.split("\n")[-2:]] == [1, 1]


@pytest.mark.parametrize("yours", [None, "text", [[1.0], [2.0, 3.0]], {"a": 1.0}])
def test_what_is_no_array_is_said(yours):
    assert "array of numbers" in (said := told(yours, [1.0])) or "`return`" in said


def test_the_first_failure_is_on_a_small_array(server):
    """Of a mistake about an axis of length 1: on an array with no other."""
    exercise = exercises()["unbroadcast"]
    source = next(each.source for each in exercise.misconceptions if each.name == "squeezed")
    report = grade(exercise, source, seed=1, server=server)
    assert "shape = (1,)" in report.first_failed.message
    assert report.first_failed.facts["wanted"] == [1]
