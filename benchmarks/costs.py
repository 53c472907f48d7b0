"""What things cost: hooks, importing, memory, the player, and instructions counted."""

from __future__ import annotations

import ast
import inspect
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import adlab
from adlab.engine import sweeps
from adlab.engine.recording import tracing
from adlab.view.player.player import Player
from benchmarks.measure import Result, interleaved, ratio, shown
from benchmarks.workloads import chain, perceptron, perceptron_case


class WithoutHooks(ast.NodeTransformer):
    """Take out of a sweep whatever is there for listeners only."""

    def visit_If(self, node: ast.If) -> Any:
        self.generic_visit(node)
        if isinstance(node.test, ast.Name) and node.test.id in ("tell", "at"):
            return None
        if isinstance(node.test, ast.Name) and node.test.id == "stored":
            return node.orelse
        return node

    def visit_Assign(self, node: ast.Assign) -> Any:
        name = node.targets[0]
        return None if isinstance(name, ast.Name) and name.id == "stored" else node

    def visit_With(self, node: ast.With) -> Any:
        self.generic_visit(node)
        quiet = ast.parse("with np.errstate(all='ignore'): pass").body[0]
        assert isinstance(quiet, ast.With)
        quiet.body = node.body
        return quiet


def without_hooks(sweep: Callable[..., Any]) -> Callable[..., Any]:
    """The same sweep, from its own source, with no trace of hooks."""
    tree = WithoutHooks().visit(ast.parse(textwrap.dedent(inspect.getsource(sweep))))
    namespace = dict(vars(sweeps))
    exec(compile(ast.fix_missing_locations(tree), "<without hooks>", "exec"), namespace)
    bare: Callable[..., Any] = namespace[sweep.__name__]
    return bare


def hooks_off() -> Iterator[Result]:
    """Trace and reverse with nobody listening, beside the same code without hooks."""
    bare = without_hooks(sweeps.reverse)

    def gradient(reverse: Callable[..., Any]) -> Callable[[], object]:
        def run() -> object:
            graph = tracing.run(chain, (0.5,))
            return reverse(graph, {len(graph) - 1: 1.0})[0]

        return run

    rivals = {"hooks off": gradient(sweeps.reverse), "without hooks": gradient(bare)}
    assert rivals["hooks off"]() == rivals["without hooks"]()
    times = interleaved(rivals, rounds=25, calls=3)
    measured = ratio(times, "hooks off", "without hooks")
    what = "hooks off, beside the same code without hooks"
    yield Result(what, str(measured), "≤ 1.05 ×", measured.median <= 1.05, times)


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
    for collector in (True, False):
        rivals = {"silent": silent, "recorded": recorded}
        times = interleaved(rivals, rounds=15, collector=collector)
        pairs = zip(times["recorded"], times["silent"], strict=True)
        cost = statistics.median(a - b for a, b in pairs) / count[0] * 1e6
        what = f"recording a Step, collector {'on' if collector else 'off'}"
        yield Result(what, f"{cost:.2f} µs", "≤ 1 µs", cost <= 1.0)


def importing() -> Iterator[Result]:
    """`import adlab` beside `import numpy`, each in a new interpreter."""

    def importer(module: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True)

    times = interleaved(
        {name: importer(name) for name in ("adlab", "numpy")},
        rounds=9,
        calls=1,
        clock=time.perf_counter,
    )
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

    def loop(library: Any) -> Callable[[Any], Any]:
        def f(x: Any) -> Any:
            for _ in range(250):
                x = (library.sin(x) * 1.01 + x) * 0.5
            return library.sum(x)

        return f

    x = np.linspace(0.1, 1.0, 10_000)

    def peak(run: Callable[[], object]) -> float:
        run()
        tracemalloc.start()
        run()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most / x.nbytes

    compiled = adlab.compile(loop(np), x)
    ours = peak(lambda: adlab.grad(loop(np))(x))
    program = peak(lambda: compiled(x))
    recorded = peak(lambda: tracing.run(loop(np), (x,), frugal=True))
    theirs = peak(lambda: autograd.grad(loop(autograd.numpy))(x))
    yield Result(
        "peak memory, gradient of 1,000 array operations",
        f"{ours:.0f} arrays, of which {recorded:.0f} the graph's values; compiled {program:.0f}; "
        f"autograd {theirs:.0f}",
        "≤ 1.1 × autograd",
        ours <= 1.1 * theirs,
    )

    @adlab.checkpoint
    def ten_turns(x: Any) -> Any:
        for _ in range(10):
            x = (np.sin(x) * 1.01 + x) * 0.5
        return x

    def in_blocks(x: Any) -> Any:
        for _ in range(25):
            x = ten_turns(x)
        return np.sum(x)

    again = peak(lambda: adlab.grad(in_blocks)(x))
    yield Result(
        "the same in 25 blocks with adlab.checkpoint",
        f"{again:.0f} arrays, {again / ours:.2f} of those without",
        "≤ 0.2",
        again <= 0.2 * ours,
    )


