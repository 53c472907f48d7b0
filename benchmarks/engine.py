"""The engine beside micrograd, and what recording costs."""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import adlab
from adlab.engine import sweeps, tracing
from benchmarks.measure import Result, interleaved, median_ratio

LENGTH = 10_000


def chain(x, length=LENGTH):
    """A chain of operations, each with two operands."""
    y = x
    for _ in range(length // 2):
        y = y * x
        y = y + x
    return y


def against_micrograd() -> Iterator[Result]:
    """Build and backward of a chain, hooks off, source spans recorded."""
    from micrograd.engine import Value

    def micrograd() -> float:
        x = Value(0.5)
        chain(x).backward()
        return float(x.grad)

    def ours() -> float:
        return float(adlab.grad(chain)(0.5))

    def run() -> None:
        assert abs(micrograd() - ours()) < 1e-12
        times.update(interleaved({"adlab": ours, "micrograd": micrograd}))

    times: dict[str, list[float]] = {}
    with_deep_stack(run)  # micrograd sorts its graph by recursion
    ratio = median_ratio(times, "adlab", "micrograd")
    per_node = statistics.median(times["adlab"]) / LENGTH * 1e6
    yield Result(
        f"chain of {LENGTH:,} operations, value and gradient",
        f"{ratio:.2f} × micrograd ({per_node:.2f} µs a node)",
        "≤ 0.6 ×",
        ratio <= 0.6,
    )


def with_deep_stack(run: Callable[[], None]) -> None:
    """Run with micrograd's recursion limit raised, on a stack that bears it."""
    limit = sys.getrecursionlimit()
    size = threading.stack_size(512 * 1024 * 1024)
    sys.setrecursionlimit(20 * LENGTH)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)


def recording_steps() -> Iterator[Result]:
    """What one recorded Step adds to a reverse sweep over a graph that one would still step."""
    graph = tracing.run(lambda x: chain(x, 1_000), (0.5,))
    seeds = {len(graph) - 1: 1.0}

    def silent() -> None:
        sweeps.reverse(graph, seeds)

    def recorded() -> None:
        kept = []
        with adlab.observe(kept.append):
            sweeps.reverse(graph, seeds)
        count.append(len(kept))

    count: list[int] = []
    times = interleaved({"silent": silent, "recorded": recorded}, rounds=15)
    pairs = zip(times["recorded"], times["silent"], strict=True)
    cost = statistics.median(a - b for a, b in pairs) / count[0] * 1e6
    yield Result("recording a Step", f"{cost:.2f} µs", "≤ 2 µs", cost <= 2.0)


def importing() -> Iterator[Result]:
    """`import adlab` beside `import numpy`, each in a new interpreter."""

    def importer(module: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True)

    times = interleaved({name: importer(name) for name in ("adlab", "numpy")}, rounds=9, calls=1)
    pairs = zip(times["adlab"], times["numpy"], strict=True)
    extra = statistics.median(a - b for a, b in pairs)
    yield Result("import adlab, beyond numpy", f"{extra:.3f} s", "≤ 0.2 s", extra <= 0.2)


def memory() -> Iterator[Result]:
    """Bytes per node of a long chain, source spans included."""
    tracemalloc.start()
    graph = tracing.run(chain, (0.5,))
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    yield Result("memory of a graph", f"{size / len(graph):.0f} bytes a node", "", None)


def sweep_memory() -> Iterator[Result]:
    """Peak memory of a gradient over a loop of 1,000 array operations, beside autograd."""
    import autograd
    import autograd.numpy
    import numpy

    def loop(library: Any) -> Callable[[Any], Any]:
        def f(x: Any) -> Any:
            for _ in range(250):
                x = (library.sin(x) * 1.01 + x) * 0.5
            return library.sum(x)

        return f

    x = numpy.linspace(0.1, 1.0, 10_000)

    def peak(run: Callable[[], object]) -> float:
        run()
        tracemalloc.start()
        run()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most / x.nbytes

    ours = peak(lambda: adlab.grad(loop(numpy))(x))
    recorded = peak(lambda: tracing.run(loop(numpy), (x,)))
    theirs = peak(lambda: autograd.grad(loop(autograd.numpy))(x))
    yield Result(
        "peak memory, gradient of 1,000 array operations",
        f"{ours:.0f} arrays, of which {recorded:.0f} the graph's values; autograd {theirs:.0f}",
        "",
        None,
    )


def scaling() -> Iterator[Result]:
    """The same cost per node for a chain a hundred times as long."""

    def gradient(length: int) -> Callable[[], object]:
        return lambda: adlab.grad(lambda x: chain(x, length))(0.5)

    times = interleaved({"10⁴": gradient(10_000), "10⁶": gradient(1_000_000)}, rounds=3, calls=1)
    ratio = median_ratio(times, "10⁶", "10⁴") / 100
    yield Result("cost per node, 10⁶ nodes against 10⁴", f"{ratio:.2f} ×", "", None)


BENCHMARKS = (against_micrograd, recording_steps, importing, memory, sweep_memory, scaling)
