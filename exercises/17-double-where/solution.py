# exercise: double-where

import numpy


def root(x, np):
    """√x where x > 0, and 0 elsewhere."""
    ### BEGIN SOLUTION
    positive = x > 0.0
    safe = np.where(positive, x, 1.0)
    return np.where(positive, np.sqrt(safe), 0.0)
    ### END SOLUTION


def entropy(x, np):
    """x · ln x where x > 0, and 0 elsewhere."""
    ### BEGIN SOLUTION
    positive = x > 0.0
    safe = np.where(positive, x, 1.0)
    return np.where(positive, safe * np.log(safe), 0.0)
    ### END SOLUTION


def sinc(x, np):
    """sin(x) / x, and 1 where x is 0."""
    ### BEGIN SOLUTION
    zero = x == 0.0
    safe = np.where(zero, 1.0, x)
    return np.where(zero, 1.0, np.sin(safe) / safe)
    ### END SOLUTION


def safe(which, x, np):
    """The function with this name."""
    return {"root": root, "entropy": entropy, "sinc": sinc}[which](x, np)
