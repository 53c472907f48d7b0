"""Numbers the nodes as they are made, and takes them off a heap, the newest first."""

import heapq
import itertools
import math

ticket = itertools.count()


class Value:
    __slots__ = ("data", "grad", "number", "edges")

    def __init__(self, data, *edges):
        self.data, self.grad, self.number, self.edges = data, 0.0, next(ticket), edges

    def __lt__(self, other):
        return self.number > other.number

    def _with(self, other):
        return (other, other.data) if isinstance(other, Value) else (None, other)

    def _binary(self, other, value, here, there):
        edges = [(self, here)] if other is None else [(self, here), (other, there)]
        return Value(value, *edges)

    def __add__(self, other):
        node, y = self._with(other)
        return self._binary(node, self.data + y, 1.0, 1.0)

    __radd__ = __add__

    def __mul__(self, other):
        node, y = self._with(other)
        return self._binary(node, self.data * y, y, self.data)

    __rmul__ = __mul__

    def __sub__(self, other):
        node, y = self._with(other)
        return self._binary(node, self.data - y, 1.0, -1.0)

    def __rsub__(self, number):
        return Value(number - self.data, (self, -1.0))

    def __truediv__(self, other):
        node, y = self._with(other)
        return self._binary(node, self.data / y, 1 / y, -self.data / (y * y))

    def __rtruediv__(self, number):
        return Value(number / self.data, (self, -number / self.data**2))

    def __neg__(self):
        return Value(-self.data, (self, -1.0))

    def exp(self):
        e = math.exp(self.data)
        return Value(e, (self, e))

    def log(self):
        return Value(math.log(self.data), (self, 1.0 / self.data))

    def tanh(self):
        return Value(math.tanh(self.data), (self, 1.0 / math.cosh(self.data) ** 2))

    def relu(self):
        return Value(self.data, (self, 1.0)) if self.data > 0 else Value(0.0, (self, 0.0))

    def backward(self):
        waiting, shares = [self], {self.number: 1.0}
        while waiting:
            node = heapq.heappop(waiting)
            node.grad = shares[node.number]
            for operand, slope in node.edges:
                if operand.number not in shares:
                    shares[operand.number] = 0.0
                    heapq.heappush(waiting, operand)
                shares[operand.number] += node.grad * slope
