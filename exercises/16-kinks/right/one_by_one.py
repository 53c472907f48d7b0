"""Asks at each candidate how the slope of each unit changes there."""


def change(w, x, b, a):
    before = w if w * (x - 1.0) + b > 0 else 0.0
    after = w if w * (x + 1.0) + b > 0 else 0.0
    return a * (after - before)


def kinks(inner, bias, outer, low, high):
    units = [unit for unit in zip(inner, bias, outer) if unit[0] != 0.0]
    found = []
    for w, b, _ in units:
        x = -b / w
        here = [unit for unit in units if -unit[1] / unit[0] == x]
        if low < x < high and x not in found:
            if sum(change(v, x, c, a) for v, c, a in here) != 0.0:
                found.append(x)
    found.sort()
    return found
