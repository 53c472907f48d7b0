"""Questions that come back: which, when, and what is said to answers."""

import numpy as np
import pytest

import adlab
from adlab.course import progress
from adlab.course.asking.questions import lessons, recaps
from adlab.course.asking.reviewing import SPACING, due
from adlab.engine.errors import InputError

pytestmark = pytest.mark.usefixtures("own_log")


def slope_loop_sum(rounds):
    def f(x):
        for _ in range(rounds):
            x = x + x
        return x

    return f


def at(f, *args, kind="adjoint", node=0, **options):
    timeline = adlab.timeline(adlab.trace(f, *args), "reverse", **options)
    return timeline.adjoints(len(timeline))[node]


def central(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def tangent_of(f, *args, seeds):
    return adlab.jvp(f, args, seeds)[1]


def doubled_square(x):
    u = 2.0 * x
    v = u * u
    return v + 1.0


# What the numbers of the questions come to, by the engine. Questions of ideas are not here.
COMPUTED = {
    "symbolic-product-rule": lambda: (adlab.Dual(2.0, 3.0) * adlab.Dual(5.0, 7.0)).tangent,
    "numerical-tiny-h": lambda: (np.sin(1 + 1e-20) - np.sin(1)) / 1e-20,
    "numerical-central": lambda: central(lambda x: x**3, 1.0, 0.5),
    "graphs-two-edges": lambda: [e.partial for e in adlab.trace(lambda x: x * x, 5.0).edges],
    "forward-tangent": lambda: tangent_of(lambda x: (2.0 * x) ** 2, 3.0, seeds=(1.0,)),
    "forward-small-seed": lambda: tangent_of(lambda x: x * x * x, 2.0, seeds=(0.001,)),
    "dual-square": lambda: (adlab.Dual(5.0, 3.0) * adlab.Dual(2.0, 1.0)).tangent,
    "seeds-both": lambda: tangent_of(lambda x, y: x * y, 3.0, 8.0, seeds=(1.0, 1.0)),
    "store-product": lambda: [e.partial for e in adlab.trace(lambda u, w: u * w, 2.0, 7.0).edges],
    "backward-adjoint": lambda: at(doubled_square, 3.0, node=1),
    "fan-out-share": lambda: adlab.grad(lambda x, y: x * y + x)(4.0, 3.0),
    "fan-out-edges": lambda: len(adlab.trace(slope_loop_sum(10), 2.0).edges),
    "fan-out-zero": lambda: 3 * adlab.grad(lambda w: 5.0 * w)(1.0),
    "modes-weights": lambda: adlab.vjp(lambda x, y: (x * y, x + y), 4.0, 6.0)[1]((1.0, 1.0))[0],
    "engine-float": lambda: adlab.grad(lambda x: x * 3.0)(3.0),
}


@pytest.mark.parametrize("id", COMPUTED)
def test_a_number_is_what_the_engine_gives(id):
    question = next(q for lesson in lessons() for q in recaps(lesson) if q.id == id)
    np.testing.assert_allclose(question.answer, COMPUTED[id](), rtol=1e-12, atol=1e-12)


def test_every_lesson_from_01_on_has_two_or_three_questions():
    for lesson in lessons()[1:]:
        assert 2 <= len(recaps(lesson)) <= 3, lesson


def test_a_question_comes_back_two_and_five_lessons_later():
    known = lessons()
    for place, lesson in enumerate(known):
        back = [known[place - far] for far in SPACING if place >= far]
        assert [q.id for q in due(lesson)] == [q.id for each in back for q in recaps(each)]


def test_choices_are_letters_that_there_are():
    for lesson in lessons():
        for question in recaps(lesson):
            if question.choices:
                assert question.answer in "abcd"[: len(question.choices)], question.id


def test_questions_are_shown_with_how_to_answer():
    shown = str(adlab.review("09"))
    for number, question in enumerate([*recaps("09"), *due("09")], 1):
        assert f"{number}. {question.asks}" in shown
        assert question.because not in shown
    assert 'adlab.review("09", ..., ' in shown
    assert progress.answers() == []


def test_answers_are_answered_back_and_kept():
    first, second = recaps("09")[:2]
    shown = adlab.review("09", 24, "?")
    assert "1. ✗ You said 24; it is 12. 24 is the adjoint of x." in str(shown)
    assert f"2. · It is {second.answer}." in str(shown) and first.because in str(shown)
    kept = [(a.lesson, a.kind, a.question, a.passed) for a in progress.answers()]
    assert kept == [("09", "recap", first.id, False), ("09", "recap", second.id, None)]
    assert 'adlab.review("09", 24, "?", ...' in str(shown)


def test_the_cell_may_be_run_again():
    for _ in range(2):
        adlab.review("09", 12, "b")
    assert len(progress.answers()) == 2 and progress.scores() == {"recap": (2, 2)}


def test_an_answer_in_a_later_lesson_counts_there_too():
    adlab.review("07", 11)
    adlab.review("09", ..., ..., 11)
    assert progress.scores() == {"recap": (2, 2)}
    assert "Recap: 2 of 2 right." in str(adlab.progress())


@pytest.mark.parametrize(
    "given", ["b", "B", "b)", "the output moves 4 times as much as v, for small moves"]
)
def test_a_choice_is_named_by_its_letter_or_its_words(given):
    assert "2. ✓" in str(adlab.review("09", ..., given))


def test_without_a_lesson_it_is_the_last_one_in_which_something_was_answered():
    assert str(adlab.review()).startswith("Nothing comes back now")
    adlab.predict("fan-out-sums", z=4, x=16)
    assert str(adlab.review()) == str(adlab.review("10"))


def test_a_notebook_sees_the_same(own_log):
    html = adlab.review("09", 24)._repr_html_()
    assert "<ol>" in html and "24 is the adjoint of x" in html and "adlab.review(" in html


@pytest.mark.parametrize("lesson", [9, "9", "09"])
def test_a_lesson_may_be_named_by_its_number(lesson):
    assert str(adlab.review(lesson)) == str(adlab.review("09"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("77",), "There is no lesson '77'"),
        (("6c",), "Did you mean '06"),
        (("09", *range(20)), "you gave 20 answers"),
        (("09", print), "no answer"),
    ],
)
def test_misuse_says_what_there_is(arguments, says):
    with pytest.raises(InputError, match=says):
        adlab.review(*arguments)
