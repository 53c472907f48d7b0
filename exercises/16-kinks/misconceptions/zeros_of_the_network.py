"""Looks for the points at which the network itself is 0."""

# diagnosis: where-the-output-is-zero


def kinks(inner, bias, outer, low, high):
    def net(x):
        return sum(a * max(w * x + b, 0.0) for w, b, a in zip(inner, bias, outer))

    points = {-b / w for w, b in zip(inner, bias) if w != 0}
    return sorted(x for x in points if low < x < high and net(x) == 0)
