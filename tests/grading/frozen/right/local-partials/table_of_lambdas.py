# exercise: local-partials
import math

D = {
    "add": (lambda x, y: 1.0, lambda x, y: 1.0),
    "subtract": (lambda x, y: 1.0, lambda x, y: -1.0),
    "multiply": (lambda x, y: y, lambda x, y: x),
    "divide": (lambda x, y: y**-1, lambda x, y: -x * y**-2),
    "power": (lambda x, y: y * x ** (y - 1), lambda x, y: x**y * math.log(x)),
    "exp": (math.exp,),
    "log": (lambda x: 1 / x,),
    "sin": (math.cos,),
    "tanh": (lambda x: 1 / math.cosh(x) ** 2,),
    "relu": (lambda x: (x > 0) * 1.0,),
}


def local_partials(op, operands, value):
    return [d(*operands) for d in D[op]]
