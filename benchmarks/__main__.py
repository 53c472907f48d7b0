"""Run the benchmarks and print a table: `python -m benchmarks [NAME ...]`."""

from __future__ import annotations

import importlib
import os
import sys

from rich.console import Console
from rich.table import Table

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

MODULES = (
    "engine",
    "grading",
    "player",
    "explore",
)  # each imported in its turn: a larger heap costs the collector more


def main(names: list[str]) -> None:
    """Run those whose name contains one of the words, or all."""
    table = Table(title="adlab benchmarks: one thread, medians, rivals taking turns")
    for heading in ("what", "measured", "goal", ""):
        table.add_column(heading)
    for module in MODULES:
        for benchmark in importlib.import_module(f"benchmarks.{module}").BENCHMARKS:
            if names and not any(name in benchmark.__name__ for name in names):
                continue
            for result in benchmark():
                mark = {True: "met", False: "missed", None: ""}[result.met]
                table.add_row(result.what, result.measured, result.goal, mark)
    Console().print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
