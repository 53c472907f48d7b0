"""Functions whose pictures are tested, and random ones."""

import linecache
import random

import numpy as np

import adlab
from adlab.engine.recording.graph import Graph


def square(x):
    return x * x + x


def network(x, W1, b1, W2, b2, target):
    """Two layers, on arrays."""
    h = np.tanh(x @ W1 + b1)
    out = h @ W2 + b2
    loss = np.mean((out - target) ** 2)
    return loss


NETWORK = [np.full(shape, 0.1) for shape in [(4, 3), (3, 5), (5,), (5, 2), (2,), (4, 2)]]


def kinks(x, y):
    a = np.maximum(x, y)
    b = adlab.relu(x - y)
    c = adlab.stop_gradient(abs(x))
    return b * c, a


def long_names(learning_rate_schedule, initial_weight_decay):
    regularised_loss_total = learning_rate_schedule * initial_weight_decay
    return np.exp(regularised_loss_total) - 0.00012345 * regularised_loss_total


def chain(length: int) -> Graph:
    def f(x):
        for _ in range(length):
            x = np.sin(x)
        return x

    return adlab.trace(f, 1.0)


NAMES = ["y", "loss", "WWWWWWWWWWWWWWWW", "regularised_loss_total", "αβγ_ŵ", "m" * 30, "iiiiii"]
OPERATIONS = [
    "{a} + {b}",
    "{a} - 0.00012345 * {b}",
    "{a} * {b}",
    "np.sin({a})",
    "np.exp(-{a} * {a})",
    "np.maximum({a}, {b})",
    "adlab.relu({a})",
    "np.arctan2({a}, {b})",
    "adlab.stop_gradient({a})",
    "np.sum({a})",
]


def random_graph(seed: int) -> Graph:
    """The graph of a random function of a few numbers and arrays, with names of all lengths."""
    rng = random.Random(seed)
    arguments = rng.sample([0.5, -2.0, np.ones(3), np.ones((128, 3)), np.ones((4, 3))], k=3)
    inputs = [f"{rng.choice(NAMES)}{k}" for k in range(3)]
    names, lines = list(inputs), [f"def f({', '.join(inputs)}):"]
    for k in range(rng.choice([2, 5, 10, 20])):
        operation = rng.choice(OPERATIONS)
        if any(np.shape(a) == (128, 3) for a in arguments) and any(
            np.shape(a) == (4, 3) for a in arguments
        ):
            operation = rng.choice(["np.sum({a})", "np.sin({a})"])  # their shapes do not fit
        name = f"{rng.choice(NAMES)}_{k}"
        lines.append(
            f"    {name} = " + operation.format(a=rng.choice(names), b=rng.choice(names[-4:]))
        )
        names.append(name)
    lines.append(f"    return {names[-1]}, {names[-2]}")
    filename = f"<random function {seed}>"
    text = "\n".join(lines) + "\n"
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
    scope = {"np": np, "adlab": adlab}
    exec(compile(text, filename, "exec"), scope)
    return adlab.trace(scope["f"], *arguments)


def overlap(a, b) -> bool:
    """Whether two areas have more than a border in common."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
