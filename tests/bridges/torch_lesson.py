"""The graph of PyTorch's that lesson 24 shows where PyTorch is not: `python -m` writes it anew."""

from __future__ import annotations

import torch

import adlab
from adlab.view.files.stored import GRAPHS

STORED = GRAPHS / "24-pytorch.json"


def f(x1, x2):
    v1 = torch.log(x1)
    v2 = x1 * x2
    v3 = torch.sin(x2)
    v4 = v1 + v2
    return v4 - v3


if __name__ == "__main__":
    adlab.trace(f, 2.0, 5.0).to_json(STORED)
