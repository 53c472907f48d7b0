"""Checks of `taylor`: coefficients of every node, against adlab's series."""

from adlab.engine.derivatives.taylor import series
from adlab.engine.primitives.primitive import call
from adlab.engine.recording.tracing import run
from adlab.grading.exercises.checks import (
    Wrong,
    again,
    asking,
    compare,
    listing,
    numbers,
    plain,
    shown,
)
from adlab.grading.exercises.random_graphs import random_graph, scattered

OPERATIONS = ("add", "subtract", "multiply", "exp", "sin", "cos")
DEGREE = 4


def expected(nodes, degree):
    """The right coefficients of every node."""

    def made(t):
        values = []
        for node in nodes:
            operands = [values[k] for k in node["operands"]]
            if node["op"] == "input":
                values.append(node["value"] + t)
            else:
                leaf = node["op"] == "constant"
                values.append(node["value"] if leaf else call(node["op"], *operands))
        return values

    graph = run(made, (0.0,))
    known = [each.known for each in series(graph, degree)]
    constants = [
        [each] + [0.0] * degree if type(each) is float else known[each] for each in graph.outputs
    ]
    return [[float(part) for part in each[: degree + 1]] for each in constants]


def check_graph(submission, nodes, degree=DEGREE):
    text = f"{listing(nodes)}\n    degree: {degree}"
    with asking(text):
        returned = submission(nodes, degree)
    compare_all(returned, nodes, degree, text)


def compare_all(returned, nodes, degree, text):
    returned = plain(returned)
    if type(returned) is not list or len(returned) != len(nodes):
        what = "nothing" if returned is None else shown(returned)
        raise Wrong(f"{text}\n\nExpected a list with a list for each node, got {what}.")
    for each in returned:
        if type(each) is list and len(each) == degree:
            raise Wrong(
                f"{text}\n\n{degree + 1} coefficients are expected for each node, from t⁰ on; "
                f"you return {degree}.",
                sign="one-too-short",
            )
    yours = [numbers(each, degree + 1, "coefficients of each node") for each in returned]
    right = expected(nodes, degree)
    for k in range(degree + 1):
        column, wanted = ([row[k] for row in rows] for rows in (yours, right))
        name = "value" if k == 0 else f"coefficient of t^{k}"
        compare(
            "series",
            column,
            wanted,
            nodes,
            text,
            name=lambda at, name=name: f"node {at}, {name}",
            degree=degree,
        )


def graphs(rng, sizes, operations, constants=0):
    for size in sizes:
        nodes = random_graph(rng, size, inputs=1, constants=constants, operations=operations)
        yield scattered(rng, nodes)


def test_sums(submission, rng):
    """The input, constants, sums and differences."""
    for nodes in graphs(rng, (0, 1, 2, 3), ("add", "subtract"), constants=1):
        check_graph(submission, nodes)


def test_products(submission, rng):
    """Products, of a constant, of different series, and of one with itself."""
    for constants in (0, 1):
        for nodes in graphs(rng, (1, 1, 2, 3), ("multiply", "add"), constants):
            check_graph(submission, nodes)
    leaf = random_graph(rng, 0, inputs=1)
    square = {"op": "multiply", "operands": [0, 0]}
    check_graph(submission, [*leaf, square, {"op": "multiply", "operands": [1, 0]}])


def one_of(rng, op):
    """The operation of the input, of a square, and of what it gave."""
    leaf = random_graph(rng, 0, inputs=1)
    yield [*leaf, {"op": op, "operands": [0]}]
    square = {"op": "multiply", "operands": [0, 0]}
    small = [{"op": "input", "operands": [], "value": round(rng.uniform(0.4, 0.9), 2)}]
    yield [*small, square, {"op": op, "operands": [1]}]
    yield [*small, {"op": op, "operands": [0]}, {"op": "multiply", "operands": [1, 0]}]
    yield [*small, square, {"op": op, "operands": [1]}, {"op": "sin", "operands": [2]}]


def test_exp(submission, rng):
    """The exponential."""
    for nodes in list(one_of(rng, "exp"))[:3]:
        check_graph(submission, nodes)


def test_sine_and_cosine(submission, rng):
    """Each of the two, and both."""
    for op in ("sin", "cos"):
        for nodes in one_of(rng, op):
            check_graph(submission, nodes)


def test_random_graphs(submission, rng):
    """Random graphs, in which leaves stand anywhere."""
    for constants in (0, 1):
        for nodes in graphs(rng, (2, 3, 4, 5, 6), OPERATIONS, constants):
            check_graph(submission, nodes)
    for degree in (0, 1, 2):
        for nodes in graphs(rng, (3,), OPERATIONS):
            check_graph(submission, nodes, degree)


def test_long_series(submission, rng):
    """Degree 100, of a chain of 55 sines."""
    nodes = [{"op": "input", "operands": [], "value": 0.25}]
    nodes += [{"op": "sin", "operands": [k]} for k in range(55)]
    text = f"{listing(nodes)}\n    degree: 100"
    with asking(text, sign=of_a_problem):
        returned = plain(submission(nodes, 100))
    if type(returned) is not list or len(returned) != len(nodes):
        raise Wrong(f"{text}\n\nExpected a list with a list for each node.")
    right = expected(nodes, 100)
    for at, each in enumerate(returned):
        yours = numbers(each, 101, "coefficients of each node")
        for k in (0, 1, 2, 3):
            compare("series", [yours[k]], [right[at][k]], [], text, degree=100)


def test_second_call(submission, rng):
    """A second call starts afresh, with another degree, on the same nodes."""
    nodes = random_graph(rng, 4, inputs=1, operations=OPERATIONS)
    text = f"{listing(nodes)}\n    degree: 3, and again 2"
    given = [dict(node) for node in nodes]
    calls = [[given, 3], [given, 2], [given, 3]]
    answers = again(submission, calls, text, ["nodes", "degree"])
    for (_, degree), answer in zip(calls, answers, strict=True):
        compare_all(answer, nodes, degree, text)


def of_a_problem(message):
    return "three-to-the-degree" if "did not finish" in message else ""
