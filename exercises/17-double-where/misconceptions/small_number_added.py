"""Adds a small number to the argument."""

# diagnosis: changes-the-function


def root(x, np):
    return np.where(x > 0.0, np.sqrt(abs(x) + 1e-6), 0.0)


def entropy(x, np):
    return np.where(x > 0.0, x * np.log(abs(x) + 1e-6), 0.0)


def sinc(x, np):
    return np.where(x == 0.0, 1.0, np.sin(x) / (x + 1e-6))


def safe(which, x, np):
    """The function with this name."""
    return {"root": root, "entropy": entropy, "sinc": sinc}[which](x, np)
