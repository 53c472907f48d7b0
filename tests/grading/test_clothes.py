"""Right work is not refused for what stands beside it, and what it needs is not taken away."""

import pytest

from adlab.grading.collecting.clothes import undressed
from adlab.grading.collecting.marks import marks
from adlab.grading.collecting.submissions import collect
from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.runner import grade
from tests.grading.handed import MARK, RIGHT, notebook, put

ALLOWED = {"math", "numpy"}

BESIDE = {
    "check below": RIGHT + "import adlab\nadlab.check('reverse-sweep', reverse_sweep)\n",
    "check by name": "from adlab import check\n"
    + RIGHT
    + "check('reverse-sweep', reverse_sweep)\n",
    "unused import": "import os, math\nimport matplotlib.pyplot as plt\n" + RIGHT,
    "a plot": "import matplotlib.pyplot as plt\n" + RIGHT + "plt.plot([1, 2])\nplt.show()\n",
    "made with it": "import adlab as al\n" + RIGHT + "g = al.trace(abs, 2.0)\nprint(g)\ng.show()\n",
    "a function beside": "import adlab\n"
    + RIGHT
    + "def look(f):\n    return adlab.step(f)\nlook(abs)\n",
    "a main part": RIGHT + "import sys\nif __name__ == '__main__':\n    sys.exit(adlab)\n",
    "as nbconvert writes it": RIGHT + "get_ipython().run_line_magic('time', 'x')\ndisplay(3)\n",
    "on one line": "import adlab; import math\n" + RIGHT,
}


@pytest.mark.parametrize("source", BESIDE.values(), ids=BESIDE)
def test_what_stands_beside_a_solution_does_not_count(source, tmp_path):
    for path in (
        put(tmp_path / "a.py", MARK + source),
        put(tmp_path / "a.ipynb", notebook(MARK + source)),
        put(tmp_path / "b.ipynb", notebook("import adlab", "x = adlab", MARK + source)),
    ):
        [work] = collect(path)
        assert grade(find("reverse-sweep"), work.source, seed=1).solved, path.name
        assert work.left_out and any("left out" in note for note in work.notes)


NEEDED = {
    "in the function": "import adlab\ndef f(x): return adlab.grad(x)",
    "in what it calls": "import adlab\ndef g(x): return adlab.grad(x)\ndef f(x): return g(x)",
    "in a constant": "import adlab\nG = adlab.grad\ndef f(x): return G(x)",
    "nothing is foreign": "import math\ndef f(x): return math.sin(x)\nprint(f(1))",
    "no such function": "import jax",
    "everything of it": "from adlab import *\ndef f(x): return grad(x)",
}


@pytest.mark.parametrize("source", NEEDED.values(), ids=NEEDED)
def test_what_a_solution_needs_stays(source):
    assert undressed(source, "f", ALLOWED) == (source, ())


def test_lines_stay_where_they_are():
    source = (
        "import adlab\n\n\ndef f(x):\n    return x\n\nadlab.check(\n    'id',\n    f,\n)\nz = 1"
    )
    text, left_out = undressed(source, "f", ALLOWED)
    assert text.split("\n")[3] == "def f(x):" and text.split("\n")[10] == "z = 1"
    assert left_out == ((1, "import adlab"), (7, "adlab.check("))


def test_of_an_import_of_several_modules_the_allowed_ones_stay():
    text, _ = undressed("import adlab, math as m\ndef f(x): return m.sin(x)", "f", ALLOWED)
    assert text.startswith("import math as m\n")


@pytest.mark.parametrize(
    "line",
    [
        "# exercise: reverse-sweep",
        "#exercise: reverse-sweep",
        "# Exercise: Reverse_Sweep (Bob)",
        "## EXERCISE : reverse sweep",
        "# Exercise: `reverse-sweep`.",
        "# exercise: reverse-sweep   my second try",
    ],
)
def test_a_mark_may_be_written_in_many_ways(line):
    assert [each.id for each in marks(line) if each.known] == ["reverse-sweep"]


@pytest.mark.parametrize(
    "line", ["# Exercise: add up all the adjoints", "x = '# exercise: y'", "# exercises"]
)
def test_what_only_begins_like_a_mark_is_none(line):
    assert list(marks(line)) == []


def test_an_unknown_id_is_called_unknown_with_the_one_that_is_meant(tmp_path):
    for path in (
        put(tmp_path / "a.py", "# exercise: revers-swep\n" + RIGHT),
        put(tmp_path / "a.ipynb", notebook("# exercise: revers-swep\n" + RIGHT)),
    ):
        [work] = collect(path)
        assert "There is no exercise 'revers-swep'. Did you mean 'reverse-sweep'?" in work.problem


class TestMarkAndFunctionApart:
    def test_the_mark_in_one_cell_and_the_function_in_the_next(self, tmp_path):
        path = put(tmp_path / "a.ipynb", notebook("x = 1", MARK, "import math\n" + RIGHT, "y = 2"))
        [work] = collect(path)
        assert grade(find(work.exercise), work.source, seed=1).solved
        assert "the mark is in cell 2, reverse_sweep in cell 3" in work.notes

    def test_a_mark_does_not_reach_over_the_next_one(self, tmp_path):
        other = "# exercise: local-partials\ndef local_partials(): pass\n" + RIGHT
        works = collect(put(tmp_path / "a.ipynb", notebook(MARK, other)))
        assert [work.cells for work in works] == [(1, 2), (2,)]

    def test_without_a_mark_the_function_is_found_by_its_name_if_the_exercise_is_given(
        self, tmp_path
    ):
        path = put(tmp_path / "a.ipynb", notebook("import math", RIGHT))
        [work] = collect(path, "reverse-sweep")
        assert grade(find(work.exercise), work.source, seed=1).solved
        assert "no mark: found by the name of reverse_sweep" in work.notes

    def test_of_several_definitions_the_last_is_taken(self, tmp_path):
        path = put(tmp_path / "a.ipynb", notebook("def reverse_sweep(nodes): pass", RIGHT))
        [work] = collect(path, "reverse-sweep")
        assert work.source == RIGHT
