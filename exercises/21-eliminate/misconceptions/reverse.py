"""Reverse mode's order."""

# diagnosis: in-the-opposite-order


def order(edges):
    return sorted({a for a, _ in edges} & {b for _, b in edges}, reverse=True)
