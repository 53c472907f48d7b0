"""The exercises of the lessons can be solved, and their cells show the solution to be right.

Each open exercise has a solution here, which replaces pieces of its starter cell. The lesson is run
up to that cell, and then something must hold, which the starter cell itself does not bring about.

A graded exercise is three cells: the task, the starter, the check. Its solution is in `exercises/`.
"""

import contextlib
import io
import linecache
import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import nbformat
import numpy as np
import pytest

import adlab
from adlab.grading.exercises.exercise import exercises, find
from tests.notebooks.store import NOTEBOOKS


class Solution(NamedTuple):
    """A way through one exercise."""

    lesson: str
    cell: str
    pieces: tuple[tuple[str, str], ...]
    holds: Callable[[dict[str, Any]], bool]


def near(a, b):
    try:
        return bool(np.allclose(a, b, rtol=1e-6))
    except (TypeError, ValueError):  # not numbers, or not as many
        return False


def swell_of(f):
    return [size.derivative for size in adlab.swell(f, 0.3, range(1, 7)).sizes]


SOLUTIONS = [
    Solution(
        "01", "ways-do-2-start", (("np.sin(x)", "np.sin(1000.0 * x)"),),
        lambda ns: (c := adlab.compare(ns["q"], 1.0))["forward difference"].error > 1e-3
        and c["reverse mode"].error < 1e-10 * abs(c["closed form"].value),
    ),
    Solution(
        "02", "symbolic-do-1", (("x * np.sin(x)", "x * np.sin(x) * x"),),
        lambda ns: swell_of(ns["swelling"])[-1] > 768,
    ),
    Solution(
        "02", "symbolic-do-2-start", (("return ...", "return m * (m - 2)"),),
        lambda ns: ns["multiplications_written_out"](10) == 80,
    ),
    Solution(
        "03", "numerical-do-1", (("my_h = None", "my_h = 1e-7"),),
        lambda ns: ns["my_h"] is not None
        and abs(math.log10(ns["my_h"] / adlab.u_curve(ns["fast"], 0.5).best(
            "central difference")[0])) < 1,
    ),
    Solution(
        "04", "graphs-do-1",
        (("3.0, ...", "3.0, 6.0, np.sin(2.0), 6.0 + np.sin(2.0), 12.0 + 2.0 * np.sin(2.0)"),),
        lambda ns: near(ns["my_values"], adlab.trace(ns["h"], 2.0, 3.0).values),
    ),
    Solution(
        "05", "order-do-1",
        (('"x y p q r"', '"y x p q r", "y q x p r", "x y p r q"'),),
        lambda ns: sorted(
            len(adlab.violations(ns["second_graph"], order.split())) for order in ns["my_orders"]
        ) == [0, 0, 1],
    ),
    Solution(
        "06", "forward-do-1",
        (
            ("[2.0, 3.0, ...]", "[2.0, 3.0, 6.0, 36.0, 34.0]"),
            ("[0.0, 1.0, ...]", "[0.0, 1.0, 2.0, 24.0, 24.0]"),
        ),
        lambda ns: near(ns["my_values"], adlab.trace(ns["h"], 2.0, 3.0).values)
        and near(ns["my_tangents"][-1], adlab.grad(ns["h"], argnums=1)(2.0, 3.0)),
    ),
    Solution(
        "07", "seeds-do-3-start",
        (
            ("towards = (..., ...)", "towards = (0.6, 0.8)"),
            ("level = (..., ...)", "level = (-0.592814, 0.805340)"),
        ),
        lambda ns: ... not in ns["level"]
        and near(math.hypot(*ns["level"]), 1.0)
        and abs(adlab.jvp(ns["f"], (1.7, 0.6), ns["level"])[1]) < 1e-5
        and near(ns["towards"], (0.6, 0.8)),
    ),
    Solution(
        "08", "store-do-1", (("[...]", "[3.0, 2.0, 6.0, 6.0, 1.0, -1.0]"),),
        lambda ns: near(
            ns["my_partials"], [edge.partial for edge in adlab.trace(ns["h"], 2.0, 3.0).edges]
        ),
    ),
    Solution(
        "09", "backward-do-1", (("my_adjoints = []", "my_adjoints = [9.0, 36.0, 18.0, 6.0, 1.0]"),),
        lambda ns: near(ns["my_adjoints"][:2], adlab.grad(ns["h"], argnums=(0, 1))(2.0, 0.5)),
    ),
    Solution(
        "11", "modes-do-2-start",
        (("return np.sin(x) * x", "return x * x * x * x * x * x * x * x * x * x * x * x * x"),),
        lambda ns: adlab.gradient_cost(ns["expensive"], 1.1).ratio == 6.0,
    ),
]  # fmt: skip


