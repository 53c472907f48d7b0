"""Inputs and outputs are eliminated as well."""

# diagnosis: leaves-ends-in


def order(edges):
    """The inner nodes, in an order of elimination that takes fewest products."""
    inner = sorted({node for edge in edges for node in edge})
    return inner


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
