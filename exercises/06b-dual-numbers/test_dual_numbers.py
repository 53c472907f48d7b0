"""Checks of `Dual`: values and tangents of what is computed with it."""

from adlab.grading.exercises.checks import EXACT, Wrong, asking, compare, numbers, shortened
from adlab.grading.exercises.random_graphs import Reference, names, random_graph

SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "**"}
FUNCTIONS = ("exp", "log", "sin")
OPERATIONS = ("add", "subtract", "multiply", "divide", *FUNCTIONS)


def program(nodes, seed):
    """A graph as the lines that compute it."""
    called = names(nodes)
    lines = []
    for k, (name, node) in enumerate(zip(called, nodes, strict=True)):
        operands = [called[operand] for operand in node["operands"]]
        if node["op"] == "input":
            text = f"Dual({node['value']:.6g}, {1.0 if k == seed else 0.0})"
        elif node["op"] == "constant":
            text = f"{node['value']:.6g}"
        elif node["op"] in SIGNS:
            text = f" {SIGNS[node['op']]} ".join(operands)
        else:
            text = f"{operands[0]}.{node['op']}()"
        lines.append(f"    {name} = {text}")
    return "\n".join(shortened(lines))


def check_operands(nodes, values, tangents, seed, listed):
    """Whether the inputs are as they were made: an operation returns a new object."""
    for k, (name, node) in enumerate(zip(names(nodes), nodes, strict=True)):
        made = node.get("value"), 1.0 if k == seed else 0.0
        if node["op"] == "input" and made != (values[k], tangents[k]):
            raise Wrong(
                f"{listed}\n\n{name} was made as Dual({made[0]:.6g}, {made[1]}). After these lines "
                f"its value is {values[k]:.6g} and its tangent {tangents[k]:.6g}: an operation "
                "should return a new object, and leave its operands as they are.",
                what="operands",
                sign="changes-its-operand",
            )


def check_program(submission, nodes, seed=0, **how):
    reference = Reference(nodes)
    listed = program(nodes, seed)
    with asking(listed):
        values, tangents = submission.call("run", nodes, seed)
    values = numbers(values, len(nodes), "values")
    tangents = numbers(tangents, len(nodes), "tangents")
    check_operands(nodes, values, tangents, seed, listed)
    called = names(nodes)
    yours = numbers(values, len(nodes), "values")
    compare("value", yours, reference.values, nodes, listed, name=called.__getitem__)
    yours = numbers(tangents, len(nodes), "tangents")
    expected = reference.tangents({seed: 1.0})
    compare("tangent", yours, expected, nodes, listed, name=called.__getitem__, seed=seed, **how)


def test_sums(submission, rng):
    """+ and -."""
    for op in ("add", "subtract"):
        for operands in ([0, 1], [1, 0]):
            nodes = random_graph(rng, 0, inputs=2)
            check_program(submission, [*nodes, {"op": op, "operands": operands}])


def test_products(submission, rng):
    """* and /, where one operand moves and where both do."""
    for op in ("multiply", "divide"):
        for operands in ([0, 1], [1, 0]):
            nodes = random_graph(rng, 0, inputs=2)
            check_program(submission, [*nodes, {"op": op, "operands": operands}])
        for first, second in ((0, 2), (2, 0), (3, 1)):
            nodes = random_graph(rng, 0, inputs=2)
            nodes += [{"op": op, "operands": [0, 1]}, {"op": op, "operands": [1, 0]}]
            check_program(submission, [*nodes, {"op": op, "operands": [first, second]}])
    leaf = random_graph(rng, 0, inputs=1)
    check_program(submission, [*leaf, {"op": "multiply", "operands": [0, 0]}])


def test_powers(submission, rng):
    """Powers with an ordinary number, whole or not, also of a negative number."""
    for exponent, sign in ((3.0, 1), (2.0, 1), (-1.0, 1), (0.5, 1), (2.3, 1), (3.0, -1), (2.0, -1)):
        base = sign * round(rng.uniform(0.4, 2.4), 3)
        nodes = [
            {"op": "input", "operands": [], "value": base},
            {"op": "constant", "operands": [], "value": exponent},
            {"op": "multiply", "operands": [0, 0]},
            {"op": "power", "operands": [0, 1]},
        ]
        check_program(submission, nodes)
        check_program(submission, [*nodes, {"op": "power", "operands": [2, 1]}])


def test_functions(submission, rng):
    """exp, log and sin, of an input and of what has a tangent of its own."""
    for op in FUNCTIONS:
        x = round(rng.uniform(0.5, 1.6), 3)
        leaf = {"op": "input", "operands": [], "value": x}
        check_program(submission, [leaf, {"op": op, "operands": [0]}], tolerance=EXACT)
        rest = [{"op": "multiply", "operands": [0, 0]}, {"op": op, "operands": [1]}]
        check_program(submission, [leaf, *rest, {"op": "multiply", "operands": [2, 0]}])


def test_numbers(submission, rng):
    """Ordinary numbers on either side: 3 * x, 10 - x, 1 / x."""
    for op in ("add", "subtract", "multiply", "divide"):
        for operands in ([0, 1], [1, 0]):
            leaves = random_graph(rng, 0, inputs=1, constants=1)
            check_program(submission, [*leaves, {"op": op, "operands": operands}])


def test_random_programs(submission, rng):
    """Random programs, in which results are used several times."""
    for op in ("subtract", "divide", "multiply", "add"):  # each with a number on its left
        nodes = random_graph(rng, 2, 1, 1, OPERATIONS)
        nodes.append({"op": op, "operands": [1, len(nodes) - 1]})
        check_program(submission, nodes)
    for size in (2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 8, 10):
        inputs, constants = rng.choice((1, 2)), rng.choice((0, 1))
        nodes = random_graph(rng, size, inputs, constants, OPERATIONS)
        check_program(submission, nodes, seed=rng.randrange(inputs))
