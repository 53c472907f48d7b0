"""Marks the nodes that were placed, and the marks stay."""

# diagnosis: kept-between-calls

import math


class Value:
    """A number that remembers how it was computed."""

    def __init__(self, data, edges=()):
        self.data = data
        self.grad = 0.0
        self.edges = edges  # a pair (operand, partial) for each operand

    def __add__(self, other):
        other = lift(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __sub__(self, other):
        other = lift(other)
        return Value(self.data - other.data, [(self, 1.0), (other, -1.0)])

    def __mul__(self, other):
        other = lift(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def __truediv__(self, other):
        other = lift(other)
        result = self.data / other.data
        return Value(result, [(self, 1 / other.data), (other, -result / other.data)])

    def __neg__(self):
        return Value(-self.data, [(self, -1.0)])

    def __radd__(self, number):  # number + self
        return self + number

    def __rsub__(self, number):  # number - self
        return lift(number) - self

    def __rmul__(self, number):  # number * self
        return self * number

    def __rtruediv__(self, number):  # number / self
        return lift(number) / self

    def exp(self):
        result = math.exp(self.data)
        return Value(result, [(self, result)])

    def log(self):
        return Value(math.log(self.data), [(self, 1 / self.data)])

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, [(self, 1 - result**2)])

    def relu(self):
        return Value(max(self.data, 0.0), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self):
        """Set the grad of every node that this one depends on."""
        order = topological_order(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, partial in node.edges:
                operand.grad += node.grad * partial


def topological_order(output):
    """All nodes that the output depends on, each after its operands."""
    order = []
    stack = [output]
    while stack:
        node = stack.pop()
        if hasattr(node, "placed"):
            continue
        waiting = [operand for operand, _ in node.edges if not hasattr(operand, "placed")]
        if waiting:
            stack.append(node)
            stack.extend(waiting)
        else:
            node.placed = True
            order.append(node)
    return order


def lift(number):
    """A number as a Value; a Value as it is."""
    return number if isinstance(number, Value) else Value(number)
