# exercise: forward-sweep
import math


class Dual:
    """a + b eps"""

    def __init__(self, a, b=0.0):
        self.a, self.b = a, b

    def __add__(self, o):
        return Dual(self.a + o.a, self.b + o.b)

    def __sub__(self, o):
        return Dual(self.a - o.a, self.b - o.b)

    def __mul__(self, o):
        # (a + b e)(c + d e) = ac + (ad + bc + bd) e
        return Dual(self.a * o.a, self.a * o.b + self.b * o.a + self.b * o.b)

    def __truediv__(self, o):
        return Dual(self.a / o.a, (self.b * o.a - self.a * o.b) / o.a**2)


TABLE = {
    "add": Dual.__add__,
    "subtract": Dual.__sub__,
    "multiply": Dual.__mul__,
    "divide": Dual.__truediv__,
    "exp": lambda x: Dual(math.exp(x.a), math.exp(x.a) * x.b),
    "log": lambda x: Dual(math.log(x.a), x.b / x.a),
    "sin": lambda x: Dual(math.sin(x.a), math.cos(x.a) * x.b),
}


def forward_sweep(nodes, seed):
    duals = []
    for i, node in enumerate(nodes):
        if node["op"] in ("input", "constant"):
            duals.append(Dual(node["value"], 1.0 if i == seed else 0.0))
        else:
            duals.append(TABLE[node["op"]](*[duals[k] for k in node["operands"]]))
    return [d.a for d in duals], [d.b for d in duals]
