"""AD has always cancelled, if the numbers differ."""

# diagnosis: blames-ad


def trust(f, ad, x):
    """Whether to trust the slope that AD gave."""
    slope = (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
    sides = (f(x + 1e-4) - f(x)) / 1e-4, (f(x) - f(x - 1e-4)) / 1e-4
    scale = max(abs(slope), abs(ad), *map(abs, sides))
    if max(abs(side - ad) for side in sides) <= 0.01 * scale or ad == slope == 0.0:
        return "agree"
    if abs(slope - ad) <= 0.01 * scale and abs(sides[0] - sides[1]) < 1e-3 * scale:
        return "agree"
    return "cancelled"
