# exercise: kinks


def kinks(inner, bias, outer, low, high):
    """The points between low and high at which the slope of the network changes."""
    ### BEGIN SOLUTION
    changes = {}
    for w, b, a in zip(inner, bias, outer):
        if w != 0:
            changes[-b / w] = changes.get(-b / w, 0.0) + a * abs(w)
    return sorted(x for x, change in changes.items() if low < x < high and change != 0)
    ### END SOLUTION
