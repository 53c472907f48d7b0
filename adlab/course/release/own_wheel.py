"""This very adlab as a wheel: what grades elsewhere is what was tried here.

- `own_wheel()`: its name and its bytes.

It is made of the files that run now, so it needs neither a package index nor a build.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

from adlab.course.release.files import as_zip
from adlab.grading.exercises.exercise import shipped_folder

_WHEEL = """Wheel-Version: 1.0
Generator: adlab
Root-Is-Purelib: true
Tag: py3-none-any
"""


@cache
def own_wheel() -> tuple[str, bytes]:
    """The name of the wheel, and what is in it. Lessons are left out: they are not graded."""
    distribution = metadata.distribution("adlab")
    version = distribution.version
    package = Path(__file__).parents[2]
    files = {
        f"adlab/{path.relative_to(package).as_posix()}": path.read_bytes()
        for path in _files(package)
        if "_data" not in path.relative_to(package).parts
    }
    exercises = shipped_folder()
    for path in _files(exercises):
        files[f"adlab/_data/exercises/{path.relative_to(exercises).as_posix()}"] = path.read_bytes()
    info = f"adlab-{version}.dist-info"
    files[f"{info}/METADATA"] = (distribution.read_text("METADATA") or "").encode()
    files[f"{info}/WHEEL"] = _WHEEL.encode()
    files[f"{info}/entry_points.txt"] = b"[console_scripts]\nadlab = adlab.course.cli:main\n"
    record = [f"{name},{_hash(content)},{len(content)}" for name, content in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()
    return f"adlab-{version}-py3-none-any.whl", as_zip(files)


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


def _hash(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return "sha256=" + digest.decode().rstrip("=")
