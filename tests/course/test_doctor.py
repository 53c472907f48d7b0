"""The report on an installation, made on this one and on one that lacks things."""

from importlib import metadata

import pytest

from adlab.course import doctor
from adlab.grading.walls import entry, sandbox


@pytest.fixture
def versions(monkeypatch: pytest.MonkeyPatch) -> dict[str, str | None]:
    """Other versions to be found than are installed; None for a package that is not."""
    pretended: dict[str, str | None] = {}
    installed = metadata.version

    def version(name: str) -> str:
        found = pretended.get(name, "installed")
        if found is None:
            raise metadata.PackageNotFoundError(name)
        return installed(name) if found == "installed" else found

    monkeypatch.setattr(metadata, "version", version)
    return pretended


def finding(subject: str) -> doctor.Finding:
    [found] = [found for found in doctor.examine() if found.subject == subject]
    return found


@pytest.mark.parametrize("name", ["numpy", "graphviz", "ipywidgets", "anywidget", "jupyterlab"])
def test_packages_of_this_installation_are_good(name: str):
    assert finding(name) == doctor.Finding(name, metadata.version(name))


def test_a_missing_core_package_is_fatal(versions: dict[str, str | None]):
    versions["numpy"] = None
    assert finding("numpy") == doctor.Finding(
        "numpy", "not installed", 'pip install "numpy>=2.0"', fatal=True
    )


def test_an_old_core_package_is_fatal(versions: dict[str, str | None]):
    versions["anywidget"] = "0.9.9"
    assert finding("anywidget").fatal
    assert finding("anywidget").advice.startswith("older than 0.9.18")


def test_a_newer_package_is_good(versions: dict[str, str | None]):
    versions["numpy"] = "10.0.0rc1"
    assert finding("numpy") == doctor.Finding("numpy", "10.0.0rc1")


def test_jupyterlab_is_wanted_but_not_needed(versions: dict[str, str | None]):
    versions["jupyterlab"] = None
    assert not finding("jupyterlab").fatal
    assert finding("jupyterlab").advice == 'pip install "adlab[lab]"'


def test_chromium_is_wanted_but_not_needed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    assert finding("Chromium").found == "not found"
    assert not finding("Chromium").fatal


def test_the_layout_engine_is_named():
    assert finding("layout of graphs").found in ("pygraphviz", "dot", "built-in")


def test_the_walls_around_submissions_are_named():
    assert finding("grading behind").found == str(entry.probe())


def test_a_missing_wall_is_no_reason_to_fail(monkeypatch: pytest.MonkeyPatch):
    weak = sandbox.Layers(("L0",), (("L1", "not here"), ("L2", "not here")))
    monkeypatch.setattr(entry, "probe", lambda: weak)
    assert finding("grading behind") == doctor.Finding(
        "grading behind",
        "L0 (no L1: not here; no L2: not here)",
        "marks that count need L2: see the threat model",
    )
