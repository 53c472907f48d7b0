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
        a = [1.0 if k in seeds else 0.0 for k in range(len(self.nodes))]
        for k in reversed(range(len(a))):
            for operand, partial in zip(*self.nodes[k]):
                a[operand] = a[operand] + partial * a[k]
        self.adjoints = a
