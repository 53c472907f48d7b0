"""Checks of `Value`: its values, and its grads after `backward()`."""

from adlab.grading.exercises.checks import (
    Wrong,
    asking,
    chain,
    compare,
    doublings,
    fan_outs,
    is_close,
    numbers,
    pair,
    shortened,
)
from adlab.grading.exercises.random_graphs import Reference, names, random_graph

SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
OPERATIONS = (*SIGNS, "negative", "exp", "log", "tanh", "relu")


def program(nodes, last=""):
    """A graph as the lines that compute it."""
    called = names(nodes)
    lines = []
    for name, node in zip(called, nodes, strict=True):
        operands = [called[k] for k in node["operands"]]
        if node["op"] == "input":
            text = f"Value({node['value']:.6g})"
        elif node["op"] == "constant":
            text = f"{node['value']:.6g}"
        elif node["op"] in SIGNS:
            text = f" {SIGNS[node['op']]} ".join(operands)
        else:
            text = (
                f"-{operands[0]}" if node["op"] == "negative" else f"{operands[0]}.{node['op']}()"
            )
        lines.append(f"    {name} = {text}")
    return "\n".join(shortened([*lines, *([f"    {called[-1]}.{last}"] if last else [])]))


def compare_data(nodes, yours, expected, listed):
    called = names(nodes)
    compare("value", yours, expected, nodes, listed, name=called.__getitem__)


def check_graph(submission, nodes, times=1):
    reference = Reference(nodes)
    listed = program(nodes, "backward()") + f"      ({times} times)" * (times > 1)
    with asking(listed):
        values, grads = submission.call("gradients", nodes, times)
    called = names(nodes)
    yours = numbers(values, len(nodes), "values")
    compare_data(nodes, yours, reference.values, listed)
    expected = [
        0.0 if node["op"] == "constant" else adjoint
        for node, adjoint in zip(nodes, reference.adjoints(), strict=True)
    ]
    yours = numbers(grads, len(nodes), "grads")
    compare("grad", yours, expected, nodes, listed, backward=True, name=called.__getitem__)


def check_outputs(submission, nodes, outputs):
    """The grads after each call, for one output after the other of the same objects."""
    called = names(nodes)
    listed = "\n".join([program(nodes), *[f"    {called[k]}.backward()" for k in outputs]])
    with asking(listed):
        _, *returned = submission.call("after_each", nodes, outputs)
    reference = Reference(nodes)
    for found, output in zip(returned, outputs, strict=True):
        below = needed(nodes, output)
        yours = numbers(found, len(nodes), "grads")
        seen = [number if k in below else 0.0 for k, number in enumerate(yours)]
        expected = reference.adjoints({output: 1.0})
        compare("grad", seen, expected, nodes, listed, backward=True, name=called.__getitem__)


def needed(nodes, output):
    """The nodes that an output depends on: of others, backward need not know."""
    found = {output}
    for k in range(output, -1, -1):
        if k in found:
            found |= set(nodes[k]["operands"])
    return found


def test_values(submission, rng):
    """The values are right."""
    for size in (0, 1, 1, 2, 3, 4, 6):
        nodes = random_graph(rng, size, inputs=2, operations=OPERATIONS)
        listed = program(nodes)
        with asking(listed):
            returned = submission.call("values", nodes)
        yours = numbers(returned, len(nodes), "values")
        compare_data(nodes, yours, Reference(nodes).values, listed)


def test_arithmetic(submission, rng):
    """+, -, *, / and -x: the grads of one operation."""
    for op in (*SIGNS, "negative"):
        for _ in range(3):
            check_graph(submission, random_graph(rng, size=1, operations=[op]))
        if op != "negative":
            leaf = random_graph(rng, size=0, inputs=1)
            if op not in ("subtract", "divide"):
                check_graph(submission, [*leaf, {"op": op, "operands": [0, 0]}])


def test_functions(submission, rng):
    """exp, log, tanh and relu: the grads of one operation."""
    for op in ("exp", "log", "tanh"):
        for _ in range(2):
            check_graph(submission, random_graph(rng, size=1, inputs=1, operations=[op]))
    for value in (rng.uniform(0.5, 2.5), rng.uniform(-2.5, -0.5)):
        leaf = {"op": "input", "operands": [], "value": round(value, 3)}
        double = {"op": "add", "operands": [1, 0]}
        check_graph(submission, [leaf, {"op": "relu", "operands": [0]}, double])


def test_numbers(submission, rng):
    """Ordinary numbers on either side: 3 * x, 10 - x, 1 / x, sum([x, y])."""
    for op in SIGNS:
        leaves = random_graph(rng, size=0, inputs=1, constants=1)
        check_graph(submission, [*leaves, {"op": op, "operands": [0, 1]}])
        check_graph(submission, [*leaves, {"op": op, "operands": [1, 0]}])
    terms = [node["value"] for node in random_graph(rng, size=0, inputs=3)]
    listed = f"    sum([{', '.join(f'Value({term})' for term in terms)}]).backward()"
    with asking(listed):
        value, grads = submission.call("total", terms)
    for what, yours, expected in (("data", value, sum(terms)), *(("grad", g, 1.0) for g in grads)):
        if not is_close(yours, expected):
            left, right = pair(yours, expected)
            raise Wrong(f"{listed}\n\n{what}: yours {left}, expected {right}.")


def test_fan_out(submission, rng):
    """A value that is used near the output and again further away."""
    for nodes in fan_outs(rng):
        check_graph(submission, [{**n, "op": n["op"].replace("sin", "tanh")} for n in nodes])
    leaves = random_graph(rng, size=0, inputs=2)
    steps = [{"op": "multiply", "operands": operands} for operands in ([0, 1], [2, 2])]
    check_graph(submission, [*leaves, *steps])


def test_random_graphs(submission, rng):
    """Random graphs, where values are used several times."""
    for size in (2, 3, 4, 6):
        for op in OPERATIONS:
            some = [op, op, "add", "multiply"]
            inputs = rng.choice((1, 2, 3))
            check_graph(submission, random_graph(rng, size, inputs, operations=some))
    for sign in (1, -1):
        leaf = {"op": "input", "operands": [], "value": round(sign * rng.uniform(0.5, 2.5), 3)}
        steps = [("relu", [0]), ("add", [1, 0]), ("exp", [1]), ("multiply", [3, 2])]
        check_graph(submission, [leaf, *[{"op": op, "operands": k} for op, k in steps]])


def test_second_call(submission, rng):
    """backward() gives the same numbers when it is called again, and another output its own."""
    nodes = random_graph(rng, size=0, inputs=1)
    nodes += [{"op": "tanh", "operands": [k]} for k in range(3)]
    for times in (2, 3):
        check_graph(submission, nodes, times)
    check_outputs(submission, nodes, [3, 2, 3, 1])


def test_large_graphs(submission, rng):
    """Every edge is visited once: 3000 nodes in a row, and 2⁶⁰ paths on 120 edges."""
    check_graph(submission, chain(3000))
    check_graph(submission, doublings(60))