# Lesson, id of the starter cell, exercise.
GRADED = [
    ("01", "ways-do-1", "three-ways"),
    ("02", "symbolic-do-swell-start", "measure-swell"),
    ("03", "numerical-do-h-start", "choose-h"),
    ("03", "numerical-do-2-start", "numerical-gradient"),
    ("04", "graphs-do-2-start", "evaluation-trace"),
    ("05", "order-do-2-start", "topological-order"),
    ("06b", "dual-do-start", "dual-numbers"),
    ("06", "forward-do-2-start", "forward-sweep"),
    ("07", "seeds-do-1-start", "jacobian-by-columns"),
    ("07", "seeds-do-2-start", "directional-derivative"),
    ("08", "store-do-2-start", "local-partials"),
    ("09", "backward-do-2-start", "running-product"),
    ("10", "fanout-do-1-start", "reverse-sweep"),
    ("10", "fanout-do-2-start", "zeroing"),
    ("11", "modes-do-1-start", "forward-or-reverse"),
    ("13", "arrays-do-1-start", "unbroadcast"),
    ("13", "arrays-do-2-start", "matmul-rules"),
    ("14", "training-do-1-start", "taylor-test"),
    ("14", "training-do-2-start", "train"),
    ("14", "training-do-3-start", "bug-hunt"),
    ("15", "higher-do-1-start", "tagged-duals"),
    ("15", "higher-do-2-start", "hessian-vector"),
    ("16", "kinks-do-1-start", "one-sided"),
    ("16", "kinks-do-2-start", "kinks"),
    ("17", "stability-do-1-start", "stable-rules"),
    ("17", "stability-do-2-start", "double-where"),
    ("18", "memory-do-1-start", "schedule"),
    ("19", "programs-do-1-start", "adjoint-program"),
    ("20", "solvers-do-1-start", "implicit-slope"),
    ("21", "sparse-do-1-start", "colour"),
    ("21", "sparse-do-2-start", "eliminate"),
    ("22", "taylor-do-1-start", "taylor"),
    ("23", "instruments-do-1-start", "instrument"),
    ("24", "frameworks-do-start", "transpose"),
    ("25", "misleads-do-1-start", "second-opinion"),
]


def lesson_cells(number):
    (path,) = NOTEBOOKS.glob(f"{number}-*.ipynb")
    return nbformat.read(path, as_version=4).cells


def run(solution, solved):
    """Run a lesson up to an exercise, with the starter cell as it is, or solved."""
    namespace = {"__name__": "__lesson__"}
    for cell in lesson_cells(solution.lesson):
        if cell.cell_type != "code":
            continue
        source = cell.source
        if cell.id == solution.cell and solved:
            for piece, replacement in solution.pieces:
                assert source.count(piece) == 1, piece
                source = source.replace(piece, replacement)
        other = "exercise" in cell.metadata.get("tags", ()) or source.startswith("adlab.check(")
        if cell.id == solution.cell or not other:
            name = f"<{cell.id}>"  # adlab reads names and places from the source
            linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(source, name, "exec"), namespace)
        if cell.id == solution.cell:
            return namespace
    raise AssertionError(f"there is no cell {solution.cell}")


def test_every_exercise_has_a_solution_here():
    tagged = {
        cell.id
        for path in NOTEBOOKS.glob("*.ipynb")
        if path.name[:2] != "12"  # see test_engine_lesson
        for cell in nbformat.read(path, as_version=4).cells
        if "exercise" in cell.metadata.get("tags", ())
    }
    solved = {solution.cell for solution in SOLUTIONS} | {cell for _, cell, _ in GRADED}
    assert not tagged - solved, (
        f"no solution of {sorted(tagged - solved)}: write one into SOLUTIONS of {__name__}, or if "
        "it is graded, a line into GRADED"
    )
    assert not solved - tagged, f"{sorted(solved - tagged)} is no cell with the tag `exercise`"


each_solution = pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda each: each.cell)


@each_solution
def test_the_starter_cell_runs_and_is_not_solved(solution):
    assert not solution.holds(run(solution, solved=False))


@each_solution
def test_a_solution_solves_it(solution):
    assert solution.holds(run(solution, solved=True))


def test_no_exercise_is_given_away_by_the_cells_before_it():
    for solution in SOLUTIONS:
        for cell in lesson_cells(solution.lesson):
            if cell.id == solution.cell:
                break
            for _, replacement in solution.pieces:
                assert len(replacement) < 20 or not re.search(re.escape(replacement), cell.source)


each_graded = pytest.mark.parametrize(
    ("lesson", "cell", "id"), GRADED, ids=lambda part: part if "-" in part else ""
)


@each_graded
def test_a_graded_exercise_is_a_task_the_starter_and_a_check(lesson, cell, id):
    exercise = find(id)
    cells = [each for each in lesson_cells(lesson) if each.cell_type == "code"]
    at = [each.id for each in cells].index(cell)
    task, starter, check = cells[at - 1 : at + 2]
    assert exercise.lesson == lesson
    assert task.source == f'adlab.exercise("{id}")'
    assert starter.source == exercise.starter.strip()
    assert check.source == f'adlab.check("{id}", {exercise.entry})'


@each_graded
def test_a_check_stores_no_report(lesson, cell, id):
    """Nobody opens a lesson and finds an exercise failed that they have not begun."""
    cells = [each for each in lesson_cells(lesson) if each.cell_type == "code"]
    at = [each.id for each in cells].index(cell)
    assert cells[at + 1].outputs == []


@each_graded
def test_the_solution_of_a_graded_exercise_passes_the_check_of_the_notebook(lesson, cell, id):
    namespace = {"__name__": "__lesson__"}
    exec(compile(find(id).solution, f"<{cell}>", "exec"), namespace)
    assert adlab.check(id, namespace[find(id).entry], seed=1).passed


def test_every_exercise_of_these_lessons_is_in_its_lesson():
    lessons = {lesson for lesson, _, _ in GRADED}
    those = {exercise.id for exercise in exercises().values() if exercise.lesson in lessons}
    missing = those - {id for _, _, id in GRADED}
    assert not missing, (
        f"{sorted(missing)} are in no lesson: give each its three cells in a notebook, "
        f"and a line in GRADED of {__name__}"
    )
    assert those == {id for _, _, id in GRADED}
