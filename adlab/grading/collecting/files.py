"""The files that were handed in: in folders, in zips, and in zips within zips.

- `below(path)`: each of them as a Found, which is read when it is asked for.
- `folders_in(path)`: the names of the folders at the top, also of empty ones.

Nothing is unpacked to the disk. Hidden files, `__MACOSX` and checkpoints are passed over. What is
never read, links for instance, is named with the reason.
"""

from __future__ import annotations

import io
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath

from adlab.grading.collecting.reading import LONGEST_NOTEBOOK, Unreadable
from adlab.grading.walls.wire import clean

SUFFIXES = (".py", ".ipynb")
MOST_FILES = 5_000
"""In a zip that a student made."""
MOST_BYTES = 256 * 1024 * 1024
"""That are unpacked of what is at one place at the top: of one student's files."""
DEEPEST = 3
"""Zips within one another."""

BROKEN = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    RuntimeError,  # also NotImplementedError, of a method of packing that is not known
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
)
"""What opening a zip that somebody damaged may raise."""

NOT_HANDED_IN = ".adlab-made"
"""A file that marks a folder as written by adlab."""

_JUNK = ("__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Found:
    """A file, wherever it is.

    Attributes
    ----------
    name : safe to print
    parts : its path below what was given, through folders and zips
    when : when it was last changed, in seconds
    odd : why it is not read, such as "a link"; else ""
    read : returns its bytes, at most so many; raises OSError or Unreadable
    path : on the disk; None in a zip
    """

    name: str
    parts: tuple[str, ...]
    when: float
    odd: str
    read: Callable[[int], bytes]
    path: Path | None = None

    @property
    def suffix(self) -> str:
        """In small letters."""
        return _as_saved(self.parts[-1]).suffix.lower()

    @property
    def stem(self) -> str:
        return _as_saved(self.parts[-1]).stem


def _as_saved(name: str) -> PurePosixPath:
    """A name without what a browser adds to it: `hw.ipynb.json`, `hw.py.txt`."""
    path = PurePosixPath(name.strip())
    added = path.suffix.lower() in (".txt", ".json")
    return path.with_suffix("") if added and path.stem.lower().endswith(SUFFIXES) else path


def below(path: Path) -> Iterator[Found]:
    """The file itself, or all files in a folder or zip, in the order of their names."""
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            parts = file.relative_to(path).parts
            ours = len(parts) > 1 and (path / parts[0] / NOT_HANDED_IN).exists()
            folder = file.is_dir() and not file.is_symlink()
            if not (ours or folder or _is_junk(parts)):
                yield from _opened(_on_disk(file, parts, path), 1, {})
    else:
        yield from _opened(_on_disk(path, (path.name,), None), 0, {})


def folders_in(path: Path, within: tuple[str, ...] = ()) -> list[str]:
    """The names of the folders at the top of a folder or a zip, without what adlab put there.

    Parameters
    ----------
    within : the folder in it whose folders are meant
    """
    if path.is_dir():
        inside = path.joinpath(*within).iterdir()
        own = [each for each in inside if each.is_dir() and not each.is_symlink()]
        names = {each.name for each in own if not (each / NOT_HANDED_IN).exists()}
    else:
        try:
            with zipfile.ZipFile(path) as archive:
                members = [(info, _parts(info)[0]) for info in archive.infolist()]
        except BROKEN:
            return []
        deep = len(within)
        names = {
            parts[deep]
            for info, parts in members
            if parts[:deep] == within and len(parts) > deep + (not info.is_dir())
        }
    return sorted(name for name in names if not _is_junk((name,)))


def shown(path: str | Path) -> str:
    """A path that is safe to print: a name may hold anything but a slash."""
    return clean(str(path)).replace("\n", "\\n")


def _is_junk(parts: tuple[str, ...]) -> bool:
    checkpoint = PurePosixPath(parts[-1]).stem.endswith("-checkpoint")
    return checkpoint or any(part.startswith(".") or part in _JUNK for part in parts)


# ------------------------------------------------------------------------------ on the disk


def _on_disk(file: Path, parts: tuple[str, ...], root: Path | None) -> Found:
    odd, when = "", 0.0
    try:
        when = file.stat().st_mtime
        if root and (file.is_symlink() or not file.resolve().is_relative_to(root.resolve())):
            odd = "a link"  # it could lead to somebody else's work
        elif not file.is_file():
            odd = "not a file"
    except OSError:
        odd = "a link" if file.is_symlink() else ""  # reading it will say why not
    return Found(shown(file), parts, when, odd, partial(_read, file), file)


def _read(file: Path, most: int) -> bytes:
    with file.open("rb") as opened:
        return _at_most(opened.read, most)


def _at_most(read: Callable[[int], bytes], most: int) -> bytes:
    data = read(most + 1)
    if len(data) > most:
        raise Unreadable(f"it is larger than {most // 1024**2} MiB")
    return data


# ------------------------------------------------------------------------------ in zips

Spent = dict[str, dict[str, int]]
"""Place at the top → file → bytes that were unpacked."""


def _opened(found: Found, depth: int, spent: Spent) -> Iterator[Found]:
    """The files in a zip, and the file itself if it is none; a zip that cannot be opened is odd."""
    if found.suffix != ".zip" or found.odd:
        yield found
        return
    try:
        if depth > DEEPEST:
            raise Unreadable("a zip in a zip in a zip, too deep")
        yield from _members(found, depth, spent)
    except BROKEN as error:
        why = str(error) if isinstance(error, Unreadable) else f"no zip that opens ({error})"
        yield Found(found.name, found.parts, found.when, shown(why)[:200], found.read)


def _members(found: Found, depth: int, spent: Spent) -> Iterator[Found]:
    infos = _archive(found).infolist()
    if depth and len(infos) > MOST_FILES:
        raise Unreadable(f"a zip of more than {MOST_FILES} files")
    for info in sorted(infos, key=lambda each: each.filename):
        inner, odd = _parts(info)
        if info.is_dir() or not inner or _is_junk(inner):
            continue
        parts = (*found.parts, *inner) if depth else inner
        read = partial(_unpack, found, info, spent.setdefault(parts[0], {}))
        name = f"{found.name}/{shown('/'.join(inner))}"
        yield from _opened(Found(name, parts, _when(info), odd, read), depth + 1, spent)


@lru_cache(4)
def _archive(found: Found) -> zipfile.ZipFile:
    """A zip, opened anew when it is needed again: those of a whole class are too much to keep."""
    return zipfile.ZipFile(found.path or io.BytesIO(found.read(LONGEST_NOTEBOOK)))


def _parts(info: zipfile.ZipInfo) -> tuple[tuple[str, ...], str]:
    """The path of a member, and why it is not read, or ""."""
    names = info.filename.replace("\\", "/").split("/")
    kept = tuple(name for name in names if name not in ("", ".", ".."))
    if ".." in names or info.filename[:1] in ("/", "\\") or names[0][1:2] == ":":
        return kept, "at a path that leads out of its zip"
    kind = info.external_attr >> 16
    if kind and stat.S_IFMT(kind) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return kept, "a link" if stat.S_ISLNK(kind) else "not a file"
    return kept, "behind a password" if info.flag_bits & 1 else ""


def _when(info: zipfile.ZipInfo) -> float:
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0


def _unpack(found: Found, info: zipfile.ZipInfo, spent: dict[str, int], most: int) -> bytes:
    name = f"{found.name}/{info.filename}"
    left = MOST_BYTES - sum(spent.values()) + spent.get(name, 0)
    if left <= 0:
        raise Unreadable(f"its zip unpacks to more than {MOST_BYTES // 1024**2} MiB")
    try:
        with _archive(found).open(info) as member:
            data = _at_most(member.read, min(most, left))
    except Unreadable:
        spent[name] = min(most, left)
        raise
    except BROKEN as error:
        raise Unreadable(f"it does not unpack ({error})") from error
    spent[name] = len(data)
    return data
