"""Checks of `Meter`: steps are fed one by one, and its digits compared."""

import math

import numpy as np

import adlab
from adlab.grading.exercises.checks import Wrong, asking, is_close, is_number, pair, shown

OTHER = 97  # a node that none of the steps made by hand writes an adjoint to


def expected(steps):
    shares, adjoints = {}, {}
    for step in steps:
        if step["kind"] == "adjoint" and step["op"] == "add":
            share = step["after"] - (step["before"] or 0.0)
            shares.setdefault(step["node"], []).append(abs(share))
            adjoints[step["node"]] = step["after"]
    return {
        node: max(0.0, math.log10(max(each) / abs(adjoints[node])))
        for node, each in shares.items()
        if len(each) > 1
    }


def sums(rng, shares, labels=None):
    """Steps in which each node gets its shares, in a mixed order."""
    waiting = [(node, k) for node, each in shares.items() for k in range(len(each))]
    rng.shuffle(waiting)
    waiting.sort(key=lambda each: each[1])
    held, steps = {}, []
    for node, k in waiting:
        before = held.get(node)
        held[node] = (before or 0.0) + shares[node][k]
        label = (labels or {}).get(node, f"v{node}")
        step = {"op": "add", "kind": "adjoint", "node": node, "label": label}
        steps.append({**step, "before": before, "after": held[node]})
    return steps


def listed(steps):
    lines = [
        f"    {s['op']} {s['kind']} of node {s['node']} ({s['label']}): "
        f"{s['before']} → {s['after']:.6g}"
        for s in steps[:14]
    ]
    return "\n".join([*lines, *[f"    … {len(steps) - 14} more"] * (len(steps) > 14)])


def compare(found, steps, text):
    right = expected(steps)
    if type(found) is not list or not all(type(each) is list and len(each) == 2 for each in found):
        raise Wrong(f"{text}\n\nExpected a dictionary, got {shown(found)}.")
    yours = dict(found)
    for node in sorted(yours.keys() - right.keys()):
        seeded = any(s["op"] == "seed" and s["node"] == node for s in steps)
        raise Wrong(
            f"{text}\n\nNode {node} is in your result; it got no two shares.",
            what="digits",
            node=node,
            sign="counts-seeds" if seeded else "",
            steps=steps,
        )
    for node, digits in sorted(right.items()):
        if node not in yours:
            raise Wrong(
                f"{text}\n\nNode {node} got several shares, and is not in your result.",
                what="digits",
                node=node,
                steps=steps,
            )
        number = yours[node]
        if not is_number(number) or not is_close(number, digits, 1e-6):
            left, wanted = pair(number, digits)
            raise Wrong(
                f"{text}\n\nDigits lost at node {node}: yours {left}, expected {wanted}.",
                what="digits",
                node=node,
                yours=number,
                expected=digits,
                steps=steps,
            )


def check(submission, steps):
    text = listed(steps)
    with asking(text):
        found = submission.call("measured", steps)
    compare(found, steps, text)


def drawn(rng, count, signs=(1, -1)):
    """Shares of which the largest stands anywhere, and the sum is not near 0."""
    while True:
        shares = [round(rng.choice(signs) * 10 ** rng.uniform(-1.0, 2.0), 3) for _ in range(count)]
        partial = [sum(shares[: k + 1]) for k in range(count)]
        if all(abs(each) > 0.05 for each in partial):
            return shares


def test_one_sum(submission, rng):
    """One node, with two shares and more."""
    check(submission, sums(rng, {0: [100.0, -99.0]}))
    check(submission, sums(rng, {0: [-100.0, 99.0, 0.5]}))
    check(submission, sums(rng, {3: drawn(rng, 2)}))
    check(submission, sums(rng, {3: [2.0, 3.0]}))


def test_several_nodes(submission, rng):
    """Several nodes at a time, of which some got one share; two have one name."""
    check(submission, sums(rng, {2: [-60.0, 1.0, 2.0], 5: [3.0, 40.0, -30.0]}))
    for _ in range(4):
        shares = {k: drawn(rng, rng.choice((1, 2, 3))) for k in rng.sample(range(9), 4)}
        check(submission, sums(rng, shares))
    check(submission, sums(rng, {1: [50.0, -49.0], 4: [3.0, -2.0]}, {1: "y", 4: "y"}))
    check(submission, sums(rng, {1: [50.0], 4: [3.0]}, {1: "y", 4: "y"}))


def test_other_steps(submission, rng):
    """Values, partials and seeds are no shares."""
    for _ in range(3):
        steps = sums(rng, {0: drawn(rng, 3), 2: drawn(rng, 2)})
        for op, kind, node in (("set", "value", 0), ("set", "partial", 2), ("set", "value", OTHER)):
            step = {"op": op, "kind": kind, "node": node, "label": "w"}
            number = round(rng.uniform(200.0, 900.0), 1)
            steps.insert(rng.randrange(len(steps)), {**step, "before": None, "after": number})
        seed = {"op": "seed", "kind": "adjoint", "node": OTHER, "label": "y", "before": None}
        check(submission, [{**seed, "after": 1.0}, *steps])
    once = {"op": "seed", "kind": "adjoint", "node": 5, "label": "y", "before": None, "after": 9.0}
    more = {"op": "add", "kind": "adjoint", "node": 5, "label": "y", "before": 9.0, "after": 9.5}
    check(submission, [once, more])
    last = {"op": "add", "kind": "adjoint", "node": 5, "label": "y", "before": 9.5, "after": 9.25}
    check(submission, [once, more, last])


def real(f, *args):
    """The steps of a reverse sweep as dictionaries."""
    graph, steps = adlab.trace(f, *args), []
    for step in adlab.timeline(graph, "reverse"):
        at = step.slot.at if type(step.slot.at) is int else step.slot.at.consumer
        steps.append(
            {
                "op": step.op,
                "kind": step.slot.kind,
                "node": at,
                "label": graph.labels[at],
                "before": step.before,
                "after": float(step.after),
            }
        )
    return steps


def test_real_runs(submission, rng):
    """Runs of functions, among them (exp x − 1) / x near 0."""
    x = 10.0 ** -rng.uniform(2.0, 6.0)
    check(submission, real(lambda x: (np.exp(x) - 1.0) / x, x))
    check(
        submission, real(lambda x, y: np.sin(x) * y - x * np.exp(y) * x, 1.3, rng.uniform(0.2, 0.9))
    )


def test_two_meters(submission, rng):
    """Two meters at a time, each with steps of its own."""
    first, second = sums(rng, {0: drawn(rng, 2)}), sums(rng, {0: drawn(rng, 3), 1: drawn(rng, 2)})
    text = f"{listed(first)}\n  and in turn, to another meter:\n{listed(second)}"
    with asking(text):
        found = submission.call("measured_twice", first, second)
    for part, steps in zip(found, (first, second), strict=True):
        compare(part, steps, text)
