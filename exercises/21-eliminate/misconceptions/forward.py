"""Forward mode's order."""

# diagnosis: in-the-order-of-the-run


def order(edges):
    return sorted({a for a, _ in edges} & {b for _, b in edges})
