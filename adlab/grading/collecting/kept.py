"""Results that stay: what was graded is on the disk before the next is.

- `Kept(path)`: a file with a line of JSON for each result, and its unfinished part beside it.
- `replace_file(path, text)`: a file that is there as a whole, or as it was before.
- `changed(before, after)`: whose mark changed, and why; `changes` says it in lines, and
  `changes_as_csv` in a table.

While a run goes on, its results go to `marks.jsonl.part`, which only grows. At the end that becomes
`marks.jsonl`. So whatever ends a run, what it graded can be read, and what an earlier run left is
as it was.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

from adlab.grading.collecting.work import Work
from adlab.grading.exercises.exercise import exercises, fingerprint
from adlab.grading.exercises.gradebook import unformulated
from adlab.grading.exercises.reasons import reason
from adlab.grading.exercises.report import Report


@dataclass(frozen=True)
class Key:
    """What a result depends on. With the same key there is nothing to grade anew.

    Attributes
    ----------
    submission, student, exercise : what was graded, and whose it is
    hash : of the code
    checks, adlab : fingerprints of the exercise, and of adlab itself
    seed : of the random graphs
    layers : the walls behind which it ran
    why : whether the mistake was looked for
    shard : the part of the class it was graded in, or ""
    """

    submission: str
    student: str
    exercise: str
    hash: str
    checks: str
    adlab: str
    seed: int
    layers: tuple[str, ...]
    why: bool
    shard: str = ""

    @classmethod
    def of(cls, work: Work, seed: int, layers: Sequence[str], why: bool, shard: str = "") -> Key:
        """The key of a work that is about to be graded."""
        exercise = exercises().get(work.exercise)
        return cls(
            submission=work.name,
            student=work.student,
            exercise=work.exercise,
            hash=hashlib.sha256(work.source.encode("utf-8", "surrogatepass")).hexdigest(),
            checks=fingerprint(exercise) if exercise else "",
            adlab=own_fingerprint(),
            seed=seed,
            layers=tuple(layers),
            why=why,
            shard=shard,
        )


@dataclass(frozen=True)
class Result:
    """A report, and what it depends on."""

    key: Key
    report: Report

    def line(self) -> str:
        """One line of JSON."""
        said = {"key": vars(self.key), "report": self.report.as_dict()}
        return json.dumps(said, ensure_ascii=True, separators=(",", ":")) + "\n"


@cache
def own_fingerprint() -> str:
    """What changes when adlab does: a hash of its own modules."""
    package = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        if "_data" not in path.relative_to(package).parts:
            digest.update(f"{path.relative_to(package)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


class Kept:
    """Results on the disk: a file, and beside it the part that a run has got to.

    Parameters
    ----------
    path : of the file, such as marks.jsonl
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(path.name + ".part")

    @property
    def unfinished(self) -> int:
        """How many results an interrupted run has left."""
        return len(read(self.part))

    def earlier(self) -> list[Result]:
        """All results that are there, those of an interrupted run last."""
        return [*read(self.path), *read(self.part)]

    def try_to_write(self) -> None:
        """Raise OSError now rather than when something was graded."""
        os.close(os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666))

    def add(self, result: Result) -> None:
        """Write a result down. Raises OSError if the disk is full, say."""
        line = result.line().encode()
        with self.part.open("ab", buffering=0) as file:
            if not _ends_a_line(self.part):  # a run was killed as it wrote
                line = b"\n" + line
            while line:
                line = line[file.write(line) :]
            os.fsync(file.fileno())

    def finish(self, results: Iterable[Result]) -> None:
        """Put all results of a run into the file, in order; the part is no longer needed."""
        replace_file(self.path, "".join(result.line() for result in results))
        self.drop_part()

    def drop_part(self) -> None:
        """Remove the part."""
        self.part.unlink(missing_ok=True)


def read(path: Path) -> list[Result]:
    """The results in a file; a line that a killed run left half written is passed over."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return []
    return [result for line in lines if line and (result := _result(line))]


def _result(line: bytes) -> Result | None:
    try:
        said = json.loads(line)
        key = Key(**{**said["key"], "layers": tuple(said["key"]["layers"])})
        return Result(key, Report.from_dict(said["report"]))
    except (ValueError, KeyError, TypeError):
        return None


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def replace_file(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a file as a whole: whatever happens, it is the new one or the one before.

    What is no plain file, such as /dev/stdout, is written as it is. Raises OSError.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_text(text, encoding)
        return
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with new.open("w", encoding=encoding, errors="backslashreplace", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            new.chmod(path.stat().st_mode & 0o7777)
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise


# ------------------------------------------------------------------------------ what changed

_CAUSES = (
    ("hash", "the submission changed"),
    ("submission", "another file was taken"),
    ("checks", "the checks changed"),
    ("adlab", "adlab changed"),
    ("seed", "other random graphs"),
    ("layers", "other walls"),
)


@dataclass(frozen=True)
class Change:
    """A mark that is no longer what it was.

    Attributes
    ----------
    student, exercise : whose it is
    before, after : the results; None if there was none, or is none
    cause : why it changed; "" if it is new, or gone
    """

    student: str
    exercise: str
    before: Result | None
    after: Result | None
    cause: str = ""

    def __str__(self) -> str:
        label = f"{self.student}  {self.exercise}"
        if self.before is None and self.after:
            return f"{label}: {_mark(self.after)} (new)"
        assert self.before
        if self.after is None:
            return f"{label}: {_mark(self.before)} → no longer there"
        return f"{label}: {_mark(self.before)} → {_mark(self.after)} ({self.cause})"


def changed(before: Iterable[Result], after: Iterable[Result]) -> Iterator[Change]:
    """Each mark that is no longer what it was."""
    old, new = _by_row(before), _by_row(after)
    for who, result in new.items():
        was = old.get(who)
        if was is None:
            yield Change(*who, None, result)
        elif was.report.points != result.report.points:
            yield Change(*who, was, result, _cause(was, result))
    for who in sorted(old.keys() - new.keys()):
        yield Change(*who, old[who], None)


def changes(before: Iterable[Result], after: Iterable[Result]) -> Iterator[str]:
    """A line for each mark that is no longer what it was: whose, from what to what, and why."""
    return map(str, changed(before, after))


def changes_as_csv(found: Iterable[Change]) -> str:
    """A row for each mark that changed, for a spreadsheet."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["student", "exercise", "before", "after", "out_of", "cause", "reason"])
    for each in found:
        points = [side.report.points if side else "" for side in (each.before, each.after)]
        side = each.after or each.before
        assert side
        why = reason(each.after.report) if each.after else "no longer there"
        student = unformulated(each.student)
        cause = each.cause or ("new" if each.after else "")
        table.writerow([student, each.exercise, *points, side.report.out_of, cause, why])
    return file.getvalue()


def _by_row(results: Iterable[Result]) -> dict[tuple[str, str], Result]:
    """Student and exercise → result; of several attempts the best."""
    ordered = sorted(results, key=lambda each: each.report.points)
    rows = {(each.key.student, each.key.exercise): each for each in ordered}
    return {who: rows[who] for who in sorted(rows)}


def _mark(result: Result) -> str:
    why = reason(result.report)
    return f"{result.report.points} of {result.report.out_of}" + (f", {why}" if why else "")


def _cause(was: Result, now: Result) -> str:
    if was.key == now.key or astuple(was.key)[:-1] == astuple(now.key)[:-1]:
        return "nothing changed: it was graded again"
    causes = [words for name, words in _CAUSES if getattr(was.key, name) != getattr(now.key, name)]
    return "; ".join(causes)
