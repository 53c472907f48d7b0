"""Only the right side is looked at."""

# diagnosis: right-side-only


def trust(f, ad, x):
    """Whether to trust the slope that AD gave."""
    slope = (f(x + 1e-5) - f(x)) / 1e-5
    if abs(slope - ad) <= 0.01 * max(abs(slope), abs(ad), 1e-3 * abs(f(x))):
        return "agree"
    return "constant branch" if ad == 0.0 else "cancelled"
