"""Checks of `numerical_gradient`: the slopes, and how often the function was evaluated.

The function stays in the grader. So it is known at which points it was evaluated, and from them,
which mistake was made: how far the inputs were moved, and which of them.
"""

import math
from functools import partial

from adlab.grading.exercises.checks import Wrong, again, asking, is_close, numbers, pair
from adlab.grading.exercises.random_graphs import LEAVES, Reference, formulas, random_graph
from adlab.grading.walls.remote import Function

FUNCTIONS = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "sin": math.sin,
    "exp": math.exp,
}
LOOSE = 1e-5  # any step will do that is not far off
# Of quadratic functions, for which central differences have no truncation error. Forward ones with
# their best step, about 1e-8, err by some 2e-8, and may come within 1e-8 by chance.
PRECISE = 3e-9
LARGE_STEP, SMALL_STEP = 1e-4, 1e-8  # beside the size of the input, or 1


def evaluated(nodes, points, *xs):
    """The value of the function that the nodes compute; its point is written down."""
    points.append(xs)
    values = list(xs)
    for node in nodes[len(xs) :]:
        values.append(FUNCTIONS[node["op"]](*[values[k] for k in node["operands"]]))
    return values[-1]


def asked(nodes, inputs):
    """The function and the point, as text."""
    lines = [
        line for line, node in zip(formulas(nodes), nodes, strict=True) if node["op"] not in LEAVES
    ]
    lines.append(f"f = {lines[-1].split(' = ')[0]}")
    return "\n".join(f"    {line}" for line in [*lines, f"numerical_gradient(f, {inputs})"])


def check_gradient(submission, nodes, tolerance=LOOSE):
    """Compare the slopes; return the points at which the function was evaluated."""
    inputs = [node["value"] for node in nodes if node["op"] == "input"]
    points, listed = [], asked(nodes, inputs)
    function = Function(partial(evaluated, nodes, points), len(inputs))
    with asking(listed, sign=of_a_problem):
        returned = submission(function, inputs)
    yours = numbers(returned, len(inputs), "slopes, one for each input")
    expected = Reference(nodes).adjoints()
    for k, number in enumerate(yours):
        if not is_close(number, expected[k], tolerance):
            left, right = pair(number, expected[k])
            raise Wrong(
                f"{listed}\n\nThe slope in x{k + 1}: yours {left}, expected {right}. "
                f"An error of {tolerance * max(1.0, abs(expected[k])):.0e} is allowed.",
                what="slope",
                input=k,
                yours=number,
                expected=expected[k],
                nodes=nodes,
                sign=of_number(number, expected[k], inputs, points, k)
                or of_points(inputs, points, k),
            )
    for point in points:
        moved = [j for j, x in enumerate(inputs) if point[j] != x]
        if len(moved) > 1:
            raise Wrong(
                f"{listed}\n\nf was evaluated at {[float(f'{x:.9g}') for x in point]}: there, "
                f"{len(moved)} inputs are moved at once. The others should be held still.",
                what="inputs",
                sign=of_points(inputs, points, moved[0]),
            )
    return points


def of_a_problem(message):
    """The mistake behind an exception: the whole list was given to f, or a step of 0 was taken."""
    if "put a star before it" in message:
        return "inputs-not-spread"
    return "step-is-zero" if "ZeroDivisionError" in message else ""


def of_points(inputs, points, k):
    """The mistake that the points give away at which f was evaluated, or ""."""
    moved = [[j for j, x in enumerate(inputs) if point[j] != x] for point in points]
    size = max(1.0, abs(inputs[k]))
    steps = [abs(point[k] - inputs[k]) for point in points if point[k] != inputs[k]]
    if len(inputs) > 1 and any(len(each) > 1 for each in moved):
        together = all(len(each) in (0, len(inputs)) for each in moved)
        return "moves-every-input" if together else "input-left-moved"
    if not steps:
        if inputs[k] == 0:
            return "step-is-zero"
        return "step-not-scaled" if size > 1e6 else "smaller-is-better"
    others = {
        abs(point[j] - inputs[j])
        for point, at in zip(points, moved, strict=True)
        for j in at
        if j != k
    }
    if others and max(steps) > LARGE_STEP * size and any(is_near(h, steps[0]) for h in others):
        return "one-step-for-all"
    if max(steps) > LARGE_STEP * size:
        return "step-too-large"
    if max(steps) < SMALL_STEP * size and size > 1e6:
        return "step-not-scaled"
    if len({point[k] > inputs[k] for point in points if point[k] != inputs[k]}) < 2:
        return "forward-difference"
    return "smaller-is-better" if max(steps) < SMALL_STEP * size else ""


def of_number(yours, expected, inputs, points, k):
    """The mistake that makes this slope of good values, or ""."""
    places = {point[k] for point in points}
    if yours == 0 and len(places) == 1 and inputs[k] not in places:
        return "one-list-two-names"
    if is_near(yours, -expected):
        return "difference-turned-round"
    h = max((abs(place - inputs[k]) for place in places), default=0.0)
    if h and is_near(yours, expected * h * h):
        return "missing-parentheses"
    half = is_near(yours, 2 * expected) or is_near(yours, expected / 2)
    return "divides-by-wrong-distance" if half else ""


