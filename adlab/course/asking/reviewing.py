"""Questions of earlier lessons, which come back two and five lessons later.

- `review(lesson, *answers)`: the questions at the end of a lesson, or what is said to answers.
- `due(lesson)`: those of earlier lessons among them.

Why spaced: what is asked again after a while is remembered far longer than what is read again.
Source: Cepeda, Pashler, Vul, Wixted and Rohrer, *Distributed practice in verbal recall tasks: a
review and quantitative synthesis*, Psychological Bulletin 132 (2006).
"""

from __future__ import annotations

from html import escape
from typing import Any

from adlab.course import progress as log
from adlab.course.asking.forms import BLANK, Answer, answer_of, dumped, same
from adlab.course.asking.judging import Note, Verdict, judge
from adlab.course.asking.questions import LETTERS, Question, lessons, meant, recaps
from adlab.course.pages import Shown, inline
from adlab.engine.errors import InputError, explain

SPACING = (2, 5)
"""How many lessons later a question comes back."""


def review(lesson: str | None = None, *answers: Any) -> Shown:
    """Show the questions at the end of a lesson, or answer them.

    Parameters
    ----------
    lesson : its number, such as "09"; by default, the last one in which you answered something
    *answers : in the order of the questions; `...` leaves one out, "?" says that you do not know

    Raises
    ------
    InputError
        There is no such lesson, or there are more answers than questions.

    >>> print(review("01", "a"))
    1. ✗ You said a; it is b. a is right for a forward difference, which AD does not take.
       AD takes no difference anywhere. Each operation's slope is known by a rule.
    2. A function runs a loop 1,000 times and returns a number. What does AD give for it at x = 2?
       a) a formula, a thousand times as long
       b) nothing: there is no closed form
       c) a number: the derivative, at 2, of the operations that were run
    To answer: adlab.review("01", "a", ...)
    """
    place = _number(lesson)
    asked = [*recaps(place), *due(place)]
    if len(answers) > len(asked):
        what = f"There are {len(asked)} questions, and you gave {len(answers)} answers."
        raise InputError(explain(what, fix=_call(place, asked, ())))
    given = [answer_of(each) for each in answers] + [BLANK] * (len(asked) - len(answers))
    judged = [
        None if each is BLANK else _judged(question, each, place)
        for question, each in zip(asked, given, strict=True)
    ]
    if not asked:
        said = "Nothing comes back now. Questions return two and five lessons later."
        return Shown(said, f"<p>{escape(said)}</p>")
    to_answer = "" if all(judged) else _call(place, asked, answers)
    return Shown(_text(asked, judged, to_answer), _html(asked, judged, to_answer))


def due(lesson: str) -> list[Question]:
    """What comes back at the end of a lesson: the questions of those two and five lessons before.

    >>> [question.id for question in due("03")]
    ['ways-step', 'ways-loop']
    """
    known = lessons()
    place = known.index(lesson)
    return [
        question for back in SPACING if place >= back for question in recaps(known[place - back])
    ]


def _number(lesson: str | None) -> str:
    """The number of a lesson; by default, of the last in which something was answered."""
    known = lessons()
    if lesson is None:
        return max((a.lesson for a in log.answers() if a.lesson in known), default=known[0])
    number = str(lesson).lower()
    if not number[1:2].isdigit():
        number = f"0{number}"  # 9 and "6b" are lessons, too
    if number not in known:
        there_are = f"There are: {', '.join(known)}."
        what = f"There is no lesson {lesson!r}. {meant(number, known)} {there_are}"
        raise InputError(explain(" ".join(what.split()), fix='adlab.review("09")'))
    return number


def _judged(question: Question, given: Answer, place: str) -> Verdict:
    """What is said to one answer, which is written down."""
    if question.choices:
        given = _letter(question, given)

    def notes(part: str, wrong: Answer) -> Note | None:
        known = next((each for each in question.wrong if same(wrong, each.answer)), None)
        return Note(known.says, known.mistake) if known else None

    verdict = judge(given, question.answer, near=question.near, notes=notes)
    known = [(a.lesson, a.question, a.given) for a in log.answers("recap")]
    if (place, question.id, dumped(given)) not in known:
        log.record_answer(
            place, "recap", question.id, dumped(given), verdict.right, verdict.mistake
        )
    return verdict


def _letter(question: Question, given: Answer) -> Answer:
    """The letter of a choice, also where its text was given."""
    for letter, choice in zip(LETTERS, question.choices, strict=False):
        if isinstance(given, str) and given.rstrip(").").casefold() in (letter, choice.casefold()):
            return letter
    return given


def _call(place: str, asked: list[Question], answers: tuple[Any, ...]) -> str:
    """How to answer the questions that are still open."""
    given = [dumped(each) if isinstance(each, str) else repr(each) for each in answers]
    blanks = ["..."] * (len(asked) - len(answers))
    written = ["..." if each == "Ellipsis" else each for each in [*given, *blanks]]
    return f"adlab.review({', '.join([dumped(place), *written])})"


def _text(asked: list[Question], judged: list[Verdict | None], to_answer: str) -> str:
    lines = []
    for number, (question, verdict) in enumerate(zip(asked, judged, strict=True), 1):
        said = [verdict.text, question.because] if verdict else [question.asks, *_choices(question)]
        first, *rest = filter(None, said)
        lines += [f"{number}. {first}", *(f"   {line}" for line in rest)]
    return "\n".join([*lines, *([f"To answer: {to_answer}"] if to_answer else [])])


def _html(asked: list[Question], judged: list[Verdict | None], to_answer: str) -> str:
    items = []
    for question, verdict in zip(asked, judged, strict=True):
        choices = "".join(f"<br>{inline(choice)}" for choice in _choices(question))
        said = f"{verdict.html}<p>{inline(question.because)}</p>" if verdict else ""
        items.append(f"<li><p>{inline(question.asks)}{choices}</p>{said}</li>")
    how = f"<p>To answer: <code>{escape(to_answer)}</code></p>" if to_answer else ""
    return f'<div class="adlab-review"><ol>{"".join(items)}</ol>{how}</div>'


def _choices(question: Question) -> list[str]:
    return [f"{letter}) {c}" for letter, c in zip(LETTERS, question.choices, strict=False)]
