"""Builds a graph of objects with their partials, and reads `grad` after `backward`."""


class Value:
    """What the objects of the engine hold."""

    def __init__(self, data, operands=(), partials=()):
        self.data = data
        self.operands = operands
        self.partials = partials
        self.grad = 0.0


KEPT = []
"""All that was made: no object gets the identity of one that is gone, so that runs are alike."""


def gradients(nodes, times=1):
    """The grad of every node, after so many calls."""
    return after_each(nodes, [len(nodes) - 1] * times)[-1]


def after_each(nodes, outputs):
    """The grad of every node, after backward was called for one output after the other."""
    made = []
    for node in nodes:
        operands = tuple(made[k] for k in node["operands"])
        made.append(Value(node["value"], operands, tuple(node["partials"])))
    KEPT.append(made)
    found = []
    for output in outputs:
        submission.backward(made[output])
        found.append([one.grad for one in made])
    return found
