"""Other inputs without Python: what the page computes is what Python would have written."""

import json
import linecache
import math
import random
import warnings

import numpy as np

import adlab
from adlab.engine.arrays.digits import number
from adlab.engine.primitives.primitive import PRIMITIVES, call
from adlab.view.player.player import Player
from adlab.view.replay.rules import arity, rule
from tests.view.refilling import answers, texts

SCALARS = [
    name
    for name, each in PRIMITIVES.items()
    if (each.elementwise or each.rules == (None,)) and name not in ("input", "array")
    if not each.own  # such as other tests declare
]
DYADIC = [k / 16 for k in range(-160, 161)] + [0.03125, 1000.5, 1001.5, 2.5625, 123456.5, 1234500.0]
FAR = [1e-300, -1e-12, 3e-5, 0.0009999, 999.95, 999_999.5, 1e6, 7.7e22, -4e250, 0.0]


def phrases(spec):
    """What is said at each step."""
    return [[spec["phrases"][step[0]] for step in sweep["steps"]] for sweep in spec["sweeps"]]


def cells(spec):
    """All texts and numbers that depend on the inputs."""
    kept = {key: spec.get(key) for key in ("title", "partials", "dot")}
    kept["sweeps"] = [
        {key: sweep.get(key, {}) for key in ("tags", "flows", "ledgers", "closing")}
        | {"steps": [step[1:] for step in sweep["steps"]]}
        for sweep in spec["sweeps"]
    ]
    return json.loads(json.dumps(kept))


def updated(spec, fresh):
    """What the page then has: of each sweep, what is fresh in the place of what was there."""
    sweeps = [old | new for old, new in zip(spec["sweeps"], fresh["sweeps"], strict=True)]
    return spec | fresh | {"sweeps": sweeps}


def count_of(kept) -> int:
    if isinstance(kept, dict):
        return sum(map(count_of, kept.values()))
    return sum(map(count_of, kept)) if isinstance(kept, list) else 1


def player(f, point) -> Player:
    graph = adlab.trace(f, *point)
    return Player(graph, ranges=dict.fromkeys(graph.input_names, (-9.0, 9.0)))


