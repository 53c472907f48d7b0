"""The page's data: its types for the scripts, and what it takes to build a page."""

import itertools
import sys
from pathlib import Path

import numpy as np

import adlab
from adlab.view.replay.spec import Phrase, Sweep, Tag, as_data
from adlab.view.said.kinds import Kind
from tests.engine.examples import griewank
from tests.view.spec_types import PATH, declarations

PACKAGE = str(Path(adlab.__file__).parent)


def readme(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)


def test_the_types_of_the_scripts_are_those_of_the_dataclasses():
    """`python -m tests.view.spec_types` writes them anew."""
    assert PATH.read_text(encoding="utf-8") == declarations()


def test_what_is_as_usual_is_left_out():
    data = as_data(Phrase("input", ["x"], [], "value", ["x is given"]))
    assert data.keys() == {"event", "fields", "reads", "accent", "say"}


def test_rows_are_arrays():
    rows = {3: Tag(2, 0, complete=True)}
    sweep = Sweep("reverse", "reverse y", "y", [], [], [], [], [], values=True, tags=rows)
    assert as_data(sweep)["tags"] == {3: [2, 0, True]}


def test_kinds_are_told_apart_by_fields():
    spec = adlab.step(readme, 2.0, 5.0).spec
    shares = {
        Kind(phrase["event"], phrase.get("order", "only"), phrase.get("form", "number"))
        for phrase in spec["phrases"]
        if phrase["event"] == "share"
    }
    assert shares == {Kind("share", order) for order in ("only", "first", "next")}


def test_a_page_is_built_in_few_changes_of_file():
    """A reader can follow it: each room finishes its work before the next one begins.

    Counted are the Python calls that go to another file of the package than the call before.
    """
    adlab.step(griewank, 1.5, 0.5).to_html()  # so that everything is imported
    player = adlab.step(readme, 2.0, 5.0)
    files: list[str] = []

    def watch(frame, event, argument):
        if event == "call" and frame.f_code.co_filename.startswith(PACKAGE):
            files.append(frame.f_code.co_filename)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        player.to_html()
    finally:
        sys.setprofile(before)
    changes = sum(a != b for a, b in itertools.pairwise(files))
    assert changes <= 800  # six panes, each fitted, and the program of the page
