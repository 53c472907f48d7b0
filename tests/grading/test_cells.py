"""What code needs of the cells of a notebook."""

import ast

from adlab.grading.collecting.needed_cells import Cell, gather


def gathered(wanted: str, *texts: str) -> list[str]:
    """The pieces that are found, looking in the newest cell first."""
    cells = [Cell.read(text) for text in texts]
    found = gather(cells, ast.parse(wanted).body, list(reversed(range(len(cells)))))
    return [piece.text for piece in found]


def test_a_name_brings_its_definition_and_what_that_needs():
    found = gathered("g = f", "c = 2", "def f(x): return c * x", "unused = 1")
    assert found == ["c = 2", "def f(x): return c * x"]


def test_the_first_cell_in_the_order_wins():
    assert gathered("g = f", "def f(): return 1", "def f(): return 2") == ["def f(): return 2"]


def test_what_is_done_to_a_class_later_belongs_to_it():
    patch = "def exp(self): pass\nValue.exp = exp"
    found = gathered("V = Value", "class Value: pass", patch, "other.exp = 1")
    assert found == ["class Value: pass", "def exp(self): pass", "Value.exp = exp"]


def test_an_entry_of_a_table_belongs_to_it():
    found = gathered("f = RULES", "RULES = {}", "RULES['sin'] = lambda x: x")
    assert found == ["RULES = {}", "RULES['sin'] = lambda x: x"]


def test_a_decorator_comes_along():
    found = gathered("g = f", "from functools import cache", "@cache\ndef f(): return 1")
    assert found == ["from functools import cache", "@cache\ndef f(): return 1"]


def test_pieces_keep_their_place():
    cells = [Cell.read("a = 1\n\nb = 2"), Cell.read("def f(): return b")]
    pieces = gather(cells, ast.parse("f").body, [1, 0])
    assert [(piece.cell, piece.line) for piece in pieces] == [(0, 3), (1, 1)]


def test_names_that_nothing_defines_are_no_obstacle():
    assert gathered("g = nowhere", "a = 1") == []


def test_magics_are_left_out():
    cell = Cell.read("%matplotlib inline\nx = 1\n!ls")
    assert cell.left_out == ((1, "%matplotlib inline"), (3, "!ls"))
    assert cell.tree is not None


def test_a_cell_of_another_language_is_empty():
    assert Cell.read("%%bash\nls").body == []
