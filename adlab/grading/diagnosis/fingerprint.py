"""Which mistake is it? Compare the wrong numbers of a submission with those of the library.

- `candidates(wrong, library)`: for each class of mistakes how well it explains what went wrong.

A class explains a probe on which the submission is wrong if one of its implementations gives the
same wrong numbers there. Two questions decide: does the class explain the failures (`explains`),
and does the submission fail wherever the class would (`fails_too`)? The first alone would take a
rare mistake for a frequent one that includes it; the second alone takes any part for the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from adlab.grading.diagnosis.probes import Numbers, WrongImplementation, alike


@dataclass(frozen=True)
class Candidate:
    """A class of mistakes, and how well it fits.

    Attributes
    ----------
    id : of the class
    explains : share of the failures that show the same wrong numbers
    explains_small : the same of the failures on small cases; None if there are none
    fails_too : share of the probes that trip the class on which the submission fails as well
    explained : for each failure, the share of its wrong numbers that the class explains
    small : the same for each small case
    """

    id: str
    explains: float
    explains_small: float | None
    fails_too: float
    explained: tuple[float, ...]
    small: tuple[float, ...]

    @property
    def match(self) -> float:
        """The share of all failures that it explains; of small ones as much as of the others."""
        if self.explains_small is None:
            return self.explains
        return (self.explains + self.explains_small) / 2

    @property
    def score(self) -> float:
        """From 0 to 1: both questions together."""
        return (self.match * self.fails_too) ** 2


def candidates(
    wrong: Sequence[Numbers],
    library: Sequence[WrongImplementation],
    small: Sequence[dict[str, float]] = (),
) -> list[Candidate]:
    """The classes of the library, best match first.

    Parameters
    ----------
    wrong : for each probe, the wrong numbers of the submission; empty if it is right there
    small : for each small case, the classes that explain it, and how far
    """
    failures = sum(map(bool, wrong))
    classes: dict[str, list[WrongImplementation]] = {}
    for each in library:
        classes.setdefault(each.about.diagnosis, []).append(each)
    found = []
    for id, members in classes.items():
        explained = [numbers.get(id, 0.0) for numbers in wrong]
        fails_too = 0.0
        for member in members:
            pairs = [(s, t) for s, t in zip(wrong, member.mistakes, strict=False)]
            shares = [alike(s, t) if s and t else 0.0 for s, t in pairs]
            explained = [max(pair) for pair in zip(explained, shares, strict=True)]
            tripped = sum(bool(t) for _, t in pairs)
            if tripped:
                fails_too = max(fails_too, sum(bool(s and t) for s, t in pairs) / tripped)
        votes = tuple(each.get(id, 0.0) for each in small)
        share = sum(votes) / len(votes) if votes else None
        explains = sum(explained) / max(1, failures)
        shown = tuple(share for share, numbers in zip(explained, wrong, strict=True) if numbers)
        found.append(Candidate(id, explains, share, fails_too, shown, votes))
    return sorted(found, key=lambda candidate: -candidate.score)


def convincing(found: Sequence[Candidate]) -> Candidate | None:
    """The class to name, if one stands out; where two mistakes meet, the one that shows more.

    Either way, it gives the very numbers of at least one small case. Where it gives those of all,
    and no other class does, that is enough: on a small case two mistakes seldom meet.
    """
    found = [each for each in found if not each.small or 1.0 in each.small]
    first, second = (*found, _NOBODY, _NOBODY)[:2]
    if first.score >= ALONE and first.score >= AHEAD * second.score:
        return first
    if first.match >= ALL and max(each.match for each in (second, *found[1:])) <= MOST:
        return first
    whole = [each for each in found if len(each.small) > 1 and min(each.small) == 1.0]
    if len(whole) == 1 and whole[0].fails_too >= SURE and whole[0].match >= MOSTLY:
        return whole[0]
    best, share = None, 0.0
    for one, other in combinations([each for each in found if each.fails_too >= SURE], 2):
        small, every = _together(one.small, other.small), _together(one.explained, other.explained)
        if min(small, every) >= HALF and (small + every) / 2 > share:
            best, share = max(one, other, key=lambda each: each.score), (small + every) / 2
    return best if share >= TOGETHER else None


def _together(one: Sequence[float], other: Sequence[float]) -> float:
    """The share of failures that either of two classes explains."""
    return sum(map(max, one, other)) / len(one) if one else 0.0


ALONE, AHEAD = 0.45, 1.08
"""The score of a class that is named, and how far ahead of the next one it must be."""
ALL, MOST = 0.97, 0.9
"""Or it explains all, and any other at most so much: then it may be rare where it need not be."""
SURE, TOGETHER, HALF, MOSTLY = 0.8, 0.65, 0.55, 0.6
"""Of two classes at once, each fails where it must; together they explain most of the failures, and
more than half of the small cases as of the others, on which both may show."""
_NOBODY = Candidate("", 0.0, None, 0.0, (), ())
