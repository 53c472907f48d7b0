"""Run lessons and store their outputs in them, so that the bare file shows pictures.

    python -m tests.notebooks.store                             all lessons
    python -m tests.notebooks.store notebooks/00-tour.ipynb     this one

Nothing of the moment, the machine or its user is stored (times, versions, progress): running a
lesson that did not change leaves its file as it was. If a cell fails, the lesson is not written.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tests.notebooks.slides import with_slides

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


def store_outputs(path: Path) -> None:
    """Run one notebook from top to bottom in a new kernel and store what its cells show.

    Raises
    ------
    nbclient.exceptions.CellExecutionError : a cell fails that has no tag ``raises-exception``
    """
    notebook = nbformat.read(path, as_version=4)
    notebook.nbformat_minor = 5  # the first in which cells have ids
    _, notebook = nbformat.validator.normalize(notebook)
    notebook.metadata = {"kernelspec": KERNEL}
    where = {"metadata": {"path": str(path.parent)}}
    with TemporaryDirectory() as home:
        environment = os.environ | {"ADLAB_HOME": home, "ADLAB_PREDICT": "skip"}
        client = NotebookClient(notebook, timeout=60, resources=where, record_timing=False)
        client.execute(env=environment)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        if "check" in cell.metadata.get("tags", ()):  # random graphs, of an exercise not done yet
            cell.outputs = []
        kept = {name: cell.metadata[name] for name in ("tags",) if name in cell.metadata}
        cell.metadata = with_slides(kept, cell) if path.name[0].isdigit() else kept
    nbformat.write(notebook, path)


def main(arguments: Sequence[str]) -> int:
    """Run the named lessons, or all; return 1 if one fails."""
    failed = False
    for path in map(Path, arguments or sorted(NOTEBOOKS.glob("*.ipynb"))):
        try:
            store_outputs(path)
            print(f"{path}: stored")
        except CellExecutionError as error:
            failed = True
            print(f"{path}: not stored, a cell fails\n{error}", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
