"""Every class of ours begins with adlab-, so that no page around it can know it.

A host's style sheet says `.body { … }` or `.note { … }` of its own things, as Sphinx's themes do.
"""

import re
from pathlib import Path

import pytest

import adlab

PACKAGE = Path(adlab.__file__).parent
HOSTS = {"vscode-light", "vscode-dark", "vscode-high-contrast"}
SHEETS = {path.name: path.read_text("utf-8") for path in (PACKAGE / "view").rglob("*.css")}
SOURCES = sorted([*PACKAGE.rglob("*.js"), *(PACKAGE / "view").glob("*.py")])
SOURCES += sorted((PACKAGE / "course").glob("*.py"))

# Where a source says what class something has: the name of an attribute, and its value.
GIVEN = re.compile(
    r"""class=\\?["'](?P<html>[^"'>]*)["']        # HTML and SVG as text
    |["']?class["']?:[ ]f?["'`](?P<dict>[^"'`]*)["'`]  # element(…, { class: … }), Element(…)
    |className[ ]=[ ]["'`](?P<property>[^"'`]*)["'`]
    |classList[.]\w+\(["'`](?P<list>[^"'`]*)["'`]
    |setAttribute\("class",[ ]["'`](?P<attribute>[^"'`]*)["'`]
    |[.]classes[.]append\("(?P<node>[^"]*)"
    |&&[ ]["'`](?P<look>[^"'`]*)["'`][],]      # part.look([here && …])
    """,
    re.VERBOSE,
)
ASKED = re.compile(r"""(?:querySelector(?:All)?|closest|matches)\??\.?\(["'`]([^"'`]*)["'`]""")


def rules(css: str) -> str:
    """The selectors of a style sheet, one after the other."""
    return " ".join(re.findall(r"([^{};]+)\{", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)))


@pytest.mark.parametrize("name", SHEETS)
def test_a_style_sheet_speaks_of_our_classes_alone(name):
    found = set(re.findall(r"\.([a-zA-Z_][\w-]*)", rules(SHEETS[name])))
    assert found
    assert {each for each in found - HOSTS if not each.startswith("adlab-")} == set()


@pytest.mark.parametrize("name", SHEETS)
def test_its_variables_and_animations_are_ours_as_well(name):
    css = SHEETS[name]
    named = re.findall(r"(?<![\w-])--([a-z][\w-]*)", css) + re.findall(r"@keyframes ([\w-]+)", css)
    assert {each for each in named if not each.startswith(("adlab-", "jp-"))} == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_source_gives_and_asks_for_our_classes_alone(path):
    text = path.read_text("utf-8")
    given = [name for match in GIVEN.finditer(text) for name in (match[match.lastgroup]).split()]
    asked = [
        name
        for selector in ASKED.findall(text)
        for name in re.findall(r"\.([a-zA-Z_][\w-]*)", selector)
    ]
    wrong = [name for name in given if not name.startswith(("adlab-", "{", "${"))]
    assert wrong + [name for name in asked if not name.startswith("adlab-")] == []
