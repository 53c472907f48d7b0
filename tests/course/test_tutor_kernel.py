"""`adlab.check` in a real kernel: it finds what a function needs, wherever the learner put it."""

import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from adlab.grading.exercises.exercise import find

ENGINE = find("scalar-engine").solution
EXP = "    def exp(self):"
SWEEP = """
def {name}(nodes):
    adjoints = {zeros}
    adjoints[-1] = 1.0
    for k in reversed(range(len(nodes))):
        for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
            adjoints[operand] {sign} adjoints[k] * partial
    return {returned}
"""


def sweep(name: str, sign: str = "+=", zeros: str = "[0.0] * len(nodes)", returned="adjoints"):
    return SWEEP.format(name=name, sign=sign, zeros=zeros, returned=returned)


def check(entry: str, id: str = "reverse-sweep") -> str:
    return f'r = adlab.check("{id}", {entry}); print(r.passed, *r.report.notes)'


def engine_in_two_cells() -> tuple[str, str]:
    """The engine without exp, and exp added to it afterwards."""
    before, _, rest = ENGINE.partition(EXP)
    body, _, after = rest.partition("\n    def ")
    function = "def exp(self):" + body.replace("\n    ", "\n")
    return f"{before}    def {after}", f"{function}\nValue.exp = exp"


CELLS = {
    "import": "import adlab\nimport numpy as np",
    "renamed": sweep("mine"),
    "renamed passes": check("mine"),
    "redefined": sweep("mine", sign="="),
    "redefined fails": check("mine"),
    "failed": "1 / 0\n" + sweep("mine"),
    "what failed is not taken": check("mine"),
    "numpy": sweep("mine", zeros="np.zeros(len(nodes))", returned="list(adjoints)"),
    "numpy passes": check("mine"),
    "magic": "%pwd\n" + sweep("marked"),
    "magic passes": check("marked"),
    "timed": "%%time\n" + sweep("timed"),
    "timed passes": check("timed"),
    "file": "with open('numbers.txt') as file:\n    ONE = float(file.read())",
    "needs the file": sweep("reads", returned="[ONE * a for a in adjoints]"),
    "file passes": check("reads"),
    "engine": engine_in_two_cells()[0],
    "engine, later": engine_in_two_cells()[1],
    "engine passes": check("Value", "scalar-engine"),
    "result": "r = mine([{'operands': [], 'partials': []}])",
    "result is refused": check("r"),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each cell printed, or the error it ended in."""
    folder = tmp_path_factory.mktemp("kernel")
    (folder / "numbers.txt").write_text("1.0")
    first = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r})"
    cells = [nbformat.v4.new_code_cell(text) for text in (first, *CELLS.values())]
    notebook = nbformat.v4.new_notebook(cells=cells)
    assert sys.executable
    NotebookClient(
        notebook, timeout=60, allow_errors=True, resources={"metadata": {"path": str(folder)}}
    ).execute()
    outputs = [cell.outputs for cell in notebook.cells[1:]]
    texts = [
        "".join(output.get("text", "") + output.get("evalue", "") for output in each)
        for each in outputs
    ]
    return dict(zip(CELLS, texts, strict=True))


@pytest.mark.parametrize("name", ["renamed", "timed", "numpy", "magic", "engine"])
def test_it_runs_elsewhere_with_all_that_it_needs(said, name):
    assert said[f"{name} passes"] == "True\n"


def test_the_last_cell_that_was_run_counts(said):
    assert said["redefined fails"].startswith("False")


def test_a_cell_that_did_not_get_to_the_definition_does_not_count(said):
    assert said["what failed is not taken"].startswith("False")


@pytest.mark.parametrize("name", ["file"])
def test_what_does_not_run_on_its_own_is_called_in_the_kernel(said, name):
    assert said[f"{name} passes"].startswith("True it was called in this process")


def test_a_result_is_refused_with_what_to_write(said):
    assert "which looks like a result" in said["result is refused"]
