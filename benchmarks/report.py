"""What a run of the benchmarks leaves: a JSON file with every time, a table and a picture."""

from __future__ import annotations

import json
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import Result, median_ratio, shown

OURS = {"adlab.compile": "#0072b2", "adlab": "#56b4e9"}
COLOURS = ["#d55e00", "#e69f00", "#009e73", "#cc79a7", "#666666", "#999999"]


def write_json(results: Sequence[Result], path: Path) -> None:
    """Every measured time, in seconds, and what it was measured on."""
    data = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "results": [
            {"what": r.what, "measured": r.measured, "goal": r.goal, "met": r.met, "times": r.times}
            for r in results
        ],
    }
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")


def write_table(results: Sequence[Result], path: Path) -> None:
    """The table as Markdown."""
    marks = {True: "met", False: "missed", None: ""}
    lines = ["| what | measured | goal | |", "|---|---|---|---|"]
    lines += [f"| {r.what} | {r.measured} | {r.goal} | {marks[r.met]} |" for r in results]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def groups(results: Sequence[Result]) -> list[tuple[str, dict[str, list[float]]]]:
    """The workloads in which adlab ran beside others, once each, with the times of all."""
    found: dict[int, tuple[str, dict[str, list[float]]]] = {}
    for result in results:
        if result.times and set(OURS) & set(result.times) and len(result.times) > 1:
            what = result.what.removesuffix(", compiled").removesuffix(", not compiled")
            found.setdefault(id(result.times), (what, result.times))
    return list(found.values())


def write_picture(results: Sequence[Result], path: Path) -> None:
    """Times of all rivals as multiples of the quickest of adlab's, on a logarithmic scale."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    workloads = groups(results)
    if not workloads:
        return
    every = [name for _, times in workloads for name in times]
    names = list(dict.fromkeys(name for name in every if name not in OURS))
    colours: dict[str, Any] = {**OURS, **dict(zip(names, COLOURS * 3, strict=False))}
    bars = sum(len(times) + 1 for _, times in workloads)
    figure, axes = plt.subplots(figsize=(9, 0.24 * bars + 0.8), layout="constrained")
    position, ticks = 0.0, []
    for what, times in workloads:
        unit = "adlab.compile" if "adlab.compile" in times else "adlab"
        start = position
        for name in times:
            value = median_ratio(times, name, unit)
            axes.barh(position, value, color=colours[name])
            multiple = f"{value:.0f}" if value >= 10 else f"{value:.2g}"
            label = f" {name}: {multiple} ({shown(statistics.median(times[name]))})"
            axes.text(max(value, 1.0), position, label, va="center", fontsize=8)
            position += 1
        ticks.append(((start + position - 1) / 2, what))
        position += 1
    axes.set_xscale("log")
    axes.set_xlim(right=axes.get_xlim()[1] * 12)
    axes.axvline(1.0, color="black", linewidth=0.8)
    axes.set_yticks([tick for tick, _ in ticks], [what for _, what in ticks], fontsize=8)
    axes.margins(y=0.01)
    axes.invert_yaxis()
    axes.set_xlabel("time, as a multiple of adlab's (logarithmic; left of the line: faster)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110, bbox_inches="tight")
    plt.close(figure)
