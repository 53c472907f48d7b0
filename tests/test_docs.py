"""The generated pages of the docs are up to date."""

import importlib.util
import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def load(name):
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_numpy_page_lists_what_the_engine_supports():
    """Names only: arguments and formulas of NumPy's functions differ between its versions."""
    names = re.compile(r"np\.[a-z_0-9.]+")
    written = (DOCS / "numpy.md").read_text("utf-8")
    assert set(names.findall(load("numpy_table").page())) == set(names.findall(written))


def test_the_code_of_the_performance_page_runs(capsys):
    text = (DOCS / "performance.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(code, "performance.md", "exec"), {})
    (shown,) = re.findall(r"```\n(def f_reverse.*?)```", text, re.DOTALL)
    assert shown in capsys.readouterr().out
