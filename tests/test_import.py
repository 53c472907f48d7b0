"""What `import adlab` brings."""

import ast
import inspect
import subprocess
import sys

import pytest

import adlab


@pytest.mark.parametrize("name", adlab.__all__)
def test_every_name_is_there_and_offered_for_completion(name):
    assert getattr(adlab, name) is not None
    assert name in dir(adlab)


def test_derivatives_need_no_picture_no_widget_and_no_exercise():
    loaded = "[name for name in sys.modules if name.startswith(('adlab.', 'ipywidgets'))]"
    script = f"import sys, adlab; assert adlab.grad(lambda x: x * x)(3.0) == 6.0; print({loaded})"
    names = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout
    packages = {name.split(".")[1] for name in ast.literal_eval(names.decode())}
    assert packages - {"moved", "bridges"} == {
        "engine"
    }  # `moved` finds modules under their old names


def test_frameworks_are_left_alone():
    script = "import sys, adlab; adlab.trace(lambda x: x * x, 3.0); adlab.step; "
    script += "print(any(name in sys.modules for name in ('torch', 'jax')))"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout
    assert said.strip() == b"False"


def test_editors_are_told_of_all_that_is_imported_later():
    tree = ast.parse(inspect.getsource(adlab))
    [later] = [node for node in tree.body if isinstance(node, ast.If)]
    told = {name.name: part.module for part in later.body for name in part.names}
    assert told == adlab._LATER


def test_an_unknown_name_is_an_error():
    with pytest.raises(AttributeError, match="no attribute 'gard'"):
        _ = adlab.gard
