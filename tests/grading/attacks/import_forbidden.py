"""Imports a package that the exercise does not allow."""

# from: L0
# kind: import
WORLD  # given by the test; elsewhere this file stops here

import jax


def gradient(x):
    return jax.grad(lambda x: x[0])(x)
