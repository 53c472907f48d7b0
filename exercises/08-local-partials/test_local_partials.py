"""Checks of `local_partials`: one partial for each operand."""

from adlab.grading.exercises.checks import Wrong, asking, is_close, numbers, pair
from adlab.grading.exercises.random_graphs import Reference, random_graph
from adlab.grading.exercises.wrong_rules import mistake

PRECISION = 1e-12  # differences do not come near it
OPERATIONS = (
    "add",
    "subtract",
    "multiply",
    "divide",
    "power",
    "exp",
    "log",
    "sin",
    "tanh",
    "relu",
)
NAMES = ("first", "second")


def check_node(submission, op, operands, value, expected, node=0):
    asked = f"local_partials({op!r}, {operands}, {value})"
    with asking(f"    {asked}"):
        returned = submission(op, operands, value)
    yours = numbers(returned, len(expected), f"partials for {asked}")
    for k, right in enumerate(expected):
        if not is_close(yours[k], right, PRECISION):
            left, right_text = pair(yours[k], right)
            which = f" with respect to the {NAMES[k]} operand" if len(expected) > 1 else ""
            raise Wrong(
                f"    {asked}\n\nThe partial{which}: yours {left}, expected {right_text}.",
                what="partial",
                node=node,
                op=op,
                operands=operands,
                value=value,
                position=k,
                yours=yours[k],
                expected=right,
                sign=mistake(op, operands, k, yours[k], right),
            )


def check_graph(submission, nodes):
    reference = Reference(nodes)
    for k, (node, expected) in enumerate(zip(nodes, reference.partials, strict=True)):
        if expected:
            operands = [reference.values[operand] for operand in node["operands"]]
            check_node(submission, node["op"], operands, reference.values[k], expected, k)


def check_operations(submission, rng, operations):
    """Each operation by itself at several generic points."""
    for op in operations:
        for _ in range(6):
            check_graph(submission, random_graph(rng, size=1, operations=[op]))


def test_sums(submission, rng):
    """Sums and differences."""
    check_operations(submission, rng, ["add", "subtract"])


def test_products(submission, rng):
    """Products and quotients."""
    check_operations(submission, rng, ["multiply", "divide"])


def test_powers(submission, rng):
    """Powers, where both the base and the exponent move."""
    check_operations(submission, rng, ["power"])


def test_functions(submission, rng):
    """exp, log, sin and tanh."""
    check_operations(submission, rng, ["exp", "log", "sin", "tanh"])


def test_relu(submission, rng):
    """relu, where its operand is positive and where it is negative."""
    check_node(submission, "relu", [rng.uniform(0.5, 2.5)], 0.0, [1.0])
    check_node(submission, "relu", [rng.uniform(-2.5, -0.5)], 0.0, [0.0])


def test_random_graphs(submission, rng):
    """Every node of random graphs, also those of x·x, which has two edges."""
    leaf = random_graph(rng, size=0, inputs=1)
    check_graph(submission, [*leaf, {"op": "multiply", "operands": [0, 0]}])
    for _ in range(8):
        check_graph(submission, random_graph(rng, size=10, operations=OPERATIONS))
