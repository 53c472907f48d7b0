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

    def __sub__(self, other):
        ### BEGIN SOLUTION
        other = lift(other)
        return Value(self.data - other.data, [(self, 1.0), (other, -1.0)])
        ### END SOLUTION

    def __mul__(self, other):
        ### BEGIN SOLUTION
        other = lift(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])
        ### END SOLUTION

    def __truediv__(self, other):
        ### BEGIN SOLUTION
        other = lift(other)
        result = self.data / other.data
        return Value(result, [(self, 1 / other.data), (other, -result / other.data)])
        ### END SOLUTION

    def __neg__(self):
        ### BEGIN SOLUTION
        return Value(-self.data, [(self, -1.0)])
        ### END SOLUTION

    def __radd__(self, number):  # number + self
        ### BEGIN SOLUTION
        return self + number
        ### END SOLUTION

    def __rsub__(self, number):  # number - self
        ### BEGIN SOLUTION
        return lift(number) - self
        ### END SOLUTION

    def __rmul__(self, number):  # number * self
        ### BEGIN SOLUTION
        return self * number
        ### END SOLUTION

    def __rtruediv__(self, number):  # number / self
        ### BEGIN SOLUTION
        return lift(number) / self
        ### END SOLUTION

    def exp(self):
        ### BEGIN SOLUTION
        result = math.exp(self.data)
        return Value(result, [(self, result)])
        ### END SOLUTION

    def log(self):
        ### BEGIN SOLUTION
        return Value(math.log(self.data), [(self, 1 / self.data)])
        ### END SOLUTION

    def tanh(self):
        ### BEGIN SOLUTION
        result = math.tanh(self.data)
        return Value(result, [(self, 1 - result**2)])
        ### END SOLUTION

    def relu(self):
        ### BEGIN SOLUTION
        return Value(max(self.data, 0.0), [(self, 1.0 if self.data > 0 else 0.0)])
        ### END SOLUTION

    def backward(self):
        """Set the grad of every node that this one depends on."""
        ### BEGIN SOLUTION
        order = topological_order(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, partial in node.edges:
                operand.grad += node.grad * partial
        ### END SOLUTION


def topological_order(output):
    """All nodes that the output depends on, each after its operands."""
    ### BEGIN SOLUTION
    order = []
    placed = set()
    stack = [output]
    while stack:
        node = stack.pop()
        if node in placed:
            continue
        waiting = [operand for operand, _ in node.edges if operand not in placed]
        if waiting:
            stack.append(node)
            stack.extend(waiting)
        else:
            placed.add(node)
            order.append(node)
    return order
    ### END SOLUTION


def lift(number):
    """A number as a Value; a Value as it is."""
    return number if isinstance(number, Value) else Value(number)
