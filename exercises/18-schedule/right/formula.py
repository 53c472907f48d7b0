"""The middle by Griewank's formula, and a stack in the place of recursion."""

from math import comb


def cost(length, states):
    r = 0
    while comb(states + r, states) < length:
        r += 1
    return r * length - comb(states + r, states + 1)


def split(length, states):
    costs = {k: k + cost(length - k, states - 1) + cost(k, states) for k in range(1, length)}
    return min(costs, key=costs.get)


def schedule(steps, states):
    actions, todo = [["store"]], [("part", 0, steps, states)]
    while todo:
        kind, first, last, room = todo.pop()
        if kind == "free":
            actions += [["free", last], ["restore", first]]
        elif last - first == 1:
            actions.append(["back"])
        elif room == 1:
            actions += [["advance", last - 1], ["back"], ["restore", first]]
            todo.append(("part", first, last - 1, 1))
        else:
            middle = first + split(last - first, room)
            actions += [["advance", middle], ["store"]]
            todo.append(("part", first, middle, room))
            todo.append(("free", first, middle, 0))
            todo.append(("part", middle, last, room - 1))
    return actions
