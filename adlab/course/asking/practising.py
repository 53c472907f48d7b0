"""Practice without end: a small random graph, a question, and what a wrong number is.

- `practice()`: the next question. `practice(3, 24)`: an answer to the third, and the one after it.
- `level_of(passed)`: how hard the next one is: harder after two right answers in a row, easier
  after two wrong ones.

Questions are numbered, so a cell may be run twice: an answer counts once.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from html import escape
from typing import Any

from adlab.course import progress as log
from adlab.course.asking.drawing import LEVELS, Task, drawn
from adlab.course.asking.entry import Entry
from adlab.course.asking.forms import BLANK, Answer, answer_of, as_number, dumped
from adlab.course.asking.judging import Note, judge
from adlab.course.asking.mistakes import broken, mistakes, named
from adlab.course.pages import Shown, code_block, preformatted
from adlab.engine.errors import InputError, explain
from adlab.view.drawn.diagram import picture
from adlab.view.player.player import Player

IN_A_ROW = 2
"""Right answers in a row that make it harder, and wrong ones that make it easier."""


class Practised(Shown):
    """A question, or what is said to an answer. A notebook shows it; `print` it elsewhere.

    Attributes
    ----------
    number : of the question to answer next
    right : whether the answer that was given is right; None if none was, or it was "?"
    """

    def __init__(self, text: str, html: str, number: int, right: bool | None = None) -> None:
        super().__init__(text, html)
        self.number, self.right = number, right

    def _ipython_display_(self) -> None:
        """In a notebook with a field, in which one goes on and on."""
        Entry(lambda typed: practice(practice().number, typed)).publish(self)


def practice(number: int | None = None, given: Any = BLANK) -> Practised:
    """Show the next question about a small random graph, or answer one.

    Parameters
    ----------
    number : of the question that is answered
    given : a number in any form, a word, or "?"

    Raises
    ------
    InputError
        There is no question with this number yet, or the answer is missing.

    >>> practised = practice()
    >>> practice(practised.number, "?").right is None
    True
    """
    passed = _passed()
    open_one = len(passed) + 1
    if number is None:
        return Practised(*_asked(open_one, passed), open_one)
    _refuse(number, given, open_one)
    task = _task(number, passed)
    answer = answer_of(given)
    verdict = judge(answer, task.answer, notes=lambda part, wrong: _note(task, wrong))
    note = ""
    if number == open_one:
        note = log.record_answer(
            "", "practice", f"practice-{number}", dumped(answer), verdict.right, verdict.mistake
        )
        passed = [*passed, verdict.right]
    text, html = _asked(len(passed) + 1, passed)
    said = "\n".join(filter(None, [verdict.text, note]))
    return Practised(
        f"{said}\n\n{text}", f"{verdict.html}{_stepped(task)}{html}", len(passed) + 1, verdict.right
    )


def level_of(passed: Iterable[bool | None]) -> int:
    """How hard the next question is, after these answers.

    >>> level_of([]), level_of([True, True, True, True]), level_of([True, True, False, False])
    (1, 3, 1)
    """
    level, run = 1, 0
    for right in passed:
        run = max(run, 0) + 1 if right else min(run, 0) - 1
        if abs(run) == IN_A_ROW:
            level = min(max(level + (1 if run > 0 else -1), 1), LEVELS)
            run = 0
    return level


def _passed() -> list[bool | None]:
    """How the questions so far went, in the order of their numbers."""
    first: dict[str, bool | None] = {}
    for each in log.answers("practice"):
        first.setdefault(each.question, each.passed)
    return list(first.values())


def _task(number: int, passed: list[bool | None]) -> Task:
    """A question by its number: everybody has questions of their own."""
    return drawn(f"{log.home()} {number}", level_of(passed[: number - 1]))


def _refuse(number: Any, given: Any, open_one: int) -> None:
    right = f"adlab.practice({open_one}, 24)"
    if given is BLANK:
        what = f"An answer has the number of its question before it, and here is only {number!r}."
        raise InputError(explain(what, fix=f"{right}, if 24 is your answer"))
    if not isinstance(number, int) or not 1 <= number <= open_one:
        what = f"There is no question {number!r} yet: the one to answer is {open_one}."
        raise InputError(explain(what, fix=f"{right}, if 24 is your answer"))


def _note(task: Task, wrong: Answer) -> Note | None:
    """What a wrong answer is."""
    if task.quantity is None:
        said = broken(task.graph, task.order) or "every node comes after what it needs"
        return Note(f"not the one: {said}", "creation-order")
    number = as_number(wrong)
    if number is None:
        return None
    found = named(number, float(task.answer), mistakes(task.graph, task.quantity))
    return Note(found.words, found.id) if found else None


def _asked(number: int, passed: list[bool | None]) -> tuple[str, str]:
    """A question, as text and as HTML."""
    task = _task(number, passed)
    level = level_of(passed[: number - 1])
    head = f"Practice {number}, level {level} of {LEVELS}"
    how = f"adlab.practice({number}, ...)"
    source = "\n".join(f"    {line}" for line in task.source.splitlines())
    text = f"{head}\n\n{source}\n\n{task.asks}\nAnswer: {how}"
    svg = b64encode(picture(task.graph, values=False).encode()).decode()
    html = (
        f'<div class="adlab-practice"><p><strong>{head}</strong></p>'
        f"{preformatted(task.source.rstrip())}"
        f'<img alt="The graph of f" style="max-width: 100%" src="data:image/svg+xml;base64,{svg}">'
        f"<p>{escape(task.asks)}</p><p>Answer:</p>{code_block(how)}</div>"
    )
    return text, html


def _stepped(task: Task) -> str:
    """The graph that was asked about, to step through; folded, for who wants to know."""
    player = Player(task.graph, **_opening(task))
    return f"<details><summary>Step through it</summary>{player._repr_html_()}</details>"


def _opening(task: Task) -> dict[str, Any]:
    """The sweep that computes what was asked."""
    asked = task.quantity
    if asked is None or asked.kind == "value":
        return {"sweep": "forward"}
    if asked.kind == "tangent":
        return {"sweep": ("tangent", asked.unit)}
    return {"sweep": "reverse", "start": "backward pass" if asked.kind == "adjoint" else 0}
