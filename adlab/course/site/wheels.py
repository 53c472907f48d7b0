"""What a browser's Python is given: adlab as a wheel, what it needs, and the course.

- `archives()`: names and contents, made of what is installed here; nothing is fetched.

The course, a thousand small files, is a tar by itself: as parts of a zip they would take five times
as much. Its lessons are without their stored outputs.

A wheel is a zip: https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import adlab
from adlab.course.site.sources import home

NEEDS = ("graphviz", "markdown-it-py", "mdurl")
"""Distributions of Python's own code, beside NumPy, without which adlab does not do all."""

METADATA = """Metadata-Version: 2.1
Name: {name}
Version: {version}
"""
WHEEL = """Wheel-Version: 1.0
Generator: adlab site
Root-Is-Purelib: true
Tag: py3-none-any
"""
DATA = ("notebooks", "exercises")
USELESS = (
    *("_data/", "course/site/static/", "course/release/", "course/gradebooks/"),
    *("bridges/torch_", "bridges/jax_"),
    *("course/room/se", "course/room/st", "course/room/__main__", "course/class_cli"),
)
"""Beginnings of paths in adlab: what belongs to a course's desk, and to frameworks."""
TIME = (1980, 1, 1, 0, 0, 0)  # the same files make the same wheel


def archives() -> dict[str, bytes]:
    """The wheels by name, adlab's first, and the course, which belongs into `adlab/_data`."""
    made = [_wheel("adlab", adlab.__version__, dict(_adlab()))]
    for name in NEEDS:
        found = metadata.distribution(name)
        files = {
            file.as_posix(): Path(str(found.locate_file(file))).read_bytes()
            for file in found.files or ()
            if file.suffix == ".py"
        }
        made.append(_wheel(found.metadata["Name"], found.version, files))
    made.append((f"adlab-course-{adlab.__version__}.tar.gz", _packed(dict(_course()))))
    return dict(made)


def _adlab() -> Iterator[tuple[str, bytes]]:
    """The files of adlab, without those that are of no use in a page."""
    package = Path(adlab.__file__).parent
    for path in _files(package):
        inside = path.relative_to(package)
        if not inside.as_posix().startswith(USELESS):
            yield f"adlab/{inside.as_posix()}", path.read_bytes()


def _course() -> Iterator[tuple[str, bytes]]:
    """The lessons, without outputs, and the exercises."""
    for folder in DATA:
        for path in _files(home() / folder):
            content = path.read_bytes()
            bare = _bare(content) if path.suffix == ".ipynb" else content
            yield path.relative_to(home()).as_posix(), bare


def _packed(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w") as archive,
    ):
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _bare(notebook: bytes) -> bytes:
    content = json.loads(notebook)
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
    return json.dumps(content, ensure_ascii=False).encode()


def _wheel(name: str, version: str, files: dict[str, bytes]) -> tuple[str, bytes]:
    stem = f"{name.replace('-', '_')}-{version}"
    about = f"{stem}.dist-info"
    files[f"{about}/METADATA"] = METADATA.format(name=name, version=version).encode()
    files[f"{about}/WHEEL"] = WHEEL.encode()
    files[f"{about}/RECORD"] = "".join(f"{each},,\n" for each in files).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return f"{stem}-py3-none-any.whl", packed.getvalue()
