"""Find what people submit: in Python files, in notebooks, in folders and zips of them.

- `collect(path)`: a Work for each exercise that is found there.
- `works_in(found)`: the same for one file that `files` found.

A file or a cell belongs to an exercise by a comment, `# exercise: reverse-sweep`; a file may also
be named for it, `reverse_sweep.py`, and a cell may have nbgrader's metadata. Where the exercise is
given, the function is found by its name. Nothing that is found is run here, or written to.

Of a notebook, the graded cell is taken, and from its other cells what it needs: definitions that it
uses by name, and cells marked `# helper`. Magics, shell lines, and what the solution does not need
and the exercise does not allow are left out, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from adlab.grading.collecting.cells import (
    Cell,
    Piece,
    added_later,
    as_written,
    gather,
    statements_of,
)
from adlab.grading.collecting.clothes import undressed
from adlab.grading.collecting.files import SUFFIXES, Found, below
from adlab.grading.collecting.marks import Mark, by_name, marks
from adlab.grading.collecting.names import bound
from adlab.grading.collecting.reading import (
    LONGEST_CODE,
    LONGEST_NOTEBOOK,
    CodeCell,
    Deadline,
    Unreadable,
    cells_of,
    text_of,
)
from adlab.grading.exercises.exercise import Exercise, exercises, unknown
from adlab.grading.walls.worker import HELPFUL

_HELPER = re.compile(r"^#\s*helper\b", re.MULTILINE)


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
            works = list(_from_notebook(odd, read, wanted, deadline))
            return works or [replace(odd, problem=_nothing_marked(read, wanted))]
        text = as_written(text_of(found.read(LONGEST_CODE)))
        return list(_from_text(odd, found.stem, text, wanted, deadline))
    except (OSError, Unreadable, MemoryError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return [replace(odd, problem=f"It cannot be read: {why[:200]}.")]


# ------------------------------------------------------------------------------ files


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
            yield replace(odd, problem=_of_another(list(ids)))
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
    notes = (_beside_the_point(len(left_out)),) if left_out else ()
    return replace(odd, exercise=id, source=source, notes=notes, left_out=places)


def _says_nothing(text: str) -> str:
    """Why a Python file cannot be told to belong to an exercise, and what would say it."""
    by_entry = _defined_in(text)
    if by_entry:
        return (
            f"It does not say to which exercise it belongs. It defines {by_entry[0].entry}: "
            f"begin it with the line # exercise: {by_entry[0].id}"
        )
    ids = ", ".join(exercises())
    return f"It does not say to which exercise it belongs (# exercise: …). There are: {ids}."


def _defined_in(text: str) -> list[Exercise]:
    """The exercises of which a text defines what they ask for."""
    names = bound(statements_of(text))
    return [each for each in exercises().values() if each.entry in names]


def _of_another(ids: Sequence[str]) -> str:
    return f"It belongs to another exercise: {', '.join(ids)}."


def _beside_the_point(count: int) -> str:
    return f"left out {count} line{'s' * (count > 1)} that the solution does not need"


# ------------------------------------------------------------------------------ notebooks


def _from_notebook(
    odd: Work, read: Sequence[CodeCell], wanted: Collection[str], deadline: Deadline
) -> Iterator[Work]:
    cells = []
    for each in read:
        deadline.check()
        cells.append(Cell.read(each.text))
    said = [_marks_of(each) for each in read]
    known = [[mark.id for mark in own if mark.known] for own in said]
    every = dict.fromkeys(id for own in known for id in own)
    ids = [id for id in every if not wanted or id in wanted]
    notebook = _Notebook(odd, cells, known, deadline)
    for id in ids:
        yield notebook.marked(id)
    for id in wanted:
        if id not in ids and notebook.defines(id):
            yield notebook.by_entry(id)
    for other in dict.fromkeys(mark.id for own in said for mark in own if not mark.known):
        if not wanted:
            yield replace(odd, exercise=other, problem=unknown(other))


def _marks_of(cell: CodeCell) -> list[Mark]:
    """The marks in a cell's comments, or in nbgrader's metadata."""
    id = by_name(cell.id)
    found = list(marks(cell.text))
    if any(each.known for each in found):
        return [each for each in found if each.known]
    return [Mark(id, True)] if id else found


class _Notebook:
    """The cells of one notebook, and works made of them.

    Parameters
    ----------
    odd : what all its works have in common
    marks : for each cell, the exercises that it belongs to
    """

    def __init__(
        self, odd: Work, cells: list[Cell], marks: list[list[str]], deadline: Deadline
    ) -> None:
        self._odd, self._cells, self._marks, self._deadline = odd, cells, marks, deadline
        self._helpers = [k for k, cell in enumerate(cells) if _HELPER.search(cell.text)]
        self._bound = [bound(cell.body) for cell in cells]
        self._future = list(dict.fromkeys(line for cell in cells for line in cell.future))

    def defines(self, id: str) -> bool:
        """Whether some cell defines what an exercise asks for."""
        return any(exercises()[id].entry in names for names in self._bound)

    def marked(self, id: str) -> Work:
        """The work of the last cell with this mark that has the solution in it, or of the last."""
        entry = exercises()[id].entry
        own = [k for k, ids in enumerate(self._marks) if id in ids]
        with_entry = [k for k in own if entry in self._bound[k]]
        graded = (with_entry or own)[-1]
        notes = []
        if len(own) > 1:
            which = "the last" if graded == own[-1] else f"the last that defines {entry}"
            notes.append(f"several cells belong to this exercise; {which} was taken")
        if not with_entry and self.defines(id):
            graded, place = self._after(graded, entry), graded
            if graded != place:
                notes.append(f"the mark is in cell {place + 1}, {entry} in cell {graded + 1}")
        return self._work(id, graded, notes)

    def by_entry(self, id: str) -> Work:
        """The work of the last cell that defines what an exercise asks for."""
        entry = exercises()[id].entry
        graded = max(k for k, names in enumerate(self._bound) if entry in names)
        return self._work(id, graded, [f"no mark: found by the name of {entry}"])

    def _after(self, place: int, entry: str) -> int:
        """The cell that a mark without a solution means: the next with one, before another mark."""
        for k in range(place + 1, len(self._cells)):
            if self._marks[k]:
                break
            if entry in self._bound[k]:
                return k
        return place

    def _work(self, id: str, graded: int, notes: list[str]) -> Work:
        """A cell with what it needs of the others."""
        exercise, cells = exercises()[id], self._cells
        above, below = self._pieces(graded, exercise.entry)
        parts = [*(each.text for each in above), cells[graded].text, *(each.text for each in below)]
        parts, beside = _undressed(parts, len(above), exercise, self._deadline.check)
        used = sorted({graded, *(each.cell for each in (*above, *below))})
        dropped = [(k, *line) for k in used for line in cells[k].left_out]
        if dropped:
            many = "s" * (len(dropped) > 1)
            notes = [*notes, f"left out {len(dropped)} line{many} for the notebook (% or !)"]
        if beside:
            notes = [*notes, _beside_the_point(len(beside))]
        if len(parts) > 1:
            notes = [*notes, "took along what the cell uses from other cells"]
        left_out = [*dropped, *((graded, *line) for line in beside)]
        return replace(
            self._odd,
            exercise=id,
            source="\n\n".join(["\n".join(self._future)] * bool(self._future) + parts),
            notes=tuple(notes),
            cells=tuple(k + 1 for k in used),
            of_cells=len(cells),
            left_out=tuple(f"cell {k + 1}, line {n}: {line}" for k, n, line in left_out),
        )

    def _pieces(self, graded: int, entry: str) -> tuple[list[Piece], list[Piece]]:
        """What goes above a cell: what it needs; and below: what later cells do to it."""
        cells, tick = self._cells, self._deadline.check
        helpers = [k for k in self._helpers if k != graded]
        order = [*reversed(range(graded)), *range(graded + 1, len(cells))]
        below = added_later(cells, graded, entry, tick)
        body = cells[graded].body + [each for piece in below for each in statements_of(piece.text)]
        above = gather(cells, body, order, helpers, [entry], tick)
        later = {(piece.cell, piece.line) for piece in below}
        return [each for each in above if (each.cell, each.line) not in later], below


def _undressed(
    parts: list[str], graded: int, exercise: Exercise, tick: Callable[[], None]
) -> tuple[list[str], list[tuple[int, str]]]:
    """The parts of a source without what is no part of the solution, and what that was in one.

    Only the whole tells: `import adlab` may stand in one cell, `adlab.check` in another.
    """
    starts = [1]
    for part in parts:
        starts.append(starts[-1] + part.count("\n") + 2)
    allowed = HELPFUL | set(exercise.imports)
    text, left_out = undressed("\n\n".join(parts), exercise.entry, allowed, tick)
    lines, gone = text.split("\n"), {number for number, _ in left_out}
    kept = [
        "\n".join(lines[start - 1 : end - 2])
        for k, (start, end) in enumerate(pairwise(starts))
        if k == graded or start not in gone
    ]
    first, end = starts[graded], starts[graded + 1]
    return kept, [(number - first + 1, line) for number, line in left_out if first <= number < end]


def _nothing_marked(read: Sequence[CodeCell], wanted: Collection[str]) -> str:
    said = [each.id for cell in read for each in _marks_of(cell)]
    if said and wanted:
        return _of_another(list(dict.fromkeys(said)))
    found = [each for cell in read for each in _defined_in(cell.text)]
    id = next(iter(wanted), found[0].id if found else "reverse-sweep")
    defines = f" It defines {found[0].entry}." if found and not wanted else ""
    return (
        f"No cell here belongs to {'this' if wanted else 'an'} exercise.{defines} "
        f"Mark it with a comment of its own: # exercise: {id}"
    )
