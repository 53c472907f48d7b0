"""Multiplies by the mask in the place of the outer where."""

# diagnosis: mask-as-factor


def root(x, np):
    return (x > 0.0) * np.sqrt(x)


def entropy(x, np):
    return (x > 0.0) * (x * np.log(x))


def sinc(x, np):
    return (x != 0.0) * (np.sin(x) / x) + (x == 0.0) * (x + 1.0)


def safe(which, x, np):
    """The function with this name."""
    return {"root": root, "entropy": entropy, "sinc": sinc}[which](x, np)
