"""Divides w by b."""

# diagnosis: bias-under-the-weight


def kinks(inner, bias, outer, low, high):
    changes = {}
    for w, b, a in zip(inner, bias, outer):
        if w != 0 and b != 0:
            changes[-w / b] = changes.get(-w / b, 0.0) + a * abs(w)
    return sorted(x for x, change in changes.items() if low < x < high and change != 0)
