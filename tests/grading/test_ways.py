"""After solving: the learner's own code beside the model solution and other right ways."""

from __future__ import annotations

import pytest

from adlab.course.pages import feedback_html
from adlab.grading.exercises.exercise import exercises, find
from adlab.grading.exercises.feedback import Feedback, as_text
from adlab.grading.exercises.runner import grade
from adlab.grading.exercises.ways import side_by_side, ways
from adlab.grading.walls.server import ForkServer

REVERSE = find("reverse-sweep")
OWN = """# exercise: reverse-sweep
def reverse_sweep(nodes):
    bars = [0.0] * len(nodes)
    bars[-1] = 1.0
    for k in range(len(nodes))[::-1]:
        for o, p in zip(nodes[k]["operands"], nodes[k]["partials"]):
            bars[o] += bars[k] * p
    return bars
"""


def told(source: str, own: str) -> Feedback:
    return Feedback.of(grade(REVERSE, source, seed=1), REVERSE, own=own)


def test_who_has_solved_it_sees_the_model_solution_and_others_beside_their_own():
    feedback = told(OWN, OWN)
    titles = [title for title, _ in feedback.ways]
    assert titles[:2] == ["Yours", "The model solution"] and 3 <= len(titles) <= 4
    for text in (as_text(feedback), feedback_html(feedback)):
        assert "bars[o] += bars[k] * p" in text
        assert "adjoints[operand] += adjoints[index] * partial" in text
        assert "BEGIN SOLUTION" not in text


def test_nobody_else_sees_a_solution():
    wrong = OWN.replace("+=", "=")
    for feedback in (told(wrong, wrong), told(OWN, "")):
        assert feedback.ways == ()
        assert "adjoints[operand] += adjoints[index] * partial" not in as_text(feedback)


def test_code_stands_side_by_side_where_it_fits_and_below_where_not():
    several = [("Yours", "x = 1"), ("Another", "y = 2")]
    assert side_by_side(several, 40).splitlines() == ["Yours    Another", "x = 1    y = 2"]
    assert side_by_side(several, 10).split() == ["Yours", *"x=1", "Another", *"y=2"]


@pytest.mark.parametrize("id", exercises())
def test_every_exercise_has_another_right_way(id: str):
    exercise = find(id)
    titles = [title for title, _ in ways(exercise, exercise.solution)]
    assert 3 <= len(titles) <= 4


@pytest.mark.parametrize("id", exercises())
def test_every_other_way_is_right(id: str):
    exercise = find(id)
    with ForkServer() as server:
        for name, source in exercise.right:
            for seed in (1, 2):
                report = grade(exercise, source, seed=seed, server=server)
                assert report.solved, (name, report.problem or report.first_failed)
