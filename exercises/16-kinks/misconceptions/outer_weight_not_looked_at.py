"""Does not look at the outer weights."""

# diagnosis: unit-without-effect


def kinks(inner, bias, outer, low, high):
    points = {-b / w for w, b in zip(inner, bias) if w != 0}
    return sorted(x for x in points if low < x < high)