def layer(W: Any, x: Any) -> Any:
    """A layer of a network, added up."""
    return np.sum(np.tanh(x @ W))


def stepping_through_layers() -> Iterator[Result]:
    """`adlab.step` and its page where the inputs have many entries."""
    weights, x, y = perceptron_case(128, 784, 128, 10)
    cases: dict[str, tuple[Any, ...]] = {
        "a layer 784 → 32": (layer, np.zeros((784, 32)), np.ones(784)),
        "a network 128×784 → 128 → 10": (perceptron, weights, x, y),
    }
    for what, (f, *arguments) in cases.items():

        def run(f: Any = f, arguments: Any = arguments) -> str:
            return adlab.step(f, *arguments).to_html()

        tracemalloc.start()
        page = run()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        time = statistics.median(interleaved({"step": run}, rounds=5, calls=1)["step"])
        yield Result(
            f"step through {what}, and its page",
            f"{shown(time)}, {most / 1e6:.0f} MB, a page of {len(page) / 1e3:.0f} kB",
            "≤ 1 s, ≤ 150 MB",
            time <= 1.0 and most <= 150e6,
        )


def first_pullback() -> Iterator[Result]:
    """The first call of what `adlab.vjp` gives, beside the second: nothing else is made for it."""
    firsts, seconds = [], []
    for _ in range(5):
        _, pullback = adlab.vjp(lambda x: chain(x, 100_000), 0.5)
        for times in (firsts, seconds):
            start = time.process_time()
            pullback(1.0)
            times.append(time.process_time() - start)
    first, second = statistics.median(firsts), statistics.median(seconds)
    what = "vjp of a chain 10⁵: first pullback, beside the second"
    yield Result(what, f"{shown(first)}, {shown(second)}", "", None)


def players() -> Iterator[Result]:
    """Building a player, layout included, for growing graphs."""

    def f(count: int) -> Callable[[Any, Any], Any]:
        def g(x: Any, y: Any) -> Any:
            for _ in range((count - 2) // 3):
                z = x * y
                x = x + np.sin(z)
            return x

        return g

    for count in (10, 100, 1_000):
        graph = adlab.trace(f(count), 0.3, 0.7)
        rounds = 5 if count < 1_000 else 1
        run = {"player": lambda graph=graph: Player(graph)._repr_html_()}
        times = interleaved(run, rounds=rounds, calls=1)
        time = statistics.median(times["player"])
        yield Result(f"player, layout included, {len(graph)} nodes", shown(time), "", None)


SCRIPTS = {
    "chain 10⁴, trace + reverse": "f = lambda: adlab.grad(chain)(0.5)",
    "MLP 100×2→16→16→1, compiled": "p, x, y = perceptron_case(100, 2, 16, 16, 1); "
    "c = adlab.compile(perceptron, p, x, y); f = lambda: c(p, x, y)",
}


def instructions() -> Iterator[Result]:
    """Instructions of one call, counted by Callgrind: they do not depend on the machine's load."""
    if shutil.which("valgrind") is None:
        print("skipped: valgrind is not installed", file=sys.stderr)
        return
    for what, script in SCRIPTS.items():
        few, many = (_instructions(script, calls) for calls in (2, 7))
        yield Result(f"{what}: instructions", f"{(many - few) / 5:,.0f}", "", None)


def _instructions(script: str, calls: int) -> int:
    """Instructions of a whole process that makes so many calls."""
    setup = "import adlab; from benchmarks.workloads import *"
    code = f"{setup}\n{script}\nfor _ in range({calls}): f()"
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out",
                   sys.executable, "-c", code]  # fmt: skip
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONMALLOC": "pymalloc"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    counted = re.search(r"Collected : (\d+)", done.stderr)
    assert counted is not None
    return int(counted[1])


BENCHMARKS = (
    hooks_off,
    recording_steps,
    importing,
    memory,
    sweep_memory,
    stepping_through_layers,
    first_pullback,
    players,
    instructions,
)
