"""One source of colours, and one file for each room of the style sheet."""

import re
from pathlib import Path

import pytest

import adlab
from adlab.view.assets import ROOMS, ROOMS_ONLY, STATIC, style
from adlab.view.drawn.theme import COLOURS

PACKAGE = Path(adlab.__file__).parent
SHEETS = sorted((STATIC / "style").glob("*.css"))
ELSEWHERE = {
    "alone",
    "frames",
    "program",
    "scenes",
    "verdict",
}  # of pictures and programs, which need no player


def test_a_colour_is_said_in_one_module_alone():
    sources = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.css")]
    found = {
        path.name
        for path in sources
        if re.search(r"#[0-9a-fA-F]{6}\b|rgb\((?!127 127 127)", path.read_text("utf-8"))
    }
    assert found == {"theme.py"}


def test_every_colour_that_a_style_sheet_uses_is_there():
    sheets = "".join(path.read_text("utf-8") for path in SHEETS)
    declared = {f"--adlab-{name}" for name in COLOURS} | {*re.findall(r"(--adlab-[\w-]+):", sheets)}
    by_script = {"--adlab-names", "--adlab-values", "--adlab-derivatives", "--adlab-code"}
    by_script |= {"--adlab-height", "--adlab-width", "--adlab-scale", "--adlab-at"}
    by_script |= {"--adlab-columns", "--adlab-extents", "--adlab-top"}
    by_script |= {"--adlab-picture", "--adlab-picture-height"}
    assert {*re.findall(r"var\((--adlab-[\w-]+)", sheets)} <= declared | by_script


@pytest.mark.parametrize("name", COLOURS)
def test_every_colour_is_used(name):
    assert any(f"var(--adlab-{name})" in path.read_text("utf-8") for path in SHEETS)


def test_every_room_is_in_the_page():
    assert {path.stem for path in SHEETS} == {*ROOMS} | ELSEWHERE
    assert len(ROOMS) == len({*ROOMS})


def test_a_page_without_arrays_leaves_their_rooms_out():
    assert ".adlab-h7" in style(frozenset(["arrays"]))
    assert {*ROOMS_ONLY} < {*ROOMS}
    assert ".adlab-h7" not in style(frozenset())


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_a_room_can_be_seen_at_a_glance(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300
