"""The house rules of the package, read from its syntax trees: nothing is imported here.

1. No circles, not even of imports for types.
2. No imports inside functions, but for what may be missing on a machine (`OPTIONAL`).
3. No private names across modules.
4. Arrows one way: course → grading → view → engine, and between the folders of each package.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1] / "adlab"
LAYERS = (
    "adlab.course",
    "adlab.grading",
    "adlab.own",
    "adlab.view",
    "adlab.bridges",
    "adlab.engine",
)

# What may be missing where adlab runs: further packages, and modules of some systems only.
OPTIONAL = {
    "IPython": "outside notebooks",
    "PIL": "the extra `png`",
    "distributed": "the extra `scale`",
    "graphviz": "in a browser's Python",
    "jupyter_core": "the extra `lab`",
    "jupyterlab": "the extra `lab`",
    "matplotlib": "the extra `lab`",
    "nbgrader": "a course that uses it",
    "mpmath": "the extra `lab`",
    "msvcrt": "Windows",
    "numpy": "where a submission runs, which may go without it",
    "nbformat": "the extra `lab`",
    "psutil": "the extra `test`",
    "pygraphviz": "in a browser's Python",
    "resource": "Unix",
    "resvg_py": "the extra `png`",
    "scipy": "sparse matrices",
    "segno": "the extra `class`",
    "starlette": "the extra `class`",
    "socket": "where a submission runs: it would cost a tenth of its start",
    "sphinx": "the extra `site`",
    "sympy": "the extra `lab`",
    "uvicorn": "the extra `class`",
    "termios": "Unix",
    "tty": "Unix",
    "typst": "the extra `pdf`",
}


class Import(NamedTuple):
    """One name that one module takes from another."""

    importer: str
    line: int
    imported: str  # the module
    name: str  # "" for the module itself
    inside: str  # the function that it stands in, or ""

    def __str__(self) -> str:
        what = f"`{self.name}` of {self.imported}" if self.name else self.imported
        return f"{self.importer}, line {self.line}, imports {what}"


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(name: str, text: str, modules: set[str]) -> Iterator[Import]:
    """All imports of a module, those for types and those inside functions too."""

    def visit(node: ast.AST, inside: str) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, node.lineno, alias.name, "", inside)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}, line {node.lineno}: name the package in full"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                taken = (whole, "") if whole in modules else (node.module or "", alias.name)
                yield Import(name, node.lineno, *taken, inside)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inside = node.name
        for child in ast.iter_child_nodes(node):
            yield from visit(child, inside)

    return visit(ast.parse(text), "")


def all_imports(root: Path = ROOT) -> list[Import]:
    texts = {module_name(path, root): path.read_text("utf-8") for path in root.rglob("*.py")}
    return [each for name, text in texts.items() for each in imports_of(name, text, set(texts))]


def circle(arrows: dict[str, set[str]]) -> list[str]:
    """The names along one circle of arrows, or nothing: what is left when sinks are taken away."""
    left = {name: set(targets) & arrows.keys() for name, targets in arrows.items()}
    while sinks := {name for name, targets in left.items() if not targets}:
        left = {name: targets - sinks for name, targets in left.items() if name not in sinks}
    path: list[str] = [min(left)] if left else []
    while path and path[-1] not in path[:-1]:
        path.append(min(left[path[-1]]))
    return path[path.index(path[-1]) :] if path else []


def circles(found: list[Import]) -> list[str]:
    """What is wrong with the arrows between modules."""
    modules = {each.importer for each in found} | {
        each.imported for each in found if each.imported.startswith("adlab")
    }
    arrows: dict[str, set[str]] = {name: set() for name in modules}
    for each in found:
        if each.imported in modules and each.imported != each.importer:
            arrows[each.importer].add(each.imported)
    names = circle(arrows)
    steps = [
        next(str(each) for each in found if (each.importer, each.imported) == pair)
        for pair in pairwise(names)
    ]
    return [f"{step}: move what it takes below both, or turn the arrow" for step in steps]


def hidden(found: list[Import]) -> list[str]:
    return [
        f"{each}, inside {each.inside}: move it to the top of the file; if that makes a circle, "
        "move what both need into a module below them"
        for each in found
        if each.inside and each.imported.split(".")[0] not in OPTIONAL
    ]


def private(found: list[Import]) -> list[str]:
    return [
        f"{each}: drop the underscore, or move the function that needs it there"
        for each in found
        if each.imported.startswith("adlab")
        and any(
            part.startswith("_") and not part.startswith("__")
            for part in (*each.imported.split("."), each.name)
        )
    ]


def layer(module: str) -> int:
    return next(
        (k for k, name in enumerate(LAYERS) if f"{module}.".startswith(f"{name}.")), len(LAYERS)
    )


def backward(found: list[Import]) -> list[str]:
    """Arrows against the order of the packages, and circles between the folders of one."""
    wrong = [
        f"{each}: imports go {' → '.join(name.split('.')[1] for name in LAYERS)}, never back"
        for each in found
        if each.importer.startswith(LAYERS) and layer(each.imported) < layer(each.importer)
    ]
    ends = [(folders_of(each.importer), folders_of(each.imported)) for each in found]
    for depth in range(2, max((len(one) for one, _ in ends), default=0)):
        arrows: dict[str, set[str]] = {}
        for one, other in ends:
            if one[:depth] == other[:depth] and one[depth : depth + 1] != other[depth : depth + 1]:
                arrows.setdefault(".".join(one[: depth + 1]), set()).add(
                    ".".join(other[: depth + 1])
                )
        arrows = {name: targets for name, targets in arrows.items() if name.count(".") == depth}
        if names := circle(arrows):
            wrong.append(f"the arrows {' → '.join(names)} are a circle: turn one of them")
    return wrong


def folders_of(module: str) -> tuple[str, ...]:
    """The folders that a module lies in, outermost first."""
    return tuple(module.split(".")[:-1])


RULES = {"circles": circles, "imports in functions": hidden, "private names": private,
         "arrows": backward}  # fmt: skip


@pytest.fixture(scope="module")
def found() -> list[Import]:
    return all_imports()


@pytest.mark.parametrize("rule", RULES)
def test_the_package_keeps_the_rule(rule: str, found: list[Import]) -> None:
    wrong = RULES[rule](found)
    assert not wrong, "\n".join(wrong)


BROKEN = {
    "circles": {
        "engine/a.py": "from adlab.engine.b import two",
        "engine/b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
        "    from adlab.engine.a import one",
    },
    "imports in functions": {
        "engine/a.py": "def f():\n    from adlab.engine.b import two",
        "engine/b.py": "two = 2",
    },
    "private names": {
        "engine/a.py": "from adlab.engine.b import _two",
        "engine/b.py": "_two = 2",
    },
    "arrows": {
        "engine/a.py": "import adlab.view.b",
        "view/b.py": "",
    },
}


@pytest.mark.parametrize("rule", BROKEN)
def test_breaking_a_rule_is_noticed(rule: str, tmp_path: Path) -> None:
    for name, text in BROKEN[rule].items():
        path = tmp_path / "adlab" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = all_imports(tmp_path / "adlab")
    assert {name for name, check in RULES.items() if check(found)} == {rule}
    assert "adlab.engine.a" in RULES[rule](found)[0]


def test_folders_of_a_package_may_not_import_each_other_both_ways(tmp_path: Path) -> None:
    files = {
        "engine/one/a.py": "import adlab.engine.two.b",
        "engine/one/c.py": "",
        "engine/two/b.py": "",
        "engine/two/d.py": "import adlab.engine.one.c",
    }
    for name, text in files.items():
        path = tmp_path / "adlab" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = all_imports(tmp_path / "adlab")
    assert not circles(found)
    assert backward(found) == [
        "the arrows adlab.engine.one → adlab.engine.two → adlab.engine.one are a circle: "
        "turn one of them"
    ]


def test_what_may_be_missing_may_be_imported_inside_a_function() -> None:
    text = "def f():\n    import sympy"
    assert not hidden(list(imports_of("adlab.engine.a", text, set())))
