"""Takes nodes off a stack, each once, and goes on with the last operand."""

# diagnosis: depth-first-order

import math


class Value:
    """A number with a function that hands its grad on."""

    def __init__(self, data, operands=()):
        self.data = data
        self.grad = 0.0
        self.operands = operands
        self.send = lambda: None

    def __add__(self, other):
        other = as_value(other)
        out = Value(self.data + other.data, (self, other))

        def send():
            self.grad += out.grad
            other.grad += out.grad

        out.send = send
        return out

    def __mul__(self, other):
        other = as_value(other)
        out = Value(self.data * other.data, (self, other))

        def send():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.send = send
        return out

    def __sub__(self, other):
        other = as_value(other)
        out = Value(self.data - other.data, (self, other))

        def send():
            self.grad += out.grad
            other.grad -= out.grad

        out.send = send
        return out

    def __truediv__(self, other):
        other = as_value(other)
        out = Value(self.data / other.data, (self, other))

        def send():
            self.grad += out.grad / other.data
            other.grad -= out.grad * self.data / other.data**2

        out.send = send
        return out

    def __neg__(self):
        return self.through(-self.data, lambda out: -1.0)

    def __radd__(self, number):
        return self + number

    def __rsub__(self, number):
        return (-self) + number

    def __rmul__(self, number):
        return self * number

    def __rtruediv__(self, number):
        return self.reciprocal() * number

    def reciprocal(self):
        return self.through(1 / self.data, lambda out: -out * out)

    def exp(self):
        return self.through(math.exp(self.data), lambda out: out)

    def log(self):
        return self.through(math.log(self.data), lambda out: 1 / self.data)

    def tanh(self):
        return self.through(math.tanh(self.data), lambda out: 1 - out * out)

    def relu(self):
        return self.through(max(0.0, self.data), lambda out: float(self.data > 0))

    def through(self, data, slope):
        """A node with one operand; `slope` takes the result."""
        out = Value(data, (self,))

        def send():
            self.grad += slope(out.data) * out.grad

        out.send = send
        return out

    def backward(self):
        order = sorted_nodes(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        seen, stack = set(), [self]
        while stack:
            node = stack.pop()
            if id(node) not in seen:
                seen.add(id(node))
                node.send()
                stack.extend(node.operands)


def sorted_nodes(output):
    order, state, stack = [], {}, [output]
    while stack:
        node = stack[-1]
        if id(node) not in state:
            state[id(node)] = "open"
            stack.extend(one for one in node.operands if id(one) not in state)
        else:
            stack.pop()
            if state[id(node)] == "open":
                state[id(node)] = "done"
                order.append(node)
    return order


def as_value(other):
    return other if isinstance(other, Value) else Value(other)
