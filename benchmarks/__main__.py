"""Run the benchmarks: `python -m benchmarks [--out FOLDER] [NAME ...]`.

It prints a table, and writes it to `results.md`, every time to `results.json`, and a picture to
`results.png`.
"""

from __future__ import annotations

import argparse
import importlib
import os
from pathlib import Path

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"

from rich.console import Console  # noqa: E402  (nothing that computes may come before)
from rich.table import Table  # noqa: E402

MODULES = ("scalars", "arrays", "costs", "further", "grading", "player", "explore", "live_class")


def main() -> None:
    """Run those whose name contains one of the words, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help="part of a benchmark's name")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    table = Table(title="adlab: one thread, medians (and the middle half), rivals taking turns")
    for heading in ("what", "measured", "goal", ""):
        table.add_column(heading)
    from benchmarks.measure import in_new_process
    from benchmarks.report import write_json, write_picture, write_table

    results = []
    for module in [importlib.import_module(f"benchmarks.{module}") for module in MODULES]:
        for benchmark in module.BENCHMARKS:
            name = benchmark.__name__
            if options.names and not any(part in name for part in options.names):
                continue
            results += in_new_process(module.__name__, name)
    for result in results:
        mark = {True: "met", False: "missed", None: ""}[result.met]
        table.add_row(result.what, result.measured, result.goal, mark)
    Console().print(table)
    options.out.mkdir(parents=True, exist_ok=True)
    write_json(results, options.out / "results.json")
    write_table(results, options.out / "results.md")
    write_picture(results, options.out / "results.png")
    print(f"written to {options.out}")


if __name__ == "__main__":
    main()
