"""The generated pages of the docs are up to date."""

import importlib.util
import inspect
import re
from pathlib import Path
from xml.etree import ElementTree

DOCS = Path(__file__).parents[1] / "docs"


def load(name):
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def texts(svg):
    """All texts of a picture, without the spaces at which lines are broken, and its times."""
    found = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    written = "".join("".join(text.itertext()) for text in found)
    return re.sub(r"\s", "", written), re.findall(r"[\d.]+%", svg)


def test_the_moving_picture_of_the_readme_is_what_adlab_draws():
    """Texts and times only: where things stand differs between layout engines."""
    module = load("reverse_svg")
    assert texts(module.PICTURE.read_text("utf-8")) == texts(module.picture())


def test_it_shows_the_function_of_the_readme():
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    assert inspect.getsource(load("reverse_svg").f) in readme


def test_the_numpy_page_lists_what_the_engine_supports():
    """Names only: arguments and formulas of NumPy's functions differ between its versions."""
    names = re.compile(r"np\.[a-z_0-9.]+")
    written = (DOCS / "numpy.md").read_text("utf-8")
    assert set(names.findall(load("numpy_table").page())) == set(names.findall(written))


def test_links_between_the_pages_lead_to_files():
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (DOCS / target).exists(), f"{page.name}: {target}"


def test_the_code_of_the_performance_page_runs(capsys):
    text = (DOCS / "performance.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(code, "performance.md", "exec"), {})
    (shown,) = re.findall(r"```\n(def f_reverse.*?)```", text, re.DOTALL)
    assert shown in capsys.readouterr().out
