"""The exercises of the lessons can be solved, and their cells show the solution to be right.

Each entry replaces pieces of a starter cell by a solution, runs the lesson up to that cell, and
says what must then hold. The starter cell itself must run, and must not hold it yet.
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


def sorted_edges(sort, count, edges):
    order = sort(count, edges)
    place = {node: k for k, node in enumerate(order)}
    return len(place) == count and all(place[a] < place[b] for a, b in edges)


SOLUTIONS = [
    Solution(
        "01", "ways-do-1",
        (("return ...", "return 2.0 / (1.0 + x * x) - np.log(1.0 + x * x) / x**2"),),
        lambda ns: near(ns["p_slope"](0.7), adlab.grad(ns["p"])(0.7)),
    ),
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
        "02", "symbolic-do-2-start", (("return ...", "return n * (n - 2)"),),
        lambda ns: ns["multiplications_written_out"](10) == 80,
    ),
    Solution(
        "03", "numerical-do-1", (("None", "1e-7"),),
        lambda ns: ns["my_h"] is not None
        and abs(math.log10(ns["my_h"] / adlab.u_curve(ns["fast"], 0.5).best(
            "central difference")[0])) < 1,
    ),
    Solution(
        "03", "numerical-do-2-start",
        ((
            "        ...",
            "        h = 6e-6 * max(1.0, abs(xs[k]))\n"
            "        up, down = list(xs), list(xs)\n"
            "        up[k], down[k] = xs[k] + h, xs[k] - h\n"
            "        gradient.append((f(*up) - f(*down)) / (2 * h))\n        ",
        ),),
        lambda ns: near(
            ns["numerical_gradient"](ns["surface"], [1.7, -0.6, 0.3]),
            adlab.grad(ns["surface"], argnums=(0, 1, 2))(1.7, -0.6, 0.3),
        ),
    ),
    Solution(
        "04", "graphs-do-1",
        (("3.0, ...", "3.0, 6.0, np.sin(2.0), 6.0 + np.sin(2.0), 12.0 + 2.0 * np.sin(2.0)"),),
        lambda ns: near(ns["my_values"], adlab.trace(ns["h"], 2.0, 3.0).values),
    ),
    Solution(
        "04", "graphs-do-2-start",
        ((
            "        ...",
            "        v = [values[o] if isinstance(o, int) else o for o in node.operands]\n"
            "        values.append(FUNCTIONS[node.primitive](*v))\n        ",
        ),),
        lambda ns: near(ns["evaluate"](ns["graph"].nodes, [1.7, 0.6]), ns["f"](1.7, 0.6)),
    ),
    Solution(
        "05", "order-do-1",
        (('"x y p q r"', '"y x p q r", "y q x p r", "x y p r q"'),),
        lambda ns: sorted(
            len(adlab.violations(ns["second_graph"], order.split())) for order in ns["my_orders"]
        ) == [0, 0, 1],
    ),
    Solution(
        "05", "order-do-2-start",
        (
            (
                "    ...",
                "    for operand, consumer in edges:\n"
                "        consumers[operand].append(consumer)\n"
                "        waits_for[consumer] += 1\n"
                "    order = [node for node in range(count) if waits_for[node] == 0]\n"
                "    for node in order:\n"
                "        for consumer in consumers[node]:\n"
                "            waits_for[consumer] -= 1\n"
                "            if waits_for[consumer] == 0:\n"
                "                order.append(consumer)\n"
                "    if len(order) < count:\n"
                "        raise ValueError('cycle')",
            ),
            ("return list(range(count))", "return order"),
        ),
        lambda ns: sorted_edges(ns["topological"], 4, [(3, 1), (3, 1), (1, 0), (2, 0)]),
    ),
    Solution(
        "06", "forward-do-1",
        (
            ("value + other.value, ...", "value + other.value, self.tangent + other.tangent"),
            (
                "value * other.value, ...",
                "value * other.value, self.value * other.tangent + self.tangent * other.value",
            ),
            ("np.sin(x.value), ...", "np.sin(x.value), np.cos(x.value) * x.tangent"),
        ),
        lambda ns: near(
            ns["s"](ns["MyDual"](1.7, 1.0)).tangent,
            adlab.grad(lambda x: x * np.sin(x * x + x))(1.7),
        ),
    ),
    Solution(
        "06", "forward-do-2-start",
        (
            ("v[0] + v[1], ...", "v[0] + v[1], t[0] + t[1]"),
            ("v[0] - v[1], ...", "v[0] - v[1], t[0] - t[1]"),
            ("v[0] * v[1], ...", "v[0] * v[1], t[0] * v[1] + v[0] * t[1]"),
            ("np.sin(v[0]), ...", "np.sin(v[0]), np.cos(v[0]) * t[0]"),
            ("np.log(v[0]), ...", "np.log(v[0]), t[0] / v[0]"),
        ),
        lambda ns: near(
            ns["sweep"](ns["graph"].nodes, [1.7, 0.6], [0.0, 1.0]),
            adlab.jvp(ns["f"], (1.7, 0.6), (0.0, 1.0)),
        ),
    ),
]  # fmt: skip


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
        if cell.id == solution.cell or "exercise" not in cell.metadata.get("tags", ()):
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
    assert tagged == {solution.cell for solution in SOLUTIONS}


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
