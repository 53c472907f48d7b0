# exercise: scalar-engine
import heapq
import itertools
import math

ticket = itertools.count()


class Value:
    """Every object draws a number when it is made: operands have smaller numbers."""

    def __init__(self, data, operands=(), slopes=()):
        self.data = float(data)
        self.grad = 0.0
        self.operands = operands
        self.slopes = slopes
        self.number = next(ticket)

    @staticmethod
    def of(thing):
        if isinstance(thing, Value):
            return thing
        return Value(thing)

    def __add__(a, b):
        b = Value.of(b)
        return Value(a.data + b.data, (a, b), (1.0, 1.0))

    def __sub__(a, b):
        b = Value.of(b)
        return Value(a.data - b.data, (a, b), (1.0, -1.0))

    def __mul__(a, b):
        b = Value.of(b)
        return Value(a.data * b.data, (a, b), (b.data, a.data))

    def __truediv__(a, b):
        b = Value.of(b)
        z = a.data / b.data
        return Value(z, (a, b), (1 / b.data, -z / b.data))

    def __neg__(a):
        return Value(-a.data, (a,), (-1.0,))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(b, a):
        return Value.of(a) - b

    def __rtruediv__(b, a):
        return Value.of(a) / b

    def exp(a):
        return Value(math.exp(a.data), (a,), (math.exp(a.data),))

    def log(a):
        return Value(math.log(a.data), (a,), (1 / a.data,))

    def tanh(a):
        return Value(math.tanh(a.data), (a,), (1 - math.tanh(a.data) ** 2,))

    def relu(a):
        return Value(max(a.data, 0.0), (a,), (float(a.data > 0),))

    def backward(self):
        found = {self.number: self}
        self.grad = self.data
        heap = [-self.number]
        while heap:
            node = found[-heapq.heappop(heap)]
            for a, slope in zip(node.operands, node.slopes):
                if a.number not in found:
                    found[a.number] = a
                    a.grad = 0.0
                    heapq.heappush(heap, -a.number)
                a.grad += slope * node.grad
