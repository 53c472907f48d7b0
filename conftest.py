"""What every test shares, wherever it stands."""

import importlib.util
import os
from collections.abc import Iterator

import pytest

# Modules that need a framework are looked into for examples only where it is.
collect_ignore_glob = [
    f"{folder}/bridges/{name}_*.py"
    for folder in ("adlab", "tests")
    for name in ("torch", "jax")
    if importlib.util.find_spec(name) is None
]


@pytest.fixture(scope="session", autouse=True)
def own_progress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the progress of tests apart from that of whoever runs them."""
    before = os.environ.get("ADLAB_HOME")
    os.environ["ADLAB_HOME"] = str(tmp_path_factory.mktemp("adlab-home"))
    yield
    if before is None:
        del os.environ["ADLAB_HOME"]
    else:
        os.environ["ADLAB_HOME"] = before


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Cells of lessons run as they are stored: nobody is there to predict anything."""
    in_notebook = ".ipynb::" in item.nodeid or item.nodeid.startswith("tests/notebooks/")
    os.environ["ADLAB_PREDICT"] = "skip" if in_notebook else ""
