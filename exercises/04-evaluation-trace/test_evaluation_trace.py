"""Checks of `evaluate`: one value for each node."""

from adlab.grading.exercises.checks import SIZES, again, asking, compare, numbers, shortened
from adlab.grading.exercises.random_graphs import Reference, random_graph, scattered

OPERATIONS = (
    "add",
    "subtract",
    "multiply",
    "divide",
    "negative",
    "exp",
    "log",
    "sin",
    "cos",
)


def listing(nodes, inputs):
    lines = []
    for k, node in enumerate(nodes):
        operands = ", ".join(f"node {operand}" for operand in node["operands"])
        constant = f" {node['value']:.6g}" if node["op"] == "constant" else ""
        lines.append(f"    node {k} = {node['op']}{constant}" + f"({operands})" * bool(operands))
    return "\n".join([*shortened(lines), f"    inputs: {inputs}"])


def sent(nodes):
    """The nodes as learners get them: only a constant has its value with it."""
    return [
        {key: node[key] for key in node if key != "value" or node["op"] == "constant"}
        for node in nodes
    ]


def check_graph(submission, nodes):
    """Compare the values of all nodes; the values of inputs are not in the nodes that are sent."""
    inputs = [node["value"] for node in nodes if node["op"] == "input"]
    given = sent(nodes)
    listed = listing(given, inputs)
    with asking(listed):
        returned = submission(given, inputs)
    yours = numbers(returned, len(nodes), "values, one for each node")
    compare("value", yours, Reference(nodes).values, nodes, listed)


def test_one_operation(submission, rng):
    """One operation of inputs."""
    check_graph(submission, random_graph(rng, 0, inputs=2))
    for op in OPERATIONS:
        if op in ("add", "subtract", "multiply", "divide"):
            leaves = random_graph(rng, 0, inputs=2)
            for operands in ([0, 1], [1, 0]):
                check_graph(submission, [*leaves, {"op": op, "operands": operands}])
        else:
            check_graph(submission, random_graph(rng, 1, inputs=1, operations=[op]))


def test_operands(submission, rng):
    """Operands are looked up, in their order; one may be used twice."""
    for op in ("subtract", "divide"):
        leaves = random_graph(rng, 0, inputs=3)
        for operands in ([0, 2], [2, 0], [1, 1], [2, 1]):
            check_graph(submission, [*leaves, {"op": op, "operands": operands}])
    leaf = random_graph(rng, 0, inputs=1)
    for op in ("multiply", "add"):
        check_graph(submission, [*leaf, {"op": op, "operands": [0, 0]}])


def test_constants(submission, rng):
    """A constant has its value with it."""
    for constants in (1, 2):
        leaves = random_graph(rng, 0, inputs=2, constants=constants)
        rest = [{"op": "multiply", "operands": [2, 0]}, {"op": "subtract", "operands": [-1, 1]}]
        rest[1]["operands"][0] = len(leaves)
        check_graph(submission, [*leaves, *rest])


def test_inputs(submission, rng):
    """Input nodes stand anywhere, and take the inputs in turn."""
    one, two, three = random_graph(rng, 0, inputs=3)
    nodes = [one, {"op": "sin", "operands": [0]}, two]
    check_graph(submission, [*nodes, {"op": "subtract", "operands": [1, 2]}])
    check_graph(submission, [*nodes, three, {"op": "divide", "operands": [3, 2]}])
    for size in (2, 4, 6):
        nodes = random_graph(rng, size, inputs=3, constants=1, operations=OPERATIONS)
        check_graph(submission, scattered(rng, nodes))


def test_random_graphs(submission, rng):
    """Random graphs."""
    for size in SIZES[::2]:
        inputs, constants = rng.choice((1, 2, 3)), rng.choice((0, 1))
        nodes = random_graph(rng, size, inputs, constants, OPERATIONS)
        check_graph(submission, scattered(rng, nodes))


def test_other_inputs(submission, rng):
    """The same graph again, with other inputs, and as long as its first nodes."""
    steps = [{"op": "sin", "operands": [1]}, {"op": "subtract", "operands": [2, 0]}]
    for _ in range(3):
        check_graph(submission, [*random_graph(rng, 0, inputs=2), *steps])
    nodes = scattered(rng, random_graph(rng, 3, inputs=2, constants=1, operations=OPERATIONS))
    check_again(submission, nodes, [node["value"] for node in random_graph(rng, 0, inputs=2)])


def check_again(submission, nodes, others):
    """Evaluate the very same nodes twice, then with other inputs, then the first of them."""
    inputs = [node["value"] for node in nodes if node["op"] == "input"]
    given = sent(nodes)
    listed = f"{listing(given, inputs)}\n\n    evaluated twice, and with inputs {others}"
    calls = [[given, inputs], [given, inputs], [given, others], [given[:-1], inputs]]
    answers = again(submission, calls, listed, ["nodes", "inputs"])
    for (some, values), answer in zip(calls, answers, strict=True):
        yours = numbers(answer, len(some), "values, one for each node")
        numbered = iter(values)
        now = [{**n, "value": next(numbered)} if n["op"] == "input" else n for n in nodes]
        compare("value", yours, Reference(now[: len(some)]).values, now, listed)
