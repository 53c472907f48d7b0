"""Inputs and outputs are exchanged, and the equations stay."""

# diagnosis: not-reversed


def transpose(equations, inputs, outputs):
    return equations, outputs, inputs
