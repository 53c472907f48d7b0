"""Cuts the argument off at a small number, and keeps the result."""

# diagnosis: clips-the-argument


def root(x, np):
    return np.sqrt(np.maximum(x, 1e-4))


def entropy(x, np):
    safe = np.maximum(x, 1e-4)
    return safe * np.log(safe)


def sinc(x, np):
    zero = x == 0.0
    safe = np.where(zero, 1.0, x)
    return np.where(zero, 1.0, np.sin(safe) / safe)


def safe(which, x, np):
    """The function with this name."""
    return {"root": root, "entropy": entropy, "sinc": sinc}[which](x, np)
