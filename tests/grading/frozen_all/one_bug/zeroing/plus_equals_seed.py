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
        while len(self.adjoints) < len(self.nodes):
            self.adjoints.append(0.0)
        del self.adjoints[len(self.nodes) :]
        for k, seed in seeds.items():
            self.adjoints[k] += seed
        for k in range(len(self.nodes) - 1, -1, -1):
            operands, partials = self.nodes[k]
            for o, p in zip(operands, partials):
                self.adjoints[o] += self.adjoints[k] * p
