"""The words of a page come from several tables, which must not take each other's names."""

from itertools import combinations

import pytest

from adlab.view.said.templates import ARRAY_WORDS, SLIDERS, SLOPES, WORDS

TABLES = {"arrays": ARRAY_WORDS, "sliders": SLIDERS, "slopes": SLOPES, "own": WORDS}
LONGER = {"keys"}  # a list that goes on in each


@pytest.mark.parametrize(("one", "other"), list(combinations(TABLES, 2)))
def test_no_table_takes_the_word_of_another(one, other):
    both = (TABLES[one].keys() & TABLES[other].keys()) - LONGER
    assert {name for name in both if TABLES[one][name] != TABLES[other][name]} == set()
