"""Trains for some steps, and calls right what has learned."""

# diagnosis: trusts-the-loss


def name_the_bug(engine, weights):
    """Which bug an engine has, found by tests."""
    at, losses = weights, []
    for _ in range(10):
        loss, gradient = engine(at)
        losses.append(loss)
        at = {name: [w - 0.001 * g for w, g in zip(at[name], gradient[name])] for name in at}
    return "right" if losses[-1] < losses[0] else "wrong sign"
