# exercise: zeroing


class Tape:
    def __init__(self):
        self.nodes = []
        self.adjoints = []

    def record(self, operands, partials):
        self.nodes.append((operands, partials))
        return len(self.nodes) - 1

    def clear(self):
        self.nodes.clear()

    def backward(self, seeds):
        found = [seeds.get(k, 0.0) for k in range(len(self.nodes))]
        for k in range(len(found) - 1, -1, -1):
            for operand, partial in zip(*self.nodes[k]):
                found[operand] = found[operand] + found[k] * partial
        self.adjoints = found
