"""Signing, and the arguments that JupyterLab gets."""

from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from adlab.course.lab import server_arguments, sign


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A notebook with a stored HTML output, and a user who has signed nothing yet."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    cell = nbformat.v4.new_code_cell("1")
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": "<script></script>"})]
    path = tmp_path / "00-tour.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


def is_signed(path: Path) -> bool:
    """Ask as the server does when it opens a notebook."""
    notary = NotebookNotary()
    try:
        return notary.check_signature(nbformat.read(path, as_version=4))
    finally:
        notary.store.close()


def test_a_notebook_is_signed_for_this_user(notebook: Path):
    assert not is_signed(notebook)
    sign([notebook])
    assert is_signed(notebook)


def test_a_changed_output_needs_a_new_signature(notebook: Path):
    sign([notebook])
    notebook.write_text(notebook.read_text().replace("<script>", "<script src='x'>"))
    assert not is_signed(notebook)


def test_signing_does_not_change_the_file(notebook: Path):
    before = notebook.read_bytes()
    sign([notebook])
    assert notebook.read_bytes() == before


def test_the_lesson_is_opened_by_a_quoted_address():
    arguments = server_arguments(Path("/course"), "00-a tour?.ipynb")
    assert "--LabApp.default_url=/lab/tree/00-a%20tour%3F.ipynb" in arguments


def test_without_a_lesson_the_launcher_opens():
    assert "--LabApp.default_url=/lab" in server_arguments(Path("/course"), None)


@pytest.mark.parametrize(("browser", "passed"), [(True, False), (False, True)])
def test_the_browser_is_opened_unless_told_otherwise(browser: bool, passed: bool):
    arguments = server_arguments(Path("/course"), None, browser=browser)
    assert ("--ServerApp.open_browser=False" in arguments) is passed


def test_the_port_is_passed_on_even_when_it_is_0():
    assert "--ServerApp.port=0" in server_arguments(Path("/course"), None, port=0)


def test_the_users_own_argument_replaces_ours():
    arguments = server_arguments(Path("/course"), None, extra=["--LabApp.default_url=/doc", "-y"])
    assert [a for a in arguments if "default_url" in a] == ["--LabApp.default_url=/doc"]
    assert arguments[-1] == "-y"
