"""A slope of 0 is never believed."""

# diagnosis: zero-is-suspect


def trust(f, ad, x):
    """Whether to trust the slope that AD gave."""
    y = f(x)
    if ad == 0.0 and f(x + 0.1) == f(x - 0.1):
        return "constant branch"

    def sides(h):
        return (f(x + h) - y) / h, (y - f(x - h)) / h

    far, near = sides(1e-3), sides(1e-4)
    slope, scale = (near[0] + near[1]) / 2, max(abs(near[0]), abs(near[1]), abs(ad))
    gap = abs(near[0] - near[1])
    if gap > 0.5 * abs(far[0] - far[1]) and gap > 0.01 * scale:
        return "kink"
    if abs(slope - ad) <= 0.01 * scale:
        return "agree"
    return "constant branch" if ad == 0.0 else "cancelled"
