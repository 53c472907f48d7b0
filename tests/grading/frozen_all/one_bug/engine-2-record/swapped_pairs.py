# exercise: engine-2-record

import math


class Value:
    def __init__(self, data, operands=(), partials=()):
        self.data = data
        self.operands = operands
        self.partials = partials
        self.grad = 0.0


def rule(op, *xs):
    if op == "add":
        return xs[0] + xs[1], [1.0, 1.0]
    if op == "multiply":
        return xs[0] * xs[1], [xs[1], xs[0]]
    if op == "exp":
        return math.exp(xs[0]), [math.exp(xs[0])]


def record(op, *operands):
    out = Value(0.0)
    out.data, out.partials = rule(op, *(o.data for o in operands))
    out.operands = operands[::-1]
    return out
