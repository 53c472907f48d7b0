"""Which cells of a notebook are a submission.

- `works_of(odd, cells, wanted, deadline)`: a Work for each exercise that is found in them.
- `nothing_marked(cells, wanted)`: why there is none.

The graded cell is the last one with the exercise's mark that defines what is asked for; where a
mark stands alone, the next cell that does; without a mark, the last cell that does. From the other
cells is taken what it needs, see `needed_cells`, and cells marked `# helper`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from adlab.grading.collecting.clothes import undressed
from adlab.grading.collecting.marks import Mark, by_name, marks
from adlab.grading.collecting.names import bound
from adlab.grading.collecting.needed_cells import Cell, Piece, added_later, gather, statements_of
from adlab.grading.collecting.reading import CodeCell, Deadline
from adlab.grading.collecting.work import Work, beside_the_point, defining, of_another
from adlab.grading.exercises.exercise import Exercise, exercises, unknown
from adlab.grading.walls.worker import HELPFUL

_HELPER = re.compile(r"^#\s*helper\b", re.MULTILINE)


def works_of(
    odd: Work, read: Sequence[CodeCell], wanted: Collection[str], deadline: Deadline
) -> Iterator[Work]:
    """The works in a notebook's cells: one for each exercise that is wanted and found."""
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
            notes = [*notes, beside_the_point(len(beside))]
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


def nothing_marked(read: Sequence[CodeCell], wanted: Collection[str]) -> str:
    """Why there is no work in a notebook, and what would make one of it."""
    said = [each.id for cell in read for each in _marks_of(cell)]
    if said and wanted:
        return of_another(list(dict.fromkeys(said)))
    found = [each for cell in read for each in defining(cell.text)]
    id = next(iter(wanted), found[0].id if found else "reverse-sweep")
    defines = f" It defines {found[0].entry}." if found and not wanted else ""
    return (
        f"No cell here belongs to {'this' if wanted else 'an'} exercise.{defines} "
        f"Mark it with a comment of its own: # exercise: {id}"
    )
