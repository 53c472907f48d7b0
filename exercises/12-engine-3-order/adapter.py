"""Builds a graph of objects, and says in which order the learner's function puts them."""


class Value:
    """What the objects of the engine hold."""

    def __init__(self, data, operands=(), partials=()):
        self.data = data
        self.operands = operands
        self.partials = partials
        self.grad = 0.0


KEPT = []
"""All that was made: no object gets the identity of one that is gone, so that runs are alike."""


def order(nodes):
    """The places of the nodes in the order that is returned; -1 for what is no node."""
    return orders(nodes, [len(nodes) - 1])[0]


def orders(nodes, outputs):
    """The same for one output after the other, of the same objects."""
    made = []
    for node in nodes:
        made.append(Value(node["value"], tuple(made[k] for k in node["operands"])))
    KEPT.append(made)
    place = {id(one): k for k, one in enumerate(made)}
    found = []
    for output in outputs:
        found.append([place.get(id(one), -1) for one in submission.topological_order(made[output])])
    return found
