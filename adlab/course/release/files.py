"""What is released: paths and contents.

- `Files`: path → content; `write_folder`, `write_zip`.
- `of_exercises(chosen)`: the folders of a course's own exercises, which must travel along.
- `settings(…)`: what the other side is told.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from adlab.grading.exercises.exercise import Exercise, shipped_folder

Files = Mapping[str, bytes]
"""Path with forward slashes → content. What begins with #! may be executed."""

_WHEN = (2000, 1, 1, 0, 0, 0)
"""Of all files in a zip: the same release twice is the same bytes."""


def write_folder(files: Files, folder: Path) -> None:
    """Write files into a folder; those that are there already are replaced. Raises OSError."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if _is_program(content):
            path.chmod(0o755)


def as_zip(files: Files) -> bytes:
    """The files as a zip."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o100755 if _is_program(content) else 0o100644) << 16
            archive.writestr(info, content)
    return data.getvalue()


def _is_program(content: bytes) -> bool:
    return content.startswith(b"#!")


def own(chosen: Iterable[Exercise]) -> list[Exercise]:
    """Those of the exercises that adlab itself does not have."""
    shipped = shipped_folder().resolve()
    return [each for each in chosen if not each.folder.resolve().is_relative_to(shipped)]


def of_exercises(chosen: Iterable[Exercise], below: str) -> dict[str, bytes]:
    """The folders of a course's own exercises, with all that belongs to them."""
    return {
        f"{below}/{exercise.folder.name}/{path.relative_to(exercise.folder).as_posix()}": (
            path.read_bytes()
        )
        for exercise in own(chosen)
        for path in sorted(exercise.folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def settings(chosen: Sequence[Exercise], seed: int, allow_weak: bool) -> bytes:
    """What the other side is told: which exercises, on which graphs, behind which walls."""
    said = {
        "exercises": [each.id for each in chosen],
        "seed": seed,
        "allow_weak": allow_weak,
    }
    return (json.dumps(said, indent=1) + "\n").encode()
