"""One where, around the function."""

# diagnosis: single-where


def root(x, np):
    return np.where(x > 0.0, np.sqrt(x), 0.0)


def entropy(x, np):
    return np.where(x > 0.0, x * np.log(x), 0.0)


def sinc(x, np):
    return np.where(x == 0.0, 1.0, np.sin(x) / x)


def safe(which, x, np):
    """The function with this name."""
    return {"root": root, "entropy": entropy, "sinc": sinc}[which](x, np)
