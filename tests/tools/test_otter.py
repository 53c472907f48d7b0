"""otter-grader itself runs the tests that adlab wrote for it."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest
from typer.testing import CliRunner

from adlab.course import cli
from adlab.grading.exercises.exercise import find
from tests.conftest import require
from tests.grading.world import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.tools]

ID = "running-product"
PARTLY = "def running_products(partials):\n    return partials + [1.0]\n"

ASK = """
import json, sys
import otter
from pathlib import Path
namespace = {{}}
code = compile(Path({work!r}).read_text(), {work!r}, "exec")
exec(code, namespace)
results = otter.Notebook(tests_dir={tests!r}).check({id!r}, global_env=namespace)
(file,) = [results.test_file] if hasattr(results, "test_file") else [results]
cases = file.test_case_results
print("points", sum(case.test_case.points for case in cases if case.passed))
print("cases", len(cases))
print("said", " ".join(str(case.message) for case in cases if not case.passed))
"""


@pytest.mark.parametrize(("source", "points"), [(find(ID).solution, 10), (PARTLY, 2)])
def test_each_check_is_a_case_with_its_points(source, points, tmp_path):
    require(find_spec("otter"), "otter-grader is not installed")
    done = CliRunner().invoke(cli.app, ["release", "otter", ID, "-o", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / f"{ID}.ipynb").read_text())["nbformat"] == 4
    work = tmp_path / "work.py"
    work.write_text(source)
    script = ASK.format(work=str(work), tests=str(tmp_path / "tests"), id=ID)
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert f"points {points}" in said.stdout, said.stdout + said.stderr
    assert f"cases {len(find(ID).points)}" in said.stdout
