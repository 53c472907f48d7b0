"""Reading what was handed in: as Python reads it, in linear time, within bounds."""

import codecs
import time

import pytest

from adlab.grading.collecting import reading
from adlab.grading.collecting.needed_cells import Cell
from adlab.grading.collecting.reading import Deadline, Unreadable, cells_of, text_of
from adlab.grading.collecting.submissions import collect
from adlab.grading.exercises.exercise import find
from adlab.grading.exercises.runner import grade
from tests.grading.handed import MARK, RIGHT, notebook, put

COOKIE = "# -*- coding: {} -*-\n# café\n"


class TestEncodings:
    @pytest.mark.parametrize("name", ["latin-1", "cp1252", "utf-8", "iso-8859-15", "mac-roman"])
    def test_a_file_is_read_as_its_first_lines_say(self, name):
        text = COOKIE.format(name)
        assert text_of(text.encode(name)) == text

    @pytest.mark.parametrize(
        ("bom", "name"),
        [
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
            (codecs.BOM_UTF32_LE, "utf-32-le"),
        ],
    )
    def test_a_file_is_read_as_its_first_bytes_say(self, bom, name):
        assert text_of(bom + "café".encode(name)) == "café"
        [cell] = cells_of(bom + notebook("café").decode().encode(name))
        assert cell.text == "café"

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"x = 1\n\xe9", "byte 7 is not UTF-8; save the file as UTF-8"),
            (b"# coding: klingon", "unknown encoding: klingon"),
            (b"# coding: rot13\n", "rot13"),
            (b"# coding: punycode\n" + b"a" * 1000, "punycode"),
            (b"x" * (reading.LONGEST_CODE + 1), "larger than 1 MiB"),
        ],
    )
    def test_what_cannot_be_read_says_why(self, data, words):
        with pytest.raises(Unreadable, match=words):
            text_of(data)

    def test_ends_of_lines_are_made_alike(self):
        assert text_of(b"a\r\nb\rc\n") == "a\nb\nc\n"


class TestNotebooks:
    def test_format_3_is_read(self):
        assert [cell.text for cell in cells_of(notebook("x = 1", "y = 2", format=3))] == [
            "x = 1",
            "y = 2",
        ]

    @pytest.mark.parametrize(
        "data", [b"", b"{", b"[1]", b"3", b'{"cells": 3}', b'{"cells": [3]}', b"[" * 10**5]
    )
    def test_what_is_no_notebook_is_unreadable(self, data):
        with pytest.raises(Unreadable):
            cells_of(data)

    def test_a_megabyte_of_code_is_too_much(self):
        with pytest.raises(Unreadable, match="more than 1 MiB of code"):
            cells_of(notebook("x" * reading.LONGEST_CODE, "y = 1"))


LONG = {
    "blanks before a bracket": [MARK + " " * 1_000_000 + "(\n"],
    "a chain of cells": [
        "a0 = 1",
        *[f"a{k} = a{k - 1} + 1" for k in range(1, 4000)],
        f"{MARK}{RIGHT}print(a3999)",
    ],
    "magics upon magics": ["%%time\n" * 100_000 + MARK + RIGHT],
    "names and equal signs": [MARK + RIGHT + "\n" + "a " * 400_000 + "=\n!"],
    "questions": [MARK + RIGHT + "\n" + "?" * 500_000],
    "a mark that never ends": ["#" * 900_000 + "\n" + MARK + RIGHT],
    "brackets": [MARK + RIGHT + "(" * 500_000],
    "signs": [MARK + RIGHT + "x = " + "-" * 100_000 + "1"],
}


@pytest.mark.parametrize("cells", LONG.values(), ids=LONG)
def test_reading_takes_linear_time(cells, tmp_path):
    before = time.thread_time()
    for path in (
        put(tmp_path / "a.ipynb", notebook(*cells)),
        put(tmp_path / "a.py", "\n".join(cells)),
    ):
        assert len(collect(path, "reverse-sweep")) == 1
    # Not a question of speed: what is quadratic here takes hours.
    assert time.thread_time() - before < 2 * reading.SECONDS


def test_a_file_that_takes_too_long_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(Deadline.__init__, "__defaults__", (-1.0,))
    [work] = collect(put(tmp_path / "a.ipynb", notebook(MARK + RIGHT)))
    assert work.problem == "It cannot be read: it takes too long."


def test_a_deadline_that_is_over_says_so():
    with pytest.raises(Unreadable, match="too long"):
        Deadline(-1.0).check()


class TestMagics:
    @pytest.mark.parametrize(
        "head",
        ["%%time\n", "%%capture out\n", "%%timeit -n 1\n", "\n %%prun\n", "%%time\n%%capture\n"],
    )
    def test_a_cell_magic_leaves_the_cell(self, head):
        cell = Cell.read(head + MARK + RIGHT)
        assert cell.text.endswith(MARK + RIGHT) and cell.tree
        assert cell.text.count("\n") == (head + MARK + RIGHT).count("\n")
        assert [line for _, line in cell.left_out] == head.strip().split("\n")

    @pytest.mark.parametrize(
        "head", ["%%writefile a.py\n", "%%bash\n", "%%html\n", "%%time\n%%sh\n"]
    )
    def test_a_cell_that_goes_elsewhere_is_left_out_whole(self, head):
        cell = Cell.read(head + "x = 1")
        assert cell.body == [] and (len(head.split("\n")), "x = 1") in cell.left_out

    def test_line_magics_below_a_cell_magic_are_left_out_too(self):
        cell = Cell.read("%%time\n%matplotlib inline\nx = 1")
        assert cell.left_out == ((1, "%%time"), (2, "%matplotlib inline")) and len(cell.body) == 2


def test_a_right_solution_is_right_in_every_encoding_and_format(tmp_path):
    files = {
        "latin.py": (COOKIE.format("latin-1") + MARK + RIGHT).encode("latin-1"),
        "utf16.py": codecs.BOM_UTF16_LE + (MARK + RIGHT).encode("utf-16-le"),
        "three.ipynb": notebook("%%time\n" + MARK + RIGHT, format=3),
    }
    for name, data in files.items():
        [work] = collect(put(tmp_path / name, data))
        assert grade(find(work.exercise), work.source, seed=1).solved, name
