"""The learner's folder: bring the lessons into it, and never lose what the learner wrote.

==========================  ======================================================
``shipped()``               what this version of adlab carries for the learner
``deliver(files, folder)``  bring them into a folder, and say what happened to each
==========================  ======================================================

A file belongs to the learner as soon as it differs from what was delivered; of a notebook, what
was written counts, and not what its cells have shown. To know that, the folder keeps a manifest:
a fingerprint of what was last written at each path. Without a readable manifest, whatever is found
is taken to be the learner's.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import Enum
from itertools import count
from pathlib import Path, PurePosixPath

from adlab.course.spoilers import without_spoilers
from adlab.grading.exercises.exercise import exercises, shipped_folder

MANIFEST = ".adlab-delivered.json"


class Outcome(Enum):
    """What ``deliver`` did with one file."""

    ADDED = "added: there was none"
    UPDATED = "updated: the learner had not touched the older one"
    UNCHANGED = "unchanged: it is the shipped one already"
    KEPT = "kept: the learner's own, and no newer one has been shipped"
    BESIDE = "beside: the learner's own stays, the newer one was put next to it"


@dataclass(frozen=True)
class Delivery:
    """What happened to one shipped file.

    Attributes
    ----------
    name : the path in the folder under which the file is shipped, with forward slashes
    outcome : what was done
    path : where the shipped content is now; None if the learner's own was kept
    """

    name: str
    outcome: Outcome
    path: Path | None


def shipped() -> dict[str, bytes]:
    """Return what this version carries for the learner: path in the learner's folder → content.

    Lessons go to the top of the folder, without what would give answers away. Of an exercise,
    ``exercises/10-reverse-sweep/`` gets the prompt and the file to work in, which is made of the
    solution. An installed wheel has all this as package data; in a checkout it is read where it is
    written.
    """
    lessons = shipped_folder().parent / "notebooks"
    files = {
        path.relative_to(lessons).as_posix(): without_spoilers(path.read_bytes())
        for path in _files_below(lessons)
    }
    for exercise in exercises(shipped_folder()).values():
        folder = f"exercises/{exercise.folder.name}"
        files[f"{folder}/prompt.md"] = exercise.prompt.encode()
        files[f"{folder}/{exercise.file}"] = exercise.starter.encode()
    return files


def deliver(files: Mapping[str, bytes], folder: Path) -> list[Delivery]:
    """Bring files into the learner's folder; a file that the learner changed is not touched.

    Parameters
    ----------
    files : path in the folder → content, as ``shipped`` returns it
    folder : the learner's folder, made if it is missing

    Returns
    -------
    One Delivery for each file, in the given order. A newer version of a file that the learner
    changed goes beside it, ``00-tour.ipynb`` to ``00-tour.new.ipynb``, or to ``.new-2`` and so on
    where that is the learner's too; each version is offered once. A file that the learner
    deleted is delivered again.

    Raises
    ------
    OSError : the folder cannot be read or written. No file is left half written, and to
        deliver again goes on from there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    manifest = _Manifest.read(folder)
    deliveries = [_deliver_one(name, content, folder, manifest) for name, content in files.items()]
    manifest.write(folder)
    return deliveries


@dataclass
class _Manifest:
    """What has been delivered into a folder.

    Attributes
    ----------
    written : path → fingerprint of what was last written there
    offered : name of a shipped file → fingerprint of what was last put beside the learner's own
    exactly : path → hash of all that was last written there, outputs too
    """

    written: dict[str, str] = field(default_factory=dict)
    offered: dict[str, str] = field(default_factory=dict)
    exactly: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> _Manifest:
        try:
            content = json.loads((folder / MANIFEST).read_text("utf-8"))
            exactly = dict(content.get("exactly", {}))
            return cls(dict(content["written"]), dict(content["offered"]), exactly)
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return cls()  # then nothing found counts as delivered, so nothing is overwritten

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"
        _write(folder / MANIFEST, text.encode())


