"""Functions of all sorts, to be looked at in the player.

`ZOO` makes a Player of each by its name.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

import adlab
from adlab.view.player.player import Player
from tests.engine.examples import baydin, branch, griewank_expression, helpers, nested_loops
from tests.view.functions import NETWORK, kinks, long_names, network, square


def fan(x):
    total = x
    for k in range(1, 7):
        total = total + np.sin(x) * float(k)
    return total


def wide_fan(x):
    return x * x + np.sin(x) + np.cos(x) + np.exp(x) + np.tanh(x) + x / 2.0 + 3.0 * x


def chain(x):
    for _ in range(30):
        x = np.sin(x)
    return x


def thirty(x, y):
    for k in range(5):
        x, y = x * y + float(k), np.sin(x) - y / (1.0 + x * x)
    return x * y


def first(a):
    return second(a) + a


def second(a):
    return third(a) * a


def third(a):
    return fourth(a) - a


def fourth(a):
    return np.exp(-a) / (1.0 + np.exp(-a))


def deep(x):
    return first(x) * first(2.0 * x)


def taken(x, y):
    if x > y:
        z = x * y
    else:
        z = x / y
        z = z * 2.0
    z = z + 1.0
    if z < 0:
        return -z
    while z > 1.0:
        z = z / 2.0
    return z * x


def greek(α, β_1, größe):
    Δ = α * β_1 - größe
    return np.sqrt(Δ * Δ + α) / größe


def one_node(x):
    return np.sin(x)


def identity(x):
    return x


def constant(x):
    return 3.0


def unused(x, y, z):
    return x * z


def not_a_number(x):
    return np.log(x) * 0.0 + np.sqrt(x)


def infinite(x):
    return 1.0 / x + np.exp(800.0 * x + 800.0)


def tiny(x, y):
    return x * 1e-300 + y * 1e-300 * x


def huge(x, y):
    return (x * 123456789.0) ** 3 - y * 9.87654321e12


def several(x, y):
    return x * y, np.sin(x), y


def one_line(x, y): return (x + y) * (x - y) / (1.0 + x * x + y * y) ** 2.5 + np.log(x) * np.sqrt(y)  # fmt: skip # noqa: E501


def linear(A, x):
    return np.sum((A @ x - 1.0) ** 2)


def broadcast(X, b):
    return np.mean(np.tanh(X + b))


def logistic(w0, w1, x0, x1, label):
    z = w0 * x0 + w1 * x1
    probability = 1.0 / (1.0 + np.exp(-z))
    return -(label * np.log(probability) + (1.0 - label) * np.log(1.0 - probability))


def commented(
    speed: float,  # in metres for each second, positive in the direction in which it goes
    mass: float,
):
    """The energy of what moves.

    Its derivative with respect to the speed is the momentum.
    """
    square_of_speed = speed * speed  # needed once

    # the usual half
    return 0.5 * mass * square_of_speed


def stepped(f: Callable[..., Any], *args: Any, sweep: str = "reverse") -> Callable[[], Player]:
    return lambda: adlab.step(f, *args, sweep=sweep)


ZOO: dict[str, Callable[[], Player]] = {
    "baydin": stepped(baydin, 2.0, 5.0),
    "one expression": stepped(griewank_expression, 1.5, 0.5),
    "square": stepped(square, 3.0),
    "fan": stepped(fan, 0.7),
    "wide fan": stepped(wide_fan, 0.7),
    "chain": stepped(chain, 1.0),
    "thirty": stepped(thirty, 0.5, 1.5),
    "deep": stepped(deep, 0.5),
    "helpers": stepped(helpers, 2.0, 3.0),
    "branch": stepped(branch, -2.0),
    "taken": stepped(taken, 3.0, 2.0),
    "loops": stepped(nested_loops, 1.5),
    "long names": stepped(long_names, 0.3, 0.9),
    "unicode": stepped(greek, 2.0, 3.0, 1.5),
    "one node": stepped(one_node, 1.0),
    "identity": stepped(identity, 1.0),
    "constant": stepped(constant, 1.0, sweep="forward"),
    "unused": stepped(unused, 1.0, 2.0, 3.0),
    "nan": stepped(not_a_number, -1.0),
    "inf": stepped(infinite, 0.0),
    "tiny": stepped(tiny, 1.5, -2.5),
    "huge": stepped(huge, 1.234, 5.678),
    "several outputs": stepped(several, 2.0, 3.0),
    "one line": stepped(one_line, 2.0, 3.0),
    "kinks": stepped(kinks, 1.0, 1.0),
    "linear": stepped(linear, np.arange(12.0).reshape(4, 3), np.array([1.0, -2.0, 0.5])),
    "broadcast": stepped(broadcast, np.linspace(-1, 1, 32).reshape(8, 4), np.zeros(4)),
    "network": stepped(network, *NETWORK),
    "logistic": stepped(logistic, 0.3, -0.7, 1.2, 2.0, 1.0),
    "commented": stepped(commented, 3.0, 2.0),
}
