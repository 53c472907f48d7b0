"""One submission to one exercise, and what is said of what it was taken from.

- `Work`: the source of one learner for one exercise, with where it was found.
- `defining(text)`: the exercises of which a text defines what they ask for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adlab.grading.collecting.names import bound
from adlab.grading.collecting.needed_cells import statements_of
from adlab.grading.exercises.exercise import Exercise, exercises


@dataclass(frozen=True)
class Work:
    """One submission to one exercise.

    Attributes
    ----------
    name : where it was found
    exercise : id; "" if it could not be told
    source : the code
    notes : what was left out of it, and the like
    problem : why there is no code to grade; else ""
    student : who handed it in
    student_id : the learning platform's number of them, or ""
    when : when the file was last changed, in seconds
    sure : whether it says itself that it belongs to the exercise, or defines what is asked for
    cells : numbers of the code cells it was taken from, from 1; of how many
    left_out : the lines that were left out, each with its place
    """

    name: str
    exercise: str
    source: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""
    student: str = ""
    when: float = 0.0
    sure: bool = True
    cells: tuple[int, ...] = ()
    of_cells: int = 0
    left_out: tuple[str, ...] = ()
    student_id: str = ""


def defining(text: str) -> list[Exercise]:
    """The exercises of which a text defines what they ask for."""
    names = bound(statements_of(text))
    return [each for each in exercises().values() if each.entry in names]


def of_another(ids: Sequence[str]) -> str:
    """What is said of a file to which other exercises than the wanted ones belong."""
    return f"It belongs to another exercise: {', '.join(ids)}."


def beside_the_point(count: int) -> str:
    """What is said of lines that were left out."""
    return f"left out {count} line{'s' * (count > 1)} that the solution does not need"
