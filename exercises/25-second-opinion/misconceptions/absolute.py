"""A difference of a thousandth is small, whatever the slope."""

# diagnosis: absolute-tolerance


def trust(f, ad, x):
    """Whether to trust the slope that AD gave."""
    y = f(x)

    def sides(h):
        return (f(x + h) - y) / h, (y - f(x - h)) / h

    far, near = sides(1e-3), sides(1e-4)
    slope, _scale = (near[0] + near[1]) / 2, max(abs(near[0]), abs(near[1]), abs(ad))
    gap = abs(near[0] - near[1])
    if gap > 0.5 * abs(far[0] - far[1]) and gap > 0.001:
        return "kink"
    if abs(slope - ad) <= 0.001:
        return "agree"
    return "constant branch" if ad == 0.0 else "cancelled"
