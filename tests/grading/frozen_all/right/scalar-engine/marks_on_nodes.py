# exercise: scalar-engine

import math


class Value:
    made = 0

    def __init__(self, data, *edges):
        self.data = float(data)
        self.grad = 0.0
        self.edges = edges
        Value.made += 1
        self.number = Value.made

    @staticmethod
    def of(x):
        return x if isinstance(x, Value) else Value(x)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other.data), (other, self.data))

    def inverse(self):
        return Value(1 / self.data, (self, -1 / self.data**2))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -Value.of(other)

    def __truediv__(self, other):
        return self * Value.of(other).inverse()

    def __radd__(self, other):
        return Value.of(other) + self

    def __rmul__(self, other):
        return Value.of(other) * self

    def __rsub__(self, other):
        return Value.of(other) - self

    def __rtruediv__(self, other):
        return Value.of(other) / self

    def exp(self):
        y = math.exp(self.data)
        return Value(y, (self, y))

    def log(self):
        return Value(math.log(self.data), (self, 1 / self.data))

    def tanh(self):
        y = math.tanh(self.data)
        return Value(y, (self, 1 - y * y))

    def relu(self):
        return Value(self.data, (self, 1.0)) if self.data > 0 else Value(0.0, (self, 0.0))

    def backward(self):
        nodes = {self.number: self}
        todo = [self]
        while todo:
            for operand, _ in todo.pop().edges:
                if operand.number not in nodes:
                    nodes[operand.number] = operand
                    todo.append(operand)
        for node in nodes.values():
            node.grad = 0.0
        self.grad = 1.0
        for number in sorted(nodes, reverse=True):
            for operand, partial in nodes[number].edges:
                operand.grad += partial * nodes[number].grad
