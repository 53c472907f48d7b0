"""The nodes are sorted by what they cost in the first graph."""

# diagnosis: costs-at-the-start


def order(edges):
    inner = sorted({a for a, _ in edges} & {b for _, b in edges})
    left, _found = {(a, b) for a, b in edges}, []

    def cost(node):
        return sum(b == node for _, b in left) * sum(a == node for a, _ in left)

    return sorted(inner, key=cost)
