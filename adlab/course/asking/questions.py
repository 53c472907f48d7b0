"""The questions of a lesson: what learners predict in it, and what comes back later.

- `lessons()`: the lessons that have questions, in the order of the course.
- `predictions()`: what is predicted, by id. `recaps(lesson)`: what comes back of a lesson.
- `meant(id, known)`: "Did you mean …?"

A lesson has one file, `lessons/10.toml`. A question that is answered from a function or from
numbers of the lesson has no answer there: it is computed when it is asked for.

    [[predict]]                          # read by adlab.predict and adlab.answer
    id = "order-valid"
    asks = "Which of the four orders can be used?"
    answer = ["1", "2", "3"]             # a number, a word, an order; or a table of parts
    any_order = true                     # a set
    because = "An order will do if each node comes after all that it needs."

    [[predict.wrong]]                    # what is said to an answer that is often given
    answer = ["1"]
    mistake = "creation-order"
    says = "the order in which they are written is one of several"

    [[recap]]                            # read by adlab.review
    id = "order-why"
    asks = "…"
    choices = ["…", "…", "…"]            # then the answer is a letter
    answer = "b"
    because = "…"

Other fields: `parts`, the names of what is asked if the answer is computed; `within`, a factor, and
`plus_minus`, a distance, by which a number may be off. What is predicted may have `choices`, too:
then the answer is one of these words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from adlab.course.asking.forms import EXACTLY, Answer, Near

FOLDER = Path(__file__).parent / "lessons"
LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Wrong:
    """An answer that is often given, and what is said to it.

    Attributes
    ----------
    answer : what was answered
    says : what that is
    mistake : as in docs/misconceptions.md
    part : of which part of the question, or ""
    """

    answer: Answer
    says: str
    mistake: str = ""
    part: str = ""


@dataclass(frozen=True)
class Question:
    """A question to which an answer is a number, a word, an order, a set, or parts of these.

    Attributes
    ----------
    id : such as "order-valid"
    asks : the question in a sentence
    lesson : its number, or "" for a question of one's own
    answer : what is right; None if it is computed from what the lesson runs
    parts : the names of what is asked, if there are several
    choices : what to choose from; in a recap the answer is then a letter
    near : how near a number must come
    because : why it is so, in a sentence or two
    wrong : answers that are often given
    """

    id: str
    asks: str = ""
    lesson: str = ""
    answer: Answer = None
    parts: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    near: Near = EXACTLY
    because: str = ""
    wrong: tuple[Wrong, ...] = ()


@cache
def lessons() -> tuple[str, ...]:
    """The lessons that have questions, such as "06b", in the order of the course."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def predictions() -> Mapping[str, Question]:
    """What is predicted in the lessons: id → question."""
    return MappingProxyType({q.id: q for lesson in lessons() for q in _read(lesson)["predict"]})


def recaps(lesson: str) -> tuple[Question, ...]:
    """The questions of a lesson that come back."""
    return _read(lesson)["recap"] if lesson in lessons() else ()


def meant(id: str, known: Collection[str]) -> str:
    """Which of the known ids was meant, as a sentence; "" if none is near.

    >>> meant("fan-out-sum", ["fan-out-sums", "order-valid"])
    "Did you mean 'fan-out-sums'?"
    """
    found = get_close_matches(id.casefold(), known, 1, 0.75)
    return f"Did you mean {found[0]!r}?" if found else ""


@cache
def _read(lesson: str) -> Mapping[str, tuple[Question, ...]]:
    data = tomllib.loads((FOLDER / f"{lesson}.toml").read_text("utf-8"))
    strange = data.keys() - {"predict", "recap"}
    if strange:
        raise ValueError(f"{lesson}.toml has {', '.join(strange)}, which nothing reads")
    return {
        kind: tuple(_question(lesson, said) for said in data.get(kind, ()))
        for kind in ("predict", "recap")
    }


def _question(lesson: str, said: dict[str, Any]) -> Question:
    unordered = said.pop("any_order", False)
    answer = _form(said.pop("answer", None), unordered)
    near = Near(float(said.pop("within", 0.0)), float(said.pop("plus_minus", 0.0)))
    wrong = tuple(
        Wrong(**{**each, "answer": _form(each["answer"], unordered)})
        for each in said.pop("wrong", ())
    )
    parts = tuple(said.pop("parts", answer if isinstance(answer, dict) else ()))
    choices = tuple(said.pop("choices", ()))
    return Question(
        lesson=lesson, answer=answer, near=near, wrong=wrong, parts=parts, choices=choices, **said
    )


def _form(answer: Any, unordered: bool) -> Answer:
    """An answer as the file has it, in its one form. Counts stay whole numbers."""
    if isinstance(answer, dict):
        return {name: _form(part, unordered) for name, part in answer.items()}
    if isinstance(answer, list):
        return frozenset(map(str, answer)) if unordered else tuple(answer)
    return ("no", "yes")[answer] if isinstance(answer, bool) else answer
