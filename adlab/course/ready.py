"""Whether a file will be graded: what of it, for which exercise, and what is left out.

- `ready_text(works)`: an answer for each exercise that was found. Nothing is run for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from adlab.grading.collecting.names import bound
from adlab.grading.collecting.needed_cells import statements_of
from adlab.grading.collecting.work import Work
from adlab.grading.exercises.exercise import exercises


def ready_text(works: Sequence[Work]) -> str:
    """What `adlab check --ready` says."""
    return "\n".join(_about(work) for work in works)


def _about(work: Work) -> str:
    exercise = exercises().get(work.exercise)
    if work.problem or exercise is None:
        return f"✗ {work.name} will not be graded.\n  {work.problem}\n"
    lines = [f"✓ {work.name} will be graded: {exercise.title} ({exercise.id})."]
    if work.cells:
        cells = ", ".join(map(str, work.cells))
        many = "s" * (len(work.cells) > 1)
        lines.append(f"  Taken: code cell{many} {cells} of {work.of_cells}.")
    else:
        lines.append("  Taken: the whole file.")
    kind = "class" if exercise.asks_for_class else "function"
    there = exercise.entry in bound(statements_of(work.source))
    missing = f"✗ The {kind} {exercise.entry} is not in it."
    lines.append("  " + (f"The {kind} {exercise.entry} is in it." if there else missing))
    lines += [f"  Left out: {place}" for place in work.left_out]
    lines += [f"  Note: {note}." for note in work.notes]
    return "\n".join(lines) + "\n"
