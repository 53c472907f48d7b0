"""Functions of numbers, beside micrograd and code written by hand."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import adlab
from benchmarks import by_hand
from benchmarks.measure import Result, against, interleaved, median_ratio, shown, with_deep_stack
from benchmarks.workloads import (
    DECAY,
    LABELS,
    POINTS,
    chain,
    network_loss,
    network_parameters,
)

ON_AND_OFF = ((True, "collector on"), (False, "collector off"))


def chain_10_4() -> Iterator[Result]:
    """Trace and reverse of 10,000 operations, hooks off, source spans recorded."""
    from micrograd.engine import Value

    def micrograd() -> float:
        x = Value(0.5)
        chain(x).backward()
        return float(x.grad)

    def ours() -> float:
        return float(adlab.grad(chain)(0.5))

    def run() -> None:
        assert abs(micrograd() - ours()) < 1e-12
        for (collector, name), goal in zip(ON_AND_OFF, (0.50, 0.60), strict=True):
            times = interleaved(
                {"adlab": ours, "micrograd": micrograd}, rounds=15, collector=collector
            )
            per_node = statistics.median(times["adlab"]) / 10_000
            results.append(
                against(times, "adlab", "micrograd", goal, f"chain 10⁴, {name}",
                        f", {shown(per_node)} a node")
            )  # fmt: skip

    results: list[Result] = []
    with_deep_stack(run)  # micrograd sorts its graph by recursion
    yield from results


def chain_10_6() -> Iterator[Result]:
    """A million operations; the cost of a node beside that at 10,000."""
    from micrograd.engine import Value

    million = 1_000_000

    def micrograd() -> None:
        x = Value(0.5)
        chain(x, million).backward()

    def gradient(length: int) -> Callable[[], object]:
        return lambda: adlab.grad(lambda x: chain(x, length))(0.5)

    def run() -> None:
        rivals = {"adlab": gradient(million), "micrograd": micrograd}
        times = interleaved(rivals, rounds=3, calls=1)
        results.append(against(times, "adlab", "micrograd", 0.20, "chain 10⁶, collector on"))

    results: list[Result] = []
    with_deep_stack(run, frames=3 * million)
    yield from results
    rivals = {"10⁴": gradient(10_000), "10⁶": gradient(million)}
    times = interleaved(rivals, rounds=3, calls=1)
    ratio = median_ratio(times, "10⁶", "10⁴") / 100
    what = "cost of a node, chain of 10⁶ beside 10⁴"
    yield Result(what, f"{ratio:.2f} ×", "≤ 2 ×", ratio <= 2.0)


def network() -> Iterator[Result]:
    """micrograd's own demonstration: a loss of 65,000 nodes and its gradient."""
    from micrograd.engine import Value

    parameters = network_parameters()

    def wrapped(tree: Any) -> Any:
        if isinstance(tree, float):
            return Value(tree)
        return type(tree)(map(wrapped, tree))

    def micrograd() -> Any:
        given = wrapped(parameters)
        loss = network_loss(given, Value.relu)
        loss.backward()
        return loss

    interpreted = adlab.value_and_grad(network_loss)
    compiled = adlab.compile(network_loss, parameters)

    def run() -> None:
        value, gradient = interpreted(parameters)
        assert abs(micrograd().data - value) < 1e-12
        for hand in (by_hand.network, by_hand.network_straight):
            other, other_gradient = hand(parameters, POINTS, LABELS, DECAY)
            assert abs(other - value) < 1e-12
            assert abs(other_gradient[0][0][3][1] - gradient[0][0][3][1]) < 1e-12
        assert compiled(parameters) == (value, gradient)
        rivals = {
            "adlab": lambda: interpreted(parameters),
            "adlab.compile": lambda: compiled(parameters),
            "micrograd": micrograd,
            "by hand": lambda: by_hand.network_straight(parameters, POINTS, LABELS, DECAY),
            "by hand, skipping zeros": lambda: by_hand.network(parameters, POINTS, LABELS, DECAY),
        }
        goals = ((0.15, 0.01), (0.50, 0.02))
        for (collector, name), (goal, compiled_goal) in zip(ON_AND_OFF, goals, strict=True):
            times = interleaved(rivals, rounds=9, calls=1, collector=collector)
            results.append(
                against(times, "adlab", "micrograd", goal, f"network of 65,000 nodes, {name}")
            )
            results.append(
                against(times, "adlab.compile", "micrograd", compiled_goal,
                        f"the same compiled, {name}")
            )  # fmt: skip
        time = statistics.median(times["adlab"])
        results.append(
            Result("network of 65,000 nodes, in all", shown(time), "≤ 100 ms", time <= 0.1)
        )
        results.append(against(times, "adlab.compile", "by hand", 1.0, "network, compiled"))
        what = "network, compiled"
        results.append(against(times, "adlab.compile", "by hand, skipping zeros", None, what))

    results: list[Result] = []
    with_deep_stack(run)
    yield from results


def compiling() -> Iterator[Result]:
    """Tracing the network (twice, to see that it is a function), writing and compiling."""
    parameters = network_parameters()
    parts: dict[str, list[float]] = {"write": [], "compile": [], "in all": []}
    for _ in range(5):
        start = time.perf_counter()
        (program,) = adlab.compile(network_loss, parameters).programs
        parts["in all"].append(time.perf_counter() - start)
        parts["write"].append(program.write_seconds)
        parts["compile"].append(program.compile_seconds)
    medians = {name: statistics.median(values) for name, values in parts.items()}
    text = ", ".join(f"{name} {shown(value)}" for name, value in medians.items())
    yield Result("compiling the network", text, "≤ 1.2 s", medians["in all"] <= 1.2, parts)


BENCHMARKS = (chain_10_4, chain_10_6, network, compiling)
