"""Only central differences."""

# diagnosis: central-only


def trust(f, ad, x):
    """Whether to trust the slope that AD gave."""
    slope = (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
    scale = max(abs(slope), abs(ad))
    if abs(slope - ad) <= 0.01 * scale:
        return "agree"
    return "constant branch" if ad == 0.0 else "cancelled"
