"""Counts how many shares each node waits for; every operation is made by one function."""

from math import exp, log, tanh


def rule(value, partials):
    """An operation: from the operands' numbers its value, and its partials."""

    def apply(*operands):
        nodes = [o if isinstance(o, Value) else Value(float(o)) for o in operands]
        data = [node.data for node in nodes]
        out = Value(value(*data))
        out.operands = nodes
        out.partials = partials(out.data, *data)
        return out

    return apply


add = rule(lambda x, y: x + y, lambda z, x, y: (1.0, 1.0))
subtract = rule(lambda x, y: x - y, lambda z, x, y: (1.0, -1.0))
multiply = rule(lambda x, y: x * y, lambda z, x, y: (y, x))
divide = rule(lambda x, y: x / y, lambda z, x, y: (1.0 / y, -z / y))


class Value:
    def __init__(self, data):
        self.data = data
        self.grad = 0.0
        self.operands = []
        self.partials = ()

    __add__ = add
    __sub__ = subtract
    __mul__ = multiply
    __truediv__ = divide
    __radd__ = lambda self, number: add(number, self)
    __rsub__ = lambda self, number: subtract(number, self)
    __rmul__ = lambda self, number: multiply(number, self)
    __rtruediv__ = lambda self, number: divide(number, self)
    __neg__ = rule(lambda x: -x, lambda z, x: (-1.0,))
    exp = rule(exp, lambda z, x: (z,))
    log = rule(log, lambda z, x: (1.0 / x,))
    tanh = rule(tanh, lambda z, x: ((1.0 - z) * (1.0 + z),))
    relu = rule(lambda x: x if x > 0 else 0.0, lambda z, x: (1.0 if z else 0.0,))

    def backward(self):
        waits, reached, todo = {}, {id(self): self}, [self]
        while todo:
            for operand in todo.pop().operands:
                waits[id(operand)] = waits.get(id(operand), 0) + 1
                if id(operand) not in reached:
                    reached[id(operand)] = operand
                    todo.append(operand)
        for node in reached.values():
            node.grad = 0.0
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            for operand, partial in zip(node.operands, node.partials):
                operand.grad += partial * node.grad
                waits[id(operand)] -= 1
                if not waits[id(operand)]:
                    ready.append(operand)
