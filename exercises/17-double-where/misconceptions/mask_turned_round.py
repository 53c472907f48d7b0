"""The inner where has its two sides exchanged."""

# diagnosis: mask-turned


def root(x, np):
    positive = x > 0.0
    safe = np.where(positive, 1.0, x)
    return np.where(positive, np.sqrt(safe), 0.0)


def entropy(x, np):
    positive = x > 0.0
    safe = np.where(positive, 1.0, x)
    return np.where(positive, safe * np.log(safe), 0.0)


def sinc(x, np):
    zero = x == 0.0
    safe = np.where(zero, x, 1.0)
    return np.where(zero, 1.0, np.sin(safe) / safe)


def safe(which, x, np):
    """The function with this name."""
    return {"root": root, "entropy": entropy, "sinc": sinc}[which](x, np)
