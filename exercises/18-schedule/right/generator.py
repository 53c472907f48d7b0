"""Yields the actions; the best cut by comparing neighbours, since the cost is convex."""

from functools import cache


@cache
def cheapest(n, s):
    if n <= 1:
        return 0
    if s == 1:
        return n * (n - 1) // 2
    return min(k + cheapest(n - k, s - 1) + cheapest(k, s) for k in range(1, n))


def cut(n, s):
    k = 1
    while k + 1 < n and value(k + 1, n, s) <= value(k, n, s):
        k += 1
    return k


def value(k, n, s):
    return k + cheapest(n - k, s - 1) + cheapest(k, s)


def walk(first, last, s):
    while last - first > 1:
        if s == 1:
            yield ["advance", last - 1]
            yield ["back"]
            last -= 1
        else:
            middle = first + cut(last - first, s)
            yield ["advance", middle]
            yield ["store"]
            yield from walk(middle, last, s - 1)
            yield ["free", middle]
            last = middle
        yield ["restore", first]
    yield ["back"]


def schedule(steps, states):
    return [["store"], *walk(0, steps, states)]
