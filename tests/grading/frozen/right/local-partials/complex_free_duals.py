# exercise: local-partials
import math


class Dual:
    """A value and its slope; pushes one seed at a time through the rule."""

    def __init__(self, v, d):
        self.v, self.d = v, d


def slope(op, a, b):
    if op == "add":
        return a.d + b.d
    if op == "subtract":
        return a.d - b.d
    if op == "multiply":
        return a.d * b.v + a.v * b.d
    if op == "divide":
        return (a.d * b.v - a.v * b.d) / (b.v * b.v)
    if op == "power":
        # x^y = exp(y ln x)
        return a.v**b.v * (b.d * math.log(a.v) + b.v * a.d / a.v)
    if op == "exp":
        return math.exp(a.v) * a.d
    if op == "log":
        return a.d / a.v
    if op == "sin":
        return math.cos(a.v) * a.d
    if op == "tanh":
        return (1 - math.tanh(a.v) ** 2) * a.d
    return a.d if a.v > 0 else 0.0


def local_partials(op, operands, value):
    answer = []
    for i in range(len(operands)):
        duals = [Dual(x, 1.0 if j == i else 0.0) for j, x in enumerate(operands)]
        answer.append(slope(op, duals[0], duals[-1]))
    return answer
