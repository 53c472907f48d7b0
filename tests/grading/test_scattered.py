"""A solution that is scattered over a notebook is put together as the notebook would run it."""

import pytest

from adlab.grading.collecting.lms import taken_apart
from adlab.grading.collecting.students import handed_in
from adlab.grading.collecting.submissions import collect
from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.runner import grade
from adlab.grading.walls.server import ForkServer
from tests.grading.handed import MARK, RIGHT, notebook, put

SHARE = RIGHT.replace("a[i] * p", "RULES['share'](a[i], p)")
SEED = RIGHT.replace("a[-1] = 1.0", "a[-1] = SEED")
HELPED = RIGHT.replace("a[i] * p", "share(a[i], p)")
ENGINE = find("scalar-engine").solution.replace("def backward", "def _later")
BACKWARD = "def backward(self):\n    return self._later()\n"

SCATTERED = {
    "a table filled by a method": ("RULES = {}", "RULES.update(share=lambda a, p: a * p)", SHARE),
    "a table filled in a loop": (
        *("RULES = {}", "for op in ['share']:\n    RULES[op] = lambda a, p: a * p"),
        SHARE,
    ),
    "a table filled by a decorator": (
        "RULES = {}\ndef rule(op):\n    def keep(f):\n        RULES[op] = f\n    return keep",
        *("@rule('share')\ndef _(a, p): return a * p", SHARE),
    ),
    "a table filled by a function": (
        "RULES = {}\ndef add(op, f): RULES[op] = f",
        *("add('share', lambda a, p: a * p)", SHARE),
    ),
    "a number that was changed": ("SEED = 0.0", "SEED += 1.0", SEED),
    "a global of a function": ("def begin():\n    global SEED\n    SEED = 1.0", "begin()", SEED),
    "defined in an if": ("if True:\n    def share(a, p): return a * p", HELPED),
    "imported in a try": (
        "try:\n    import math as m\nexcept ImportError:\n    m = None",
        RIGHT.replace("1.0", "m.cos(0.0)"),
    ),
    "a name in a match": ("match 1.0:\n    case SEED: pass", SEED),
    "all of a module": ("from math import *", RIGHT.replace("1.0", "cos(0.0)")),
    "a future import": ("x = 1", "from __future__ import annotations\n" + RIGHT),
    "a magic over two lines": ("x = 1", RIGHT + "!pip install \\\n    numpy\n"),
    "a test that fails below it": ("x = 1", RIGHT + "assert reverse_sweep([]) == [2.0]\n"),
}
METHODS = {
    "assigned": BACKWARD + "Value.backward = backward",
    "set": BACKWARD + "setattr(Value, 'backward', backward)",
    "put there by a decorator": "def method_of(cls):\n    def put(f):\n"
    "        setattr(cls, f.__name__, f)\n    return put\n\n@method_of(Value)\n" + BACKWARD,
    "in a class of the same name": "class Value(Value):\n    " + BACKWARD.replace("\n", "\n    "),
}


@pytest.fixture(scope="module")
def server():
    with ForkServer() as server:
        yield server


@pytest.mark.parametrize("cells", SCATTERED.values(), ids=SCATTERED)
def test_what_a_function_needs_comes_along(cells, server, tmp_path):
    *others, last = cells
    [work] = collect(put(tmp_path / "a.ipynb", notebook(*others, MARK + last)))
    report = grade(find("reverse-sweep"), work.source, seed=1, server=server)
    assert report.solved, report.problem or report.first_failed


@pytest.mark.parametrize(
    ("how", "marked"), [*((how, 0) for how in METHODS), ("in a class of the same name", 1)]
)
def test_a_method_of_a_later_cell_belongs_to_its_class(how, marked, server, tmp_path):
    cells = [ENGINE.partition("\n")[2], METHODS[how], "v = Value(2.0)\nv.nonsense()"]
    cells[marked] = "# exercise: scalar-engine\n" + cells[marked]
    [work] = collect(put(tmp_path / "a.ipynb", notebook(*cells)))
    report = grade(find("scalar-engine"), work.source, seed=1, server=server)
    assert report.solved, report.problem or report.first_failed


