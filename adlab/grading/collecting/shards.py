"""A class in parts, for an array of jobs, and its results put together again.

- `Shard.read("3/20")`: the third of twenty parts; `shard.of(works)`.
- `merged(paths)`: the results of all parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from adlab.grading.collecting.kept import Kept, Key, Result
from adlab.grading.collecting.work import Work


@dataclass(frozen=True)
class Shard:
    """One part of a class.

    Attributes
    ----------
    number : from 1
    count : of how many
    """

    number: int
    count: int

    @classmethod
    def read(cls, text: str) -> Self:
        """The part that a text names; raises ValueError.

        >>> Shard.read("3/20")
        Shard(number=3, count=20)
        """
        said = re.fullmatch(r"(\d+)/(\d+)", text.strip())
        if not said or not 1 <= int(said[1]) <= int(said[2]):
            raise ValueError(
                f"{text!r} is no part: say 3/20 for the third of twenty, from 1/20 on."
            )
        return cls(int(said[1]), int(said[2]))

    def of(self, works: Sequence[Work]) -> list[Work]:
        """The works of every n-th student: all of a student go to the same part."""
        students = dict.fromkeys(work.student for work in works)
        own = {name for k, name in enumerate(students) if k % self.count == self.number - 1}
        return [work for work in works if work.student in own]

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


@dataclass(frozen=True)
class Merged:
    """The results of several parts.

    Attributes
    ----------
    results : each as if there had been one run
    missing : parts of which there is no result
    seeds : of the random graphs: of one assignment there is one, unless each student has one
    """

    results: tuple[Result, ...]
    missing: tuple[str, ...]
    seeds: tuple[int, ...]


def merged(paths: Iterable[Path]) -> Merged:
    """Put results together; of the same work, those of the last path count.

    Parameters
    ----------
    paths : of marks.csv or marks.jsonl of each part

    Raises ValueError if there are no results at one of them.
    """
    found: dict[Key, Result] = {}
    shards: dict[int, set[int]] = {}
    for path in paths:
        kept = Kept(path.with_suffix(".jsonl"))
        if not kept.path.exists() and not kept.part.exists():
            raise ValueError(f"There is no {kept.path}, where the results of {path.name} would be.")
        for result in kept.earlier():
            if result.key.shard:
                shard = Shard.read(result.key.shard)
                shards.setdefault(shard.count, set()).add(shard.number)
            key = replace(result.key, shard="")
            found[key] = Result(key, result.report)
    students = {key.student for key in found}
    missing = [
        f"{number}/{count}"
        for count, there in sorted(shards.items())
        for number in range(1, min(count, len(students)) + 1)
        if number not in there
    ]
    ordered = sorted(found.values(), key=lambda each: each.key.student)  # exercises as they were
    seeds = sorted({each.key.seed for each in ordered})
    return Merged(tuple(ordered), tuple(missing), tuple(seeds))
