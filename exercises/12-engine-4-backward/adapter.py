"""Builds a graph of objects with their partials, and reads `grad` after `backward`."""


class Value:
    """What the objects of the engine hold."""

    def __init__(self, data, operands=(), partials=()):
        self.data = data
        self.operands = operands
        self.partials = partials
        self.grad = 0.0


def gradients(nodes, times=1):
    """The grad of every node, after so many calls."""
    made = []
    for node in nodes:
        operands = tuple(made[k] for k in node["operands"])
        made.append(Value(node["value"], operands, tuple(node["partials"])))
    for _ in range(times):
        submission.backward(made[-1])
    return [one.grad for one in made]
