"""The node that is cheapest now is eliminated next."""

# diagnosis: cheapest-next


def order(edges):
    inner = sorted({a for a, _ in edges} & {b for _, b in edges})
    left, found = {(a, b) for a, b in edges}, []

    def cost(node):
        return sum(b == node for _, b in left) * sum(a == node for a, _ in left)

    while inner:
        node = min(inner, key=cost)
        inner.remove(node)
        found.append(node)
        before = [a for a, b in left if b == node]
        after = [b for a, b in left if a == node]
        left = {(a, b) for a, b in left if node not in (a, b)}
        left |= {(a, b) for a in before for b in after}
    return found
