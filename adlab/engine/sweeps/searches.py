"""Ways to go through a graph that everybody knows, and that are no order for a sweep.

- `depth_first`, `breadth_first`: each node once, but some before others that it needs.
- `before`, `after`: a recursion, which comes to a node once for every path that leads to it.

Each goes from some nodes along the edges, given as a list of neighbours for each node. They are
iterative: a graph may be deeper than Python allows calls to be nested.

Source: Cormen, Leiserson, Rivest and Stein, *Introduction to Algorithms*, chapter 20.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

Neighbours = Sequence[Sequence[int]]  # for each node, where its edges lead, one entry per edge


def depth_first(starts: Sequence[int], neighbours: Neighbours) -> Iterator[int]:
    """Go on from each node at once as far as possible; visit no node twice.

    >>> list(depth_first([0], [[1, 2], [3], [3], []]))
    [0, 1, 3, 2]
    """
    seen, stack = set(), [*reversed(starts)]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            yield node
            stack += reversed(neighbours[node])


def breadth_first(starts: Sequence[int], neighbours: Neighbours) -> Iterator[int]:
    """All nodes one edge away, then all that are two edges away, and so on.

    >>> list(breadth_first([0], [[1, 3], [2], [3], []]))
    [0, 1, 3, 2]
    """
    seen, queue = set(starts), deque(starts)
    while queue:
        node = queue.popleft()
        yield node
        for neighbour in neighbours[node]:
            if neighbour not in seen:
                seen.add(neighbour)
                queue.append(neighbour)


def before(starts: Sequence[int], neighbours: Neighbours) -> Iterator[int]:
    """A recursion that does its work before its calls, once for every path that leads to a node.

    >>> list(before([0], [[1, 2], [3], [3], []]))
    [0, 1, 3, 2, 3]
    """
    stack = [*reversed(starts)]
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(neighbours[node])


def after(starts: Sequence[int], neighbours: Neighbours) -> Iterator[int]:
    """A recursion that does its work after its calls, once for every path that leads to a node.

    >>> list(after([3], [[], [0], [0], [1, 2]]))
    [0, 1, 0, 2, 3]
    """
    stack = [(node, False) for node in reversed(starts)]
    while stack:
        node, called = stack.pop()
        if called:
            yield node
        else:
            stack.append((node, True))
            stack += [(neighbour, False) for neighbour in reversed(neighbours[node])]
