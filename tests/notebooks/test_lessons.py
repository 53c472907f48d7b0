"""What a lesson's file must be like; that its cells run is seen to by nbval, in every `pytest`."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from tests.notebooks import rules
from tests.notebooks.store import KERNEL, NOTEBOOKS, store_outputs

LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    """Return the code cells with something in them."""
    cells = nbformat.read(path, as_version=4).cells
    return [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]


def outputs(path: Path) -> list[nbformat.NotebookNode]:
    return [output for cell in code_cells(path) for output in cell.outputs]


@each_lesson
def test_it_is_a_valid_notebook_whose_cells_have_ids(path: Path):
    notebook = json.loads(path.read_text("utf-8"))
    nbformat.validate(notebook)
    assert all("id" in cell for cell in notebook["cells"])


@each_lesson
def test_it_asks_for_the_usual_kernel_and_names_no_version(path: Path):
    metadata = nbformat.read(path, as_version=4).metadata
    assert metadata["kernelspec"] == KERNEL
    assert metadata["language_info"] == {"name": "python"}


@each_lesson
def test_its_outputs_are_stored_from_one_run_top_to_bottom(path: Path):
    wrong = rules.stored(path)
    assert not wrong, "\n".join(wrong)


@each_lesson
def test_it_has_no_error_that_it_does_not_announce(path: Path):
    for cell in code_cells(path):
        if "raises-exception" not in cell.metadata.get("tags", ()):
            assert not [output for output in cell.outputs if output.output_type == "error"]


@each_lesson
def test_its_outputs_hold_nothing_of_the_machine_that_stored_them(path: Path):
    for output in outputs(path):
        assert not re.search(r"ipykernel_\d|/home/|/root/|/Users/|\bat 0x[0-9a-f]{6}", str(output))


@each_lesson
def test_its_outputs_hold_no_bundle_that_a_front_end_misreads(path: Path):
    for output in outputs(path):
        kinds = set(output.get("data", ()))
        assert not {"application/vnd.jupyter.widget-view+json", "text/html"} <= kinds
        assert "image/svg+xml" not in kinds


class TestStore:
    """The command that stores outputs."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "lesson.ipynb"

    def write(self, path: Path, *sources: str) -> None:
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)

    def test_outputs_are_stored(self, path: Path):
        self.write(path, "n = 20", "n + 1")
        store_outputs(path)
        first, second = code_cells(path)
        assert (first.execution_count, second.execution_count) == (1, 2)
        assert second.outputs[0]["data"] == {"text/plain": "21"}

    def test_storing_again_leaves_the_file_as_it_was(self, path: Path):
        self.write(path, "1 + 1")
        store_outputs(path)
        before = path.read_bytes()
        store_outputs(path)
        assert path.read_bytes() == before

    def test_a_lesson_with_a_failing_cell_is_not_written(self, path: Path):
        self.write(path, "1 / 0")
        before = path.read_bytes()
        with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
            store_outputs(path)
        assert path.read_bytes() == before
