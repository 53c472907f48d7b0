# exercise: scalar-engine
from math import exp, log, tanh

# op: (value, partials) as functions of the operands' numbers
OPS = {
    "+": (lambda x, y: x + y, lambda x, y: (1.0, 1.0)),
    "-": (lambda x, y: x - y, lambda x, y: (1.0, -1.0)),
    "*": (lambda x, y: x * y, lambda x, y: (y, x)),
    "/": (lambda x, y: x / y, lambda x, y: (1 / y, -x / y**2)),
    "neg": (lambda x: -x, lambda x: (-1.0,)),
    "exp": (exp, lambda x: (exp(x),)),
    "log": (log, lambda x: (1 / x,)),
    "tanh": (tanh, lambda x: (1 - tanh(x) ** 2,)),
    "relu": (lambda x: x if x > 0 else 0.0, lambda x: (x if x > 0 else 0.0,)),
}


def make(op, *args):
    args = [a if isinstance(a, Value) else Value(a) for a in args]
    out = Value(OPS[op][0](*[a.data for a in args]))
    out.op, out.args = op, args
    return out


class Value:
    def __init__(self, data):
        self.data = data
        self.grad = 0.0
        self.op, self.args = None, []

    def __add__(self, o): return make("+", self, o)
    def __radd__(self, o): return make("+", o, self)
    def __sub__(self, o): return make("-", self, o)
    def __rsub__(self, o): return make("-", o, self)
    def __mul__(self, o): return make("*", self, o)
    def __rmul__(self, o): return make("*", o, self)
    def __truediv__(self, o): return make("/", self, o)
    def __rtruediv__(self, o): return make("/", o, self)
    def __neg__(self): return make("neg", self)
    def exp(self): return make("exp", self)
    def log(self): return make("log", self)
    def tanh(self): return make("tanh", self)
    def relu(self): return make("relu", self)

    def __eq__(self, other):
        return isinstance(other, Value) and self.data == other.data

    def __hash__(self):
        return hash(self.data)

    def partials(self):
        if self.op is None:
            return ()
        return OPS[self.op][1](*[a.data for a in self.args])

    def backward(self):
        # first pass: how many edges lead to each node?
        uses = {self: 0}
        todo = [self]
        while todo:
            for a in todo.pop().args:
                if a not in uses:
                    uses[a] = 0
                    todo.append(a)
                uses[a] += 1
        for node in uses:
            node.grad = 0.0
        self.grad = 1.0
        # second pass: a node may go when all its users have gone
        ready = [self]
        while ready:
            node = ready.pop()
            for a, p in zip(node.args, node.partials()):
                if a not in uses:
                    continue
                a.grad += p * node.grad
                uses[a] -= 1
                if uses[a] == 0:
                    ready.append(a)
