"""The concept inventory: 20 questions, before and after the course.

- `inventory()`: the questions in a notebook. `inventory("ABCD…")`: your answers, which are kept.
- `items(form)`: the Items of form "A" or "B". `marked(answers, form)`: which answers are right.
- `attempts()`: what has been answered on this machine. `exported(learner)`: the same as JSON.

Right answers are not shown, so that the second test measures something. The inventory is **not
validated yet**: its distractors are what wrong sweeps really return, but no interviews and no
statistics of items stand behind it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from adlab.course import progress as log
from adlab.course.asking.forms import dumped, loaded
from adlab.course.pages import Shown, inline
from adlab.engine.errors import InputError, explain

FILE = Path(__file__).parent / "inventory.toml"
FORMS = ("A", "B")
LETTERS = "ABCD"
NOT_KNOWN = "E"
SHORT = (1, 3, 4, 6, 7, 9, 11, 13, 16, 17, 18, 20)
"""The items of the short form, which takes 12 minutes."""

NOT_VALIDATED = (
    "This inventory is not validated yet: no interviews with learners and no statistics of its "
    "items stand behind it. Use it to see where a class stands, and not for marks."
)
CONVENTIONS = (
    "“∂y/∂x” is how fast y moves when only x moves. Programs are Python; functions of np have "
    "their usual meaning. Each question has one right answer; E means “I do not know”, and is "
    "better than a guess."
)
FORMAT = 1


@dataclass(frozen=True)
class Item:
    """One question.

    Attributes
    ----------
    number : from 1 to 20
    cluster : what it is about; several items share one
    text : the question
    choices : the four answers, A to D
    key : the letter of the right one
    says : letter of a wrong one → what it tells of who takes it
    """

    number: int
    cluster: str
    text: str
    choices: tuple[str, ...]
    key: str
    says: Mapping[str, str]


@dataclass(frozen=True)
class Attempt:
    """One test of one learner.

    Attributes
    ----------
    learner : a name, or ""
    form : "A" or "B"
    time : when, or any text that sorts so
    given : number of the item → letter
    """

    learner: str
    form: str
    time: str
    given: Mapping[int, str]


@cache
def items(form: str = "A", short: bool = False) -> tuple[Item, ...]:
    """The items of a form, or of its short version."""
    said = tomllib.loads(FILE.read_text("utf-8"))["item"]
    return tuple(_item(each, form) for each in said if not short or each["number"] in SHORT)


def _item(said: dict[str, Any], form: str) -> Item:
    other = said.get("b", {}) if form == "B" else {}
    fields = {name: part for name, part in {**said, **other}.items() if name != "b"}
    return Item(**{**fields, "choices": tuple(fields["choices"])})


def inventory(answers: Any = None, form: str = "A", *, short: bool = False) -> Shown:
    """Show the concept inventory, or keep your answers to it.

    Parameters
    ----------
    answers : a letter for each question, as one text "ABCDE…" or as a list; "E" for "I do not know"
    form : "A" before the course, "B" after it
    short : the 12 items that take 12 minutes

    Raises
    ------
    InputError
        There is no such form, or the letters are not one for each question.

    >>> print(inventory("E" * 20))
    Kept: 20 answers to form A. Right answers are not shown: they would spoil the second test.
    To hand them in: adlab inventory export FILE
    >>> print(inventory("EEE"))
    Traceback (most recent call last):
    adlab.engine.errors.InputError: There are 20 questions, and you gave 3 letters.
      fix:   a letter for each, A to D, or E if you do not know: adlab.inventory("ABCDE…")
    """
    form = _form(form)
    asked = items(form, short)
    if answers is None:
        return Shown(sheet_text(asked, form), _html(asked, form, short))
    letters = _letters(answers, asked)
    given = {str(item.number): letter for item, letter in zip(asked, letters, strict=True)}
    note = log.record_answer("", "inventory", f"inventory-{form}", dumped(given))
    text = (
        f"Kept: {len(given)} answers to form {form}. Right answers are not shown: they would spoil "
        "the second test.\nTo hand them in: adlab inventory export FILE"
    )
    text += f"\nBut {note}." if note else ""
    return Shown(text, "".join(f"<p>{escape(line)}</p>" for line in text.splitlines()))


def marked(given: Mapping[int, str], form: str) -> dict[int, bool]:
    """Which answers are right: number of the item → whether.

    >>> marked({1: "C", 2: "E"}, "A")
    {1: True, 2: False}
    """
    keys = {item.number: item.key for item in items(form)}
    return {number: letter == keys[number] for number, letter in given.items()}


def attempts() -> list[Attempt]:
    """What has been answered on this machine, the oldest first."""
    return [
        Attempt(
            "",
            each.question.removeprefix("inventory-"),
            each.time,
            {int(number): letter for number, letter in loaded(each.given).items()},
        )
        for each in log.answers("inventory")
    ]


def exported(learner: str) -> str:
    """All answers of this machine as JSON, with the name that a learner chose."""
    tests: list[dict[str, Any]] = [
        {"form": each.form, "time": each.time, "given": each.given} for each in attempts()
    ]
    whole = {"adlab inventory": FORMAT, "learner": learner, "tests": tests}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def sheet_text(asked: Sequence[Item], form: str) -> str:
    """The questions as text, without a key."""
    lines = [f"Concept inventory, form {form}", "", CONVENTIONS, NOT_VALIDATED, ""]
    for item in asked:
        lines.append(f"{item.number}. {item.text}")
        lines += [f"   {letter}  {c}" for letter, c in zip(LETTERS, item.choices, strict=True)]
        lines += [f"   {NOT_KNOWN}  I do not know", ""]
    return "\n".join([*lines, f"Your answers: {_call(asked, form)}"])


def questions_html(asked: Sequence[Item], mark: str = "") -> str:
    """The questions as HTML, with a mark such as a box before each choice."""
    parts = []
    for item in asked:
        choices = "".join(
            f"<div>{mark}<strong>{letter}</strong> {inline(choice)}</div>"
            for letter, choice in zip(
                LETTERS + NOT_KNOWN, [*item.choices, "I do not know"], strict=True
            )
        )
        parts.append(f"<li value={item.number}><p>{inline(item.text)}</p>{choices}</li>")
    return f"<ol>{''.join(parts)}</ol>"


def _html(asked: Sequence[Item], form: str, short: bool) -> str:
    return (
        f'<div class="adlab-inventory"><p><strong>Concept inventory, form {form}</strong></p>'
        f"<p>{escape(CONVENTIONS)}</p><p><em>{escape(NOT_VALIDATED)}</em></p>"
        f"{questions_html(asked)}<p>Your answers, a letter for each: "
        f"<code>{escape(_call(asked, form, short))}</code></p></div>"
    )


def _call(asked: Sequence[Item], form: str, short: bool = False) -> str:
    letters = "." * len(asked)
    more = ", short=True" if short or len(asked) == len(SHORT) else ""
    return f'adlab.inventory("{letters}"{"" if form == "A" else f", {form!r}"}{more})'.replace(
        "'", '"'
    )


def _form(form: Any) -> str:
    if not isinstance(form, str) or form.upper() not in FORMS:
        raise InputError(explain(f"There is no form {form!r}.", fix='form="A" or form="B"'))
    return form.upper()


def _letters(answers: Any, asked: Sequence[Item]) -> list[str]:
    """A letter for each question."""
    given = (
        list("".join(map(str, answers)).upper()) if isinstance(answers, (str, list, tuple)) else []
    )
    letters = [letter for letter in given if not letter.isspace() and letter not in ",;"]
    fix = 'a letter for each, A to D, or E if you do not know: adlab.inventory("ABCDE…")'
    strange = [letter for letter in letters if letter not in LETTERS + NOT_KNOWN]
    if strange:
        raise InputError(explain(f"{strange[0]!r} is no answer.", fix=fix))
    if len(letters) != len(asked):
        what = f"There are {len(asked)} questions, and you gave {len(letters)} letters."
        raise InputError(explain(what, fix=fix))
    return letters
