"""The harmless argument is given to a function that is written once."""


def guarded(mask, x, harmless, function, otherwise, np):
    return np.where(mask, function(np.where(mask, x, harmless)), otherwise)


def root(x, np):
    return guarded(x > 0, x, 2.0, np.sqrt, 0.0, np)


def entropy(x, np):
    return guarded(x > 0, x, 0.5, lambda t: np.log(t) * t, 0.0, np)


def sinc(x, np):
    return guarded(x != 0, x, 3.0, lambda t: np.sin(t) / t, 1.0, np)


def safe(which, x, np):
    """The function with this name."""
    return {"root": root, "entropy": entropy, "sinc": sinc}[which](x, np)
