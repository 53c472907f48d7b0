# exercise: scalar-engine

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

    ### BEGIN SOLUTION
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

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return lift(other) - self

    def __rtruediv__(self, other):
        return lift(other) / self

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
        order = self.topological_order()
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, partial in node.edges:
                operand.grad += node.grad * partial

    def topological_order(self):
        order = []
        placed = set()
        stack = [self]
        while stack:
            node = stack[-1]
            waiting = [operand for operand, _ in node.edges if operand not in placed]
            if waiting:
                stack.extend(waiting)
                continue
            stack.pop()
            if node not in placed:
                placed.add(node)
                order.append(node)
        return order

    ### END SOLUTION


def lift(number):
    """A number as a Value; a Value as it is."""
    return number if isinstance(number, Value) else Value(number)
