"""Branches that cost too much already are left."""


def order(edges):
    inner = sorted({a for a, _ in edges} & {b for _, b in edges})
    best = [10**9, []]

    def search(left, done, cost):
        if cost >= best[0]:
            return
        if len(done) == len(inner):
            best[:] = cost, done
            return
        for node in inner:
            if node in done:
                continue
            into = {a for a, b in left if b == node}
            out = {b for a, b in left if a == node}
            rest = {(a, b) for a, b in left if node != a and node != b}
            rest |= {(a, b) for a in into for b in out}
            search(rest, [*done, node], cost + len(into) * len(out))

    search({(a, b) for a, b in edges}, [], 0)
    return best[1]