def _deliver_one(name: str, content: bytes, folder: Path, manifest: _Manifest) -> Delivery:
    target = folder / name
    new, found = _fingerprint(name, content), _fingerprint_at(target)
    if found == new and not _is_stale(target, name, content, manifest):
        outcome = Outcome.UNCHANGED
    elif found is None:
        outcome = Outcome.ADDED
    elif found == new or _is_ours(target, found, manifest.written.get(name)):
        outcome = Outcome.UPDATED
    elif new in (manifest.written.get(name), manifest.offered.get(name)):
        return Delivery(name, Outcome.KEPT, None)
    else:
        beside = _deliver_beside(name, content, folder, manifest)
        return Delivery(name, Outcome.BESIDE, beside)
    if outcome is not Outcome.UNCHANGED:
        _write(target, content)
        manifest.exactly[name] = _hash(content)
    manifest.written[name] = new
    return Delivery(name, outcome, target)


def _deliver_beside(name: str, content: bytes, folder: Path, manifest: _Manifest) -> Path:
    new = _fingerprint(name, content)
    for beside in _names_beside(name):
        found = _fingerprint_at(folder / beside)
        known = manifest.written.get(beside)
        if found in (None, new) or _is_ours(folder / beside, found, known):
            break
    if found != new:
        _write(folder / beside, content)
        manifest.exactly[beside] = _hash(content)
    manifest.written[beside] = manifest.offered[name] = new
    return folder / beside


def _is_stale(target: Path, name: str, content: bytes, manifest: _Manifest) -> bool:
    """Whether a file that nobody has run or saved shows what an older version has shown."""
    there = target.read_bytes()
    return there != content and _hash(there) == manifest.exactly.get(name)


def _is_ours(target: Path, found: str | None, known: str | None) -> bool:
    """Whether a file is as it was delivered, by this version or by one that counted outputs too."""
    if known is None or not found:
        return False
    return known in (found, _with_outputs(target.name, target.read_bytes()))


def _names_beside(name: str) -> Iterator[str]:
    """Yield ``a.new.ipynb``, ``a.new-2.ipynb``, … for ``a.ipynb``."""
    path = PurePosixPath(name)
    for number in count(1):
        mark = ".new" if number == 1 else f".new-{number}"
        yield str(path.with_name(path.stem + mark + path.suffix))


def _files_below(folder: Path) -> list[Path]:
    """Return all files below a folder, sorted, without hidden ones and Python's caches."""

    def wanted(path: Path) -> bool:
        parts = path.relative_to(folder).parts
        return not any(part.startswith(".") or part == "__pycache__" for part in parts)

    return sorted(path for path in folder.rglob("*") if path.is_file() and wanted(path))


def _fingerprint(name: str, content: bytes) -> str:
    """Return a hash of a file's content; of a notebook, of what is written in its cells.

    A learner who ran or saved a lesson has not changed it: outputs, the counts of runs and what
    JupyterLab notes about cells and kernel are left out.
    """
    if name.endswith(".ipynb"):
        try:
            cells = [
                [each["cell_type"], "".join(each["source"]), each.get("attachments", {})]
                for each in json.loads(content)["cells"]
            ]
            content = json.dumps(cells, sort_keys=True).encode()
        except (ValueError, KeyError, TypeError, AttributeError):
            pass  # not a notebook after all: every byte counts
    return _hash(content)


def _with_outputs(name: str, content: bytes) -> str:
    """The fingerprint as it was before 0.2, by which older folders know their files."""
    if name.endswith(".ipynb"):
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            notebook = json.loads(content)
            notebook["metadata"].pop("language_info", None)
            content = json.dumps(notebook, sort_keys=True).encode()
    return _hash(content)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _fingerprint_at(path: Path) -> str | None:
    """Return the fingerprint of what is at a path: None if nothing is, "" if it is not a file."""
    if path.is_file():
        return _fingerprint(path.name, path.read_bytes())
    return "" if os.path.lexists(path) else None


def _write(path: Path, content: bytes) -> None:
    """Write a file as a whole or not at all: a reader sees the old content or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
