"""Engines as people write them: right ones in several styles, and one for each classic bug."""

import math


class Value:
    """Edges are pairs (operand, partial); the sweep runs over a topological order."""

    def __init__(self, data, edges=()):
        self.data = data
        self.grad = 0.0
        self.edges = list(edges)

    def __add__(self, other):
        other = lift(self, other)
        return type(self)(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __sub__(self, other):
        other = lift(self, other)
        return type(self)(self.data - other.data, [(self, 1.0), (other, -1.0)])

    def __mul__(self, other):
        other = lift(self, other)
        return type(self)(self.data * other.data, [(self, other.data), (other, self.data)])

    def __neg__(self):
        return type(self)(-self.data, [(self, -1.0)])

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, number):
        return lift(self, number) - self

    def exp(self):
        result = math.exp(self.data)
        return type(self)(result, [(self, result)])

    def log(self):
        return type(self)(math.log(self.data), [(self, 1 / self.data)])

    def relu(self):
        return type(self)(max(self.data, 0.0), [(self, float(self.data > 0))])

    def backward(self):
        order = topological_order(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, partial in node.edges:
                operand.grad += node.grad * partial


def lift(node, number):
    return number if isinstance(number, Value) else type(node)(number)


def topological_order(output):
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for operand, _ in node.edges:
                visit(operand)
            order.append(node)

    visit(output)
    return order


class Overwriting(Value):
    """`=` where `+=` is right."""

    def backward(self):
        order = topological_order(self)
        self.grad = 1.0
        for node in reversed(order):
            for operand, partial in node.edges:
                operand.grad = node.grad * partial


class InsertionOrder(Value):
    """The nodes hand on in the order in which they were first met."""

    def backward(self):
        order = [self]
        for node in order:
            node.grad = 0.0
            order += [operand for operand, _ in node.edges if operand not in order]
        self.grad = 1.0
        for node in order:
            for operand, partial in node.edges:
                operand.grad += node.grad * partial


class NeverZeroed(Value):
    """A second call adds to the first."""

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for operand, partial in node.edges:
                operand.grad += node.grad * partial


class SetOfOperands(Value):
    """A set holds each of two equal edges once."""

    def __init__(self, data, edges=()):
        super().__init__(data)
        self.edges = set(edges)


class RecursionByPaths(Value):
    """Each path is gone along by itself: right, and slow."""

    def backward(self):
        for node in topological_order(self):
            node.grad = 0.0
        self.receive(1.0)

    def receive(self, share):
        self.grad += share
        for operand, partial in self.edges:
            operand.receive(share * partial)


class Resending(Value):
    """Each time a share comes, a node hands on all that it holds."""

    def backward(self):
        for node in topological_order(self):
            node.grad = 0.0
        self.grad = 1.0
        self.push()

    def push(self):
        for operand, partial in self.edges:
            operand.grad += self.grad * partial
            operand.push()


class Closures:
    """In the manner of micrograd: closures, a set of operands, subtraction by two operations."""

    def __init__(self, data, _prev=()):
        self.data, self.grad, self._prev = data, 0.0, set(_prev)
        self._backward = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Closures) else Closures(other)
        out = Closures(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Closures) else Closures(other)
        out = Closures(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __sub__(self, other):
        return self + other * -1

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for operand in node._prev:
                    visit(operand)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()


class Slotted:
    """Other names, slots, partials in a list of their own, a sweep that is a function."""

    __slots__ = ("bar", "local_slopes", "number", "parents")

    def __init__(self, number, parents=(), local_slopes=()):
        self.number, self.parents, self.local_slopes = number, parents, local_slopes
        self.bar = None

    def __add__(self, other):
        return Slotted(self.number + other.number, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        return Slotted(self.number * other.number, (self, other), (other.number, self.number))


def sweep(output):
    """The reverse sweep of Slotted: each node collects what its consumers owe it."""
    order, stack = [], [output]
    consumers = {}
    while stack:
        node = stack.pop()
        if node in order:
            order.remove(node)
        order.append(node)
        stack += node.parents
    for node in order:
        for operand, slope in zip(node.parents, node.local_slopes, strict=True):
            consumers.setdefault(operand, []).append((node, slope))
    output.bar = 1.0
    for node in order[1:]:
        node.bar = sum(consumer.bar * slope for consumer, slope in consumers[node])
