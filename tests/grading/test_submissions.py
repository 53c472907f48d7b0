"""Finding submissions: in files, notebooks and folders."""

import json
import os
from pathlib import Path

import pytest

from adlab.grading.collecting.submissions import collect
from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.runner import grade

MARK = "# exercise: reverse-sweep\n"
BODY = "def reverse_sweep(nodes):\n    return nodes\n"


def notebook(path: Path, *cells: str | dict[str, object]) -> Path:
    made = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell}
        if isinstance(cell, str)
        else {"cell_type": "code", "metadata": {}, "outputs": [], **cell}
        for cell in cells
    ]
    path.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


class TestFiles:
    def test_a_file_says_to_which_exercise_it_belongs(self, tmp_path):
        [work] = collect(write(tmp_path / "mine.py", MARK + BODY))
        assert (work.exercise, work.source, work.problem) == ("reverse-sweep", MARK + BODY, "")

    def test_a_file_may_be_named_for_the_exercise(self, tmp_path):
        [work] = collect(write(tmp_path / "reverse_sweep.py", BODY))
        assert work.exercise == "reverse-sweep"

    def test_or_the_exercise_is_given(self, tmp_path):
        [work] = collect(write(tmp_path / "mine.py", BODY), "reverse-sweep")
        assert work.exercise == "reverse-sweep"

    def test_a_file_of_no_exercise_is_a_problem_with_advice(self, tmp_path):
        [work] = collect(write(tmp_path / "mine.py", BODY))
        assert "does not say to which exercise" in work.problem

    @pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"{", b"[1]", b'{"cells": [3]}'])
    def test_what_cannot_be_read_is_a_problem(self, tmp_path, content):
        for name in ("mine.py", "mine.ipynb"):
            (tmp_path / name).write_bytes(content)
            [work] = collect(tmp_path / name)
            assert work.problem and not work.source

    def test_deep_json_is_a_problem(self, tmp_path):
        [work] = collect(write(tmp_path / "mine.ipynb", "[" * 100_000))
        assert work.problem

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system's folders")
    def test_a_pipe_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "mine.py")
        [work] = collect(tmp_path / "mine.py")
        assert "not a file" in work.problem


class TestFolders:
    def test_all_files_below_are_found_in_order(self, tmp_path):
        write(tmp_path / "b" / "reverse_sweep.py", BODY)
        write(tmp_path / "a.py", MARK)
        names = [Path(work.name).name for work in collect(tmp_path)]
        assert names == ["a.py", "reverse_sweep.py"]

    def test_hidden_files_are_passed_over(self, tmp_path):
        write(tmp_path / ".ipynb_checkpoints" / "reverse_sweep.py", BODY)
        assert collect(tmp_path) == []

    def test_links_to_the_work_of_others_are_passed_over(self, tmp_path):
        other = write(tmp_path / "other" / "reverse_sweep.py", MARK + BODY)
        mine = tmp_path / "mine"
        mine.mkdir()
        (mine / "reverse_sweep.py").symlink_to(other)
        (mine / "folder").symlink_to(other.parent)
        assert collect(mine) == []

    @pytest.mark.skipif(os.name != "posix", reason="names of files are text here")
    def test_no_name_of_a_file_steers_the_terminal(self, tmp_path):
        odd = os.fsencode(tmp_path) + b"/\x1b[2K\n\xff.py"
        with open(odd, "w") as file:
            file.write(MARK + BODY)
        [work] = collect(tmp_path)
        assert work.name.endswith("/\\x1b[2K\\n\\udcff.py") and not work.problem

    def test_a_file_that_says_nothing_is_not_lost(self, tmp_path):
        write(tmp_path / "mine.py", BODY)
        [work] = collect(tmp_path)
        assert work.problem