def test_what_a_later_cell_does_with_a_solution_is_no_part_of_it(tmp_path):
    cells = [MARK + RIGHT, "out = reverse_sweep([])\nprint(out)", "reverse_sweep([])"]
    [work] = collect(put(tmp_path / "a.ipynb", notebook(*cells)))
    assert work.source == MARK + RIGHT and work.cells == (1,)


def test_two_marks_in_one_cell_are_two_works(tmp_path):
    both = MARK + RIGHT + find("local-partials").solution
    works = collect(put(tmp_path / "a.ipynb", notebook(both)))
    assert [work.exercise for work in works] == ["reverse-sweep", "local-partials"]


@pytest.mark.parametrize("outside", ["", MARK])
def test_a_script_made_of_a_notebook_has_what_stood_below_a_cell_magic(outside, tmp_path):
    body = RIGHT if outside else MARK + RIGHT
    script = f"{outside}\nget_ipython().run_cell_magic('time', '', {body!r})\n"
    [work] = collect(put(tmp_path / "a.py", script))
    assert RIGHT.strip() in work.source


@pytest.mark.parametrize("name", ["a.py.txt", "a.ipynb.json", "A.IPYNB.TXT"])
def test_what_a_browser_adds_to_a_name_does_not_count(name, tmp_path):
    text = notebook(MARK + RIGHT) if "ipynb" in name.lower() else MARK + RIGHT
    put(tmp_path / "ada" / name, text)
    [work] = handed_in([tmp_path])
    assert (work.student, work.exercise, work.problem) == ("ada", "reverse-sweep", "")


@pytest.mark.parametrize(
    "line",
    [
        "    # exercise: reverse-sweep",
        "# --- Exercise: reverse-sweep ---",
        "# Exercise 10: Reverse sweep, by Bob",
        "# exercise reverse-sweep",
        "# exercise: reverse\u2011sweep",
        "#\u00a0exercise\uff1a reverse\u2013sweep",
    ],
)
def test_a_mark_is_read_as_it_is_meant(line, tmp_path):
    [work] = collect(put(tmp_path / "a.py", f"{line}\n{RIGHT}"))
    assert work.exercise == "reverse-sweep"


FLAT = {
    "Blackboard": (
        "HW 1_ab12_attempt_2026-03-01-23-59-00_hw.py",
        "HW 1_ab12_attempt_2026-03-01-23-59-00.txt",
        "HW 1_cd34_attempt_2026-03-01-23-59-00_hw.py",
    ),
    "Brightspace": (
        "7-1 - ab12 - Mar 1, 2026 1159 PM - hw.py",
        "8-1 - cd34 - Mar 1, 2026 9 AM - h.py",
    ),
    "Canvas": ("ab12_7_text.html", "ab12_7_99_hw.py", "cd34_LATE_8_98_hw.py"),
}


@pytest.mark.parametrize("names", FLAT.values(), ids=FLAT)
def test_flat_names_give_the_student(names, tmp_path):
    for name in names:
        put(tmp_path / name, MARK + RIGHT)
    rows = handed_in([tmp_path], ["reverse-sweep"])
    assert [(row.student, row.problem) for row in rows] == [("ab12", ""), ("cd34", "")]


@pytest.mark.parametrize(
    "made",
    [
        *("HW_ada_attempt_{}_{}", "ada_7_99_{1}", "7-1 - ada - Mar 1, 2026 9 AM - {1}"),
        "ada_7_assignsubmission_file_{1}",
    ],
)
@pytest.mark.parametrize(
    "own",
    [
        "HW_bob_attempt_2026-03-01-23-59-00_x.py",
        "8-1 - bob - Mar 1, 2026 9 AM - x.py",
        "bob_8_9_x.py",
    ],
)
def test_nobody_gets_the_name_of_another_by_the_name_of_a_file(made, own):
    assert taken_apart(made.format("2026-03-01-23-58-00", own)).student == "ada"


@pytest.mark.parametrize("note", ["", "grades.csv"])
def test_one_folder_that_holds_the_students_is_no_student(note, tmp_path):
    for student in ("ada", "bob"):
        put(tmp_path / "hw1" / student / "hw.py", MARK + RIGHT)
    if note:
        put(tmp_path / "hw1" / note, "x")
    assert [row.student for row in handed_in([tmp_path])] == ["ada", "bob"]
