"""A unit with the weight 0 is taken to bend at 0."""

# diagnosis: constant-unit


def kinks(inner, bias, outer, low, high):
    changes = {}
    for w, b, a in zip(inner, bias, outer):
        x = -b / w if w != 0 else 0.0
        changes[x] = changes.get(x, 0.0) + a * (abs(w) or 1.0)
    return sorted(x for x, change in changes.items() if low < x < high and change != 0)
