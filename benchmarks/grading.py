"""A grade from start to report, behind all the walls, a class, and what an endless loop costs."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from adlab.grading.collecting.batch import grade_many
from adlab.grading.collecting.work import Work
from adlab.grading.diagnosis.probes import library, probes
from adlab.grading.diagnosis.reducer import reduce
from adlab.grading.exercises.exercise import find
from adlab.grading.walls import entry
from adlab.grading.walls.entry import submitted
from adlab.grading.walls.remote import Limits, SubmissionProblem, Task, array, from_array
from adlab.grading.walls.server import ForkServer
from benchmarks.measure import Result, interleaved

CLASS = 500
CALLS = 20  # checks of an exercise ask about so often
LIMIT = 1.0

PLAIN = "import math\ndef f(x): return [2.0 * number for number in x]"
NUMPY = "import numpy as np\ndef f(x): return 2.0 * x"
LOOP = "def f(x):\n    while True: pass"


def one_grade(source: str, server: ForkServer | None = None) -> None:
    """Start, load, call, stop."""
    task = Task(source, "f", imports=("numpy",))
    with submitted(task, server=server) as submission:
        for k in range(CALLS):
            x = from_array([k, 2.0, 3.0]) if source is NUMPY else [float(k), 2.0, 3.0]
            assert array(submission(x))[0] == 2.0 * k


def grades() -> Iterator[Result]:
    """A grade of twenty calls: a new interpreter, and a fork of a warm one."""
    layers = f"behind {' + '.join(entry.probe().active)}"
    with ForkServer() as server:
        times = interleaved(
            {
                "cold": lambda: one_grade(PLAIN),
                "cold with NumPy": lambda: one_grade(NUMPY),
                "warm": lambda: one_grade(NUMPY, server),
                "interpreter": lambda: subprocess.run([sys.executable, "-I", "-S", "-c", ""]),
            },
            rounds=15,
            calls=3,
            clock=time.perf_counter,
        )
    middle = {name: 1000 * statistics.median(values) for name, values in times.items()}
    beside = f"an empty Python {middle['interpreter']:.0f} ms"
    yield Result(
        f"a cold grade without NumPy, {layers}",
        f"{middle['cold']:.0f} ms; {beside}",
        "≤ 80 ms",
        middle["cold"] <= 80,
    )
    yield Result("a cold grade with NumPy", f"{middle['cold with NumPy']:.0f} ms", "", None)
    yield Result(
        f"a grade from the warm fork server, with NumPy, {layers}",
        f"{middle['warm']:.0f} ms",
        "≤ 40 ms",
        middle["warm"] <= 40,
    )


def a_class() -> Iterator[Result]:
    """500 submissions, right and wrong: the grader's own time, without that of the submissions."""
    exercise = find("reverse-sweep")
    sources = [exercise.solution, *(text for _, text in exercise.right)]
    sources += [each.source for each in exercise.misconceptions]
    works = [
        Work(f"student {k}", exercise.id, f"# student {k}\n{sources[k % len(sources)]}")
        for k in range(CLASS)
    ]
    start, own = time.perf_counter(), time.process_time()
    assert sum(report.out_of for report in grade_many(works, seed=1)) == 10 * CLASS
    own, seconds = time.process_time() - own, time.perf_counter() - start
    each = 1000 * own / CLASS
    yield Result(
        f"{CLASS} submissions, the grader's own time for each",
        f"{each:.0f} ms; {1000 * seconds / CLASS:.0f} ms in all; {len(sources)} ways to answer",
        "≤ 20 ms",
        each <= 20,
    )


def calls() -> Iterator[Result]:
    """One call across the pipe and back."""
    with submitted(Task(PLAIN, "f"), Limits(total=60.0)) as submission:
        times = interleaved(
            {"call": lambda: submission([1.0, 2.0])}, calls=200, clock=time.perf_counter
        )
    yield Result("one call across the pipe", f"{1000 * min(times['call']):.2f} ms", "", None)


