"""The player's scripts, linted by ESLint and type-checked by TypeScript; nothing is built.

The two come from npm, into `node_modules` beside this file, in the versions of `package.json`.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import require

HERE = Path(__file__).parent
NPM = shutil.which("npm") or ""
INSTALL = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--prefer-offline"]


def npm(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([NPM, *arguments], cwd=HERE, capture_output=True, text=True, timeout=240)


@pytest.fixture(scope="module", autouse=True)
def tools() -> None:
    """The packages of `package.json`, installed anew where that has changed since."""
    require(NPM, "npm, which comes with Node.js, is not installed")
    wanted, installed = HERE / "package.json", HERE / "node_modules" / "package.json"
    if installed.exists() and installed.read_bytes() == wanted.read_bytes():
        return
    done = npm(*INSTALL)
    require(done.returncode == 0, f"npm cannot install ESLint and TypeScript: {done.stderr}")
    shutil.copy(wanted, installed)


@pytest.mark.parametrize("check", ["lint", "types"])
def test_the_scripts_pass(check: str):
    done = npm("run", "--silent", check)
    assert done.returncode == 0, done.stdout + done.stderr