class TestNotebooks:
    def test_the_cell_is_found_by_exercise(self, tmp_path):
        path = notebook(tmp_path / "a.ipynb", "1 / 0", MARK + BODY, "print('later')")
        [work] = collect(path)
        assert (work.exercise, work.source, work.notes) == ("reverse-sweep", MARK + BODY, ())

    def test_the_cell_is_found_by_nbgraders_metadata(self, tmp_path):
        cell = {"source": BODY, "metadata": {"nbgrader": {"grade_id": "reverse-sweep"}}}
        [work] = collect(notebook(tmp_path / "a.ipynb", cell))
        assert work.source == BODY

    def test_source_may_be_a_list_of_lines(self, tmp_path):
        cell = {"source": (MARK + BODY).splitlines(keepends=True)}
        [work] = collect(notebook(tmp_path / "a.ipynb", cell))
        assert work.source == MARK + BODY

    def test_several_exercises_are_several_submissions(self, tmp_path):
        other = "# exercise: local-partials\ndef local_partials(): pass"
        works = collect(notebook(tmp_path / "a.ipynb", MARK + BODY, other))
        assert [work.exercise for work in works] == ["reverse-sweep", "local-partials"]

    def test_the_last_of_several_cells_is_taken_with_a_note(self, tmp_path):
        [work] = collect(notebook(tmp_path / "a.ipynb", MARK + "old = 1", MARK + BODY))
        assert work.source == MARK + BODY
        assert "several cells belong to this exercise; the last was taken" in work.notes

    def test_definitions_that_the_cell_uses_are_taken_along_and_theirs_too(self, tmp_path):
        path = notebook(
            tmp_path / "a.ipynb",
            "import math as m\nimport adlab\nadlab.step(f)",
            "SCALE = 2\ndef scaled(x):\n    return m.floor(SCALE * x)\nprint(scaled(3))",
            MARK + "def reverse_sweep(nodes):\n    return scaled(len(nodes))",
        )
        [work] = collect(path)
        assert "import math as m" in work.source and "SCALE = 2" in work.source
        assert "def scaled(x):" in work.source
        assert "adlab" not in work.source and "print" not in work.source
        assert "took along what the cell uses from other cells" in work.notes

    def test_of_a_name_defined_twice_the_one_before_the_cell_counts(self, tmp_path):
        use = MARK + "def reverse_sweep(nodes):\n    return help_me()"
        path = notebook(
            tmp_path / "a.ipynb",
            "def help_me(): return 1",
            "def help_me(): return 2",
            use,
            "def help_me(): return 3",
        )
        [work] = collect(path)
        assert "return 2" in work.source
        assert "return 1" not in work.source and "return 3" not in work.source

    def test_locals_of_a_function_are_not_looked_for(self, tmp_path):
        path = notebook(tmp_path / "a.ipynb", "nodes = 1\nresult = adlab.trace(f)", MARK + BODY)
        [work] = collect(path)
        assert work.source == MARK + BODY

    def test_decorators_come_along(self, tmp_path):
        path = notebook(
            tmp_path / "a.ipynb",
            "from functools import cache\n@cache\ndef depth(n): return n",
            MARK + "def reverse_sweep(nodes):\n    return depth(1)",
        )
        [work] = collect(path)
        assert "@cache\ndef depth" in work.source and "from functools import cache" in work.source

    def test_marked_helpers_come_along_whole(self, tmp_path):
        [work] = collect(notebook(tmp_path / "a.ipynb", "# helper\nprint('hi')", MARK + BODY))
        assert "print('hi')" in work.source

    @pytest.mark.parametrize("line", ["%matplotlib inline", "!pip list", "x = !ls", "x = %pwd"])
    def test_magics_and_shell_lines_are_left_out_with_a_note(self, tmp_path, line):
        [work] = collect(notebook(tmp_path / "a.ipynb", f"{line}\n{MARK}{BODY}"))
        assert compile(work.source, "a", "exec")
        assert "left out 1 line for the notebook (% or !)" in work.notes

    def test_a_remainder_over_two_lines_is_no_magic(self, tmp_path):
        text = MARK + "def reverse_sweep(nodes):\n    return (7\n    % 4)\n"
        [work] = collect(notebook(tmp_path / "a.ipynb", text))
        assert (work.source, work.notes) == (text, ())

    def test_a_cell_that_is_not_python_is_graded_as_it_is(self, tmp_path):
        [work] = collect(notebook(tmp_path / "a.ipynb", MARK + "def reverse_sweep(:"))
        report = grade(find("reverse-sweep"), work.source)
        assert report.problem and report.problem.kind == "syntax"

    def test_a_solution_split_over_cells_is_solved(self, tmp_path):
        lines = find("forward-or-reverse").solution.replace("# exercise: ", "# was: ")
        head, tail = lines.split("def forward_sweep", 1)
        path = notebook(
            tmp_path / "a.ipynb",
            "%time\ndef forward_sweep" + tail,
            "# exercise: forward-or-reverse\n" + head,
        )
        [work] = collect(path)
        assert grade(find(work.exercise), work.source, seed=1).solved

    def test_a_notebook_without_an_exercise_is_a_problem_with_advice(self, tmp_path):
        [work] = collect(notebook(tmp_path / "a.ipynb", BODY))
        assert "Mark it with a comment of its own: # exercise: reverse-sweep" in work.problem


def test_submissions_are_never_written_to(tmp_path):
    files = [
        write(tmp_path / "reverse_sweep.py", BODY),
        notebook(tmp_path / "a.ipynb", MARK + BODY),
    ]
    before = [(file.read_bytes(), file.stat().st_mtime_ns) for file in files]
    collect(tmp_path)
    assert [(file.read_bytes(), file.stat().st_mtime_ns) for file in files] == before
    assert sorted(tmp_path.iterdir()) == sorted(files)
