"""Functions that hand on, made in a pass over the nodes and run in a second one."""


class Sweep:
    def __init__(self, nodes):
        self.adjoint = dict.fromkeys(range(len(nodes)), 0.0)
        self.adjoint[len(nodes) - 1] = 1.0
        self.steps = [
            self.sender(k, operand, partial)
            for k, node in enumerate(nodes)
            for operand, partial in zip(node["operands"], node["partials"])
        ]

    def sender(self, k, operand, partial):
        def send():
            self.adjoint[operand] += partial * self.adjoint[k]

        return send

    def run(self):
        while self.steps:
            self.steps.pop()()
        return list(self.adjoint.values())


def reverse_sweep(nodes):
    return Sweep(nodes).run()
