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
        n = len(self.nodes)
        old = self.adjoints + [0.0] * n
        self.adjoints = [0.0 if not self.nodes[k][0] else old[k] for k in range(n)]
        for node, seed in seeds.items():
            self.adjoints[node] = seed
        for k in range(n)[::-1]:
            for operand, partial in zip(self.nodes[k][0], self.nodes[k][1]):
                self.adjoints[operand] += self.adjoints[k] * partial
