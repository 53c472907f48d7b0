"""Returns a point for each unit."""

# diagnosis: repeats-a-point


def kinks(inner, bias, outer, low, high):
    changes = {}
    for w, b, a in zip(inner, bias, outer):
        if w != 0:
            changes[-b / w] = changes.get(-b / w, 0.0) + a * abs(w)
    points = [-b / w for w, b in zip(inner, bias) if w != 0]
    return sorted(x for x in points if low < x < high and changes[x] != 0)
