"""Checks of `order`: the order is played through, and its products are counted."""

from itertools import permutations

from adlab.grading.exercises.checks import Wrong, again, asking, shown

NEITHER = [[0, 2], [1, 2], [1, 3], [1, 5], [2, 4], [2, 6], [3, 5], [4, 6], [5, 7], [5, 8]]
NOT_GREEDY = [
    [[0, 2], [0, 4], [2, 3], [2, 4], [2, 5], [4, 6], [5, 7]],
    [[1, 2], [1, 4], [2, 3], [2, 5], [2, 7], [3, 4], [3, 6], [4, 6]],
    [[0, 2], [0, 5], [1, 3], [2, 3], [2, 4], [3, 6], [4, 6], [6, 7]],
    [[0, 4], [1, 2], [2, 3], [2, 6], [3, 4], [3, 5], [4, 5], [6, 7]],
]
NOT_SUMS = [
    [[0, 2], [0, 3], [0, 6], [1, 2], [1, 4], [2, 4], [2, 5], [3, 4], [4, 5]],
    [[0, 2], [0, 3], [1, 2], [1, 3], [1, 4], [2, 3], [2, 6], [3, 5], [5, 6]],
    [[0, 3], [0, 4], [1, 2], [1, 3], [1, 4], [2, 6], [3, 4], [3, 5], [4, 5]],
]


def inner(edges):
    return sorted({a for a, _ in edges} & {b for _, b in edges})


def products(edges, order):
    left, count = {(a, b) for a, b in edges}, 0
    for node in order:
        before = [a for a, b in left if b == node]
        after = [b for a, b in left if a == node]
        count += len(before) * len(after)
        left = {(a, b) for a, b in left if node not in (a, b)}
        left |= {(a, b) for a in before for b in after}
    return count


def least(edges):
    return min(products(edges, order) for order in permutations(inner(edges)))


def signature(arguments, answer):
    """Nothing for an order that is good; else the order."""
    edges = arguments[0]
    if type(answer) is not list or not all(type(node) is int for node in answer):
        return {"no list": 1.0}
    if sorted(answer) == inner(edges) and products(edges, answer) <= 1.1 * least(edges):
        return {}
    return {f"place {k}": node for k, node in enumerate(answer)}


def check(submission, edges):
    listed = f"    edges = {edges}"
    with asking(listed):
        order = submission(edges)
    compare(order, edges, listed)


def compare(order, edges, listed):
    if type(order) is not list or not all(type(node) is int for node in order):
        raise Wrong(f"{listed}\n\nExpected a list of nodes, got {shown(order)}.")
    if sorted(order) != inner(edges):
        ends = set(order) - set(inner(edges))
        raise Wrong(
            f"{listed}\n\nExpected each of {inner(edges)} once, got {order}.",
            sign="leaves-ends-in" if ends else "node-missing",
        )
    yours, right = products(edges, order), least(edges)
    if yours > 1.1 * right:
        raise Wrong(
            f"{listed}\n\nYour order {order} takes {yours} products; {right} will do.",
            what="order",
            yours=yours,
            expected=right,
            edges=edges,
        )


def drawn(rng, nodes):
    """Each node has one to three operands; some orders cost more than others."""
    while True:
        edges = sorted(
            {
                (rng.randrange(head), head)
                for head in range(2, nodes)
                for _ in range(rng.randrange(1, 4))
            }
        )
        found = inner(edges)
        if 3 <= len(found) <= 5:
            costs = [products(edges, order) for order in permutations(found)]
            if max(costs) > 1.1 * min(costs):
                return [list(edge) for edge in edges]


def test_chain(submission, rng):
    """One node; and a chain from one input to several outputs, or the other way round."""
    check(submission, [[0, 1], [1, 2]])
    outputs = rng.randrange(3, 6)
    check(submission, [[0, 1], [1, 2], [2, 3], *[[3, 4 + k] for k in range(outputs)]])
    inputs = rng.randrange(3, 6)
    ends = [[k, inputs] for k in range(inputs)]
    check(
        submission,
        [*ends, [inputs, inputs + 1], [inputs + 1, inputs + 2], [inputs + 2, inputs + 3]],
    )


def test_neither_mode(submission, rng):
    """A graph on which both modes take 9 products, and another order 6."""
    check(submission, NEITHER)
    for edges in NOT_SUMS:
        check(submission, edges)


def test_not_greedy(submission, rng):
    """Graphs on which it does not pay to take the cheapest node first."""
    for edges in NOT_GREEDY:
        check(submission, edges)


def test_random(submission, rng):
    """Random graphs, among them two on which simple rules fail."""
    check(submission, NOT_GREEDY[0])
    check(submission, NOT_SUMS[0])
    for _ in range(12):
        check(submission, drawn(rng, rng.randrange(7, 11)))


def test_again(submission, rng):
    """The same graph again, after another one."""
    listed = f"    edges = {NEITHER}"
    calls = [[[list(edge) for edge in edges]] for edges in (NEITHER, NOT_SUMS[0], NEITHER)]
    answers = again(submission, calls, listed, ["edges"])
    for edges, order in zip((NEITHER, NOT_SUMS[0], NEITHER), answers, strict=True):
        compare(order, edges, listed)
