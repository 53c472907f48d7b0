"""Checks of `name_the_bug`: engines of small networks, each with one bug or none.

The network stays in the grader. So a submission can find the bug only by asking.
"""

import math
from dataclasses import dataclass, field

from adlab.grading.exercises.checks import Wrong, again, asking, shown
from adlab.grading.walls.remote import Function

FAULTS = (
    "right",
    "scaled",
    "no biases",
    "no first layer",
    "no slope of tanh",
    "wrong sign",
    "never cleared",
)
LEAST = 0.03  # of the size of a slope, and of the change that a bug makes to some


@dataclass
class Engine:
    """A network with two inputs, its data, and a bug in its backward pass."""

    hidden: int
    points: list[tuple[float, float, float]]
    fault: str
    factor: float = 1.0  # of a gradient that is scaled
    layer: int = 0  # in which the sign is wrong
    kept: list[float] = field(default_factory=list)  # of a gradient that is never cleared

    def slices(self, w):
        n = self.hidden
        return w[: 2 * n], w[2 * n : 3 * n], w[3 * n : 4 * n], w[4 * n]

    def loss(self, *w):
        return sum(self.missed(w, *point)[0] ** 2 for point in self.points) / len(self.points)

    def missed(self, w, x1, x2, y):
        """How far the output is off, and what the hidden units hold."""
        first, biases, second, bias = self.slices(w)
        held = [
            math.tanh(first[2 * k] * x1 + first[2 * k + 1] * x2 + biases[k])
            for k in range(self.hidden)
        ]
        return sum(s * h for s, h in zip(second, held, strict=True)) + bias - y, held

    def gradient(self, w):
        """The gradient, with the bug but for what is kept between calls."""
        n, fault = self.hidden, self.fault
        found = [0.0] * (4 * n + 1)
        for x1, x2, y in self.points:
            missed, held = self.missed(w, x1, x2, y)
            back = 2 * missed / len(self.points)
            for k, h in enumerate(held):
                inner = back * w[3 * n + k] * (1.0 if fault == "no slope of tanh" else 1 - h * h)
                found[2 * k] += inner * x1
                found[2 * k + 1] += inner * x2
                found[2 * n + k] += inner
                found[3 * n + k] += back * h
            found[4 * n] += back
        spoilt = {
            "no biases": {*range(2 * n, 3 * n), 4 * n},
            "no first layer": {*range(3 * n)},
            "wrong sign": {*range(3 * n, 4 * n + 1)} if self.layer else {*range(3 * n)},
        }.get(fault, set())
        by = -1.0 if fault == "wrong sign" else 0.0
        return [self.factor * (by if k in spoilt else 1.0) * g for k, g in enumerate(found)]

    def slope(self, k, *w):
        """One slope; with the first one a sweep begins."""
        if k == 0:
            kept = self.kept if self.fault == "never cleared" and self.kept else [0.0] * len(w)
            self.kept = [a + b for a, b in zip(kept, self.gradient(w), strict=True)]
        return self.kept[k]


def drawn(rng, fault, hidden, number=0):
    """An engine with a bug, and weights at which the bug shows."""
    while True:
        points = [
            (signed(rng, 0.3, 1.5), signed(rng, 0.3, 1.5), rng.choice((1.0, -1.0)))
            for _ in range(4)
        ]
        factor = rng.choice((1.02, 1.03, 0.97, 1.1)) if fault == "scaled" else 1.0
        engine = Engine(hidden, points, fault, factor, layer=number % 2)
        w = [signed(rng, 0.4, 1.4) for _ in range(4 * hidden + 1)]
        right = Engine(hidden, points, "right").gradient(w)
        untaught = Engine(hidden, points, "no slope of tanh").gradient(w)
        ratios = [u / r for u, r in zip(untaught, right, strict=True) if abs(r) > LEAST][
            : 3 * hidden
        ]
        large = all(abs(slope) > LEAST for slope in right)
        if (
            large
            and max(ratios) - min(ratios) > 0.1
            and all(abs(q - 1) > LEAST for q in ratios[:1])
        ):
            n = hidden
            weights = {"W1": w[: 2 * n], "b1": w[2 * n : 3 * n], "w2": w[3 * n : 4 * n]}
            return engine, weights | {"b2": w[4 * n :]}


def signed(rng, low, high):
    return round(rng.choice((1, -1)) * rng.uniform(low, high), 2)


def arguments(engine, weights):
    count = sum(map(len, weights.values()))

    def slope(k):
        return lambda *w: engine.slope(k, *w)

    return [
        Function(engine.loss, count),
        [Function(slope(k), count) for k in range(count)],
        weights,
    ]


def check(submission, engine, weights):
    listed = f"    weights = {weights}"
    with asking(listed):
        returned = submission(*arguments(engine, weights))
    compare(returned, engine, listed)


def compare(returned, engine, listed):
    if type(returned) is not str or returned not in FAULTS:
        raise Wrong(
            f"{listed}\n\nIt should return one of the names {', '.join(FAULTS)}; it returned "
            f"{shown(returned)}."
        )
    if returned != engine.fault:
        raise Wrong(
            f'{listed}\n\nYour code says "{returned}". It is "{engine.fault}".',
            what="name",
            yours=returned,
            expected=engine.fault,
        )


def hunt(submission, rng, *faults):
    for hidden in (1, 2):
        for fault in faults:
            check(submission, *drawn(rng, fault, hidden, hidden))


def test_right(submission, rng):
    """A right gradient, and the same weights again for other engines."""
    hunt(submission, rng, "right")
    engine, weights = drawn(rng, "right", 2)
    engines = [engine, *[Engine(2, engine.points, fault) for fault in ("no biases", "right")]]
    calls = [arguments(each, weights) for each in engines]
    answers = again(submission, calls, f"    weights = {weights}", ["engine", "", "weights"])
    for returned, each in zip(answers, engines, strict=True):
        compare(returned, each, f"    weights = {weights}")


def test_scaled(submission, rng):
    """A gradient that is a little too large or too small."""
    hunt(submission, rng, "scaled")


def test_missing(submission, rng):
    """A gradient in which something is 0."""
    hunt(submission, rng, "no biases", "no first layer")


def test_first_layer(submission, rng):
    """A gradient that is wrong in one layer."""
    hunt(submission, rng, "no slope of tanh", "wrong sign")


def test_second_call(submission, rng):
    """A gradient that is right when it is asked for first."""
    hunt(submission, rng, "never cleared")
