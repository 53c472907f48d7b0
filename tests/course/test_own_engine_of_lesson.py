"""The engine of lesson 12 in another notebook: found, refused with a reason, or lent."""

import json

import pytest

import adlab
from adlab.grading.exercises.exercise import exercises

RIGHT = exercises()["scalar-engine"].solution


def notebook(folder, *cells):
    made = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    text = json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / "12-engine.ipynb").write_text(text)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_is_taken_out_of_the_notebook(here, capsys):
    notebook(here, "import math", RIGHT.replace("class Value:", "class Value:\n    mine = True\n"))
    engine = adlab.my_engine()
    assert engine.mine
    assert capsys.readouterr().out == "This is your engine, from 12-engine.ipynb.\n"
    assert adlab.step_with(engine, lambda x, y: x * y + x, 2.0, 5.0).is_right


def test_a_wrong_one_is_taken_too_for_it_is_the_learners_to_find_out(here):
    wrong = RIGHT.replace("operand.grad += ", "operand.grad = ")
    assert wrong != RIGHT
    notebook(here, wrong)
    assert not adlab.step_with(adlab.my_engine(), lambda x: x * x, 3.0).is_right


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("# exercise: scalar-engine\nclass Value: pass\n", "cannot compute a small network yet"),
        ("x = 1\n", "There is no engine of yours"),
    ],
)
def test_without_one_the_reference_is_lent_and_says_why(here, capsys, cell, why):
    notebook(here, cell)
    engine = adlab.my_engine()
    said = capsys.readouterr().out
    assert why in said and "This is the reference engine" in said
    assert adlab.step_with(engine, lambda x: x * x, 3.0).is_right


def test_the_reference_is_had_on_request(here, capsys):
    notebook(here, RIGHT)
    adlab.my_engine("reference")
    assert capsys.readouterr().out == "This is the reference engine of lesson 12.\n"


def test_another_word_is_refused():
    with pytest.raises(ValueError, match='takes "mine" or "reference"'):
        adlab.my_engine("yours")
