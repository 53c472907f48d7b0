"""Only sin(x) / x has one where."""

# diagnosis: single-where


def root(x, np):
    positive = x > 0.0
    safe = np.where(positive, x, 1.0)
    return np.where(positive, np.sqrt(safe), 0.0)


def entropy(x, np):
    positive = x > 0.0
    safe = np.where(positive, x, 1.0)
    return np.where(positive, safe * np.log(safe), 0.0)


def sinc(x, np):
    return np.where(x == 0.0, 1.0, np.sin(x) / x)


def safe(which, x, np):
    """The function with this name."""
    return {"root": root, "entropy": entropy, "sinc": sinc}[which](x, np)