def is_near(one, other):
    return math.isclose(one, other, rel_tol=1e-3, abs_tol=1e-15)


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
        check_gradient(submission, random_graph(rng, size, inputs=1, operations=tuple(FUNCTIONS)))


def test_several_inputs(submission, rng):
    """One input is moved at a time."""
    for inputs in (2, 2, 3, 4):
        nodes = random_graph(rng, 2, inputs=inputs, operations=tuple(FUNCTIONS))
        for k in range(inputs):
            nodes.append({"op": "add", "operands": [len(nodes) - 1, k]})
        check_gradient(submission, nodes)


def test_precision(submission, rng):
    """As exact as central differences are."""
    for count in (1, 2, 3, 3):
        nodes = quadratic(drawn(rng, count))
        inputs = [node["value"] for node in nodes[:count]]
        points = check_gradient(submission, nodes, PRECISE)
        for k, x in enumerate(inputs):  # by chance, a forward difference may come near
            sides = {point[k] > x for point in points if point[k] != x}
            if len(sides) < 2:
                raise Wrong(
                    f"{asked(nodes, inputs)}\n\nf was evaluated on one side of x{k + 1} only: "
                    "a central difference goes to both sides.",
                    what="sides",
                    input=k,
                    sign="forward-difference",
                )


def test_large_inputs(submission, rng):
    """The step fits inputs of any size and sign, also of one beside others."""
    for scale in (1e7, 1e9, -1e9):
        x = abs(drawn(rng, 1)[0])
        check_gradient(submission, quadratic([scale * x]))
        check_gradient(submission, quadratic([scale * x, *drawn(rng, 1, scale)]))
    for scales in ((1e9, 1.0), (1.0, 1e9)):
        nodes = [{"op": "input", "operands": [], "value": s * drawn(rng, 1)[0]} for s in scales]
        small = scales.index(1.0)
        nodes += [{"op": "exp", "operands": [small]}, {"op": "add", "operands": [2, 1 - small]}]
        check_small_beside_large(submission, nodes, small)


def check_small_beside_large(submission, nodes, small):
    """Whether the step of an input of size 1 fits it, though another is 10⁹ times as large.

    The values do not tell, in which the large input has the say: the points do.
    """
    inputs = [node["value"] for node in nodes if node["op"] == "input"]
    points, listed = [], asked(nodes, inputs)
    with asking(listed):
        submission(Function(partial(evaluated, nodes, points), len(inputs)), inputs)
    size = max(1.0, abs(inputs[small]))
    for at in (small, 1 - small):
        steps = [abs(point[at] - inputs[at]) for point in points if point[at] != inputs[at]]
        size = max(1.0, abs(inputs[at]))
        if not steps or not SMALL_STEP * size / 100 < max(steps) < 10 * LARGE_STEP * size:
            moved = f"{max(steps):.2g}" if steps else "0"
            raise Wrong(
                f"{listed}\n\nx{at + 1} is {inputs[at]:.4g}, and was moved by {moved}. "
                "A step that fits one input does not fit another that is 10⁹ times as large.",
                what="step",
                input=at,
                yours=max(steps, default=0.0),
                sign="one-step-for-all" if len(steps) and is_one_step(inputs, points) else "",
            )


def is_one_step(inputs, points):
    """Whether all inputs were moved by the same amount."""
    steps = [abs(p - x) for point in points for p, x in zip(point, inputs, strict=True) if p != x]
    return max(steps) < 1.5 * min(steps)


def test_zero(submission, rng):
    """An input may be 0."""
    for operands in ([0, 1], [1, 0]):
        nodes = random_graph(rng, 0, inputs=2)
        nodes[operands[0]]["value"] = 0.0
        nodes.append({"op": "exp", "operands": [operands[0]]})
        check_gradient(submission, [*nodes, {"op": "multiply", "operands": [2, 1]}])


def test_inputs_stay(submission, rng):
    """The list of inputs is as it was, and may be used again."""
    for count in (1, 3):
        nodes = quadratic(drawn(rng, count))
        inputs = [node["value"] for node in nodes[:count]]
        function = Function(partial(evaluated, nodes, []), count)
        listed = asked(nodes, inputs) + "      (twice)"
        answers = again(submission, [[function, inputs]] * 2, listed, ["xs"])
        expected = Reference(nodes).adjoints()[:count]
        for yours in answers:
            found = numbers(yours, count, "slopes, one for each input")
            for k, (number, right) in enumerate(zip(found, expected, strict=True)):
                if not is_close(number, right, LOOSE):
                    left, text = pair(number, right)
                    raise Wrong(
                        f"{listed}\n\nThe slope in x{k + 1}: yours {left}, expected {text}.",
                        what="slope",
                        yours=number,
                        expected=right,
                    )


def test_evaluations(submission, rng):
    """f is evaluated twice for each input."""
    for count in (1, 3):
        nodes = quadratic(drawn(rng, count))
        evaluations = len(check_gradient(submission, nodes))
        if evaluations > 2 * count:
            inputs = [node["value"] for node in nodes[:count]]
            raise Wrong(
                f"{asked(nodes, inputs)}\n\nThe slopes are right. Evaluations of f: "
                f"{evaluations}; {2 * count} will do.",
                what="evaluations",
                yours=evaluations,
                expected=2 * count,
                sign="evaluates-too-often",
            )
