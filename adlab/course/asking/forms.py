"""Answers as data: what a learner may give, and when two answers are the same.

- `answer_of(given)`: an answer in its one form: a number, a word, a list, a set, or named parts.
- `is_blank(answer)`, `is_unknown(answer)`: `...`, and "I do not know".
- `same(given, right, near)`: whether an answer is right.
- `shown(answer)`: an answer as it reads in a sentence.
- `dumped(answer)`, `loaded(text)`: the same as JSON, for the log.

A number may come in any form: `5.5`, `11/2`, `np.float64(5.5)`, `Fraction(11, 2)`, `"2 - cos(5)"`.

>>> same(answer_of("11/2"), 5.5), same(answer_of(["b", "A"]), {"a", "b"}), shown({"z": 4.0})
(True, True, 'z: 4')
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np

from adlab.course.asking.arithmetic import LONGEST, number_in
from adlab.engine.arrays.digits import number
from adlab.engine.errors import InputError, explain

Answer = Any  # float | str | tuple | frozenset | dict of these | BLANK

BLANK = ...
UNKNOWN = "?"
NOT_KNOWN = frozenset({"?", "i do not know", "i don't know", "i don’t know", "do not know", "idk"})
TOLERANCE = (
    0.005  # of the right number: what is shown has four digits, and the player takes the same
)
MANY = 200  # entries of an answer


class Near(NamedTuple):
    """How near a number must come to count as right, if not within TOLERANCE.

    Attributes
    ----------
    within : a factor: 10 for the right power of ten, more or less
    plus_minus : a distance
    """

    within: float = 0.0
    plus_minus: float = 0.0


EXACTLY = Near()


def answer_of(given: Any) -> Answer:
    """An answer in its one form.

    Raises InputError if it is none: an array, a complex number, a function …
    """
    if given is BLANK or given is None:
        return BLANK if given is BLANK else UNKNOWN
    if isinstance(given, (bool, np.bool_)):
        return "yes" if given else "no"
    if isinstance(given, (Real, np.ndarray)) and np.ndim(given) == 0:  # type: ignore[arg-type]
        return _number(given)
    if isinstance(given, str):
        return _word(given)
    if isinstance(given, Mapping) and len(given) <= MANY:
        return {str(name): answer_of(part) for name, part in given.items()}
    if isinstance(given, AbstractSet) and len(given) <= MANY:
        return frozenset(_entry(each) for each in given)
    if isinstance(given, (Sequence, np.ndarray)) and len(given) <= MANY:
        return tuple(_entry(each) for each in given)
    try:
        return _number(given)  # a Decimal, or another kind of number
    except (TypeError, ValueError):
        raise _no_answer(given) from None


def _number(given: Any) -> float:
    """A number; one that counts something stays whole."""
    if isinstance(given, (complex, np.complexfloating)):
        raise _no_answer(given)
    try:
        number = float(given)
    except OverflowError:
        raise _no_answer(given) from None
    if not math.isfinite(number):
        raise _no_answer(given)
    return int(given) if isinstance(given, Integral) else number


def _word(given: str) -> str:
    word = " ".join(given.split())
    if word.casefold().rstrip(".") in NOT_KNOWN:
        return UNKNOWN
    if not word:
        return UNKNOWN
    if len(word) > LONGEST:
        raise _no_answer(f"a text of {len(word)} characters")
    return word


def _entry(each: Any) -> Answer:
    """An entry of a list or a set: a number or a word, or for pairs a tuple of them."""
    entry = answer_of(each)
    return tuple(sorted(entry.items())) if isinstance(entry, dict) else entry


def _no_answer(given: Any) -> InputError:
    what = f"{str(given)[:60]} is no answer."
    why = "an answer is a number, a word, or a list or set of them"
    return InputError(explain(what, why=why, fix='for instance 8, "11/2", ["x", "a"] or "?"'))


def is_blank(answer: Answer) -> bool:
    """Whether something is still `...`."""
    if isinstance(answer, dict):
        return not answer or any(map(is_blank, answer.values()))
    return answer is BLANK or (isinstance(answer, (tuple, frozenset)) and BLANK in answer)


def is_unknown(answer: Answer) -> bool:
    """Whether the learner says not to know, of all parts."""
    if isinstance(answer, dict):
        return all(map(is_unknown, answer.values()))
    return isinstance(answer, str) and answer == UNKNOWN


def as_number(answer: Answer) -> float | None:
    """The number that an answer says, or None."""
    if isinstance(answer, (int, float)):
        return float(answer)
    return number_in(answer) if isinstance(answer, str) else None


def same(given: Answer, right: Answer, near: Near = EXACTLY) -> bool:
    """Whether an answer is right. The right one says of which kind it is: a set has no order."""
    if isinstance(right, Mapping):
        return (
            isinstance(given, Mapping)
            and given.keys() == right.keys()
            and all(same(given[name], part, near) for name, part in right.items())
        )
    if isinstance(right, AbstractSet):
        return isinstance(given, Collection) and {_key(e) for e in _all(given)} == {
            _key(e) for e in right
        }
    if isinstance(right, (list, tuple)):
        entries = _listed(given)
        return len(entries) == len(right) and all(map(same, entries, right))
    if isinstance(right, Real) and not isinstance(right, bool):
        number = as_number(given)
        return number is not None and close(number, right, near)
    return _key(given) == _key(right)


def close(number: float, right: Any, near: Near = EXACTLY) -> bool:
    """Whether a number is as good as the right one. A count, of type int, must be met.

    >>> close(1.72, 1.7163), close(770, 768), close(3e-8, 1e-8, Near(within=10))
    (True, False, True)
    """
    if near.within and number * right > 0:
        return 1 / near.within <= number / right <= near.within
    if near.plus_minus:
        return abs(number - right) <= near.plus_minus
    reach = 1e-9 if isinstance(right, int) else TOLERANCE
    return abs(number - right) <= reach * abs(right) + 1e-12


def _all(given: Answer) -> Collection[Answer]:
    return _listed(given) if isinstance(given, str) else given


def _listed(given: Answer) -> Sequence[Answer]:
    """The entries of a list, also of one that was written as a text: "x, y, a" or "x y a"."""
    if isinstance(given, str):
        return given.replace(",", " ").replace("→", " ").split()
    return given if isinstance(given, (list, tuple)) else [given]


def _key(entry: Answer) -> Any:
    """What two entries have in common that mean the same: 2 and "2", "Sin" and "sin"."""
    if isinstance(entry, (list, tuple)):
        return tuple(map(_key, entry))
    if isinstance(entry, str):
        found = number_in(entry)
        return " ".join(entry.split()).casefold() if found is None else found
    return float(entry) if isinstance(entry, Real) else entry


def shown(answer: Answer) -> str:
    """An answer as it reads in a sentence."""
    if isinstance(answer, Mapping):
        return ", ".join(f"{name}: {shown(part)}" for name, part in answer.items())
    if isinstance(answer, AbstractSet):
        return ", ".join(sorted(map(shown, answer))) or "none"
    if isinstance(answer, (list, tuple)):
        return ", ".join(map(shown, answer)) or "nothing"
    if isinstance(answer, (int, float)):
        return str(answer) if isinstance(answer, int) else number(answer)
    if is_unknown(answer):
        return "not known"
    found = number_in(answer)
    plain = found is None or _is_plain(answer) or answer.isidentifier()
    return answer if plain or found is None else f"{answer} = {number(found)}"


def _is_plain(word: str) -> bool:
    return word.replace(".", "").replace("-", "").replace("−", "").isalnum()


def dumped(answer: Answer) -> str:
    """An answer as JSON."""
    return json.dumps(_plain(answer), ensure_ascii=False)


def _plain(answer: Answer) -> Any:
    if isinstance(answer, frozenset):
        return {"set": sorted(map(_plain, answer), key=str)}
    if isinstance(answer, tuple):
        return [_plain(each) for each in answer]
    if isinstance(answer, dict):
        return {"parts": {name: _plain(part) for name, part in answer.items()}}
    return answer


def loaded(text: str) -> Answer:
    """The answer that `dumped` wrote."""
    return _unplain(json.loads(text))


def _unplain(data: Any) -> Answer:
    if isinstance(data, dict):
        if "set" in data:
            return frozenset(map(_unplain, data["set"]))
        return {name: _unplain(part) for name, part in data["parts"].items()}
    return tuple(map(_unplain, data)) if isinstance(data, list) else data
