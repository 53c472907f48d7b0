"""Any gap between the sides is a kink."""

# diagnosis: curvature-for-kink


def trust(f, ad, x):
    """Whether to trust the slope that AD gave."""
    y = f(x)

    def sides(h):
        return (f(x + h) - y) / h, (y - f(x - h)) / h

    _far, near = sides(1e-3), sides(1e-4)
    slope, scale = (near[0] + near[1]) / 2, max(abs(near[0]), abs(near[1]), abs(ad))
    gap = abs(near[0] - near[1])
    if gap > 1e-6 * scale:
        return "kink"
    if abs(slope - ad) <= 0.01 * scale:
        return "agree"
    return "constant branch" if ad == 0.0 else "cancelled"
