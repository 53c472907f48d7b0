"""Checks of `hessian_times`: how fast each adjoint moves along a direction."""

import adlab
from adlab.engine.primitives.primitive import call
from adlab.grading.exercises.checks import again, asking, compare, fan_outs, listing, numbers
from adlab.grading.exercises.random_graphs import Reference, random_graph, scattered

SMOOTH = (
    "add",
    "subtract",
    "multiply",
    "divide",
    "power",
    "exp",
    "log",
    "sqrt",
    "sin",
    "cos",
    "tanh",
)
BENT = ("multiply", "divide", "power", "exp", "log", "sqrt", "sin", "cos", "tanh")  # not linear
SIZES = (2, 2, 3, 3, 3, 4, 4, 5, 6, 8, 10)


def seconds(node, values):
    """How fast each partial of a node moves with each of its operands."""
    arguments = [values[k] for k in node["operands"]]
    places = range(len(arguments))

    def computed(*arguments):
        return call(node["op"], *arguments)

    return [
        [float(adlab.grad(adlab.grad(computed, a), b)(*arguments)) for b in places] for a in places
    ]


def recorded(nodes):
    """The nodes with what a forward pass leaves: values, partials and second partials."""
    reference = Reference(nodes)
    return [
        {**node, "partials": partials, "seconds": seconds(node, reference.values), "value": value}
        for node, partials, value in zip(nodes, reference.partials, reference.values, strict=True)
    ]


def moves(nodes, v):
    """The right numbers: adlab's tangent sweep over its reverse sweep, at every node."""
    inputs = [k for k, node in enumerate(nodes) if node["op"] == "input"]

    def output(xs, added):
        made = []
        for k, node in enumerate(nodes):
            operands = [made[operand] for operand in node["operands"]]
            new = xs[inputs.index(k)] if k in inputs else call(node["op"], *operands)
            made.append(new + added[k])  # the slope with respect to what is added is the adjoint
        return made[-1]

    def adjoints(xs):
        return adlab.grad(output, 1)(xs, [0.0] * len(nodes))

    xs = [nodes[k]["value"] for k in inputs]
    _, found = adlab.jvp(adjoints, (xs,), (list(v),))
    return [float(number) for number in found]


def direction(rng, nodes):
    """A generic number for each input."""
    count = sum(node["op"] == "input" for node in nodes)
    return [round(rng.choice((1, -1)) * rng.uniform(0.4, 2.0), 2) for _ in range(count)]


def listed(nodes, v):
    return f"{listing(nodes, partials=True)}\n    v = {v}"


def check_graph(submission, nodes, v):
    nodes, right = recorded(nodes), moves(nodes, v)
    text = listed(nodes, v)
    with asking(text):
        returned = submission(nodes, v)
    compare_moves(returned, right, nodes, v, text)


def compare_moves(returned, right, nodes, v, text):
    yours = numbers(returned, len(nodes), "numbers, one for each node")
    compare("moved", yours, right, nodes, text, backward=True, direction=v)


def test_one_operation(submission, rng):
    """One operation of one or two inputs, and x·x."""
    for op in (*BENT, "multiply"):
        nodes = random_graph(rng, 1, inputs=2, operations=[op], doubled=False)
        check_graph(submission, nodes, direction(rng, nodes))
    leaf = random_graph(rng, 0, inputs=1)
    check_graph(submission, [*leaf, {"op": "multiply", "operands": [0, 0]}], direction(rng, leaf))


def test_one_path(submission, rng):
    """On a path, adjoints and partials move both."""
    for length in (2, 3, 4):
        nodes = random_graph(rng, 0, inputs=1)
        for k in range(length):
            nodes.append({"op": rng.choice(["sin", "tanh", "cos"]), "operands": [k]})
        check_graph(submission, nodes, direction(rng, nodes))


def test_fan_out(submission, rng):
    """Nodes that are used twice, near the output and further away."""
    for nodes in fan_outs(rng):
        check_graph(submission, nodes, direction(rng, nodes))


def test_random_graphs(submission, rng):
    """Random graphs, in which inputs stand anywhere."""
    for size in SIZES:
        nodes = random_graph(rng, size, inputs=rng.choice((1, 2, 3)), operations=SMOOTH)
        nodes = scattered(rng, nodes)
        check_graph(submission, nodes, direction(rng, nodes))


def test_second_call(submission, rng):
    """A second call starts afresh, along another direction, on the same nodes."""
    nodes = random_graph(rng, 4, inputs=2, operations=BENT)
    first, second = direction(rng, nodes), direction(rng, nodes)
    text = listed(recorded(nodes), first) + f"\n    and again along {second}"
    calls = [[given := recorded(nodes), first], [given, second], [given, first]]
    answers = again(submission, calls, text, ["nodes", "v"])
    for (_, v), answer in zip(calls, answers, strict=True):
        compare_moves(answer, moves(nodes, v), given, v, text)
