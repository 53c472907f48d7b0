"""Three steps, and the gap at each."""


def trust(f, ad, x):
    steps = [1e-2, 1e-3, 1e-4]
    gaps, slopes, largest = [], [], abs(ad)
    for h in steps:
        right, left = (f(x + h) - f(x)) / h, (f(x) - f(x - h)) / h
        gaps.append(abs(right - left))
        slopes.append((right + left) / 2)
        largest = max(abs(right), abs(left), abs(ad))
    if gaps[2] > 0.3 * gaps[0] and gaps[2] > 0.01 * largest:
        return "kink"
    if abs(slopes[2] - ad) <= 0.01 * largest:
        return "agree"
    return "cancelled" if ad else "constant branch"
