"""The program comes back as it was."""

# diagnosis: not-transposed


def transpose(equations, inputs, outputs):
    return equations, inputs, outputs
