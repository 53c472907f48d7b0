# exercise: eliminate

import itertools


def order(edges):
    """The inner nodes, in an order of elimination that takes fewest products."""
    ### BEGIN SOLUTION
    inner = sorted({a for a, _ in edges} & {b for _, b in edges})
    least, best = float("inf"), []
    for tried in itertools.permutations(inner):
        cost = products(edges, tried)
        if cost < least:
            least, best = cost, list(tried)
    return best


def products(edges, tried):
    """How many products an order takes."""
    left, count = {(a, b) for a, b in edges}, 0
    for node in tried:
        before = [a for a, b in left if b == node]
        after = [b for a, b in left if a == node]
        count += len(before) * len(after)
        left = {(a, b) for a, b in left if node not in (a, b)}
        left |= {(a, b) for a in before for b in after}
    return count
    ### END SOLUTION
