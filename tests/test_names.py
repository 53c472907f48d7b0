"""The names that adlab exports: what is promised to users, and what each package offers.

A name that is taken away breaks the code of others, so each one is written down here as well.
"""

import ast
import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

import adlab
from adlab.engine.recording import beyond_numpy
from adlab.moved import MOVED
from tests.engine.programs import DIFFERENTIABLE
from tests.test_house import ROOT, module_name

PUBLIC = {
    "AdlabError", "BranchChanged", "Compiled", "DifferentRunWarning", "Dual", "EngineError",
    "GradientCheckError", "Graph", "IndependentOutputWarning", "InputError", "KinkWarning",
    "MatrixError", "MissingPackageError", "NonFiniteWarning", "OutputError", "Player",
    "Program", "RetracingWarning", "Segment", "ShapeError", "Slot", "Step", "Sweep", "Table",
    "Timeline", "TracingError",
    "UnsupportedFunctionError", "accuracy", "answer", "ask", "certificate", "check", "check_grads",
    "checkpoint",
    "closed_form",
    "compare", "compare_steps", "compile", "digits_lost", "elimination", "erf", "exercise",
    "explore", "first_nonfinite", "gelu",
    "grad", "gradient_cost", "gradients", "hessian", "hint", "hvp", "implicit", "inventory",
    "jacfwd", "jacobian", "jacrev", "join", "jvp", "leave", "kinks", "linearize", "load",
    "log_softmax", "logsumexp", "my_engine", "observe", "paths", "practice", "predict",
    "predicted", "primitive", "progress", "relu", "review", "schedule", "sigmoid",
    "softmax", "softplus", "sparsity",
    "step", "step_with", "stop_gradient", "sweeps_against_inputs", "swell", "table", "taylor",
    "taylor_steps", "timeline",
    "trace", "u_curve", "value_and_grad", "violations", "vjp", "walk",
}  # fmt: skip
# What a package takes into its own name; all others are imported by their modules.
OFFERED = {
    "adlab.engine.sweeps": {"Seeds", "check_finite", "filled", "forward", "order", "reverse", "run",
                            "tangent"},
    "adlab.view.player": {"Player", "step"},
}  # fmt: skip
PACKAGES = sorted(ROOT.glob("*/**/__init__.py"))


def test_adlab_exports_what_is_promised():
    gone = PUBLIC - set(adlab.__all__)
    assert not gone, f"{gone}: a name that users have stays, as an alias that warns"
    new = set(adlab.__all__) - PUBLIC
    assert not new, f"{new}: write new names into PUBLIC of {__name__}, and into CHANGELOG.md"


def test_every_function_that_numpy_lacks_is_exported():
    names = {
        name.asname or name.name: node
        for node in ast.parse(Path(beyond_numpy.__file__).read_text("utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    ours = {name for name in vars(beyond_numpy) if name[0] != "_"} - names.keys()
    for name in sorted(ours):
        assert hasattr(adlab, name) and name in adlab.__all__, (
            f"adlab.{name} is not there: add it to adlab/__init__.py twice, to the import from "
            "`beyond_numpy` and to `__all__`"
        )


PARTS = {"sinc_derivative"}  # of the rules of others


def test_every_elementwise_primitive_can_be_called_by_users():
    """What no user can call is not tested by random programs either."""
    for name, primitive in DIFFERENTIABLE.items():
        if primitive.elementwise and not primitive.own and name not in PARTS:
            assert hasattr(np, name) or hasattr(beyond_numpy, name), (
                f"nobody can call the primitive {name}, since NumPy has no np.{name}: write "
                f'`{name} = as_recording(PRIMITIVES["{name}"])` into {beyond_numpy.__name__}'
            )


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.parent.name)
def test_a_package_offers_these_names(path):
    package = module_name(path, ROOT)
    tree = ast.parse(path.read_text("utf-8"))
    named = {
        name.asname or name.name
        for node in tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in node.names
    }
    assert named == OFFERED.get(package, set()), f"write it into OFFERED of {__name__}"
    assert all(hasattr(importlib.import_module(package), name) for name in named)


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.parent.name)
def test_the_map_of_a_package_names_modules_and_folders_that_it_has(path):
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    here = {each.stem for each in path.parent.iterdir() if each.suffix == ".py" or each.is_dir()}
    for heads in re.findall(r"^- ((?:`\w+`(?:, | and )?)+):", text, re.MULTILINE):
        for name in re.findall(r"`(\w+)`", heads):
            assert name in here, f"{path}: there is no {name}"


def test_the_version_is_written_once_and_cited():
    top = ROOT.parent
    assert "\nversion" not in (top / "pyproject.toml").read_text("utf-8")
    cited = re.findall(r"^version: (.+)$", (top / "CITATION.cff").read_text("utf-8"), re.M)
    assert cited == [adlab.__version__]
    newest = re.findall(r"^## ([\d.]+)", (top / "CHANGELOG.md").read_text("utf-8"), re.M)[0]
    assert adlab.__version__.startswith(newest)


@pytest.mark.parametrize("new", sorted(set(MOVED.values())))
def test_what_has_moved_is_there(new):
    assert importlib.util.find_spec(new)


def test_the_table_of_changes_has_every_module_that_moved():
    text = (ROOT.parent / "CHANGELOG.md").read_text("utf-8")
    rows = [row for row in text.splitlines() if row.startswith("| ")]
    for old, new in MOVED.items():
        was, now = old.rpartition(".")[2], new.rpartition(".")[2]
        said = was if was == now else f"{was} is now {now}"
        folder = new.split(".")[-2]
        assert any(f"{folder}/`" in row and re.search(rf"\b{said}\b", row) for row in rows), old
