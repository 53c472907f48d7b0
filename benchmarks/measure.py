"""How things are measured: rivals take turns, and the medians are compared."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Result(NamedTuple):
    """One line of the table."""

    what: str
    measured: str
    goal: str
    met: bool | None  # None where there is no goal


def seconds(run: Callable[[], object], calls: int) -> float:
    """How long a call takes among several in a row, with the collector on.

    Several, because a rival should pay for collecting its own garbage; what others left is
    collected before.
    """
    gc.collect()
    start = time.perf_counter()
    for _ in range(calls):
        run()
    return (time.perf_counter() - start) / calls


def interleaved(
    rivals: Mapping[str, Callable[[], object]], rounds: int = 9, calls: int = 5
) -> dict[str, list[float]]:
    """Times of each rival over rounds in which they take turns, so that noise falls on all."""
    times: dict[str, list[float]] = {name: [] for name in rivals}
    for run in rivals.values():
        run()  # warm up
    for _ in range(rounds):
        for name, run in rivals.items():
            times[name].append(seconds(run, calls))
    return times


def median_ratio(times: Mapping[str, list[float]], one: str, other: str) -> float:
    """The median over rounds of the ratio between two rivals."""
    return statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))
