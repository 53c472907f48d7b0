"""A point at which some unit bends is taken for a kink of the network."""

# diagnosis: cancelling-units


def kinks(inner, bias, outer, low, high):
    points = {-b / w for w, b, a in zip(inner, bias, outer) if w != 0 and a != 0}
    return sorted(x for x in points if low < x < high)
