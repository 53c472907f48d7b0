"""Predictions that are answered back.

- `predict(name, answer)`: commit to an answer, before the lesson shows it.
- `predicted(name)`: whether that has been done; a cell that would give the answer away asks it.
- `answer(name, right)`: what was said beside what is so, and which mistake a wrong number is.

A prediction is kept in the log of the learner's progress, so a lesson may be gone on with another
day. With ADLAB_PREDICT=skip in the environment nobody is asked, and everything is shown: so the
lessons on a site have their pictures.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from html import escape
from typing import Any

from adlab.course import progress as log
from adlab.course.asking.expected import (
    FROM_THE_LESSON,
    Places,
    expected,
    graph_of,
    judged_order,
    with_those_of,
)
from adlab.course.asking.forms import (
    BLANK,
    UNKNOWN,
    Answer,
    Near,
    answer_of,
    dumped,
    is_blank,
    is_unknown,
    loaded,
    same,
    shown,
)
from adlab.course.asking.judging import Verdict, judge
from adlab.course.asking.questions import Question, meant, predictions
from adlab.course.pages import Shown, inline, joined
from adlab.engine.errors import InputError, explain
from adlab.view.player.player import Player

SKIP = "ADLAB_PREDICT"
"""Set to "skip", nobody is asked."""


class Waiting(Shown):
    """What stands in the place of a demonstration until there is a prediction. It is false."""

    def __bool__(self) -> bool:
        return False


class Prompted(Waiting):
    """The same where it has been said already, so that a notebook shows nothing more."""

    def _ipython_display_(self) -> None:
        pass


class Answered(Shown):
    """What is said to a prediction. A notebook shows it; `print` it elsewhere.

    Attributes
    ----------
    right : whether it was right; None if it was said not to be known
    given : what was predicted
    expected : what is right
    """

    def __init__(
        self, verdict: Verdict, given: Answer, expected: Answer, because: str, show: Any
    ) -> None:
        said = Shown(
            "\n".join(filter(None, [verdict.text, because])),
            verdict.html + (f"<p>{escape(because)}</p>" if because else ""),
        )
        self._bundle = joined(said, show)
        super().__init__(self._bundle["text/plain"], self._bundle["text/html"])
        self.right, self.given, self.expected = verdict.right, given, expected

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return self._bundle


def predict(name: str, given: Any = BLANK, /, **parts: Any) -> Any:
    """Commit to an answer. It is read and answered by a later cell, and kept with your progress.

    Parameters
    ----------
    name : of the question
    given : a number in any form (`5.5`, `11/2`, `"2 - cos(5)"`), a word, a list for an order, or a
        set; "?" if you do not know. `...` is still to be filled in. Or a player with `predict=`:
        then what is typed there is the prediction.
    **parts : the same for a question with several parts

    Returns
    -------
    What a notebook shows: that it has been noted, or what is still missing.

    Raises
    ------
    InputError
        There is no such question or part, or what was given is no answer.

    >>> print(predict("an-example", 8))
    Noted: 8. A later cell answers.
    """
    question = _question(name)
    if isinstance(given, Player):
        return _in_the_player(question, given)
    answer = _answer(question, given, parts)
    if is_blank(answer):
        before = _latest(name)
        return Shown(*_prompt(question, answer)) if before is None else _noted(before)
    return _noted(answer, _record(question, answer))


def predicted(name: str) -> Any:
    """Whether a prediction stands; if not, it is said how to make one.

    A cell that would give the answer away asks first: `if adlab.predicted("order-valid"): …`, or
    `adlab.predicted("order-valid") and adlab.step(f, 2.0, 5.0)`.

    Returns
    -------
    True, or something false that a notebook shows as nothing.

    Raises
    ------
    InputError
        There is no such question, and one with nearly this name.

    >>> if predicted("another-example"):
    ...     print(3.0 * 5.0)
    Predict first: fill in `adlab.predict("another-example", ...)` above, and run it; "?" will do.
    """
    question = _question(name)
    if _latest(name) is not None or _skipped():
        return True
    text, html = _first(question)
    print(text)
    return Prompted("", html)


def answer(
    name: str,
    right: Any = FROM_THE_LESSON,
    *arguments: Any,
    value: Places = None,
    tangent: Places = None,
    adjoint: Places = None,
    partial: Places = None,
    order: bool = False,
    seed: str | None = None,
    output: str | None = None,
    within: float = 0.0,
    plus_minus: float = 0.0,
    because: str = "",
    show: Any = None,
) -> Shown:
    """Answer a prediction: what was said, what is so, and which mistake a wrong number is.

    Parameters
    ----------
    name : of the question
    right : a function, with its arguments after it, or a graph or player of one: then the answer is
        computed, and wrong numbers are compared with those of wrong sweeps. Or the answer itself,
        as the cell has computed it. By default, what the lesson has for it.
    *arguments : numbers for the function
    value, tangent, adjoint, partial : the labels of the nodes that were asked for, one or several;
        a partial is written "x → v1"
    order : any order in which nodes come after what they need is right
    seed, output : of a tangent, the input that moves; of an adjoint, the output, if not the first
    within, plus_minus : a factor or a distance by which a number may be off
    because : why it is so
    show : what is shown below, such as a player; a `right` that is a player is shown anyway

    Returns
    -------
    What a notebook shows. Without a prediction that is a friendly word, and nothing else.

    Raises
    ------
    InputError
        There is no such question, or nothing says what is right.

    >>> def f(x):
    ...     return x * x
    >>> _ = predict("an-example-of-fan-out", 3)
    >>> print(answer("an-example-of-fan-out", f, 3.0, adjoint="x"))
    ✗ You said 3; it is 6. 3 is the last share alone: each share was written over the one before.
    """
    question = _question(name)
    asked = {"value": value, "tangent": tangent, "adjoint": adjoint, "partial": partial}
    given = _latest(name)
    if given is None and not _skipped():
        return Waiting(*_first(question))
    given = UNKNOWN if given is None else given
    near = Near(within, plus_minus) if within or plus_minus else question.near
    graph = graph_of(right, arguments)
    if order and graph is not None:
        verdict, so = judged_order(given, graph), tuple(graph.labels)
    else:
        so, computed = expected(question, right, graph, asked, seed, output)
        verdict = judge(_single(given, so), so, near=near, notes=with_those_of(question, computed))
    if not _skipped():
        _record_verdict(question, given, verdict)
    below = right if show is None and isinstance(right, Player) else show
    return Answered(verdict, given, so, because or question.because, below)


# ------------------------------------------------------------------------------ what was given


def _question(name: str) -> Question:
    """The question with this name; a new one if no known one has nearly that name."""
    if not isinstance(name, str) or not name.strip():
        what = "A question is named by a text, and this is none."
        raise InputError(explain(what, fix='adlab.predict("order-valid", {1, 2})'))
    known = predictions()
    if name in known:
        return known[name]
    suggestion = meant(name, known)
    if suggestion:
        raise InputError(f"There is no question {name!r}. {suggestion}")
    return Question(name)


def _answer(question: Question, given: Any, parts: Mapping[str, Any]) -> Answer:
    """What was given, in its one form; with `...` for what is missing."""
    if parts and given is not BLANK:
        what = f"{question.id} got an answer without a name beside those with one."
        raise InputError(explain(what, fix=f"name all of them: {_call(question)}"))
    if not parts and not isinstance(given, Mapping):
        answer = answer_of(given)
        if len(question.parts) > 1 and not is_unknown(answer) and answer is not BLANK:
            what = f"{question.id} asks for several things: {', '.join(question.parts)}."
            raise InputError(explain(what, fix=f"write {_call(question)}"))
        return _chosen(question, answer)
    named: dict[str, Answer] = answer_of(parts or given)
    for part in named:
        if question.parts and part not in question.parts:
            there_are = f"There are: {', '.join(question.parts)}."
            suggestion = meant(part, question.parts)
            raise InputError(f"{question.id} has no part {part!r}. {suggestion} {there_are}")
    given_parts = {part: named.get(part, BLANK) for part in question.parts} or named
    return {part: _chosen(question, each) for part, each in given_parts.items()}


def _chosen(question: Question, answer: Answer) -> Answer:
    """An answer, if it is one of the choices where there are some."""
    if not question.choices or is_blank(answer) or is_unknown(answer):
        return answer
    if any(same(answer, choice) for choice in question.choices):
        return answer
    there_are = f"There are: {', '.join(question.choices)}."
    suggestion = meant(str(answer), question.choices)
    raise InputError(" ".join(f"{answer!r} is no choice. {suggestion} {there_are}".split()))


def _single(given: Answer, expected: Answer) -> Answer:
    """An answer with one part, where a single one is asked."""
    if isinstance(given, dict) and not isinstance(expected, Mapping) and len(given) == 1:
        return next(iter(given.values()))
    return given


def _in_the_player(question: Question, player: Player) -> Any:
    """The player; what is typed into it is noted as it comes, the first try for each node."""
    if _skipped():
        return player
    widget = player.widget()

    def note(change: Any) -> None:
        given = {each["node"]: each["tries"][0] for each in change["new"] if each["tries"]}
        if given:
            _record(question, answer_of(given))

    widget.observe(note, "answers")
    return widget


# ------------------------------------------------------------------------------ what is kept


def _latest(name: str) -> Answer | None:
    """The last prediction, or None."""
    found = [each for each in log.answers("predicted") if each.question == name]
    return loaded(found[-1].given) if found else None


def _record(question: Question, answer: Answer) -> str:
    if _latest(question.id) == answer:
        return ""
    return log.record_answer(question.lesson, "predicted", question.id, dumped(answer))


def _record_verdict(question: Question, given: Answer, verdict: Verdict) -> None:
    """Write down how a prediction went, once for each that was made."""
    events = [each for each in log.answers() if each.question == question.id]
    if events and events[-1].kind == "predicted":
        log.record_answer(
            question.lesson, "answered", question.id, dumped(given), verdict.right, verdict.mistake
        )


def _skipped() -> bool:
    return os.environ.get(SKIP, "").casefold() == "skip"


# ------------------------------------------------------------------------------ what is shown


def _noted(answer: Answer, problem: str = "") -> Shown:
    text = f"Noted: {shown(answer)}. A later cell answers."
    text += f" But {problem}." if problem else ""
    return Shown(text, f"<p>{escape(text)}</p>")


def _call(question: Question) -> str:
    """How to predict, with blanks."""
    blanks = ", ".join(f"{part}=..." for part in question.parts) or "..."
    return f'adlab.predict("{question.id}", {blanks})'


def _first(question: Question) -> tuple[str, str]:
    """That a prediction is wanted first, as text and as HTML."""
    asks = f"\n{question.asks}" if question.asks else ""
    return _said(
        f'Predict first: fill in `{_call(question)}` above, and run it; "?" will do.{asks}'
    )


def _prompt(question: Question, answer: Answer) -> tuple[str, str]:
    """What is still to be filled in, as text and as HTML."""
    missing = (
        [name for name, part in answer.items() if is_blank(part)]
        if isinstance(answer, dict)
        else []
    )
    what = f"Still open: {', '.join(missing)}." if missing and len(missing) < len(answer) else ""
    fill = (
        'Write your answer in the place of `...`, and run this cell. "?" says that you do not know.'
    )
    return _said("\n".join(filter(None, [question.asks, what, fill])))


def _said(text: str) -> tuple[str, str]:
    lines = "<br>".join(map(inline, text.split("\n")))
    return text, f"<p>{lines}</p>"
