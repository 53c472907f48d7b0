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
        other = lift(other)
        return Value(self.data - other.data, [(self, 1.0), (other, -1.0)])

    def __mul__(self, other):
        other = lift(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def __truediv__(self, other):
        other = lift(other)
        return Value(self.data / other.data, [(self, 1 / other.data), (other, self.data / other.data**2)])

    def __neg__(self):
        return Value(-self.data, [(self, -1.0)])

    def __radd__(self, number):  # number + self
        return lift(number) + self

    def __rsub__(self, number):  # number - self
        return lift(number) - self

    def __rmul__(self, number):  # number * self
        return lift(number) * self

    def __rtruediv__(self, number):  # number / self
        return lift(number) / self

    def exp(self):
        e = math.exp(self.data)
        return Value(e, [(self, e)])

    def log(self):
        return Value(math.log(self.data), [(self, 1 / self.data)])

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, [(self, 1 - t**2)])

    def relu(self):
        return Value(max(0.0, self.data), [(self, 1.0 if self.data > 0 else 0.0)])

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
    order, placed, stack = [], set(), [output]
    while stack:
        node = stack[-1]
        missing = [operand for operand, _ in node.edges if id(operand) not in placed]
        if missing:
            stack.extend(missing)
        else:
            stack.pop()
            if id(node) not in placed:
                placed.add(id(node))
                order.append(node)
    return order


def lift(number):
    """A number as a Value; a Value as it is."""
    return number if isinstance(number, Value) else Value(number)
