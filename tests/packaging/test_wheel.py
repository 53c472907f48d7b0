"""The wheel, installed where there is no checkout, does the main job."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from adlab.course.workspace import shipped
from tests.lab_server import OPEN, private_environment, running_lab

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of the source distribution, as both would be published."""
    target = tmp_path_factory.mktemp("dist")
    # The backend is a requirement of the tests: no isolation, no package index.
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", target, CHECKOUT, cwd=target)
    [path] = target.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with the wheel in it.

    What adlab depends on comes from the environment of the tests, by a path file. Path files in
    *that* environment are not followed, so an editable adlab in it stays out of sight.
    """
    root = tmp_path_factory.mktemp("environment")
    venv.create(root, symlinks=os.name == "posix")
    here = {"base": str(root), "platbase": str(root)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=here))
    borrowed = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (packages / "zz-borrowed.pth").write_text("\n".join(borrowed))
    python = Path(sysconfig.get_path("scripts", "venv", vars=here)) / "python"
    install = ("install", "--no-deps", "--no-index", "--ignore-installed", "--quiet", wheel)
    run(sys.executable, "-m", "pip", "--python", python, *install, cwd=root)
    return python


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command away from the checkout; return what it printed, and fail with it."""
    result = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=private_environment(cwd),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


def get(url: str) -> str:
    with urlopen(url) as answer:
        return answer.read().decode()


def is_hidden(path: Path) -> bool:
    parts = path.relative_to(CHECKOUT).parts
    return "__pycache__" in parts or any(part.startswith(".") for part in parts)


def test_lessons_exercises_and_the_player_are_in_the_wheel(wheel: Path):
    moved = {
        "notebooks": "adlab/_data/notebooks",
        "exercises": "adlab/_data/exercises",
        "adlab/view/static": "adlab/view/static",
    }
    expected = {
        f"{target}/{file.relative_to(CHECKOUT / source).as_posix()}"
        for source, target in moved.items()
        for file in (CHECKOUT / source).rglob("*")
        if file.is_file() and not is_hidden(file)
    }
    assert any(name.startswith("adlab/_data/notebooks/00-") for name in expected)
    assert "adlab/view/static/player/player.js" in expected
    assert expected <= set(zipfile.ZipFile(wheel).namelist())


def test_nothing_else_is_in_the_wheel(wheel: Path):
    carried = {Path(name).parts[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in carried if not name.endswith(".dist-info")} == {"adlab"}


def test_the_installed_package_is_the_wheels(python: Path, tmp_path: Path):
    where = run(python, "-c", "import adlab; print(adlab.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(python.parents[1])
    path = run(python, "-c", "import sys; print(*sys.path, sep='\\n')", cwd=tmp_path)
    assert str(CHECKOUT) not in path.splitlines()


def test_the_command_is_installed(python: Path, tmp_path: Path):
    assert run(python.with_name("adlab"), "--version", cwd=tmp_path).startswith("adlab 0.")


def test_a_function_can_be_traced(python: Path, tmp_path: Path):
    program = "import adlab; print(adlab.trace(lambda x: x * x, 3.0))"
    assert run(python, "-c", program, cwd=tmp_path)


def test_lab_serves_the_lessons_that_the_wheel_carries(python: Path, tmp_path: Path):
    # JupyterLab's own pages are data of the environment it is borrowed from.
    share = Path(sys.prefix, "share", "jupyter")
    borrowed = {"JUPYTER_PATH": str(share), "JUPYTERLAB_DIR": str(share / "lab")}
    with running_lab(
        tmp_path / "mine", tmp_path / "home", OPEN, python=python, environment=borrowed
    ) as server:
        listing = json.loads(get(server.url + "api/contents"))
        page = get(server.url + "lab")
    names = {entry["name"] for entry in listing["content"]}
    lessons = {name for name in shipped() if name.endswith(".ipynb") and "/" not in name}
    assert any(name.startswith("00-") for name in lessons)
    assert lessons <= names
    assert "jupyter-config-data" in page
