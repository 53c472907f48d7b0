"""Checks of `numerical_gradient`: the slopes, and how often the function was evaluated."""

from adlab.grading.exercises.checks import Wrong, asking, is_close, numbers, pair
from adlab.grading.exercises.random_graphs import Reference, formulas, random_graph

OPERATIONS = ("add", "subtract", "multiply", "sin", "exp")
LOOSE = 1e-5  # any step will do that is not far off
# Of quadratic functions, for which central differences have no truncation error. Forward ones with
# their best step, about 1e-8, err by some 2e-8, and may come within 1e-8 by chance.
PRECISE = 3e-9


def asked(nodes):
    """The function and the point, as text."""
    inputs = [node["value"] for node in nodes if node["op"] == "input"]
    lines = [
        line for line, node in zip(formulas(nodes), nodes, strict=True) if node["op"] != "input"
    ]
    lines.append(f"f = {lines[-1].split(' = ')[0]}")
    return "\n".join(f"    {line}" for line in [*lines, f"numerical_gradient(f, {inputs})"])


def gradient(submission, nodes, how="gradient"):
    """The slopes that were returned, and the inputs before and after the call."""
    inputs = [node["value"] for node in nodes if node["op"] == "input"]
    with asking(asked(nodes)):
        returned, after = submission.call(how, nodes, inputs)
    return numbers(returned, len(inputs), "slopes, one for each input"), inputs, after


def check_gradient(submission, nodes, tolerance=LOOSE, how="gradient"):
    yours, _, _ = gradient(submission, nodes, how)
    expected = Reference(nodes).adjoints()
    for k, number in enumerate(yours):
        if not is_close(number, expected[k], tolerance):
            left, right = pair(number, expected[k])
            raise Wrong(
                f"{asked(nodes)}\n\nThe slope in x{k + 1}: yours {left}, expected {right}. "
                f"An error of {tolerance * max(1.0, abs(expected[k])):.0e} is allowed.",
                what="slope",
                input=k,
                yours=number,
                expected=expected[k],
                nodes=nodes,
            )


def quadratic(values):
    """x1·x1 + x2·x2 + … + x1·(the last)"""
    count = len(values)
    nodes = [{"op": "input", "operands": [], "value": value} for value in values]
    nodes += [{"op": "multiply", "operands": [k, k]} for k in range(count)]
    nodes.append({"op": "multiply", "operands": [0, count - 1]})
    for k in range(count):
        nodes.append({"op": "add", "operands": [len(nodes) - 1, count + k]})
    return nodes


def drawn(rng, count, scale=1.0):
    return [scale * round(rng.choice((1, -1)) * rng.uniform(0.5, 2.5), 3) for _ in range(count)]


def test_one_input(submission, rng):
    """Functions of one number."""
    for size in (1, 1, 2, 2, 3):
        check_gradient(submission, random_graph(rng, size, inputs=1, operations=OPERATIONS))


def test_several_inputs(submission, rng):
    """One input is moved at a time."""
    for inputs in (2, 2, 3, 4):
        nodes = random_graph(rng, 2, inputs=inputs, operations=OPERATIONS)
        for k in range(inputs):
            nodes.append({"op": "add", "operands": [len(nodes) - 1, k]})
        check_gradient(submission, nodes)


def test_precision(submission, rng):
    """As exact as central differences are."""
    for count in (1, 2, 3):
        check_gradient(submission, quadratic(drawn(rng, count)), PRECISE)


def test_large_inputs(submission, rng):
    """The step fits inputs of any size and sign."""
    for scale in (1e7, 1e9, -1e9):
        x = abs(drawn(rng, 1)[0])
        check_gradient(submission, quadratic([scale * x]))
        check_gradient(submission, quadratic([scale * x, *drawn(rng, 1, scale)]))


def test_zero(submission, rng):
    """An input may be 0."""
    for operands in ([0, 1], [1, 0]):
        nodes = random_graph(rng, 0, inputs=2)
        nodes[operands[0]]["value"] = 0.0
        nodes.append({"op": "exp", "operands": [operands[0]]})
        check_gradient(submission, [*nodes, {"op": "multiply", "operands": [2, 1]}])


def test_inputs_stay(submission, rng):
    """The list of inputs is as it was."""
    for count in (1, 3):
        nodes = quadratic(drawn(rng, count))
        _, before, after = gradient(submission, nodes)
        if before != after:
            raise Wrong(
                f"{asked(nodes)}\n\nxs was {before}; after the call it is {after}.",
                what="inputs",
                yours=after,
                expected=before,
            )
        check_gradient(submission, nodes)


def test_evaluations(submission, rng):
    """f is evaluated twice for each input."""
    for count in (1, 3):
        nodes = quadratic(drawn(rng, count))
        check_gradient(submission, nodes, how="counted_gradient")
        operations = sum(bool(node["operands"]) for node in nodes)
        evaluations = sum(submission.counts.values()) / operations
        if evaluations > 2 * count:
            raise Wrong(
                f"{asked(nodes)}\n\nThe slopes are right. Evaluations of f: {evaluations:.0f}; "
                f"{2 * count} will do.",
                what="evaluations",
                yours=evaluations,
                expected=2 * count,
            )
