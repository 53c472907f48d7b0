"""The engine that the learner wrote in lesson 12, to be used in another lesson.

- `my_engine()`: the class `Value` of their notebook, or that of the reference, which says so.

The cells of the notebook are put together as for a check, and run here: it is the learner's own
code, in the learner's own kernel.
"""

from __future__ import annotations

import linecache
import types
from pathlib import Path
from typing import Any

import numpy as np

from adlab.course.workfiles import find, learner_folder, shown
from adlab.engine.errors import EngineError
from adlab.grading.collecting.submissions import collect
from adlab.grading.exercises.exercise import Exercise, exercises

EXERCISE = "scalar-engine"
NOTEBOOK = "12-engine.ipynb"
NAME = "Value"


def my_engine(which: str = "mine") -> type:
    """The class of the engine that you wrote in lesson 12.

    It is looked for in the notebook of lesson 12 beside this one, and in the file of its exercise.
    Where there is none, or one that cannot compute yet, you get the reference, and are told why.

    Parameters
    ----------
    which : "mine", or "reference" for that of the course

    Returns
    -------
    type
        A class `Value`, for `adlab.step_with` and for computing with it.

    Raises
    ------
    ValueError
        `which` is neither.

    >>> Value = my_engine("reference")
    This is the reference engine of lesson 12.
    >>> (Value(2.0) * Value(3.0)).data
    6.0
    """
    if which not in ("mine", "reference"):
        raise ValueError(f'my_engine takes "mine" or "reference", and got {which!r}')
    exercise = exercises()[EXERCISE]
    why = "This is the reference engine of lesson 12."
    if which == "mine":
        try:
            path, engine = _own(exercise)
        except EngineError as error:
            why = f"{error} {why}"
        else:
            print(f"This is your engine, from {shown(path)}.")
            return engine
    print(why)
    return _made(exercise.solution, "reference.py")


def _own(exercise: Exercise) -> tuple[Path, type]:
    """The learner's engine, and where it is; EngineError says why there is none to be used."""
    places = [Path.cwd() / NOTEBOOK, learner_folder() / NOTEBOOK, find(exercise)]
    for path in dict.fromkeys(place for place in places if place and place.exists()):
        works = [work for work in collect(path, EXERCISE) if work.source and not work.problem]
        if works and works[-1].source.strip() != exercise.starter.strip():
            return path, _tried(_made(works[-1].source, path.name))
    raise EngineError(f"There is no engine of yours in {NOTEBOOK} here yet.")


def _made(source: str, name: str) -> Any:
    """The class that the code defines. What it prints or raises comes from the learner's code."""
    file = f"<your engine in {name}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    module = types.ModuleType("your_engine")
    try:
        exec(compile(source, file, "exec"), vars(module))
        return getattr(module, NAME)
    except Exception as error:
        raise EngineError(_unusable(error)) from error


def _tried(engine: Any) -> type:
    """The engine, if it can do what a small network needs; how well, the learner finds out."""
    try:
        x = engine(0.5)
        output = np.tanh(2.0 * x + 1.0) * x - 1.0
        (output * output).backward()
        float(x.grad)
    except Exception as error:
        raise EngineError(_unusable(error)) from error
    return engine


def _unusable(error: Exception) -> str:
    said = str(error).split("\n")[0]
    return f"Your engine cannot compute a small network yet ({type(error).__name__}: {said})."
