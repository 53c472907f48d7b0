"""Find what people submit: in Python files, in notebooks, in folders and zips of them.

- `collect(path)`: a Work for each exercise that is found there.
- `works_in(found)`: the same for one file that `files` found.

A file or a cell belongs to an exercise by a comment, `# exercise: reverse-sweep`; a file may also
be named for it, `reverse_sweep.py`, and a cell may have nbgrader's metadata. Where the exercise is
given, the function is found by its name. Magics, shell lines, and what the solution does not need
and the exercise does not allow are left out, with a note. Nothing that is found is run here, or
written to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from adlab.grading.collecting.clothes import undressed
from adlab.grading.collecting.files import SUFFIXES, Found, below
from adlab.grading.collecting.marks import Mark, by_name, marks
from adlab.grading.collecting.names import bound
from adlab.grading.collecting.needed_cells import as_written, statements_of
from adlab.grading.collecting.notebooks import nothing_marked, works_of
from adlab.grading.collecting.reading import (
    LONGEST_CODE,
    LONGEST_NOTEBOOK,
    Deadline,
    Unreadable,
    cells_of,
    text_of,
)
from adlab.grading.collecting.work import Work, beside_the_point, defining, of_another
from adlab.grading.exercises.exercise import exercises, unknown
from adlab.grading.walls.worker import HELPFUL


def collect(path: Path, exercise: str = "") -> list[Work]:
    """Find the submissions in a file or below a folder.

    Parameters
    ----------
    path : a .py file, a notebook, a zip, or a folder, of which other files, hidden ones and links
        are passed over
    exercise : take only submissions to this one; a file then needs no mark

    Whatever is wrong with a file is the `problem` of a Work, never an exception.
    """
    wanted = (exercise,) if exercise else ()
    one = not path.is_dir() and path.suffix.lower() != ".zip"
    found = [each for each in below(path) if one or (not each.odd and each.suffix in SUFFIXES)]
    return [work for each in found for work in works_in(each, wanted)]


def works_in(found: Found, wanted: Collection[str] = ()) -> list[Work]:
    """The works in one file; if there is none, one that says so.

    Parameters
    ----------
    wanted : the exercises that are graded; of any other, nothing is taken. None: all there are
    """
    odd = Work(found.name, next(iter(wanted)) if len(wanted) == 1 else "", when=found.when)
    if found.odd:
        return [replace(odd, problem=f"It cannot be read: it is {found.odd}.")]
    try:
        deadline = Deadline()
        if found.suffix == ".ipynb":
            read = cells_of(found.read(LONGEST_NOTEBOOK))
            works = list(works_of(odd, read, wanted, deadline))
            return works or [replace(odd, problem=nothing_marked(read, wanted))]
        text = as_written(text_of(found.read(LONGEST_CODE)))
        return list(_from_text(odd, found.stem, text, wanted, deadline))
    except (OSError, Unreadable, MemoryError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return [replace(odd, problem=f"It cannot be read: {why[:200]}.")]


def _from_text(
    odd: Work, stem: str, text: str, wanted: Collection[str], deadline: Deadline
) -> Iterator[Work]:
    said = list(marks(text))
    ids = dict.fromkeys(each.id for each in said if each.known)
    named = by_name(stem)
    if ids:
        own = [id for id in ids if not wanted or id in wanted]
        yield from (_dressed_down(odd, id, text, deadline) for id in own)
        if not own:
            yield replace(odd, problem=of_another(list(ids)))
    elif said and not wanted:
        yield replace(odd, exercise=said[0].id, problem=unknown(said[0].id))
    elif named and (not wanted or named in wanted):
        yield _dressed_down(odd, named, text, deadline)
    elif wanted:
        yield from _unmarked(odd, text, wanted, said, deadline)
    else:
        yield replace(odd, problem=_says_nothing(text))


def _unmarked(
    odd: Work, text: str, wanted: Collection[str], said: Sequence[Mark], deadline: Deadline
) -> Iterator[Work]:
    """The works in a text that does not say to which of the wanted exercises it belongs."""
    names = bound(statements_of(text))
    ids = [id for id in wanted if exercises()[id].entry in names]
    for id in ids or list(wanted)[:1]:
        sure = id in ids
        why = (
            f"found by the name of {exercises()[id].entry}" if sure else "no mark, and no such name"
        )
        if said:
            why += f"; it says {said[0].id!r}, which is no exercise"
        work = _dressed_down(odd, id, text, deadline)
        yield replace(work, sure=sure, notes=(why, *work.notes) if said or not sure else work.notes)


def _dressed_down(odd: Work, id: str, text: str, deadline: Deadline) -> Work:
    """The work of a text to an exercise, without what is no part of it."""
    exercise = exercises()[id]
    allowed = HELPFUL | set(exercise.imports)
    source, left_out = undressed(text, exercise.entry, allowed, deadline.check)
    places = tuple(f"line {number}: {line}" for number, line in left_out)
    notes = (beside_the_point(len(left_out)),) if left_out else ()
    return replace(odd, exercise=id, source=source, notes=notes, left_out=places)


def _says_nothing(text: str) -> str:
    """Why a Python file cannot be told to belong to an exercise, and what would say it."""
    by_entry = defining(text)
    if by_entry:
        return (
            f"It does not say to which exercise it belongs. It defines {by_entry[0].entry}: "
            f"begin it with the line # exercise: {by_entry[0].id}"
        )
    ids = ", ".join(exercises())
    return f"It does not say to which exercise it belongs (# exercise: …). There are: {ids}."
