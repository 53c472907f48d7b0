# exercise: zeroing


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
        found = [seeds.get(k, 0.0) for k in range(len(self.nodes))]
        for k in reversed(range(len(found))):
            for operand, partial in zip(*self.nodes[k]):
                found[operand] += found[k] * partial
        self.adjoints = found
