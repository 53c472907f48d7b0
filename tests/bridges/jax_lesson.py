"""The graph of JAX's that lesson 24 shows where JAX is not: `python -m` writes it anew."""

from __future__ import annotations

import jax
import jax.numpy as jnp

import adlab
from adlab.view.files.stored import GRAPHS

STORED = GRAPHS / "24-jax.json"


def f(x1, x2):
    v1 = jnp.log(x1)
    v2 = x1 * x2
    v3 = jnp.sin(x2)
    v4 = v1 + v2
    return v4 - v3


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)
    adlab.trace(f, 2.0, 5.0).to_json(STORED)