def compared(cases) -> tuple[int, int, int]:
    """Cells that were compared, points in doubt among all points; fails on another difference."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bases = [player(f, points[0]) for f, points in cases]
        made = answers(
            [(base.spec, points) for base, (_, points) in zip(bases, cases, strict=True)]
        )
        total = doubts = count = 0
        for base, (f, points), given in zip(bases, cases, made, strict=True):
            for point, answer in zip(points, given, strict=True):
                graph = adlab.trace(f, *point)
                turned = [a.outcome for a in base.graph.guards] != [b.outcome for b in graph.guards]
                assert (answer["fresh"] is None) == turned, (base.graph.nodes, point)
                if turned:
                    continue
                count += 1
                if answer["doubt"]:
                    doubts += 1
                    continue
                here, there = updated(base.spec, answer["fresh"]), base.on(graph).spec
                assert cells(here) == cells(there), (base.graph.nodes, point)
                assert phrases(here) == phrases(there), (base.graph.nodes, point)
                total += count_of(cells(there))
    return total, doubts, count


def points_of(name: str, rng: random.Random) -> list[list[float]]:
    """Inside of its domain, beyond it, at ties of rounding and at kinks."""
    domain, count = PRIMITIVES[name].domain, arity(PRIMITIVES[name])

    def inside(low: float, high: float) -> float:
        return rng.uniform(max(low, -4.0), min(high, 4.0))

    domain = (domain * count)[:count]
    points = [[inside(*each) for each in domain] for _ in range(3)]
    points += [[rng.choice(DYADIC) for _ in domain] for _ in range(5)]
    points += [[rng.choice(FAR) for _ in domain] for _ in range(3)]
    points += [[rng.choice([0.0, 1.0, -1.0, 2.0, 0.5])] * count for _ in range(1)]
    return [*points, [0.0] * count, [1.0] * count, [2.0, -1.0, 1.0][:count]]


OF_MASKS = {"bitwise_and", "bitwise_or", "bitwise_xor", "invert"}


def of_primitive(name: str):
    """A function of numbers with this primitive in it, and something after it."""

    def f(*inputs):
        if name in OF_MASKS:
            inputs = [call("greater", each, 0.0) for each in inputs]
        if name == "sinc_derivative":
            inputs = [inputs[0], 2.0]
        result = call(name, *inputs)
        return call("as_float", result) if result.dtype == bool else result * 1.25

    return f


def test_there_are_rules_for_every_primitive_of_scalars():
    for name in SCALARS:
        assert rule(PRIMITIVES[name]).value


def test_every_primitive_at_every_kind_of_point():
    rng = random.Random(1)
    cases = [(of_primitive(name), points_of(name, rng)) for name in SCALARS]
    total, doubts, count = compared(cases)
    assert total >= 100_000
    assert doubts <= 0.01 * count


OPERATIONS = [
    "{a} + {b}",
    "{a} - {b}",
    "{a} * {b}",
    "{a} / (1.5 + {b} * {b})",
    "{a} / {b}",
    "0.25 * {a} - 3",
    "{a} ** 2",
    "{a} ** 3",
    "abs({a}) ** {b}",
    "-{a}",
    "np.sin({a})",
    "np.exp(-{a} * {a})",
    "np.log(abs({a}) + 0.5)",
    "np.sqrt(abs({a}))",
    "np.tanh({a})",
    "np.maximum({a}, {b})",
    "adlab.relu({a} - 1.5)",
    "np.arctan2({a}, {b})",
    "np.where({a} > {b}, {a}, 2.0 * {b})",
    "({a} if {a} > {b} else {b} * 0.5)",
    "np.hypot({a}, {b})",
    "adlab.stop_gradient({a}) * {b}",
    "np.floor({a})",
    "np.clip({a}, -1.0, 1.0)",
]


def random_function(seed: int):
    """A function of one to three numbers, in a file of its own."""
    rng = random.Random(seed)
    names = ["x", "y", "z"][: rng.randint(1, 3)]
    lines = [f"def f({', '.join(names)}):"]
    for k in range(rng.choice([1, 3, 6, 12, 25])):
        a, b = rng.choice(names), rng.choice(names[-4:])
        lines.append(f"    t{k} = " + rng.choice(OPERATIONS).format(a=a, b=b))
        names.append(f"t{k}")
    more = f", {rng.choice(names)}" if rng.random() < 0.3 else ""
    lines.append(f"    return {names[-1]}{more}")
    filename, text = f"<scalars {seed}>", "\n".join(lines) + "\n"
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
    scope = {"np": np, "adlab": adlab}
    exec(compile(text, filename, "exec"), scope)
    return scope["f"]


def random_points(f, rng: random.Random, count: int) -> list[list[float]]:
    draw = [
        lambda: rng.uniform(-3, 3),
        lambda: rng.uniform(-3, 3),
        lambda: rng.choice(DYADIC),
        lambda: float(rng.randint(-4, 4)),
        lambda: math.copysign(10 ** rng.uniform(-9, 9), rng.uniform(-1, 1)),
    ]
    arity = f.__code__.co_argcount
    return [[rng.choice(draw)() for _ in range(arity)] for _ in range(count)]


def test_random_functions_at_random_points():
    rng = random.Random(7)
    functions = [random_function(seed) for seed in range(40)]
    total, doubts, count = compared([(f, random_points(f, rng, 4)) for f in functions])
    assert total >= 100_000
    assert doubts <= 0.05 * count


def test_numbers_are_written_as_python_writes_them():
    rng = random.Random(3)
    some = [
        math.ldexp(rng.randint(1, 1 << rng.randint(1, 40)), -rng.randint(0, 60))
        for _ in range(4000)
    ]
    some += [x * 10.0 ** rng.randint(-30, 30) for x in some[:1000]]
    some += [rng.uniform(0, 10) * 10.0 ** rng.randint(-12, 12) for _ in range(3000)]
    some += [(2 * rng.randint(500, 9999) + 1) / 2 * 10.0**k for k in range(8) for _ in range(200)]
    some += [*DYADIC, *FAR, math.inf, math.nan, 5e-324, 1.7976931348623157e308]
    some += [-x for x in some]
    assert texts(some) == [number(x) for x in some]
