"""Where the function of the harmless number is already the result, one where will do."""


def root(x, np):
    mask = x > 0.0
    return np.where(mask, np.sqrt(np.where(mask, x, 4.0)), 0.0)


def entropy(x, np):
    t = np.where(x > 0.0, x, 1.0)  # 1 · ln 1 is 0, and a constant has slope 0
    return t * np.log(t)


def sinc(x, np):
    mask = x == 0.0
    t = np.where(mask, 1.0, x)
    return np.where(mask, 1.0, (1.0 / t) * np.sin(t))


def safe(which, x, np):
    """The function with this name."""
    return {"root": root, "entropy": entropy, "sinc": sinc}[which](x, np)
