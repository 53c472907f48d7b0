"""Right ways to solve an exercise, for who has solved it: their own beside others.

- `ways(exercise, own)`: titles and code, the learner's own first.
- `side_by_side(ways, width)`: as text, two columns where they fit.

>>> print(side_by_side([("Yours", "x = 1"), ("One way", "x = 2\\ny = 3")], 40))
Yours    One way
x = 1    x = 2
         y = 3
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import zip_longest

from adlab.grading.exercises.exercise import BEGIN, END, Exercise
from adlab.view.tables.columns import pad, width

Way = tuple[str, str]
"""A title, and code."""
OTHERS = 2
"""Right solutions in other styles that are shown."""
GAP = "    "
_MARKERS = re.compile(rf"^[ \t]*({BEGIN}|{END})[^\n]*\n", re.MULTILINE)


def ways(exercise: Exercise, own: str) -> tuple[Way, ...]:
    """The learner's own code, the model solution, and right solutions in other styles.

    Parameters
    ----------
    own : the learner's source
    """
    model = ("The model solution", _written(_MARKERS.sub("", exercise.solution), exercise.starter))
    others = [
        (f"Another way: {name.replace('_', ' ')}", _written(source, exercise.starter))
        for name, source in exercise.right[:OTHERS]
    ]
    return (("Yours", _written(own, exercise.starter)), model, *others)


def _written(source: str, starter: str) -> str:
    """A source without what the starter gives, and without comments before it."""
    try:
        statements, given = ast.parse(source).body, ast.parse(starter).body
    except (SyntaxError, ValueError, RecursionError):
        return source.strip()
    theirs = {ast.dump(each) for each in given}
    kept = [
        ast.get_source_segment(source, each) or ""
        for each in statements
        if ast.dump(each) not in theirs
    ]
    return "\n\n".join(kept)


def side_by_side(several: Sequence[Way], columns: int) -> str:
    """The first beside each of the others, if they fit beside each other; else all in turn.

    Parameters
    ----------
    columns : the width that there is
    """
    (_, own), *others = several
    left = ["Yours", *own.split("\n")]
    size = max(map(width, left))
    fits = [size + len(GAP) + max(map(width, [t, *c.split("\n")])) <= columns for t, c in others]
    blocks = [] if any(fits) else ["\n".join(left)]
    for (title, code), beside in zip(others, fits, strict=True):
        right = [title, *code.split("\n")]
        if beside:
            pairs = zip_longest(left, right, fillvalue="")
            rows = [f"{pad(one, size)}{GAP}{other}".rstrip() for one, other in pairs]
            blocks.append("\n".join(rows))
        else:
            blocks.append("\n".join(right))
    return "\n\n".join(blocks)
