"""A loss that falls is taken for a right gradient."""

# diagnosis: trusts-the-loss


def name_the_bug(engine, weights):
    """Which bug an engine has, found by tests."""
    loss, gradient = engine(weights)
    names = list(weights)
    moved = {name: [w - 1e-3 * g for w, g in zip(weights[name], gradient[name])] for name in names}
    if engine(moved)[0] < loss:
        return "right"
    return "wrong sign"
