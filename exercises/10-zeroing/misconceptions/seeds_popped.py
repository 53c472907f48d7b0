"""Takes the seeds out of the dictionary of the caller."""

# diagnosis: changes-arguments


class Tape:
    """Nodes in topological order, and the adjoints of the last backward pass."""

    def __init__(self):
        self.nodes = []  # for each node: indices of its operands, partials
        self.adjoints = []

    def record(self, operands, partials):
        """Append a node; return its index."""
        self.nodes.append((operands, partials))
        return len(self.nodes) - 1

    def clear(self):
        """Forget the nodes: a new forward pass begins."""
        self.nodes.clear()

    def backward(self, seeds):
        """Set the adjoint of every node, for an output that weighs nodes as `seeds` says."""
        self.adjoints = [0.0] * len(self.nodes)
        for index in list(seeds):
            self.adjoints[index] = seeds.pop(index)
        for index in reversed(range(len(self.nodes))):
            for operand, partial in zip(*self.nodes[index]):
                self.adjoints[operand] += self.adjoints[index] * partial
