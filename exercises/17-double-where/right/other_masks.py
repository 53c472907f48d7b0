"""Masks for what is dangerous, in the place of what is not."""


def root(x, np):
    bad = x <= 0
    return np.where(bad, 0.0, np.sqrt(np.where(bad, 1.0, x)))


def entropy(x, np):
    bad = x <= 0
    t = np.where(bad, 1.0, x)
    return np.where(bad, 0.0, np.log(t) * t)


def sinc(x, np):
    bad = x == 0
    return np.where(bad, 1.0, np.sin(x) / np.where(bad, 1.0, x))


def safe(which, x, np):
    """The function with this name."""
    return {"root": root, "entropy": entropy, "sinc": sinc}[which](x, np)
