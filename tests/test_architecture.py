"""ARCHITECTURE.md names only what exists: files, folders, and functions and classes in them."""

import ast
import re
from pathlib import Path

import pytest

from tests.test_house import LAYERS

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
PLACE = re.compile(r"`((?:[\w.-]+/)+(?:[\w.-]+\.(?:py|js|css))?)(?::([\w.]+))?`")
PLACES = sorted(set(PLACE.findall(TEXT)))


def wrong(place: str, name: str) -> str:
    """What is wrong with a place that a text names; "" if it is there."""
    base = ROOT if place.startswith(("tests/", "exercises/")) else ROOT / "adlab"
    path = base / place
    if not path.exists():
        return f"{place} is not there: has it moved?"
    body = ast.parse(path.read_text("utf-8")).body if name else []
    for part in name.split(".") if name else []:
        found = [node for node in body if part in defined(node)]
        if not found:
            return f"{place} has no {name}"
        body = getattr(found[0], "body", [])
    return ""


def defined(node: ast.stmt) -> set[str]:
    """The names that a statement gives a value to."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def test_it_names_enough_to_be_a_map():
    assert len(PLACES) > 40
    for folder in ("engine", "view", "grading", "course"):
        assert any(place.startswith(f"{folder}/") and name for place, name in PLACES), folder


@pytest.mark.parametrize(("place", "name"), PLACES)
def test_what_it_names_is_there(place, name):
    assert not wrong(place, name)


@pytest.mark.parametrize(
    ("place", "name", "found"),
    [
        ("engine/nowhere.py", "", "is not there"),
        ("engine/sweeps/readable.py", "backwards", "has no backwards"),
        ("engine/recording/graph.py", "Graph.colour", "has no Graph.colour"),
    ],
)
def test_what_is_not_there_is_noticed(place, name, found):
    assert found in wrong(place, name)


def test_its_five_sentences_say_the_arrows_that_the_house_keeps():
    arrows = " → ".join(name.split(".")[1] for name in LAYERS)
    assert f"Imports go {arrows}" in TEXT


def test_no_code_span_looks_like_a_place_and_is_none():
    """A place that the pattern misses would not be checked."""
    spans = set(re.findall(r"`([^`\n]*/[^`\n]*)`", re.sub(r"```.*?```", "", TEXT, flags=re.S)))
    spans -= {"adlab grade handed-in/ -o marks.csv"}
    assert {span for span in spans if not PLACE.fullmatch(f"`{span}`")} == set()