def endless_loop() -> Iterator[Result]:
    """From the start of a grade of an endless loop to its result."""

    def loop() -> None:
        with (
            suppress(SubmissionProblem),
            submitted(Task(LOOP, "f"), Limits(call=LIMIT)) as submission,
        ):
            submission([1.0])

    times = interleaved({"loop": loop}, rounds=5, calls=1, clock=time.perf_counter)["loop"]
    extra = statistics.median(times) - LIMIT
    yield Result("an endless loop, beyond its limit", f"{extra:.2f} s", "≤ 0.3 s", extra <= 0.3)


def beside_nbgrader() -> Iterator[Result]:
    """The same exercise in nbgrader, where a submission costs a kernel."""
    if not shutil.which("nbgrader"):
        yield Result("the same exercise in nbgrader", "nbgrader is not installed", "", None)
        return
    with tempfile.TemporaryDirectory() as name:
        students = 5
        _nbgrader_course(Path(name), students)
        start = time.perf_counter()
        _run(Path(name), "nbgrader", "autograde", "ps", "--force")
        seconds = (time.perf_counter() - start) / students
    yield Result("the same exercise in nbgrader", f"{seconds:.2f} s a submission", "", None)


def _nbgrader_course(folder: Path, students: int) -> None:
    """Lay out a course with one assignment of one graded cell, and what students handed in."""
    import nbformat

    def cell(source: str, name: str, **flags: bool) -> nbformat.NotebookNode:
        about = {"grade": False, "solution": False, "locked": False, "task": False, **flags}
        about |= {
            "grade_id": name,
            "schema_version": 3,
            **({"points": 1} if about["grade"] else {}),
        }
        return nbformat.v4.new_code_cell(source, metadata={"nbgrader": about})

    checks = "\n".join(f"assert f([{k}.0, 2.0, 3.0])[0] == {2 * k}" for k in range(CALLS))
    cells = [
        cell(PLAIN, "f", solution=True),
        cell(checks, "checks", grade=True, locked=True),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    where = [folder / "source" / "ps"]
    where += [folder / "submitted" / f"student{k}" / "ps" for k in range(students)]
    for place in where:
        place.mkdir(parents=True)
        nbformat.write(notebook, place / "ps.ipynb")
    _run(folder, "nbgrader", "generate_assignment", "ps", "--create")


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def reductions() -> Iterator[Result]:
    """Failing graphs made small through the sandbox, for a wrong implementation of each class."""
    sizes, times = [], []
    for id in ("forward-sweep", "reverse-sweep", "scalar-engine"):
        exercise = find(id)
        module = exercise.checks_module()
        cases = [probe.case for probe in probes(exercise) if probe.case]
        known = {each.about.diagnosis: each for each in library(exercise) if not each.remembers}
        for wrong in known.values():
            task = exercise.task(wrong.about.source)
            with submitted(task, exercise.limits) as submission:

                def fails(case: Any, submission: Any = submission, module: Any = module) -> bool:
                    try:
                        module.check_graph(submission, **case)
                    except (AssertionError, SubmissionProblem):
                        return True
                    return False

                for case in [case for case in cases[-20:] if fails(case)][:4]:
                    start = time.perf_counter()
                    small = reduce(case, fails)
                    times.append(1000 * (time.perf_counter() - start))
                    sizes.append(len(small["nodes"]))
    few = sum(size <= 5 for size in sizes) / len(sizes)
    yield Result(
        f"reduced to 5 nodes or fewer, of {len(sizes)} failing graphs",
        f"{few:.0%}",
        "≥ 95 %",
        few >= 0.95,
    )
    middle = statistics.median(times)
    yield Result(
        "reducing one graph through the sandbox", f"{middle:.0f} ms", "≤ 50 ms", middle <= 50
    )


BENCHMARKS: tuple[Callable[[], Iterator[Result]], ...] = (
    grades,
    a_class,
    calls,
    endless_loop,
    reductions,
    beside_nbgrader,
)
