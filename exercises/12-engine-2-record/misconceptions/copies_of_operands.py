"""Makes new objects of the operands, so that no path leads back to those of the graph."""

# diagnosis: operands-copied

import math


class Value:
    """A number that remembers how it was computed."""

    def __init__(self, data, operands=(), partials=()):
        self.data = data
        self.operands = operands  # the Values that it was computed from
        self.partials = partials  # one for each of them
        self.grad = 0.0


def rule(op, *xs):
    """The result of an operation, and its partials with respect to its operands."""
    if op == "add":
        return xs[0] + xs[1], [1.0, 1.0]
    if op == "multiply":
        return xs[0] * xs[1], [xs[1], xs[0]]
    if op == "exp":
        return math.exp(xs[0]), [math.exp(xs[0])]


def record(op, *operands):
    """A new Value: the result of an operation, with its operands and partials."""
    value, partials = rule(op, *[operand.data for operand in operands])
    return Value(value, [Value(operand.data) for operand in operands], partials)
