"""Puts 0 in the place of the dangerous entries."""

# diagnosis: harmful-default


def root(x, np):
    positive = x > 0.0
    safe = np.where(positive, x, 0.0)
    return np.where(positive, np.sqrt(safe), 0.0)


def entropy(x, np):
    positive = x > 0.0
    safe = np.where(positive, x, 0.0)
    return np.where(positive, safe * np.log(safe), 0.0)


def sinc(x, np):
    zero = x == 0.0
    safe = np.where(zero, 1.0, x)
    return np.where(zero, 1.0, np.sin(safe) / safe)


def safe(which, x, np):
    """The function with this name."""
    return {"root": root, "entropy": entropy, "sinc": sinc}[which](x, np)
