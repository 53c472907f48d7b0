"""Checks of `directional`: one-sided slopes, at kinks and ties too.

The right numbers come from the step itself: a number that is about to move is a pair of value and
tangent, and of two pairs the larger one is that which comes later in the dictionary.
"""

import math

from adlab.grading.exercises.checks import again, asking, compare, listing, numbers
from adlab.grading.exercises.random_graphs import Reference, random_graph, scattered

SMOOTH = ("add", "subtract", "multiply", "exp", "sin", "tanh", "negative")
BENT = ("relu", "absolute", "maximum", "minimum")
ZERO = (0.0, 0.0)


def apply(op, pairs):
    """A pair of value and tangent, from those of the operands."""
    (x, dx), (y, dy) = pairs[0], pairs[-1]
    match op:
        case "add":
            return x + y, dx + dy
        case "subtract":
            return x - y, dx - dy
        case "multiply":
            return x * y, dx * y + x * dy
        case "negative":
            return -x, -dx
        case "exp":
            return math.exp(x), math.exp(x) * dx
        case "sin":
            return math.sin(x), math.cos(x) * dx
        case "tanh":
            return math.tanh(x), (1.0 - math.tanh(x) ** 2) * dx
        case "relu":
            return max(pairs[0], ZERO)
        case "absolute":
            return max(pairs[0], (-x, -dx))
        case "maximum":
            return max(pairs)
        case "minimum":
            return min(pairs)


def moved(nodes, direction):
    """Values and tangents of all nodes."""
    speeds, made = iter(direction), []
    for node in nodes:
        if node["op"] == "input":
            made.append((node["value"], next(speeds)))
        else:
            made.append(apply(node["op"], [made[k] for k in node["operands"]]))
    return made


def recorded(nodes):
    """The nodes with values, and with partials where these are no convention."""
    reference = Reference(nodes)
    return [
        {**node, "value": value, "partials": None if node["op"] in BENT else partials}
        for node, value, partials in zip(nodes, reference.values, reference.partials, strict=True)
    ]


def listed(nodes, direction):
    return f"{listing(nodes)}\n    direction = {direction}"


def check_graph(submission, nodes, direction):
    nodes = recorded(nodes)
    text = listed(nodes, direction)
    with asking(text):
        returned = submission(nodes, direction)
    compare_tangents(returned, nodes, direction, text)


def compare_tangents(returned, nodes, direction, text):
    yours = numbers(returned, len(nodes), "numbers, one for each node")
    right = [tangent for _, tangent in moved(nodes, direction)]
    compare("tangent", yours, right, nodes, text, direction=direction)


def speed(rng):
    return round(rng.choice((1, -1)) * rng.uniform(0.4, 2.6), 2)


def direction_of(rng, nodes):
    return [speed(rng) for node in nodes if node["op"] == "input"]


def level(rng):
    """Two inputs with the same value, and a third; then their difference, which is 0."""
    value, other = round(rng.uniform(0.5, 2.0), 2), round(rng.uniform(0.5, 2.0), 2)
    inputs = [{"op": "input", "operands": [], "value": v} for v in (value, value, other)]
    return [*inputs, {"op": "subtract", "operands": [0, 1]}]


def test_smooth(submission, rng):
    """Without kinks it is the tangent sweep."""
    for size in (1, 1, 2, 2, 3, 4, 5, 6):
        nodes = random_graph(rng, size, inputs=2, operations=SMOOTH)
        check_graph(submission, scattered(rng, nodes), direction_of(rng, nodes))


def test_away_from_kinks(submission, rng):
    """Nodes that have a kink elsewhere are on one of their pieces."""
    for op in ("relu", "absolute"):
        for value in (1.4, -0.7, 0.6, -2.1):
            for sign in (1, -1):
                nodes = [{"op": "input", "operands": [], "value": value}]
                nodes.append({"op": op, "operands": [0]})
                check_graph(submission, nodes, [sign * abs(speed(rng))])
    for op in ("maximum", "minimum"):
        for values in ((1.4, 0.6), (-0.7, 0.9)):
            for speeds in ((1.5, -0.5), (-0.8, 0.7)):
                nodes = [{"op": "input", "operands": [], "value": value} for value in values]
                nodes.append({"op": op, "operands": [0, 1]})
                check_graph(submission, nodes, list(speeds))


def test_at_a_kink(submission, rng):
    """relu and |x| at 0, into both directions; relu(x) − relu(−x) is x."""
    for op in ("relu", "absolute"):
        for speeds in ([1.7, 0.4], [0.4, 1.7]):
            nodes = [*level(rng), {"op": op, "operands": [3]}]
            check_graph(submission, nodes, [*speeds, speed(rng)])
    nodes = [*level(rng), {"op": "relu", "operands": [3]}, {"op": "negative", "operands": [3]}]
    nodes += [{"op": "relu", "operands": [5]}, {"op": "subtract", "operands": [4, 6]}]
    for speeds in ([1.7, 0.4], [0.4, 1.7]):
        check_graph(submission, nodes, [*speeds, speed(rng)])


def test_at_a_tie(submission, rng):
    """The larger and the smaller of two that are equal."""
    for op in ("maximum", "minimum"):
        for operands in ([0, 1], [1, 0]):
            for speeds in ([1.7, -0.4], [-0.4, 1.7], [0.9, 2.1], [-1.3, -0.5]):
                nodes = [*level(rng), {"op": op, "operands": operands}]
                check_graph(submission, nodes, [*speeds, speed(rng)])


def test_compositions(submission, rng):
    """Kinks at kinks: what comes out of one goes into another."""
    for size in (2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7):
        nodes = grown(rng, size)
        check_graph(submission, nodes, direction_of(rng, nodes))


def grown(rng, size):
    """A graph over two equal inputs and a third, in which zeros and ties go on."""
    nodes = level(rng)
    level_nodes = [3]  # those with the value 0
    while len(nodes) < size + 4:
        op = rng.choice((*BENT, *BENT, "add", "subtract", "multiply", "negative", "sin"))
        first = rng.choice(level_nodes) if rng.random() < 0.7 else rng.randrange(len(nodes))
        operands = [first]
        if op in ("maximum", "minimum", "add", "subtract", "multiply"):
            operands.append(rng.choice(level_nodes if rng.random() < 0.5 else range(len(nodes))))
            rng.shuffle(operands)
        nodes.append({"op": op, "operands": operands})
        value = Reference(nodes).values[-1]
        if abs(value) > 6 or 0 < abs(value) < 0.05:
            nodes.pop()
        elif value == 0:
            level_nodes.append(len(nodes) - 1)
    return nodes


def test_second_call(submission, rng):
    """A second call, along another direction, on the same nodes."""
    nodes = grown(rng, 4)
    first, second = direction_of(rng, nodes), direction_of(rng, nodes)
    given = recorded(nodes)
    text = listed(given, first) + f"\n    and again along {second}"
    calls = [[given, first], [given, second], [given, first]]
    answers = again(submission, calls, text, ["nodes", "direction"])
    for (_, direction), answer in zip(calls, answers, strict=True):
        compare_tangents(answer, given, direction, text)
