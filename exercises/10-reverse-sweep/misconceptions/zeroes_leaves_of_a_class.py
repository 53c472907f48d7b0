"""An object keeps the adjoints, and clears only those of the inputs."""

# diagnosis: zeroes-inputs-only


class Sweep:
    def __init__(self):
        self.adjoints = []

    def __call__(self, nodes):
        self.adjoints += [0.0] * (len(nodes) - len(self.adjoints))
        for k, node in enumerate(nodes):
            if node["operands"] == []:
                self.adjoints[k] = 0.0
        self.adjoints[len(nodes) - 1] = 1.0
        for k in range(len(nodes) - 1, -1, -1):
            for operand, partial in zip(nodes[k]["operands"], nodes[k]["partials"]):
                self.adjoints[operand] += partial * self.adjoints[k]
        return self.adjoints[: len(nodes)]


reverse_sweep = Sweep()
