"""What is left depends on which nodes are gone, and not on their order."""

from functools import cache


def order(edges):
    inner = sorted({a for a, _ in edges} & {b for _, b in edges})

    def without(gone):
        left = {tuple(edge) for edge in edges}
        for node in gone:
            before = [a for a, b in left if b == node]
            after = [b for a, b in left if a == node]
            left = {e for e in left if node not in e} | {(a, b) for a in before for b in after}
        return left

    @cache
    def best(gone):
        if len(gone) == len(inner):
            return 0, ()
        left = without(gone)
        found = []
        for node in inner:
            if node not in gone:
                step = sum(b == node for _, b in left) * sum(a == node for a, _ in left)
                cost, rest = best(gone | {node})
                found.append((step + cost, (node, *rest)))
        return min(found)

    return list(best(frozenset())[1])
