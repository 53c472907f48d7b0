"""The argument is made harmless, and the result is not chosen."""

# diagnosis: no-outer-where


def root(x, np):
    return np.sqrt(np.where(x > 0.0, x, 1.0))


def entropy(x, np):
    safe = np.where(x > 0.0, x, 1.0)
    return safe * np.log(safe)


def sinc(x, np):
    safe = np.where(x == 0.0, 1.0, x)
    return np.sin(safe) / safe


def safe(which, x, np):
    """The function with this name."""
    return {"root": root, "entropy": entropy, "sinc": sinc}[which](x, np)
