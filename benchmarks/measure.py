"""How things are measured: rivals take turns, and the medians of their ratios are compared."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import multiprocessing
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

Times = dict[str, list[float]]  # seconds of each rival, round by round


class Ratio(NamedTuple):
    """A ratio between two rivals: the median over the rounds, and the middle half of them."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        median, low, high = [f"{x:.2f}" if x >= 0.1 else f"{x:.2g}" for x in self]
        return f"{median} × ({low} to {high})"


class Result(NamedTuple):
    """One line of the table."""

    what: str
    measured: str
    goal: str
    met: bool | None  # None where there is no goal
    times: Times | None = None  # for the picture and the JSON


def in_new_process(module: str, name: str) -> list[Result]:
    """The results of one benchmark, measured in a new interpreter.

    Benchmarks do not find each other's leftovers in the heap: these change how long the collector
    takes, and whether large arrays get fresh pages or used ones.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(_results, module, name).result()


def _results(module: str, name: str) -> list[Result]:
    return list(getattr(importlib.import_module(module), name)())


def seconds(
    run: Callable[[], object],
    calls: int,
    collector: bool = True,
    clock: Callable[[], float] = time.process_time,
) -> float:
    """How long a call takes among several in a row.

    Several, because a rival should pay for collecting its own garbage; what others left is
    collected before. The processor's time is taken, so that what else runs on the machine counts as
    little as may be; where another process does the work, the clock on the wall.
    """
    gc.collect()
    if not collector:
        gc.disable()
    try:
        start = clock()
        for _ in range(calls):
            run()
        return (clock() - start) / calls
    finally:
        gc.enable()


def interleaved(
    rivals: Mapping[str, Callable[[], object]],
    rounds: int = 9,
    calls: int = 5,
    collector: bool = True,
    clock: Callable[[], float] = time.process_time,
) -> Times:
    """Times of each rival over rounds in which they take turns, so that noise falls on all."""
    times: Times = {name: [] for name in rivals}
    for run in rivals.values():
        run()  # warm up
    for _ in range(rounds):
        for name, run in rivals.items():
            times[name].append(seconds(run, calls, collector, clock))
    return times


def ratio(times: Mapping[str, list[float]], one: str, other: str) -> Ratio:
    """The ratio between two rivals, by rounds, so that a slow minute falls on both."""
    ratios = [a / b for a, b in zip(times[one], times[other], strict=True)]
    if len(ratios) < 2:
        return Ratio(ratios[0], ratios[0], ratios[0])
    low, median, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return Ratio(median, low, high)


def median_ratio(times: Mapping[str, list[float]], one: str, other: str) -> float:
    """The median over rounds of the ratio between two rivals."""
    return ratio(times, one, other).median


def shown(time: float) -> str:
    """A time in a readable unit.

    >>> shown(0.0000451), shown(0.25)
    ('45.1 µs', '250 ms')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if time >= size:
            return f"{time / size:.3g} {unit}"
    return f"{time * 1e6:.3g} µs"


def against(
    times: Times, ours: str, theirs: str, goal: float | None, what: str, more: str = ""
) -> Result:
    """A line of the table: one rival as a ratio to another."""
    measured = ratio(times, ours, theirs)
    text = f"{measured} {theirs}; {shown(statistics.median(times[ours]))}{more}"
    if goal is None:
        return Result(what, text, "", None, times)
    return Result(what, text, f"≤ {goal:g} × {theirs}", measured.median <= goal, times)


def installed(*names: str) -> list[str]:
    """Those of the peers that are installed; the others are named."""
    found = [name for name in names if importlib.util.find_spec(name) is not None]
    for name in sorted(set(names) - set(found) - _said):
        _said.add(name)
        print(f"skipped: {name} is not installed", file=sys.stderr)
    return found


_said: set[str] = set()


@contextmanager
def deep_recursion(frames: int) -> Iterator[None]:
    """Allow deep recursion, which micrograd needs to sort its graph; see `with_deep_stack`."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(frames)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def with_deep_stack(run: Callable[[], None], frames: int = 200_000) -> None:
    """Run with the recursion limit raised, on a stack that bears it."""
    size = threading.stack_size(1000 * 1024 * 1024)
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            with deep_recursion(frames):
                run()
        except BaseException as error:  # a thread would lose it
            errors.append(error)

    try:
        thread = threading.Thread(target=guarded)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
    if errors:
        raise errors[0]
